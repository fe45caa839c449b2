//! Checks of scaling a StatefulSet up, to nothing, and back.

use serde_json::{Map, Value, json};

use super::observed::{Observed, StatefulSet};
use super::{Baselines, Judgement, Message, ScaledBack, ScaledUp, SinceStep, Verdict, claims, pages, statefulset};

/// See [`super::Check::ScaledUp`]. The smaller size is kept as the step's own baseline when it is seen
/// wholly Ready, so that a set created at the larger size at once does not pass.
pub(super) fn up(check: &ScaledUp, observed: &Observed, baselines: &Baselines) -> Judgement {
    let set = match statefulset::find(&check.statefulset, observed) {
        Ok(set) => set,
        Err(judgement) => return judgement,
    };
    let message = |key: &str| {
        Message::new(key)
            .with("set", &set.name)
            .with("from", check.from)
            .with("to", check.to)
            .with("found", set.replicas)
    };
    if set.pod_management == "Parallel" {
        let message = Message::new("set-parallel").with("set", &set.name);
        return Judgement::wrong(message.with("expected", "OrderedReady").with("found", &set.pod_management));
    }
    let pods = observed.pods_of(set);
    let uids: Vec<&str> = (0..check.from).filter_map(|n| pods.get(&n)).map(|pod| pod.uid.as_str()).collect();
    let small = json!({"set_uid": set.uid, "pods": uids});
    if set.replicas == check.from {
        return match statefulset::ready(set, observed) {
            Err(judgement) => judgement,
            Ok(()) => {
                let rebase = (baselines.own.as_ref() != Some(&small)).then_some(small);
                Judgement { rebase, ..Judgement::not_yet(message("scale-up-awaited")) }
            }
        };
    }
    if set.replicas != check.to {
        return Judgement::not_yet(message("scale-up-other"));
    }
    if let Err(judgement) = statefulset::ready(set, observed) {
        return judgement;
    }
    match &baselines.own {
        Some(base) if *base == small => Judgement::passed(
            message("scale-up-ok"),
            json!({"set_uid": set.uid, "generation": set.generation, "same_pods": uids,
                "pods": pods.values().map(|pod| (pod.name.clone(), json!(pod.uid))).collect::<Map<_, _>>()}),
        ),
        Some(base) if base["set_uid"] == small["set_uid"] => Judgement::not_yet(message("scale-up-pods-changed")),
        _ => Judgement::not_yet(message("scale-up-not-seen")),
    }
}

/// See [`super::Check::ScaledToZero`]. The set and its claims are kept as the step's own baseline while it runs, so
/// that a set that was created anew with no replicas, or claims made since, do not pass.
pub(super) fn to_zero(check: &SinceStep, observed: &Observed, baselines: &Baselines) -> Judgement {
    let set = match statefulset::find(&check.statefulset, observed) {
        Ok(set) => set,
        Err(judgement) => return judgement,
    };
    if set.deletes_claims {
        return Judgement::wrong(Message::new("set-deletes-claims").with("set", &set.name));
    }
    if set.replicas != 0 {
        let running = statefulset::ready(set, observed).is_ok().then(|| running_claims(check, set, observed));
        let rebase = running.filter(|running| baselines.own.as_ref() != Some(running));
        let message = Message::new("zero-awaited").with("set", &set.name).with("found", set.replicas);
        return Judgement { rebase, ..Judgement::not_yet(message) };
    }
    let left = observed.pods_of(set).len();
    if left > 0 {
        let left = i64::try_from(left).unwrap_or(i64::MAX);
        return Judgement::not_yet(Message::new("zero-pods-left").with("set", &set.name).with("count", left));
    }
    let not_seen = || {
        let message = Message::new("zero-not-seen").with("set", &set.name);
        Judgement::not_yet(message.with("expected", check.claims))
    };
    let own = baselines.own.as_ref().map(|own| &own["running"]);
    let Some(before) = own.filter(|before| before["set_uid"] == set.uid.as_str()) else {
        return not_seen();
    };
    let mut facts = Map::new();
    for ordinal in 0..check.claims {
        let name = claims::name(&check.claim, &set.name, ordinal);
        let fact = match claims::one(&name, observed) {
            Ok(fact) => fact,
            Err(judgement) => return judgement,
        };
        let Some(uid) = before["claims"].get(&name) else { return not_seen() };
        if *uid != fact["uid"] {
            let message = Message::new("zero-other-claim").with("set", &set.name).with("claim", name);
            return Judgement::wrong(message.with("expected", check.claims));
        }
        facts.insert(name, fact);
    }
    Judgement::passed(
        Message::new("zero-ok").with("set", &set.name).with("count", check.claims),
        json!({"set_uid": set.uid, "generation": set.generation, "claims": facts}),
    )
}

/// The set and its claims, by UID, while all its pods are Ready. Only a beginning: nobody may compare with it as if the
/// set had been at zero.
fn running_claims(check: &SinceStep, set: &StatefulSet, observed: &Observed) -> Value {
    let names = (0..check.claims).map(|ordinal| claims::name(&check.claim, &set.name, ordinal));
    let uids: Map<_, _> =
        names.filter_map(|name| Some((name.clone(), json!(observed.claims.get(&name)?.uid)))).collect();
    json!({"running": {"set_uid": set.uid, "claims": uids}})
}

/// See [`super::Check::ScaledBack`]. What was last seen at zero is kept as the step's own baseline: when set or claims
/// are others, the earlier step's becomes that of a set that runs, until it is at zero again.
pub(super) fn back(check: &ScaledBack, observed: &Observed, baselines: &Baselines) -> Judgement {
    let seen = baselines.of.get(&check.since).filter(|seen| seen.get("running").is_none());
    let Some(base) = seen.or(baselines.own.as_ref()) else {
        return Judgement::untried(Message::new("back-zero-first").with("set", &check.pages.statefulset));
    };
    let judgement = back_from(base, check, observed);
    if judgement.verdict == Verdict::Passed || baselines.own.as_ref() == Some(base) {
        return judgement;
    }
    Judgement { rebase: Some(base.clone()), ..judgement }
}

fn back_from(base: &Value, check: &ScaledBack, observed: &Observed) -> Judgement {
    let name = &check.pages.statefulset;
    let set = match statefulset::find_again(name, observed) {
        Ok(set) => set,
        Err(judgement) => return judgement,
    };
    if base["set_uid"] != set.uid.as_str() {
        return Judgement::not_yet(Message::new("back-set-recreated").with("set", name));
    }
    if set.replicas < check.pages.replicas {
        let message = Message::new("back-awaited").with("set", name).with("found", set.replicas);
        return Judgement::not_yet(message.with("expected", check.pages.replicas));
    }
    if let Err(judgement) = statefulset::ready(set, observed) {
        return judgement;
    }
    let pods =
        pages::not_in_a_folder(&check.pages, set, observed).and_then(|()| pages::all(&check.pages, set, observed));
    let pods = match pods {
        Ok(pods) => pods,
        Err(judgement) => return judgement,
    };
    for (pod, standing) in &pods {
        if base["claims"][&standing.claim]["uid"] != standing.claim_uid.as_str() {
            return Judgement::wrong(Message::new("back-other-claim").with("pod", pod).with("claim", &standing.claim));
        }
        if let Err(judgement) = pages::older_than_its_pod(name, pod, standing) {
            return judgement;
        }
    }
    Judgement::passed(
        Message::new("back-ok").with("set", name).with("count", check.pages.replicas),
        json!({"set_uid": set.uid, "generation": set.generation, "read_by": pages::read_by(&pods), "pods": pods}),
    )
}
