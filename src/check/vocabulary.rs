//! What a lab can ask of the cluster: the checks, as authors write them in `lab.yaml`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::StepId;

/// What must be true of the learner's namespace. The tag is the check's name in `lab.yaml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Check {
    /// A Service without a cluster address, with this port and exactly this selector.
    HeadlessService(HeadlessService),
    /// A StatefulSet with these values; extra fields are allowed.
    StatefulSet(StatefulSetShape),
    /// The set's pods were started one by one, each after the one before was Ready.
    OrderedStart(SetSize),
    /// Each ordinal's claim is Bound, to a volume of its own.
    ClaimsBound(SetClaims),
    /// Each pod serves a page of its own from its own claim.
    OwnPages(SetPages),
    /// Each pod was deleted and came back, and its page was on its claim before it did.
    PagesSurvived(Survived),
    /// The set was scaled up from a smaller size, the pods it had untouched.
    ScaledUp(ScaledUp),
    /// The set was seen running, was scaled to nothing, and its claims are the same as then and still Bound.
    ScaledToZero(SinceStep),
    /// The set runs again, on the claims and pages it had before.
    ScaledBack(ScaledBack),
}

/// See [`Check::HeadlessService`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadlessService {
    /// The Service's name.
    pub name: String,
    /// The port it must have, by number; its name is free.
    pub port: u16,
    /// The selector it must have, no more and no less.
    pub selector: BTreeMap<String, String>,
}

/// See [`Check::StatefulSet`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
}

/// See [`Check::OrderedStart`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetSize {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// How many pods are looked at.
    pub replicas: i64,
}

/// See [`Check::ClaimsBound`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetClaims {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// The claim template's name.
    pub claim: String,
    /// How many ordinals are looked at.
    pub replicas: i64,
}

/// See [`Check::OwnPages`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
}

fn index_html() -> String {
    "index.html".to_owned()
}

/// See [`Check::PagesSurvived`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Survived {
    /// The pages that must have survived.
    pub pages: SetPages,
    /// The step whose evidence is the baseline: where the pages were written.
    pub since: StepId,
}

/// See [`Check::ScaledUp`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScaledUp {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// The size that must have been seen Ready before.
    pub from: i64,
    /// The size that must be Ready now.
    pub to: i64,
}

/// See [`Check::ScaledToZero`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SinceStep {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// The claim template's name.
    pub claim: String,
    /// How many claims must still be there.
    pub claims: i64,
}

/// See [`Check::ScaledBack`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScaledBack {
    /// The pages that must be there again.
    pub pages: SetPages,
    /// The step whose evidence is the baseline: where the set was seen at zero.
    pub since: StepId,
}

impl Check {
    /// Whether a pass of this check is about something that happened, which no later state takes back.
    /// Such a check is left out when a passed step is asked whether it still holds.
    #[must_use]
    pub fn is_about_the_past(&self) -> bool {
        matches!(self, Self::OrderedStart(_) | Self::PagesSurvived(_) | Self::ScaledToZero(_) | Self::ScaledUp(_))
    }

    /// The pages that must be read from volumes before this can be judged.
    #[must_use]
    pub fn pages(&self) -> Option<&SetPages> {
        match self {
            Self::OwnPages(pages) => Some(pages),
            Self::PagesSurvived(survived) => Some(&survived.pages),
            Self::ScaledBack(back) => Some(&back.pages),
            _ => None,
        }
    }
}
