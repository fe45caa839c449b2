//! What the server's own account may do: all that it needs (every other test runs with it), and nothing else.

use std::collections::BTreeMap;

use crate::support::cluster::cluster;
use crate::support::server::Server;

const READ: &str = "get list watch";

/// `resource verbs`, wherever it is asked.
const EVERYWHERE: &[(&str, &str)] = &[
    ("pods", READ),
    ("services", READ),
    ("endpoints", READ),
    ("persistentvolumeclaims", READ),
    ("persistentvolumes", READ),
    ("nodes", READ),
    ("statefulsets.apps", READ),
    ("deployments.apps", READ),
    ("replicasets.apps", READ),
    ("storageclasses.storage.k8s.io", READ),
    ("customresourcedefinitions.apiextensions.k8s.io", READ),
    ("namespaces", "create delete get list"),
    ("rolebindings.rbac.authorization.k8s.io", "create"),
    ("clusterrolebindings.rbac.authorization.k8s.io", "create"),
    ("clusterroles.rbac.authorization.k8s.io", "bind"),
    ("selfsubjectaccessreviews.authorization.k8s.io", "create"),
    ("selfsubjectrulesreviews.authorization.k8s.io", "create"),
];

/// What is added in a namespace of a sandbox.
const IN_A_SANDBOX: &[(&str, &str)] = &[
    ("pods", "create delete get list patch watch"),
    ("services", "create delete get list patch watch"),
    ("persistentvolumeclaims", "create get list patch watch"),
    ("statefulsets.apps", "create delete get list patch watch"),
    ("deployments.apps", "create delete get list patch watch"),
    ("configmaps", "create delete list patch"),
    ("serviceaccounts", "create"),
    ("serviceaccounts/token", "create"),
    ("resourcequotas", "create"),
    ("limitranges", "create"),
    ("networkpolicies.networking.k8s.io", "create"),
    ("pods/exec", "create get"),
    ("pods/log", "get"),
    ("pods/proxy", "get"),
    ("events", "list"),
];

/// What is added in the server's own namespace.
const AT_HOME: &[(&str, &str)] = &[("secrets", "get"), ("configmaps", "get"), ("pods/proxy", "create get")];

/// Given to everybody by some versions of Kubernetes, without harm.
const EVERYBODY: &[&str] = &["selfsubjectreviews.authentication.k8s.io", "podsecuritypolicies.policy"];

type Rights = BTreeMap<String, Vec<String>>;

/// The verbs of each resource in this namespace; several lines of one resource are put together.
fn rights(namespace: &str) -> Rights {
    let list = cluster().server(&["auth", "can-i", "--list", "--no-headers", "-n", namespace], "");
    let list = String::from_utf8(list.stdout).expect("text");
    let mut found = Rights::new();
    for line in list.lines().filter(|line| !line.starts_with(' ') && !line.starts_with('[')) {
        let resource = line.split_whitespace().next().expect("a resource");
        let verbs = line.rsplit('[').next().unwrap_or_default().trim_end_matches(']');
        if !EVERYBODY.contains(&resource) {
            found.entry(resource.to_owned()).or_default().extend(verbs.split_whitespace().map(str::to_owned));
        }
    }
    for verbs in found.values_mut() {
        verbs.sort_unstable();
        verbs.dedup();
    }
    found
}

fn expected(more: &[(&str, &str)]) -> Rights {
    let all = EVERYWHERE.iter().chain(more);
    all.map(|(name, verbs)| ((*name).to_owned(), verbs.split(' ').map(str::to_owned).collect())).collect()
}

#[test]
fn the_server_s_account_may_do_exactly_this() {
    let server = Server::probe();
    let learner = server.open("probe");
    learner.workbench_is_up();
    assert_eq!(rights("default"), expected(&[]));
    assert_eq!(rights("kube-system"), expected(&[]));
    assert_eq!(rights(&learner.namespace), expected(IN_A_SANDBOX));
    assert_eq!(rights(&learner.companion()), expected(IN_A_SANDBOX));
    assert_eq!(rights("kindlab-system"), expected(AT_HOME));
}

/// Tries it as the server; it must be refused for want of a right.
#[track_caller]
fn refused(args: &[&str], stdin: &str) {
    let output = cluster().server(args, stdin);
    let said = String::from_utf8_lossy(&output.stderr).to_lowercase();
    assert!(!output.status.success() && said.contains("forbidden"), "{args:?} was not refused: {said}");
}

fn pod(security: &str) -> String {
    format!(
        r#"{{"apiVersion":"v1","kind":"Pod","metadata":{{"name":"x"}},"spec":{{"containers":[{{"name":"x","image":"nginx"{security}}}]}}}}"#
    )
}

fn bind(kind: &str, role: &str) -> String {
    format!(
        r#"{{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"{kind}","metadata":{{"name":"x"}},"roleRef":{{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"{role}"}},"subjects":[{{"kind":"ServiceAccount","name":"kindlab-server","namespace":"kindlab-system"}}]}}"#
    )
}

#[test]
fn what_is_not_listed_is_refused() {
    let server = Server::probe();
    let learner = server.open("probe");
    learner.workbench_is_up();
    let create = ["create", "--validate=false", "--dry-run=server", "-f", "-"];
    let within = |namespace: &'static str| [&create[..], &["-n", namespace]].concat();
    refused(&within("default"), &pod(""));
    refused(&within("kube-system"), &pod(""));
    // A pod of the sandbox's, but one that would own its node: a policy refuses it, not a missing verb.
    let inside = [&create[..], &["-n", &learner.namespace]].concat();
    refused(&inside, &pod(r#","securityContext":{"privileged":true}"#));
    for (kind, role) in [
        ("RoleBinding", "admin"),
        ("RoleBinding", "cluster-admin"),
        ("ClusterRoleBinding", "cluster-admin"),
        ("ClusterRoleBinding", "kindlab:policy-system"),
        ("ClusterRoleBinding", "system:node-proxier"),
    ] {
        refused(&create, &bind(kind, role));
    }
    let role =
        r#"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"x"},"rules":[]}"#;
    refused(&create, role);
    let node = cluster().ok(&["get", "nodes", "-o", "jsonpath={.items[0].metadata.name}"], "");
    for line in [
        "get secrets -A",
        "get secrets -n kindlab-system",
        "get secret kindlab-server-token -n kindlab-system",
        "get configmaps -A",
        "delete daemonset kindlab-node -n kindlab-system",
        "delete clusterrole kindlab-learner",
        "delete rolebinding kindlab-server -n kindlab-system",
        "get events -A",
        "label namespace default a=b",
        "get --raw /metrics",
    ] {
        refused(&line.split(' ').collect::<Vec<_>>(), "");
    }
    refused(&["patch", "node", &node, "-p", r#"{"spec":{"unschedulable":true}}"#], "");
    refused(&["get", "--raw", &format!("/api/v1/nodes/{node}/proxy/pods")], "");
    refused(&["get", "pods", "-n", &learner.namespace, "--as", "system:admin"], "");
    let own = &learner.namespace;
    refused(&["delete", "rolebinding", "kindlab-learner", "-n", own], "");
    refused(&["delete", "pvc", "nginx-html-nginx-0", "-n", own], "");
    refused(&["delete", "service", "kubernetes", "-n", "default"], "");
    refused(&["delete", "deployment", "coredns", "-n", "kube-system"], "");
}
