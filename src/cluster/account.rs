//! The server's own account: what `kindlab serve` may do in a cluster, kind by kind and verb by verb.
//!
//! Everywhere it may only read what checks read, make and delete namespaces, and bind three roles by their names. What
//! changes something it may do only in a sandbox: there it binds [`SANDBOX_ROLE`] to itself, before anything else.
//! Only `kindlab cluster up` acts as the cluster's administrator, and makes all of this.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

use k8s_openapi::api::core::v1::{Namespace, Secret, ServiceAccount};
use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding, Role, RoleBinding};
use kube::api::ListParams;
use kube::config::{AuthInfo, Context, KubeConfigOptions, Kubeconfig, NamedAuthInfo, NamedCluster, NamedContext};
use kube::{Api, Client};
use serde_json::{Value, json};

use super::install::{CONFIG, LEARNER_ROLE, READER_ROLE, put, rule};
use super::reader::{SECRET, SYSTEM_NAMESPACE};
use super::sandbox::{SANDBOX_LABEL, create};
use super::{ClusterError, limited};

/// The account, and what it may do everywhere.
pub(super) const ACCOUNT: &str = "kindlab-server";
/// What it may do in a sandbox's namespaces.
pub(super) const SANDBOX_ROLE: &str = "kindlab-server-sandbox";
/// The account's token. A Secret of its own: since 1.24 no account has one unasked.
const TOKEN: &str = "kindlab-server-token";
const RBAC: &str = "rbac.authorization.k8s.io";
const TOKEN_PATIENCE: Duration = Duration::from_secs(30);

const READ: &[&str] = &["get", "list", "watch"];

/// Puts account and roles into the cluster; sandboxes that are there already get the account's rights in them.
pub(super) async fn install(client: &Client) -> Result<(), ClusterError> {
    let accounts: Api<ServiceAccount> = Api::namespaced(client.clone(), SYSTEM_NAMESPACE);
    create(accounts, json!({"metadata": {"name": ACCOUNT}, "automountServiceAccountToken": false})).await?;
    let roles: Api<ClusterRole> = Api::all(client.clone());
    put(&roles, ACCOUNT, role("ClusterRole", ACCOUNT, everywhere())).await?;
    put(&roles, SANDBOX_ROLE, role("ClusterRole", SANDBOX_ROLE, in_a_sandbox())).await?;
    let own: Api<Role> = Api::namespaced(client.clone(), SYSTEM_NAMESPACE);
    put(&own, ACCOUNT, role("Role", ACCOUNT, at_home())).await?;
    create::<ClusterRoleBinding>(Api::all(client.clone()), binding("ClusterRole", ACCOUNT)).await?;
    let bindings = |namespace: &str| Api::<RoleBinding>::namespaced(client.clone(), namespace);
    create(bindings(SYSTEM_NAMESPACE), binding("Role", ACCOUNT)).await?;
    let sandboxes: Api<Namespace> = Api::all(client.clone());
    let params = ListParams::default().labels(SANDBOX_LABEL);
    for namespace in limited("list sandboxes", sandboxes.list(&params)).await? {
        let leaving = namespace.metadata.deletion_timestamp.is_some();
        if let Some(name) = namespace.metadata.name.filter(|_| !leaving) {
            create(bindings(&name), sandbox_binding()).await?;
        }
    }
    Ok(())
}

/// Writes a kubeconfig for the account, with the server's address from the administrator's, under the same name.
///
/// # Errors
/// When the cluster gives no token within 30 s, or a file can't be read or written.
pub(super) async fn write_kubeconfig(
    client: &Client,
    admin: &Path,
    context: &str,
    to: &Path,
) -> Result<(), ClusterError> {
    let failed = |path: &Path, error: Box<dyn std::error::Error + Send + Sync>| ClusterError::Kubeconfig {
        path: path.to_owned(),
        error,
    };
    let file = Kubeconfig::read_from(admin).map_err(|error| failed(admin, error.into()))?;
    let options = KubeConfigOptions { context: Some(context.to_owned()), ..KubeConfigOptions::default() };
    let cluster = cluster_of(&file, &options).ok_or_else(|| failed(admin, format!("no context `{context}`").into()))?;
    let own = Kubeconfig {
        contexts: vec![NamedContext {
            name: context.to_owned(),
            context: Some(Context { cluster: cluster.name.clone(), user: Some(ACCOUNT.to_owned()), ..<_>::default() }),
            ..<_>::default()
        }],
        clusters: vec![cluster],
        auth_infos: vec![NamedAuthInfo {
            name: ACCOUNT.to_owned(),
            auth_info: Some(AuthInfo { token: Some(token(client).await?.into()), ..<_>::default() }),
            ..<_>::default()
        }],
        current_context: Some(context.to_owned()),
        kind: Some("Config".to_owned()),
        api_version: Some("v1".to_owned()),
        ..<_>::default()
    };
    // JSON is YAML.
    let text = serde_json::to_vec_pretty(&own).map_err(|error| failed(to, error.into()))?;
    replace(to, &text).map_err(|error| failed(to, error.into()))
}

