//! API objects to the trimmed data that checks read.

use std::collections::BTreeMap;

use k8s_openapi::api::apps::v1 as apps;
use k8s_openapi::api::core::v1 as core;
use k8s_openapi::api::storage::v1 as storage;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, OwnerReference, Time};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::check::observed::{
    Claim, ClaimTemplate, Container, Deployment, EndpointAddress, Endpoints, Mount, Owner, Pod, ReplicaSet, Service,
    ServicePort, StatefulSet, StorageClass, Trouble, Volume,
};

fn seconds(time: Option<&Time>) -> i64 {
    time.map_or(0, |time| time.0.as_second())
}

/// The controller that owns an object. Every controller's reference blocks its owner's deletion; on clusters that `kindlab
/// cluster up` makes, an admission plugin lets only those write such a one who may also update the owner's finalizers,
/// which learners may not. So a reference without it was written by hand.
fn owner(meta: &ObjectMeta) -> Option<Owner> {
    let written_by_a_controller =
        |owner: &&OwnerReference| owner.controller == Some(true) && owner.block_owner_deletion == Some(true);
    let owner = meta.owner_references.iter().flatten().find(written_by_a_controller)?;
    Some(Owner { kind: owner.kind.clone(), name: owner.name.clone(), uid: owner.uid.clone() })
}

fn storage_request(resources: Option<core::VolumeResourceRequirements>) -> String {
    resources.and_then(|all| all.requests?.remove("storage")).map(|quantity| quantity.0).unwrap_or_default()
}

fn quantities(map: Option<BTreeMap<String, Quantity>>) -> BTreeMap<String, String> {
    map.unwrap_or_default().into_iter().map(|(name, quantity)| (name, quantity.0)).collect()
}

fn container(container: core::Container) -> Container {
    let resources = container.resources.unwrap_or_default();
    Container {
        name: container.name,
        image: container.image.unwrap_or_default(),
        own_command: container.command.is_some() || container.args.is_some(),
        ports: container
            .ports
            .unwrap_or_default()
            .into_iter()
            .map(|port| (port.name.unwrap_or_default(), port.container_port.into()))
            .collect(),
        requests: quantities(resources.requests),
        limits: quantities(resources.limits),
        mounts: container
            .volume_mounts
            .unwrap_or_default()
            .into_iter()
            .map(|mount| Mount {
                path: match mount.mount_path.trim_end_matches('/') {
                    "" => "/".to_owned(),
                    path => path.to_owned(),
                },
                volume: mount.name,
                sub_path: mount.sub_path.or(mount.sub_path_expr).unwrap_or_default(),
            })
            .collect(),
    }
}

/// The kind of a volume that is not a claim: the name of the one field that is set.
fn volume_kind(volume: &core::Volume) -> String {
    let value = serde_json::to_value(volume).unwrap_or_default();
    let kind = value.as_object().and_then(|fields| fields.keys().find(|key| *key != "name").cloned());
    kind.unwrap_or_else(|| "emptyDir".to_owned())
}

type Volumes = (BTreeMap<String, String>, BTreeMap<String, String>);

/// Claims by volume name, and the kinds of the others.
fn volumes(list: Option<Vec<core::Volume>>) -> Volumes {
    let mut found = Volumes::default();
    for volume in list.unwrap_or_default() {
        match &volume.persistent_volume_claim {
            Some(claim) => found.0.insert(volume.name.clone(), claim.claim_name.clone()),
            None => found.1.insert(volume.name.clone(), volume_kind(&volume)),
        };
    }
    found
}

