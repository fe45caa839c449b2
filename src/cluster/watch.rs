//! One watch per kind of object for the whole cluster, kept as trimmed data by namespace.
//!
//! A change is announced with its namespace, so that only the sandbox it
//! belongs to is judged again. A dropped watch lists anew and goes on: what was
//! latched elsewhere is not touched by it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Debug;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::{StreamExt, TryStreamExt};
use k8s_openapi::api::apps::v1::{Deployment, ReplicaSet, StatefulSet};
use k8s_openapi::api::core::v1::{Endpoints, Node, PersistentVolume, PersistentVolumeClaim, Pod, Service};
use k8s_openapi::api::storage::v1::StorageClass;
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::runtime::watcher;
use kube::{Api, Client, Resource, ResourceExt};
use serde::de::DeserializeOwned;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use super::convert;
use super::history;
use super::reader::SYSTEM_NAMESPACE;
use crate::check::observed::{self, History, Observed, Probes, Shared};
use crate::picture::timeline::{Happening, Telling, Timeline};
use crate::progress::Millis;

/// What changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Something of this kind in this namespace.
    Namespace(String, &'static str),
    /// Something that every sandbox may depend on: a node, a class, the reach of the cluster.
    Everything,
}

/// A node as far as the server cares.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct NodeState {
    pub address: String,
    pub ready: bool,
    pub stand_ins: bool,
}

#[derive(Default)]
pub(super) struct Objects {
    pub stateful_sets: Shared<BTreeMap<String, observed::StatefulSet>>,
    pub deployments: Shared<BTreeMap<String, observed::Deployment>>,
    pub pods: Shared<BTreeMap<String, observed::Pod>>,
    pub services: Shared<BTreeMap<String, observed::Service>>,
    pub claims: Shared<BTreeMap<String, observed::Claim>>,
    pub endpoints: Shared<BTreeMap<String, observed::Endpoints>>,
    pub replica_sets: Shared<BTreeMap<String, observed::ReplicaSet>>,
    pub history: Shared<History>,
    pub timeline: Timeline,
}

#[derive(Default)]
pub(super) struct Inner {
    pub namespaces: HashMap<String, Objects>,
    pub volumes: HashMap<String, Shared<BTreeMap<String, observed::Volume>>>,
    pub classes: Shared<BTreeMap<String, observed::StorageClass>>,
    pub crds: Shared<BTreeSet<String>>,
    pub nodes: BTreeMap<String, NodeState>,
    /// Kinds whose first list is complete, or whose list after a reconnect is.
    pub synced: HashSet<&'static str>,
}

/// The watches' common memory.
pub(super) struct Cache {
    inner: Mutex<Inner>,
    sender: broadcast::Sender<Change>,
}

/// Where every cluster has its DNS: CoreDNS keeps the name of its predecessor.
pub(super) const DNS_NAMESPACE: &str = "kube-system";
pub(super) const DNS_SERVICE: &str = "kube-dns";

/// After how many seconds the API server ends a watch, which is then begun again where it was. Not longer: API servers
/// before 1.20.10 and 1.21.4 leave a watch of Services open and silent where they mean to close it, which they do when
/// its reader is slow in a burst of changes (kubernetes issue 102464). The offline cluster's is built without that fault.
const WATCH_SECONDS: u32 = 60;
/// A connection that says nothing for longer than that is dead, and its watch breaks.
pub(super) const WATCH_SILENCE: Duration = Duration::from_secs(75);
const PAUSE_FIRST: Duration = Duration::from_millis(200);
const PAUSE_LAST: Duration = Duration::from_secs(5);

/// How many kinds are watched; until all of them are listed nothing can be judged.
const KINDS: usize = 11;

impl Cache {
    pub(super) fn new() -> Self {
        Self { inner: Mutex::default(), sender: broadcast::channel(4096).0 }
    }

    /// The lock is held for plain data only; a panic in between leaves it usable.
    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn subscribe(&self) -> broadcast::Receiver<Change> {
        self.sender.subscribe()
    }

