//! A sandbox: the learner's namespace, empty at the start, and a companion that only the server may change.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::time::{Duration, Instant};

use k8s_openapi::api::core::v1::{LimitRange, Namespace, Pod, ResourceQuota, Service, ServiceAccount};
use k8s_openapi::api::networking::v1::NetworkPolicy;
use k8s_openapi::api::rbac::v1::{ClusterRoleBinding, RoleBinding};
use kube::api::{DeleteParams, ListParams, Patch, PatchParams, PostParams};
use kube::{Api, Resource};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::contents::{binding, cluster_binding, limits, network, quota, workbench};
use super::watch::{DNS_NAMESPACE, DNS_SERVICE, now};
use super::{Cluster, ClusterError, account, install, limited};
use crate::check::observed::{self, Observed};
use crate::id::{LabId, SandboxId};
use crate::picture::timeline::{Happening, Turn};

/// On both namespaces: the lab's id.
pub const LAB_LABEL: &str = "kindlab.dev/lab";
/// On both namespaces: the sandbox's id.
pub const SANDBOX_LABEL: &str = "kindlab.dev/sandbox";
const ROLE_LABEL: &str = "kindlab.dev/role";
/// Which server made it: another server on the same cluster leaves it alone.
const SERVER_LABEL: &str = "kindlab.dev/server";
pub(super) const POD: &str = "workbench";
pub(super) const ACCOUNT: &str = "learner";

/// How long a workbench may take to come up before the learner is told that it did not.
const WORKBENCH_PATIENCE: Duration = Duration::from_secs(90);

/// How often a workbench that is not there is asked for.
const ASK_AGAIN: Duration = Duration::from_secs(1);

const BINDING_PATIENCE: Duration = Duration::from_secs(5);
/// When hundreds of sandboxes are made at once the controller of the accounts' tokens lags behind.
const TOKEN_PATIENCE: Duration = Duration::from_secs(60);

/// Which sandbox, of which lab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SandboxSpec {
    /// Its id.
    pub id: SandboxId,
    /// Its lab.
    pub lab: LabId,
}

impl Cluster {
    /// Makes both namespaces and what stands in them, apart from the workbench. Idempotent.
    ///
    /// # Errors
    /// When the API server can't be reached or refuses.
    pub async fn make_sandbox(&self, spec: &SandboxSpec) -> Result<(), ClusterError> {
        let (own, companion) = (spec.id.namespace(), spec.id.companion());
        let namespace = |name: &str, role: &str| {
            json!({"metadata": {"name": name, "labels": {
                LAB_LABEL: spec.lab, SANDBOX_LABEL: spec.id, ROLE_LABEL: role, SERVER_LABEL: *self.server,
                "pod-security.kubernetes.io/enforce": "baseline",
            }}})
        };
        let namespaces: Api<Namespace> = Api::all(self.client.clone());
        tokio::try_join!(
            create(namespaces.clone(), namespace(&own, "learner")),
            create(namespaces.clone(), namespace(&companion, "companion")),
        )?;
        let owner = limited("get the companion namespace", namespaces.get(&companion)).await?;
        tokio::try_join!(
            create::<RoleBinding>(self.within(&own), account::sandbox_binding()),
            create::<RoleBinding>(self.within(&companion), account::sandbox_binding()),
        )?;
        tokio::try_join!(
            create_once_bound::<ServiceAccount>(self.within(&companion), json!({"metadata": {"name": ACCOUNT}})),
            create_once_bound::<ResourceQuota>(self.within(&own), quota()),
            create_once_bound::<LimitRange>(self.within(&own), limits()),
            create_once_bound::<NetworkPolicy>(self.within(&own), network(&spec.id)),
            create_once_bound::<NetworkPolicy>(self.within(&companion), network(&spec.id)),
            create::<RoleBinding>(self.within(&own), binding(&companion, install::LEARNER_ROLE)),
            create::<ClusterRoleBinding>(
                Api::all(self.client.clone()),
                cluster_binding(spec, &owner.metadata.uid.unwrap_or_default()),
            ),
        )?;
        Ok(())
    }

    /// Makes the workbench if it is not there, and waits until it is Ready.
    /// Returns true when it is another pod than before, so that the lab's files must be put into it.
    ///
    /// # Errors
    /// When it does not come up within 90 s.
    pub async fn wake_workbench(&self, spec: &SandboxSpec) -> Result<bool, ClusterError> {
        let companion = spec.id.companion();
        if self.workbench_ready(&companion) {
            return Ok(false);
        }
        let mut changes = self.changes();
        let image = self.workbench_image().await?;
        let dns = self.dns_address().await?;
        let pod = workbench(spec, &image, &dns);
        let wait = async {
            let mut asked: Option<Instant> = None;
            loop {
                if self.workbench_ready(&companion) {
                    return Ok(());
                }
                self.clear_ended_workbench(spec).await?;
                // Again when it is not there: one that was still going when it was asked for held its name.
                if !self.workbench_is_there(&companion) && asked.is_none_or(|asked| asked.elapsed() > ASK_AGAIN) {
                    self.create_workbench(&companion, pod.clone()).await?;
                    asked = Some(Instant::now());
                }
                // Lagging behind is no harm: the state is looked at again.
                let _ = tokio::time::timeout(ASK_AGAIN, changes.recv()).await;
            }
        };
        match tokio::time::timeout(WORKBENCH_PATIENCE, wait).await {
            Ok(result) => result.map(|()| true),
            Err(_) => Err(ClusterError::Workbench(self.workbench_trouble(&companion))),
        }
    }

