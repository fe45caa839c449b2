//! Checks by asking from inside the cluster: names, addresses, who answers.

use std::collections::BTreeSet;

use serde_json::{Map, json};

use super::endpoints::{empty, genuine};
use super::observed::{DnsAnswer, DnsQuestion, HttpQuestion, Observed, Pod, Service};
use super::since::{Base, facts, nothing_before};
use super::{
    Baselines, DnsFollows, DnsPods, ExternalName, ExternalNameChanged, HttpService, Judgement, Message, RequestsLogged,
    SameEndpoints, SelectedService, SetService, Spread, pages, service::selector_text, shown, statefulset,
};

/// The whole name of a Service, or of a pod behind it. kind's cluster domain is kubeadm's default.
pub(super) fn full_name(observed: &Observed, service: &str, pod: Option<&str>) -> String {
    let namespace = &observed.namespace;
    let pod = pod.map(|pod| format!("{pod}.")).unwrap_or_default();
    format!("{pod}{service}.{namespace}.svc.cluster.local")
}

pub(super) fn question(name: String, kind: &str) -> DnsQuestion {
    DnsQuestion { name, kind: kind.to_owned() }
}

fn answer<'a>(observed: &'a Observed, question: &DnsQuestion) -> Result<&'a DnsAnswer, Judgement> {
    let unknown = || Judgement::cannot_tell(Message::new("dns-unreachable").with("name", &question.name));
    observed.probes.dns.get(question).ok_or_else(unknown)
}

/// Whether a name answers with exactly these addresses. Caches may answer with the past for up to 30 s.
fn answers_with(observed: &Observed, name: String, expected: &BTreeSet<&str>) -> Result<(), Judgement> {
    let question = question(name, "A");
    let answer = answer(observed, &question)?;
    let found: BTreeSet<&str> = answer.values.iter().map(String::as_str).collect();
    if found == *expected {
        return Ok(());
    }
    let list = |set: &BTreeSet<&str>| set.iter().copied().collect::<Vec<_>>().join(", ");
    let found = if found.is_empty() { answer.rcode.clone() } else { list(&found) };
    let message = Message::new("dns-other").with("name", &question.name).with("expected", list(expected));
    Err(Judgement::not_yet(message.with("found", found)))
}

/// See [`super::Check::DnsPods`].
pub(super) fn dns_pods(check: &DnsPods, observed: &Observed) -> Judgement {
    judged(names(check, observed))
}

fn judged(result: Result<Judgement, Judgement>) -> Judgement {
    result.unwrap_or_else(|judgement| judgement)
}

fn names(check: &DnsPods, observed: &Observed) -> Result<Judgement, Judgement> {
    let service = service(&check.service, observed)?;
    let set = statefulset::find(&check.statefulset, observed)?;
    if set.service_name != check.service {
        let message = Message::new("set-service-name").with("set", &set.name).with("expected", &check.service);
        return Err(Judgement::wrong(message.with("found", shown(&set.service_name))));
    }
    let pods =
        (0..check.replicas).map(|ordinal| pages::running(set, ordinal, observed)).collect::<Result<Vec<&Pod>, _>>()?;
    let every: BTreeSet<&str> =
        observed.pods_of(set).values().filter(|pod| pod.ready && !pod.deleting).map(|pod| pod.ip.as_str()).collect();
    if let Some(endpoints) = observed.endpoints.get(&check.service) {
        genuine(endpoints, observed)?;
    }
    answers_with(observed, full_name(observed, &check.service, None), &every).map_err(|judgement| {
        // Without any endpoint the cause is the selector or the pods, not the DNS.
        let none = observed.endpoints.get(&check.service).is_none_or(|endpoints| endpoints.addresses.is_empty());
        if none { empty(service, observed) } else { judgement }
    })?;
    for pod in &pods {
        let name = full_name(observed, &check.service, Some(&pod.name));
        answers_with(observed, name, &BTreeSet::from([pod.ip.as_str()]))?;
    }
    let mut evidence = facts(set, observed);
    evidence["dns"] = pods.iter().map(|pod| (pod.name.clone(), json!(pod.ip))).collect::<Map<_, _>>().into();
    evidence["service_uid"] = json!(service.uid);
    Ok(Judgement::passed(
        Message::new("dns-ok").with("service", &check.service).with("count", check.replicas),
        evidence,
    ))
}

