//! What a learner can try who has the whole namespace in their hands: none of it may pass.

use crate::support::cluster::cluster;
use crate::support::kubernetes::{SERVICE, SET};
use crate::support::server::{LAB, Server};

/// A pod as the set would make it, without an owner.
fn hand_made(name: &str, revision: &str) -> String {
    owned(name, revision, "[]")
}

/// The same with these owners.
fn owned(name: &str, revision: &str, owners: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\n  ownerReferences: {owners}\n  labels: {{app: nginx, controller-revision-hash: {revision}, \
         statefulset.kubernetes.io/pod-name: {name}}}\n\
         spec:\n  hostname: {name}\n  subdomain: nginx\n  containers:\n  - name: nginx\n    image: nginx\n    imagePullPolicy: IfNotPresent\n\
         \x20   volumeMounts: [{{name: nginx-html, mountPath: /usr/share/nginx/html}}]\n\
         \x20 volumes:\n  - name: nginx-html\n    persistentVolumeClaim: {{claimName: nginx-html-{name}}}\n"
    )
}

/// The set takes it for its own, and by its labels nothing tells the two apart.
#[test]
fn a_hand_made_pod_that_the_set_adopts_is_not_the_set_s() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.has_pages();
    let path = "jsonpath={.status.updateRevision}";
    let revision = cluster().ok(&["get", "statefulset", "nginx", "-n", &learner.namespace, "-o", path], "");
    learner.kubectl(&["delete", "statefulset", "nginx", "--cascade=orphan"]);
    learner.kubectl(&["delete", "pod", "nginx-0"]);
    learner.apply(&hand_made("nginx-0", &revision));
    learner.kubectl(&["wait", "--for=condition=Ready", "pod/nginx-0", "--timeout=120s"]);
    learner.apply(SET);
    learner.settles();
    learner.sees_with("survival", "wrong", "pod-adopted", &["nginx-0"]);
    // Mended as the message says.
    learner.deletes(&["nginx-0"]);
    learner.sees("survival", "not-yet", "");
    learner.deletes(&["nginx-0", "nginx-1"]);
    learner.passes("survival");
}

/// A controller's reference blocks its owner's deletion, and an admission plugin lets learners write no such one: neither
/// with a new pod nor on one that is there. References without it count for nothing (see `cluster::convert`).
#[test]
fn a_pod_that_names_the_set_as_its_controller_is_refused() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.has_a_set();
    learner.workbench_is_up();
    let of_the_set = |path: &str| learner.kubectl(&["get", "statefulset", "nginx", "-o", &format!("jsonpath={path}")]);
    let (uid, revision) = (of_the_set("{.metadata.uid}"), of_the_set("{.status.updateRevision}"));
    let owner = r#"[{"apiVersion":"apps/v1","kind":"StatefulSet","name":"nginx","uid":"UID","controller":true,"blockOwnerDeletion":true}]"#
        .replace("UID", &uid);
    let refused = |line: &str| {
        let tried = learner.try_typed(line);
        let said = String::from_utf8_lossy(&tried.stderr).into_owned();
        assert!(
            !tried.status.success() && said.contains("cannot set blockOwnerDeletion"),
            "`{line}`: {said}\nhint: is OwnerReferencesPermissionEnforcement on? A cluster made by an older `cluster up` lacks it"
        );
    };
    refused(&format!("kubectl create -f - <<'YAML'\n{}YAML\n", owned("nginx-2", &revision, &owner)));
    learner.typed(&format!("kubectl create -f - <<'YAML'\n{}YAML\n", hand_made("mine", &revision)));
    refused(&r#"kubectl patch pod mine -p '{"metadata":{"ownerReferences":OWNERS}}'"#.replace("OWNERS", &owner));
    assert!(!learner.kubectl(&["get", "pod", "mine", "-o", "yaml"]).contains("blockOwnerDeletion: true"));
}

/// A claim of the right name that the set did not make, too small for its template.
#[test]
fn a_claim_made_by_hand_is_told_from_the_template_s() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.apply(SERVICE);
    learner.apply(
        "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: nginx-html-nginx-0}\n\
         spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}\n",
    );
    learner.apply(SET);
    learner.passes("statefulset");
    learner.sees("claims", "wrong", "claim-not-of-template");
}

/// The page lies on the volume, and something else is served.
#[test]
fn a_page_that_is_not_served_is_no_page_of_the_pod() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.has_a_set();
    // nginx works as a user of its own, who may not read this.
    for pod in ["nginx-0", "nginx-1"] {
        learner.writes(pod, &format!("page of {pod}"));
        learner.in_pod(pod, "chmod 000 /usr/share/nginx/html/index.html");
    }
    learner.sees("pages", "not-yet", "page-not-served");
    for pod in ["nginx-0", "nginx-1"] {
        learner.in_pod(pod, "chmod 644 /usr/share/nginx/html/index.html");
    }
    learner.passes("pages");
}
