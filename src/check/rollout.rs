//! Ordered updates, rollbacks and removals: highest ordinal first, as the watch saw it.

use serde_json::json;

use super::observed::{Observed, Pod, StatefulSet};
use super::since::{Base, facts, nothing_before};
use super::{Baselines, Judgement, Message, ScaledUp, SetSince, statefulset, trouble};

/// See [`super::Check::RolledOut`].
pub(super) fn rolled_out(check: &SetSince, observed: &Observed, baselines: &Baselines) -> Judgement {
    let Some(base) = Base::of(baselines, &check.since) else { return nothing_before(&check.statefulset) };
    let set = match statefulset::find(&check.statefulset, observed) {
        Ok(set) => set,
        Err(judgement) => return judgement,
    };
    let message = |key: &str| Message::new(key).with("set", &set.name);
    if base.text("set_uid") != set.uid {
        return Judgement::not_yet(message("rollout-set-recreated"));
    }
    if base.text("revision") == set.update_revision {
        return Judgement::not_yet(message("rollout-awaited"));
    }
    if let Err(judgement) = everywhere(check, &base, set, observed) {
        return judgement;
    }
    let from = match ordered(check, set, observed) {
        Ok(from) => from,
        Err(judgement) => return judgement,
    };
    if let Err(judgement) = same_claims(&base, set, observed) {
        return judgement;
    }
    let mut evidence = facts(set, observed);
    evidence["from_revision"] = json!(base.text("revision"));
    evidence["order_from"] = json!(from);
    Judgement::passed(message("rollout-ok"), evidence)
}

/// See [`super::Check::RolledBack`].
pub(super) fn rolled_back(check: &SetSince, observed: &Observed, baselines: &Baselines) -> Judgement {
    let Some(base) = Base::of(baselines, &check.since) else { return nothing_before(&check.statefulset) };
    let set = match statefulset::find(&check.statefulset, observed) {
        Ok(set) => set,
        Err(judgement) => return judgement,
    };
    let message = |key: &str| Message::new(key).with("set", &set.name);
    if base.text("set_uid") != set.uid {
        return Judgement::not_yet(message("rollout-set-recreated"));
    }
    if set.update_revision == base.text("revision") {
        return Judgement::not_yet(message("rollback-awaited"));
    }
    if set.update_revision != base.text("from_revision") {
        let message = message("rollback-other").with("expected", base.text("from_revision"));
        return Judgement::wrong(message.with("found", &set.update_revision));
    }
    if let Err(judgement) = everywhere(check, &base, set, observed).and_then(|()| same_claims(&base, set, observed)) {
        return judgement;
    }
    Judgement::passed(message("rollback-ok"), facts(set, observed))
}

/// Whether every pod is a new one, Ready, with the set's newest revision: its label alone could be written by hand.
fn everywhere(check: &SetSince, base: &Base<'_>, set: &StatefulSet, observed: &Observed) -> Result<(), Judgement> {
    let pods = observed.pods_of(set);
    let new = |pod: &Pod| base.pod_uid(&pod.name) != Some(pod.uid.as_str());
    for ordinal in (0..check.replicas).rev() {
        let done = pods
            .get(&ordinal)
            .is_some_and(|pod| pod.ready && !pod.deleting && new(pod) && pod.revision() == set.update_revision);
        if !done {
            if let Some(judgement) = trouble::of_set(set, observed) {
                return Err(judgement);
            }
            let pod = format!("{}-{ordinal}", set.name);
            return Err(Judgement::not_yet(Message::new("rollout-waiting").with("set", &set.name).with("pod", pod)));
        }
    }
    statefulset::ready(set, observed)
}

/// The order as the watch saw it, else as creation times tell: whole seconds, so `≤`.
fn ordered(check: &SetSince, set: &StatefulSet, observed: &Observed) -> Result<&'static str, Judgement> {
    let pods = observed.pods_of(set);
    let seen: Vec<_> = (0..check.replicas)
        .filter_map(|ordinal| pods.get(&ordinal))
        .filter_map(|pod| observed.history.returns.iter().find(|arrival| arrival.uid == pod.uid && arrival.witnessed))
        .collect();
    if seen.len() == usize::try_from(check.replicas).unwrap_or(usize::MAX) {
        return match seen.iter().find(|arrival| !arrival.higher_pending.is_empty()) {
            None => Ok("watch"),
            Some(early) => {
                let before = format!("{}-{}", set.name, early.higher_pending[0]);
                let message = Message::new("rollout-broken").with("set", &set.name).with("pod", &early.pod);
                Err(Judgement::wrong(message.with("before", before)))
            }
        };
    }
    let created = (0..check.replicas).rev().filter_map(|ordinal| pods.get(&ordinal)).map(|pod| pod.created);
    if created.is_sorted() {
        Ok("creation times")
    } else {
        Err(Judgement::cannot_tell(Message::new("rollout-not-seen").with("set", &set.name)))
    }
}

