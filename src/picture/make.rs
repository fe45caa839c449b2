//! From a snapshot to the scene: which pods, claims and Services belong together, and what is left out.

use std::collections::{BTreeMap, BTreeSet};

use super::scene::{ClaimNode, Empty, Group, OwnerNode, PodNode, PodState, Row, Scene, Seat, ServiceNode, VolumeNode};
use crate::check::observed::{Claim, Deployment, Observed, Owner, Pod, Service, StatefulSet, Volume, ordinal};

/// The most rows that are drawn; what is beyond is counted.
pub const MOST_ROWS: usize = 60;
/// The most Services that are drawn with one group.
const MOST_SERVICES: usize = 12;

impl Scene {
    /// What a snapshot shows.
    #[must_use]
    pub fn of(seen: &Observed) -> Self {
        let mut maker = Maker { seen, pods: BTreeSet::new(), claims: BTreeSet::new() };
        let mut groups: Vec<Group> = seen.stateful_sets.values().map(|set| maker.stateful(set)).collect();
        groups.extend(seen.deployments.values().map(|deployment| maker.deployment(deployment)));
        groups.extend(maker.others());
        groups.extend(maker.alone());
        attach_services(seen, &mut groups);
        let mut scene = Self { groups, left_out: 0 };
        scene.shorten();
        scene
    }

    fn shorten(&mut self) {
        let mut room = MOST_ROWS;
        for group in &mut self.groups {
            let kept = group.rows.len().min(room);
            self.left_out += group.rows.len() - kept;
            group.rows.truncate(kept);
            room -= kept;
            group.services.truncate(MOST_SERVICES);
        }
        self.groups.retain(|group| group.owner.is_some() || !group.rows.is_empty() || !group.services.is_empty());
        self.groups.truncate(MOST_ROWS);
    }
}

impl PodState {
    fn of(pod: &Pod) -> Self {
        match (&pod.trouble, pod.phase.as_str()) {
            _ if pod.deleting => Self::Terminating,
            (_, "Succeeded") => Self::Succeeded,
            (None, "Failed") => Self::Failed,
            _ if pod.ready => Self::Ready,
            (Some(trouble), _) => Self::Trouble(trouble.reason.clone()),
            (None, "Running") => Self::Running,
            _ => Self::Pending,
        }
    }
}

/// Takes the snapshot apart; remembers which pods and claims have their place.
struct Maker<'a> {
    seen: &'a Observed,
    pods: BTreeSet<&'a str>,
    claims: BTreeSet<&'a str>,
}

impl<'a> Maker<'a> {
    fn stateful(&mut self, set: &'a StatefulSet) -> Group {
        let pods = self.seen.pods_of(set);
        let kept = self.kept_claims(set);
        let wanted = set.first_ordinal..set.first_ordinal.saturating_add(set.replicas.clamp(0, MOST_ROWS as i64 + 1));
        let ordinals: BTreeSet<i64> =
            pods.keys().copied().chain(kept.keys().copied()).chain(wanted.clone().filter(|_| !set.deleting)).collect();
        let ordered = set.pod_management != "Parallel";
        let mut rows = Vec::new();
        for number in ordinals {
            let seat = match pods.get(&number) {
                Some(pod) => Seat::Pod(self.pod(pod)),
                None if !wanted.contains(&number) || set.deleting => {
                    Seat::Empty(format!("{}-{number}", set.name), Empty::Scaled)
                }
                None => {
                    let first = pods.range(..number).find(|(_, pod)| !pod.ready || pod.deleting).filter(|_| ordered);
                    let missing = (wanted.start..number).find(|lower| !pods.contains_key(lower)).filter(|_| ordered);
                    let after = match (first.map(|(lower, _)| *lower), missing) {
                        (Some(a), Some(b)) => Some(a.min(b)),
                        (a, b) => a.or(b),
                    };
                    let why = after.map_or(Empty::Coming, |lower| Empty::After(format!("{}-{lower}", set.name)));
                    Seat::Empty(format!("{}-{number}", set.name), why)
                }
            };
            let mut names: BTreeSet<String> = kept.get(&number).into_iter().flatten().cloned().collect();
            names.extend(pods.get(&number).iter().flat_map(|pod| pod.claims.values().cloned()));
            let (claims, shared) = self.claims(names.iter());
            rows.push(Row { key: format!("{}/{number}", set.uid), seat, claims, shared });
        }
        let owner = OwnerNode {
            uid: set.uid.clone(),
            kind: "StatefulSet".to_owned(),
            name: set.name.clone(),
            ready: Some((set.ready, set.replicas)),
            going: set.deleting,
        };
        Group { owner: Some(owner), services: Vec::new(), rows }
    }

