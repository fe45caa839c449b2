//! Pods that were deleted and came back, or were left alone; sets that were deleted around their pods.

use serde_json::{Value, json};

use super::observed::{Observed, StatefulSet};
use super::since::{Base, facts, nothing_before, rebase};
use super::{
    Baselines, CleanedUp, Judgement, Message, Orphaned, PodsRecreated, PodsUntouched, SetRecreated, Verdict, pages,
    statefulset, trouble,
};

/// See [`super::Check::PodsRecreated`].
pub(super) fn recreated(check: &PodsRecreated, observed: &Observed, baselines: &Baselines) -> Judgement {
    let Some(base) = Base::running(baselines, &check.since) else { return nothing_before(&check.statefulset) };
    let set = match statefulset::find_again(&check.statefulset, observed) {
        Ok(set) => set,
        Err(judgement) => return judgement,
    };
    if let Some(because) = base.incomparable(set) {
        return again_from_here(set, observed, because);
    }
    match compare(check, &base, set, observed) {
        Err(judgement) => judgement,
        Ok(names) => {
            let mut evidence = facts(set, observed);
            evidence["before"] = base.0["pods"].clone();
            Judgement::passed(Message::new("again-ok").with("pods", names.join(", ")), evidence)
        }
    }
}

/// Once everything is Ready again, what is there now is compared with from then on.
fn again_from_here(set: &StatefulSet, observed: &Observed, because: &str) -> Judgement {
    let message = Message::new(because).with("set", &set.name);
    match statefulset::ready(set, observed) {
        // Between two replacements of a rollout every pod is Ready for a moment.
        Ok(()) if !set.is_updated(observed) => Judgement::not_yet(message),
        Ok(()) => rebase(set, observed, because, message),
        Err(judgement) if judgement.verdict == Verdict::CannotTell => judgement,
        Err(_) => Judgement::not_yet(message),
    }
}

fn compare(
    check: &PodsRecreated,
    base: &Base<'_>,
    set: &StatefulSet,
    observed: &Observed,
) -> Result<Vec<String>, Judgement> {
    let (mut back, mut left) = (Vec::new(), Vec::new());
    for ordinal in &check.ordinals {
        let name = format!("{}-{ordinal}", set.name);
        let same = base.pod_uid(&name);
        let now = observed.pods_of(set).get(ordinal).map(|pod| pod.uid.as_str());
        if now.is_some() && same == now {
            left.push(name);
            continue;
        }
        let pod = pages::running(set, *ordinal, observed)?;
        if base.was_rolled_out(pod) {
            return Err(again_from_here(set, observed, "again-was-rollout"));
        }
        for claim in pod.claims.values() {
            let uid = observed.claims.get(claim).map(|claim| claim.uid.as_str());
            if base.claim_uid(claim).is_some_and(|before| Some(before) != uid) {
                let message = Message::new("again-other-claim").with("pod", &name).with("claim", claim);
                let judgement = rebase(set, observed, "again-awaited", message);
                return Err(Judgement { verdict: Verdict::Wrong, ..judgement });
            }
        }
        back.push(name);
    }
    if check.others_untouched {
        others_untouched(check, base, set, observed)?;
    }
    if left.is_empty() {
        return Ok(back);
    }
    let key = if back.is_empty() { base.because().unwrap_or("again-awaited") } else { "again-one-left" };
    Err(Judgement::not_yet(
        Message::new(key).with("set", &set.name).with("pods", left.join(", ")).with("back", back.join(", ")),
    ))
}

fn others_untouched(
    check: &PodsRecreated,
    base: &Base<'_>,
    set: &StatefulSet,
    observed: &Observed,
) -> Result<(), Judgement> {
    let pods = observed.pods_of(set);
    let wanted: Vec<String> = check.ordinals.iter().map(|ordinal| format!("{}-{ordinal}", set.name)).collect();
    let touched = base.pods().into_iter().find(|(name, uid)| {
        !wanted.iter().any(|pod| pod == name) && !pods.values().any(|pod| pod.name == **name && pod.uid == **uid)
    });
    match touched {
        None => Ok(()),
        Some((name, _)) => {
            let message = Message::new("again-others").with("set", &set.name).with("pod", name);
            let message = message.with("pods", wanted.join(", "));
            Err(match statefulset::ready(set, observed) {
                Ok(()) => rebase(set, observed, "again-others", message),
                Err(_) => Judgement::not_yet(message),
            })
        }
    }
}

