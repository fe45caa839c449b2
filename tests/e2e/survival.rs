//! The flagship: what survives the deletion of pods, and every way to make it look so.

use serde_json::json;

use crate::support::cluster::cluster;
use crate::support::server::{LAB, Server};

const PAGE: &str = "/usr/share/nginx/html/index.html";

#[test]
fn one_pod_after_the_other_is_as_good_as_both_at_once() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.has_pages();
    learner.deletes(&["nginx-0"]);
    learner.sees_with("survival", "not-yet", "survival-one-left", &["nginx-0", "nginx-1"]);
    learner.deletes(&["nginx-1"]);
    let passed = learner.passes("survival");
    let evidence = &passed["evidence"];
    for pod in ["nginx-0", "nginx-1"] {
        let (before, now) = (&evidence["before"][pod], &evidence["pods"][pod]);
        assert_ne!(before["uid"], now["uid"], "{evidence}");
        assert_eq!(before["claim_uid"], now["claim_uid"], "{evidence}");
        assert_eq!(before["sha256"], now["sha256"], "{evidence}");
        assert!(now["ctime"].as_i64() <= now["created"].as_i64(), "{evidence}");
    }
}

#[test]
fn a_page_written_after_the_deletion_is_no_survival_whatever_its_date_says() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.has_pages();
    learner.deletes(&["nginx-0", "nginx-1"].map(|pod| pod));
    learner.passes("survival");

    let learner = server.open(LAB);
    learner.has_pages();
    // Written anew before the judge can look, and dated back: only the inode's change time can't be set.
    learner.in_pod("nginx-0", &format!("rm {PAGE}"));
    learner.deletes(&["nginx-0", "nginx-1"]);
    learner.in_pod("nginx-0", &format!("echo 'page of zero' > {PAGE}; touch -d '2020-01-01 00:00' {PAGE}"));
    learner.sees_with("survival", "wrong", "survival-rewritten", &["nginx-0", "page of zero"]);
    learner.in_pod("nginx-0", &format!("echo 'another page' > {PAGE}"));
    let says_so = |text: &str| text.contains("another page") && text.contains("page of zero");
    crate::support::until(crate::support::PATIENCE, "expected and found are both said", || {
        let step = learner.step("survival");
        ["pt", "es", "en"].iter().all(|lang| step["message"][lang].as_str().is_some_and(says_so)).then_some(())
    });
    assert!(!learner.passed().contains(&"survival".to_owned()));
    learner.deletes(&["nginx-0"]);
    learner.passes("survival");
}

#[test]
fn a_page_that_is_gone_after_the_deletion_is_lost() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.has_pages();
    learner.in_pod("nginx-1", &format!("rm {PAGE}"));
    learner.deletes(&["nginx-0", "nginx-1"]);
    learner.sees_with("survival", "wrong", "survival-page-lost", &["nginx-1", "index.html"]);
}

#[test]
fn scaling_down_and_up_is_named_and_deleting_afterwards_passes() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.has_pages();
    learner.scales_to(0);
    learner.scales_to(2);
    learner.sees_with("survival", "not-yet", "survival-was-scale", &["nginx", "kubectl delete pod"]);
    assert!(!learner.passed().contains(&"survival".to_owned()));
    learner.deletes(&["nginx-0"]);
    learner.sees_with("survival", "not-yet", "survival-one-left", &["nginx-0", "nginx-1"]);
    learner.deletes(&["nginx-1"]);
    learner.passes("survival");
}

#[test]
fn a_rollout_is_named_and_deleting_afterwards_passes() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.has_pages();
    learner.kubectl(&["rollout", "restart", "statefulset/nginx"]);
    learner.settles();
    learner.sees_with("survival", "not-yet", "survival-was-rollout", &["nginx", "kubectl delete pod"]);
    assert!(!learner.passed().contains(&"survival".to_owned()));
    learner.deletes(&["nginx-0", "nginx-1"]);
    learner.passes("survival");
}

#[test]
fn a_set_made_anew_is_named_and_deleting_afterwards_passes() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.has_pages();
    learner.kubectl(&["delete", "statefulset", "nginx"]);
    learner.apply(crate::support::kubernetes::SET);
    learner.sees_with("survival", "not-yet", "survival-settling", &["nginx"]);
    learner.sees_with("survival", "not-yet", "survival-not-deleted", &["nginx-0", "nginx-1"]);
    assert!(!learner.passed().contains(&"survival".to_owned()));
    learner.deletes(&["nginx-0", "nginx-1"]);
    learner.passes("survival");
}