    /// Names of the claims that were made from the set's templates, by ordinal.
    fn kept_claims(&self, set: &StatefulSet) -> BTreeMap<i64, Vec<String>> {
        let mut found: BTreeMap<i64, Vec<String>> = BTreeMap::new();
        for template in &set.claim_templates {
            let prefix = format!("{}-{}", template.name, set.name);
            for claim in self.seen.claims.values() {
                if let Some(number) = ordinal(&prefix, &claim.name) {
                    found.entry(number).or_default().push(claim.name.clone());
                }
            }
        }
        found
    }

    fn deployment(&mut self, deployment: &'a Deployment) -> Group {
        let pods = self.seen.pods_of_deployment(deployment);
        let rows = pods.values().map(|pod| self.row(pod)).collect();
        let owner = OwnerNode {
            uid: deployment.uid.clone(),
            kind: "Deployment".to_owned(),
            name: deployment.name.clone(),
            ready: Some((deployment.ready, deployment.replicas)),
            going: false,
        };
        Group { owner: Some(owner), services: Vec::new(), rows }
    }

    fn row(&mut self, pod: &'a Pod) -> Row {
        let names: BTreeSet<&String> = pod.claims.values().collect();
        let (claims, shared) = self.claims(names.into_iter());
        Row { key: pod.uid.clone(), seat: Seat::Pod(self.pod(pod)), claims, shared }
    }

    /// Pods of other controllers: Jobs, DaemonSets, a ReplicaSet without a Deployment, a set that is gone.
    fn others(&mut self) -> Vec<Group> {
        let mut owned: BTreeMap<(&str, &str, &str), Vec<&'a Pod>> = BTreeMap::new();
        for pod in self.seen.pods.values().filter(|pod| !self.pods.contains(pod.uid.as_str())) {
            if let Some(Owner { kind, name, uid }) = &pod.owner {
                owned.entry((kind, name, uid)).or_default().push(pod);
            }
        }
        let groups = owned.into_iter().map(|((kind, name, uid), pods)| Group {
            owner: Some(OwnerNode {
                uid: uid.to_owned(),
                kind: kind.to_owned(),
                name: name.to_owned(),
                ready: None,
                going: false,
            }),
            services: Vec::new(),
            rows: pods.into_iter().map(|pod| self.row(pod)).collect(),
        });
        groups.collect()
    }

    /// Pods without a controller, and claims that no pod uses.
    fn alone(&mut self) -> Option<Group> {
        let pods: Vec<&'a Pod> = self.seen.pods.values().filter(|pod| !self.pods.contains(pod.uid.as_str())).collect();
        let mut rows: Vec<Row> = pods.into_iter().map(|pod| self.row(pod)).collect();
        let left: Vec<&Claim> =
            self.seen.claims.values().filter(|claim| !self.claims.contains(claim.uid.as_str())).collect();
        for claim in left {
            let (claims, shared) = self.claims(std::iter::once(&claim.name));
            rows.push(Row { key: claim.uid.clone(), seat: Seat::Nobody, claims, shared });
        }
        (!rows.is_empty()).then(|| Group { owner: None, services: Vec::new(), rows })
    }

    fn pod(&mut self, pod: &'a Pod) -> PodNode {
        self.pods.insert(&pod.uid);
        PodNode {
            uid: pod.uid.clone(),
            name: pod.name.clone(),
            state: PodState::of(pod),
            created: pod.created,
            restarts: pod.restarts,
            node: pod.node.clone(),
            ip: pod.ip.clone(),
            dns: self.dns(pod),
        }
    }

