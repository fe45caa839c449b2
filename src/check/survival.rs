//! The flagship: a pod was deleted, came back under its name, on its claim, and its page was there before it.
//!
//! Content, mtime, binaries and HTTP answers can all be faked by a learner;
//! the inode's ctime on the node can't be set, so the page must be *older than
//! the pod that serves it*. The baseline is the state in which the pages were
//! written, or, when the set was scaled, rolled out or re-created since, the
//! state after that: otherwise a detour could never be mended.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::observed::{Observed, StatefulSet};
use super::pages::{self, Age, Standing};
use super::{Baselines, Judgement, Message, Survived, Verdict, statefulset};

/// Said until there is a new baseline.
const SETTLING: &str = "survival-settling";
const OTHER_CLAIM: &str = "survival-other-claim";

/// What the present is compared with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Base {
    set_uid: String,
    generation: i64,
    replicas: i64,
    revision: String,
    pods: BTreeMap<String, Standing>,
    /// Why it was taken anew, as the key of the message that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    because: Option<String>,
}

/// See [`super::Check::PagesSurvived`].
pub(super) fn survived(check: &Survived, observed: &Observed, baselines: &Baselines) -> Judgement {
    let name = &check.pages.statefulset;
    let base = baselines.own.as_ref().or_else(|| baselines.of.get(&check.since));
    let Some(base) = base.and_then(|value| serde_json::from_value::<Base>(value.clone()).ok()) else {
        return Judgement::untried(Message::new("survival-pages-first").with("set", name));
    };
    let set = match statefulset::find_again(name, observed) {
        Ok(set) => set,
        Err(judgement) => return judgement,
    };
    if let Err(judgement) = pages::not_in_a_folder(&check.pages, set, observed) {
        return judgement;
    }
    if let Some(because) = incomparable(&base, set) {
        return rebased(check, set, observed, because);
    }
    match compare(check, &base, set, observed) {
        Ok(pods) => Judgement::passed(
            Message::new("survival-ok").with("set", name),
            json!({"set_uid": set.uid, "generation": set.generation, "replicas": set.replicas,
                "revision": set.update_revision, "read_by": pages::read_by(&pods), "pods": pods, "before": base.pods}),
        ),
        Err(judgement) => judgement,
    }
}

/// R5: deleted, not scaled, rolled out or made anew. Deleting a pod leaves the generation as it is.
fn incomparable(base: &Base, set: &StatefulSet) -> Option<&'static str> {
    if base.set_uid != set.uid {
        Some("survival-was-recreated")
    } else if base.generation == set.generation {
        None
    } else if base.revision != set.update_revision {
        Some("survival-was-rollout")
    } else {
        Some("survival-was-scale")
    }
}

/// Takes a new baseline as soon as every pod stands with a page of its own again, and only then says what to do: what
/// is deleted before that is compared with nothing. What will not mend itself, and what can't be told, is said before
/// the reason.
fn rebased(check: &Survived, set: &StatefulSet, observed: &Observed, because: &str) -> Judgement {
    let settling = || Judgement::not_yet(Message::new(SETTLING).with("set", &set.name));
    // Between two replacements of a rollout every pod is Ready for a moment.
    if set.observed_generation != set.generation || !set.is_updated(observed) {
        return settling();
    }
    match pages::all(&check.pages, set, observed) {
        Err(judgement) if judgement.verdict != Verdict::NotYet => judgement,
        Err(_) => settling(),
        Ok(pods) => {
            let base = Base {
                set_uid: set.uid.clone(),
                generation: set.generation,
                replicas: set.replicas,
                revision: set.update_revision.clone(),
                pods,
                because: Some(because.to_owned()),
            };
            let message = Message::new(because).with("set", &set.name);
            Judgement { rebase: Some(json!(base)), ..Judgement::not_yet(message) }
        }
    }
}

/// Every pod against the one before it.
fn compare(
    check: &Survived,
    base: &Base,
    set: &StatefulSet,
    observed: &Observed,
) -> Result<BTreeMap<String, Standing>, Judgement> {
    let mut now = BTreeMap::new();
    let mut untouched = Vec::new();
    for ordinal in check.pages.ordinals() {
        let pod = pages::running(set, ordinal, observed)?;
        let Some(before) = base.pods.get(&pod.name).filter(|before| before.uid != pod.uid) else {
            untouched.push(pod.name.clone());
            continue;
        };
        // The baseline may be of the middle of a rollout, which then replaced this pod without another generation.
        if before.revision != pod.revision() {
            return Err(rebased(check, set, observed, "survival-was-rollout"));
        }
        let standing = pages::standing(&check.pages, set, ordinal, pod, observed).map_err(lost)?;
        if before.claim_uid != standing.claim_uid {
            let mut judgement = rebased(check, set, observed, OTHER_CLAIM);
            if judgement.verdict == Verdict::NotYet {
                judgement.verdict = Verdict::Wrong;
                judgement.message = Message::new(OTHER_CLAIM).with("set", &set.name);
            }
            return Err(judgement);
        }
        untouched_since(before, &standing, &pod.name)?;
        now.insert(pod.name.clone(), standing);
    }
    pages::distinct(&now)?;
    if untouched.is_empty() {
        return Ok(now);
    }
    Err(Judgement::not_yet(awaited(base, set, &untouched, &now)))
}

/// The page must be older than the pod. In the second of the pod's creation only a page that is still the one of
/// before counts: an init container could have written another by then.
fn untouched_since(before: &Standing, standing: &Standing, pod: &str) -> Result<(), Judgement> {
    match standing.age() {
        Age::Older => Ok(()),
        Age::SameSecond if standing.has_the_page_of(before) => Ok(()),
        Age::SameSecond => Err(Judgement::not_yet(Message::new("survival-same-second").with("pod", pod))),
        Age::Younger => {
            let message = Message::new("survival-rewritten").with("pod", pod).with("expected", before.start.trim());
            Err(Judgement::wrong(message.with("found", standing.start.trim())))
        }
    }
}

/// A page that is missing after the deletion was lost, not awaited.
fn lost(judgement: Judgement) -> Judgement {
    let gone = matches!(judgement.message.key.as_str(), "page-missing" | "page-empty");
    if !gone {
        return judgement;
    }
    let message = Message { key: "survival-page-lost".to_owned(), args: judgement.message.args };
    Judgement::wrong(message)
}

fn awaited(base: &Base, set: &StatefulSet, untouched: &[String], now: &BTreeMap<String, Standing>) -> Message {
    if !now.is_empty() {
        let back: Vec<_> = now.keys().map(String::as_str).collect();
        return Message::new("survival-one-left").with("back", back.join(", ")).with("pods", untouched.join(", "));
    }
    let key = base.because.as_deref().unwrap_or("survival-not-deleted");
    Message::new(key).with("set", &set.name).with("pods", untouched.join(", "))
}
