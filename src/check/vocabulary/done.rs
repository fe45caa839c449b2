//! What a learner asked or wrote: access logs, files of the home.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::check::observed::Observed;
use crate::check::{Judgement, Message};

/// See [`super::Check::RequestsLogged`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestsLogged {
    /// The pods.
    pub pods: Vec<String>,
    /// Where the requests came from.
    pub from: Client,
    /// How many at least.
    pub at_least: u64,
}

/// Where a request in an access log came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Client {
    /// The pod itself: what `kubectl port-forward` and `kubectl exec` look like.
    Loopback,
    /// Another pod.
    Pod(String),
}

impl RequestsLogged {
    pub(in crate::check) fn client_address(&self, observed: &Observed) -> Result<String, Judgement> {
        match &self.from {
            Client::Loopback => Ok("127.0.0.1".to_owned()),
            Client::Pod(name) => match observed.pods.get(name).filter(|pod| !pod.ip.is_empty()) {
                Some(pod) => Ok(pod.ip.clone()),
                None => Err(Judgement::untried(Message::new("pod-missing").with("pod", name))),
            },
        }
    }
}

/// See [`super::Check::Manifest`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ManifestFile {
    /// The file, below the learner's home.
    pub file: String,
    /// The kind it must be.
    pub kind: String,
    /// The name it must have.
    pub name: String,
    /// Its apiVersion, where it matters.
    #[serde(default)]
    pub api_version: Option<String>,
    /// For a StatefulSet: its `spec.serviceName`. No API server misses it, and without it pods have no names in DNS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_name: Option<String>,
}

/// See [`super::Check::AddressPoolFile`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressPoolFile {
    /// The file, below the learner's home.
    pub file: String,
}
