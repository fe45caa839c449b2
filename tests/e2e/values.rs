//! Objects with a wrong value: each is named with what was expected and what was found, in every language, and
//! putting it right passes.

use crate::support::kubernetes::{SERVICE, SET, set_with};
use crate::support::server::{LAB, Server};

#[test]
fn a_service_with_an_address_is_not_headless() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.apply(&SERVICE.replace("  clusterIP: None\n", ""));
    let address = learner.kubectl(&["get", "service", "nginx", "-o", "jsonpath={.spec.clusterIP}"]);
    learner.sees_with("headless-service", "wrong", "service-not-headless", &["nginx", "None", &address]);
    learner.kubectl(&["delete", "service", "nginx"]);
    learner.apply(SERVICE);
    learner.passes("headless-service");
    assert_eq!(learner.passed(), ["headless-service"]);
}

#[test]
fn a_service_that_selects_other_pods_is_wrong() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.apply(&SERVICE.replace("{app: nginx}", "{app: web}"));
    learner.sees_with("headless-service", "wrong", "service-selector", &["app=web", "app=nginx"]);
    learner.apply(&SERVICE.replace("port: 80,", "port: 8080,"));
    learner.sees_with("headless-service", "wrong", "service-port", &["8080", "80"]);
    learner.apply(SERVICE);
    learner.passes("headless-service");
}

/// Field, what it was changed to, the message, and what the message must name.
#[test]
fn a_set_with_a_wrong_value_is_told_which() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.apply(SERVICE);
    let empty_dir = SET
        .replace("  volumeClaimTemplates:\n", "      volumes: [{name: nginx-html, emptyDir: {}}]\n  #")
        .lines()
        .take_while(|line| !line.starts_with("  #"))
        .collect::<Vec<_>>()
        .join("\n");
    let cases: [(String, &str, &[&str]); 7] = [
        (set_with("serviceName: nginx", "serviceName: web"), "set-service-name", &["web", "nginx"]),
        (
            set_with("mountPath: /usr/share/nginx/html", "mountPath: /var/www"),
            "set-mount-path",
            &["/var/www", "/usr/share/nginx/html"],
        ),
        (set_with("storage: 1G", "storage: 1Gi"), "set-storage", &["1Gi", "1G"]),
        (set_with("replicas: 2", "replicas: 1"), "set-replicas", &["1", "2"]),
        (SET.replace("nginx-html", "html"), "set-no-claim-template", &["html", "nginx-html"]),
        (set_with("replicas: 2", "replicas: 2\n  podManagementPolicy: Parallel"), "", &[]),
        (empty_dir, "set-volume-not-claim", &["emptyDir", "nginx-html"]),
    ];
    for (manifest, key, words) in &cases {
        learner.apply(manifest);
        if key.is_empty() {
            learner.sees_with("ordered-start", "wrong", "set-parallel", &["Parallel", "OrderedReady"]);
        } else {
            learner.sees_with("statefulset", "wrong", key, words);
        }
        // Claims of these sets would be in the way of the next.
        learner.kubectl(&["delete", "statefulset", "nginx"]);
        learner.pods_are(0);
        learner.kubectl(&["delete", "pvc", "--all"]);
    }
    let steps = learner.steps();
    for step in ["ordered-start", "pages", "survival", "scale-up", "scale-to-zero", "scale-back"] {
        assert_ne!(steps[step]["verdict"], "passed", "{}", steps[step]);
    }
    learner.apply(SET);
    for step in ["statefulset", "ordered-start", "claims"] {
        learner.passes(step);
    }
}

#[test]
fn the_same_amount_written_otherwise_is_the_same() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.apply(SERVICE);
    learner
        .apply(&set_with("storage: 1G", "storage: 1000M").replace("/usr/share/nginx/html}", "/usr/share/nginx/html/}"));
    learner.passes("statefulset");
    learner.passes("claims");
}

#[test]
fn a_deployment_of_the_right_name_is_no_set() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.apply(SERVICE);
    learner.kubectl(&["create", "deployment", "nginx", "--image=nginx"]);
    learner.sees_with("statefulset", "untried", "set-missing-deployment", &["Deployment", "StatefulSet"]);
}

#[test]
fn the_same_page_in_both_pods_is_no_page_of_their_own() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.has_a_set();
    learner.writes("nginx-0", "one for both");
    learner.sees_with("pages", "not-yet", "page-missing", &["nginx-1", "index.html"]);
    learner.writes("nginx-1", "one for both");
    learner.sees_with("pages", "wrong", "pages-same", &["nginx-0", "nginx-1", "one for both"]);
    learner.deletes(&["nginx-0", "nginx-1"]);
    learner.sees("survival", "untried", "survival-pages-first");
    learner.writes("nginx-1", "its own at last");
    learner.passes("pages");
    assert_ne!(learner.step("survival")["verdict"], "passed", "survival begins where the pages were written");
}

#[test]
fn an_empty_page_and_a_link_are_no_pages() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.has_a_set();
    learner.writes("nginx-1", "page of one");
    learner.in_pod("nginx-0", ": > /usr/share/nginx/html/index.html");
    learner.sees_with("pages", "not-yet", "page-empty", &["nginx-0"]);
    learner.in_pod("nginx-0", "ln -sf /etc/hostname /usr/share/nginx/html/index.html");
    learner.sees_with("pages", "wrong", "page-not-plain", &["nginx-0", "symlink"]);
    assert!(!learner.passed().contains(&"pages".to_owned()));
}

#[test]
fn a_page_laid_over_the_claim_from_a_config_map_is_not_on_the_claim() {
    let server = Server::start();
    let learner = server.open(LAB);
    learner.kubectl(&["create", "configmap", "page", "--from-literal=index.html=from a ConfigMap"]);
    learner.apply(SERVICE);
    let over = "        - {name: page, mountPath: /usr/share/nginx/html/index.html, subPath: index.html}\n      \
                volumes: [{name: page, configMap: {name: page}}]\n  volumeClaimTemplates:";
    learner.apply(&set_with("  volumeClaimTemplates:", over));
    learner.passes("statefulset");
    learner.sees_with("pages", "wrong", "page-not-on-claim", &["nginx-0", "/usr/share/nginx/html/index.html"]);
    learner.deletes(&["nginx-0", "nginx-1"]);
    assert!(!learner.passed().iter().any(|step| step == "pages" || step == "survival"), "{:?}", learner.passed());
}
