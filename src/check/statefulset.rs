//! Checks of a StatefulSet's own values and of how its pods were started.

use serde_json::json;

use super::observed::{Arrival, Observed, StatefulSet};
use super::since::facts;
use super::{Judgement, Message, SetSize, StatefulSetShape, Verdict, mounts, quantity, shown, trouble};

/// The set, or the verdict that there is none, or none whose pods and claims are counted from 0 as every check does.
pub(super) fn find<'a>(name: &str, observed: &'a Observed) -> Result<&'a StatefulSet, Judgement> {
    match observed.stateful_sets.get(name) {
        Some(set) if !set.deleting && set.first_ordinal != 0 => {
            Err(wrong(set, "set-first-ordinal", "0", &set.first_ordinal.to_string()))
        }
        Some(set) if !set.deleting => Ok(set),
        Some(_) => Err(Judgement::not_yet(Message::new("set-deleting").with("set", name))),
        None if observed.deployments.contains_key(name) => {
            Err(Judgement::untried(Message::new("set-missing-deployment").with("set", name)))
        }
        None => Err(Judgement::untried(Message::new("set-missing").with("set", name))),
    }
}

/// The same where the set is known to have been there: without it something is awaited, not untried.
pub(super) fn find_again<'a>(name: &str, observed: &'a Observed) -> Result<&'a StatefulSet, Judgement> {
    find(name, observed).map_err(|judgement| match judgement.verdict {
        Verdict::Untried => Judgement { verdict: Verdict::NotYet, ..judgement },
        _ => judgement,
    })
}

/// Whether all the pods the set asks for are Ready; otherwise what is awaited or in the way.
pub(super) fn ready(set: &StatefulSet, observed: &Observed) -> Result<(), Judgement> {
    let pods = observed.pods_of(set);
    let ready = pods.values().filter(|pod| pod.ready && !pod.deleting).count();
    let ready = i64::try_from(ready).unwrap_or(i64::MAX);
    let settled = set.observed_generation == set.generation && pods.len() == usize::try_from(set.replicas).unwrap_or(0);
    if ready == set.replicas && settled {
        return Ok(());
    }
    if let Some(judgement) = trouble::of_set(set, observed) {
        return Err(judgement);
    }
    Err(Judgement::not_yet(
        Message::new("set-waiting").with("set", &set.name).with("ready", ready).with("replicas", set.replicas),
    ))
}

/// See [`super::Check::StatefulSet`].
pub(super) fn shape(check: &StatefulSetShape, observed: &Observed) -> Judgement {
    let set = match find(&check.name, observed) {
        Ok(set) => set,
        Err(judgement) => return judgement,
    };
    let shaped = values(check, set).and_then(|()| storage(check, set)).and_then(|()| container(check, set));
    if let Err(judgement) = shaped.and_then(|()| ready(set, observed)) {
        return judgement;
    }
    Judgement::passed(
        Message::new("set-ok").with("set", &set.name).with("replicas", set.replicas),
        facts(set, observed),
    )
}

fn wrong(set: &StatefulSet, key: &str, expected: &str, found: &str) -> Judgement {
    Judgement::wrong(Message::new(key).with("set", &set.name).with("expected", expected).with("found", shown(found)))
}

fn values(check: &StatefulSetShape, set: &StatefulSet) -> Result<(), Judgement> {
    if set.service_name != check.service_name {
        return Err(wrong(set, "set-service-name", &check.service_name, &set.service_name));
    }
    if set.replicas != check.replicas {
        return Err(wrong(set, "set-replicas", &check.replicas.to_string(), &set.replicas.to_string()));
    }
    Ok(())
}

/// The claim template and its mount.
fn storage(check: &StatefulSetShape, set: &StatefulSet) -> Result<(), Judgement> {
    let at_path: Vec<_> = mounts::at(&set.containers, &check.mount_path).map(|(_, mount)| mount).collect();
    let Some(template) = set.claim_templates.iter().find(|template| template.name == check.claim) else {
        if let Some(kind) = at_path.first().and_then(|mount| set.template_volumes.get(&mount.volume)) {
            return Err(wrong(set, "set-volume-not-claim", &check.claim, kind));
        }
        let names: Vec<_> = set.claim_templates.iter().map(|template| template.name.as_str()).collect();
        return Err(wrong(set, "set-no-claim-template", &check.claim, &names.join(",")));
    };
    if !template.access_modes.contains(&check.access_mode) {
        return Err(wrong(set, "set-access-mode", &check.access_mode, &template.access_modes.join(",")));
    }
    if let Some(class) = &check.storage_class
        && template.storage_class.as_ref() != Some(class)
    {
        return Err(wrong(set, "set-storage-class", class, template.storage_class.as_deref().unwrap_or_default()));
    }
    if !quantity::same(&template.storage, &check.storage) {
        return Err(wrong(set, "set-storage", &check.storage, &template.storage));
    }
    // A pod volume of the same name is replaced by the claim, so a name alone decides. In every container: the claim in
    // a helper says nothing of what the one beside it serves.
    if let Some(mount) = at_path.iter().find(|mount| mount.volume != check.claim) {
        let kind = set.template_volumes.get(&mount.volume).unwrap_or(&mount.volume);
        return Err(wrong(set, "set-volume-not-claim", &check.claim, kind));
    }
    if !at_path.is_empty() {
        return Ok(());
    }
    let all = set.containers.iter().flat_map(|container| &container.mounts);
    let paths: Vec<_> = all.filter(|mount| mount.volume == check.claim).map(|mount| mount.path.as_str()).collect();
    Err(wrong(set, "set-mount-path", &check.mount_path, &paths.join(",")))
}

