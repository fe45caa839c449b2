//! Whatever happens in whatever order: the judge never panics, and a survival that passes is one.

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::check::observed::{FileRead, Owner};
use support::Cause;

#[derive(Debug, Clone)]
enum Act {
    Delete(i64),
    Deleting(i64),
    Gone(i64),
    Back,
    Scale(i64),
    ScaleAsked(i64),
    Rollout,
    RolloutBegins,
    RolloutReaches(i64),
    Recreate,
    NewClaim(i64),
    ByHand(i64),
    Write(i64, usize),
    NoPage(i64),
    Fails(i64, usize),
    NodeDown,
    ReaderAway,
    Unreachable,
    AllWell,
    AtOnce,
    Later,
    InitContainer,
    LookAway,
    LookAgain,
}

/// Mostly the pod's own page: otherwise hardly anything would ever pass.
fn text(pod: i64, choice: usize) -> String {
    match choice {
        0 => String::new(),
        1 => format!("Nginx-{}", 1 - pod),
        2 => "another".to_owned(),
        _ => format!("Nginx-{pod}"),
    }
}

const TROUBLES: [&str; 4] = ["", "CrashLoopBackOff", "ImagePullBackOff", "Unschedulable"];

fn act() -> impl Strategy<Value = Act> {
    let pod = 0..2i64;
    prop_oneof![
        12 => pod.clone().prop_map(Act::Delete),
        1 => pod.clone().prop_map(Act::Deleting),
        1 => pod.clone().prop_map(Act::Gone),
        2 => Just(Act::Back),
        3 => prop::sample::select(vec![0, 1, 2, 2, 2, 3, 4]).prop_map(Act::Scale),
        1 => prop::sample::select(vec![0, 1, 2, 2, 3]).prop_map(Act::ScaleAsked),
        1 => Just(Act::Rollout),
        2 => Just(Act::RolloutBegins),
        4 => pod.clone().prop_map(Act::RolloutReaches),
        1 => Just(Act::Recreate),
        2 => pod.clone().prop_map(Act::NewClaim),
        1 => pod.clone().prop_map(Act::ByHand),
        6 => (pod.clone(), 0..9usize).prop_map(|(pod, text)| Act::Write(pod, text)),
        1 => pod.clone().prop_map(Act::NoPage),
        1 => (pod, 0..TROUBLES.len()).prop_map(|(pod, trouble)| Act::Fails(pod, trouble)),
        1 => Just(Act::NodeDown),
        1 => Just(Act::ReaderAway),
        1 => Just(Act::Unreachable),
        6 => Just(Act::AllWell),
        2 => Just(Act::AtOnce),
        2 => Just(Act::Later),
        1 => Just(Act::InitContainer),
        2 => Just(Act::LookAway),
        4 => Just(Act::LookAgain),
    ]
}

fn done(act: &Act, it: Namespace) -> Namespace {
    let there = |pod: i64| it.seen.pods.contains_key(&format!("nginx-{pod}"));
    match *act {
        Act::Delete(pod) => it.delete_pod(pod),
        Act::Deleting(pod) => it.deleting_pod(pod),
        Act::Gone(pod) => it.pod_gone(pod),
        Act::Back => it.pods_back(),
        Act::Scale(size) => it.scale(size),
        Act::ScaleAsked(size) => it.scale_asked(size),
        Act::Rollout => it.rollout(),
        Act::RolloutBegins => it.rollout_begins(),
        Act::RolloutReaches(pod) => it.rollout_reaches(pod),
        Act::Recreate => it.recreate_set(),
        Act::NewClaim(pod) => it.delete_claim_and_pod(pod),
        Act::ByHand(pod) => {
            let owner = Owner { kind: "StatefulSet".into(), name: "nginx".into(), uid: "set-of-before".into() };
            it.hand_made_pod(pod, |pod| pod.owner = Some(owner))
        }
        Act::Write(pod, choice) => it.rewrite_page(pod, &text(pod, choice)),
        Act::NoPage(pod) => it.page_is(pod, FileRead::Absent),
        Act::Fails(pod, trouble) if there(pod) => it.pod_fails(pod, TROUBLES[trouble]),
        Act::NodeDown => it.node_down(),
        Act::ReaderAway => it.reader_away(),
        Act::Unreachable => it.unreachable(),
        Act::AllWell => it.all_well(),
        Act::AtOnce => it.at_once(),
        Act::Later => it.later(),
        Act::InitContainer => it.init_container_writes("Nginx-"),
        Act::Fails(..) | Act::LookAway | Act::LookAgain => it,
    }
}

/// The pages are written, and it is their survival that is awaited.
fn begun() -> Story {
    Story::of_steps(written(), vec![(step("pages"), own_pages()), (step("survival"), pages_survived())])
}

/// What must be true of the namespace in the moment that a survival passes, by what the play knows and the judge doesn't.
fn is_a_survival(namespace: &Namespace, evidence: &Value) -> Result<(), TestCaseError> {
    let mut hashes = Vec::new();
    for ordinal in 0..2 {
        let name = format!("nginx-{ordinal}");
        let (before, now) = (&evidence["before"][&name], &evidence["pods"][&name]);
        prop_assert!(before["uid"].is_string() && before["uid"] != now["uid"], "a new pod: {evidence:#}");
        prop_assert_eq!(&before["claim_uid"], &now["claim_uid"]);
        prop_assert!(now["ctime"].as_i64() <= now["created"].as_i64(), "an older page: {evidence:#}");
        hashes.push(now["sha256"].clone());
        let pod = &namespace.seen.pods[&name];
        let claim = &namespace.seen.claims[&format!("{CLAIM}-{name}")];
        prop_assert_eq!(&now["uid"], &Value::from(pod.uid.as_str()));
        prop_assert_eq!(&now["claim_uid"], &Value::from(claim.uid.as_str()));
        let (cause, made) = namespace.made[&pod.uid];
        prop_assert_eq!(cause, Cause::Deleted, "{}", name);
        prop_assert!(namespace.written[&claim.volume] < made, "{name} was made after its page was written");
        prop_assert!(pod.ready && !pod.deleting, "{name} runs");
    }
    let set = &namespace.seen.stateful_sets["nginx"];
    prop_assert_eq!(&evidence["set_uid"], &Value::from(set.uid.as_str()));
    prop_assert_eq!(&evidence["generation"], &Value::from(set.generation));
    prop_assert_ne!(&hashes[0], &hashes[1]);
    Ok(())
}

proptest! {
    // 256 cases, or as many as PROPTEST_CASES says.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_survival_that_passes_is_one(acts in prop::collection::vec(act(), 1..40)) {
        let mut story = begun();
        let (mut looks, mut survived) = (true, false);
        for act in &acts {
            looks = match act {
                Act::LookAway => false,
                Act::LookAgain => true,
                _ => looks,
            };
            story = story.unseen(|it| done(act, it));
            if looks {
                story = story.looked();
            }
            let said = story.says("survival");
            if said.verdict == Verdict::Passed && !survived {
                is_a_survival(&story.namespace, &said.evidence)?;
                survived = true;
            }
        }
    }
}

/// The property would hold of a judge that never passes anything.
#[test]
fn random_ways_do_lead_to_survivals() {
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let ways = prop::collection::vec(act(), 40);
    let passed = (0..200).filter(|_| {
        let acts = ways.new_tree(&mut runner).expect("a way").current();
        let story = acts.iter().fold(begun(), |story, act| story.then(|it| done(act, it)));
        story.says("survival").verdict == Verdict::Passed
    });
    let passed = passed.count();
    assert!(passed > 20, "only {passed} of 200");
}