#[test]
fn a_claim_that_was_deleted_takes_its_page_with_it() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.has_pages();
    learner.kubectl(&["delete", "pvc", "nginx-html-nginx-0", "--wait=false"]);
    learner.sees_with("claims", "passed", "", &[]);
    learner.deletes(&["nginx-0", "nginx-1"]);
    let seen = learner.sees("survival", "wrong", "");
    assert!(
        ["survival-other-claim", "survival-page-lost"].contains(&seen["key"].as_str().unwrap_or_default()),
        "{seen}"
    );
    // The same text typed again is a new page, which has survived nothing yet.
    learner.writes("nginx-0", "page of zero");
    learner.sees_with("survival", "not-yet", "survival-not-deleted", &["nginx-0"]);
    assert!(!learner.passed().contains(&"survival".to_owned()));
}

#[test]
fn a_pass_stays_and_its_undoing_is_said_beside_it() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.has_pages();
    learner.deletes(&["nginx-0", "nginx-1"]);
    learner.passes("survival");
    learner.in_pod("nginx-0", &format!("rm {PAGE}"));
    learner.kubectl(&["delete", "service", "nginx"]);
    crate::support::until(crate::support::PATIENCE, "what no longer holds is said", || {
        let steps = learner.steps();
        (steps["headless-service"]["holds"] == false).then_some(())
    });
    let steps = learner.steps();
    for step in ["headless-service", "statefulset", "pages", "survival"] {
        assert_eq!(steps[step]["verdict"], "passed", "{}", steps[step]);
    }
    let page = learner.client.get(&format!("/en/labs/{LAB}")).text;
    let step = page.split("data-step=\"headless-service\"").nth(1).expect("the step on the page");
    assert!(step.starts_with(" data-kind=\"judged\" data-verdict=\"passed\""), "{}", &step[..120]);
    assert!(step.split('>').next().is_some_and(|tag| tag.contains("data-holds=\"false\"")), "{}", &step[..200]);
}

/// A volume that is no folder which the node program serves: bound to the set's claim beforehand, on a node of its own
/// choosing, as a network's storage would be anywhere.
struct Elsewhere(Vec<String>);

impl Elsewhere {
    fn for_the_claims_of(namespace: &str) -> Self {
        let class = cluster().ok(&["get", "storageclass", "-o", "jsonpath={.items[0].metadata.name}"], "");
        let workers = ["get", "nodes", "-l", "!node-role.kubernetes.io/control-plane", "-o", "name"];
        let workers = cluster().ok(&workers, "");
        let node = workers.lines().next().and_then(|node| node.strip_prefix("node/")).expect("a worker");
        let names: Vec<_> = (0..2).map(|ordinal| format!("{namespace}-{ordinal}")).collect();
        for (ordinal, name) in names.iter().enumerate() {
            let volume = json!({"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": name}, "spec": {
                "capacity": {"storage": "1G"}, "accessModes": ["ReadWriteOnce"], "storageClassName": class,
                "persistentVolumeReclaimPolicy": "Retain",
                "hostPath": {"path": format!("/tmp/kindlab-elsewhere/{name}"), "type": "DirectoryOrCreate"},
                "claimRef": {"namespace": namespace, "name": format!("nginx-html-nginx-{ordinal}")},
                "nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [
                    {"key": "kubernetes.io/hostname", "operator": "In", "values": [node]}]}]}},
            }});
            cluster().ok(&["apply", "-f", "-"], &volume.to_string());
        }
        Self(names)
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        for name in &self.0 {
            cluster().kubectl(&["delete", "pv", name, "--wait=false"], "");
        }
    }
}

#[test]
fn where_no_node_can_read_the_volumes_the_pods_answer_and_the_evidence_is_weaker() {
    const WHO: &str = "the pods themselves";
    let server = Server::start();
    let learner = server.open(LAB);
    let _volumes = Elsewhere::for_the_claims_of(&learner.namespace);
    learner.has_pages();
    assert_eq!(learner.step("pages")["evidence"]["read_by"], WHO);
    // What they say of a file is looked at as what a node says of it.
    learner.in_pod("nginx-0", &format!("ln -sf /etc/hostname {PAGE}"));
    learner.deletes(&["nginx-0", "nginx-1"]);
    learner.sees_with("survival", "wrong", "page-not-plain", &["nginx-0", "symlink"]);
    learner.in_pod("nginx-0", &format!("rm {PAGE}; echo 'page of zero' > {PAGE}"));
    learner.sees("survival", "wrong", "survival-rewritten");
    learner.deletes(&["nginx-0"]);
    let passed = learner.passes("survival");
    assert_eq!(passed["evidence"]["read_by"], WHO);
    assert_eq!(passed["evidence"]["pods"]["nginx-1"]["by_pod"], true, "{passed}");
}
