//! What a cluster must have before a step can be judged in it at all.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::check::Message;
use crate::check::observed::Observed;

/// What an author writes under a step's `needs:`. The tag is its name in `lab.yaml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Need {
    /// A CustomResourceDefinition of this name (`ipaddresspools.metallb.io`): its controller is installed.
    Crd(String),
    /// A StorageClass of this name.
    StorageClass(String),
}

impl Need {
    /// Whether the cluster has it, by what the watches listed.
    #[must_use]
    pub fn is_met(&self, observed: &Observed) -> bool {
        match self {
            Self::Crd(name) => observed.crds.contains(name),
            Self::StorageClass(name) => observed.storage_classes.contains_key(name),
        }
    }

    /// The kind of object it speaks of, and its name.
    #[must_use]
    pub fn names(&self) -> (&'static str, &str) {
        match self {
            Self::Crd(name) => ("CustomResourceDefinition", name),
            Self::StorageClass(name) => ("StorageClass", name),
        }
    }

    /// What is said of a step whose need is not met.
    #[must_use]
    pub fn missing(&self) -> Message {
        let (kind, name) = self.names();
        Message::new(Message::NOT_JUDGED_HERE).with("kind", kind).with("name", name)
    }
}
