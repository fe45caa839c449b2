//! What a learner can try who has the whole namespace in their hands: none of it may pass.

use crate::support::cluster::cluster;
use crate::support::kubernetes::{PAGE, SERVICE, SET};
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

/// Replaces what asks and what answers inside a pod: `cat`, `ls` and nginx all show this page, whatever the volume holds.
fn fakes(learner: &crate::support::learner::Learner, pod: &str, page: &str) {
    learner.in_pod(
        pod,
        &format!(
            "for tool in cat ls; do printf '#!/bin/sh\\necho {page}\\n' > $(command -v $tool); done\n\
             echo 'events {{}} http {{ server {{ listen 80; location / {{ return 200 \"{page}\\n\"; }} }} }}' > /etc/nginx/nginx.conf\n\
             nginx -s reload"
        ),
    );
    let shown = || learner.in_pod(pod, &format!("cat {PAGE}; curl -s -m 5 http://127.0.0.1/"));
    crate::support::until(crate::support::PATIENCE, "the pod shows what it should not have", || {
        (shown() == format!("{page}\n{page}\n")).then_some(())
    });
}

/// All that could be asked in the pod lies: pages are read from the volume, on its node.
#[test]
fn a_pod_whose_tools_and_server_are_faked_passes_nothing() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.has_a_set();
    for (pod, page) in [("nginx-0", "page of zero"), ("nginx-1", "page of one")] {
        fakes(&learner, pod, page);
    }
    learner.client.post(&learner.api("/check"));
    learner.sees("pages", "not-yet", "page-missing");
    // Told by the volume as soon as it is true, though nothing in the pod changed its story.
    for (pod, page) in [("nginx-0", "page of zero"), ("nginx-1", "page of one")] {
        learner.writes(pod, page);
    }
    learner.passes("pages");
    learner.sees("survival", "not-yet", "survival-not-deleted");
    // The old page shown by everything in the new pod, and none on the volume.
    learner.in_pod("nginx-0", &format!("rm {PAGE}"));
    learner.deletes(&["nginx-0", "nginx-1"]);
    fakes(&learner, "nginx-0", "page of zero");
    learner.sees_with("survival", "wrong", "survival-page-lost", &["nginx-0", "index.html"]);
}

/// What commands print is nobody's evidence.
#[test]
fn a_kubectl_that_only_says_so_passes_nothing() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.workbench_is_up();
    learner.typed(
        "mkdir -p bin; printf '#!/bin/sh\\necho \"faked $1\"\\n' > bin/kubectl; chmod +x bin/kubectl; \
         echo 'PATH=$HOME/bin:$PATH' >> .bashrc",
    );
    let mut terminal = learner.terminal("page");
    terminal.keys("exec bash\r");
    terminal.enter("kubectl apply -f statefulset.yaml", "faked apply");
    terminal.enter("kubectl rollout status statefulset/nginx", "faked rollout");
    terminal.enter("kubectl delete pod nginx-0 nginx-1", "faked delete");
    learner.client.post(&learner.api("/check"));
    // A step that is really done afterwards was judged after all that, and is the only one.
    learner.apply(SERVICE);
    learner.passes("headless-service");
    assert_eq!(learner.passed(), ["headless-service"]);
    learner.sees("statefulset", "untried", "");
}

/// Another headless Service over the same pods is nobody's business: it neither stands in for the one that is asked for
/// nor gets in its way.
#[test]
fn a_second_headless_service_over_the_same_pods_neither_passes_nor_hurts() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.apply(&SERVICE.replace("name: nginx}", "name: other}"));
    learner.apply(SET);
    learner.passes("statefulset");
    let passed = learner.passed();
    assert!(!passed.contains(&"headless-service".to_owned()), "{passed:?}");
    learner.apply(SERVICE);
    learner.passes("headless-service");
    learner.writes("nginx-0", "page of zero");
    learner.writes("nginx-1", "page of one");
    learner.passes("pages");
    learner.sees("survival", "not-yet", "survival-not-deleted");
    learner.deletes(&["nginx-0", "nginx-1"]);
    learner.passes("survival");
    assert_eq!(learner.step("headless-service")["holds"], true);
}
