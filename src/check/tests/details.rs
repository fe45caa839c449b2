//! What only some labs ask for besides: names, resources, classes, texts, and who a pod is.

use super::Verdict::{NotYet, Passed, Untried, Wrong};
use super::*;
use crate::check::observed::StatefulSet;
use crate::check::{Named, SetService};

fn shape(edit: impl FnOnce(&mut StatefulSetShape), set: impl FnOnce(&mut StatefulSet)) -> Judgement {
    let Check::StatefulSet(mut shape) = shape_of(DOCROOT) else { unreachable!("it is a shape") };
    edit(&mut shape);
    said(&Check::StatefulSet(shape), &Namespace::new().set_with("nginx", 2, set).pods_ready())
}

fn named_web(shape: &mut StatefulSetShape) {
    shape.container = Some("web".into());
}

fn wants_resources(shape: &mut StatefulSetShape) {
    shape.requests.insert("cpu".into(), "100m".into());
    shape.limits.insert("memory".into(), "64Mi".into());
}

fn has_resources(cpu: &str, memory: &str) -> impl FnOnce(&mut StatefulSet) {
    let (cpu, memory) = (cpu.to_owned(), memory.to_owned());
    move |set| {
        set.containers[0].requests.insert("cpu".into(), cpu);
        set.containers[0].limits.insert("memory".into(), memory);
    }
}

pub(super) fn table() -> Vec<Row> {
    let mut rows = values();
    rows.extend(texts());
    rows.extend(services());
    rows.extend(identities());
    rows
}

fn values() -> Vec<Row> {
    let set = ("set", "nginx");
    let class = |shape: &mut StatefulSetShape| shape.storage_class = Some("standard".into());
    let of_class = |namespace: &Namespace| {
        let claims = SetClaims { statefulset: "nginx".into(), claim: CLAIM.into(), replicas: 2, default_class: true };
        said(&Check::ClaimsBound(claims), namespace)
    };
    let mut none = running();
    none.seen.storage_classes.clear();
    vec![
        row("named", shape(named_web, |it| it.containers[0].name = "web".into()), Passed, "set-ok", [set]),
        row(
            "another name",
            shape(named_web, |_| {}),
            Wrong,
            "set-container",
            [set, ("expected", "web"), ("found", "nginx")],
        ),
        row(
            "another name, mounted by a detour",
            shape(named_web, |it| it.containers[0].mounts[0].path.push_str("/.")),
            Wrong,
            "set-container",
            [("found", "nginx")],
        ),
        row("resources", shape(wants_resources, has_resources("0.1", "65536Ki")), Passed, "set-ok", []),
        row(
            "other requests",
            shape(wants_resources, has_resources("1", "64Mi")),
            Wrong,
            "set-requests",
            [set, ("expected", "cpu: 100m"), ("found", "cpu: 1")],
        ),
        row(
            "other limits",
            shape(wants_resources, has_resources("100m", "64M")),
            Wrong,
            "set-limits",
            [set, ("expected", "memory: 64Mi"), ("found", "memory: 64M")],
        ),
        row("no resources", shape(wants_resources, |_| {}), Wrong, "set-requests", [set]),
        row(
            "a class",
            shape(class, |it| it.claim_templates[0].storage_class = Some("standard".into())),
            Passed,
            "set-ok",
            [],
        ),
        row(
            "no class",
            shape(class, |_| {}),
            Wrong,
            "set-storage-class",
            [set, ("expected", "standard"), ("found", "<none>")],
        ),
        row("claims of the default class", of_class(&running()), Passed, "claims-ok", []),
        row(
            "claims of another class",
            of_class(&running().edit_claim(0, |it| it.storage_class = "fast".into())),
            Wrong,
            "claim-class",
            [("claim", "nginx-html-nginx-0"), ("expected", "standard"), ("found", "fast")],
        ),
        row("no default class", of_class(&none), Wrong, "claim-class", [("expected", "<none>"), ("found", "standard")]),
    ]
}

fn texts() -> Vec<Row> {
    let with = |text: &str, ordinals: &[i64], namespace: Namespace| {
        let pages = SetPages { text: Some(text.into()), ordinals: ordinals.into(), ..set_pages() };
        said(&Check::OwnPages(pages), &namespace)
    };
    vec![
        row(
            "the pod's name",
            with("{{ pod }}", &[], running().pages(["nginx-0\n", " nginx-1"])),
            Passed,
            "pages-ok",
            [],
        ),
        row("the ordinal", with("Nginx-{{ ordinal }}", &[], written()), Passed, "pages-ok", []),
        row(
            "exchanged",
            with("{{ pod }}", &[], running().pages(["nginx-1", "nginx-0"])),
            Wrong,
            "page-text",
            [("pod", "nginx-0"), ("expected", "nginx-0"), ("found", "nginx-1")],
        ),
        row(
            "another text",
            with("hello", &[1], written()),
            Wrong,
            "page-text",
            [("pod", "nginx-1"), ("found", "Nginx-1")],
        ),
        row(
            "only the second",
            with("Nginx-1", &[1], running().write_at(1, "index.html", "Nginx-1")),
            Passed,
            "pages-ok",
            [],
        ),
    ]
}

fn services() -> Vec<Row> {
    let absent = |namespace: Namespace| said(&Check::ServiceAbsent(Named { name: "nginx".into() }), &namespace);
    let named = |name: &str| {
        let selector = [("app".to_owned(), "nginx".to_owned())].into();
        let check = HeadlessService { name: "nginx".into(), port: 80, port_name: Some(name.into()), selector };
        said(&Check::HeadlessService(check), &running())
    };
    let service = ("service", "nginx");
    vec![
        row("none there", absent(Namespace::new()), Passed, "service-absent-ok", [service]),
        row("one there", absent(running()), Wrong, "service-present", [service]),
        row("the port's name", named("80"), Passed, "headless-service-ok", []),
        row(
            "another name of the port",
            named("web"),
            Wrong,
            "service-port-name",
            [service, ("expected", "web"), ("found", "80")],
        ),
    ]
}

fn identities() -> Vec<Row> {
    let of = |namespace: &Namespace| {
        let check = SetService { statefulset: "nginx".into(), replicas: 2, service: "nginx".into() };
        said(&Check::PodIdentity(check), namespace)
    };
    let pod = ("pod", "nginx-1");
    vec![
        row("as the set made them", of(&running()), Passed, "identity-ok", [("set", "nginx")]),
        row("no set", of(&Namespace::new()), Untried, "set-missing", []),
        row("not Ready", of(&running().pod_fails(1, "")), NotYet, "pod-not-ready", [pod]),
        row(
            "another host name",
            of(&running().edit_pod(1, |it| it.hostname = "web".into())),
            Wrong,
            "identity-hostname",
            [pod, ("expected", "nginx-1"), ("found", "web")],
        ),
        row(
            "another Service's",
            of(&Namespace::new().set_with("nginx", 2, |it| it.service_name = "web".into()).pods_ready()),
            Wrong,
            "identity-subdomain",
            [("pod", "nginx-0"), ("expected", "nginx"), ("found", "web")],
        ),
        row("a pod made by hand", of(&running().hand_made_pod(1, |_| {})), Wrong, "pod-not-of-set", [pod]),
    ]
}

#[test]
fn details_are_compared_where_a_lab_asks_for_them() {
    hold(&table());
}