fn service<'a>(name: &str, observed: &'a Observed) -> Result<&'a Service, Judgement> {
    observed.services.get(name).ok_or_else(|| Judgement::untried(Message::new("service-missing").with("service", name)))
}

/// See [`super::Check::DnsFollows`].
pub(super) fn dns_follows(check: &DnsFollows, observed: &Observed, baselines: &Baselines) -> Judgement {
    let Some(base) = Base::of(baselines, &check.since) else { return nothing_before(&check.statefulset) };
    judged(followed(check, &base, observed))
}

fn followed(check: &DnsFollows, base: &Base<'_>, observed: &Observed) -> Result<Judgement, Judgement> {
    service(&check.service, observed)?;
    let set = statefulset::find(&check.statefulset, observed)?;
    let pod = pages::running(set, check.ordinal, observed)?;
    if base.text("set_uid") != set.uid {
        return Err(Judgement::not_yet(Message::new("again-was-recreated").with("set", &set.name)));
    }
    let message = |key: &str| Message::new(key).with("pod", &pod.name);
    let before = base.pod_uid(&pod.name);
    if before.is_none() || before == Some(pod.uid.as_str()) {
        return Err(Judgement::not_yet(message("dns-follows-awaited")));
    }
    let name = full_name(observed, &check.service, Some(&pod.name));
    answers_with(observed, name.clone(), &BTreeSet::from([pod.ip.as_str()]))?;
    // A step that read pages keeps no addresses; the name's answer is right without the one from before.
    let old = base.0["pods"][&pod.name]["ip"].as_str().filter(|ip| !ip.is_empty());
    let mut evidence = facts(set, observed);
    evidence["dns"] = json!({name: {"before": old, "now": pod.ip}});
    Ok(Judgement::passed(message("dns-follows-ok").with("found", &pod.ip), evidence))
}

/// See [`super::Check::PodIdentity`]. The `hostname` command alone would prove nothing: any pod answers it.
pub(super) fn identity(check: &SetService, observed: &Observed) -> Judgement {
    judged((|| {
        let set = statefulset::find(&check.statefulset, observed)?;
        for ordinal in 0..check.replicas {
            let pod = pages::running(set, ordinal, observed)?;
            for (key, expected, found) in [
                ("identity-hostname", &pod.name, &pod.hostname),
                ("identity-subdomain", &check.service, &pod.subdomain),
            ] {
                if expected != found {
                    let message = Message::new(key).with("pod", &pod.name).with("expected", expected);
                    return Err(Judgement::wrong(message.with("found", shown(found))));
                }
            }
        }
        Ok(Judgement::passed(Message::new("identity-ok").with("set", &set.name), facts(set, observed)))
    })())
}

fn http(observed: &Observed, address: &str, port: i64) -> Result<(), Judgement> {
    let question = HttpQuestion { address: address.to_owned(), port };
    let message = |key: &str| Message::new(key).with("address", format!("{address}:{port}"));
    match observed.probes.http.get(&question) {
        None => Err(Judgement::cannot_tell(message("http-unreachable"))),
        Some(Ok(answer)) if answer.status == 200 => Ok(()),
        Some(Ok(answer)) => Err(Judgement::not_yet(message("http-status").with("found", answer.status.to_string()))),
        Some(Err(what)) => Err(Judgement::not_yet(message("http-no-answer").with("found", what))),
    }
}

