//! The judge: what a check asks of the cluster, and what can be said of it.
//!
//! [`judge`] is pure: it reads an [`Observed`] snapshot and the evidence of
//! earlier steps, and does no I/O and has no clock of its own. A fact that is
//! missing from the snapshot makes the verdict *cannot tell*, never a pass.

pub mod observed;

mod answer;
mod claims;
mod pages;
mod quantity;
mod scale;
mod service;
mod statefulset;
mod survival;
mod trouble;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::id::StepId;
pub use answer::{fact, matches};
use observed::{FileKey, Observed};

/// What can be said of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing it speaks of exists.
    Untried,
    /// What exists does not contradict it; the message says what is awaited.
    NotYet,
    /// Something exists that contradicts it and will not mend itself.
    Wrong,
    /// The judge lacks a fact. Never the learner's failure, never a pass.
    CannotTell,
    /// True now, or was when it was judged: passes are latched.
    Passed,
}

impl Verdict {
    /// The word used in JSON, in `data-verdict` and in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Untried => "untried",
            Self::NotYet => "not-yet",
            Self::Wrong => "wrong",
            Self::CannotTell => "cannot-tell",
            Self::Passed => "passed",
        }
    }

    /// The verdict that a word stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Untried, Self::NotYet, Self::Wrong, Self::CannotTell, Self::Passed]
            .into_iter()
            .find(|verdict| verdict.word() == word)
    }
}

/// A message without a language: a key of the message catalogues and what to fill in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// The key in `i18n/{pt,es,en}.ftl`.
    pub key: String,
    /// Its arguments: strings and whole numbers.
    #[serde(default)]
    pub args: BTreeMap<String, Arg>,
}

/// An argument of a [`Message`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Arg {
    /// A number, for plural forms.
    Number(i64),
    /// A name or value, shown as it is.
    Text(String),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl Message {
    /// A message with this key and no arguments.
    #[must_use]
    pub fn new(key: &str) -> Self {
        Self { key: key.to_owned(), args: BTreeMap::new() }
    }

    /// The same with one more argument.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Arg>) -> Self {
        self.args.insert(name.to_owned(), value.into());
        self
    }
}

/// A verdict with its reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// What can be said.
    pub verdict: Verdict,
    /// Why.
    pub message: Message,
    /// What was true: UIDs, times, hashes. Kept with a pass, and the baseline of later steps.
    pub evidence: Value,
    /// A newer baseline, when the old one can't be compared with any more (the set was scaled, say).
    pub rebase: Option<Value>,
}

impl Judgement {
    fn of(verdict: Verdict, message: Message) -> Self {
        Self { verdict, message, evidence: Value::Null, rebase: None }
    }

    /// Nothing it speaks of exists.
    #[must_use]
    pub fn untried(message: Message) -> Self {
        Self::of(Verdict::Untried, message)
    }

    /// Something is awaited.
    #[must_use]
    pub fn not_yet(message: Message) -> Self {
        Self::of(Verdict::NotYet, message)
    }

    /// Something contradicts it.
    #[must_use]
    pub fn wrong(message: Message) -> Self {
        Self::of(Verdict::Wrong, message)
    }

    /// A fact is missing.
    #[must_use]
    pub fn cannot_tell(message: Message) -> Self {
        Self::of(Verdict::CannotTell, message)
    }

    /// It holds, and this is what was true.
    #[must_use]
    pub fn passed(message: Message, evidence: Value) -> Self {
        Self { verdict: Verdict::Passed, message, evidence, rebase: None }
    }
}

