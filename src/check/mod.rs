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
mod judgement;
mod manifest;
mod mounts;
mod network;
mod pages;
pub(crate) mod quantity;
mod rollout;
mod scale;
mod service;
mod since;
mod statefulset;
mod survival;
#[cfg(test)]
mod tests;
mod trouble;
mod vocabulary;
mod wants;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::id::StepId;
pub use answer::{fact, matches};
pub use judgement::{Arg, Judgement, Message, Verdict};
use observed::Observed;
pub use since::is_stale;
pub use vocabulary::*;
pub use wants::{Wants, wants};

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
        Check::ServiceAbsent(check) => service::absent(check, observed),
        Check::StatefulSet(check) => statefulset::shape(check, observed),
        Check::OrderedStart(check) => statefulset::ordered_start(check, observed),
        Check::ClaimsBound(check) => claims::bound(check, observed),
        Check::OwnPages(check) => pages::own(check, observed),
        Check::PagesSurvived(check) => survival::survived(check, observed, baselines),
        Check::ScaledUp(check) => scale::up(check, observed, baselines),
        Check::ScaledToZero(check) => scale::to_zero(check, observed, baselines),
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
        Check::EndpointsOf(check) => endpoints::of(check, observed, baselines),
        Check::EndpointsFollow(check) => endpoints::follow(check, observed, baselines),
        Check::HttpService(check) => network::http_service(check, observed),
        Check::Spread(check) => network::spread(check, observed),
        Check::NodePort(check) => network::node_port(check, observed),
        Check::LoadBalancer(check) => network::load_balancer(check, observed),
        Check::LoadBalancerAddress(check) => network::load_balancer_address(check, observed),
        Check::ExternalName(check) => network::external_name(check, observed),
        Check::ExternalNameChanged(check) => network::external_name_changed(check, observed, baselines),
        Check::SameEndpoints(check) => network::same_endpoints(check, observed),
        Check::RequestsLogged(check) => network::requests_logged(check, observed),
        Check::Manifest(check) => manifest::accepted(check, observed),
        Check::AddressPoolFile(check) => manifest::address_pool(check, observed),
    }
}

/// Judges a step: what it needs must be there, and every check must pass; the first that does not decides the verdict
/// and the message.
#[must_use]
pub fn judge_step(needs: &[Need], checks: &[Check], observed: &Observed, baselines: &Baselines) -> Judgement {
    if let Err(missing) = &observed.reachable {
        return Judgement::cannot_tell(Message::new(missing));
    }
    if let Some(need) = needs.iter().find(|need| !need.is_met(observed)) {
        return Judgement::cannot_tell(need.missing());
    }
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

/// A value as it is shown beside what was expected: nothing is said as kubectl says it.
fn shown(value: &str) -> &str {
    if value.is_empty() { "<none>" } else { value }
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