pub(super) fn stateful_set(set: apps::StatefulSet) -> StatefulSet {
    let (meta, spec, status) = (set.metadata, set.spec.unwrap_or_default(), set.status.unwrap_or_default());
    let template = spec.template.spec.unwrap_or_default();
    let (claims, mut others) = volumes(template.volumes);
    others.extend(claims);
    let strategy = spec.update_strategy.unwrap_or_default();
    let on_delete = strategy.type_.as_deref() == Some("OnDelete");
    let partition = strategy.rolling_update.and_then(|rolling| rolling.partition).unwrap_or_default().into();
    let retention = spec.persistent_volume_claim_retention_policy.unwrap_or_default();
    StatefulSet {
        name: meta.name.unwrap_or_default(),
        uid: meta.uid.unwrap_or_default(),
        resource_version: meta.resource_version.unwrap_or_default(),
        generation: meta.generation.unwrap_or_default(),
        created: seconds(meta.creation_timestamp.as_ref()),
        deleting: meta.deletion_timestamp.is_some(),
        replicas: spec.replicas.unwrap_or(1).into(),
        service_name: spec.service_name.unwrap_or_default(),
        pod_management: spec.pod_management_policy.unwrap_or_default(),
        first_ordinal: spec.ordinals.and_then(|ordinals| ordinals.start).unwrap_or_default().into(),
        deletes_claims: [retention.when_deleted, retention.when_scaled]
            .iter()
            .any(|policy| policy.as_deref() == Some("Delete")),
        template_labels: spec.template.metadata.and_then(|meta| meta.labels).unwrap_or_default(),
        containers: template.containers.into_iter().map(container).collect(),
        claim_templates: spec.volume_claim_templates.unwrap_or_default().into_iter().map(claim_template).collect(),
        template_volumes: others,
        observed_generation: status.observed_generation.unwrap_or_default(),
        ready: status.ready_replicas.unwrap_or_default().into(),
        current: status.replicas.into(),
        partition,
        on_delete,
        update_revision: status.update_revision.unwrap_or_default(),
        current_revision: status.current_revision.unwrap_or_default(),
    }
}

fn claim_template(claim: core::PersistentVolumeClaim) -> ClaimTemplate {
    let spec = claim.spec.unwrap_or_default();
    ClaimTemplate {
        name: claim.metadata.name.unwrap_or_default(),
        access_modes: spec.access_modes.unwrap_or_default(),
        storage: storage_request(spec.resources),
        storage_class: spec.storage_class_name,
    }
}

pub(super) fn deployment(deployment: apps::Deployment) -> Deployment {
    let (meta, spec, status) =
        (deployment.metadata, deployment.spec.unwrap_or_default(), deployment.status.unwrap_or_default());
    Deployment {
        name: meta.name.unwrap_or_default(),
        uid: meta.uid.unwrap_or_default(),
        generation: meta.generation.unwrap_or_default(),
        observed_generation: status.observed_generation.unwrap_or_default(),
        updated: status.updated_replicas.unwrap_or_default().into(),
        selector: spec.selector.match_labels.unwrap_or_default(),
        replicas: spec.replicas.unwrap_or(1).into(),
        ready: status.ready_replicas.unwrap_or_default().into(),
    }
}

pub(super) fn replica_set(set: apps::ReplicaSet) -> ReplicaSet {
    ReplicaSet {
        owner: owner(&set.metadata),
        name: set.metadata.name.unwrap_or_default(),
        uid: set.metadata.uid.unwrap_or_default(),
    }
}

/// Only ready addresses count: the DNS and kube-proxy use no others.
pub(super) fn endpoints(endpoints: core::Endpoints) -> Endpoints {
    let addresses =
        endpoints.subsets.unwrap_or_default().into_iter().flat_map(|subset| subset.addresses.unwrap_or_default());
    let mut addresses: Vec<_> = addresses
        .map(|address| {
            let target = address.target_ref.filter(|target| target.kind.as_deref() == Some("Pod")).unwrap_or_default();
            EndpointAddress {
                ip: address.ip,
                hostname: address.hostname.unwrap_or_default(),
                pod: target.name.unwrap_or_default(),
                pod_uid: target.uid.unwrap_or_default(),
            }
        })
        .collect();
    addresses.sort_by(|a, b| a.ip.cmp(&b.ip));
    Endpoints { name: endpoints.metadata.name.unwrap_or_default(), addresses }
}

pub(super) fn pod(pod: core::Pod) -> Pod {
    let owner = owner(&pod.metadata);
    let (meta, spec, status) = (pod.metadata, pod.spec.unwrap_or_default(), pod.status.unwrap_or_default());
    let (claims, other_volumes) = volumes(spec.volumes);
    Pod {
        name: meta.name.unwrap_or_default(),
        uid: meta.uid.unwrap_or_default(),
        resource_version: meta.resource_version.unwrap_or_default(),
        created: seconds(meta.creation_timestamp.as_ref()),
        deleting: meta.deletion_timestamp.is_some(),
        labels: meta.labels.unwrap_or_default(),
        owner,
        node: spec.node_name.unwrap_or_default(),
        hostname: spec.hostname.unwrap_or_default(),
        subdomain: spec.subdomain.unwrap_or_default(),
        ready: condition(&status, "Ready").is_some_and(|ready| ready.status == "True"),
        restarts: status.container_statuses.iter().flatten().map(|status| i64::from(status.restart_count)).sum(),
        trouble: trouble(&status),
        phase: status.phase.unwrap_or_default(),
        ip: status.pod_ip.unwrap_or_default(),
        containers: spec.containers.into_iter().map(container).collect(),
        init_containers: spec.init_containers.unwrap_or_default().into_iter().map(|init| init.name).collect(),
        claims,
        other_volumes,
    }
}

