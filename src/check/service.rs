//! Checks of Services.

use std::collections::BTreeMap;

use serde_json::json;

use super::observed::{Observed, Service};
use super::{HeadlessService, Judgement, Message, Named, shown};

/// `app=nginx,tier=web`, as kubectl writes a selector; `<none>` when empty, as kubectl says too.
pub(super) fn selector_text(selector: &BTreeMap<String, String>) -> String {
    if selector.is_empty() {
        return "<none>".to_owned();
    }
    selector.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(",")
}

fn ports_text(service: &Service) -> String {
    if service.ports.is_empty() {
        return "<none>".to_owned();
    }
    service.ports.iter().map(|port| port.port.to_string()).collect::<Vec<_>>().join(",")
}

/// See [`super::Check::HeadlessService`]. A port's name is free: `create service --tcp=80` names it `80`.
pub(super) fn headless(check: &HeadlessService, observed: &Observed) -> Judgement {
    let Some(service) = observed.services.get(&check.name) else {
        return Judgement::untried(Message::new("service-missing").with("service", &check.name));
    };
    let wrong = |key: &str, expected: &str, found: &str| {
        let message = Message::new(key).with("service", &check.name).with("expected", expected);
        let message = message.with("found", shown(found));
        Judgement::wrong(message)
    };
    if service.kind == "ExternalName" {
        return wrong("service-type", "ClusterIP", &service.kind);
    }
    if service.cluster_ip != "None" {
        return wrong("service-not-headless", "None", &service.cluster_ip);
    }
    if service.selector != check.selector {
        return wrong("service-selector", &selector_text(&check.selector), &selector_text(&service.selector));
    }
    if !service.ports.iter().any(|port| port.port == i64::from(check.port)) {
        return wrong("service-port", &check.port.to_string(), &ports_text(service));
    }
    if let Some(name) = &check.port_name
        && !service.ports.iter().any(|port| port.port == i64::from(check.port) && port.name == *name)
    {
        let names: Vec<_> = service.ports.iter().map(|port| shown(&port.name)).collect();
        return wrong("service-port-name", name, &names.join(","));
    }
    Judgement::passed(
        Message::new("headless-service-ok").with("service", &check.name),
        json!({"service_uid": service.uid, "cluster_ip": service.cluster_ip,
            "selector": selector_text(&service.selector), "service_resource_version": service.resource_version}),
    )
}

/// See [`super::Check::ServiceAbsent`].
pub(super) fn absent(check: &Named, observed: &Observed) -> Judgement {
    match observed.services.get(&check.name) {
        Some(_) => Judgement::wrong(Message::new("service-present").with("service", &check.name)),
        None => Judgement::passed(Message::new("service-absent-ok").with("service", &check.name), json!({})),
    }
}
