//! The API's own types, for whoever writes manifests: which of their fields the API knows and keeps.

use k8s_openapi::api::{
    apps::v1 as apps, autoscaling::v2 as autoscaling, batch::v1 as batch, core::v1 as core, discovery::v1 as discovery,
    networking::v1 as networking, policy::v1 as policy, rbac::v1 as rbac, storage::v1 as storage,
};

use crate::lab::parse::Document;
use crate::lab::problem::Problem;

/// What is wrong with a manifest when it is read as the API's type and written again; `None` for a kind that is not
/// known here, such as one that a cluster was taught.
#[must_use]
pub fn fit(document: &Document<'_>) -> Option<Vec<Problem>> {
    macro_rules! known {
        ($($version:literal: $($kind:ident of $group:ident),+;)+) => {
            match (document.api_version.as_str(), document.kind.as_str()) {
                $($(($version, stringify!($kind)) => Some(document.round_trip::<$group::$kind>()),)+)+
                _ => None,
            }
        };
    }
    known! {
        "v1": Service of core, Pod of core, PersistentVolumeClaim of core, PersistentVolume of core, ConfigMap of core,
            Secret of core, ServiceAccount of core, Namespace of core, Endpoints of core, LimitRange of core,
            ResourceQuota of core;
        "apps/v1": StatefulSet of apps, Deployment of apps, DaemonSet of apps, ReplicaSet of apps;
        "autoscaling/v2": HorizontalPodAutoscaler of autoscaling;
        "batch/v1": Job of batch, CronJob of batch;
        "discovery.k8s.io/v1": EndpointSlice of discovery;
        "networking.k8s.io/v1": Ingress of networking, IngressClass of networking, NetworkPolicy of networking;
        "policy/v1": PodDisruptionBudget of policy;
        "rbac.authorization.k8s.io/v1": Role of rbac, RoleBinding of rbac, ClusterRole of rbac,
            ClusterRoleBinding of rbac;
        "storage.k8s.io/v1": StorageClass of storage;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Option<Vec<String>> {
        let (documents, malformed) = Document::all("x.yaml", text);
        assert!(malformed.is_empty(), "{malformed:?}");
        fit(&documents[0]).map(|found| found.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_field_that_the_api_does_not_know_is_told_with_the_one_that_was_meant() {
        let text = "apiVersion: apps/v1\nkind: StatefulSet\nspec:\n  replcas: 2\n  serviceName: nginx\n";
        assert_eq!(
            problems(text).expect("a known kind"),
            ["x.yaml:4:3: unknown key `replcas`\n4 |   replcas: 2\n  |   ^^^^^^^\nhint: did you mean `replicas`?"]
        );
    }

    #[test]
    fn all_faults_come_at_once_and_each_is_located() {
        let text = "apiVersion: v1\nkind: Service\nmetadata:\nname: nginx\nspec:\n  ports:\n    - port: http\n      clusterIP: None\n";
        let found = problems(text).expect("a known kind");
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found.iter().all(|problem| problem.starts_with("x.yaml:")), "{found:?}");
    }

    #[test]
    fn manifests_that_are_right_are_kept_whole() {
        let text = "apiVersion: v1\nkind: Service\nmetadata: {name: nginx, labels: {a: b}}\nspec:\n  clusterIP: None\n  \
                    ports: [{port: 80, targetPort: http}, {name: x, port: 81, targetPort: 8081}]\n  selector: {app: nginx}\n";
        assert_eq!(problems(text), Some(Vec::new()));
        assert_eq!(problems("apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\n"), None);
    }
}