    /// A pod has a name of its own when its subdomain is a headless Service that selects it.
    fn dns(&self, pod: &Pod) -> Option<String> {
        let service = self.seen.services.get(&pod.subdomain).filter(|service| service.cluster_ip == "None")?;
        (!pod.hostname.is_empty() && selects(service, pod)).then(|| format!("{}.{}", pod.hostname, pod.subdomain))
    }

    /// Claims by their names: those that get their place here, and the UIDs of those that have one already.
    fn claims<'n>(&mut self, names: impl Iterator<Item = &'n String>) -> (Vec<ClaimNode>, Vec<String>) {
        let (mut here, mut elsewhere) = (Vec::new(), Vec::new());
        for name in names {
            match self.seen.claims.get(name) {
                None => here.push(ClaimNode { name: name.clone(), ..ClaimNode::default() }),
                Some(claim) if self.claims.insert(&claim.uid) => here.push(claim_node(self.seen, claim)),
                Some(claim) => elsewhere.push(claim.uid.clone()),
            }
        }
        (here, elsewhere)
    }
}

fn claim_node(seen: &Observed, claim: &Claim) -> ClaimNode {
    let volume = seen.volumes.get(&claim.volume).filter(|volume| volume.claim_uid == claim.uid);
    ClaimNode {
        uid: claim.uid.clone(),
        name: claim.name.clone(),
        phase: if claim.deleting { "Terminating".to_owned() } else { claim.phase.clone() },
        storage: claim.storage.clone(),
        volume: volume.map(volume_node),
    }
}

fn volume_node(volume: &Volume) -> VolumeNode {
    VolumeNode { uid: volume.uid.clone(), name: volume.name.clone(), node: volume.node.clone() }
}

fn selects(service: &Service, pod: &Pod) -> bool {
    !service.selector.is_empty() && service.selector.iter().all(|(key, value)| pod.labels.get(key) == Some(value))
}

/// Puts each Service with the group that most of its pods are in; one that leads nowhere stands with an owner whose
/// template it would match, or on its own.
fn attach_services(seen: &Observed, groups: &mut Vec<Group>) {
    let mut homeless = Vec::new();
    for service in seen.services.values() {
        let node = service_node(seen, service);
        let counts = groups.iter().map(|group| selected(seen, service, group));
        let best =
            counts.enumerate().filter(|(_, count)| *count > 0).max_by_key(|(at, count)| (*count, usize::MAX - at));
        let named = |group: &&mut Group| {
            group.owner.as_ref().is_some_and(|owner| {
                seen.stateful_sets
                    .get(&owner.name)
                    .is_some_and(|set| set.uid == owner.uid && set.service_name == service.name)
            })
        };
        match best {
            Some((at, _)) => groups[at].services.push(node),
            None => match groups.iter_mut().find(named) {
                Some(group) => group.services.push(node),
                None => homeless.push(node),
            },
        }
    }
    if !homeless.is_empty() {
        groups.push(Group { owner: None, services: homeless, rows: Vec::new() });
    }
}

fn selected(seen: &Observed, service: &Service, group: &Group) -> usize {
    let pods = group.rows.iter().filter_map(|row| match &row.seat {
        Seat::Pod(pod) => seen.pods.get(&pod.name),
        Seat::Empty(..) | Seat::Nobody => None,
    });
    pods.filter(|pod| selects(service, pod)).count()
}

fn service_node(seen: &Observed, service: &Service) -> ServiceNode {
    let addresses = seen.endpoints.get(&service.name).map_or(&[][..], |endpoints| &endpoints.addresses);
    ServiceNode {
        uid: service.uid.clone(),
        name: service.name.clone(),
        kind: service.kind.clone(),
        headless: service.cluster_ip == "None",
        endpoints: addresses.iter().map(|address| address.pod_uid.clone()).filter(|uid| !uid.is_empty()).collect(),
        addresses: addresses.len(),
    }
}