/// See [`super::Check::PodsUntouched`].
pub(super) fn untouched(check: &PodsUntouched, observed: &Observed, baselines: &Baselines) -> Judgement {
    let Some(base) = Base::running(baselines, &check.since).filter(|_| baselines.of.contains_key(&check.since)) else {
        return nothing_before(&check.statefulset);
    };
    let set = match statefulset::find(&check.statefulset, observed) {
        Ok(set) => set,
        Err(judgement) => return judgement,
    };
    if let Some(service) = check.before_service.as_ref().filter(|name| !observed.services.contains_key(*name)) {
        return from_here(check, service, &base, set, observed);
    }
    for ordinal in 0..check.replicas {
        let pod = match pages::running(set, ordinal, observed) {
            Ok(pod) => pod,
            Err(judgement) => return judgement,
        };
        if base.pod_uid(&pod.name) != Some(pod.uid.as_str()) {
            let message = Message::new("untouched-other-pod").with("pod", &pod.name);
            return Judgement::wrong(match &check.before_service {
                Some(service) => {
                    Message { key: "untouched-other-pod-service".to_owned(), ..message }.with("service", service)
                }
                None => message,
            });
        }
    }
    Judgement::passed(Message::new("untouched-ok").with("set", &set.name), facts(set, observed))
}

/// What the step adds is not there: the set as it stands, all Ready, is what it is compared with.
fn from_here(
    check: &PodsUntouched,
    service: &str,
    base: &Base<'_>,
    set: &StatefulSet,
    observed: &Observed,
) -> Judgement {
    let awaited = Judgement::untried(Message::new("service-missing").with("service", service));
    let replaced = (0..check.replicas).any(|ordinal| {
        let pod = observed.pods_of(set).get(&ordinal).map(|pod| (pod.name.clone(), pod.uid.clone()));
        pod.is_none_or(|(name, uid)| base.pod_uid(&name) != Some(uid.as_str()))
    });
    let ready = statefulset::ready(set, observed).is_ok();
    Judgement { rebase: (replaced && ready).then(|| facts(set, observed)), ..awaited }
}

