//! "How do you know?": what was true when a step passed, in words, object by object.

use serde_json::{Map, Value};

use crate::check::Verdict;
use crate::i18n::{self, Tr};
use crate::progress::StepState;

/// Facts of one object, or of the pass itself.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Facts {
    /// Which object; empty for the pass itself.
    pub of: String,
    /// What a fact is, and its value.
    pub list: Vec<(String, String)>,
}

/// The most facts that are shown; the JSON interface has all of them.
const MOST: usize = 200;

/// What a pass rests on; empty for a step that has not passed.
#[must_use]
pub fn of(state: &StepState, tr: &Tr) -> Vec<Facts> {
    if state.verdict != Verdict::Passed {
        return Vec::new();
    }
    let mut pass = Facts::default();
    if let Some(how) = state.how {
        pass.list.push((tr.msg("evidence-how"), tr.msg(&format!("how-{}", how.word()))));
    }
    if let Some(passed) = state.passed {
        pass.list.push((tr.msg("evidence-passed"), i18n::moment(tr.lang(), passed)));
    }
    let mut all = vec![pass];
    if let Value::Object(evidence) = &state.evidence {
        collect("", evidence, tr, &mut all);
    }
    let mut room = MOST;
    for facts in &mut all {
        facts.list.truncate(room);
        room -= facts.list.len();
    }
    all.retain(|facts| !facts.list.is_empty());
    all
}

/// Plain values become facts of the object at hand; objects within become objects of their own.
fn collect(of: &str, values: &Map<String, Value>, tr: &Tr, all: &mut Vec<Facts>) {
    let mut own = Facts { of: of.to_owned(), list: Vec::new() };
    let mut below = Vec::new();
    for (name, value) in values {
        match value {
            Value::Null => {}
            Value::Array(list) if list.is_empty() => {}
            Value::Object(map) => below.push((name, map)),
            value => own.list.push((label(name, tr), text(name, value, tr))),
        }
    }
    match all.first_mut().filter(|_| of.is_empty()) {
        Some(pass) => pass.list.append(&mut own.list),
        None => all.push(own),
    }
    for (name, map) in below {
        let title = group(name, tr).unwrap_or_else(|| name.clone());
        let title = if of.is_empty() { title } else { format!("{of} · {title}") };
        collect(&title, map, tr, all);
    }
}

/// Kinds of objects that evidence speaks of, by the key they stand under.
fn group(name: &str, tr: &Tr) -> Option<String> {
    GROUPS.contains(&name).then(|| tr.msg(&format!("evidence-of-{}", name.replace('_', "-"))))
}

/// Kinds of objects with a name in words.
const GROUPS: &[&str] = &[
    "pods",
    "before",
    "claims",
    "endpoints",
    "dns",
    "pages",
    "gone",
    "nodes",
    "answers",
    "same_pods",
    "behind",
    "services",
    "deployment_pods",
];

/// Facts with a name in words; every other is shown by the API's own.
const NAMED: &[&str] = &[
    "observed_at",
    "read_by",
    "order_from",
    "asked_from",
    "uid",
    "set_uid",
    "service_uid",
    "claim_uid",
    "volume_uid",
    "deployment_uid",
    "was_set_uid",
    "resource_version",
    "service_resource_version",
    "generation",
    "revision",
    "from_revision",
    "created",
    "ctime",
    "sha256",
    "start",
    "said",
    "at",
    "volume",
    "claim",
    "node",
    "path",
    "ip",
    "endpoints",
    "order",
    "dry_run",
    "status",
    "served",
    "by_pod",
    "cluster_ip",
    "node_port",
    "assigned",
    "cname",
    "target",
    "deployment_generation",
    "replicas",
    "file",
    "kind",
    "name",
    "ranges",
    "requests",
    "from",
    "type",
    "selector",
    "before",
    "now",
    "gone",
    "new",
    "nodes",
    "strength",
    "claims_created",
    "pod_management",
];

fn label(name: &str, tr: &Tr) -> String {
    if NAMED.contains(&name) { tr.msg(&format!("fact-{}", name.replace('_', "-"))) } else { name.to_owned() }
}

/// Who read something, by the word that the judge keeps.
fn who(word: &str) -> Option<&'static str> {
    Some(match word {
        "volume reader" => "read-by-volume",
        "the pods themselves" => "read-by-pods",
        "node program" => "read-by-node-program",
        "watch" => "order-from-watch",
        "creation times" | "claim creation times" => "order-from-times",
        "podManagementPolicy" => "order-from-policy",
        "the pods' own logs" => "read-by-logs",
        _ => return None,
    })
}

