//! A StatefulSet's own values.

use super::Verdict::{NotYet, Passed, Untried, Wrong};
use super::support::container;
use super::*;
use crate::check::observed::{ClaimTemplate, Container, Mount, StatefulSet};

/// The verdict on a set of these values, all of whose pods are Ready.
fn of(edit: impl FnOnce(&mut StatefulSet)) -> Judgement {
    said(&shape_of(DOCROOT), &Namespace::new().set_with("nginx", 2, edit).pods_ready())
}

fn template(set: &mut StatefulSet) -> &mut ClaimTemplate {
    &mut set.claim_templates[0]
}

fn mount(set: &mut StatefulSet) -> &mut Mount {
    &mut set.containers[0].mounts[0]
}

/// Instead of a claim of each pod's own, one volume of this kind.
fn instead(set: &mut StatefulSet, kind: &str) {
    set.claim_templates.clear();
    set.template_volumes.insert(CLAIM.into(), kind.into());
}

pub(super) fn table() -> Vec<Row> {
    let mut rows = values();
    rows.extend(storage());
    rows.extend(quantities());
    rows
}

fn values() -> Vec<Row> {
    let set = ("set", "nginx");
    let waiting = Namespace::new().set("nginx", 2);
    let scaled = |namespace: Namespace| said(&shape_of(DOCROOT), &namespace);
    vec![
        row("as asked", of(|_| {}), Passed, "set-ok", [set, ("replicas", "2")]),
        row(
            "one pod Ready",
            scaled(running().pod_fails(1, "")),
            NotYet,
            "set-waiting",
            [set, ("ready", "1"), ("replicas", "2")],
        ),
        row("none Ready", scaled(waiting), NotYet, "set-waiting", [set, ("ready", "0")]),
        row("one ends", scaled(running().deleting_pod(1)), NotYet, "set-waiting", [set, ("ready", "1")]),
        row(
            "not looked at yet",
            scaled(running().rollout_begins().edit_set(|it| it.generation += 1)),
            NotYet,
            "set-waiting",
            [],
        ),
        row("a Deployment", scaled(Namespace::new().deployment("nginx")), Untried, "set-missing-deployment", [set]),
        row("being deleted", scaled(running().edit_set(|it| it.deleting = true)), NotYet, "set-deleting", [set]),
        row(
            "another Service",
            of(|it| it.service_name = "web".into()),
            Wrong,
            "set-service-name",
            [set, ("expected", "nginx"), ("found", "web")],
        ),
        row("no Service named", of(|it| it.service_name.clear()), Wrong, "set-service-name", [("found", "<none>")]),
        row(
            "counted from 1",
            of(|it| it.first_ordinal = 1),
            Wrong,
            "set-first-ordinal",
            [set, ("expected", "0"), ("found", "1")],
        ),
        row(
            "one replica",
            said(&shape_of(DOCROOT), &Namespace::new().set("nginx", 1).pods_ready()),
            Wrong,
            "set-replicas",
            [set, ("expected", "2"), ("found", "1")],
        ),
        row(
            "more fields than asked",
            of(|it| {
                it.template_labels.insert("tier".into(), "web".into());
                it.containers.insert(0, Container { name: "helper".into(), ..Container::default() });
                it.template_volumes.insert("cache".into(), "emptyDir".into());
            }),
            Passed,
            "set-ok",
            [],
        ),
    ]
}

