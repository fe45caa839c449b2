//! StatefulSets: their shape, order, size, claims, and what became of them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::StepId;

/// See [`super::Check::StatefulSet`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatefulSetShape {
    /// The set's name.
    pub name: String,
    /// How many replicas it asks for when the step is done.
    pub replicas: i64,
    /// `spec.serviceName`.
    pub service_name: String,
    /// The name of the claim template.
    pub claim: String,
    /// What the template asks for, as a quantity (`1G` is not `1Gi`, but is `1000M`).
    pub storage: String,
    /// The template's access mode.
    pub access_mode: String,
    /// Where the claim is mounted.
    pub mount_path: String,
    /// The name of the container that mounts it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// What that container requests, as quantities.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub requests: BTreeMap<String, String>,
    /// What that container is limited to, as quantities.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub limits: BTreeMap<String, String>,
    /// The class that the template names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage_class: Option<String>,
}

/// See [`super::Check::OrderedStart`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetSize {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// How many pods are looked at.
    pub replicas: i64,
}

/// See [`super::Check::ClaimsBound`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetClaims {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// The claim template's name.
    pub claim: String,
    /// How many ordinals are looked at.
    pub replicas: i64,
    /// Whether the claims' class must be the cluster's default.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub default_class: bool,
}

/// See [`super::Check::ScaledUp`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScaledUp {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// The size that must have been seen Ready before.
    pub from: i64,
    /// The size that must be Ready now.
    pub to: i64,
}

/// See [`super::Check::ScaledToZero`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SinceStep {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// The claim template's name.
    pub claim: String,
    /// How many claims must still be there.
    pub claims: i64,
}

/// See [`super::Check::RolledOut`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetSince {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// How many ordinals are looked at.
    pub replicas: i64,
    /// The earlier step whose evidence is compared with.
    pub since: StepId,
}

/// See [`super::Check::PodsUntouched`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PodsUntouched {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// How many ordinals are looked at.
    pub replicas: i64,
    /// The earlier step whose evidence is compared with.
    pub since: StepId,
    /// The Service that this step adds. While there is none of that name, the set as it stands is compared with from
    /// then on: so a pod that was replaced on the way is no dead end. Put this check before the Service's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before_service: Option<String>,
}

/// See [`super::Check::PodsRecreated`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PodsRecreated {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// Which pods.
    pub ordinals: Vec<i64>,
    /// The earlier step whose evidence is compared with.
    pub since: StepId,
    /// Whether the others must be the same as before.
    #[serde(default)]
    pub others_untouched: bool,
}

/// See [`super::Check::Orphaned`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Orphaned {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// How many ordinals are looked at.
    pub replicas: i64,
    /// The earlier step whose evidence is compared with.
    pub since: StepId,
}

/// See [`super::Check::CleanedUp`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CleanedUp {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// The Service's name.
    pub service: String,
    /// The claim template's name.
    pub claim: String,
    /// The earlier step whose evidence is compared with.
    pub since: StepId,
}