fn text(name: &str, value: &Value, tr: &Tr) -> String {
    match (name, value) {
        ("created" | "ctime", Value::Number(seconds)) => {
            i18n::moment(tr.lang(), seconds.as_i64().unwrap_or_default().saturating_mul(1000))
        }
        ("at", Value::Number(millis)) => i18n::moment(tr.lang(), millis.as_i64().unwrap_or_default()),
        // As the judge keeps it, RFC 3339; were it anything else, it would be shown as it is.
        ("observed_at", Value::String(text)) => text
            .parse::<jiff::Timestamp>()
            .map_or_else(|_| text.clone(), |at| i18n::moment(tr.lang(), at.as_millisecond())),
        ("read_by" | "order_from" | "asked_from" | "strength", Value::String(word)) => {
            who(word).map_or_else(|| word.clone(), |key| tr.msg(key))
        }
        (_, Value::String(text)) => text.trim().to_owned(),
        (_, Value::Array(list)) => list.iter().map(one).collect::<Vec<_>>().join(", "),
        (_, other) => other.to_string(),
    }
}

fn one(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(one).collect::<Vec<_>>().join(" "),
        Value::Object(map) => map.values().map(one).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::check::Message;
    use crate::lab::Lang;
    use crate::progress::How;

    fn passed(evidence: Value) -> StepState {
        StepState {
            step: "survival".parse().expect("an id"),
            verdict: Verdict::Passed,
            message: Message::new("survival-ok"),
            evidence,
            how: Some(How::Run),
            holds: Some(true),
            sandbox: None,
            changed: 1,
            passed: Some(1_763_680_500_000),
        }
    }

    #[test]
    fn a_pass_is_told_object_by_object() {
        let evidence = json!({"set_uid": "s-1", "observed_at": "2025-11-20T23:14:59.244228733Z", "read_by": "volume reader", "left": null,
            "pods": {"nginx-0": {"uid": "p-2", "ctime": 1_763_680_000, "created": 1_763_680_400}},
            "before": {"nginx-0": {"uid": "p-1"}}, "order": [{"pod": "nginx-0", "uid": "p-2"}]});
        let facts = of(&passed(evidence), Tr::new(Lang::En));
        let titles: Vec<_> = facts.iter().map(|facts| facts.of.as_str()).collect();
        assert_eq!(titles, ["", "Earlier · nginx-0", "Pods · nginx-0"]);
        let said = |at: usize, label: &str| {
            let found = facts[at].list.iter().find(|(name, _)| name == label);
            found.unwrap_or_else(|| panic!("no `{label}` in {:?}", facts[at])).1.clone()
        };
        assert_eq!(said(0, "how it was done"), "with Run");
        assert_eq!(said(0, "passed"), "20 November 2025, 23:15:00 UTC");
        assert_eq!(said(0, "looked at"), "20 November 2025, 23:14:59 UTC");
        assert_eq!(said(0, "order"), "nginx-0 p-2");
        assert!(said(0, "read by").contains("volume"), "{facts:?}");
        assert_eq!(said(1, "UID"), "p-1");
        assert_eq!(said(2, "UID"), "p-2");
        assert_eq!(said(2, "file last changed (ctime)"), "20 November 2025, 23:06:40 UTC");
    }

    #[test]
    fn every_language_names_every_fact() {
        for lang in Lang::ALL {
            let tr = Tr::new(lang);
            let every: Map<_, _> = NAMED.iter().map(|name| ((*name).to_owned(), json!("x"))).collect();
            let groups: Map<_, _> =
                GROUPS.iter().map(|group| ((*group).to_owned(), json!({"a": {"uid": "u"}}))).collect();
            let words = [
                "volume reader",
                "the pods themselves",
                "node program",
                "watch",
                "creation times",
                "podManagementPolicy",
                "the pods' own logs",
            ];
            for who in words {
                assert!(!text("read_by", &json!(who), tr).contains('['), "{who}");
            }
            let told = [every, groups].into_iter().flat_map(|evidence| of(&passed(Value::Object(evidence)), tr));
            for facts in told {
                assert!(!facts.of.contains('['), "{facts:?}");
                assert!(facts.list.iter().all(|(name, _)| !name.contains('[')), "{facts:?}");
            }
        }
    }

    #[test]
    fn nothing_is_known_of_what_has_not_passed() {
        let state = StepState { verdict: Verdict::NotYet, passed: None, ..passed(json!({"uid": "x"})) };
        assert!(of(&state, Tr::new(Lang::Pt)).is_empty());
    }
}