    pub(super) fn announce_all(&self) {
        // Nobody listening is no error.
        let _ = self.sender.send(Change::Everything);
    }

    /// Notes what happened to an object that no watch tells of, and announces it.
    pub(super) fn tell(&self, namespace: &str, happening: Happening) {
        let kind = happening.kind;
        // A namespace with nothing in it has been heard nothing of.
        self.lock().namespaces.entry(namespace.to_owned()).or_default().timeline.add(happening);
        self.announce(namespace, kind);
    }

    fn announce(&self, namespace: &str, kind: &'static str) {
        let _ = self.sender.send(Change::Namespace(namespace.to_owned(), kind));
    }

    /// Notes that a kind is no longer followed, and tells everybody; true when it was until now.
    fn loses(&self, kind: &'static str) -> bool {
        let was = self.lock().synced.remove(kind);
        if was {
            self.announce_all();
        }
        was
    }

    pub(super) fn forget(&self, namespace: &str) {
        self.lock().namespaces.remove(namespace);
    }

    /// What is known of a namespace; files are filled in by whoever reads them.
    pub(super) fn observe(&self, namespace: &str, reachable: Result<(), String>) -> Observed {
        let inner = self.lock();
        let reachable = if inner.synced.len() < KINDS && reachable.is_ok() {
            Err("cluster-not-listed".to_owned())
        } else {
            reachable
        };
        let none = Objects::default();
        let objects = inner.namespaces.get(namespace).unwrap_or(&none);
        Observed {
            at: jiff::Timestamp::now().to_string(),
            reachable,
            namespace: namespace.to_owned(),
            stateful_sets: objects.stateful_sets.clone(),
            deployments: objects.deployments.clone(),
            pods: objects.pods.clone(),
            services: objects.services.clone(),
            claims: objects.claims.clone(),
            volumes: inner.volumes.get(namespace).cloned().unwrap_or_default(),
            storage_classes: inner.classes.clone(),
            crds: inner.crds.clone(),
            endpoints: objects.endpoints.clone(),
            replica_sets: objects.replica_sets.clone(),
            nodes: inner.nodes.iter().map(|(name, node)| (name.clone(), node.address.clone())).collect(),
            nodes_down: inner.nodes.iter().filter(|(_, node)| !node.ready).map(|(name, _)| name.clone()).collect(),
            history: objects.history.clone(),
            dns_server: inner
                .namespaces
                .get(DNS_NAMESPACE)
                .and_then(|objects| objects.services.get(DNS_SERVICE))
                .map(|service| service.cluster_ip.clone())
                .unwrap_or_default(),
            files: BTreeMap::new(),
            probes: Probes::default(),
        }
    }
}

/// Where a kind of object is kept in the cache.
trait Kept: Resource<DynamicType = ()> + Clone + Debug + DeserializeOwned + Send + 'static {
    const NAME: &'static str;
    /// Puts one object in; `listed` when it comes from a list, whose order says nothing.
    fn put(self, inner: &mut Inner, listed: bool) -> bool;
    /// Takes one object out.
    fn take(&self, inner: &mut Inner);
    /// Takes out what a finished list did not name.
    fn keep_only(inner: &mut Inner, seen: &HashSet<(String, String)>);
    /// The namespace a change is announced for; `None` when it concerns everybody.
    fn home(&self) -> Option<String> {
        self.namespace()
    }
}

/// Only sandboxes' namespaces, the server's own and the one of the cluster's DNS are kept.
fn of_interest(namespace: &str) -> bool {
    namespace.starts_with("lab-") || namespace == SYSTEM_NAMESPACE || namespace == DNS_NAMESPACE
}

/// The one place where the watches read the clock.
pub(super) fn now() -> Millis {
    jiff::Timestamp::now().as_millisecond()
}

/// Keeps what a finished list named, and notes the rest as gone.
fn retain<T: Telling>(
    kept: &mut BTreeMap<String, T>,
    timeline: &mut Timeline,
    namespace: &str,
    seen: &HashSet<(String, String)>,
) {
    kept.retain(|name, object| {
        let stays = seen.contains(&(namespace.to_owned(), name.clone()));
        if !stays {
            timeline.lost(object, now());
        }
        stays
    });
}

