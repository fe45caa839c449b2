//! What the watch saw happen to pods of StatefulSets: evidence for the order of their start (rule R2).

use std::collections::BTreeMap;

use crate::check::observed::{Arrival, History, Pod, ordinal};

/// Notes a pod's first sight, before it is put among `pods`. Only the first incarnation of each ordinal of
/// a set is kept: later ones are deletions, scales or rollouts, and say nothing of the start.
pub(super) fn pod_seen(history: &mut History, pods: &BTreeMap<String, Pod>, pod: &Pod, witnessed: bool) {
    let Some(owner) = pod.owner.as_ref().filter(|owner| owner.kind == "StatefulSet") else { return };
    let Some(number) = ordinal(&owner.name, &pod.name) else { return };
    if history.arrivals.iter().any(|arrival| arrival.set_uid == owner.uid && arrival.ordinal == number) {
        return;
    }
    let ready = |lower: i64| {
        pods.get(&format!("{}-{lower}", owner.name))
            .is_some_and(|pod| pod.ready && pod.owner.as_ref().is_some_and(|other| other.uid == owner.uid))
    };
    history.arrivals.push(Arrival {
        pod: pod.name.clone(),
        uid: pod.uid.clone(),
        set_uid: owner.uid.clone(),
        ordinal: number,
        lower_not_ready: (0..number).filter(|lower| !ready(*lower)).collect(),
        // A pod that is already Ready at first sight was not seen to arrive, whatever the event said.
        witnessed: witnessed && !pod.ready,
    });
}