fn condition<'a>(status: &'a core::PodStatus, kind: &str) -> Option<&'a core::PodCondition> {
    status.conditions.iter().flatten().find(|condition| condition.type_ == kind)
}

fn trouble(status: &core::PodStatus) -> Option<Trouble> {
    let cut = |text: Option<String>| text.unwrap_or_default().chars().take(300).collect();
    let waiting = status
        .init_container_statuses
        .iter()
        .chain(&status.container_statuses)
        .flatten()
        .filter_map(|container| container.state.as_ref()?.waiting.clone())
        .find(|waiting| !matches!(waiting.reason.as_deref(), Some("ContainerCreating" | "PodInitializing") | None));
    if let Some(waiting) = waiting {
        return Some(Trouble { reason: waiting.reason.unwrap_or_default(), message: cut(waiting.message) });
    }
    // The kubelet's word on the whole pod: `Evicted`, for instance.
    if let Some(reason) = status.reason.clone().filter(|_| status.phase.as_deref() == Some("Failed")) {
        return Some(Trouble { reason, message: cut(status.message.clone()) });
    }
    let scheduled = condition(status, "PodScheduled").filter(|scheduled| scheduled.status == "False")?;
    Some(Trouble { reason: scheduled.reason.clone()?, message: cut(scheduled.message.clone()) })
}

pub(super) fn service(service: core::Service) -> Service {
    let (meta, spec) = (service.metadata, service.spec.unwrap_or_default());
    Service {
        name: meta.name.unwrap_or_default(),
        uid: meta.uid.unwrap_or_default(),
        resource_version: meta.resource_version.unwrap_or_default(),
        kind: spec.type_.unwrap_or_default(),
        cluster_ip: spec.cluster_ip.unwrap_or_default(),
        selector: spec.selector.unwrap_or_default(),
        external_ips: spec.external_ips.unwrap_or_default(),
        external_name: spec.external_name.unwrap_or_default(),
        balancer: service
            .status
            .and_then(|status| status.load_balancer?.ingress)
            .unwrap_or_default()
            .into_iter()
            .filter_map(|ingress| ingress.ip.or(ingress.hostname))
            .collect(),
        ports: spec
            .ports
            .unwrap_or_default()
            .into_iter()
            .map(|port| ServicePort {
                name: port.name.unwrap_or_default(),
                port: port.port.into(),
                target: match port.target_port {
                    Some(IntOrString::Int(number)) => number.to_string(),
                    Some(IntOrString::String(name)) => name,
                    None => String::new(),
                },
                node_port: port.node_port.unwrap_or_default().into(),
            })
            .collect(),
    }
}

pub(super) fn claim(claim: core::PersistentVolumeClaim) -> Claim {
    let (meta, spec) = (claim.metadata, claim.spec.unwrap_or_default());
    Claim {
        name: meta.name.unwrap_or_default(),
        uid: meta.uid.unwrap_or_default(),
        created: seconds(meta.creation_timestamp.as_ref()),
        deleting: meta.deletion_timestamp.is_some(),
        phase: claim.status.and_then(|status| status.phase).unwrap_or_default(),
        volume: spec.volume_name.unwrap_or_default(),
        storage_class: spec.storage_class_name.unwrap_or_default(),
        access_modes: spec.access_modes.unwrap_or_default(),
        storage: storage_request(spec.resources),
    }
}

