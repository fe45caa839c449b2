//! The usual troubles, made on the cluster: each is named, with the object that has it and the reason.

use crate::support::kubernetes::{SERVICE, SET, set_with};
use crate::support::learner::Learner;
use crate::support::server::{LAB, Server};

const IMAGE: &str = "        image: nginx\n";
const SPEC: &str = "    spec:\n      containers:\n";

/// Applies a set that does not come up, sees what is said of it, and takes it away again.
#[track_caller]
fn says(learner: &Learner, manifest: &str, verdict: &str, key: &str) -> String {
    learner.apply(manifest);
    let said = learner.sees("statefulset", verdict, key);
    learner.kubectl(&["delete", "statefulset", "nginx"]);
    learner.kubectl(&["delete", "pod,pvc", "--all", "--grace-period=1"]);
    said["message"]["en"].as_str().expect("a message").to_owned()
}

#[test]
fn pods_that_do_not_come_up_are_named_with_the_reason() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.apply(SERVICE);
    let missing = set_with(IMAGE, "        image: nginx:no-such-tag\n");
    let said = says(&learner, &missing, "cannot-tell", "image-pull");
    assert!(said.contains("nginx:no-such-tag") && said.contains("kubectl describe pod nginx-0"), "{said}");

    let nowhere = set_with(SPEC, "    spec:\n      nodeSelector: {nowhere: here}\n      containers:\n");
    let said = says(&learner, &nowhere, "not-yet", "pod-unschedulable");
    assert!(said.contains("kubectl describe pod nginx-0"), "{said}");

    let ends = set_with(IMAGE, "        image: nginx\n        command: [\"false\"]\n");
    let said = says(&learner, &ends, "wrong", "pod-crashes");
    assert!(said.contains("kubectl logs nginx-0"), "{said}");

    let elsewhere = set_with("mountPath: /usr/share/nginx/html", "mountPath: /var/www");
    let said = says(&learner, &elsewhere, "wrong", "set-mount-path");
    assert!(said.contains("/var/www"), "{said}");
}

#[test]
fn pods_that_are_not_made_are_explained_by_the_quota_or_the_limits() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.apply(SERVICE);
    let more: String = (1..=4)
        .map(|number| {
            format!(
                "      - name: more-{number}\n        image: nginx\n        resources: {{requests: {{memory: 512Mi}}, limits: {{memory: 512Mi}}}}\n"
            )
        })
        .collect();
    let hungry = SET.replace(SPEC, &format!("{SPEC}{more}"));
    assert_ne!(hungry, SET);
    let said = says(&learner, &hungry, "wrong", "pods-over-quota");
    assert!(said.contains("statefulset nginx") && said.contains("kubectl describe quota"), "{said}");

    let greedy = set_with(IMAGE, "        image: nginx\n        resources: {limits: {cpu: \"2\"}}\n");
    let said = says(&learner, &greedy, "wrong", "pods-refused");
    assert!(said.contains("kubectl describe statefulset nginx"), "{said}");
}

#[test]
fn a_selector_that_fits_nobody_is_named_with_what_it_says() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.apply(&SERVICE.replace("{app: nginx}", "{app: web}"));
    let said = learner.sees("headless-service", "wrong", "service-selector");
    let text = said["message"]["en"].as_str().expect("a message");
    assert!(text.contains("app=web") && text.contains("app=nginx"), "{text}");
}

/// The Service and its pods are right, but for the port that leads from one to the other.
#[test]
fn a_port_where_nobody_listens_is_named_with_the_service_that_leads_there() {
    let server = Server::start();
    let learner = server.open("services");
    learner.kubectl(&["create", "deployment", "nginx-service", "--image=nginx", "--port=80"]);
    learner.kubectl(&["rollout", "status", "deployment/nginx-service", "--timeout=120s"]);
    learner.kubectl(&["expose", "deployment", "nginx-service", "--port=80", "--target-port=8080"]);
    let look = "kubectl describe service nginx-service";
    learner.sees_with("cluster-ip", "wrong", "http-target-port", &["nginx-service", "8080", look]);
    learner.kubectl(&[
        "patch",
        "service",
        "nginx-service",
        "-p",
        r#"{"spec":{"ports":[{"port":80,"targetPort":80}]}}"#,
    ]);
    learner.passes("cluster-ip");
}

/// What a command was refused is in kubectl's words; beside them the page says in its own what to look at.
#[test]
fn a_command_that_kubernetes_refuses_is_explained_on_the_page() {
    let server = Server::probe();
    let learner = server.open("probe");
    let no_right = ["permissão para fazê-lo", "no tiene permiso", "has no right"];
    let quota = ["tem uma cota", "tiene una cuota", "has a quota"];
    for (script, named, look, words) in [
        ("kubectl create secret generic mine", "secrets is forbidden", "kubectl auth can-i --list", no_right),
        (
            "for n in $(seq 13); do kubectl create service clusterip s$n --tcp=80 || exit 1; done",
            "exceeded quota: kindlab",
            "kubectl describe quota",
            quota,
        ),
    ] {
        learner.save("script.sh", script);
        let run = learner.run("script");
        assert_eq!(run["exit"], 1, "{run}");
        assert!(run["output"].as_str().is_some_and(|output| output.contains(named)), "{run}");
        for (lang, words) in ["pt", "es", "en"].into_iter().zip(words) {
            let page = learner.client.get(&format!("/{lang}/labs/probe")).is(200).text;
            assert!(page.contains(words) && page.contains(look), "{lang}: `{words}` is not on the page");
        }
    }
}