/// See [`super::Check::SetRecreated`].
pub(super) fn set_recreated(check: &SetRecreated, observed: &Observed, baselines: &Baselines) -> Judgement {
    let name = &check.pages.statefulset;
    let Some((base, keep)) = Base::kept(baselines, &check.since) else { return nothing_before(name) };
    let message = |key: &str| Message::new(key).with("set", name);
    let Some(set) = observed.stateful_sets.get(name) else {
        return Judgement { rebase: keep, ..Judgement::not_yet(message("renewed-set-gone")) };
    };
    if base.text("set_uid") == set.uid {
        let awaited = message(base.because().unwrap_or("renewed-awaited"));
        return Judgement { rebase: keep, ..Judgement::not_yet(awaited) };
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
    // What can't be mended with this set is compared with from here on: the set may be deleted once more.
    let from_here = |judgement: Judgement, because: &str| {
        let rebase = Base::renewed(baselines, &check.since, "set_uid", &set.uid, Some(because));
        Judgement { rebase, ..judgement }
    };
    for (pod, standing) in &pods {
        // A pod that is older than the set was adopted by it, not made by it.
        if base.pod_uid(pod) == Some(standing.uid.as_str()) || standing.created < set.created {
            let judgement = Judgement::not_yet(message("renewed-same-pods").with("pod", pod));
            return from_here(judgement, "renewed-same-pods");
        }
        if base.claim_uid(&standing.claim) != Some(standing.claim_uid.as_str()) {
            let message = Message::new("again-other-claim").with("pod", pod).with("claim", &standing.claim);
            return from_here(Judgement::wrong(message), "renewed-awaited");
        }
        if let Err(judgement) = pages::older_than_its_pod(name, pod, standing) {
            return judgement;
        }
    }
    let mut evidence = facts(set, observed);
    evidence["pages"] = json!(pods);
    evidence["before"] = base.0["pods"].clone();
    Judgement::passed(message("renewed-ok"), evidence)
}

/// See [`super::Check::Orphaned`].
pub(super) fn orphaned(check: &Orphaned, observed: &Observed, baselines: &Baselines) -> Judgement {
    let Some((base, keep)) = Base::kept(baselines, &check.since) else { return nothing_before(&check.statefulset) };
    let message = |key: &str| Message::new(key).with("set", &check.statefulset);
    if let Some(set) = observed.stateful_sets.get(&check.statefulset) {
        if base.text("set_uid") == set.uid {
            return Judgement { rebase: keep, ..Judgement::not_yet(message("orphan-awaited")) };
        }
        let rebase = Base::renewed(baselines, &check.since, "set_uid", &set.uid, None);
        return Judgement { rebase, ..Judgement::not_yet(message("orphan-new-set")) };
    }
    let mut pods = serde_json::Map::new();
    for ordinal in 0..check.replicas {
        let name = format!("{}-{ordinal}", check.statefulset);
        let Some(pod) = observed.pods.get(&name).filter(|pod| base.pod_uid(&name) == Some(pod.uid.as_str())) else {
            // Deleted with the set, or put there by hand afterwards: another pod of the same name is none of it.
            return Judgement { rebase: keep, ..Judgement::wrong(message("orphan-pod-gone").with("pod", name)) };
        };
        if pod.owner.is_some() {
            return Judgement { rebase: keep, ..Judgement::not_yet(message("orphan-owned").with("pod", name)) };
        }
        if !pod.ready || pod.deleting {
            return trouble::of_pod(pod, observed)
                .unwrap_or_else(|| Judgement::not_yet(Message::new("pod-not-ready").with("pod", name)));
        }
        pods.insert(name, json!({"uid": pod.uid}));
    }
    let evidence = json!({"pods": pods, "was_set_uid": base.text("set_uid"), "claims": base.0["claims"]});
    Judgement::passed(message("orphan-ok").with("count", check.replicas), evidence)
}

/// See [`super::Check::CleanedUp`].
pub(super) fn cleaned_up(check: &CleanedUp, observed: &Observed, baselines: &Baselines) -> Judgement {
    let Some((base, keep)) = Base::kept(baselines, &check.since) else { return nothing_before(&check.statefulset) };
    let set = observed.stateful_sets.get(&check.statefulset);
    let renewed = set
        .filter(|set| set.uid != base.text("set_uid"))
        .and_then(|set| Base::renewed(baselines, &check.since, "set_uid", &set.uid, None));
    let prefix = format!("{}-{}-", check.claim, check.statefulset);
    let claims: Vec<_> = observed.claims.keys().filter(|name| name.starts_with(&prefix)).cloned().collect();
    let pods: Vec<_> = observed.pods.keys().filter(|name| base.pod_uid(name).is_some()).map(String::as_str).collect();
    let known = base.0["claims"].as_object();
    let volumes: Vec<_> = known
        .into_iter()
        .flat_map(|claims| claims.values())
        .filter_map(|claim| claim["volume"].as_str())
        .filter(|name| observed.volumes.contains_key(*name))
        .collect();
    let left = [
        ("StatefulSet", set.map(|set| set.name.clone()).unwrap_or_default()),
        ("Service", observed.services.get(&check.service).map(|service| service.name.clone()).unwrap_or_default()),
        ("Pod", pods.join(", ")),
        ("PersistentVolumeClaim", claims.join(", ")),
        ("PersistentVolume", volumes.join(", ")),
    ];
    if let Some((kind, names)) = left.iter().find(|(_, names)| !names.is_empty()) {
        let message = Message::new("cleanup-left").with("kind", *kind).with("names", names);
        return Judgement { rebase: renewed.or(keep), ..Judgement::not_yet(message) };
    }
    let evidence = json!({"gone": {"set_uid": base.text("set_uid"), "claims": base.0["claims"]}, "left": Value::Null});
    Judgement::passed(Message::new("cleanup-ok").with("set", &check.statefulset), evidence)
}
