//! Which probes the checks of a step need, given what the watches already tell.

use std::collections::{BTreeMap, BTreeSet};

use super::network::{full_name, question, selected};
use super::observed::{DnsQuestion, FileKey, HttpQuestion, Observed, Service};
use super::vocabulary::{Check, DnsPods, SelectedService};
use super::{pages, trouble};

/// What must be asked before checks can be judged.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wants {
    /// Files of volumes.
    pub files: BTreeSet<FileKey>,
    /// Names.
    pub dns: BTreeSet<DnsQuestion>,
    /// Addresses.
    pub http: BTreeSet<HttpQuestion>,
    /// Services to send a number of requests to: address, port, number, and the pods behind.
    pub spread: BTreeMap<String, (HttpQuestion, u64)>,
    /// Pods whose access log is read.
    pub logs: BTreeSet<String>,
    /// What makes no pods although some are missing (`StatefulSet/web`): asked for the events that say why.
    pub refusals: BTreeSet<String>,
    /// Files of the learner's home.
    pub manifests: BTreeSet<String>,
}

/// What these checks need. Nothing is asked for objects that are not there.
#[must_use]
pub fn wants<'a>(checks: impl IntoIterator<Item = &'a Check>, observed: &Observed) -> Wants {
    let mut wants = Wants::default();
    for check in checks {
        wants.add(check, observed);
    }
    wants
}

impl Wants {
    /// Whether nothing is asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn add(&mut self, check: &Check, observed: &Observed) {
        self.refusals.extend(
            check.controllers().into_iter().filter(|it| trouble::is_short(it, observed)).map(trouble::event_of),
        );
        if let Some(pages) = check.pages()
            && let Some(set) = observed.stateful_sets.get(&pages.statefulset)
        {
            let pods = observed.pods_of(set);
            if let Some(port) = pages.served_on {
                let asked = pages.ordinals().into_iter().filter_map(|ordinal| pods.get(&ordinal));
                self.http.extend(asked.filter(|pod| !pod.ip.is_empty()).map(|pod| pages::front_page(pod, port)));
            }
            let keys = pages
                .ordinals()
                .into_iter()
                .filter_map(|ordinal| pages::docroot(pages, set, ordinal, pods.get(&ordinal)?).ok());
            self.files.extend(keys);
        }
        match check {
            Check::DnsPods(check) => self.names(check, observed),
            Check::DnsFollows(check) => {
                let pod = format!("{}-{}", check.statefulset, check.ordinal);
                self.dns.insert(question(full_name(observed, &check.service, Some(&pod)), "A"));
            }
            Check::ExternalName(check) => self.alias(&check.service, observed),
            Check::ExternalNameChanged(check) => self.alias(&check.service, observed),
            Check::HttpService(check) => {
                if let Some(service) = observed.services.get(&check.service) {
                    self.address(service, check.port);
                }
            }
            Check::Spread(check) => {
                if let Some(service) = observed.services.get(&check.service).filter(|service| has_address(service)) {
                    let question = HttpQuestion { address: service.cluster_ip.clone(), port: check.port };
                    self.spread.insert(service.name.clone(), (question, check.requests));
                }
            }
            Check::NodePort(check) => self.typed(check, "NodePort", observed),
            Check::LoadBalancer(check) | Check::LoadBalancerAddress(check) => {
                self.typed(check, "LoadBalancer", observed);
            }
            Check::SameEndpoints(check) => {
                let selector = SelectedService { selector: check.selector.clone(), port: check.port };
                for kind in &check.types {
                    for service in selected(&selector, kind, observed) {
                        self.address(service, service.ports.first().map_or(check.port, |port| port.port));
                    }
                }
            }
            Check::RequestsLogged(check) => {
                self.logs.extend(check.pods.iter().filter(|pod| observed.pods.contains_key(*pod)).cloned());
            }
            Check::Manifest(check) => drop(self.manifests.insert(check.file.clone())),
            Check::AddressPoolFile(check) => drop(self.manifests.insert(check.file.clone())),
            _ => {}
        }
    }

    fn names(&mut self, check: &DnsPods, observed: &Observed) {
        if !observed.services.contains_key(&check.service) || !observed.stateful_sets.contains_key(&check.statefulset) {
            return;
        }
        self.dns.insert(question(full_name(observed, &check.service, None), "A"));
        for ordinal in 0..check.replicas {
            let pod = format!("{}-{ordinal}", check.statefulset);
            self.dns.insert(question(full_name(observed, &check.service, Some(&pod)), "A"));
        }
    }

    fn alias(&mut self, service: &str, observed: &Observed) {
        if observed.services.contains_key(service) {
            self.dns.insert(question(full_name(observed, service, None), "CNAME"));
        }
    }

    fn address(&mut self, service: &Service, port: i64) {
        if has_address(service) {
            self.http.insert(HttpQuestion { address: service.cluster_ip.clone(), port });
        }
    }

    fn typed(&mut self, check: &SelectedService, kind: &str, observed: &Observed) {
        let Some(service) = selected(check, kind, observed).first().copied() else { return };
        self.address(service, check.port);
        let node_port = service.ports.iter().find(|port| port.port == check.port).map_or(0, |port| port.node_port);
        if node_port != 0 {
            let nodes = observed.nodes.values().filter(|address| !address.is_empty());
            self.http.extend(nodes.map(|address| HttpQuestion { address: address.clone(), port: node_port }));
        }
        let assigned = service.balancer.iter().filter(|address| address.parse::<std::net::IpAddr>().is_ok());
        self.http.extend(assigned.map(|address| HttpQuestion { address: address.clone(), port: check.port }));
    }
}

fn has_address(service: &Service) -> bool {
    !service.cluster_ip.is_empty() && service.cluster_ip != "None"
}
