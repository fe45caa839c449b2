//! The network between sandboxes: one learner's pods are out of another's reach, and all that a lab needs is in it.

use std::time::Duration;

use crate::support::cluster::cluster;
use crate::support::kubernetes::{SERVICE, SET};
use crate::support::learner::Learner;
use crate::support::server::{LAB, Server};
use crate::support::{PATIENCE, until};

const CLUSTER_IP: &str = "apiVersion: v1\nkind: Service\nmetadata: {name: front}\n\
    spec: {selector: {app: nginx}, ports: [{port: 80, targetPort: 80}]}\n";

/// Curl's exit status from a learner's workbench; 0 is an answer, 28 none in time.
#[track_caller]
fn curl(learner: &Learner, url: &str) -> String {
    learner.typed(&format!("curl -sS -m 4 -o /dev/null {url} 2>/dev/null; echo $?")).trim().to_owned()
}

#[test]
fn a_learner_s_pods_are_reached_by_their_own_and_by_nobody_else_s() {
    let server = Server::start();
    let (victim, neighbour) = (server.open(LAB), server.open(LAB));
    victim.workbench_is_up();
    neighbour.workbench_is_up();
    victim.apply(SERVICE);
    victim.apply(SET);
    victim.apply(CLUSTER_IP);
    victim.settles();
    victim.writes("nginx-0", "page of zero");
    let get =
        |path: &str, kind: &str, name: &str| victim.kubectl(&["get", kind, name, "-o", &format!("jsonpath={path}")]);
    let pods = [get("{.status.podIP}", "pod", "nginx-0"), get("{.status.podIP}", "pod", "nginx-1")];
    let service = get("{.spec.clusterIP}", "service", "front");
    let workbench =
        cluster().ok(&["get", "pod", "workbench", "-n", &victim.companion(), "-o", "jsonpath={.status.podIP}"], "");

    // Their own: by address, by name, through the Service, from pod to pod.
    until(PATIENCE, "the learner's own Service answers", || {
        (curl(&victim, &format!("http://{service}/")) == "0").then_some(())
    });
    for url in [
        format!("http://{}/", pods[0]),
        format!("http://{}/", pods[1]),
        "http://nginx-0.nginx/".to_owned(),
        "http://front/".to_owned(),
    ] {
        assert_eq!(curl(&victim, &url), "0", "{url}");
    }
    victim.in_pod("nginx-0", &format!("curl -sS -m 4 -o /dev/null http://{}/", pods[1]));
    // The server's prober, which this verdict rests on.
    victim.writes("nginx-1", "page of one");
    victim.passes("pages");

    // Somebody else's: nothing at all answers, also after the first tries.
    for _ in 0..2 {
        for address in [&pods[0], &pods[1], &service] {
            assert_eq!(curl(&neighbour, &format!("http://{address}/")), "28", "{address} answers another learner");
        }
        let name = format!("http://front.{}/", victim.namespace);
        assert_eq!(curl(&neighbour, &name), "28", "{name} answers another learner");
        std::thread::sleep(Duration::from_secs(1));
    }
    let ping = neighbour.typed(&format!("ping -c 2 -W 2 {workbench} > /dev/null 2>&1; echo $?"));
    assert_ne!(ping.trim(), "0", "a workbench answers another learner");
    // And they have all they need: names, the API server, the nodes.
    neighbour.typed("nslookup kubernetes.default && kubectl get nodes && kubectl get pods");
}

#[test]
fn what_holds_the_network_apart_survives_its_program() {
    let network = cluster().kubectl(&["get", "daemonset", "labkit-net", "-n", "kube-system", "-o", "name"], "");
    if !network.status.success() {
        // Another network plugin: its restarts are its makers' to test.
        return;
    }
    let server = Server::start();
    let (victim, neighbour) = (server.open(LAB), server.open(LAB));
    neighbour.workbench_is_up();
    victim.apply(SERVICE);
    victim.apply(SET);
    victim.settles();
    let address = victim.kubectl(&["get", "pod", "nginx-0", "-o", "jsonpath={.status.podIP}"]);
    let url = format!("http://{address}/");
    assert_eq!(curl(&neighbour, &url), "28");
    cluster().ok(&["delete", "pods", "-n", "kube-system", "-l", "app=labkit-net", "--wait=false"], "");
    for _ in 0..5 {
        assert_eq!(curl(&neighbour, &url), "28", "while the network's program is away");
    }
    cluster().ok(&["rollout", "status", "daemonset/labkit-net", "-n", "kube-system", "--timeout=120s"], "");
    assert_eq!(curl(&neighbour, &url), "28");
    // A pod that is new is let in by its own.
    victim.workbench_is_up();
    victim.deletes(&["nginx-0"]);
    victim.settles();
    until(Duration::from_secs(30), "a new pod answers its learner", || {
        (curl(&victim, "http://nginx-0.nginx/") == "0").then_some(())
    });
}