fn same_claims(base: &Base<'_>, set: &StatefulSet, observed: &Observed) -> Result<(), Judgement> {
    for pod in observed.pods_of(set).values() {
        for name in pod.claims.values() {
            let uid = observed.claims.get(name).map(|claim| claim.uid.as_str());
            if base.claim_uid(name).is_some_and(|before| Some(before) != uid) {
                let message = Message::new("again-other-claim").with("pod", &pod.name).with("claim", name);
                return Err(Judgement::wrong(message));
            }
        }
    }
    Ok(())
}

/// See [`super::Check::ScaledDown`]. The larger size is kept as the step's own baseline when it is seen Ready.
pub(super) fn scaled_down(check: &ScaledUp, observed: &Observed, baselines: &Baselines) -> Judgement {
    let set = match statefulset::find(&check.statefulset, observed) {
        Ok(set) => set,
        Err(judgement) => return judgement,
    };
    let message = |key: &str| {
        let message = Message::new(key).with("set", &set.name).with("found", set.replicas);
        message.with("from", check.from).with("to", check.to)
    };
    if set.replicas == check.from {
        return match statefulset::ready(set, observed) {
            Err(judgement) => judgement,
            Ok(()) => {
                let now = facts(set, observed);
                let known = baselines.own.as_ref().is_some_and(|own| own["pods"] == now["pods"]);
                Judgement { rebase: (!known).then_some(now), ..Judgement::not_yet(message("scale-down-awaited")) }
            }
        };
    }
    if set.replicas != check.to {
        return Judgement::not_yet(message("scale-down-other"));
    }
    let base = baselines.own.as_ref().map(Base).filter(|base| base.text("set_uid") == set.uid);
    let Some(base) = base else { return Judgement::not_yet(message("scale-down-not-seen")) };
    let left = observed.pods_of(set).len();
    if left != usize::try_from(check.to).unwrap_or(0) {
        let count = i64::try_from(left).unwrap_or(i64::MAX);
        return Judgement::not_yet(message("scale-down-waiting").with("count", count));
    }
    if let Some(claim) = lost_claim(&base, observed) {
        return Judgement::wrong(message("scale-down-claim-gone").with("claim", claim));
    }
    removed(check, &base, set, observed).unwrap_or_else(|from| {
        let mut evidence = facts(set, observed);
        evidence["order_from"] = json!(from);
        evidence["before"] = base.0["pods"].clone();
        Judgement::passed(message("scale-down-ok"), evidence)
    })
}

/// A claim that was there at the larger size and is not any more, or is another one: a scale-down leaves them all.
fn lost_claim(base: &Base<'_>, observed: &Observed) -> Option<String> {
    let mut known = base.0["claims"].as_object().into_iter().flatten();
    let lost = known.find(|(name, claim)| {
        observed.claims.get(*name).is_none_or(|there| claim["uid"] != there.uid.as_str() || there.deleting)
    });
    lost.map(|(name, _)| name.clone())
}

/// What contradicts the descending order, or where the order is known from.
fn removed(
    check: &ScaledUp,
    base: &Base<'_>,
    set: &StatefulSet,
    observed: &Observed,
) -> Result<Judgement, &'static str> {
    let gone: Vec<_> = (check.to..check.from)
        .filter_map(|ordinal| base.pod_uid(&format!("{}-{ordinal}", set.name)))
        .filter_map(|uid| observed.history.departures.iter().find(|departure| departure.uid == uid))
        .collect();
    if let Some(early) = gone.iter().find(|departure| !departure.higher_present.is_empty()) {
        let pod = format!("{}-{}", set.name, early.ordinal);
        let before = format!("{}-{}", set.name, early.higher_present[0]);
        let message = Message::new("scale-down-broken").with("set", &set.name).with("pod", pod).with("before", before);
        return Ok(Judgement::wrong(message));
    }
    if i64::try_from(gone.len()) == Ok(check.from - check.to) {
        return Err("watch");
    }
    // Not all of it was seen (the server was away): what the immutable policy says is all there is to say.
    if set.pod_management == "Parallel" {
        let message = Message::new("set-parallel").with("set", &set.name).with("expected", "OrderedReady");
        return Ok(Judgement::wrong(message.with("found", &set.pod_management)));
    }
    Err("podManagementPolicy")
}
