//! What a learner wrote or asked: manifests by the server's dry run, and the pods' access logs.

use serde_json::{Value, json};

use super::Verdict::{CannotTell, NotYet, Passed, Untried, Wrong};
use super::*;
use crate::check::observed::{Manifest, ManifestDocument};
use crate::check::{AddressPoolFile, Client, ManifestFile, RequestsLogged};

fn document(value: Value) -> ManifestDocument {
    let text = |path: &str| value.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
    ManifestDocument {
        api_version: text("/apiVersion"),
        kind: text("/kind"),
        name: text("/metadata/name"),
        namespace: text("/metadata/namespace"),
        refused: None,
        value,
    }
}

fn set(name: &str, service: &str) -> ManifestDocument {
    document(json!({"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": name},
        "spec": {"serviceName": service}}))
}

fn read(check: &Check, manifest: Option<Manifest>) -> Judgement {
    let mut seen = Namespace::new().seen;
    if let Some(manifest) = manifest {
        seen.probes.manifests.insert("web.yaml".into(), manifest);
    }
    judge(check, &seen, &Baselines::default())
}

fn manifests() -> Vec<Row> {
    let check = Check::Manifest(ManifestFile {
        file: "web.yaml".into(),
        kind: "StatefulSet".into(),
        name: "web".into(),
        api_version: Some("apps/v1".into()),
        service_name: Some("nginx".into()),
    });
    let of = |documents: Vec<ManifestDocument>| read(&check, Some(Manifest::Documents(documents)));
    let file = ("file", "web.yaml");
    let refused = ManifestDocument { refused: Some("unknown field \"spec.replica\"".into()), ..set("web", "nginx") };
    let old = ManifestDocument { api_version: String::new(), ..set("web", "nginx") };
    let nothing = || document(json!({"spec": {}}));
    vec![
        row(
            "as asked",
            of(vec![nothing(), set("web", "nginx")]),
            Passed,
            "manifest-ok",
            [file, ("kind", "StatefulSet")],
        ),
        row("could not be read", read(&check, None), CannotTell, "manifest-unread", [file]),
        row("not there", read(&check, Some(Manifest::Absent)), Untried, "manifest-absent", [file]),
        row("empty", of(Vec::new()), Untried, "manifest-absent", [file]),
        row(
            "no YAML",
            read(&check, Some(Manifest::Unreadable("line 3".into()))),
            Wrong,
            "manifest-no-yaml",
            [file, ("reason", "line 3")],
        ),
        row(
            "of no kind",
            of(vec![nothing()]),
            Wrong,
            "manifest-kind",
            [("expected", "StatefulSet"), ("found", "<none>")],
        ),
        row("without a name", of(vec![set("", "nginx")]), Wrong, "manifest-name", [("found", "<none>")]),
        row("without a version", of(vec![old]), Wrong, "manifest-version", [("found", "<none>")]),
        row(
            "without serviceName",
            of(vec![set("web", "")]),
            Wrong,
            "manifest-service-name",
            [file, ("expected", "nginx"), ("found", "<none>")],
        ),
        row("refused", of(vec![refused]), Wrong, "manifest-refused", [("reason", "unknown field \"spec.replica\"")]),
    ]
}

fn pool(addresses: Value, namespace: &str) -> Vec<ManifestDocument> {
    let of = |kind: &str, spec: Value| {
        document(json!({"apiVersion": "metallb.io/v1beta1", "kind": kind,
            "metadata": {"name": "pool", "namespace": namespace}, "spec": spec}))
    };
    vec![of("IPAddressPool", json!({"addresses": addresses})), of("L2Advertisement", json!({}))]
}

fn pools() -> Vec<Row> {
    let check = Check::AddressPoolFile(AddressPoolFile { file: "web.yaml".into() });
    let of = |documents: Vec<ManifestDocument>| read(&check, Some(Manifest::Documents(documents)));
    let with = |range: &str| of(pool(json!([range]), "metallb-system"));
    let alone = pool(json!(["172.18.255.1-172.18.255.9"]), "metallb-system").remove(0);
    let mut seen = Namespace::new().seen;
    seen.nodes.clear();
    let documents = pool(json!(["172.18.255.1-172.18.255.9"]), "metallb-system");
    seen.probes.manifests.insert("web.yaml".into(), Manifest::Documents(documents));
    let lost = judge(&check, &seen, &Baselines::default());
    vec![
        row("of the nodes' network", with("172.18.255.1-172.18.255.9"), Passed, "pool-ok", []),
        row("no advertisement", of(vec![alone]), NotYet, "pool-kind-missing", [("kind", "L2Advertisement")]),
        row(
            "no namespace",
            of(pool(json!([]), "")),
            Wrong,
            "pool-namespace",
            [("expected", "metallb-system"), ("found", "<none>")],
        ),
        row("no range", of(pool(json!([]), "metallb-system")), Wrong, "pool-no-range", []),
        row("no range at all", with("all"), Wrong, "pool-bad-range", [("found", "all")]),
        row("elsewhere", with("10.0.0.0/24"), Wrong, "pool-elsewhere", [("expected", "172.18.0.0/16")]),
        row("a node's own", with("172.18.0.0/24"), Wrong, "pool-holds-node", [("node", "worker")]),
        row("no node is known", lost, CannotTell, "pool-no-nodes", []),
    ]
}

fn logs() -> Vec<Row> {
    let check =
        |from: Client| Check::RequestsLogged(RequestsLogged { pods: vec!["nginx-0".into()], from, at_least: 10 });
    let of = |log: Option<&[(&str, u64)]>| {
        let mut seen = running().seen;
        if let Some(log) = log {
            let log = log.iter().map(|(client, count)| ((*client).to_owned(), *count)).collect();
            seen.probes.logs.insert("nginx-0".into(), log);
        }
        judge(&check(Client::Loopback), &seen, &Baselines::default())
    };
    let from_a_pod = judge(&check(Client::Pod("web".into())), &running().seen, &Baselines::default());
    let pod = ("pod", "nginx-0");
    vec![
        row("asked ten times", of(Some(&[("127.0.0.1", 10)])), Passed, "log-ok", [("pods", "nginx-0")]),
        row(
            "asked by somebody else",
            of(Some(&[("127.0.0.1", 3), ("10.244.1.1", 40)])),
            NotYet,
            "log-too-few",
            [pod, ("from", "127.0.0.1"), ("found", "3"), ("expected", "10")],
        ),
        row("not read", of(None), CannotTell, "log-unreadable", [pod]),
        row("from a pod that is not there", from_a_pod, Untried, "pod-missing", [("pod", "web")]),
    ]
}

pub(super) fn table() -> Vec<Row> {
    let mut rows = manifests();
    rows.extend(pools());
    rows.extend(logs());
    rows
}

#[test]
fn what_was_written_and_asked_is_told() {
    hold(&table());
}
