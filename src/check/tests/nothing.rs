//! Doing nothing passes nothing, and neither does a cluster that does not answer.

use super::Verdict::{CannotTell, NotYet, Untried, Wrong};
use super::*;
use crate::check::observed::StorageClass;
use crate::check::{Message, Named, Need, judge_step};

pub(super) fn table() -> Vec<Row> {
    let mut rows = Vec::new();
    let empty = [
        "service-missing",
        "set-missing",
        "set-missing",
        "set-missing",
        "set-missing",
        "survival-pages-first",
        "set-missing",
        "set-missing",
        "back-zero-first",
    ];
    for ((id, _), key) in lab().into_iter().zip(empty) {
        rows.push(row("an empty namespace", Story::of(Namespace::new()).says(id.as_str()), Untried, key, []));
        let away = Story::of(Namespace::new().unreachable()).says(id.as_str());
        rows.push(row("no cluster", away, CannotTell, "cluster-unreachable", []));
        // Whatever else the snapshot holds: it may be from before.
        let done = Story::of(written().unreachable()).says(id.as_str());
        rows.push(row("a cluster that went away", done, CannotTell, "cluster-unreachable", []));
    }
    let unlisted = |check| {
        let mut seen = written().for_check(check);
        seen.reachable = Err("cluster-not-listed".into());
        judge(check, &seen, &Baselines::default())
    };
    rows.push(row("lists that are not complete", unlisted(&own_pages()), CannotTell, "cluster-not-listed", []));
    let none = judge_step(&[], &[], &written().seen, &Baselines::default());
    rows.push(row("a step without checks", none, CannotTell, "no-check", []));
    rows.extend(where_something_is_missing());
    rows.extend(each_step_by_itself());
    rows
}

/// Without what the step needs no check of it is asked, with it they are.
fn where_something_is_missing() -> Vec<Row> {
    let needs = [Need::Crd("pools.example.com".into()), Need::StorageClass("shared".into())];
    let check = Check::ServiceAbsent(Named { name: "nginx".into() });
    let judged = |crds: &[&str], class: &str| {
        let mut seen = Namespace::new().seen;
        *seen.crds = crds.iter().map(|name| (*name).to_owned()).collect();
        *seen.storage_classes = [(class.to_owned(), StorageClass::default())].into();
        judge_step(&needs, std::slice::from_ref(&check), &seen, &Baselines::default())
    };
    let missing = |kind, name| [("kind", kind), ("name", name)];
    let (crd, class) = (missing("CustomResourceDefinition", "pools.example.com"), missing("StorageClass", "shared"));
    let away = judge_step(&needs, std::slice::from_ref(&check), &Namespace::new().unreachable().seen, &<_>::default());
    let met = judged(&["pools.example.com"], "shared");
    assert_ne!(met.message.key, Message::NOT_JUDGED_HERE);
    vec![
        row("no such CRD", judged(&["pools.example.org"], "shared"), CannotTell, "not-judged-here", crd),
        row("no such class", judged(&["pools.example.com"], "standard"), CannotTell, "not-judged-here", class),
        row("no cluster to ask", away, CannotTell, "cluster-unreachable", []),
    ]
}

/// The step before is done, and nothing of this one.
fn each_step_by_itself() -> Vec<Row> {
    let service = || Story::of(Namespace::new().service(&[("app", "nginx")]));
    let started = || service().then(|it| it.set("nginx", 2));
    let ready = || started().then(Namespace::pods_ready);
    let pages = || ready().then(|it| it.pages(["Nginx-0", "Nginx-1"]));
    let four = || pages().then(|it| it.scale(4));
    let zero = || four().then(|it| it.scale(0));
    let set = ("set", "nginx");
    vec![
        row("only a Service", service().says("statefulset"), Untried, "set-missing", [set]),
        row("only a Service", service().says("pages"), Untried, "set-missing", [set]),
        row(
            "just applied",
            started().says("statefulset"),
            NotYet,
            "set-waiting",
            [set, ("ready", "0"), ("replicas", "2")],
        ),
        row("just applied", started().says("ordered-start"), NotYet, "ordered-waiting", [set, ("pod", "nginx-0")]),
        row("just applied", started().says("claims"), NotYet, "claim-missing", [("claim", "nginx-html-nginx-1")]),
        row("just applied", started().says("pages"), NotYet, "pod-not-ready", [("pod", "nginx-0")]),
        row("just applied", started().says("scale-up"), NotYet, "set-waiting", [set]),
        row("no page yet", ready().says("pages"), NotYet, "page-missing", [("pod", "nginx-0"), ("file", "index.html")]),
        row("no page yet", ready().says("survival"), Untried, "survival-pages-first", [set]),
        row(
            "nothing deleted",
            pages().says("survival"),
            NotYet,
            "survival-not-deleted",
            [("pods", "nginx-0, nginx-1")],
        ),
        row("not scaled", pages().says("scale-up"), NotYet, "scale-up-awaited", [set, ("found", "2"), ("to", "4")]),
        row("still at four", four().says("scale-to-zero"), NotYet, "zero-awaited", [set, ("found", "4")]),
        row("never at zero", four().says("scale-back"), Untried, "back-zero-first", [set]),
        row(
            "still at zero",
            zero().says("scale-back"),
            NotYet,
            "back-awaited",
            [set, ("found", "0"), ("expected", "2")],
        ),
        row(
            "only a Deployment",
            said(&own_pages(), &Namespace::new().deployment("nginx")),
            Untried,
            "set-missing-deployment",
            [set],
        ),
        row(
            "a Service of one's own",
            said(&headless_service(), &Namespace::new().service(&[])),
            Wrong,
            "service-selector",
            [("service", "nginx"), ("expected", "app=nginx"), ("found", "<none>")],
        ),
    ]
}

#[test]
fn doing_nothing_passes_nothing() {
    hold(&table());
}

/// Whatever labs there are, and whatever checks there will be.
#[test]
fn in_an_empty_namespace_no_step_of_any_lab_passes() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("labs");
    let (labs, _) = crate::lab::load::load_all(&folder, None);
    let steps: Vec<_> = labs.values().flat_map(|lab| &lab.file.steps).filter(|step| !step.checks.is_empty()).collect();
    assert!(steps.len() > 30, "only {} steps", steps.len());
    let away = Namespace::new().unreachable().seen;
    for step in steps {
        let said = judge_step(&[], &step.checks, &Namespace::new().seen, &Baselines::default());
        assert_ne!(said.verdict, Verdict::Passed, "{}: {:?}", step.id, said.message);
        for check in &step.checks {
            let said = judge(check, &away, &Baselines::default());
            assert_eq!((said.verdict, said.message.key.as_str()), (CannotTell, "cluster-unreachable"), "{}", step.id);
        }
    }
}