    fn workbench_is_there(&self, companion: &str) -> bool {
        let inner = self.cache.lock();
        inner.namespaces.get(companion).is_some_and(|objects| objects.pods.contains_key(POD))
    }

    /// Takes away a workbench that ended, by an eviction for instance: it holds its name and never runs again. True when there
    /// was one.
    ///
    /// # Errors
    /// When the API server can't be reached or refuses.
    pub async fn clear_ended_workbench(&self, spec: &SandboxSpec) -> Result<bool, ClusterError> {
        let ended = {
            let inner = self.cache.lock();
            let objects = inner.namespaces.get(&spec.id.companion());
            objects.and_then(|objects| objects.pods.get(POD)).filter(|pod| pod.is_over()).cloned()
        };
        let Some(ended) = ended else { return Ok(false) };
        if !ended.deleting {
            self.remove_workbench(spec).await?;
            self.tell_of_its_end(spec, &ended);
        }
        Ok(true)
    }

    /// In the learner's own timeline, once: what they had there besides the lab's files went with it.
    fn tell_of_its_end(&self, spec: &SandboxSpec, ended: &observed::Pod) {
        let is_told = |told: &Happening| told.uid == ended.uid && told.turn == Turn::WorkbenchEvicted;
        if !ended.was_evicted() || self.timeline(spec).iter().any(is_told) {
            return;
        }
        let why = ended.trouble.as_ref().map_or("", |trouble| trouble.message.trim());
        tracing::warn!(sandbox.id = %spec.id, why, "a workbench was evicted");
        let (name, uid) = (ended.name.clone(), ended.uid.clone());
        let happening = Happening { at: now(), kind: "pod", name, uid, turn: Turn::WorkbenchEvicted };
        self.cache.tell(&spec.id.namespace(), happening);
    }

    /// Before 1.24 the controller makes an account's token a moment after the account, and the API server
    /// refuses its pods until then ("retry after the token is automatically created").
    async fn create_workbench(&self, companion: &str, pod: Value) -> Result<(), ClusterError> {
        let give_up = Instant::now() + TOKEN_PATIENCE;
        let mut pause = Duration::from_millis(100);
        loop {
            match create(self.within::<Pod>(companion), pod.clone()).await {
                Err(ClusterError::Refused { message, .. })
                    if message.contains("No API token found") && Instant::now() < give_up =>
                {
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(ASK_AGAIN);
                }
                result => return result,
            }
        }
    }

    /// Whether the workbench is there and Ready.
    #[must_use]
    pub fn workbench_is_ready(&self, spec: &SandboxSpec) -> bool {
        self.workbench_ready(&spec.id.companion())
    }

    /// Whether the watch sees a workbench, ready or not.
    pub(super) fn has_workbench(&self, spec: &SandboxSpec) -> bool {
        self.workbench_is_there(&spec.id.companion())
    }

    fn workbench_ready(&self, companion: &str) -> bool {
        let inner = self.cache.lock();
        let pod = inner.namespaces.get(companion).and_then(|objects| objects.pods.get(POD));
        pod.is_some_and(|pod| pod.ready && !pod.deleting)
    }

    fn workbench_trouble(&self, companion: &str) -> String {
        let inner = self.cache.lock();
        let pod = inner.namespaces.get(companion).and_then(|objects| objects.pods.get(POD));
        match pod {
            None => "its pod was not seen".to_owned(),
            Some(pod) => match &pod.trouble {
                Some(trouble) => format!("{}: {}", trouble.reason, trouble.message),
                None => format!("its pod is {}", pod.phase),
            },
        }
    }

    /// Takes the workbench away; the namespaces stay.
    ///
    /// # Errors
    /// When the API server can't be reached or refuses.
    pub async fn remove_workbench(&self, spec: &SandboxSpec) -> Result<(), ClusterError> {
        let pods: Api<Pod> = self.within(&spec.id.companion());
        absent_is_fine(limited("delete the workbench", pods.delete(POD, &DeleteParams::default())).await.map(drop))
    }

    /// Removes both namespaces and everything in them. Kubernetes goes on with it behind.
    ///
    /// # Errors
    /// When the API server can't be reached or refuses.
    pub async fn remove_sandbox(&self, spec: &SandboxSpec) -> Result<(), ClusterError> {
        let namespaces: Api<Namespace> = Api::all(self.client.clone());
        for name in [spec.id.companion(), spec.id.namespace()] {
            let deleted = limited("delete a namespace", namespaces.delete(&name, &DeleteParams::default())).await;
            absent_is_fine(deleted.map(drop))?;
        }
        Ok(())
    }

