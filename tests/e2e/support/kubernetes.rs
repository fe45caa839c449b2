//! Manifests and the usual steps of the first lab, done from outside so that each test begins where it wants.

use super::cluster::cluster;
use super::learner::Learner;

pub const SERVICE: &str = "apiVersion: v1
kind: Service
metadata: {name: nginx}
spec:
  clusterIP: None
  selector: {app: nginx}
  ports: [{port: 80, name: web}]
";

pub const SET: &str = "apiVersion: apps/v1
kind: StatefulSet
metadata: {name: nginx}
spec:
  serviceName: nginx
  replicas: 2
  selector: {matchLabels: {app: nginx}}
  template:
    metadata: {labels: {app: nginx}}
    spec:
      containers:
      - name: nginx
        image: nginx
        imagePullPolicy: IfNotPresent
        volumeMounts:
        - {name: nginx-html, mountPath: /usr/share/nginx/html}
  volumeClaimTemplates:
  - metadata: {name: nginx-html}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1G}}}
";

pub const PAGE: &str = "/usr/share/nginx/html/index.html";

/// The manifest with one thing otherwise.
#[track_caller]
pub fn set_with(from: &str, to: &str) -> String {
    assert!(SET.contains(from), "`{from}` is not in the manifest");
    SET.replace(from, to)
}

impl Learner {
    /// A Service and a set of two, each pod Ready.
    #[track_caller]
    pub fn has_a_set(&self) {
        self.apply(SERVICE);
        self.apply(SET);
        self.passes("statefulset");
    }

    /// The same with a page in each pod.
    #[track_caller]
    pub fn has_pages(&self) {
        self.has_a_set();
        self.writes("nginx-0", "page of zero");
        self.writes("nginx-1", "page of one");
        self.passes("pages");
        self.sees("survival", "not-yet", "survival-not-deleted");
    }

    #[track_caller]
    pub fn in_pod(&self, pod: &str, line: &str) -> String {
        self.kubectl(&["exec", pod, "--", "sh", "-c", line])
    }

    #[track_caller]
    pub fn writes(&self, pod: &str, page: &str) {
        self.in_pod(pod, &format!("echo '{page}' > {PAGE}"));
    }

    /// Deletes pods and waits until others of their names are Ready.
    #[track_caller]
    pub fn deletes(&self, pods: &[&str]) {
        let before: Vec<_> = pods.iter().map(|pod| self.uid(pod)).collect();
        self.kubectl(&[&["delete", "pod"], pods].concat());
        self.settles();
        for (pod, before) in pods.iter().zip(before) {
            assert_ne!(self.uid(pod), before, "{pod} is the same pod");
        }
    }

    /// Waits until the set's pods are as many as it asks for, and Ready.
    #[track_caller]
    pub fn settles(&self) {
        self.kubectl(&["rollout", "status", "statefulset/nginx", "--timeout=180s"]);
    }

    /// Scales and waits until that many pods are left.
    #[track_caller]
    pub fn scales_to(&self, replicas: usize) {
        self.kubectl(&["scale", "statefulset", "nginx", &format!("--replicas={replicas}")]);
        self.pods_are(replicas);
        if replicas > 0 {
            self.settles();
        }
    }

    #[track_caller]
    pub fn pods_are(&self, count: usize) {
        super::until(super::PATIENCE, &format!("{count} pods"), || {
            let names = self.kubectl(&["get", "pods", "-l", "app=nginx", "-o", "name"]);
            (names.lines().count() == count).then_some(())
        });
    }

    #[track_caller]
    pub fn uid(&self, pod: &str) -> String {
        let args = ["get", "pod", pod, "-n", &self.namespace, "-o", "jsonpath={.metadata.uid}"];
        super::until(super::PATIENCE, &format!("pod {pod}"), || {
            let output = cluster().kubectl(&args, "");
            output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
        })
    }
}
