//! Snapshots that tests draw and knock at.

use crate::check::observed::{
    Claim, ClaimTemplate, EndpointAddress, Endpoints, Observed, Owner, Pod, Service, StatefulSet, Volume,
};

/// A running, Ready pod of a set, as `uid-of-NAME`.
pub fn pod(set: &str, number: i64) -> Pod {
    let name = format!("{set}-{number}");
    Pod {
        uid: format!("uid-of-{name}"),
        owner: Some(Owner { kind: "StatefulSet".to_owned(), name: set.to_owned(), uid: format!("uid-of-{set}") }),
        labels: [("app".to_owned(), set.to_owned())].into(),
        hostname: name.clone(),
        subdomain: set.to_owned(),
        phase: "Running".to_owned(),
        ready: true,
        node: "worker".to_owned(),
        claims: [("www".to_owned(), format!("www-{name}"))].into(),
        name,
        ..Pod::default()
    }
}

/// A set of `count` Ready pods with a claim each, and its headless Service.
pub fn set(count: i64) -> Observed {
    let mut seen = Observed::nothing();
    let set = StatefulSet {
        name: "nginx".to_owned(),
        uid: "uid-of-nginx".to_owned(),
        replicas: count,
        ready: count,
        service_name: "nginx".to_owned(),
        claim_templates: vec![ClaimTemplate { name: "www".to_owned(), ..ClaimTemplate::default() }],
        ..StatefulSet::default()
    };
    seen.stateful_sets.insert("nginx".to_owned(), set);
    let service = Service {
        name: "nginx".to_owned(),
        uid: "uid-of-service".to_owned(),
        cluster_ip: "None".to_owned(),
        selector: [("app".to_owned(), "nginx".to_owned())].into(),
        ..Service::default()
    };
    seen.services.insert("nginx".to_owned(), service);
    let mut addresses = Vec::new();
    for number in 0..count {
        let pod = pod("nginx", number);
        let claim = Claim {
            name: format!("www-{}", pod.name),
            uid: format!("uid-of-www-{}", pod.name),
            phase: "Bound".to_owned(),
            volume: format!("pvc-{number}"),
            storage: "1Gi".to_owned(),
            ..Claim::default()
        };
        let volume = Volume {
            name: claim.volume.clone(),
            uid: format!("uid-of-{}", claim.volume),
            claim_uid: claim.uid.clone(),
            node: "worker".to_owned(),
            ..Volume::default()
        };
        addresses.push(EndpointAddress {
            pod: pod.name.clone(),
            pod_uid: pod.uid.clone(),
            ..EndpointAddress::default()
        });
        seen.pods.insert(pod.name.clone(), pod);
        seen.claims.insert(claim.name.clone(), claim);
        seen.volumes.insert(volume.name.clone(), volume);
    }
    seen.endpoints.insert("nginx".to_owned(), Endpoints { name: "nginx".to_owned(), addresses });
    seen
}
