//! What the watch saw happen to pods of StatefulSets: evidence for the order of their start (rule R2).

use std::collections::BTreeMap;

use crate::check::observed::{Arrival, Departure, History, MOST_SEEN, Pod, ordinal};

/// Notes what a pod's news tells, before it is put among `pods`: its first sight, and the first sight of its going.
pub(super) fn pod_seen(history: &mut History, pods: &BTreeMap<String, Pod>, pod: &Pod, witnessed: bool) {
    made_by_hand(history, pods.get(&pod.name), pod, witnessed);
    let Some(owner) = pod.owner.as_ref().filter(|owner| owner.kind == "StatefulSet") else { return };
    let Some(number) = ordinal(&owner.name, &pod.name) else { return };
    let siblings: BTreeMap<i64, &Pod> = pods
        .values()
        .filter(|other| other.owner.as_ref().is_some_and(|its| its.uid == owner.uid))
        .filter_map(|other| Some((ordinal(&owner.name, &other.name)?, other)))
        .collect();
    let before = pods.get(&pod.name).filter(|known| known.uid == pod.uid);
    if before.is_none() {
        arrived(history, &siblings, pod, &owner.uid, number, witnessed);
    }
    if pod.deleting && before.is_some_and(|known| !known.deleting) {
        history.departures.push(Departure {
            uid: pod.uid.clone(),
            set_uid: owner.uid.clone(),
            ordinal: number,
            higher_present: siblings.range(number + 1..).map(|(higher, _)| *higher).collect(),
        });
        let excess = history.departures.len().saturating_sub(MOST_SEEN);
        history.departures.drain(..excess);
    }
}

/// Notes a pod whose first moment was seen, and had no controller: one that has an owner later was adopted, not made by
/// it. What a list brings may be old, and nobody knows how it began.
fn made_by_hand(history: &mut History, known: Option<&Pod>, pod: &Pod, witnessed: bool) {
    if !witnessed || pod.owner.is_some() || known.is_some_and(|known| known.uid == pod.uid) {
        return;
    }
    history.by_hand.push(pod.uid.clone());
    let excess = history.by_hand.len().saturating_sub(MOST_SEEN);
    history.by_hand.drain(..excess);
}

fn arrived(
    history: &mut History,
    siblings: &BTreeMap<i64, &Pod>,
    pod: &Pod,
    set_uid: &str,
    number: i64,
    witnessed: bool,
) {
    let up_to_date = |sibling: &Pod| sibling.ready && !sibling.deleting && sibling.revision() == pod.revision();
    let arrival = Arrival {
        pod: pod.name.clone(),
        uid: pod.uid.clone(),
        set_uid: set_uid.to_owned(),
        ordinal: number,
        lower_not_ready: (0..number).filter(|lower| !siblings.get(lower).is_some_and(|pod| pod.ready)).collect(),
        revision: pod.revision().to_owned(),
        higher_pending: siblings
            .range(number + 1..)
            .filter(|(_, sibling)| !up_to_date(sibling))
            .map(|(higher, _)| *higher)
            .collect(),
        // A pod that is already Ready at first sight was not seen to arrive, whatever the event said.
        witnessed: witnessed && !pod.ready,
    };
    // The first incarnation of each ordinal tells the order of the start; later ones are deletions, scales or rollouts.
    let first = !history.arrivals.iter().any(|known| known.set_uid == set_uid && known.ordinal == number);
    if first {
        history.arrivals.push(arrival);
    } else {
        history.returns.push(arrival);
        let excess = history.returns.len().saturating_sub(MOST_SEEN);
        history.returns.drain(..excess);
    }
}