fn storage() -> Vec<Row> {
    let set = ("set", "nginx");
    vec![
        row(
            "emptyDir",
            of(|it| instead(it, "emptyDir")),
            Wrong,
            "set-volume-not-claim",
            [set, ("expected", CLAIM), ("found", "emptyDir")],
        ),
        row("ConfigMap", of(|it| instead(it, "configMap")), Wrong, "set-volume-not-claim", [("found", "configMap")]),
        row(
            "one claim for all",
            of(|it| instead(it, "shared-claim")),
            Wrong,
            "set-volume-not-claim",
            [("found", "shared-claim")],
        ),
        row(
            "no storage at all",
            of(|it| {
                it.claim_templates.clear();
                it.containers[0].mounts.clear();
            }),
            Wrong,
            "set-no-claim-template",
            [set, ("expected", CLAIM), ("found", "<none>")],
        ),
        row(
            "another template",
            of(|it| template(it).name = "www".into()),
            Wrong,
            "set-no-claim-template",
            [("found", "www")],
        ),
        row(
            "a volume beside the template",
            of(|it| {
                it.template_volumes.insert("tmp".into(), "emptyDir".into());
                mount(it).volume = "tmp".into();
            }),
            Wrong,
            "set-volume-not-claim",
            [("expected", CLAIM), ("found", "emptyDir")],
        ),
        // The set's controller puts the claim in the place of a pod volume of the same name.
        row(
            "a volume under the template's name",
            of(|it| drop(it.template_volumes.insert(CLAIM.into(), "emptyDir".into()))),
            Passed,
            "set-ok",
            [],
        ),
        row(
            "many writers",
            of(|it| template(it).access_modes = vec!["ReadWriteMany".into()]),
            Wrong,
            "set-access-mode",
            [set, ("expected", "ReadWriteOnce"), ("found", "ReadWriteMany")],
        ),
        row("both modes", of(|it| template(it).access_modes.insert(0, "ReadOnlyMany".into())), Passed, "set-ok", []),
        row("no mode", of(|it| template(it).access_modes.clear()), Wrong, "set-access-mode", [("found", "<none>")]),
        row(
            "mounted elsewhere",
            of(|it| mount(it).path = "/usr/share/nginx".into()),
            Wrong,
            "set-mount-path",
            [set, ("expected", DOCROOT), ("found", "/usr/share/nginx")],
        ),
        row("not mounted", of(|it| it.containers[0].mounts.clear()), Wrong, "set-mount-path", [("found", "<none>")]),
        row("a slash at its end", of(|it| mount(it).path = format!("{DOCROOT}/")), Passed, "set-ok", []),
        row("a detour to it", of(|it| mount(it).path = "/usr//share/./nginx/x/../html".into()), Passed, "set-ok", []),
        row("the author's slash", said(&shape_of(&format!("{DOCROOT}/")), &running()), Passed, "set-ok", []),
        row(
            "the claim only in a helper",
            of(|it| {
                let helper = Container { name: "helper".into(), ..container() };
                it.template_volumes.insert("tmp".into(), "emptyDir".into());
                mount(it).volume = "tmp".into();
                it.containers.insert(0, helper);
            }),
            Wrong,
            "set-volume-not-claim",
            [("found", "emptyDir")],
        ),
        row(
            "in two containers",
            of(|it| it.containers.push(Container { name: "helper".into(), ..container() })),
            Passed,
            "set-ok",
            [],
        ),
    ]
}

fn quantities() -> Vec<Row> {
    let sized = |text: &str| of(|it| template(it).storage = text.to_owned());
    let mut rows: Vec<_> =
        ["1G", "1000M", "1e9", "1E9", "1000000000", "1000000k", "0.001T", "1.0G", "1000000000000m", "+1G"]
            .into_iter()
            .map(|same| row(same, sized(same), Passed, "set-ok", []))
            .collect();
    for other in ["1Gi", "953Mi", "10G", "100M", "1", "1g", "1GB", "1 G", "-1G", "999999999.999"] {
        let args = [("set", "nginx"), ("expected", "1G"), ("found", other)];
        rows.push(row(other, sized(other), Wrong, "set-storage", args));
    }
    rows.push(row("no size", sized(""), Wrong, "set-storage", [("found", "<none>")]));
    rows
}

#[test]
fn a_stateful_sets_values_are_compared() {
    hold(&table());
}
