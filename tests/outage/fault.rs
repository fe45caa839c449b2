//! What goes wrong with nodes, on purpose, and is put right again whatever happens.

use std::process::Command;

use crate::support::cluster::cluster;
use crate::support::learner::Learner;
use crate::support::{PATIENCE, until};

#[track_caller]
fn docker(args: &[&str]) {
    let done = Command::new("docker").args(args).output().expect("docker");
    assert!(done.status.success(), "docker {args:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// While it lives, nothing in a node moves: its connections stay open and silent.
pub struct Paused(String);

impl Paused {
    #[track_caller]
    pub fn now(node: &str) -> Self {
        docker(&["pause", node]);
        Self(node.to_owned())
    }
}

impl Drop for Paused {
    fn drop(&mut self) {
        let _ = Command::new("docker").args(["unpause", &self.0]).output();
    }
}

/// While it lives, a node is switched off.
pub struct Stopped(String);

impl Stopped {
    #[track_caller]
    pub fn now(node: &str) -> Self {
        docker(&["stop", "-t", "5", node]);
        Self(node.to_owned())
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        let _ = Command::new("docker").args(["start", &self.0]).output();
    }
}

/// Waits until Kubernetes says this of a node: `True` is Ready, `Unknown` is not heard of.
#[track_caller]
pub fn node_is(node: &str, ready: &str) {
    let path = "jsonpath={.status.conditions[?(@.type==\"Ready\")].status}";
    until(PATIENCE, &format!("the node {node} is Ready: {ready}"), || {
        (cluster().ok(&["get", "node", node, "-o", path], "") == ready).then_some(())
    });
}

impl Learner {
    /// The node of a pod.
    #[track_caller]
    pub fn node_of(&self, pod: &str) -> String {
        self.kubectl(&["get", "pod", pod, "-o", "jsonpath={.spec.nodeName}"])
    }

    /// Where a pod's page lies on its node.
    #[track_caller]
    pub fn volume_of(&self, pod: &str) -> Volume {
        let claim = format!("nginx-html-{pod}");
        let name = self.kubectl(&["get", "pvc", &claim, "-o", "jsonpath={.spec.volumeName}"]);
        let path = "jsonpath={.spec.local.path}{.spec.hostPath.path}";
        Volume { node: self.node_of(pod), path: cluster().ok(&["get", "pv", &name, "-o", path], "") }
    }

    /// Waits until a pod of this name is another than before, and Ready.
    #[track_caller]
    pub fn is_another(&self, pod: &str, before: &str) {
        until(PATIENCE, &format!("another pod {pod}, Ready"), || {
            let path = "jsonpath={.metadata.uid} {.status.conditions[?(@.type==\"Ready\")].status}";
            let output = cluster().kubectl(&["get", "pod", pod, "-n", &self.namespace, "-o", path], "");
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            (said.ends_with(" True") && !said.starts_with(before)).then_some(())
        });
    }
}

/// A volume's directory on its node.
pub struct Volume {
    node: String,
    path: String,
}

impl Volume {
    /// Writes the page on the node itself: that goes without an API server.
    #[track_caller]
    pub fn writes(&self, page: &str) {
        let line = format!("test -d '{0}' && echo '{page}' > '{0}/index.html'", self.path);
        docker(&["exec", &self.node, "sh", "-c", &line]);
    }
}
