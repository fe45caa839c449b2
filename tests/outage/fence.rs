//! A cluster that doesn't hold learners in: no labs, unless somebody says that learners are trusted. Here, because
//! everybody who asks that cluster meanwhile finds the same.

use crate::support::cluster::cluster;
use crate::support::http::Client;
use crate::support::server::{LAB, Server};
use crate::support::{PATIENCE, until};

/// The namespaces that servers and `kindlab doctor` try things in.
const TRIAL: &str = "lab-trial0";
const BINDING: &str = "kindlab-test-opens-the-fence";

/// While it lives, learners' pods may be anything, where it is tried.
struct Opened;

impl Opened {
    /// Only what a controller makes may be anything, where policies tell accounts apart.
    fn for_controllers() -> Self {
        let policies = cluster().ok(&["api-resources", "--api-group=policy", "-o", "name"], "");
        if !policies.contains("podsecuritypolicies") {
            return Self::now();
        }
        let group = "--group=system:serviceaccounts:kube-system";
        let role = "--clusterrole=kindlab:policy-system";
        cluster().ok(&["create", "rolebinding", BINDING, "-n", TRIAL, role, group], "");
        Self
    }

    fn now() -> Self {
        let policies = cluster().ok(&["api-resources", "--api-group=policy", "-o", "name"], "");
        if policies.contains("podsecuritypolicies") {
            let group = format!("--group=system:serviceaccounts:{TRIAL}-bench");
            cluster().ok(&["create", "clusterrolebinding", BINDING, "--clusterrole=kindlab:policy-system", &group], "");
        } else {
            cluster()
                .ok(&["label", "namespace", TRIAL, "--overwrite", "pod-security.kubernetes.io/enforce=privileged"], "");
        }
        Self
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        cluster().kubectl(&["delete", "rolebinding", BINDING, "-n", TRIAL, "--ignore-not-found"], "");
        cluster().kubectl(&["delete", "clusterrolebinding", BINDING, "--ignore-not-found"], "");
        let label = "pod-security.kubernetes.io/enforce=baseline";
        cluster().kubectl(&["label", "namespace", TRIAL, "--overwrite", label], "");
    }
}

#[track_caller]
fn fence_is(server: &Server, word: &str) {
    let client = Client::new(&server.address);
    until(PATIENCE, &format!("the fence is found `{word}`"), || {
        (client.get("/readyz").json()["fence"] == word).then_some(())
    });
}

#[test]
fn a_cluster_that_accepts_privileged_pods_gets_no_labs_unless_learners_are_trusted() {
    // Makes the sandbox that things are tried in, where it is the first.
    let before = Server::start();
    fence_is(&before, "holds");
    let open = before.open(LAB);
    let opened = Opened::now();

    let server = Server::start();
    fence_is(&server, "open");
    let client = Client::new(&server.address);
    client.get("/readyz").is(503);
    let refused = client.post(&format!("/api/labs/{LAB}/open")).is(503).json();
    assert_eq!(refused["error"]["code"], "unfenced", "{refused}");
    for lang in ["pt", "es", "en"] {
        let page = client.post(&format!("/{lang}/labs/{LAB}/open")).is(503).text;
        assert!(page.contains("kindlab doctor") && page.contains("--trust-learners"), "{page}");
        let catalogue = client.get(&format!("/{lang}/labs")).is(200).text;
        assert!(catalogue.contains("data-shut") && catalogue.contains("kindlab doctor"), "{catalogue}");
    }
    assert!(server.log().contains("no labs are opened"), "{}", server.log());

    let trusting = Server::with("labs", &["--trust-learners"]);
    fence_is(&trusting, "open");
    trusting.open(LAB);
    Client::new(&trusting.address).get("/readyz").is(200);

    // What was open before its server was started again stays shut, too.
    let mut before = before;
    before.kill_9();
    before.start_again();
    fence_is(&before, "open");
    assert_eq!(open.post_run("list-classes", "aaaaaaaaaaaa").is(503).json()["error"]["code"], "unfenced");
    drop(opened);
    before.kill_9();
    before.start_again();
    fence_is(&before, "holds");
    open.ran("list-classes");
}

/// A controller has an account of its own: what it may use, a learner's Deployment gets.
#[test]
fn a_cluster_whose_controllers_get_privileged_pods_in_gets_no_labs_either() {
    let before = Server::start();
    fence_is(&before, "holds");
    let opened = Opened::for_controllers();
    let server = Server::start();
    fence_is(&server, "open");
    assert!(server.log().contains("privileged through a Deployment"), "{}", server.log());
    Client::new(&server.address).post(&format!("/api/labs/{LAB}/open")).is(503);
    drop(opened);
    until(PATIENCE, "the trial's Deployments are gone", || {
        cluster().ok(&["get", "deployments", "-n", TRIAL, "-o", "name"], "").is_empty().then_some(())
    });
}