/// The volume, with the namespace of the claim it is for.
pub(super) fn volume(volume: core::PersistentVolume) -> (String, Volume) {
    let (meta, spec) = (volume.metadata, volume.spec.unwrap_or_default());
    let claim = spec.claim_ref.unwrap_or_default();
    let path = spec.host_path.map(|host| host.path).or_else(|| spec.local.map(|local| local.path));
    let node = spec
        .node_affinity
        .and_then(|affinity| affinity.required)
        .into_iter()
        .flat_map(|required| required.node_selector_terms)
        .flat_map(|term| term.match_expressions.unwrap_or_default())
        .find(|expression| expression.key == "kubernetes.io/hostname")
        .and_then(|expression| expression.values?.into_iter().next());
    let found = Volume {
        name: meta.name.unwrap_or_default(),
        uid: meta.uid.unwrap_or_default(),
        claim_uid: claim.uid.unwrap_or_default(),
        claim: claim.name.unwrap_or_default(),
        phase: volume.status.and_then(|status| status.phase).unwrap_or_default(),
        path: path.unwrap_or_default(),
        node: node.unwrap_or_default(),
        reclaim_policy: spec.persistent_volume_reclaim_policy.unwrap_or_default(),
    };
    (claim.namespace.unwrap_or_default(), found)
}

pub(super) fn storage_class(class: storage::StorageClass) -> StorageClass {
    let annotations = class.metadata.annotations.unwrap_or_default();
    let default = ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"]
        .iter()
        .any(|key| annotations.get(*key).is_some_and(|value| value == "true"));
    StorageClass {
        name: class.metadata.name.unwrap_or_default(),
        provisioner: class.provisioner,
        // What the API server fills in where the class says nothing.
        reclaim_policy: class.reclaim_policy.unwrap_or_else(|| "Delete".to_owned()),
        binding_mode: class.volume_binding_mode.unwrap_or_else(|| "Immediate".to_owned()),
        default,
    }
}

/// Whether a node was built from Debian packages alone: its images then stand in for those that labs name.
/// The registry that this build's kubeadm names is in the list of the node's images.
pub(super) fn has_stand_ins(node: &core::Node) -> bool {
    let images = node.status.iter().flat_map(|status| status.images.iter().flatten());
    images.flat_map(|image| image.names.iter().flatten()).any(|name| name.starts_with("labnode.test/"))
}

/// A node's name, its address inside the cluster, and whether it is Ready.
pub(super) fn node(node: core::Node) -> (String, String, bool) {
    let status = node.status.unwrap_or_default();
    let conditions = status.conditions.unwrap_or_default();
    let ready = conditions.iter().any(|condition| condition.type_ == "Ready" && condition.status == "True");
    let addresses = status.addresses.unwrap_or_default();
    let address = addresses.into_iter().find(|address| address.type_ == "InternalIP").map(|address| address.address);
    (node.metadata.name.unwrap_or_default(), address.unwrap_or_default(), ready)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_evicted_pod_says_why_it_was() {
        let said = "Pod ephemeral local storage usage exceeds the total limit of containers 256Mi. ";
        let pod_in = |phase: &str| -> Pod {
            let status = json!({"phase": phase, "reason": "Evicted", "message": said});
            pod(serde_json::from_value(json!({"metadata": {"name": "web"}, "status": status})).expect("a pod"))
        };
        let evicted = pod_in("Failed");
        let trouble = evicted.trouble.clone().expect("a trouble");
        assert_eq!((trouble.reason.as_str(), trouble.message.as_str()), ("Evicted", said));
        assert!(evicted.was_evicted() && evicted.is_over());
        assert!(pod_in("Running").trouble.is_none());
    }

    #[test]
    fn only_a_controllers_own_reference_makes_an_owner() {
        let owned = |marks: serde_json::Value| {
            let mut reference =
                json!({"apiVersion": "apps/v1", "kind": "StatefulSet", "name": "nginx", "uid": "set-1"});
            reference.as_object_mut().expect("an object").extend(marks.as_object().expect("marks").clone());
            let meta: ObjectMeta = serde_json::from_value(json!({"ownerReferences": [reference]})).expect("metadata");
            owner(&meta).map(|owner| owner.uid)
        };
        assert_eq!(owned(json!({"controller": true, "blockOwnerDeletion": true})), Some("set-1".to_owned()));
        for forged in [
            json!({"controller": true}),
            json!({"blockOwnerDeletion": true}),
            json!({}),
            json!({"controller": true, "blockOwnerDeletion": false}),
        ] {
            assert_eq!(owned(forged.clone()), None, "{forged}");
        }
    }
}
