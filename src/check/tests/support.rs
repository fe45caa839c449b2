//! A learner's namespace in a few words: what is in it, and what somebody does to it next. The controllers' part (new
//! UIDs, ordinals one after the other, claims that outlive pods) is played here as the cluster plays it.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::observed::{
    Claim, ClaimTemplate, Container, FileRead, Mount, Observed, Owner, PageFile, Pod, Seconds, Shared, StatefulSet,
    StorageClass, Volume,
};
use crate::check::{Check, wants};

pub const DOCROOT: &str = "/usr/share/nginx/html";
pub const CLAIM: &str = "nginx-html";
pub const REVISION: &str = "controller-revision-hash";

/// Why a pod is a new one: what the judge must find out, and is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    Started,
    Deleted,
    Scaled,
    RolledOut,
    Recreated,
}

/// A namespace with at most one StatefulSet. Each thing that happens takes ten seconds, unless told otherwise.
#[derive(Clone)]
pub struct Namespace {
    pub seen: Observed,
    pub(super) set: String,
    pub(super) disk: BTreeMap<(String, String), FileRead>,
    /// Whether the node program can be reached.
    pub(super) reads: bool,
    /// What an init container of the set writes at each start, before the ordinal.
    pub(super) init_page: Option<String>,
    pub(super) now: Seconds,
    pub(super) pace: Seconds,
    pub(super) happened: i64,
    /// By pod UID: why it was made, and when in the order of everything.
    pub made: BTreeMap<String, (Cause, i64)>,
    /// Pods that went because a smaller size was asked for: what makes them again is a larger one.
    pub(super) sized_away: BTreeSet<String>,
    /// By volume: when in the order of everything its page was last written.
    pub written: BTreeMap<String, i64>,
}

pub(super) fn named(of: &str, number: i64) -> String {
    format!("{of}-{number}")
}

/// A container that mounts the claim where nginx looks for its pages.
pub fn container() -> Container {
    let mount = Mount { path: DOCROOT.into(), volume: CLAIM.into(), sub_path: String::new() };
    Container { name: "nginx".into(), image: "nginx".into(), mounts: vec![mount], ..Container::default() }
}

impl Observed {
    /// An empty sandbox on a cluster that answers.
    pub(crate) fn nothing() -> Self {
        Self {
            at: "2026-01-01T00:00:00Z".into(),
            reachable: Ok(()),
            namespace: "lab-test".into(),
            stateful_sets: Shared::default(),
            deployments: Shared::default(),
            pods: Shared::default(),
            services: Shared::default(),
            claims: Shared::default(),
            volumes: Shared::default(),
            storage_classes: Shared::default(),
            crds: Default::default(),
            endpoints: Shared::default(),
            replica_sets: Shared::default(),
            nodes: BTreeMap::new(),
            nodes_down: Vec::new(),
            dns_server: String::new(),
            history: Default::default(),
            files: BTreeMap::new(),
            probes: Default::default(),
        }
    }
}

impl Namespace {
    pub fn new() -> Self {
        let class = StorageClass { name: "standard".into(), default: true, ..StorageClass::default() };
        let seen = Observed {
            storage_classes: Shared::from(BTreeMap::from([("standard".into(), class)])),
            nodes: [("worker".into(), "172.18.0.2".into())].into(),
            dns_server: "10.96.0.10".into(),
            ..Observed::nothing()
        };
        Self {
            seen,
            set: String::new(),
            disk: BTreeMap::new(),
            reads: true,
            init_page: None,
            now: 1_000,
            pace: 10,
            happened: 0,
            made: BTreeMap::new(),
            sized_away: BTreeSet::new(),
            written: BTreeMap::new(),
        }
    }

    /// What the server sees of it with this check in mind: the files it wants are read, the others aren't.
    pub fn for_check(&self, check: &Check) -> Observed {
        let mut seen = self.seen.clone();
        for key in wants([check], &seen).files {
            let bound = seen.claims.get(&key.claim).filter(|claim| claim.phase == "Bound");
            let Some(claim) = bound else { continue };
            let mut read =
                self.disk.get(&(claim.volume.clone(), key.path.clone())).cloned().unwrap_or(FileRead::Absent);
            if let FileRead::File(page) = &mut read {
                page.claim_uid.clone_from(&claim.uid);
            }
            if !self.reads {
                read = FileRead::Unreadable("reader-unreachable".into());
            }
            seen.files.insert(key, read);
        }
        seen
    }

    pub(super) fn happens(&mut self) {
        self.now += self.pace;
        self.happened += 1;
    }

    pub(super) fn uid(&mut self, kind: &str) -> String {
        self.happened += 1;
        named(kind, self.happened)
    }

    pub(super) fn the_set(&mut self) -> &mut StatefulSet {
        self.seen.stateful_sets.get_mut(&self.set).expect("there is a set")
    }

    pub(super) fn claim_name(&self, ordinal: i64) -> String {
        format!("{CLAIM}-{}-{ordinal}", self.set)
    }

    /// The lab's StatefulSet, just applied: its first pod exists and is not Ready yet.
    pub fn set(self, name: &str, replicas: i64) -> Self {
        self.set_with(name, replicas, |_| {})
    }

