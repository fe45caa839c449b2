//! What one learner overdoes, others don't feel: a thousand replicas, a volume without end. (A fork bomb is in
//! `pods_refused`.)

use std::time::{Duration, Instant};

use crate::support::server::{LAB, Server};
use crate::support::{PATIENCE, until};

#[test]
fn a_thousand_replicas_stop_at_the_quota_and_a_neighbour_works_on() {
    let server = Server::start();
    let (greedy, neighbour) = (server.open(LAB), server.open(LAB));
    greedy.kubectl(&["create", "deployment", "many", "--image=nginx"]);
    greedy.kubectl(&["scale", "deployment", "many", "--replicas=1000"]);
    let pods = || greedy.kubectl(&["get", "pods", "-o", "name"]).lines().count();
    until(PATIENCE, "the quota stops it", || (pods() >= 20).then_some(()));
    neighbour.has_pages();
    neighbour.passes("pages");
    assert_eq!(pods(), 20, "more than the quota lets in");
    greedy.kubectl(&["scale", "deployment", "many", "--replicas=0"]);
}

/// A pod's address as somebody's external one: kube-proxy would send what is meant for the pod to them.
#[test]
fn an_address_that_is_another_s_is_taken_off_a_service_at_once() {
    let server = Server::start();
    let (greedy, neighbour) = (server.open(LAB), server.open(LAB));
    neighbour.has_a_set();
    let address = neighbour.kubectl(&["get", "pod", "nginx-0", "-o", "jsonpath={.status.podIP}"]);
    let steals = format!(
        "apiVersion: v1\nkind: Service\nmetadata: {{name: steals}}\nspec: {{selector: {{app: x}}, ports: [{{port: 80}}], externalIPs: [\"{address}\"]}}\n"
    );
    let taken = || greedy.kubectl(&["get", "service", "steals", "-o", "jsonpath={.spec.externalIPs}"]);
    greedy.apply(&steals);
    until(Duration::from_secs(10), "the address is taken off", || taken().is_empty().then_some(()));
    greedy.kubectl(&["patch", "service", "steals", "-p", &format!(r#"{{"spec":{{"externalIPs":["{address}"]}}}}"#)]);
    until(Duration::from_secs(10), "the address is taken off again", || taken().is_empty().then_some(()));
}

const CLAIM: &str = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: small}\n\
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 16Mi}}}\n";
const WRITER: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: writer}\nspec:\n  terminationGracePeriodSeconds: 1\n  \
    containers:\n  - {name: writer, image: nginx, imagePullPolicy: IfNotPresent, volumeMounts: [{name: data, mountPath: /data}]}\n  \
    volumes: [{name: data, persistentVolumeClaim: {claimName: small}}]\n";

#[test]
fn a_volume_filled_beyond_its_claim_stops_its_pods_and_says_so() {
    let server = Server::start();
    let (greedy, neighbour) = (server.open(LAB), server.open(LAB));
    neighbour.has_pages();
    let theirs = [neighbour.uid("nginx-0"), neighbour.uid("nginx-1")];
    let wait = ["wait", "--for=condition=Ready", "pod/writer", "--timeout=120s"];
    greedy.apply(CLAIM);
    greedy.apply(WRITER);
    greedy.kubectl(&wait);
    // What it may hold does no harm.
    greedy.in_pod("writer", "dd if=/dev/zero of=/data/within bs=1M count=12 2>/dev/null");
    std::thread::sleep(Duration::from_secs(25));
    greedy.kubectl(&wait);
    greedy.in_pod("writer", "dd if=/dev/zero of=/data/beyond bs=1M count=64 2>/dev/null");
    let gone = || greedy.kubectl(&["get", "pod", "writer", "--ignore-not-found", "-o", "name"]).is_empty();
    until(Duration::from_secs(60), "the pod that fills its volume is stopped", || gone().then_some(()));
    for (lang, words) in [("pt", "foram parados"), ("es", "se detuvieron"), ("en", "were stopped")] {
        let page = greedy.client.get(&format!("/{lang}/labs/{LAB}")).is(200).text;
        assert!(page.contains(words) && page.contains("16 MiB"), "not said in `{lang}`");
    }
    // Whoever comes to clear up is let in, though it is still too full.
    greedy.apply(WRITER);
    greedy.kubectl(&wait);
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(25) {
        assert!(!gone(), "a pod that writes nothing more was stopped again");
        std::thread::sleep(Duration::from_secs(1));
    }
    greedy.in_pod("writer", "rm /data/beyond");
    // Neither a claim that is on its way out nor a crowd of files hides what it holds. (More than before: else it did not grow.)
    greedy.kubectl(&["delete", "pvc", "small", "--wait=false"]);
    greedy.in_pod("writer", "dd if=/dev/zero of=/data/again bs=1M count=128 2>/dev/null");
    until(Duration::from_secs(60), "the pod is stopped also while its claim is deleted", || gone().then_some(()));
    let claim = || greedy.kubectl(&["get", "pvc", "small", "--ignore-not-found", "-o", "name"]).is_empty();
    until(Duration::from_secs(60), "the claim is gone", || claim().then_some(()));
    greedy.apply(CLAIM);
    greedy.apply(WRITER);
    greedy.kubectl(&wait);
    greedy.in_pod(
        "writer",
        "cd /data && touch x && for d in 1 2 3; do mkdir $d; (cd $d; seq 40000 | xargs -n 2000 touch); done; true",
    );
    until(Duration::from_secs(60), "the pod with countless files is stopped", || gone().then_some(()));
    let page = greedy.client.get(&format!("/en/labs/{LAB}")).is(200).text;
    assert!(page.contains("more files than can be counted"), "it is not said");
    assert_eq!([neighbour.uid("nginx-0"), neighbour.uid("nginx-1")], theirs, "a neighbour's pods were stopped, too");
}

