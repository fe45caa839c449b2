//! What `kindlab cluster up` and `kindlab cluster install` put into a cluster, once, with an administrator's rights: the roles that
//! learners' accounts are bound to, and the server's own namespace with the program that reads volumes.

use std::path::Path;
use std::time::{Duration, Instant};

use k8s_openapi::api::apps::v1::DaemonSet;
use k8s_openapi::api::core::v1::{ConfigMap, Namespace, Secret, ServiceAccount};
use k8s_openapi::api::rbac::v1::ClusterRole;
use kube::api::{Patch, PatchParams};
use kube::{Api, Client};
use serde_json::{Value, json};

use super::reader::{APP, PORT, SECRET, SECRET_KEY, SYSTEM_NAMESPACE, VOLUMES};
use super::sandbox::create;
use super::{ClusterError, account, limited};

/// What a learner's account may do in the learner's namespace.
pub const LEARNER_ROLE: &str = "kindlab-learner";
/// What a learner's account may read of the whole cluster.
pub const READER_ROLE: &str = "kindlab-learner-reads";
pub(super) const CONFIG: &str = "kindlab";
/// An old kubelet may take its time to end a pod; on every node at once, so the wait is for the slowest.
const PATIENCE: Duration = Duration::from_secs(180);

/// Puts the server's pieces into the cluster, or brings them up to date, and waits until they answer. The server's own
/// account is written to `server_kubeconfig`, under the same context.
///
/// # Errors
/// When the API server can't be reached or refuses, or the node programs do not come up within 180 s.
pub async fn install(
    kubeconfig: &Path,
    context: &str,
    workbench_image: &str,
    server_kubeconfig: &Path,
) -> Result<(), ClusterError> {
    let client = &super::client(kubeconfig, context).await?;
    let namespaces: Api<Namespace> = Api::all(client.clone());
    let labels = json!({"kindlab.dev/system": "true", "pod-security.kubernetes.io/enforce": "privileged"});
    // Put, not created: network policies let this namespace in by its label, and making the cluster made it without.
    let namespace =
        json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": SYSTEM_NAMESPACE, "labels": labels}});
    put(&namespaces, SYSTEM_NAMESPACE, namespace).await?;
    let roles: Api<ClusterRole> = Api::all(client.clone());
    put(&roles, LEARNER_ROLE, learner_role()).await?;
    put(&roles, READER_ROLE, reader_role()).await?;
    account::install(client).await?;
    account::write_kubeconfig(client, kubeconfig, context, server_kubeconfig).await?;
    let key = crate::id::random_text(52).map_err(|error| ClusterError::protocol("a key", error))?;
    // Created once and kept: the running node programs and server read the same one.
    create::<Secret>(
        Api::namespaced(client.clone(), SYSTEM_NAMESPACE),
        json!({"metadata": {"name": SECRET}, "stringData": {SECRET_KEY: key}}),
    )
    .await?;
    create::<ServiceAccount>(
        Api::namespaced(client.clone(), SYSTEM_NAMESPACE),
        json!({"metadata": {"name": APP}, "automountServiceAccountToken": false}),
    )
    .await?;
    let config = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": CONFIG},
        "data": {"workbench-image": workbench_image}});
    put(&Api::<ConfigMap>::namespaced(client.clone(), SYSTEM_NAMESPACE), CONFIG, config).await?;
    let sets = Api::<DaemonSet>::namespaced(client.clone(), SYSTEM_NAMESPACE);
    put(&sets, APP, node_program(workbench_image)).await?;
    let deadline = Instant::now() + PATIENCE;
    while !rolled_out(&limited("get the node program", sets.get(APP)).await?) {
        if Instant::now() > deadline {
            return Err(ClusterError::protocol("the node program", "it does not come up on every node within 180 s"));
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    Ok(())
}

/// The UID of the cluster that this context leads to.
///
/// # Errors
/// When the kubeconfig can't be used, or the API server can't be reached or refuses.
pub async fn identity(kubeconfig: &Path, context: &str) -> Result<String, ClusterError> {
    let namespaces: Api<Namespace> = Api::all(super::client(kubeconfig, context).await?);
    let system = limited("get the namespace kube-system", namespaces.get("kube-system")).await?;
    Ok(system.metadata.uid.unwrap_or_default())
}

fn rolled_out(set: &DaemonSet) -> bool {
    let Some(status) = &set.status else { return false };
    status.observed_generation == set.metadata.generation
        && status.desired_number_scheduled > 0
        && status.updated_number_scheduled == Some(status.desired_number_scheduled)
        && status.number_ready == status.desired_number_scheduled
}

/// The name of the workbench image that was loaded into the nodes.
pub(super) async fn workbench_image(client: &Client) -> Result<String, ClusterError> {
    let maps: Api<ConfigMap> = Api::namespaced(client.clone(), SYSTEM_NAMESPACE);
    let map = limited("get the server's configuration in the cluster", maps.get_opt(CONFIG)).await?;
    map.and_then(|map| map.data?.remove("workbench-image")).ok_or(ClusterError::NotInstalled("the workbench image"))
}

/// Server-side apply of our own manifests, which name every port's protocol and write quantities as text:
/// API servers before 1.22 fail on others.
pub(super) async fn put<K>(api: &Api<K>, name: &str, object: Value) -> Result<(), ClusterError>
where
    K: kube::Resource + Clone + std::fmt::Debug + serde::de::DeserializeOwned,
{
    let params = PatchParams::apply("kindlab").force();
    limited("apply an object", api.patch(name, &params, &Patch::Apply(object))).await.map(drop)
}

pub(super) fn rule(group: &str, resources: &[&str], verbs: &[&str]) -> Value {
    json!({"apiGroups": [group], "resources": resources, "verbs": verbs})
}

/// Kinds and verbs one by one: no `*`, no status, nothing that the server's own fences are made of.
fn learner_role() -> Value {
    const READ: &[&str] = &["get", "list", "watch"];
    const ALL: &[&str] = &["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];
    json!({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": LEARNER_ROLE},
    "rules": [
        rule("", &["pods", "services", "persistentvolumeclaims", "configmaps"], ALL),
        // `get` opens an exec on servers before 1.35, `create` on later ones.
        rule("", &["pods/exec", "pods/attach", "pods/portforward"], &["get", "create"]),
        rule("", &["pods/log"], &["get"]),
        rule("", &["endpoints", "events", "resourcequotas", "limitranges", "replicationcontrollers"], READ),
        rule("apps", &["statefulsets", "deployments"], ALL),
        rule("apps", &["statefulsets/scale", "deployments/scale"], &["get", "update", "patch"]),
        rule("apps", &["replicasets", "controllerrevisions", "daemonsets"], READ),
        // Only so that `kubectl get all` has nothing to complain of.
        rule("batch", &["jobs", "cronjobs"], READ),
        rule("autoscaling", &["horizontalpodautoscalers"], READ),
        rule("discovery.k8s.io", &["endpointslices"], READ),
    ]})
}

fn reader_role() -> Value {
    const READ: &[&str] = &["get", "list", "watch"];
    json!({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": READER_ROLE},
    "rules": [
        rule("", &["nodes", "persistentvolumes"], READ),
        rule("storage.k8s.io", &["storageclasses"], READ),
    ]})
}

/// The agent on every node: reads volumes, read-only, and asks names and addresses from inside the cluster.
fn node_program(image: &str) -> Value {
    let labels = json!({"app": APP});
    json!({"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": APP, "labels": labels}, "spec": {
        "selector": {"matchLabels": labels},
        "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "100%"}},
        "template": {"metadata": {"labels": labels}, "spec": {
            "serviceAccountName": APP,
            "automountServiceAccountToken": false,
            "enableServiceLinks": false,
            "terminationGracePeriodSeconds": 2,
            "tolerations": [{"operator": "Exists"}],
            "containers": [{
                "name": "node",
                "image": image,
                "imagePullPolicy": "IfNotPresent",
                "command": ["/usr/local/bin/kindlab-agent"],
                "args": ["serve-node", "--listen", format!("0.0.0.0:{PORT}"), "--root", "/volumes",
                    "--key-file", format!("/key/{SECRET_KEY}")],
                // Volumes belong to whatever user an image runs as, so reading them takes root; nothing else of it is kept.
                "securityContext": {"runAsUser": 0, "readOnlyRootFilesystem": true, "allowPrivilegeEscalation": false,
                    "capabilities": {"drop": ["ALL"], "add": ["DAC_READ_SEARCH"]}},
                "ports": [{"name": "http", "containerPort": PORT, "protocol": "TCP"}],
                "readinessProbe": {"httpGet": {"path": "/healthz", "port": PORT}, "periodSeconds": 2},
                "resources": {"requests": {"cpu": "10m", "memory": "16Mi"}, "limits": {"memory": "64Mi"}},
                "volumeMounts": [
                    {"name": "volumes", "mountPath": "/volumes", "readOnly": true},
                    {"name": "key", "mountPath": "/key", "readOnly": true},
                ],
            }],
            "volumes": [
                {"name": "volumes", "hostPath": {"path": VOLUMES, "type": "DirectoryOrCreate"}},
                {"name": "key", "secret": {"secretName": SECRET}},
            ],
        }},
    }})
}