/// A Service that can be asked: it has an address of its own, the port, and genuine endpoints.
fn askable(service: &Service, port: i64, observed: &Observed) -> Result<(), Judgement> {
    let message = |key: &str| Message::new(key).with("service", &service.name);
    if service.cluster_ip.is_empty() || service.cluster_ip == "None" {
        return Err(Judgement::wrong(message("service-no-address")));
    }
    if !service.ports.iter().any(|known| known.port == port) {
        let found: Vec<_> = service.ports.iter().map(|known| known.port.to_string()).collect();
        let message = message("service-port").with("expected", port.to_string());
        return Err(Judgement::wrong(message.with("found", shown(&found.join(", ")))));
    }
    match observed.endpoints.get(&service.name).filter(|endpoints| !endpoints.addresses.is_empty()) {
        None => Err(empty(service, observed)),
        Some(endpoints) => genuine(endpoints, observed),
    }
}

/// See [`super::Check::HttpService`].
pub(super) fn http_service(check: &HttpService, observed: &Observed) -> Judgement {
    judged((|| {
        let service = service(&check.service, observed)?;
        askable(service, check.port, observed)?;
        http(observed, &service.cluster_ip, check.port)
            .map_err(|judgement| wrong_target(service, check.port, judgement))?;
        Ok(Judgement::passed(
            Message::new("http-ok").with("service", &service.name),
            json!({"service_uid": service.uid, "cluster_ip": service.cluster_ip, "status": 200, "asked_from": "node program"}),
        ))
    })())
}

/// A Service with Ready pods that refuses connections usually sends them to a port where nothing listens.
fn wrong_target(service: &Service, port: i64, judgement: Judgement) -> Judgement {
    if judgement.message.key != "http-no-answer" {
        return judgement;
    }
    let target = service.ports.iter().find(|known| known.port == port).map(|known| known.target.clone());
    let mut message = judgement.message.clone();
    message.key = "http-target-port".to_owned();
    Judgement::wrong(message.with("service", &service.name).with("target", target.unwrap_or_default()))
}

/// See [`super::Check::Spread`].
pub(super) fn spread(check: &Spread, observed: &Observed) -> Judgement {
    judged((|| {
        let service = service(&check.service, observed)?;
        askable(service, check.port, observed)?;
        let message = |key: &str| Message::new(key).with("service", &service.name);
        if observed.endpoints.get(&service.name).is_none_or(|endpoints| endpoints.addresses.len() < 2) {
            return Err(Judgement::not_yet(message("spread-one-pod")));
        }
        let answered = observed.probes.spread.get(&service.name);
        let answered = answered.ok_or_else(|| Judgement::cannot_tell(message("spread-unknown")))?;
        let pods = answered.values().filter(|count| **count > 0).count();
        if pods < 2 {
            return Err(Judgement::not_yet(message("spread-one-answered")));
        }
        let count = i64::try_from(pods).unwrap_or(i64::MAX);
        Ok(Judgement::passed(
            message("spread-ok").with("count", count),
            json!({"answers": answered, "service_uid": service.uid}),
        ))
    })())
}

/// Services of a type with this selector, whatever their names.
pub(super) fn selected<'a>(check: &'a SelectedService, kind: &'a str, observed: &'a Observed) -> Vec<&'a Service> {
    observed.services.values().filter(|service| service.kind == kind && service.selector == check.selector).collect()
}

fn of_type<'a>(check: &'a SelectedService, kind: &'a str, observed: &'a Observed) -> Result<&'a Service, Judgement> {
    let found = selected(check, kind, observed);
    found.first().copied().ok_or_else(|| {
        let message = Message::new("service-type-missing").with("kind", kind);
        Judgement::untried(message.with("selector", selector_text(&check.selector)))
    })
}

fn on_every_node(service: &Service, port: i64, observed: &Observed) -> Result<i64, Judgement> {
    let node_port = service.ports.iter().find(|known| known.port == port).map_or(0, |known| known.node_port);
    if node_port == 0 {
        return Err(Judgement::wrong(Message::new("service-no-node-port").with("service", &service.name)));
    }
    for (node, address) in observed.nodes.iter().filter(|(name, _)| !observed.nodes_down.contains(name)) {
        http(observed, address, node_port).map_err(|mut judgement| {
            judgement.message = judgement.message.with("node", node);
            judgement
        })?;
    }
    Ok(node_port)
}

