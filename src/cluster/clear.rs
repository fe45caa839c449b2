//! Emptying a learner's namespace, and freeing what somebody else's finalizer holds back.

use std::fmt::Debug;
use std::time::{Duration, Instant};

use k8s_openapi::NamespaceResourceScope;
use k8s_openapi::api::apps::v1::{Deployment, StatefulSet};
use k8s_openapi::api::core::v1::{ConfigMap, Namespace, PersistentVolumeClaim, Pod, Service};
use kube::api::{DeleteParams, ListParams, Patch, PatchParams, PropagationPolicy};
use kube::{Api, Resource, ResourceExt};
use serde::de::DeserializeOwned;
use serde_json::json;

use super::sandbox::SandboxSpec;
use super::{Cluster, ClusterError, limited};

/// What Kubernetes puts into every namespace.
const ROOT_CERTIFICATE: &str = "kube-root-ca.crt";
/// Pods are asked to end within this many seconds: nobody works with them any more.
const GRACE: u32 = 2;
/// How long what was deleted may take to go by itself.
const BY_ITSELF: Duration = Duration::from_secs(8);
const ALTOGETHER: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(250);
/// Finalizers that Kubernetes' garbage collector takes off by itself in time, whatever carries them.
const COLLECTOR_S: [&str; 2] = ["foregroundDeletion", "orphan"];
/// The one of a controller that looks at claims alone: anything else that carries it would stay for ever.
const CLAIM_S: &str = "kubernetes.io/pvc-protection";

/// A kind that learners can make objects of.
trait Made: Resource<Scope = NamespaceResourceScope, DynamicType = ()> + Clone + Debug + DeserializeOwned {}
impl<K> Made for K where K: Resource<Scope = NamespaceResourceScope, DynamicType = ()> + Clone + Debug + DeserializeOwned
{}

impl Cluster {
    /// Deletes what a learner can make in their namespace, apart from claims, and waits until it is gone.
    ///
    /// # Errors
    /// When the API server can't be reached, or something does not go within a minute.
    pub async fn clear_namespace(&self, spec: &SandboxSpec) -> Result<(), ClusterError> {
        let namespace = spec.id.namespace();
        self.free(&namespace).await?;
        let begun = Instant::now();
        let mut freed = false;
        loop {
            // All of it again each time: a controller may have made one more pod before it heard of its end.
            let left = self.delete_all::<StatefulSet>(&namespace).await?
                + self.delete_all::<Deployment>(&namespace).await?
                + self.delete_all::<Service>(&namespace).await?
                + self.delete_all::<ConfigMap>(&namespace).await?
                + self.delete_all::<Pod>(&namespace).await?;
            if left == 0 {
                return Ok(());
            }
            if begun.elapsed() > ALTOGETHER {
                return Err(ClusterError::Timeout("empty a namespace"));
            }
            if begun.elapsed() > BY_ITSELF && !freed {
                self.free(&namespace).await?;
                freed = true;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn list<K: Made>(&self, namespace: &str) -> Result<Vec<K>, ClusterError> {
        let api: Api<K> = Api::namespaced(self.client.clone(), namespace);
        let mut list = limited("list objects", api.list(&ListParams::default())).await?.items;
        list.retain(|object| object.name_any() != ROOT_CERTIFICATE);
        Ok(list)
    }

    /// Deletes each object of a kind and says how many there were.
    async fn delete_all<K: Made>(&self, namespace: &str) -> Result<usize, ClusterError> {
        let api: Api<K> = Api::namespaced(self.client.clone(), namespace);
        let params = DeleteParams {
            grace_period_seconds: Some(GRACE),
            propagation_policy: Some(PropagationPolicy::Background),
            ..DeleteParams::default()
        };
        let found = self.list::<K>(namespace).await?;
        for object in found.iter().filter(|object| object.meta().deletion_timestamp.is_none()) {
            match limited("delete an object", api.delete(&object.name_any(), &params)).await {
                Err(error) if !error.is_not_found() => return Err(error),
                _ => {}
            }
        }
        Ok(found.len())
    }

    /// Removes a sandbox's namespaces and stays until they are gone; what a foreign finalizer holds back is freed.
    ///
    /// # Errors
    /// When the API server can't be reached or refuses, or they are not gone within a minute.
    pub async fn remove_for_good(&self, spec: &SandboxSpec) -> Result<(), ClusterError> {
        let namespace = spec.id.namespace();
        // First: in a namespace that is going, the server's own rights go too.
        if let Err(error) = self.free(&namespace).await {
            tracing::debug!(namespace, error = %error, "finalizers could not be looked at");
        }
        self.remove_sandbox(spec).await?;
        let namespaces: Api<Namespace> = Api::all(self.client.clone());
        let begun = Instant::now();
        let mut freed = false;
        while limited("get a namespace", namespaces.get_opt(&namespace)).await?.is_some() {
            if begun.elapsed() > ALTOGETHER {
                return Err(ClusterError::Timeout("remove a namespace"));
            }
            if begun.elapsed() > BY_ITSELF && !freed {
                self.free(&namespace).await?;
                freed = true;
            }
            tokio::time::sleep(4 * PAUSE).await;
        }
        Ok(())
    }

    /// Takes foreign finalizers off what learners can make: whoever set them will not come, and the namespace would
    /// stay for ever.
    async fn free(&self, namespace: &str) -> Result<(), ClusterError> {
        self.free_all::<StatefulSet>(namespace).await?;
        self.free_all::<Deployment>(namespace).await?;
        self.free_all::<Service>(namespace).await?;
        self.free_all::<ConfigMap>(namespace).await?;
        self.free_all::<PersistentVolumeClaim>(namespace).await?;
        self.free_all::<Pod>(namespace).await
    }

    async fn free_all<K: Made>(&self, namespace: &str) -> Result<(), ClusterError> {
        let api: Api<K> = Api::namespaced(self.client.clone(), namespace);
        for object in self.list::<K>(namespace).await? {
            let all = object.finalizers();
            let kept: Vec<&String> = all.iter().filter(|name| goes_by_itself(&K::kind(&()), name)).collect();
            if kept.len() == all.len() {
                continue;
            }
            let name = object.name_any();
            tracing::info!(namespace, object = %name, "a foreign finalizer is taken off");
            let patch = Patch::Merge(json!({"metadata": {"finalizers": kept}}));
            match limited("take a finalizer off", api.patch(&name, &PatchParams::default(), &patch)).await {
                Err(error) if !error.is_not_found() => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Whether Kubernetes takes this finalizer off an object of this kind by itself.
fn goes_by_itself(kind: &str, finalizer: &str) -> bool {
    COLLECTOR_S.contains(&finalizer) || finalizer == CLAIM_S && kind == "PersistentVolumeClaim"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finalizer_is_kubernetes_own_only_where_something_takes_it_off() {
        for kind in ["ConfigMap", "Pod", "Service", "StatefulSet", "Deployment"] {
            assert!(!goes_by_itself(kind, "kubernetes.io/pvc-protection"), "{kind}");
            assert!(goes_by_itself(kind, "foregroundDeletion") && goes_by_itself(kind, "orphan"), "{kind}");
        }
        assert!(goes_by_itself("PersistentVolumeClaim", "kubernetes.io/pvc-protection"));
        for stays in ["kubernetes.io/pv-protection", "service.kubernetes.io/load-balancer-cleanup", "example.com/hold"]
        {
            assert!(!goes_by_itself("PersistentVolumeClaim", stays) && !goes_by_itself("Service", stays), "{stays}");
        }
    }
}
