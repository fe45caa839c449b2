//! What a learner is shown meanwhile: on the page in three languages, and in JSON.

use crate::support::PATIENCE;
use crate::support::learner::Learner;
use crate::support::stream::{Event, Stream};

/// The languages, and what the page says in each when the cluster does not answer.
const AWAY: [(&str, &str); 3] = [
    ("pt", "O cluster não está respondendo."),
    ("es", "El clúster no responde."),
    ("en", "The cluster does not answer."),
];

/// The pages of a learner, open in each language.
pub struct Pages(Vec<(&'static str, Stream)>);

impl Learner {
    /// Opens the lab's page in each language.
    #[track_caller]
    pub fn opens_pages(&self) -> Pages {
        let open = |lang| Stream::open(&self.client, &format!("/{lang}/labs/{}/events", self.lab), None);
        Pages(AWAY.map(|(lang, _)| (lang, open(lang))).into())
    }

    /// A page that is loaded now says, or does not say, that the cluster is away.
    #[track_caller]
    pub fn page_says_away(&self, away: bool) {
        for (lang, words) in AWAY {
            let html = self.client.get(&format!("/{lang}/labs/{}", self.lab)).is(200).text;
            let (_, banner) = html.split_once("data-cluster-banner").expect("the banner");
            assert_eq!(!banner.starts_with(" hidden"), away, "{lang}: {}", &banner[..banner.len().min(300)]);
            assert!(banner.contains(words), "{lang}");
        }
    }

    /// A page that is loaded now says of a step in each language what JSON says.
    #[track_caller]
    pub fn page_says_of(&self, step: &str) {
        let message = self.step(step)["message"].clone();
        for (lang, _) in AWAY {
            let html = self.client.get(&format!("/{lang}/labs/{}", self.lab)).is(200).text;
            let text = message[lang].as_str().expect("a message");
            // What stands in backticks becomes an element.
            let beginning = text.split('`').next().unwrap_or_default();
            assert!(beginning.len() > 20 && html.contains(beginning), "{lang}: `{text}` is not on the page");
        }
    }

    /// What had passed stays passed and is not said to be undone; nothing else passes, and nobody is told of a mistake.
    #[track_caller]
    pub fn is_not_blamed(&self, passed: &[String]) {
        for (id, step) in self.steps() {
            if passed.contains(&id) {
                assert_eq!(step["verdict"], "passed", "`{id}` is lost: {step}");
                assert_ne!(step["holds"], false, "`{id}` is said to be undone, and nobody knows: {step}");
            } else {
                assert_ne!(step["verdict"], "passed", "`{id}` passed: {step}");
                assert_ne!(step["verdict"], "wrong", "`{id}`: {step}");
            }
        }
    }
}

impl Pages {
    /// Each hears that the cluster is away, or back.
    #[track_caller]
    pub fn hear_of_the_cluster(&mut self, ok: bool) {
        for (_, stream) in &mut self.0 {
            stream.find(PATIENCE, "cluster", |data| data["ok"] == ok);
        }
    }

    /// Each is told this of a step, in its own words.
    #[track_caller]
    pub fn hear_of(&mut self, step: &str, verdict: &str, key: &str) {
        let mut said: Vec<String> = Vec::new();
        for (lang, stream) in &mut self.0 {
            let Event { data, .. } = stream.find(PATIENCE, "step", |data| {
                data["step"] == step && data["verdict"] == verdict && data["message"] == key
            });
            let text = data["say"].as_str().expect("words").to_owned();
            assert!(!said.contains(&text), "{lang} says the same as another language: {text}");
            said.push(text);
        }
    }
}
