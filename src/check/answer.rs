//! What a learner is asked about, read from the cluster at that moment.

use super::observed::Observed;
use super::service::selector_text;
use crate::lab::{Answer, StorageClassField};

/// The fact that a question asks for, or `None` when the cluster has no such object now.
#[must_use]
pub fn fact(answer: &Answer, observed: &Observed) -> Option<String> {
    observed.reachable.as_ref().ok()?;
    let text: &str = match answer {
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
        Answer::Namespace(_) => &observed.namespace,
        Answer::ClaimCount(_) => &observed.claims.len().to_string(),
        Answer::ReadyReplicas(name) => {
            let set = observed.stateful_sets.get(name)?;
            &format!("{}/{}", set.ready, set.replicas)
        }
        Answer::ServicePort(name) => &observed.services.get(name)?.ports.first()?.port.to_string(),
        Answer::ServiceSelector(name) => &selector_text(&observed.services.get(name)?.selector),
        Answer::ServiceNodePort(name) => &observed
            .services
            .get(name)?
            .ports
            .first()
            .map(|port| port.node_port)
            .filter(|port| *port != 0)?
            .to_string(),
        Answer::DnsServer(_) => &observed.dns_server,
        // kubeadm's default, which kind leaves as it is.
        Answer::ClusterDomain(_) => "cluster.local",
        Answer::ClaimReclaimPolicy(name) => {
            let claim = observed.claims.get(name)?;
            &observed.volumes.get(&claim.volume)?.reclaim_policy
        }
    };
    (!text.is_empty()).then(|| text.to_owned())
}

/// Whether what was typed says the fact: case and surrounding space, quotes or a full stop do not matter.
#[must_use]
pub fn matches(fact: &str, typed: &str) -> bool {
    let plain = |text: &str| text.trim().trim_matches(['"', '\'', '`', '.']).trim().to_lowercase();
    // `3/3` may be said as `3`.
    let short = fact.split_once('/').filter(|(ready, all)| ready == all).map(|(ready, _)| ready);
    !plain(typed).is_empty() && (plain(fact) == plain(typed) || short.is_some_and(|short| plain(short) == plain(typed)))
}
