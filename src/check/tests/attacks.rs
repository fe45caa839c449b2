//! What somebody with all of their namespace in their hands can try: it must not pass, and the reason is said.

use super::Verdict::{CannotTell, NotYet, Passed, Wrong};
use super::*;
use crate::check::judge;
use crate::check::observed::{HttpAnswer, HttpQuestion, Observed};

fn survived_from(act: impl FnOnce(Namespace) -> Namespace) -> Judgement {
    Story::of(written()).then(act).says("survival")
}

/// A pod of the right name and labels that the set found and took for its own.
fn adopted(it: Namespace) -> Namespace {
    let mut it = it.delete_pod(1);
    let uid = it.seen.pods["nginx-1"].uid.clone();
    it.seen.history.by_hand.push(uid);
    it
}

/// A pod whose reference to the set was written by hand: it is read as having no owner.
fn forged(it: Namespace) -> Namespace {
    it.delete_pod(1).edit_pod(1, |pod| pod.owner = None)
}

fn in_a_folder(it: Namespace) -> Namespace {
    it.delete_pod(0).delete_pod(1).edit_pod(0, |pod| pod.containers[0].mounts[0].sub_path = "old".into())
}

/// What a check of served pages says when the pod answers so.
fn served(answer: Option<Result<(u16, &str), &str>>) -> Judgement {
    let pages = SetPages { served_on: Some(80), replicas: 1, ..set_pages() };
    let check = Check::OwnPages(pages);
    let namespace = written().edit_pod(0, |pod| pod.ip = "10.244.1.7".into());
    let mut seen: Observed = namespace.for_check(&check);
    let wanted = crate::check::wants([&check], &seen).http;
    let asked = HttpQuestion { address: "10.244.1.7".into(), port: 80 };
    assert_eq!(wanted, [asked.clone()].into(), "the pod itself is asked");
    if let Some(answer) = answer {
        let answer = answer.map(|(status, sha256)| HttpAnswer { status, sha256: sha256.into() });
        seen.probes.http.insert(asked, answer.map_err(str::to_owned));
    }
    judge(&check, &seen, &Baselines::default())
}

pub(super) fn table() -> Vec<Row> {
    let (pod, address) = (("pod", "nginx-0"), ("address", "10.244.1.7:80"));
    let other = ("pod", "nginx-1");
    vec![
        row("a hand-made pod, adopted", survived_from(adopted), Wrong, "pod-adopted", [other, ("set", "nginx")]),
        row("a hand-made pod, its owner forged", survived_from(forged), Wrong, "pod-not-of-set", [other]),
        row(
            "a folder put in the place of another",
            survived_from(in_a_folder),
            Wrong,
            "page-in-folder",
            [pod, ("path", DOCROOT), ("found", "old")],
        ),
        row("served as it lies there", served(Some(Ok((200, "hash of Nginx-0")))), Passed, "pages-ok", []),
        row(
            "another page is served",
            served(Some(Ok((200, "hash of a ConfigMap's")))),
            NotYet,
            "page-served-other",
            [pod, address],
        ),
        row(
            "the page is not served",
            served(Some(Ok((403, "hash of Nginx-0")))),
            NotYet,
            "page-not-served",
            [pod, address, ("found", "HTTP 403")],
        ),
        row("nobody answers", served(Some(Err("refused"))), NotYet, "page-not-served", [pod, ("found", "refused")]),
        row("nobody could ask", served(None), CannotTell, "http-unreachable", [address]),
    ]
}

#[test]
fn nothing_of_it_passes() {
    hold(&table());
}

/// A set with a partition is as new as its strategy lets it be: a detour to it can be mended too.
#[test]
fn a_partition_is_no_unfinished_rollout() {
    let partitioned = |partition: i64| {
        let mut it = running();
        let set = it.seen.stateful_sets.get_mut("nginx").expect("a set");
        (set.update_revision, set.partition) = ("next".into(), partition);
        it.seen.stateful_sets["nginx"].is_updated(&it.seen)
    };
    assert!(!partitioned(0) && !partitioned(1) && partitioned(2));
    let mut it = running();
    let set = it.seen.stateful_sets.get_mut("nginx").expect("a set");
    (set.update_revision, set.on_delete) = ("next".into(), true);
    assert!(it.seen.stateful_sets["nginx"].is_updated(&it.seen));
}
