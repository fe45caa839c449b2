//! What takes minutes: `make test-long`.

mod cut;
mod killed;
mod paused;
mod worker;

use crate::support::kubernetes::{SERVICE, set_with};
use crate::support::learner::Learner;

const SPEC: &str = "    spec:\n      containers:\n";
/// Each pod on a node of its own.
const APART: &str = "    spec:
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: nginx}}}
      containers:
";

impl Learner {
    /// A Service and a set of two, whose pods are on two nodes.
    #[track_caller]
    fn has_a_set_apart(&self) {
        self.apply(SERVICE);
        self.apply(&set_with(SPEC, APART));
        self.passes("statefulset");
        assert_ne!(self.node_of("nginx-0"), self.node_of("nginx-1"));
    }

    /// Deletes a pod and waits until there is another, whatever becomes of the set's others.
    #[track_caller]
    fn deletes_one(&self, pod: &str) {
        let before = self.uid(pod);
        self.kubectl(&["delete", "pod", pod, "--wait=false"]);
        self.is_another(pod, &before);
    }

    /// Deletes a pod, and writes its page again when it is back: no survival.
    #[track_caller]
    fn cheats_with(&self, pod: &str, page: &str) {
        self.deletes_one(pod);
        // Times are whole seconds: in the very second of the pod's making nobody could tell.
        std::thread::sleep(std::time::Duration::from_millis(1100));
        self.writes(pod, page);
    }
}
