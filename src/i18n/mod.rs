//! Says things in the visitor's language: pages' words, checks' messages, numbers and times.
//!
//! The words are in the `.ftl` files beside this one, the same keys in each
//! language: `ui` is what pages say, `check` what is said of the cluster,
//! `stay` what helps somebody who is stuck or goes elsewhere, `class` what classes need, `room` what the room's cluster
//! and set-up are said to be, `common` the rest. Nothing here fails: a mistake in a catalogue is logged
//! and shows as the key in brackets, and a test finds it before that.

mod format;
mod negotiate;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

use crate::check::{Arg, Message};
use crate::lab::Lang;

pub use format::{clock, date, decimal, duration, moment, number, time_of_day};
pub use negotiate::negotiate;

/// The catalogues of one language.
macro_rules! catalogues {
    ($lang:literal) => {
        [
            include_str!(concat!("common.", $lang, ".ftl")),
            include_str!(concat!("ui.", $lang, ".ftl")),
            include_str!(concat!("check.", $lang, ".ftl")),
            include_str!(concat!("stay.", $lang, ".ftl")),
            include_str!(concat!("room.", $lang, ".ftl")),
            include_str!(concat!("class.", $lang, ".ftl")),
        ]
    };
}

/// One language's words.
pub struct Tr {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

impl Tr {
    /// The words of `lang`.
    #[must_use]
    pub fn new(lang: Lang) -> &'static Self {
        static PT: LazyLock<Tr> = LazyLock::new(|| Tr::load(Lang::Pt));
        static ES: LazyLock<Tr> = LazyLock::new(|| Tr::load(Lang::Es));
        static EN: LazyLock<Tr> = LazyLock::new(|| Tr::load(Lang::En));
        match lang {
            Lang::Pt => &PT,
            Lang::Es => &ES,
            Lang::En => &EN,
        }
    }

    fn load(lang: Lang) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![lang.tag().parse().unwrap_or_default()]);
        // Marks of isolation would end up in HTML attributes and in what learners copy.
        bundle.set_use_isolating(false);
        for text in sources(lang) {
            let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, errors)| {
                tracing::error!(lang = lang.code(), ?errors, "a message catalogue has errors");
                resource
            });
            if let Err(errors) = bundle.add_resource(resource) {
                tracing::error!(lang = lang.code(), ?errors, "a message catalogue says something twice");
            }
        }
        Self { lang, bundle }
    }

    /// Which language it is.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The text of a key without arguments.
    #[must_use]
    pub fn msg(&self, key: &str) -> String {
        self.text(key, None)
    }

    /// The text of a key with arguments.
    #[must_use]
    pub fn with(&self, key: &str, args: &[(&str, Arg)]) -> String {
        self.filled(key, args.iter().map(|(name, value)| (*name, value)))
    }

    /// The text of a key that counts something, as `$n`.
    #[must_use]
    pub fn n(&self, key: &str, n: i64) -> String {
        self.with(key, &[("n", Arg::Number(n))])
    }

    /// The text of a message.
    #[must_use]
    pub fn message(&self, message: &Message) -> String {
        self.filled(&message.key, message.args.iter().map(|(name, value)| (name.as_str(), value)))
    }

    fn filled<'a>(&self, key: &str, values: impl Iterator<Item = (&'a str, &'a Arg)>) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            match value {
                Arg::Number(number) => args.set(name, *number),
                Arg::Text(text) => args.set(name, text.as_str()),
            }
        }
        self.text(key, Some(&args))
    }

    fn text(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(lang = self.lang.code(), key, "no message of that key");
            return format!("[{key}]");
        };
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, args, &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::error!(lang = self.lang.code(), key, ?errors, "a message was not given what it asks for");
        }
        text
    }
}

/// A message in every language.
#[must_use]
pub fn all(message: &Message) -> BTreeMap<Lang, String> {
    Lang::ALL.into_iter().map(|lang| (lang, Tr::new(lang).message(message))).collect()
}

/// The keys of what checks say: what a lab's mistakes may expect.
#[must_use]
pub fn check_keys() -> Vec<&'static str> {
    let [_, _, check, ..] = sources(Lang::En);
    check.lines().filter_map(|line| line.split_once(" =")).map(|(key, _)| key).filter(|key| is_key(key)).collect()
}

fn is_key(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

fn sources(lang: Lang) -> [&'static str; 6] {
    match lang {
        Lang::Pt => catalogues!("pt"),
        Lang::Es => catalogues!("es"),
        Lang::En => catalogues!("en"),
    }
}