/// What must be true of the learner's namespace. The tag is the check's name in `lab.yaml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Check {
    /// A Service without a cluster address, with this port and exactly this selector.
    HeadlessService(HeadlessService),
    /// A StatefulSet with these values; extra fields are allowed.
    StatefulSet(StatefulSetShape),
    /// The set's pods were started one by one, each after the one before was Ready.
    OrderedStart(SetSize),
    /// Each ordinal's claim is Bound, to a volume of its own.
    ClaimsBound(SetClaims),
    /// Each pod serves a page of its own from its own claim.
    OwnPages(SetPages),
    /// Each pod was deleted and came back, and its page was on its claim before it did.
    PagesSurvived(Survived),
    /// The set was scaled up from a smaller size, the pods it had untouched.
    ScaledUp(ScaledUp),
    /// The set was scaled to nothing and its claims are still Bound.
    ScaledToZero(SinceStep),
    /// The set runs again, on the claims and pages it had before.
    ScaledBack(ScaledBack),
}

/// See [`Check::HeadlessService`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadlessService {
    /// The Service's name.
    pub name: String,
    /// The port it must have, by number; its name is free.
    pub port: u16,
    /// The selector it must have, no more and no less.
    pub selector: BTreeMap<String, String>,
}

/// See [`Check::StatefulSet`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatefulSetShape {
    /// The set's name.
    pub name: String,
    /// How many replicas it asks for when the step is done.
    pub replicas: i64,
    /// `spec.serviceName`.
    pub service_name: String,
    /// The name of the claim template.
    pub claim: String,
    /// What the template asks for, as a quantity (`1G` is not `1Gi`, but is `1000M`).
    pub storage: String,
    /// The template's access mode.
    pub access_mode: String,
    /// Where the claim is mounted.
    pub mount_path: String,
}

/// See [`Check::OrderedStart`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetSize {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// How many pods are looked at.
    pub replicas: i64,
}

/// See [`Check::ClaimsBound`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetClaims {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// The claim template's name.
    pub claim: String,
    /// How many ordinals are looked at.
    pub replicas: i64,
}

/// See [`Check::OwnPages`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetPages {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// The claim template's name.
    pub claim: String,
    /// How many ordinals are looked at.
    pub replicas: i64,
    /// Where the claim must be mounted.
    pub mount_path: String,
    /// The page's path below it.
    #[serde(default = "index_html")]
    pub file: String,
}

fn index_html() -> String {
    "index.html".to_owned()
}

/// See [`Check::PagesSurvived`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Survived {
    /// The pages that must have survived.
    pub pages: SetPages,
    /// The step whose evidence is the baseline: where the pages were written.
    pub since: StepId,
}

/// See [`Check::ScaledUp`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScaledUp {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// The size that must have been seen Ready before.
    pub from: i64,
    /// The size that must be Ready now.
    pub to: i64,
}

/// See [`Check::ScaledToZero`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SinceStep {
    /// The StatefulSet's name.
    pub statefulset: String,
    /// The claim template's name.
    pub claim: String,
    /// How many claims must still be there.
    pub claims: i64,
}

/// See [`Check::ScaledBack`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScaledBack {
    /// The pages that must be there again.
    pub pages: SetPages,
    /// The step whose evidence is the baseline: where the set was seen at zero.
    pub since: StepId,
}

/// What a check may look at besides the cluster.
#[derive(Debug, Clone, Default)]
pub struct Baselines {
    /// The newest baseline of each step, by its id: its evidence, or what a later rebase put in its place.
    pub of: BTreeMap<StepId, Value>,
    /// The step's own running baseline, if a judgement of it asked to keep one.
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
        Check::ScaledToZero(check) => scale::to_zero(check, observed),
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

impl Check {
    /// Whether a pass of this check is about something that happened, which no later state takes back.
    /// Such a check is left out when a passed step is asked whether it still holds.
    #[must_use]
    pub fn is_about_the_past(&self) -> bool {
        matches!(self, Self::OrderedStart(_) | Self::PagesSurvived(_) | Self::ScaledToZero(_) | Self::ScaledUp(_))
    }

    /// The pages that must be read from volumes before this can be judged.
    #[must_use]
    pub fn pages(&self) -> Option<&SetPages> {
        match self {
            Self::OwnPages(pages) => Some(pages),
            Self::PagesSurvived(survived) => Some(&survived.pages),
            Self::ScaledBack(back) => Some(&back.pages),
            _ => None,
        }
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
