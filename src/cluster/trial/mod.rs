//! Tries what holds learners in: pods that would own their node, asked for as a learner's account does, in a sandbox
//! that the server keeps for that. A cluster's version says little: what refuses them (Pod Security admission, a
//! PodSecurityPolicy, some webhook) is somebody's setting. Nor does a network plugin's name: see [`network`].

mod controller;
mod network;

use std::time::{Duration, Instant};

use k8s_openapi::api::authentication::v1::TokenRequest;
use k8s_openapi::api::core::v1::{Pod, ServiceAccount};
use kube::api::PostParams;
use kube::config::AuthInfo;
use kube::{Api, Client};
use serde_json::{Value, json};

use super::sandbox::{ACCOUNT, SandboxSpec};
use super::{Cluster, ClusterError, limited};

/// Marks the sandbox that things are tried in: no server's tidying up takes it for its own.
const TRIAL: &str = "trial";
/// The shortest life that the API server gives a token, in seconds.
const TOKEN_SECONDS: i64 = 600;
/// How long a pod that labs need may be refused in a sandbox that was made a moment ago.
const PATIENCE: Duration = Duration::from_secs(20);
const WHAT: &str = "a dry run of a pod as a learner";

/// What would own the node it runs on, and what is said of it.
const DANGEROUS: [&str; 7] =
    ["privileged", "added capabilities", "hostPath", "hostPID", "hostIPC", "hostNetwork", "hostPort"];
/// The same for a pod that a controller makes, with rights of its own.
const BY_A_CONTROLLER: &str = "privileged through a Deployment";

impl Cluster {
    /// The dangerous pods that a learner could make here: none, where the cluster can hold learners in.
    ///
    /// # Errors
    /// When it can't be told: the API server can't be reached, or refuses what labs need.
    pub async fn unfenced(&self) -> Result<Vec<&'static str>, ClusterError> {
        let spec = trial_sandbox("trial0")?;
        let keeper = Self { server: TRIAL.into(), ..self.clone() };
        keeper.make_sandbox(&spec).await?;
        let learner = self.as_learner(&spec).await?;
        let pods: Api<Pod> = Api::namespaced(learner, &spec.id.namespace());
        plain_is_accepted(&pods).await?;
        let by_hand = async {
            let mut accepted = Vec::new();
            for name in DANGEROUS {
                match dry_run(&pods, &dangerous(name)).await {
                    Ok(()) => accepted.push(name),
                    Err(error) if error.is_forbidden() => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(accepted)
        };
        let namespace = spec.id.namespace();
        let by_a_controller = controller::gets_in(pods.clone().into_client(), &namespace);
        let (mut accepted, by_a_controller) = tokio::try_join!(by_hand, by_a_controller)?;
        if by_a_controller {
            accepted.push(BY_A_CONTROLLER);
        }
        Ok(accepted)
    }

    /// A client with the rights of the learner of this sandbox, for some minutes.
    async fn as_learner(&self, spec: &SandboxSpec) -> Result<Client, ClusterError> {
        let accounts: Api<ServiceAccount> = Api::namespaced(self.client.clone(), &spec.id.companion());
        let mut wanted = TokenRequest::default();
        wanted.spec.expiration_seconds = Some(TOKEN_SECONDS);
        let give_up = Instant::now() + PATIENCE;
        let params = PostParams::default();
        let given = loop {
            let asked = accounts.create_token_request(ACCOUNT, &params, &wanted);
            match limited("ask for a learner's token", asked).await {
                // The right to ask was bound a moment ago.
                Err(error) if error.is_forbidden() && Instant::now() < give_up => {
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
                given => break given?,
            }
        };
        let token = given.status.map(|status| status.token).unwrap_or_default();
        let mut config = self.config.clone();
        config.auth_info = AuthInfo { token: Some(token.into()), ..AuthInfo::default() };
        Ok(Client::try_from(config)?)
    }
}

/// The sandbox with this id, of no lab that there is.
fn trial_sandbox(id: &str) -> Result<SandboxSpec, ClusterError> {
    let id = id.parse().map_err(|error| ClusterError::protocol("a sandbox", error))?;
    let lab = TRIAL.parse().map_err(|error| ClusterError::protocol("a sandbox", error))?;
    Ok(SandboxSpec { id, lab })
}

/// The counter-check: where nothing at all is accepted, a refusal of the dangerous says nothing.
async fn plain_is_accepted(pods: &Api<Pod>) -> Result<(), ClusterError> {
    let give_up = Instant::now() + PATIENCE;
    loop {
        match dry_run(pods, &pod(json!({}), json!({}))).await {
            Err(error @ ClusterError::Refused { .. }) if Instant::now() > give_up => return Err(error),
            Err(ClusterError::Refused { .. }) => tokio::time::sleep(Duration::from_millis(200)).await,
            result => return result,
        }
    }
}

async fn dry_run(pods: &Api<Pod>, pod: &Value) -> Result<(), ClusterError> {
    let params = PostParams { dry_run: true, ..PostParams::default() };
    let pod = serde_json::from_value(pod.clone()).map_err(|error| ClusterError::protocol(WHAT, error))?;
    limited(WHAT, pods.create(&params, &pod)).await.map(drop)
}

fn dangerous(name: &str) -> Value {
    match name {
        "privileged" => pod(json!({}), json!({"securityContext": {"privileged": true}})),
        "hostPath" => pod(
            json!({"volumes": [{"name": "host", "hostPath": {"path": "/"}}]}),
            json!({"volumeMounts": [{"name": "host", "mountPath": "/host"}]}),
        ),
        "added capabilities" => pod(json!({}), json!({"securityContext": {"capabilities": {"add": ["SYS_ADMIN"]}}})),
        "hostPort" => pod(json!({}), json!({"ports": [{"containerPort": 80, "hostPort": 18080, "protocol": "TCP"}]})),
        field => pod(json!({field: true}), json!({})),
    }
}

fn pod(spec: Value, container: Value) -> Value {
    let mut pod = json!({"metadata": {"name": TRIAL}, "spec": {"automountServiceAccountToken": false,
        "containers": [{"name": TRIAL, "image": "nginx", "imagePullPolicy": "IfNotPresent"}]}});
    merge(&mut pod["spec"], spec);
    merge(&mut pod["spec"]["containers"][0], container);
    pod
}

fn merge(into: &mut Value, more: Value) {
    if let (Some(into), Value::Object(more)) = (into.as_object_mut(), more) {
        into.extend(more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_dangerous_pod_is_one_and_the_plain_one_is_not() {
        let plain = pod(json!({}), json!({}));
        for (name, pointer) in [
            ("privileged", "/spec/containers/0/securityContext/privileged"),
            ("added capabilities", "/spec/containers/0/securityContext/capabilities/add/0"),
            ("hostPath", "/spec/volumes/0/hostPath/path"),
            ("hostIPC", "/spec/hostIPC"),
            ("hostPort", "/spec/containers/0/ports/0/hostPort"),
            ("hostPID", "/spec/hostPID"),
            ("hostNetwork", "/spec/hostNetwork"),
        ] {
            assert!(DANGEROUS.contains(&name));
            assert!(dangerous(name).pointer(pointer).is_some() && plain.pointer(pointer).is_none(), "{name}");
            assert!(serde_json::from_value::<Pod>(dangerous(name)).is_ok(), "{name}");
        }
    }
}
