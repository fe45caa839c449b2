//! What somebody does to a namespace, and what befalls it.

use super::support::{Cause, Namespace, REVISION, named};
use crate::check::observed::{Claim, Deployment, FileRead, Pod, Service, ServicePort, StatefulSet, Trouble};

impl Namespace {
    /// From here on everything happens within one second.
    pub fn at_once(mut self) -> Self {
        self.pace = 0;
        self
    }

    /// From here on each thing takes its time again.
    pub fn later(mut self) -> Self {
        self.pace = 10;
        self
    }

    pub fn service(mut self, selector: &[(&str, &str)]) -> Self {
        self.happens();
        let selector = selector.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        let port = ServicePort { name: "80".into(), port: 80, target: "80".into(), node_port: 0 };
        let service = Service {
            name: "nginx".into(),
            uid: self.uid("service"),
            kind: "ClusterIP".into(),
            cluster_ip: "None".into(),
            selector,
            ports: vec![port],
            ..Service::default()
        };
        self.seen.services.insert(service.name.clone(), service);
        self
    }

    pub fn edit_service(mut self, edit: impl FnOnce(&mut Service)) -> Self {
        edit(self.seen.services.get_mut("nginx").expect("there is a Service"));
        self
    }

    pub fn deployment(mut self, name: &str) -> Self {
        let deployment = Deployment {
            name: name.into(),
            uid: self.uid("deployment"),
            replicas: 2,
            ready: 2,
            ..Deployment::default()
        };
        self.seen.deployments.insert(name.into(), deployment);
        self
    }

    pub fn edit_set(mut self, edit: impl FnOnce(&mut StatefulSet)) -> Self {
        self.happens();
        edit(self.the_set());
        self
    }

    /// Everything that was started becomes Ready, and what waited for it follows.
    pub fn pods_ready(mut self) -> Self {
        self.happens();
        self.fill(Cause::Started, true);
        self
    }

    /// Each pod's page, from the first on.
    pub fn pages<const N: usize>(mut self, texts: [&str; N]) -> Self {
        for (ordinal, text) in (0..).zip(texts) {
            self = self.rewrite_page(ordinal, text);
        }
        self
    }

    /// Writes a page on the claim of this ordinal, in whatever pod.
    pub fn rewrite_page(self, ordinal: i64, text: &str) -> Self {
        self.write_at(ordinal, "index.html", text)
    }

    pub fn write_at(mut self, ordinal: i64, path: &str, text: &str) -> Self {
        self.happens();
        self.put_page(ordinal, path, text);
        self
    }

    /// What the reader finds in place of a page.
    pub fn page_is(mut self, ordinal: i64, read: FileRead) -> Self {
        self.happens();
        self.put(ordinal, "index.html", read);
        self
    }

    /// `kubectl delete pod`, and the set's controller makes another, Ready.
    pub fn delete_pod(self, ordinal: i64) -> Self {
        self.deleting_pod(ordinal).pod_gone(ordinal).pods_back()
    }

    /// A deletion was asked for, and the pod still ends.
    pub fn deleting_pod(mut self, ordinal: i64) -> Self {
        self.happens();
        let name = named(&self.set, ordinal);
        self.goes(&name);
        if let Some(pod) = self.seen.pods.get_mut(&name) {
            pod.deleting = true;
        }
        self
    }

    /// It has ended, and nothing is in its place yet.
    pub fn pod_gone(mut self, ordinal: i64) -> Self {
        let name = named(&self.set, ordinal);
        self.goes(&name);
        self.seen.pods.remove(&name);
        self
    }

    /// What was deleted is made again, Ready.
    pub fn pods_back(mut self) -> Self {
        self.happens();
        self.fill(Cause::Deleted, true);
        self
    }

    pub fn scale(self, replicas: i64) -> Self {
        self.scale_asked(replicas).scale_done()
    }

    /// The new size is asked for, and the controller has not looked yet.
    pub fn scale_asked(mut self, replicas: i64) -> Self {
        self.happens();
        let set = self.the_set();
        set.replicas = replicas;
        set.generation += 1;
        self
    }

    pub fn scale_done(mut self) -> Self {
        self.happens();
        self.fill(Cause::Scaled, true);
        self
    }

    /// A new template, and every pod replaced.
    pub fn rollout(mut self) -> Self {
        self = self.rollout_begins();
        for ordinal in (0..self.the_set().replicas).rev() {
            self = self.rollout_reaches(ordinal);
        }
        self
    }

    /// A new template, and no pod replaced yet.
    pub fn rollout_begins(mut self) -> Self {
        self.happens();
        let revision = self.uid("revision");
        let set = self.the_set();
        set.generation += 1;
        set.observed_generation = set.generation;
        set.update_revision = revision;
        self
    }

