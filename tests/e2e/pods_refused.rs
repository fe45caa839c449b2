//! Pods that would reach the node are refused, from a workbench and through a set; a fork bomb stays in its pod.

use std::time::Duration;

use crate::support::learner::Learner;
use crate::support::server::Server;
use crate::support::{PATIENCE, until};

const POD: &str = r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"},"spec":{POD"containers":[{"name":"a","image":"nginx","imagePullPolicy":"IfNotPresent"CONTAINER}]VOLUMES}}"#;

fn pod(name: &str, spec: &str, container: &str, volumes: &str) -> String {
    POD.replace("\"x\"", &format!("\"{name}\""))
        .replace("POD", spec)
        .replace("CONTAINER", container)
        .replace("VOLUMES", volumes)
}

fn dangerous() -> Vec<(&'static str, String)> {
    vec![
        ("privileged", pod("privileged", "", r#","securityContext":{"privileged":true}"#, "")),
        (
            "added-capability",
            pod("added-capability", "", r#","securityContext":{"capabilities":{"add":["SYS_ADMIN"]}}"#, ""),
        ),
        (
            "host-path",
            pod(
                "host-path",
                "",
                r#","volumeMounts":[{"name":"v","mountPath":"/v"}]"#,
                r#","volumes":[{"name":"v","hostPath":{"path":"/"}}]"#,
            ),
        ),
        ("host-network", pod("host-network", r#""hostNetwork":true,"#, "", "")),
        ("host-pid", pod("host-pid", r#""hostPID":true,"#, "", "")),
        ("host-ipc", pod("host-ipc", r#""hostIPC":true,"#, "", "")),
        ("host-port", pod("host-port", "", r#","ports":[{"containerPort":80,"hostPort":18080}]"#, "")),
    ]
}

#[test]
fn pods_that_reach_the_node_are_refused_and_plain_ones_are_not() {
    let server = Server::probe();
    let learner = server.open("probe");
    learner.workbench_is_up();
    for (name, manifest) in dangerous() {
        let tried = learner.try_typed(&format!("echo '{manifest}' | kubectl create -f -"));
        let said = String::from_utf8_lossy(&tried.stderr).to_lowercase();
        assert!(!tried.status.success(), "the pod `{name}` was accepted");
        assert!(said.contains("pod security policy") || said.contains("podsecurity"), "`{name}`: {said}");
    }
    learner.typed(&format!("echo '{}' | kubectl create -f -", pod("plain", "", "", "")));
    assert_eq!(learner.typed("kubectl get pods -o name").trim(), "pod/plain");
}

#[test]
fn a_deployment_does_not_get_them_in_either() {
    let server = Server::probe();
    let learner = server.open("probe");
    learner.workbench_is_up();
    let template = r#"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"sly"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"hostPID":true,"containers":[{"name":"a","image":"nginx","imagePullPolicy":"IfNotPresent","securityContext":{"privileged":true}}]}}}}"#;
    learner.typed(&format!("echo '{template}' | kubectl create -f -"));
    until(PATIENCE, "the controller was refused its pods", || {
        let path = "jsonpath={.status.conditions[?(@.type==\"ReplicaFailure\")].status}";
        (learner.kubectl(&["get", "deployment", "sly", "-o", path]) == "True").then_some(())
    });
    assert_eq!(learner.typed("kubectl get pods -o name"), "");
}

/// Ends a run whatever it does, so that a test that fails leaves no bomb behind.
struct Defused<'a>(&'a Learner);

impl Drop for Defused<'_> {
    fn drop(&mut self) {
        let _ = self.0.client.send("POST", &self.0.api("/commands/script/stop"), "text/plain", "");
    }
}

#[test]
fn a_fork_bomb_stays_in_its_pod_and_the_workbench_is_usable_afterwards() {
    let server = Server::probe();
    let (learner, neighbour) = (server.open("probe"), server.open("probe"));
    learner.ran("count");
    neighbour.ran("count");
    // Slowed a little: what is tested is the limit on processes, not how busy the machine is.
    learner.save("script.sh", "bomb() { sleep 0.2; bomb & bomb & wait; }; echo lit; bomb\n");
    let id = learner.start("script");
    let defused = Defused(&learner);
    until(PATIENCE, "no more processes are given", || {
        let run = learner.run_now(&id);
        let printed = run["output"].as_str()?.to_owned();
        (printed.contains("unavailable")
            || printed.contains("annot fork")
            || run["state"] != "running" && run["state"] != "starting")
            .then_some(())
    });
    let node = crate::support::cluster::cluster().ok(&["get", "nodes", "--no-headers"], "");
    assert!(node.lines().all(|line| line.contains(" Ready")), "{node}");
    neighbour.ran("count");
    drop(defused);
    until(PATIENCE, "the run is over", || {
        let state = learner.run_now(&id)["state"].clone();
        (state != "running" && state != "starting").then_some(())
    });
    learner.save("script.sh", "echo usable again\n");
    let printed = until(Duration::from_secs(120), "the workbench is usable", || {
        let id = crate::support::fresh_id();
        if learner.post_run("script", &id).status != 202 {
            return None;
        }
        let run = until(PATIENCE, "a run", || {
            let run = learner.run_now(&id);
            (!["starting", "running"].contains(&run["state"].as_str()?)).then_some(run)
        });
        (run["exit"] == 0).then(|| run["output"].clone())
    });
    assert_eq!(printed, "usable again\n");
}
