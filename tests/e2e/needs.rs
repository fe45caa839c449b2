//! A step that a cluster may lack something for: not judged there, and judged where it is.

use crate::support::cluster::cluster;
use crate::support::kubernetes::SERVICE;
use crate::support::server::Server;

const WHOLE: &str = "apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: pools.kindlab.test}
spec:
  group: kindlab.test
  names: {kind: Pool, listKind: PoolList, plural: pools, singular: pool}
  scope: Namespaced
  versions:
  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: kindlab-elsewhere}
provisioner: kindlab.test/none
";

/// What the test puts into the cluster goes with it, however it ends.
struct Installed;

impl Installed {
    fn new() -> Self {
        let made = cluster().kubectl(&["apply", "-f", "-"], WHOLE);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        Self
    }
}

impl Drop for Installed {
    fn drop(&mut self) {
        drop(cluster().kubectl(&["delete", "--ignore-not-found", "-f", "-"], WHOLE));
    }
}

#[test]
fn a_step_is_judged_only_where_the_cluster_has_what_it_needs() {
    let server = Server::probe();
    let learner = server.open("probe");
    learner.apply(SERVICE);
    learner.passes("service");
    let said = learner.sees_with("elsewhere", "cannot-tell", "not-judged-here", &["pools.kindlab.test"]);
    assert!(said["message"]["pt"].as_str().is_some_and(|text| text.contains("não dá para fazer este passo aqui")));
    let page = learner.client.get("/en/labs/probe").text;
    assert!(page.contains("Not judged here"), "the page says so by name");
    let installed = Installed::new();
    learner.passes("elsewhere");
    drop(installed);
    assert!(learner.passed().contains(&"elsewhere".to_owned()), "a pass stays");
}