    /// The same with other values.
    pub fn set_with(mut self, name: &str, replicas: i64, edit: impl FnOnce(&mut StatefulSet)) -> Self {
        self.happens();
        name.clone_into(&mut self.set);
        let template = ClaimTemplate {
            name: CLAIM.into(),
            access_modes: vec!["ReadWriteOnce".into()],
            storage: "1G".into(),
            storage_class: None,
        };
        let revision = self.uid("revision");
        let mut set = StatefulSet {
            name: name.into(),
            uid: self.uid("set"),
            generation: 1,
            observed_generation: 1,
            created: self.now,
            replicas,
            service_name: "nginx".into(),
            pod_management: "OrderedReady".into(),
            containers: vec![container()],
            claim_templates: vec![template],
            current_revision: revision.clone(),
            update_revision: revision,
            ..StatefulSet::default()
        };
        edit(&mut set);
        self.seen.stateful_sets.insert(name.into(), set);
        self.fill(Cause::Started, false);
        self
    }

    /// The set's controller at work: what is too many goes, what is missing is made in order, each Ready before the next.
    pub(super) fn fill(&mut self, cause: Cause, ready: bool) {
        let set = self.the_set().clone();
        let first = set.first_ordinal;
        let wanted: Vec<String> = (first..first + set.replicas).map(|ordinal| named(&set.name, ordinal)).collect();
        let ours = |pod: &&Pod| pod.owner.as_ref().is_some_and(|owner| owner.uid == set.uid);
        let known: Vec<String> = self.seen.pods.values().filter(ours).map(|pod| pod.name.clone()).collect();
        for name in known.iter().rev().filter(|name| !wanted.contains(name)) {
            self.goes(name);
            self.seen.pods.remove(name);
            self.sized_away.insert(name.clone());
        }
        for (ordinal, name) in (first..).zip(&wanted) {
            if !self.seen.pods.contains_key(name) {
                let sized_away = self.sized_away.remove(name);
                self.make_pod(ordinal, if sized_away { Cause::Scaled } else { cause });
            }
            let Some(pod) = self.seen.pods.get_mut(name) else { return };
            if pod.trouble.is_some() || (!ready && !pod.ready) {
                if set.pod_management == "Parallel" {
                    continue;
                }
                return;
            }
            pod.ready = true;
            pod.phase = "Running".into();
        }
        let set = self.the_set();
        set.ready = set.replicas;
        set.observed_generation = set.generation;
    }

    pub(super) fn make_pod(&mut self, ordinal: i64, cause: Cause) {
        let set = self.the_set().clone();
        let name = named(&set.name, ordinal);
        let mut claims = BTreeMap::new();
        for template in &set.claim_templates {
            let claim = format!("{}-{}-{ordinal}", template.name, set.name);
            if !self.seen.claims.contains_key(&claim) {
                self.make_claim(&claim, template);
            }
            claims.insert(template.name.clone(), claim);
        }
        let mut other_volumes = set.template_volumes.clone();
        other_volumes.retain(|volume, _| !claims.contains_key(volume));
        let pod = Pod {
            name: name.clone(),
            uid: self.uid("pod"),
            created: self.now,
            labels: [(REVISION.to_owned(), set.update_revision.clone())].into(),
            owner: Some(Owner { kind: "StatefulSet".into(), name: set.name.clone(), uid: set.uid.clone() }),
            node: "worker".into(),
            hostname: name.clone(),
            subdomain: set.service_name.clone(),
            phase: "Pending".into(),
            containers: set.containers.clone(),
            claims,
            other_volumes,
            ..Pod::default()
        };
        self.arrives(&pod, &set, ordinal);
        self.made.insert(pod.uid.clone(), (cause, self.happened));
        self.seen.pods.insert(name, pod);
        if let Some(text) = self.init_page.clone() {
            self.happened += 1;
            self.put_page(ordinal, "index.html", &format!("{text}{ordinal}"));
        }
    }

    pub(super) fn make_claim(&mut self, name: &str, template: &ClaimTemplate) {
        let (uid, volume) = (self.uid("claim"), self.uid("pvc"));
        let found = Volume {
            name: volume.clone(),
            uid: self.uid("volume"),
            claim_uid: uid.clone(),
            claim: name.into(),
            phase: "Bound".into(),
            path: format!("/var/local-path-provisioner/{volume}"),
            node: "worker".into(),
            reclaim_policy: "Delete".into(),
        };
        self.seen.volumes.insert(volume.clone(), found);
        let claim = Claim {
            name: name.into(),
            uid,
            created: self.now,
            deleting: false,
            phase: "Bound".into(),
            volume,
            storage_class: "standard".into(),
            access_modes: template.access_modes.clone(),
            storage: template.storage.clone(),
        };
        self.seen.claims.insert(name.into(), claim);
    }

    pub(super) fn put_page(&mut self, ordinal: i64, path: &str, text: &str) {
        let page = PageFile {
            size: text.len() as u64,
            ctime: self.now,
            ctime_ns: self.happened,
            sha256: format!("hash of {text}"),
            start: text.into(),
            claim_uid: String::new(),
            links: 1,
            by_pod: false,
        };
        self.put(ordinal, path, FileRead::File(page));
    }

    pub(super) fn put(&mut self, ordinal: i64, path: &str, read: FileRead) {
        let Some(claim) = self.seen.claims.get(&self.claim_name(ordinal)) else { return };
        self.written.insert(claim.volume.clone(), self.happened);
        self.disk.insert((claim.volume.clone(), path.to_owned()), read);
    }
}
