//! What the watch keeps of pods that come and go.

use super::support::{Namespace, REVISION};
use crate::check::observed::{Arrival, Departure, Pod, StatefulSet, ordinal};

impl Namespace {
    pub(super) fn arrives(&mut self, pod: &Pod, set: &StatefulSet, number: i64) {
        let siblings = self.seen.pods_of(set);
        let revision = pod.labels.get(REVISION).cloned().unwrap_or_default();
        let up_to_date = |other: &Pod| other.ready && !other.deleting && other.labels.get(REVISION) == Some(&revision);
        let arrival = Arrival {
            pod: pod.name.clone(),
            uid: pod.uid.clone(),
            set_uid: set.uid.clone(),
            ordinal: number,
            lower_not_ready: (0..number).filter(|lower| siblings.get(lower).is_none_or(|pod| !pod.ready)).collect(),
            higher_pending: siblings.range(number + 1..).filter(|(_, it)| !up_to_date(it)).map(|(n, _)| *n).collect(),
            revision: revision.clone(),
            witnessed: true,
        };
        let history = &mut self.seen.history;
        let first = |known: &Arrival| known.set_uid == set.uid && known.ordinal == number;
        match history.arrivals.iter().any(first) {
            true => history.returns.push(arrival),
            false => history.arrivals.push(arrival),
        }
    }

    pub(super) fn goes(&mut self, name: &str) {
        let Some(pod) = self.seen.pods.get(name).filter(|pod| !pod.deleting) else { return };
        let Some(number) = ordinal(&self.set, name) else { return };
        let owner = pod.owner.clone().unwrap_or_default();
        let higher = self.seen.pods.values().filter_map(|other| ordinal(&self.set, &other.name));
        let departure = Departure {
            uid: pod.uid.clone(),
            set_uid: owner.uid,
            ordinal: number,
            higher_present: higher.filter(|other| *other > number).collect(),
        };
        self.seen.history.departures.push(departure);
    }
}