/// The container that mounts the claim: its name and its resources, as quantities.
fn container(check: &StatefulSetShape, set: &StatefulSet) -> Result<(), Judgement> {
    let Some((found, _)) = mounts::at(&set.containers, &check.mount_path).next() else { return Ok(()) };
    if let Some(name) = &check.container
        && found.name != *name
    {
        return Err(wrong(set, "set-container", name, &found.name));
    }
    for (key, wanted, there) in
        [("set-requests", &check.requests, &found.requests), ("set-limits", &check.limits, &found.limits)]
    {
        for (resource, amount) in wanted {
            let has = there.get(resource).map_or("", String::as_str);
            if !quantity::same(has, amount) {
                return Err(wrong(set, key, &format!("{resource}: {amount}"), &format!("{resource}: {}", shown(has))));
            }
        }
    }
    Ok(())
}

/// See [`super::Check::OrderedStart`]: rule R2, order is what the watch saw, else what immutable facts tell.
pub(super) fn ordered_start(check: &SetSize, observed: &Observed) -> Judgement {
    let set = match find(&check.statefulset, observed) {
        Ok(set) => set,
        Err(judgement) => return judgement,
    };
    if set.pod_management == "Parallel" {
        return wrong(set, "set-parallel", "OrderedReady", &set.pod_management);
    }
    let first = |ordinal: i64| -> Option<&Arrival> {
        observed.history.arrivals.iter().find(|arrival| arrival.set_uid == set.uid && arrival.ordinal == ordinal)
    };
    let arrivals: Vec<_> = (0..check.replicas).map_while(first).collect();
    let pods = observed.pods_of(set);
    let up = (0..check.replicas).take_while(|ordinal| pods.get(ordinal).is_some_and(|pod| pod.ready)).count();
    if up < usize::try_from(check.replicas).unwrap_or(0) {
        if let Some(judgement) = trouble::of_set(set, observed) {
            return judgement;
        }
        let next = format!("{}-{up}", set.name);
        return Judgement::not_yet(Message::new("ordered-waiting").with("set", &set.name).with("pod", next));
    }
    let complete = arrivals.len() == usize::try_from(check.replicas).unwrap_or(usize::MAX);
    if complete && arrivals.iter().all(|arrival| arrival.witnessed) {
        return seen(set, &arrivals);
    }
    by_creation_times(check, set, observed)
}

fn seen(set: &StatefulSet, arrivals: &[&Arrival]) -> Judgement {
    if let Some(early) = arrivals.iter().find(|arrival| !arrival.lower_not_ready.is_empty()) {
        let before = format!("{}-{}", set.name, early.lower_not_ready[0]);
        return Judgement::wrong(
            Message::new("ordered-broken").with("set", &set.name).with("pod", &early.pod).with("before", before),
        );
    }
    let order: Vec<_> = arrivals.iter().map(|arrival| json!({"pod": arrival.pod, "uid": arrival.uid})).collect();
    Judgement::passed(
        Message::new("ordered-ok").with("set", &set.name),
        json!({"order": order, "order_from": "watch", "set_uid": set.uid}),
    )
}

/// The start was not watched (the server was down, or came later): the policy is immutable, and claims
/// outlive pods, so their creation times still tell. Whole seconds: `≤`, never `<`.
fn by_creation_times(check: &SetSize, set: &StatefulSet, observed: &Observed) -> Judgement {
    let created: Vec<_> = (0..check.replicas)
        .map_while(|ordinal| {
            let suffix = format!("-{}-{ordinal}", set.name);
            let template = set.claim_templates.first()?;
            observed.claims.get(&format!("{}{suffix}", template.name)).map(|claim| claim.created)
        })
        .collect();
    let known = created.len() == usize::try_from(check.replicas).unwrap_or(usize::MAX);
    if !known || !created.is_sorted() {
        return Judgement::cannot_tell(Message::new("ordered-not-seen").with("set", &set.name));
    }
    Judgement::passed(
        Message::new("ordered-ok").with("set", &set.name),
        json!({"order_from": "claim creation times", "claims_created": created, "set_uid": set.uid,
            "pod_management": set.pod_management}),
    )
}