macro_rules! kept {
    ($kind:ty, $name:literal, $field:ident, $convert:path $(, $history:path)?) => {
        impl Kept for $kind {
            const NAME: &'static str = $name;
            fn put(self, inner: &mut Inner, listed: bool) -> bool {
                let namespace = self.namespace().unwrap_or_default();
                if !of_interest(&namespace) {
                    return false;
                }
                let object = $convert(self);
                let objects = inner.namespaces.entry(namespace).or_default();
                $($history(&mut objects.history, &objects.$field, &object, !listed);)?
                objects.timeline.saw(objects.$field.get(&object.name), &object, listed, now());
                let old = objects.$field.insert(object.name.clone(), object.clone());
                old.as_ref() != Some(&object)
            }
            fn take(&self, inner: &mut Inner) {
                if let Some(objects) = inner.namespaces.get_mut(&self.namespace().unwrap_or_default())
                    && let Some(object) = objects.$field.remove(&self.name_any())
                {
                    objects.timeline.lost(&object, now());
                }
            }
            fn keep_only(inner: &mut Inner, seen: &HashSet<(String, String)>) {
                for (namespace, objects) in &mut inner.namespaces {
                    retain(&mut objects.$field, &mut objects.timeline, namespace, seen);
                }
            }
        }
    };
}

kept!(StatefulSet, "StatefulSet", stateful_sets, convert::stateful_set);
kept!(Deployment, "Deployment", deployments, convert::deployment);
kept!(Service, "Service", services, convert::service);
kept!(Endpoints, "Endpoints", endpoints, convert::endpoints);
kept!(ReplicaSet, "ReplicaSet", replica_sets, convert::replica_set);
kept!(PersistentVolumeClaim, "PersistentVolumeClaim", claims, convert::claim);
kept!(Pod, "Pod", pods, convert::pod, history::pod_seen);

impl Kept for PersistentVolume {
    const NAME: &'static str = "PersistentVolume";
    fn put(self, inner: &mut Inner, _listed: bool) -> bool {
        let (namespace, volume) = convert::volume(self);
        if !of_interest(&namespace) {
            return false;
        }
        let old = inner.volumes.entry(namespace).or_default().insert(volume.name.clone(), volume.clone());
        old.as_ref() != Some(&volume)
    }
    fn take(&self, inner: &mut Inner) {
        let name = self.name_any();
        inner.volumes.values_mut().for_each(|volumes| drop(volumes.remove(&name)));
        inner.volumes.retain(|_, volumes| !volumes.is_empty());
    }
    fn keep_only(inner: &mut Inner, seen: &HashSet<(String, String)>) {
        for volumes in inner.volumes.values_mut() {
            volumes.retain(|name, _| seen.contains(&(String::new(), name.clone())));
        }
    }
    fn home(&self) -> Option<String> {
        self.spec.as_ref()?.claim_ref.as_ref()?.namespace.clone()
    }
}

impl Kept for StorageClass {
    const NAME: &'static str = "StorageClass";
    fn put(self, inner: &mut Inner, _listed: bool) -> bool {
        let class = convert::storage_class(self);
        inner.classes.insert(class.name.clone(), class.clone()).as_ref() != Some(&class)
    }
    fn take(&self, inner: &mut Inner) {
        inner.classes.remove(&self.name_any());
    }
    fn keep_only(inner: &mut Inner, seen: &HashSet<(String, String)>) {
        inner.classes.retain(|name, _| seen.contains(&(String::new(), name.clone())));
    }
}

impl Kept for CustomResourceDefinition {
    const NAME: &'static str = "CustomResourceDefinition";
    fn put(self, inner: &mut Inner, _listed: bool) -> bool {
        inner.crds.insert(self.name_any())
    }
    fn take(&self, inner: &mut Inner) {
        inner.crds.remove(&self.name_any());
    }
    fn keep_only(inner: &mut Inner, seen: &HashSet<(String, String)>) {
        inner.crds.retain(|name| seen.contains(&(String::new(), name.clone())));
    }
}