fn cluster_of(file: &Kubeconfig, options: &KubeConfigOptions) -> Option<NamedCluster> {
    let found = file.contexts.iter().find(|one| Some(&one.name) == options.context.as_ref())?;
    let name = &found.context.as_ref()?.cluster;
    file.clusters.iter().find(|one| one.name == *name).cloned()
}

/// A token opens the cluster: nobody else may read the file, and a reader never finds half of it.
fn replace(path: &Path, text: &[u8]) -> std::io::Result<()> {
    if std::fs::read(path).is_ok_and(|known| known == text) {
        return Ok(());
    }
    let new = path.with_extension("new");
    let mut file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
    file.write_all(text)?;
    std::fs::rename(&new, path)
}

async fn token(client: &Client) -> Result<String, ClusterError> {
    let secrets: Api<Secret> = Api::namespaced(client.clone(), SYSTEM_NAMESPACE);
    let annotations = json!({"kubernetes.io/service-account.name": ACCOUNT});
    let secret = json!({"metadata": {"name": TOKEN, "annotations": annotations},
        "type": "kubernetes.io/service-account-token"});
    create(secrets.clone(), secret).await?;
    let give_up = Instant::now() + TOKEN_PATIENCE;
    loop {
        let secret = limited("get the server's token", secrets.get(TOKEN)).await?;
        let token = secret.data.and_then(|mut data| data.remove("token"));
        if let Some(token) = token.and_then(|token| String::from_utf8(token.0).ok()).filter(|token| !token.is_empty()) {
            return Ok(token);
        }
        if Instant::now() > give_up {
            return Err(ClusterError::protocol("the server's token", "the cluster made none within 30 s"));
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

fn role(kind: &str, name: &str, rules: Vec<Value>) -> Value {
    json!({"apiVersion": format!("{RBAC}/v1"), "kind": kind, "metadata": {"name": name}, "rules": rules})
}

fn binding(kind: &str, name: &str) -> Value {
    json!({"metadata": {"name": ACCOUNT},
        "roleRef": {"apiGroup": RBAC, "kind": kind, "name": name},
        "subjects": [{"kind": "ServiceAccount", "name": ACCOUNT, "namespace": SYSTEM_NAMESPACE}]})
}

/// What the server binds to its account in each namespace of a sandbox.
pub(super) fn sandbox_binding() -> Value {
    binding("ClusterRole", SANDBOX_ROLE)
}

/// Namespaces can't be named by a prefix in a rule: the server may delete any. What it may bind is named.
fn everywhere() -> Vec<Value> {
    let mut bind = rule(RBAC, &["clusterroles"], &["bind"]);
    bind["resourceNames"] = json!([LEARNER_ROLE, READER_ROLE, SANDBOX_ROLE]);
    vec![
        rule("", &["pods", "services", "endpoints", "persistentvolumeclaims", "persistentvolumes", "nodes"], READ),
        rule("apps", &["statefulsets", "deployments", "replicasets"], READ),
        rule("storage.k8s.io", &["storageclasses"], READ),
        rule("apiextensions.k8s.io", &["customresourcedefinitions"], READ),
        rule("", &["namespaces"], &["get", "list", "create", "delete"]),
        rule(RBAC, &["rolebindings", "clusterrolebindings"], &["create"]),
        bind,
    ]
}

/// Making a sandbox, its workbench, trying things with the learner's own rights, dry runs of a learner's manifests, emptying
/// it for a reset, taking `externalIPs` and foreign finalizers off, access logs, pods' pages.
fn in_a_sandbox() -> Vec<Value> {
    const CHANGE: &[&str] = &["create", "delete", "patch"];
    vec![
        rule("", &["serviceaccounts", "resourcequotas", "limitranges"], &["create"]),
        rule("", &["serviceaccounts/token"], &["create"]),
        rule("networking.k8s.io", &["networkpolicies"], &["create"]),
        rule("", &["pods", "services"], CHANGE),
        // `get` opens an exec on servers before 1.35, `create` on later ones.
        rule("", &["pods/exec"], &["get", "create"]),
        rule("", &["pods/log", "pods/proxy"], &["get"]),
        rule("", &["events"], &["list"]),
        rule("", &["configmaps"], &["list", "create", "delete", "patch"]),
        rule("", &["persistentvolumeclaims"], &["create", "patch"]),
        rule("apps", &["statefulsets", "deployments"], CHANGE),
    ]
}

/// In the server's own namespace: the key and address of the node programs, and the way to them.
fn at_home() -> Vec<Value> {
    let named = |resource: &str, name: &str| {
        let mut rule = rule("", &[resource], &["get"]);
        rule["resourceNames"] = json!([name]);
        rule
    };
    vec![named("secrets", SECRET), named("configmaps", CONFIG), rule("", &["pods/proxy"], &["get", "create"])]
}
