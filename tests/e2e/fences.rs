//! What a learner's account may do, tried from a workbench: all that labs need, and nothing else.

use std::collections::BTreeSet;

use crate::support::cluster::cluster;
use crate::support::learner::Learner;
use crate::support::server::Server;

/// `resource verbs`, as `kubectl auth can-i --list` prints them: the whole of it.
const MAY: &[(&str, &str)] = &[
    ("configmaps", "create delete deletecollection get list patch update watch"),
    ("persistentvolumeclaims", "create delete deletecollection get list patch update watch"),
    ("pods", "create delete deletecollection get list patch update watch"),
    ("services", "create delete deletecollection get list patch update watch"),
    ("deployments.apps", "create delete deletecollection get list patch update watch"),
    ("statefulsets.apps", "create delete deletecollection get list patch update watch"),
    ("deployments.apps/scale", "get patch update"),
    ("statefulsets.apps/scale", "get patch update"),
    ("pods/attach", "create get"),
    ("pods/exec", "create get"),
    ("pods/portforward", "create get"),
    ("pods/log", "get"),
    ("controllerrevisions.apps", "get list watch"),
    ("cronjobs.batch", "get list watch"),
    ("daemonsets.apps", "get list watch"),
    ("endpoints", "get list watch"),
    ("endpointslices.discovery.k8s.io", "get list watch"),
    ("events", "get list watch"),
    ("horizontalpodautoscalers.autoscaling", "get list watch"),
    ("jobs.batch", "get list watch"),
    ("limitranges", "get list watch"),
    ("nodes", "get list watch"),
    ("persistentvolumes", "get list watch"),
    ("replicasets.apps", "get list watch"),
    ("replicationcontrollers", "get list watch"),
    ("resourcequotas", "get list watch"),
    ("storageclasses.storage.k8s.io", "get list watch"),
    // What Kubernetes gives everybody: to ask what one may do.
    ("selfsubjectaccessreviews.authorization.k8s.io", "create"),
    ("selfsubjectrulesreviews.authorization.k8s.io", "create"),
];

/// Given to everybody by newer or older versions of Kubernetes, without harm.
const EVERYBODY: &[&str] = &["selfsubjectreviews.authentication.k8s.io", "podsecuritypolicies.policy"];

#[test]
fn a_learner_s_account_may_do_exactly_this() {
    let server = Server::probe();
    let learner = server.open("probe");
    learner.workbench_is_up();
    let list = learner.typed("kubectl auth can-i --list --no-headers");
    let mut found = BTreeSet::new();
    for line in list.lines().filter(|line| !line.starts_with(' ') && !line.starts_with('[')) {
        let resource = line.split_whitespace().next().expect("a resource");
        let verbs = line.rsplit('[').next().unwrap_or_default().trim_end_matches(']');
        let mut verbs: Vec<_> = verbs.split_whitespace().collect();
        verbs.sort_unstable();
        if resource == "podsecuritypolicies.policy" {
            assert_eq!(verbs, ["use"], "{line}");
        }
        if !EVERYBODY.contains(&resource) {
            found.insert((resource.to_owned(), verbs.join(" ")));
        }
    }
    let expected: BTreeSet<_> = MAY.iter().map(|(name, verbs)| ((*name).to_owned(), (*verbs).to_owned())).collect();
    let surplus: Vec<_> = found.difference(&expected).collect();
    let missing: Vec<_> = expected.difference(&found).collect();
    assert!(
        surplus.is_empty() && missing.is_empty(),
        "may and should not: {surplus:?}\nshould and may not: {missing:?}"
    );
}

/// Tries each line in the workbench; each must be refused, and for want of a right, not for a mistyped line.
#[track_caller]
fn all_refused(learner: &Learner, lines: &[String]) {
    let script: String = lines
        .iter()
        .map(|line| format!("( {line} ) > said 2>&1 < /dev/null; echo \"$?|$(tr '\\n' ' ' < said)\"\n"))
        .collect();
    let said = learner.typed(&script);
    assert_eq!(said.lines().count(), lines.len(), "{said}");
    for (line, said) in lines.iter().zip(said.lines()) {
        let (status, text) = said.split_once('|').expect("a status");
        let refused = text.to_lowercase().contains("forbidden")
            || text.contains("\"code\":403")
            || text.contains("\"code\": 403");
        assert!(status != "0" && refused, "`{line}` was not refused: {said}");
    }
}