/// A pod that, as soon as it starts, writes more than it may to its node's disk: into an emptyDir, or into its own layer.
fn filler(name: &str, volume: &str, path: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n  terminationGracePeriodSeconds: 1\n  containers:\n  \
         - {{name: {name}, image: nginx, imagePullPolicy: IfNotPresent, {volume}\
         command: [sh, -c, \"dd if=/dev/zero of={path} bs=1M count=320; sleep 3600\"]}}\n  \
         volumes: [{{name: scratch, emptyDir: {{}}}}]\n"
    )
}

/// The kubelet measures an emptyDir a minute after it first saw the pod, at the latest, and container layers every ten seconds.
const EVICTION: Duration = Duration::from_secs(115);

#[test]
fn pods_that_fill_their_node_s_disk_are_evicted_and_a_neighbour_works_on() {
    let server = Server::start();
    let (greedy, neighbour) = (server.open(LAB), server.open(LAB));
    neighbour.has_pages();
    let theirs = [neighbour.uid("nginx-0"), neighbour.uid("nginx-1")];
    greedy.apply(&filler("scratch", "volumeMounts: [{name: scratch, mountPath: /scratch}], ", "/scratch/full"));
    greedy.apply(&filler("layer", "", "/tmp/full"));
    let reason = |pod: &str| greedy.kubectl(&["get", "pod", pod, "-o", "jsonpath={.status.reason}"]);
    let began = Instant::now();
    for pod in ["scratch", "layer"] {
        let left = EVICTION.saturating_sub(began.elapsed());
        until(left, &format!("{pod} is evicted"), || (reason(pod) == "Evicted").then_some(()));
    }
    let words = [("pt", "foi parado pelo node"), ("es", "fue detenido por su nodo"), ("en", "was stopped by its node")];
    for (lang, words) in words {
        let page = greedy.client.get(&format!("/{lang}/labs/{LAB}")).is(200).text;
        assert!(page.matches(words).count() >= 2, "not said in `{lang}`");
    }
    assert_eq!([neighbour.uid("nginx-0"), neighbour.uid("nginx-1")], theirs, "a neighbour's pods were stopped, too");
    neighbour.passes("pages");
}

#[test]
fn a_workbench_that_fills_its_node_s_disk_ends_its_run_and_the_next_one_has_the_lab_s_files() {
    let server = Server::probe();
    let learner = server.open("probe");
    learner.save("script.sh", "echo filling; head -c 400M /dev/zero > full; sleep 600\n");
    let id = learner.start("script");
    let ended = until(EVICTION, "the run ends with its workbench", || {
        let run = learner.run_now(&id);
        (!["starting", "running"].contains(&run["state"].as_str()?)).then_some(run)
    });
    assert_eq!((&ended["state"], &ended["output"]), (&"interrupted".into(), &"filling\n".into()), "{ended}");
    let words = [("pt", "Seu ambiente gravou"), ("es", "Tu entorno escribió"), ("en", "Your workbench wrote")];
    for (lang, words) in words {
        let page = learner.client.get(&format!("/{lang}/labs/probe")).is(200).text;
        assert_eq!(page.matches(words).count(), 1, "not said once in `{lang}`");
    }
    learner.save("script.sh", "test -e full || echo nothing else\n");
    assert_eq!(learner.ran("script"), "nothing else\n", "it has what was saved, and no more");
}
