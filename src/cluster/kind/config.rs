//! What kind is told when it makes the cluster.

/// A Kubernetes version as far as decisions need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Version {
    /// As written: `v1.20.2`.
    pub(super) text: String,
    /// The second number.
    pub(super) minor: u32,
}

impl Version {
    /// Reads `v1.20.2` or `1.33.1+something`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let mut parts = text.trim_start_matches('v').split('.');
        let major: u32 = parts.next()?.parse().ok()?;
        let minor: u32 = parts.next()?.parse().ok()?;
        (major == 1).then(|| Self { text: text.to_owned(), minor })
    }

    /// Before 1.25 a policy says which pods are refused; from then on labels of namespaces do.
    pub(super) fn has_pod_security_policy(&self) -> bool {
        self.minor < 25
    }
}

/// Processes a pod may have at most: enough for every lab, and a fork bomb stays in its pod.
const PIDS_PER_POD: u32 = 256;

/// Pods a node may run: the default of 110 is too few for a class on one machine.
const PODS_PER_NODE: u32 = 250;

/// What tells a node of ours from every other kind cluster's, from the moment its container is made: nothing, mounted at
/// this path. Containers can't be labelled through kind, and a file beside them would outlive them.
pub(super) const MARK: &str = "/kind/made-by-kindlab";

/// The configuration for `kind create cluster`.
pub(super) fn kind_config(name: &str, version: &Version) -> String {
    let nodes: String = ["control-plane", "worker", "worker"]
        .map(|role| {
            format!("- role: {role}\n  extraMounts: [{{hostPath: /dev/null, containerPath: {MARK}, readOnly: true}}]\n")
        })
        .concat();
    let mut text = format!(
        "kind: Cluster\n\
         apiVersion: kind.x-k8s.io/v1alpha4\n\
         name: {name}\n\
         nodes:\n{nodes}\
         kubeadmConfigPatches:\n\
         - |\n  kind: KubeletConfiguration\n  podPidsLimit: {PIDS_PER_POD}\n  maxPods: {PODS_PER_NODE}\n"
    );
    let mut plugins = "NodeRestriction".to_owned();
    if version.has_pod_security_policy() {
        plugins.push_str(",PodSecurityPolicy");
    }
    // So that nobody makes a pod look like a controller's: see `convert::owner`.
    plugins.push_str(",OwnerReferencesPermissionEnforcement");
    text.push_str("- |\n  kind: ClusterConfiguration\n  apiServer:\n    extraArgs:\n");
    text.push_str(&format!("      enable-admission-plugins: {plugins}\n"));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read() {
        assert_eq!(Version::parse("v1.20.2\n").map(|v| v.minor), Some(20));
        assert_eq!(Version::parse("1.33.1+k3s").map(|v| v.minor), Some(33));
        assert_eq!(Version::parse("latest"), None);
    }

    #[test]
    fn policies_are_asked_for_only_where_they_exist() {
        let old = kind_config("a", &Version::parse("v1.20.2").expect("reads"));
        let new = kind_config("a", &Version::parse("v1.32.0").expect("reads"));
        assert!(old.contains("NodeRestriction,PodSecurityPolicy") && old.contains("podPidsLimit: 256"));
        assert!([&old, &new].iter().all(|text| text.contains(",OwnerReferencesPermissionEnforcement\n")));
        assert_eq!(old.matches("containerPath: /kind/made-by-kindlab").count(), 3, "{old}");
        assert!(!new.contains("PodSecurityPolicy") && new.contains("podPidsLimit: 256") && new.contains("name: a\n"));
    }
}
