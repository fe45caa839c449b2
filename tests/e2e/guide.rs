//! What an instructor has done for a whole class at once: brought to a step, and the lab begun again.

use std::collections::BTreeMap;

use kindlab::lab::StepKind;
use serde_json::{Value, json};

use crate::support::class::{Class, text};
use crate::support::cluster::cluster;
use crate::support::kubernetes::SERVICE;
use crate::support::learner::{Learner, the_lab};
use crate::support::server::{LAB, Server};
use crate::support::{PATIENCE, until};
use crate::whole_lab::answers;

/// How each step of each learner was done; those that are not are left out.
type Done = BTreeMap<(String, String), String>;

impl Class {
    #[track_caller]
    fn guides_all(&self, way: &str, step: &str) -> u64 {
        let asked = json!({ "to": "all", "lab": LAB, "way": way, "step": step });
        let told = self.teacher.post_json(&self.api("/guide"), &asked).is(202).json();
        told["learners"].as_u64().expect("a number")
    }

    /// As the board has it.
    #[track_caller]
    fn on_board(&self) -> Done {
        let board = self.teacher.get(&self.api("/board")).is(200).json();
        let rows = board["learners"].as_array().expect("learners");
        let of = |row: &Value| {
            let name = text(&row["name"]);
            let steps = row["steps"].as_array().expect("steps").clone().into_iter();
            steps.filter_map(move |step| Some(((name.clone(), text(&step["id"])), step["how"].as_str()?.to_owned())))
        };
        rows.iter().flat_map(of).collect()
    }

    /// As the export has it; what the server did in a learner's place took no time of theirs.
    #[track_caller]
    fn exported(&self) -> Done {
        let export = self.teacher.get(&self.api("/export")).is(200).json();
        let lines = export["lines"].as_array().expect("lines").iter().filter(|line| !line["how"].is_null());
        lines
            .map(|line| {
                assert_eq!(line["seconds"].is_null(), line["how"] == "catch-up", "{line}");
                ((text(&line["name"]), text(&line["step"])), text(&line["how"]))
            })
            .collect()
    }
}

#[test]
fn a_class_is_brought_to_a_step_and_begins_again_together() {
    let (server, lab) = (Server::start(), the_lab());
    let class = Class::open(&server, 4);
    let joins = |name: &str| Learner::open(class.joins(&server.address, name).0, LAB);
    let (behind, midway, further) = (joins("Ana"), joins("Bento"), joins("Carla"));
    // Somebody who opened nothing is not brought anywhere.
    class.joins(&server.address, "Davi");
    midway.apply(SERVICE);
    midway.passes("headless-service");
    further.has_a_set();
    answers(&further, lab.file.steps.iter().find(|step| step.kind == StepKind::Asked).expect("a question"));

    assert_eq!(class.guides_all("catch-up", "draft"), 2, "who has done what is before it is left alone");
    for learner in [&behind, &midway] {
        until(PATIENCE, "they are helped", || (!learner.replay().is_null()).then_some(()));
        learner.replay_ends("done");
    }
    assert!(further.replay().is_null(), "{}", further.replay());
    let expected: Done = [
        ("Ana", "storage-class", "catch-up"),
        ("Ana", "headless-service", "catch-up"),
        ("Bento", "storage-class", "catch-up"),
        ("Bento", "headless-service", "hand"),
        ("Carla", "storage-class", "hand"),
        ("Carla", "headless-service", "hand"),
        ("Carla", "statefulset", "hand"),
    ]
    .map(|(name, step, how)| ((name.to_owned(), step.to_owned()), how.to_owned()))
    .into();
    let here = |done: Done| -> Done { done.into_iter().filter(|(key, _)| expected.contains_key(key)).collect() };
    assert_eq!(here(class.on_board()), expected);
    assert_eq!(here(class.exported()), expected);
    let ahead = |done: Done| {
        done.keys().any(|(name, step)| name != "Carla" && !expected.contains_key(&(name.clone(), step.clone())))
    };
    assert!(!ahead(class.on_board()), "nobody was brought beyond it");
    let table = class.teacher.get(&class.api("/board")).is(200).json();
    let standing = |name: &str| {
        let rows = table["learners"].as_array().expect("learners").iter();
        rows.filter(|row| row["name"] == name).map(|row| row["standing"]["current"].clone()).next()
    };
    assert_eq!((standing("Ana"), standing("Bento")), (Some(json!("draft")), Some(json!("draft"))));
    let page = class.session().get(&format!("/pt/instructor/classes/{}", class.id)).is(200).text;
    assert_eq!(page.matches("data-how=\"catch-up\"").count(), 3, "the board tells them apart to the eye, too");
    assert_eq!(class.guides_all("catch-up", "draft"), 0, "again there is nothing to do");

    let all = [&behind, &midway, &further];
    assert_eq!(class.guides_all("afresh", ""), 3);
    for learner in all {
        let fresh = until(PATIENCE, "another namespace", || {
            let now = learner.client.get(&learner.api("")).is(200).json()["namespace"].as_str()?.to_owned();
            (now != learner.namespace).then_some(now)
        });
        assert!(cluster().has_namespace(&fresh));
        cluster().namespace_goes(&learner.namespace);
    }
    assert_eq!(class.on_board(), Done::new(), "everybody is at the beginning");
    assert_eq!(class.exported(), Done::new());
    // And goes on from there, by their own hand.
    let again = Learner::open(behind.client.clone(), LAB);
    again.apply(SERVICE);
    assert_eq!(again.passes("headless-service")["how"], "hand");
}
