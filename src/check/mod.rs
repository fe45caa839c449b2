//! The judge: what a check asks of the cluster, and what can be said of it.
//!
//! [`judge`] is pure: it reads an [`Observed`] snapshot and the evidence of
//! earlier steps, and does no I/O and has no clock of its own. A fact that is
//! missing from the snapshot makes the verdict *cannot tell*, never a pass.

pub mod observed;

mod again;
mod answer;
mod claims;
mod endpoints;
mod manifest;
mod network;
mod pages;
mod quantity;
mod rollout;
mod scale;
mod service;
mod since;
mod statefulset;
mod survival;
mod vocabulary;
mod wants;
mod trouble;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::id::StepId;
pub use answer::{fact, matches};
pub use since::is_stale;
pub use vocabulary::*;
pub use wants::{Wants, wants};
use observed::Observed;

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
        Check::ServiceAbsent(check) => service::absent(check, observed),
        Check::StatefulSet(check) => statefulset::shape(check, observed),
        Check::OrderedStart(check) => statefulset::ordered_start(check, observed),
        Check::ClaimsBound(check) => claims::bound(check, observed),
        Check::OwnPages(check) => pages::own(check, observed),
        Check::PagesSurvived(check) => survival::survived(check, observed, baselines),
        Check::ScaledUp(check) => scale::up(check, observed, baselines),
        Check::ScaledToZero(check) => scale::to_zero(check, observed),
        Check::ScaledBack(check) => scale::back(check, observed, baselines),
        Check::ScaledDown(check) => rollout::scaled_down(check, observed, baselines),
        Check::RolledOut(check) => rollout::rolled_out(check, observed, baselines),
        Check::RolledBack(check) => rollout::rolled_back(check, observed, baselines),
        Check::PodsRecreated(check) => again::recreated(check, observed, baselines),
        Check::PodsUntouched(check) => again::untouched(check, observed, baselines),
        Check::SetRecreated(check) => again::set_recreated(check, observed, baselines),
        Check::Orphaned(check) => again::orphaned(check, observed, baselines),
        Check::CleanedUp(check) => again::cleaned_up(check, observed, baselines),
        Check::PodIdentity(check) => network::identity(check, observed),
        Check::DnsPods(check) => network::dns_pods(check, observed),
        Check::DnsFollows(check) => network::dns_follows(check, observed, baselines),
        Check::Deployment(check) => endpoints::deployment(check, observed),
        Check::DeploymentPodReplaced(check) => endpoints::pod_replaced(check, observed, baselines),
        Check::EndpointsMixed(check) => endpoints::mixed(check, observed),
        Check::EndpointsOf(check) => endpoints::of(check, observed),
        Check::EndpointsFollow(check) => endpoints::follow(check, observed, baselines),
        Check::HttpService(check) => network::http_service(check, observed),
        Check::Spread(check) => network::spread(check, observed),
        Check::NodePort(check) => network::node_port(check, observed),
        Check::LoadBalancer(check) => network::load_balancer(check, observed),
        Check::ExternalName(check) => network::external_name(check, observed),
        Check::ExternalNameChanged(check) => network::external_name_changed(check, observed, baselines),
        Check::SameEndpoints(check) => network::same_endpoints(check, observed),
        Check::RequestsLogged(check) => network::requests_logged(check, observed),
        Check::Manifest(check) => manifest::accepted(check, observed),
        Check::AddressPoolFile(check) => manifest::address_pool(check, observed),
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
        merge(&mut evidence, judgement.evidence);
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

/// Puts the facts of one check beside those of the others: objects are joined, the later value wins.
fn merge(into: &mut serde_json::Map<String, Value>, facts: Value) {
    let Value::Object(facts) = facts else { return };
    for (key, value) in facts {
        match (into.get_mut(&key), value) {
            (Some(Value::Object(known)), more @ Value::Object(_)) => merge(known, more),
            (_, value) => drop(into.insert(key, value)),
        }
    }
}