    /// Whether the learner's namespace is there and not being deleted.
    ///
    /// # Errors
    /// When the API server can't be reached or refuses.
    pub async fn sandbox_exists(&self, spec: &SandboxSpec) -> Result<bool, ClusterError> {
        let namespaces: Api<Namespace> = Api::all(self.client.clone());
        let found = limited("get a namespace", namespaces.get_opt(&spec.id.namespace())).await?;
        Ok(found.is_some_and(|namespace| namespace.metadata.deletion_timestamp.is_none()))
    }

    /// This server's sandboxes that have namespaces in the cluster, by the labels on them.
    ///
    /// # Errors
    /// When the API server can't be reached or refuses.
    pub async fn sandboxes(&self) -> Result<Vec<SandboxSpec>, ClusterError> {
        let namespaces: Api<Namespace> = Api::all(self.client.clone());
        let params = ListParams::default().labels(&format!("{SANDBOX_LABEL},{SERVER_LABEL}={}", self.server));
        let list = limited("list sandboxes", namespaces.list(&params)).await?;
        let mut found: BTreeMap<String, SandboxSpec> = BTreeMap::new();
        for namespace in list {
            let labels = namespace.metadata.labels.unwrap_or_default();
            let id = labels.get(SANDBOX_LABEL).and_then(|id| id.parse::<SandboxId>().ok());
            let lab = labels.get(LAB_LABEL).and_then(|lab| lab.parse().ok());
            if let (Some(id), Some(lab)) = (id, lab) {
                found.insert(id.to_string(), SandboxSpec { id, lab });
            }
        }
        Ok(found.into_values().collect())
    }

    /// What is known of a sandbox now, without files.
    #[must_use]
    pub fn observe(&self, spec: &SandboxSpec) -> Observed {
        let reachable = match &*self.reach.borrow() {
            super::Reach::Up(_) => Ok(()),
            super::Reach::Unknown => Err("cluster-not-listed".to_owned()),
            super::Reach::Down(_) => Err("cluster-unreachable".to_owned()),
        };
        self.cache.observe(&spec.id.namespace(), reachable)
    }

    /// What the watches saw happen in a sandbox, oldest first.
    #[must_use]
    pub fn timeline(&self, spec: &SandboxSpec) -> Vec<Happening> {
        let inner = self.cache.lock();
        inner.namespaces.get(&spec.id.namespace()).map(|objects| objects.timeline.all()).unwrap_or_default()
    }

    /// Takes `externalIPs` off a Service: they would take over another address's traffic for the whole cluster.
    ///
    /// # Errors
    /// When the API server can't be reached or refuses.
    pub async fn strip_external_ips(&self, spec: &SandboxSpec, service: &str) -> Result<(), ClusterError> {
        let services: Api<Service> = self.within(&spec.id.namespace());
        let patch = Patch::Merge(json!({"spec": {"externalIPs": null}}));
        let params = PatchParams::default();
        let done = limited("take externalIPs off a Service", services.patch(service, &params, &patch)).await;
        absent_is_fine(done.map(drop))
    }

    fn within<K>(&self, namespace: &str) -> Api<K>
    where
        K: Resource<Scope = k8s_openapi::NamespaceResourceScope, DynamicType = ()>,
    {
        Api::namespaced(self.client.clone(), namespace)
    }

    async fn workbench_image(&self) -> Result<String, ClusterError> {
        install::workbench_image(&self.client).await
    }

    /// The address of the cluster's DNS: the workbench asks it with the search list of the learner's namespace.
    async fn dns_address(&self) -> Result<String, ClusterError> {
        let services: Api<Service> = self.within(DNS_NAMESPACE);
        let service = limited("get the DNS Service", services.get(DNS_SERVICE)).await?;
        service
            .spec
            .and_then(|spec| spec.cluster_ip)
            .ok_or_else(|| ClusterError::protocol("the DNS Service", "it has no address"))
    }
}

/// Creates an object; one that is there already is fine.
pub(super) async fn create<K>(api: Api<K>, object: Value) -> Result<(), ClusterError>
where
    K: Resource + Clone + Debug + Serialize + DeserializeOwned,
{
    let object: K = serde_json::from_value(object).map_err(|error| ClusterError::protocol("an object", error))?;
    match limited("create an object", api.create(&PostParams::default(), &object)).await {
        Err(error) if error.is_conflict() => Ok(()),
        result => result.map(drop),
    }
}

/// The same with rights that were bound a moment ago: an API server hears of a binding by a watch of its own.
async fn create_once_bound<K>(api: Api<K>, object: Value) -> Result<(), ClusterError>
where
    K: Resource + Clone + Debug + Serialize + DeserializeOwned,
{
    let give_up = Instant::now() + BINDING_PATIENCE;
    loop {
        match create(api.clone(), object.clone()).await {
            Err(error) if error.is_forbidden() && Instant::now() < give_up => {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            result => return result,
        }
    }
}

fn absent_is_fine(result: Result<(), ClusterError>) -> Result<(), ClusterError> {
    match result {
        Err(error) if error.is_not_found() => Ok(()),
        result => result,
    }
}
