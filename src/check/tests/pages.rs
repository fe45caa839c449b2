//! Pages on the claims of a set: where the pod serves from, and what the volume holds.

use super::Verdict::{CannotTell, NotYet, Passed, Wrong};
use super::support::container;
use super::*;
use crate::check::observed::{Container, FileRead, Mount, Owner, PageFile, Pod, StatefulSet};

fn of(namespace: &Namespace) -> Judgement {
    said(&own_pages(), namespace)
}

/// Written pages in a set of these values.
fn with(edit: impl FnOnce(&mut StatefulSet)) -> Judgement {
    of(&Namespace::new().set_with("nginx", 2, edit).pods_ready().pages(["Nginx-0", "Nginx-1"]))
}

fn mount(path: &str, volume: &str, sub_path: &str) -> Mount {
    Mount { path: path.into(), volume: volume.into(), sub_path: sub_path.into() }
}

/// The page, with something about it changed.
fn page(edit: impl FnOnce(&mut PageFile)) -> FileRead {
    let mut page = PageFile {
        size: 8,
        ctime: 1_000,
        ctime_ns: 0,
        sha256: "hash".into(),
        start: "Nginx-0\n".into(),
        claim_uid: String::new(),
        links: 1,
        by_pod: false,
    };
    edit(&mut page);
    FileRead::File(page)
}

pub(super) fn table() -> Vec<Row> {
    let mut rows = contents();
    rows.extend(mounts());
    rows.extend(pods());
    rows
}

fn contents() -> Vec<Row> {
    let (pod, file) = (("pod", "nginx-0"), ("file", "index.html"));
    let first = |read| of(&written().page_is(0, read));
    let no_plain_file = |what: &'static str| {
        let args = [pod, file, ("found", what)];
        row(what, first(FileRead::NotAPlainFile(what.into())), Wrong, "page-not-plain", args)
    };
    vec![
        row("each its own", of(&written()), Passed, "pages-ok", [("set", "nginx")]),
        row("one only", of(&running().pages(["Nginx-0"])), NotYet, "page-missing", [("pod", "nginx-1"), file]),
        row(
            "the same in both",
            of(&running().pages(["Nginx", "Nginx"])),
            Wrong,
            "pages-same",
            [("pod", "nginx-1"), ("other", "nginx-0"), ("found", "Nginx")],
        ),
        row("empty", first(page(|it| (it.size, it.start) = (0, String::new()))), NotYet, "page-empty", [pod, file]),
        row("only space", first(page(|it| it.start = " \n\t".into())), NotYet, "page-empty", [pod]),
        row("absent", first(FileRead::Absent), NotYet, "page-missing", [pod, file]),
        no_plain_file("symlink"),
        no_plain_file("fifo"),
        no_plain_file("directory"),
        no_plain_file("device"),
        // Another name of the same file in the same volume: whatever is written by it changes this one's ctime.
        row("a hard link", first(page(|it| it.links = 2)), Passed, "pages-ok", []),
        row(
            "not readable",
            first(FileRead::Unreadable("volume-not-there".into())),
            CannotTell,
            "page-unreadable",
            [pod],
        ),
        row("no reader", of(&written().reader_away()), CannotTell, "page-unreadable", [pod]),
        row("read for an earlier claim", of_an_earlier_claim(), CannotTell, "page-unreadable", [pod]),
        row(
            "not read at all",
            judge(&own_pages(), &written().seen, &Baselines::default()),
            CannotTell,
            "page-unreadable",
            [pod],
        ),
    ]
}

fn of_an_earlier_claim() -> Judgement {
    let mut seen = written().for_check(&own_pages());
    for read in seen.files.values_mut() {
        let FileRead::File(page) = read else { continue };
        page.claim_uid = "claim-of-before".into();
    }
    judge(&own_pages(), &seen, &Baselines::default())
}

