//! Tries whether the network holds sandboxes apart: a pod that answers in one, a workbench that asks in another.

use std::time::{Duration, Instant};

use k8s_openapi::api::core::v1::Pod;
use kube::Api;
use kube::api::DeleteParams;
use serde_json::{Value, json};

use super::{TRIAL, trial_sandbox};
use crate::cluster::sandbox::create;
use crate::cluster::workbench::AGENT;
use crate::cluster::{Cluster, ClusterError, SandboxSpec, install, limited};

const PORT: u16 = 8080;
/// How long a pod may take to come up.
const PATIENCE: Duration = Duration::from_secs(60);
/// A network plugin may need a moment for pods that are new; what answers after it answers for good.
const SETTLED: Duration = Duration::from_secs(6);
const WHAT: &str = "a trial of the network";

impl Cluster {
    /// Whether a learner's pods are kept from another learner's. Takes some seconds, and two pods meanwhile.
    ///
    /// # Errors
    /// When it can't be told: a pod does not come up, or nobody reaches the pod that answers.
    pub async fn keeps_apart(&self) -> Result<bool, ClusterError> {
        let (asks, answers) = (trial_sandbox("trial0")?, trial_sandbox("trial1")?);
        let keeper = Self { server: TRIAL.into(), ..self.clone() };
        let tried = keeper.try_network(&asks, &answers).await;
        let pods: Api<Pod> = Api::namespaced(self.client.clone(), &answers.id.namespace());
        let removed = limited(WHAT, pods.delete(TRIAL, &DeleteParams::default())).await;
        if let Err(error) = removed.and(keeper.remove_workbench(&asks).await) {
            tracing::warn!(%error, "a pod of a trial stays until the next");
        }
        tried
    }

    async fn try_network(&self, asks: &SandboxSpec, answers: &SandboxSpec) -> Result<bool, ClusterError> {
        tokio::try_join!(self.make_sandbox(asks), self.make_sandbox(answers))?;
        let (address, _) = tokio::try_join!(self.answering_pod(answers), self.wake_workbench(asks))?;
        self.is_reached_by_the_prober(&address).await?;
        let settled = Instant::now() + SETTLED;
        loop {
            if !self.is_reached_from(asks, &address).await? {
                // It must still answer: a pod that went away is held apart from nobody.
                return self.is_reached_by_the_prober(&address).await.map(|()| true);
            }
            if Instant::now() > settled {
                return Ok(false);
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    /// The address of a Ready pod of the first learner's that answers HTTP.
    async fn answering_pod(&self, spec: &SandboxSpec) -> Result<String, ClusterError> {
        let image = install::workbench_image(&self.client).await?;
        let pods: Api<Pod> = Api::namespaced(self.client.clone(), &spec.id.namespace());
        create(pods.clone(), answering(&image)).await?;
        let give_up = Instant::now() + PATIENCE;
        loop {
            let status = limited(WHAT, pods.get(TRIAL)).await?.status.unwrap_or_default();
            let ready =
                status.conditions.unwrap_or_default().iter().any(|one| one.type_ == "Ready" && one.status == "True");
            if let Some(address) = status.pod_ip.filter(|_| ready) {
                return Ok(address);
            }
            if Instant::now() > give_up {
                return Err(ClusterError::protocol(WHAT, "its pod does not come up"));
            }
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    }

    async fn is_reached_by_the_prober(&self, address: &str) -> Result<(), ClusterError> {
        let question = json!({"http": {"url": format!("http://{address}:{PORT}/healthz"), "timeout_ms": 3000}});
        let answers: Vec<Value> = self.ask_any(&[question]).await?;
        match answers.first().and_then(|answer| answer.pointer("/responses/0/status")) {
            Some(status) if status == 200 => Ok(()),
            _ => Err(ClusterError::protocol(WHAT, "the server's own prober does not reach a learner's pod")),
        }
    }

    /// Whether this sandbox's workbench gets an answer. Curl's own words tell an unreachable address from a broken exec.
    async fn is_reached_from(&self, spec: &SandboxSpec, address: &str) -> Result<bool, ClusterError> {
        let line =
            format!("curl -sS -o /dev/null -m 3 http://{address}:{PORT}/healthz && echo reached || echo \"not $?\"");
        let work = self.execute(spec, vec!["sh", "-c", &line], None);
        let done = tokio::time::timeout(Duration::from_secs(10), work).await;
        let said = done.map_err(|_| ClusterError::Timeout(WHAT))??.stdout;
        match String::from_utf8_lossy(&said).trim() {
            "reached" => Ok(true),
            // Curl's 7 is "could not connect", 28 "timed out".
            "not 7" | "not 28" => Ok(false),
            other => Err(ClusterError::protocol(WHAT, other)),
        }
    }
}

/// The agent's prober answers `/healthz` to everybody, and nothing else to who has not its key: here it has none that
/// anybody knows.
fn answering(image: &str) -> Value {
    json!({"metadata": {"name": TRIAL}, "spec": {
        "automountServiceAccountToken": false,
        "terminationGracePeriodSeconds": 1,
        "securityContext": {"runAsUser": 1000, "runAsNonRoot": true},
        "containers": [{
            "name": TRIAL, "image": image, "imagePullPolicy": "IfNotPresent",
            "command": [AGENT, "serve-prober", "--listen", format!("0.0.0.0:{PORT}"), "--key-file", "/proc/sys/kernel/random/uuid"],
            "readinessProbe": {"tcpSocket": {"port": PORT}, "periodSeconds": 1},
        }],
    }})
}