impl Kept for Node {
    const NAME: &'static str = "Node";
    fn put(self, inner: &mut Inner, _listed: bool) -> bool {
        let stand_ins = convert::has_stand_ins(&self);
        let (name, address, ready) = convert::node(self);
        let state = NodeState { address, ready, stand_ins };
        inner.nodes.insert(name, state.clone()).as_ref() != Some(&state)
    }
    fn take(&self, inner: &mut Inner) {
        inner.nodes.remove(&self.name_any());
    }
    fn keep_only(inner: &mut Inner, seen: &HashSet<(String, String)>) {
        inner.nodes.retain(|name, _| seen.contains(&(String::new(), name.clone())));
    }
}

/// Starts a watch for each kind.
pub(super) fn start(client: &Client, cache: &Arc<Cache>, stop: &CancellationToken) {
    spawn::<StatefulSet>(client, cache, stop);
    spawn::<Deployment>(client, cache, stop);
    spawn::<Pod>(client, cache, stop);
    spawn::<Service>(client, cache, stop);
    spawn::<Endpoints>(client, cache, stop);
    spawn::<ReplicaSet>(client, cache, stop);
    spawn::<PersistentVolumeClaim>(client, cache, stop);
    spawn::<PersistentVolume>(client, cache, stop);
    spawn::<StorageClass>(client, cache, stop);
    spawn::<Node>(client, cache, stop);
    spawn::<CustomResourceDefinition>(client, cache, stop);
}

fn spawn<K: Kept>(client: &Client, cache: &Arc<Cache>, stop: &CancellationToken) {
    let api: Api<K> = Api::all(client.clone());
    let (cache, stop) = (cache.clone(), stop.clone());
    tokio::spawn(async move {
        tokio::select! {
            () = stop.cancelled() => {}
            () = follow(api, &cache) => {}
        }
    });
}

/// Follows a kind for ever. What a broken watch told before may be the past, so until the kind is listed anew nothing
/// is judged by it: kube would go on without a word, and nobody could tell a quiet watch from a dead one.
async fn follow<K: Kept>(api: Api<K>, cache: &Cache) {
    let config = watcher::Config::default().timeout(WATCH_SECONDS);
    let mut pause = PAUSE_FIRST;
    loop {
        let mut events = watcher(api.clone(), config.clone()).boxed();
        let mut listed = HashSet::new();
        let error = loop {
            match events.try_next().await {
                Ok(Some(event)) => {
                    pause = PAUSE_FIRST;
                    apply(event, cache, &mut listed);
                }
                // The watcher never ends its stream by itself.
                Ok(None) => return,
                Err(error) => break error,
            }
        };
        if cache.loses(K::NAME) {
            tracing::warn!(kind = K::NAME, error = %error, "a watch broke; the kind is listed anew");
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(PAUSE_LAST);
    }
}

fn apply<K: Kept>(event: watcher::Event<K>, cache: &Cache, listed: &mut HashSet<(String, String)>) {
    match event {
        watcher::Event::Init => listed.clear(),
        watcher::Event::InitApply(object) => {
            listed.insert((object.namespace().unwrap_or_default(), object.name_any()));
            object.put(&mut cache.lock(), true);
        }
        watcher::Event::InitDone => {
            {
                let mut inner = cache.lock();
                K::keep_only(&mut inner, listed);
                inner.synced.insert(K::NAME);
            }
            listed.clear();
            cache.announce_all();
        }
        watcher::Event::Apply(object) => {
            let namespace = object.home();
            let changed = object.put(&mut cache.lock(), false);
            if changed {
                announce::<K>(cache, namespace);
            }
        }
        watcher::Event::Delete(object) => {
            object.take(&mut cache.lock());
            announce::<K>(cache, object.home());
        }
    }
}

fn announce<K: Kept>(cache: &Cache, namespace: Option<String>) {
    match namespace {
        Some(namespace) if of_interest(&namespace) => cache.announce(&namespace, K::NAME),
        Some(_) => {}
        None => cache.announce_all(),
    }
}
