//! What a learner is asked about, read from the cluster at that moment.

use super::observed::Observed;
use crate::lab::{Answer, StorageClassField};

/// The fact that a question asks for, or `None` when the cluster has no such object now.
#[must_use]
pub fn fact(answer: &Answer, observed: &Observed) -> Option<String> {
    observed.reachable.as_ref().ok()?;
    let text = match answer {
        Answer::DefaultStorageClass(field) => {
            let class = observed.default_storage_class()?;
            match field {
                StorageClassField::Name => &class.name,
                StorageClassField::Provisioner => &class.provisioner,
                StorageClassField::ReclaimPolicy => &class.reclaim_policy,
                StorageClassField::VolumeBindingMode => &class.binding_mode,
            }
        }
        Answer::PodIp(name) => &observed.pods.get(name)?.ip,
        Answer::PodNode(name) => &observed.pods.get(name)?.node,
        Answer::ClaimVolume(name) => &observed.claims.get(name)?.volume,
        Answer::ServiceClusterIp(name) => &observed.services.get(name)?.cluster_ip,
    };
    (!text.is_empty()).then(|| text.clone())
}

/// Whether what was typed says the fact: case and surrounding space, quotes or a full stop do not matter.
#[must_use]
pub fn matches(fact: &str, typed: &str) -> bool {
    let plain = |text: &str| text.trim().trim_matches(['"', '\'', '`', '.']).trim().to_lowercase();
    !plain(typed).is_empty() && plain(fact) == plain(typed)
}