/// See [`super::Check::NodePort`].
pub(super) fn node_port(check: &SelectedService, observed: &Observed) -> Judgement {
    judged((|| {
        let service = of_type(check, "NodePort", observed)?;
        askable(service, check.port, observed)?;
        http(observed, &service.cluster_ip, check.port)
            .map_err(|judgement| wrong_target(service, check.port, judgement))?;
        let node_port = on_every_node(service, check.port, observed)?;
        Ok(Judgement::passed(
            Message::new("node-port-ok").with("service", &service.name).with("port", node_port.to_string()),
            json!({"service_uid": service.uid, "node_port": node_port, "nodes": observed.nodes}),
        ))
    })())
}

/// See [`super::Check::LoadBalancer`].
pub(super) fn load_balancer(check: &SelectedService, observed: &Observed) -> Judgement {
    judged(balanced(check, observed).map(|(service, node_port)| balancer_passed(service, node_port)))
}

/// See [`super::Check::LoadBalancerAddress`].
pub(super) fn load_balancer_address(check: &SelectedService, observed: &Observed) -> Judgement {
    judged(balanced(check, observed).and_then(|(service, node_port)| {
        if service.balancer.is_empty() {
            let message = Message::new("load-balancer-no-address").with("service", &service.name);
            return Err(Judgement::not_yet(message));
        }
        Ok(balancer_passed(service, node_port))
    }))
}

/// The Service, which answers everywhere it has an address, and its node port.
fn balanced<'a>(check: &'a SelectedService, observed: &'a Observed) -> Result<(&'a Service, i64), Judgement> {
    let service = of_type(check, "LoadBalancer", observed)?;
    askable(service, check.port, observed)?;
    http(observed, &service.cluster_ip, check.port)
        .map_err(|judgement| wrong_target(service, check.port, judgement))?;
    let node_port = on_every_node(service, check.port, observed)?;
    for address in service.balancer.iter().filter(|address| address.parse::<std::net::IpAddr>().is_ok()) {
        http(observed, address, check.port)?;
    }
    Ok((service, node_port))
}

fn balancer_passed(service: &Service, node_port: i64) -> Judgement {
    let key = if service.balancer.is_empty() { "load-balancer-pending" } else { "load-balancer-ok" };
    let message = Message::new(key).with("service", &service.name).with("port", node_port.to_string());
    Judgement::passed(
        message.with("address", service.balancer.join(", ")),
        json!({"service_uid": service.uid, "node_port": node_port, "assigned": service.balancer}),
    )
}

/// See [`super::Check::ExternalName`].
pub(super) fn external_name(check: &ExternalName, observed: &Observed) -> Judgement {
    judged(cname(&check.service, &check.target, observed))
}

fn cname(name: &str, target: &str, observed: &Observed) -> Result<Judgement, Judgement> {
    let service = service(name, observed)?;
    let wrong = |key: &str, expected: &str, found: &str| {
        Judgement::wrong(Message::new(key).with("service", name).with("expected", expected).with("found", shown(found)))
    };
    if service.kind != "ExternalName" {
        return Err(wrong("service-type", "ExternalName", &service.kind));
    }
    let plain = |name: &str| name.trim_end_matches('.').to_lowercase();
    if plain(&service.external_name) != plain(target) {
        return Err(wrong("external-name-target", target, &service.external_name));
    }
    let question = question(full_name(observed, name, None), "CNAME");
    let answer = answer(observed, &question)?;
    if !answer.values.iter().any(|value| plain(value) == plain(target)) {
        let found = if answer.values.is_empty() { answer.rcode.clone() } else { answer.values.join(", ") };
        let message = Message::new("dns-other").with("name", &question.name).with("expected", target);
        return Err(Judgement::not_yet(message.with("found", found)));
    }
    Ok(Judgement::passed(
        Message::new("external-name-ok").with("service", name).with("target", target),
        json!({"service_uid": service.uid, "cname": answer.values, "target": target}),
    ))
}

