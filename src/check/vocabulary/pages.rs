//! Pages on claims.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::StepId;

/// See [`super::Check::OwnPages`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPages {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// The claim template's name.
    pub claim: String,
    /// How many ordinals are looked at.
    pub replicas: i64,
    /// Where the claim must be mounted.
    pub mount_path: String,
    /// The page's path below it.
    #[serde(default = "index_html")]
    pub file: String,
    /// Whether each pod must also answer with its page: 200 on this port of its own address, from inside the cluster,
    /// with the very content that lies on the volume.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub served_on: Option<u16>,
    /// Only these ordinals, instead of all below `replicas`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ordinals: Vec<i64>,
    /// What the page must say; `{{ pod }}` and `{{ ordinal }}` stand for the pod's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

fn index_html() -> String {
    "index.html".to_owned()
}

/// See [`super::Check::PagesSurvived`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Survived {
    /// The pages that must have survived.
    pub pages: SetPages,
    /// The step whose evidence is the baseline: where the pages were written.
    pub since: StepId,
}

/// See [`super::Check::ScaledBack`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScaledBack {
    /// The pages that must be there again.
    pub pages: SetPages,
    /// The step whose evidence is the baseline: where the set was seen at zero.
    pub since: StepId,
}

/// See [`super::Check::SetRecreated`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetRecreated {
    /// The pages that must be there.
    pub pages: SetPages,
    /// The earlier step whose evidence is compared with.
    pub since: StepId,
}

impl SetPages {
    /// The ordinals that are looked at.
    #[must_use]
    pub fn ordinals(&self) -> Vec<i64> {
        if self.ordinals.is_empty() { (0..self.replicas).collect() } else { self.ordinals.clone() }
    }
}