    /// The rollout replaces this pod, if it is of the old template.
    pub fn rollout_reaches(mut self, ordinal: i64) -> Self {
        self.happens();
        let (name, revision) = (named(&self.set, ordinal), self.the_set().update_revision.clone());
        if self.seen.pods.get(&name).is_some_and(|pod| pod.labels.get(REVISION) != Some(&revision)) {
            self.goes(&name);
            self.seen.pods.remove(&name);
            self.fill(Cause::RolledOut, true);
        }
        self
    }

    /// `kubectl delete statefulset` and `apply`: the claims stay.
    pub fn recreate_set(self) -> Self {
        self.recreate_set_with(|_| {})
    }

    pub fn recreate_set_with(mut self, edit: impl FnOnce(&mut StatefulSet)) -> Self {
        self.happens();
        let (uid, now) = (self.uid("set"), self.now);
        let set = self.the_set();
        set.created = now;
        let old = std::mem::replace(&mut set.uid, uid);
        (set.generation, set.observed_generation) = (1, 1);
        edit(set);
        self.seen.pods.retain(|_, pod| pod.owner.as_ref().is_none_or(|owner| owner.uid != old));
        self.fill(Cause::Recreated, true);
        self
    }

    /// `kubectl delete statefulset --cascade=orphan`: the pods go on without an owner.
    pub fn orphan(mut self) -> Self {
        self.happens();
        self.seen.stateful_sets.clear();
        self.seen.pods.values_mut().for_each(|pod| pod.owner = None);
        self
    }

    /// The same, and a new set of that name takes the pods over.
    pub fn adopt(mut self) -> Self {
        self.happens();
        let (uid, now) = (self.uid("set"), self.now);
        let set = self.the_set();
        (set.uid, set.created) = (uid.clone(), now);
        let owners = self.seen.pods.values_mut().filter_map(|pod| pod.owner.as_mut());
        owners.for_each(|owner| owner.uid.clone_from(&uid));
        self
    }

    /// Deletes claim and pod; both are made anew, and the volume is an empty one.
    pub fn delete_claim_and_pod(mut self, ordinal: i64) -> Self {
        self.happens();
        let claim = self.claim_name(ordinal);
        self.seen.claims.remove(&claim);
        self.delete_pod(ordinal)
    }

    /// A pod of this name that somebody made by hand.
    pub fn hand_made_pod(mut self, ordinal: i64, edit: impl FnOnce(&mut Pod)) -> Self {
        self = self.pod_gone(ordinal);
        self.happens();
        self.make_pod(ordinal, Cause::Started);
        let name = named(&self.set, ordinal);
        let pod = self.seen.pods.get_mut(&name).expect("it was made");
        (pod.ready, pod.owner) = (true, None);
        edit(pod);
        self
    }

    pub fn edit_pod(mut self, ordinal: i64, edit: impl FnOnce(&mut Pod)) -> Self {
        self.happens();
        let name = named(&self.set, ordinal);
        edit(self.seen.pods.get_mut(&name).expect("there is such a pod"));
        self
    }

    pub fn edit_claim(mut self, ordinal: i64, edit: impl FnOnce(&mut Claim)) -> Self {
        self.happens();
        let name = self.claim_name(ordinal);
        edit(self.seen.claims.get_mut(&name).expect("there is such a claim"));
        self
    }

    pub fn without_claim(mut self, ordinal: i64) -> Self {
        self.happens();
        let name = self.claim_name(ordinal);
        self.seen.claims.remove(&name);
        self
    }

    /// From here on an init container of the set writes at each start this and the pod's ordinal.
    pub fn init_container_writes(mut self, text: &str) -> Self {
        self.init_page = Some(text.to_owned());
        self
    }

    /// The pod is not Ready, for this reason if one is given.
    pub fn pod_fails(self, ordinal: i64, reason: &str) -> Self {
        self.edit_pod(ordinal, |pod| {
            pod.ready = false;
            let message = format!("the cluster's words on {reason}");
            pod.trouble = (!reason.is_empty()).then(|| Trouble { reason: reason.into(), message });
        })
    }

    /// A node is lost, and with it the readiness of its pods and its node program.
    pub fn node_down(mut self) -> Self {
        self.happens();
        self.seen.nodes_down = vec!["worker".into()];
        self.seen.pods.values_mut().for_each(|pod| pod.ready = false);
        self.reads = false;
        self
    }

    pub fn reader_away(mut self) -> Self {
        self.reads = false;
        self
    }

    pub fn all_well(mut self) -> Self {
        self.happens();
        (self.reads, self.seen.reachable) = (true, Ok(()));
        self.seen.nodes_down.clear();
        self.seen.pods.values_mut().for_each(|pod| pod.trouble = None);
        self.pods_back()
    }

    pub fn unreachable(mut self) -> Self {
        self.seen.reachable = Err("cluster-unreachable".into());
        self
    }
}
