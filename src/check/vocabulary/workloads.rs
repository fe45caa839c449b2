//! Deployments, and which pods stand behind a Service.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::StepId;

/// See [`super::Check::Deployment`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeploymentShape {
    /// The Deployment's name.
    pub name: String,
    /// How many replicas it asks for.
    pub replicas: i64,
    /// Its selector's labels, no more and no less.
    #[serde(default)]
    pub labels: Option<BTreeMap<String, String>>,
}

/// See [`super::Check::DeploymentPodReplaced`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeploymentSince {
    /// The Deployment's name.
    pub deployment: String,
    /// The earlier step whose evidence is compared with.
    pub since: StepId,
}

/// See [`super::Check::EndpointsMixed`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndpointsMixed {
    /// The Service's name.
    pub service: String,
    /// The Deployments.
    pub deployments: Vec<String>,
}

/// See [`super::Check::EndpointsOf`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndpointsOf {
    /// The Service's name.
    pub service: String,
    /// The Deployment's name.
    pub deployment: String,
    /// The earlier step that must have been seen first: where others stood behind the Service, say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<StepId>,
}

/// See [`super::Check::EndpointsFollow`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndpointsSince {
    /// The Service's name.
    pub service: String,
    /// The Deployment's name.
    pub deployment: String,
    /// The earlier step whose evidence is compared with.
    pub since: StepId,
}
