//! What holds learners in, found out by trying.

use tokio_util::sync::CancellationToken;

use super::Finding;
use crate::cluster::kind::KindSettings;
use crate::cluster::{Cluster, ClusterError};

const PODS: &str = "learners' pods";
const NETWORK: &str = "learners' network";

/// Tries both with the server's own account.
pub(super) async fn all(settings: &KindSettings) -> Vec<Finding> {
    let stop = CancellationToken::new();
    let _over = stop.clone().drop_guard();
    let connected = Cluster::connect(&settings.server_kubeconfig(), &settings.context(), "doctor", &stop).await;
    match connected {
        // Said of the kubeconfig already.
        Err(_) => Vec::new(),
        Ok(cluster) => {
            // One after the other: they share a sandbox.
            let pods = judge_pods(cluster.unfenced().await);
            vec![pods, judge_network(cluster.keeps_apart().await)]
        }
    }
}

fn judge_pods(accepted: Result<Vec<&'static str>, ClusterError>) -> Finding {
    match accepted {
        Ok(accepted) if accepted.is_empty() => {
            Finding::ok(PODS, "those that would own their node are refused (tried as a learner)")
        }
        Ok(accepted) => Finding::fail(
            PODS,
            format!("a learner could own a node: accepted were {} (tried as a learner)", accepted.join(", ")),
            "from Kubernetes 1.25 on Pod Security admission refuses them (the API server must not run with \
             --disable-admission-plugins=PodSecurity);\nbefore, PodSecurityPolicy must be on, with the policies that \
             `kindlab cluster up` or `install` brings; for people you trust with the nodes: `kindlab serve --trust-learners`",
        ),
        Err(error) => Finding::fail(
            PODS,
            format!("whether a learner could own a node can't be tried: {error}"),
            "run `kindlab cluster up` (or `install`, for a kind cluster of your own), which brings the server's account up \
             to date",
        ),
    }
}

fn judge_network(apart: Result<bool, ClusterError>) -> Finding {
    match apart {
        Ok(true) => Finding::ok(NETWORK, "sandboxes can't reach one another (tried with two)"),
        Ok(false) => Finding::warn(
            NETWORK,
            "not held apart: a learner's pods can be reached by another's (tried with two)",
            "fine for a class that trusts each other; a cluster made anew by `kindlab cluster down` and `up`, or from a \
             stock node image (`--image kindest/node:…`), holds them apart",
        ),
        Err(error) => Finding::warn(
            NETWORK,
            format!("whether sandboxes are held apart can't be tried: {error}"),
            "run `kindlab cluster up`, then `kindlab doctor` again",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    #[test]
    fn only_what_was_tried_and_refused_is_fine() {
        assert_eq!(judge_pods(Ok(Vec::new())).level, Level::Ok);
        let open = judge_pods(Ok(vec!["privileged", "hostPath"]));
        assert!(open.level == Level::Fail && open.says.contains("privileged, hostPath"), "{open}");
        assert!(open.todo.contains("--trust-learners"), "{open}");
        assert_eq!(judge_pods(Err(ClusterError::Timeout("x"))).level, Level::Fail);
        assert_eq!(judge_network(Ok(true)).level, Level::Ok);
        assert_eq!(judge_network(Ok(false)).level, Level::Warn);
        assert_eq!(judge_network(Err(ClusterError::Timeout("x"))).level, Level::Warn);
    }
}
