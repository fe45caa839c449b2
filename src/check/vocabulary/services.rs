//! Services and names: of every type, asked from inside the cluster.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::StepId;

/// See [`super::Check::HeadlessService`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeadlessService {
    /// The Service's name.
    pub name: String,
    /// The port it must have, by number.
    pub port: u16,
    /// The port's name, where it matters; otherwise it is free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port_name: Option<String>,
    /// The selector it must have, no more and no less.
    pub selector: BTreeMap<String, String>,
}

/// See [`super::Check::ServiceAbsent`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// The object's name.
    pub name: String,
}

/// See [`super::Check::PodIdentity`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetService {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// How many ordinals are looked at.
    pub replicas: i64,
    /// The Service's name.
    pub service: String,
}

/// See [`super::Check::DnsPods`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DnsPods {
    /// The Service's name.
    pub service: String,
    /// The StatefulSet's name.
    pub statefulset: String,
    /// How many ordinals are looked at.
    pub replicas: i64,
}

/// See [`super::Check::DnsFollows`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DnsFollows {
    /// The Service's name.
    pub service: String,
    /// The StatefulSet's name.
    pub statefulset: String,
    /// Which pod.
    pub ordinal: i64,
    /// The earlier step whose evidence is compared with.
    pub since: StepId,
}

/// See [`super::Check::HttpService`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HttpService {
    /// The Service's name.
    pub service: String,
    /// The Service's port.
    #[serde(default = "http_port")]
    pub port: i64,
}

/// See [`super::Check::Spread`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Spread {
    /// The Service's name.
    pub service: String,
    /// The Service's port.
    #[serde(default = "http_port")]
    pub port: i64,
    /// How many requests are sent.
    #[serde(default = "thirty")]
    pub requests: u64,
}

/// See [`super::Check::NodePort`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SelectedService {
    /// The selector, no more and no less.
    pub selector: BTreeMap<String, String>,
    /// The Service's port.
    #[serde(default = "http_port")]
    pub port: i64,
}

/// See [`super::Check::ExternalName`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExternalName {
    /// The Service's name.
    pub service: String,
    /// The host name it stands for.
    pub target: String,
}

/// See [`super::Check::ExternalNameChanged`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExternalNameChanged {
    /// The Service's name.
    pub service: String,
    /// The host name it stands for now.
    pub target: String,
    /// The earlier step whose evidence is compared with.
    pub since: StepId,
}

/// See [`super::Check::SameEndpoints`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SameEndpoints {
    /// The selector, no more and no less.
    pub selector: BTreeMap<String, String>,
    /// The types, each by another Service.
    pub types: Vec<String>,
    /// The Service's port.
    #[serde(default = "http_port")]
    pub port: i64,
}

fn http_port() -> i64 {
    80
}

fn thirty() -> u64 {
    30
}
