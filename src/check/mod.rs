//! The judge: what a check asks of the cluster, and what can be said of it.
//!
//! [`judge`] is pure: it reads an [`Observed`] snapshot and the evidence of
//! earlier steps, and does no I/O and has no clock of its own. A fact that is
//! missing from the snapshot makes the verdict *cannot tell*, never a pass.

pub mod observed;

mod answer;
mod claims;
mod judgement;
mod mounts;
mod pages;
mod quantity;
mod scale;
mod service;
mod statefulset;
mod survival;
#[cfg(test)]
mod tests;
mod trouble;
mod vocabulary;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::id::StepId;
pub use answer::{fact, matches};
pub use judgement::{Arg, Judgement, Message, Verdict};
use observed::{FileKey, Observed};
pub use vocabulary::{
    Check, HeadlessService, ScaledBack, ScaledUp, SetClaims, SetPages, SetSize, SinceStep, StatefulSetShape, Survived,
};

/// What a check may look at besides the cluster.
#[derive(Debug, Clone, Default)]
pub struct Baselines {
    /// The newest baseline of each step, by its id: its evidence, or what a later rebase put in its place.
    pub of: BTreeMap<StepId, Value>,
    /// The step's own running baseline, if a judgement of it asked to keep one. There is one for each step: at most
    /// one of a step's checks may keep one.
    pub own: Option<Value>,
}

/// Judges one check.
#[must_use]
pub fn judge(check: &Check, observed: &Observed, baselines: &Baselines) -> Judgement {
    if let Err(missing) = &observed.reachable {
        return Judgement::cannot_tell(Message::new(missing));
    }
    match check {
        Check::HeadlessService(check) => service::headless(check, observed),
        Check::StatefulSet(check) => statefulset::shape(check, observed),
        Check::OrderedStart(check) => statefulset::ordered_start(check, observed),
        Check::ClaimsBound(check) => claims::bound(check, observed),
        Check::OwnPages(check) => pages::own(check, observed),
        Check::PagesSurvived(check) => survival::survived(check, observed, baselines),
        Check::ScaledUp(check) => scale::up(check, observed, baselines),
        Check::ScaledToZero(check) => scale::to_zero(check, observed, baselines),
        Check::ScaledBack(check) => scale::back(check, observed, baselines),
    }
}

/// Judges a step: every check must pass; the first that does not decides the verdict and the message.
#[must_use]
pub fn judge_step(checks: &[Check], observed: &Observed, baselines: &Baselines) -> Judgement {
    let mut evidence = serde_json::Map::new();
    let mut last = None;
    for check in checks {
        let judgement = judge(check, observed, baselines);
        if judgement.verdict != Verdict::Passed {
            return judgement;
        }
        if let Value::Object(facts) = &judgement.evidence {
            evidence.extend(facts.clone());
        }
        last = Some(judgement.message);
    }
    match last {
        Some(message) => {
            evidence.insert("observed_at".into(), json!(observed.at));
            Judgement::passed(message, Value::Object(evidence))
        }
        // A judged step without a check is refused by the loader; were one to come here, it must not pass.
        None => Judgement::cannot_tell(Message::new("no-check")),
    }
}

/// The files that these checks look at, as the pods that exist mount them.
#[must_use]
pub fn files_wanted(checks: &[&Check], observed: &Observed) -> Vec<FileKey> {
    let mut wanted: Vec<FileKey> = checks
        .iter()
        .filter_map(|check| check.pages())
        .filter_map(|pages| Some((pages, observed.stateful_sets.get(&pages.statefulset)?)))
        .flat_map(|(pages, set)| {
            let pods = observed.pods_of(set);
            (0..pages.replicas).filter_map(move |ordinal| pages::docroot(pages, set, ordinal, pods.get(&ordinal)?).ok())
        })
        .collect();
    wanted.sort();
    wanted.dedup();
    wanted
}
