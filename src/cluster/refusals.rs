//! Why a controller makes no pod, from its events: for explaining, never for a verdict.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::Event;

/// The longest reason that is shown, in characters.
const LONGEST: usize = 300;

/// The newest event of each of `wanted` (`StatefulSet/web`); a ReplicaSet speaks for its Deployment.
pub(super) fn newest(
    events: Vec<Event>,
    wanted: &BTreeSet<String>,
    deployments: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, (i64, String)> = BTreeMap::new();
    for event in events {
        let name = event.involved_object.name.unwrap_or_default();
        let of = match event.involved_object.kind.as_deref() {
            Some("ReplicaSet") => deployments.get(&name).map(|deployment| format!("Deployment/{deployment}")),
            Some(kind) => Some(format!("{kind}/{name}")),
            None => None,
        };
        let Some(of) = of.filter(|of| wanted.contains(of)) else { continue };
        let at = event.last_timestamp.map(|time| time.0.as_second()).unwrap_or_default();
        let message: String = event.message.unwrap_or_default().chars().take(LONGEST).collect();
        if found.get(&of).is_none_or(|(known, _)| *known <= at) {
            found.insert(of, (at, message));
        }
    }
    found.into_iter().map(|(of, (_, message))| (of, message)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event(kind: &str, name: &str, minute: u8, message: &str) -> Event {
        let event = json!({"metadata": {"name": "e"}, "involvedObject": {"kind": kind, "name": name},
            "reason": "FailedCreate", "message": message, "lastTimestamp": format!("2026-11-20T21:{minute:02}:00Z")});
        serde_json::from_value(event).expect("an event")
    }

    #[test]
    fn the_newest_event_of_each_tells() {
        let events = vec![
            event("StatefulSet", "web", 5, "newest"),
            event("StatefulSet", "web", 3, "older"),
            event("ReplicaSet", "app-5d4", 1, "exceeded quota"),
            event("StatefulSet", "other", 9, "not asked for"),
            event("ReplicaSet", "gone-1", 9, "of nobody"),
        ];
        let wanted = ["StatefulSet/web", "Deployment/app", "Deployment/gone"].map(str::to_owned).into();
        let found = newest(events, &wanted, &[("app-5d4".to_owned(), "app".to_owned())].into());
        let expected = [("Deployment/app", "exceeded quota"), ("StatefulSet/web", "newest")];
        assert_eq!(found, expected.map(|(of, said)| (of.to_owned(), said.to_owned())).into());
    }
}