fn mounts() -> Vec<Row> {
    let elsewhere = |found: &'static str| {
        [("pod", "nginx-0"), ("path", DOCROOT), ("expected", "nginx-html-nginx-0"), ("found", found)]
    };
    let in_first = |edit: fn(&mut Vec<Mount>)| with(move |it| edit(&mut it.containers[0].mounts));
    let below = format!("{DOCROOT}/sub");
    let over = |path: &str| {
        let path = path.to_owned();
        with(move |it| {
            it.template_volumes.insert("over".into(), "configMap".into());
            it.containers[0].mounts.push(mount(&path, "over", "index.html"));
        })
    };
    let sub = |sub_path: &'static str, at: &str| {
        let set = Namespace::new().set_with("nginx", 2, |it| it.containers[0].mounts[0].sub_path = sub_path.into());
        of(&set.pods_ready().write_at(0, at, "Nginx-0").write_at(1, at, "Nginx-1"))
    };
    vec![
        row(
            "emptyDir",
            with(|it| {
                it.claim_templates.clear();
                it.template_volumes.insert(CLAIM.into(), "emptyDir".into());
            }),
            Wrong,
            "page-not-on-claim",
            elsewhere("emptyDir"),
        ),
        row(
            "ConfigMap",
            with(|it| {
                it.template_volumes.insert("web".into(), "configMap".into());
                it.containers[0].mounts[0].volume = "web".into();
            }),
            Wrong,
            "page-not-on-claim",
            elsewhere("configMap"),
        ),
        row("nothing mounted", in_first(Vec::clear), Wrong, "page-not-on-claim", elsewhere("<none>")),
        row(
            "mounted one above",
            in_first(|it| it[0].path = "/usr/share/nginx".into()),
            Wrong,
            "page-not-on-claim",
            elsewhere("<none>"),
        ),
        row(
            "the neighbour's claim",
            of(&written().edit_pod(0, |it| {
                it.claims.insert(CLAIM.into(), "nginx-html-nginx-1".into());
            })),
            Wrong,
            "page-not-on-claim",
            elsewhere("nginx-html-nginx-1"),
        ),
        row("a slash at its end", in_first(|it| it[0].path.push('/')), Passed, "pages-ok", []),
        row(
            "a file over the page",
            over(&format!("{DOCROOT}/index.html")),
            Wrong,
            "page-not-on-claim",
            elsewhere("configMap"),
        ),
        row(
            "a file over the page, by a detour",
            over("/usr/share/nginx/x/..//html/./index.html/"),
            Wrong,
            "page-not-on-claim",
            elsewhere("configMap"),
        ),
        row(
            "something over the docroot, by a detour",
            over(&format!("{DOCROOT}/.")),
            Wrong,
            "page-not-on-claim",
            elsewhere("configMap"),
        ),
        row("something beside the page", over(&below), Passed, "pages-ok", []),
        row("something above it", over("/usr/share/nginx"), Passed, "pages-ok", []),
        row(
            "the claim only in a helper",
            with(|it| {
                it.template_volumes.insert("tmp".into(), "emptyDir".into());
                it.containers[0].mounts[0].volume = "tmp".into();
                it.containers.insert(0, Container { name: "helper".into(), ..container() });
            }),
            Wrong,
            "page-not-on-claim",
            elsewhere("emptyDir"),
        ),
        row(
            "two containers, two folders of the claim",
            with(|it| {
                let mut helper = container();
                helper.mounts[0].sub_path = "other".into();
                it.containers.push(helper);
            }),
            Wrong,
            "page-not-on-claim",
            elsewhere("nginx-html-nginx-0/other"),
        ),
        row("two containers, one folder", with(|it| it.containers.push(container())), Passed, "pages-ok", []),
        row("a folder of the claim", sub("html", "html/index.html"), Passed, "pages-ok", []),
        row(
            "a folder of the claim, a page beside it",
            sub("html", "index.html"),
            NotYet,
            "page-missing",
            [("pod", "nginx-0"), ("file", "html/index.html")],
        ),
        row("a folder with slashes", sub("./html//", "html/index.html"), Passed, "pages-ok", []),
        // Of each pod's own making, so gone with the pod.
        row(
            "a folder named by the pod",
            sub("$(POD_UID)", "$(POD_UID)/index.html"),
            Wrong,
            "page-not-on-claim",
            elsewhere("nginx-html-nginx-0/$(POD_UID)"),
        ),
    ]
}

fn pods() -> Vec<Row> {
    let pod = ("pod", "nginx-0");
    let hand_made = |edit: fn(&mut Pod)| of(&written().hand_made_pod(0, edit));
    let owner = |kind: &str, uid: &str| Some(Owner { kind: kind.into(), name: "nginx".into(), uid: uid.into() });
    let mut forged = written();
    let mut twin = forged.seen.pods["nginx-0"].clone();
    (twin.name, twin.uid) = ("nginx-00".into(), "pod-forged".into());
    twin.claims.clear();
    forged.seen.pods.insert(twin.name.clone(), twin);
    vec![
        row("none", of(&written().pod_gone(0)), NotYet, "pod-missing", [pod]),
        row("not Ready", of(&written().pod_fails(0, "")), NotYet, "pod-not-ready", [pod]),
        row("ending", of(&written().deleting_pod(0)), NotYet, "pod-not-ready", [pod]),
        row("nobody's", hand_made(|it| it.owner = None), Wrong, "pod-not-of-set", [pod, ("set", "nginx")]),
        row(
            "a Deployment's",
            of(&written().edit_pod(0, |it| it.owner = owner("ReplicaSet", "x"))),
            Wrong,
            "pod-not-of-set",
            [pod],
        ),
        row("nobody's, and ending", hand_made(|it| it.deleting = true), NotYet, "pod-not-ready", [pod]),
        // The garbage collector takes what is left of a set that is gone.
        row(
            "an earlier set's",
            of(&written().edit_pod(0, |it| it.owner = owner("StatefulSet", "gone"))),
            NotYet,
            "pod-not-ready",
            [pod],
        ),
        row("one more of the same number", of(&forged), Passed, "pages-ok", []),
        row(
            "counted from 1",
            with(|it| it.first_ordinal = 1),
            Wrong,
            "set-first-ordinal",
            [("set", "nginx"), ("found", "1")],
        ),
        row(
            "its claim waits",
            of(&written().edit_claim(0, |it| it.phase = "Pending".into())),
            NotYet,
            "claim-pending",
            [("claim", "nginx-html-nginx-0")],
        ),
        row("its claim ends", of(&written().edit_claim(0, |it| it.deleting = true)), Wrong, "claim-deleting", []),
    ]
}

#[test]
fn pages_are_told_by_where_they_lie() {
    hold(&table());
}

#[test]
fn one_page_that_its_pod_read_makes_the_evidence_weaker() {
    assert_eq!(of(&written()).evidence["read_by"], "volume reader");
    let judgement = of(&written().page_is(0, page(|page| page.by_pod = true)));
    assert_eq!((judgement.verdict, &judgement.evidence["read_by"]), (Passed, &"the pods themselves".into()));
    assert_eq!(judgement.evidence["pods"]["nginx-0"]["by_pod"], true);
    assert_eq!(judgement.evidence["pods"]["nginx-1"].get("by_pod"), None);
}
