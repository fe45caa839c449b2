//! PID 1 of a workbench.

use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::time::Instant;

use crate::support::{AGENT, Home, kill, until};

#[test]
fn it_writes_a_kubeconfig_reaps_and_ends_on_sigterm() {
    let home = Home::new();
    // The shell's children become the agent's own, as orphans become PID 1's.
    let mut child = Command::new("bash")
        .args(["-c", &format!("sleep 0 & sleep 0.3 & exec {AGENT} serve-workbench")])
        .env("HOME", home.0.path())
        .env("KINDLAB_NAMESPACE", "ada-1")
        .spawn()
        .expect("starts");
    until("the folder of runs", || home.path(".kindlab/runs").is_dir());
    let config = home.path(".kube/config");
    let text = std::fs::read_to_string(&config).expect("reads");
    for line in [
        "current-context: kindlab",
        "    namespace: ada-1",
        "    server: https://kubernetes.default.svc",
        "    tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token",
        "    certificate-authority: /var/run/secrets/kubernetes.io/serviceaccount/ca.crt",
    ] {
        assert!(text.lines().any(|other| other == line), "{line} in {text}");
    }
    assert_eq!(config.metadata().expect("exists").permissions().mode() & 0o777, 0o600);
    let children = format!("/proc/{0}/task/{0}/children", child.id());
    until("no zombie", || std::fs::read_to_string(&children).expect("lives").trim().is_empty());
    let asked = Instant::now();
    kill("-TERM", &child.id().to_string());
    assert_eq!(child.wait().expect("ends").code(), Some(0));
    assert!(asked.elapsed().as_secs() < 2);
}

#[test]
fn a_kubeconfig_that_is_there_stays() {
    let home = Home::new();
    std::fs::create_dir(home.path(".kube")).expect("makes");
    std::fs::write(home.path(".kube/config"), "mine").expect("writes");
    let mut child = home.command(&["serve-workbench"]).env("KINDLAB_NAMESPACE", "ada-1").spawn().expect("starts");
    until("the folder of runs", || home.path(".kindlab/runs").is_dir());
    kill("-TERM", &child.id().to_string());
    child.wait().expect("ends");
    assert_eq!(std::fs::read_to_string(home.path(".kube/config")).expect("reads"), "mine");
}

#[test]
fn without_a_namespace_it_says_so() {
    let home = Home::new();
    for namespace in [None, Some(""), Some("a\nb: c")] {
        let mut command = home.command(&["serve-workbench"]);
        command.env_remove("KINDLAB_NAMESPACE").envs(namespace.map(|value| ("KINDLAB_NAMESPACE", value)));
        let output = command.output().expect("runs");
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&output.stderr).contains("KINDLAB_NAMESPACE"));
    }
}
