//! A pod that would own its node, made by a controller: the account that asks for it is the controller's, which may use more
//! than a learner's. A dry run of a Deployment makes no pods, so this one is real; its pod could be put on no node.

use std::time::{Duration, Instant};

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::Pod;
use kube::api::{DeleteParams, ListParams, PostParams, PropagationPolicy};
use kube::{Api, Client};
use serde_json::json;

use super::{TRIAL, dangerous, merge};
use crate::cluster::{ClusterError, limited};

/// How long a controller may take to make a pod, or to be refused one.
const PATIENCE: Duration = Duration::from_secs(20);
/// A Deployment that is older was left behind by a server that ended meanwhile.
const LEFT_BEHIND: Duration = Duration::from_secs(120);
const WHAT: &str = "a trial of a Deployment";
const LABEL: &str = "kindlab.dev/trial";

/// Whether a Deployment of a learner's gets a privileged pod.
///
/// # Errors
/// When it can't be told: the API server can't be reached, or the controllers do nothing within 20 s.
pub(super) async fn gets_in(learner: Client, namespace: &str) -> Result<bool, ClusterError> {
    let deployments: Api<Deployment> = Api::namespaced(learner.clone(), namespace);
    let pods: Api<Pod> = Api::namespaced(learner, namespace);
    sweep(&deployments).await?;
    // A name of its own: several servers may try the same cluster at once.
    let suffix = crate::id::random_text(8).map_err(|error| ClusterError::protocol(WHAT, error))?;
    let name = format!("{TRIAL}-{suffix}");
    let deployment = serde_json::from_value(deployment(&name)).map_err(|error| ClusterError::protocol(WHAT, error))?;
    limited(WHAT, deployments.create(&PostParams::default(), &deployment)).await?;
    let found = watch(&deployments, &pods, &name).await;
    if let Err(error) = remove(&deployments, &name).await {
        tracing::warn!(%error, name, "a Deployment of a trial stays until the next");
    }
    found
}

async fn watch(deployments: &Api<Deployment>, pods: &Api<Pod>, name: &str) -> Result<bool, ClusterError> {
    let made = ListParams::default().labels(&format!("{LABEL}={name}"));
    let give_up = Instant::now() + PATIENCE;
    loop {
        if !limited(WHAT, pods.list(&made)).await?.items.is_empty() {
            return Ok(true);
        }
        if let Some(refusal) = refusal(&limited(WHAT, deployments.get(name)).await?) {
            return is_refused(&refusal).map(|()| false);
        }
        if Instant::now() > give_up {
            return Err(ClusterError::protocol(WHAT, "its controllers neither made its pod nor were refused it"));
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
}

/// What the controller was told when it was refused the pod.
fn refusal(deployment: &Deployment) -> Option<String> {
    let conditions = deployment.status.as_ref()?.conditions.as_ref()?;
    let failed = conditions.iter().find(|one| one.type_ == "ReplicaFailure" && one.status == "True")?;
    Some(failed.message.clone().unwrap_or_default())
}

/// A full quota would refuse any pod: that says nothing of this one.
fn is_refused(refusal: &str) -> Result<(), ClusterError> {
    if refusal.contains("forbidden") && !refusal.contains("exceeded quota") {
        return Ok(());
    }
    Err(ClusterError::protocol(WHAT, refusal))
}

fn deployment(name: &str) -> serde_json::Value {
    let mut template = dangerous("privileged");
    let labels = json!({LABEL: name});
    template["metadata"] = json!({"labels": labels});
    // Where it is accepted it must not run all the same.
    merge(&mut template["spec"], json!({"nodeSelector": {LABEL: "nowhere"}}));
    json!({"metadata": {"name": name, "labels": labels}, "spec": {
        "replicas": 1, "selector": {"matchLabels": labels}, "template": template}})
}

async fn remove(deployments: &Api<Deployment>, name: &str) -> Result<(), ClusterError> {
    let params = DeleteParams { propagation_policy: Some(PropagationPolicy::Background), ..DeleteParams::default() };
    match limited(WHAT, deployments.delete(name, &params)).await {
        Err(error) if !error.is_not_found() => Err(error),
        _ => Ok(()),
    }
}

async fn sweep(deployments: &Api<Deployment>) -> Result<(), ClusterError> {
    let left = limited(WHAT, deployments.list(&ListParams::default().labels(LABEL))).await?;
    let now = jiff::Timestamp::now();
    for one in left {
        let made = one.metadata.creation_timestamp.map(|made| made.0);
        let old = made.is_some_and(|made| now.duration_since(made).unsigned_abs() > LEFT_BEHIND);
        if let Some(name) = one.metadata.name.filter(|_| old) {
            remove(deployments, &name).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_pod_is_dangerous_and_would_run_nowhere() {
        let made = deployment("trial-x");
        let template = "/spec/template/spec";
        let at = |pointer: &str| made.pointer(&format!("{template}{pointer}"));
        assert_eq!(at("/containers/0/securityContext/privileged"), Some(&json!(true)));
        assert_eq!(at("/nodeSelector"), Some(&json!({LABEL: "nowhere"})));
        let typed: Deployment = serde_json::from_value(made).expect("a Deployment");
        assert!(refusal(&typed).is_none());
    }

    #[test]
    fn only_a_refusal_of_the_pod_itself_is_one() {
        let status = json!({"conditions": [{"type": "ReplicaFailure", "status": "True",
            "message": "pods \"x\" is forbidden: PodSecurityPolicy: unable to admit pod"}]});
        let failed = json!({"metadata": {}, "spec": {"selector": {}, "template": {}}, "status": status});
        let failed: Deployment = serde_json::from_value(failed).expect("a Deployment");
        assert!(is_refused(&refusal(&failed).expect("a refusal")).is_ok());
        assert!(is_refused("pods \"x\" is forbidden: exceeded quota: kindlab").is_err());
        assert!(is_refused("Internal error occurred: failed calling webhook").is_err());
    }
}