fn create(kind: &str, api: &str, rest: &str) -> String {
    let manifest = format!(r#"{{"apiVersion":"{api}","kind":"{kind}","metadata":{{"name":"x"}}{rest}}}"#);
    format!("echo '{manifest}' | kubectl create --validate=false --dry-run=server -f -")
}

#[test]
fn writing_what_the_fences_are_made_of_is_refused() {
    let server = Server::probe();
    let learner = server.open("probe");
    learner.workbench_is_up();
    let rules = r#","roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},"subjects":[{"kind":"ServiceAccount","name":"learner","namespace":"default"}]"#;
    let discovery = cluster().ok(&["api-versions"], "");
    let slices = if discovery.lines().any(|line| line == "discovery.k8s.io/v1") {
        "discovery.k8s.io/v1"
    } else {
        "discovery.k8s.io/v1beta1"
    };
    let mut lines = vec![
        create("Endpoints", "v1", r#","subsets":[]"#),
        create("EndpointSlice", slices, r#","addressType":"IPv4","endpoints":[]"#),
        create("Event", "v1", r#","involvedObject":{}"#),
        create("Role", "rbac.authorization.k8s.io/v1", r#","rules":[]"#),
        create("RoleBinding", "rbac.authorization.k8s.io/v1", rules),
        create("ClusterRole", "rbac.authorization.k8s.io/v1", r#","rules":[]"#),
        create("ClusterRoleBinding", "rbac.authorization.k8s.io/v1", rules),
        create("ResourceQuota", "v1", r#","spec":{"hard":{"pods":"1000"}}"#),
        create("LimitRange", "v1", r#","spec":{"limits":[]}"#),
        create("NetworkPolicy", "networking.k8s.io/v1", r#","spec":{"podSelector":{}}"#),
        create("ServiceAccount", "v1", ""),
        create("Secret", "v1", ""),
        create("Namespace", "v1", ""),
        create(
            "PersistentVolume",
            "v1",
            r#","spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"],"hostPath":{"path":"/"}}"#,
        ),
        create(
            "DaemonSet",
            "apps/v1",
            r#","spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"a","image":"a"}]}}}"#,
        ),
        create(
            "Job",
            "batch/v1",
            r#","spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"a","image":"a"}]}}}"#,
        ),
    ];
    let own = &learner.namespace;
    lines.extend(
        [
            "kubectl delete resourcequota kindlab",
            "kubectl delete limitrange kindlab",
            "kubectl delete networkpolicy kindlab",
            "kubectl delete rolebinding kindlab-learner",
            "kubectl patch resourcequota kindlab -p '{\"spec\":{\"hard\":{\"pods\":\"1000\"}}}'",
            "kubectl patch limitrange kindlab -p '{\"spec\":{\"limits\":[]}}'",
        ]
        .map(str::to_owned),
    );
    lines.push(format!("kubectl label namespace {own} pod-security.kubernetes.io/enforce=privileged --overwrite"));
    lines.push(format!("kubectl delete namespace {own} --wait=false"));
    all_refused(&learner, &lines);
    assert!(cluster().has_namespace(own));
}

#[test]
fn being_somebody_else_and_looking_elsewhere_is_refused() {
    let server = Server::probe();
    let (learner, other) = (server.open("probe"), server.open("probe"));
    learner.workbench_is_up();
    other.workbench_is_up();
    let (own, theirs) = (learner.companion(), other.companion());
    let node = cluster().ok(&["get", "nodes", "-o", "jsonpath={.items[0].metadata.name}"], "");
    let reader = cluster().ok(&["get", "pods", "-n", "kindlab-system", "-o", "jsonpath={.items[0].metadata.name}"], "");
    let token = "-H \"Authorization: Bearer $(cat /var/run/secrets/kubernetes.io/serviceaccount/token)\" --cacert \
                 /var/run/secrets/kubernetes.io/serviceaccount/ca.crt";
    let patch = |path: &str| {
        format!(
            "curl -sS -m 20 -o answer -w '%{{http_code}}' -X PATCH -H 'Content-Type: application/merge-patch+json' {token} \
             -d '{{\"status\":{{}}}}' https://kubernetes.default.svc{path}; cat answer; grep -q '\"code\": 403' answer && exit 1"
        )
    };
    let ns = &learner.namespace;
    let lines = [
        format!("kubectl get --raw /api/v1/namespaces/{ns}/pods --as=system:admin"),
        format!("kubectl get --raw /api/v1/namespaces/{ns}/pods --as=learner --as-group=system:masters"),
        format!(
            "kubectl get --raw /api/v1/namespaces/{}/pods --as=system:serviceaccount:{theirs}:learner",
            other.namespace
        ),
        patch(&format!("/api/v1/namespaces/{ns}/pods/x/status")),
        patch(&format!("/api/v1/namespaces/{ns}/services/x/status")),
        patch(&format!("/apis/apps/v1/namespaces/{ns}/statefulsets/x/status")),
        patch(&format!("/apis/apps/v1/namespaces/{ns}/deployments/x/status")),
        patch(&format!("/api/v1/namespaces/{ns}/persistentvolumeclaims/x/status")),
        "kubectl get secrets".to_owned(),
        "kubectl get secrets -A".to_owned(),
        "kubectl get secret kindlab-node -n kindlab-system".to_owned(),
        format!("kubectl get secrets -n {own}"),
        format!("kubectl get secrets -n {theirs}"),
        "kubectl get pods -A".to_owned(),
        format!("kubectl get pods -n {}", other.namespace),
        format!("kubectl get pods -n {own}"),
        format!("kubectl delete pod workbench -n {own}"),
        format!("kubectl exec workbench -n {own} -- true"),
        format!("kubectl exec workbench -n {theirs} -- true"),
        format!("kubectl exec {reader} -n kindlab-system -- true"),
        "kubectl get pods -n kindlab-system".to_owned(),
        "kubectl get configmaps -n kindlab-system".to_owned(),
        "kubectl delete daemonset kindlab-node -n kindlab-system".to_owned(),
        format!("kubectl get --raw /api/v1/namespaces/kindlab-system/pods/{reader}:7070/proxy/healthz"),
        format!("kubectl get --raw /api/v1/nodes/{node}/proxy/pods"),
        format!("kubectl patch node {node} -p '{{\"spec\":{{\"unschedulable\":true}}}}'"),
        format!("kubectl label node {node} a=b"),
        "kubectl delete node x --wait=false".to_owned(),
        "kubectl get secrets -n kube-system".to_owned(),
        "kubectl get secret kindlab-server-token -n kindlab-system".to_owned(),
        "kubectl get pods -n kube-system".to_owned(),
        "kubectl get configmaps -n kube-system".to_owned(),
        "kubectl delete persistentvolume x --wait=false".to_owned(),
        "kubectl delete storageclass x --wait=false".to_owned(),
        format!("kubectl get events -n {}", other.namespace),
        format!("kubectl get configmaps -n {}", other.namespace),
        format!("kubectl create configmap x -n {}", other.namespace),
        format!("kubectl delete pods --all -n {}", other.namespace),
        format!("kubectl delete pvc --all -n {}", other.namespace),
        format!("kubectl exec x -n {} -- true", other.namespace),
        format!("kubectl logs workbench -n {theirs}"),
        format!("kubectl get pod workbench -n {theirs}"),
        format!("kubectl delete pod workbench -n {theirs}"),
        format!("kubectl get --raw /api/v1/namespaces/{theirs}/pods/workbench/proxy/"),
        format!("kubectl create --raw /api/v1/namespaces/{own}/serviceaccounts/learner/token -f /etc/hostname"),
        "kubectl get namespaces".to_owned(),
        "kubectl get --raw /metrics".to_owned(),
    ];
    all_refused(&learner, &lines);
    // The kubelet and the control plane's database know nobody without a certificate.
    let address = cluster().ok(&["get", "nodes", "-o", "jsonpath={.items[0].status.addresses[0].address}"], "");
    let bare = format!(
        "curl -sSk -m 5 -o /dev/null -w '%{http_code}\\n' {token} https://{address}:10250/pods; \
         curl -sSk -m 5 https://{address}:2379/version 2>&1 | grep -c etcdserver; true",
        http_code = "{http_code}"
    );
    let said = learner.typed(&bare);
    let mut lines = said.lines();
    assert!(matches!(lines.next(), Some("401" | "403")), "the kubelet answers a learner: {said}");
    assert_eq!(lines.next(), Some("0"), "the database answers a learner: {said}");
    // And what labs need is not.
    learner.typed("kubectl get nodes,pv,storageclass && kubectl get all,pvc,configmaps,endpoints,events && kubectl get quota,limits");
}