/// See [`super::Check::ExternalNameChanged`].
pub(super) fn external_name_changed(
    check: &ExternalNameChanged,
    observed: &Observed,
    baselines: &Baselines,
) -> Judgement {
    let Some(base) = Base::of(baselines, &check.since) else { return nothing_before(&check.service) };
    judged((|| {
        let found = service(&check.service, observed)?;
        if base.text("service_uid") != found.uid {
            return Err(Judgement::not_yet(
                Message::new("external-name-other-service").with("service", &check.service),
            ));
        }
        if base.text("target") == found.external_name {
            let message = Message::new("external-name-awaited").with("service", &check.service);
            return Err(Judgement::not_yet(message.with("target", &check.target)));
        }
        cname(&check.service, &check.target, observed)
    })())
}

/// See [`super::Check::SameEndpoints`].
pub(super) fn same_endpoints(check: &SameEndpoints, observed: &Observed) -> Judgement {
    judged((|| {
        let mut found = Map::new();
        let mut pods: Option<Vec<&str>> = None;
        for kind in &check.types {
            let selector = SelectedService { selector: check.selector.clone(), port: check.port };
            let service = of_type(&selector, kind, observed).map_err(|judgement| {
                if found.is_empty() { judgement } else { Judgement::not_yet(judgement.message) }
            })?;
            // The first keeps its port; what was made from it may listen elsewhere.
            let port = service.ports.first().map_or(check.port, |port| port.port);
            askable(service, port, observed)?;
            http(observed, &service.cluster_ip, port).map_err(|judgement| wrong_target(service, port, judgement))?;
            let behind: Vec<&str> =
                observed.endpoints[&service.name].addresses.iter().map(|address| address.pod_uid.as_str()).collect();
            if pods.get_or_insert_with(|| behind.clone()) != &behind {
                let message = Message::new("same-endpoints-differ").with("service", &service.name);
                return Err(Judgement::wrong(message));
            }
            found.insert(service.name.clone(), json!({"uid": service.uid, "type": kind, "pods": behind}));
        }
        let names = found.keys().cloned().collect::<Vec<_>>().join(", ");
        Ok(Judgement::passed(Message::new("same-endpoints-ok").with("names", names), json!({"services": found})))
    })())
}

/// See [`super::Check::RequestsLogged`]. A pod's log is the pod's own word: weaker than what is read from outside.
pub(super) fn requests_logged(check: &RequestsLogged, observed: &Observed) -> Judgement {
    judged((|| {
        let from = check.client_address(observed)?;
        let mut counts = Map::new();
        for name in &check.pods {
            let Some(pod) = observed.pods.get(name) else {
                return Err(Judgement::untried(Message::new("pod-missing").with("pod", name)));
            };
            if !pod.ready {
                return Err(Judgement::not_yet(Message::new("pod-not-ready").with("pod", name)));
            }
            let unknown = || Judgement::cannot_tell(Message::new("log-unreadable").with("pod", name));
            let log = observed.probes.logs.get(name).ok_or_else(unknown)?;
            let count = log.get(&from).copied().unwrap_or(0);
            if count < check.at_least {
                let message = Message::new("log-too-few").with("pod", name).with("from", &from);
                let message = message.with("found", i64::try_from(count).unwrap_or(i64::MAX));
                return Err(Judgement::not_yet(
                    message.with("expected", i64::try_from(check.at_least).unwrap_or(i64::MAX)),
                ));
            }
            counts.insert(name.clone(), json!({"uid": pod.uid, "requests": count}));
        }
        let message = Message::new("log-ok").with("pods", check.pods.join(", "));
        Ok(Judgement::passed(message, json!({"pods": counts, "from": from, "strength": "the pods' own logs"})))
    })())
}
