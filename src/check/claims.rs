//! Checks of the claims that a StatefulSet's templates make.

use serde_json::{Map, Value, json};

use super::observed::{Claim, Observed, StatefulSet};
use super::{Judgement, Message, SetClaims, quantity, shown, statefulset};

/// The claim's name: template, set, ordinal.
pub(super) fn name(template: &str, set: &str, ordinal: i64) -> String {
    format!("{template}-{set}-{ordinal}")
}

/// See [`super::Check::ClaimsBound`].
pub(super) fn bound(check: &SetClaims, observed: &Observed) -> Judgement {
    let set = match statefulset::find(&check.statefulset, observed) {
        Ok(set) => set,
        Err(judgement) => return judgement,
    };
    let names: Vec<_> = (0..check.replicas).map(|ordinal| name(&check.claim, &set.name, ordinal)).collect();
    if !names.iter().any(|name| observed.claims.contains_key(name)) {
        return Judgement::untried(Message::new("claims-none").with("claim", &names[0]));
    }
    let pods = observed.pods_of(set);
    let mut facts = Map::new();
    for (ordinal, name) in (0..).zip(&names) {
        let pod = pods.get(&ordinal).copied();
        if let Some(pod) = pod
            && !pod.claims.values().any(|claim| claim == name)
        {
            return Judgement::wrong(Message::new("claim-not-used").with("pod", &pod.name).with("claim", name));
        }
        if let Err(judgement) = of_template(name, check, set, observed) {
            return judgement;
        }
        if check.default_class
            && let Some(claim) = observed.claims.get(name)
            && observed.default_storage_class().is_none_or(|class| class.name != claim.storage_class)
        {
            let class = observed.default_storage_class().map_or("<none>", |class| class.name.as_str());
            let message = Message::new("claim-class").with("claim", name).with("expected", class);
            return Judgement::wrong(message.with("found", shown(&claim.storage_class)));
        }
        match one(name, observed) {
            Ok(fact) => facts.insert(name.clone(), fact),
            Err(judgement) => return judgement,
        };
        // Claims outlive pods that a scale-down removed; one whose pod is asked for and was never made is nobody's.
        if ordinal < set.replicas && pod.is_none() {
            let pod = format!("{}-{ordinal}", set.name);
            return Judgement::not_yet(Message::new("pod-missing").with("pod", pod));
        }
    }
    let mut volumes: Vec<_> = facts.values().filter_map(|fact| fact["volume"].as_str()).collect();
    volumes.sort_unstable();
    volumes.dedup();
    if volumes.len() != names.len() {
        return Judgement::wrong(Message::new("claims-share").with("set", &set.name));
    }
    Judgement::passed(
        Message::new("claims-ok").with("count", check.replicas),
        json!({"set_uid": set.uid, "claims": facts}),
    )
}

/// A claim of the right name that asks for something else was there before the set, or was made by hand.
fn of_template(name: &str, check: &SetClaims, set: &StatefulSet, observed: &Observed) -> Result<(), Judgement> {
    let Some(claim) = observed.claims.get(name) else { return Ok(()) };
    let Some(template) = set.claim_templates.iter().find(|template| template.name == check.claim) else {
        let message = Message::new("claim-no-template").with("set", &set.name).with("claim", &check.claim);
        return Err(Judgement::wrong(message));
    };
    let asks = |storage: &str, modes: &[String]| format!("{storage} {}", modes.join(","));
    if quantity::same(&claim.storage, &template.storage) && claim.access_modes == template.access_modes {
        return Ok(());
    }
    let message = Message::new("claim-not-of-template").with("claim", name).with("set", &set.name);
    let message = message.with("expected", asks(&template.storage, &template.access_modes));
    Err(Judgement::wrong(message.with("found", asks(&claim.storage, &claim.access_modes))))
}

/// The facts of one Bound claim and its volume, or what is in the way.
pub(super) fn one(name: &str, observed: &Observed) -> Result<Value, Judgement> {
    let Some(claim) = observed.claims.get(name) else {
        return Err(Judgement::not_yet(Message::new("claim-missing").with("claim", name)));
    };
    if claim.deleting {
        return Err(Judgement::wrong(Message::new("claim-deleting").with("claim", name)));
    }
    if claim.phase == "Lost" {
        return Err(Judgement::wrong(Message::new("claim-lost").with("claim", name).with("volume", &claim.volume)));
    }
    if claim.phase != "Bound" {
        let waits = observed.storage_classes.get(&claim.storage_class);
        let waits = waits.is_some_and(|class| class.binding_mode == "WaitForFirstConsumer");
        let used = observed.pods.values().any(|pod| pod.claims.values().any(|used| used == name));
        let key = if waits && !used { "claim-waits-consumer" } else { "claim-pending" };
        return Err(Judgement::not_yet(Message::new(key).with("claim", name).with("class", &claim.storage_class)));
    }
    volume_facts(claim, observed)
}

fn volume_facts(claim: &Claim, observed: &Observed) -> Result<Value, Judgement> {
    let Some(volume) = observed.volumes.get(&claim.volume) else {
        // Bound, but the volume's own watch has not told of it yet.
        return Err(Judgement::not_yet(Message::new("claim-pending").with("claim", &claim.name)));
    };
    if volume.claim_uid != claim.uid {
        return Err(Judgement::wrong(
            Message::new("claim-lost").with("claim", &claim.name).with("volume", &claim.volume),
        ));
    }
    Ok(json!({"uid": claim.uid, "volume": volume.name, "volume_uid": volume.uid, "node": volume.node,
        "path": volume.path, "created": claim.created}))
}
