//! What the watches tell, in the order they tell it.

use crate::check::observed::{Claim, Pod, StatefulSet, Trouble};
use crate::picture::samples::pod;
use crate::picture::timeline::{MOST_KEPT, Timeline, Turn};

fn turns(timeline: &Timeline) -> Vec<(i64, String, Turn)> {
    timeline.all().into_iter().map(|happening| (happening.at, happening.name, happening.turn)).collect()
}

#[test]
fn a_pod_comes_goes_and_comes_again() {
    let mut timeline = Timeline::default();
    let pending = Pod { ready: false, phase: "Pending".to_owned(), ..pod("nginx", 0) };
    let ready = pod("nginx", 0);
    let going = Pod { deleting: true, ..ready.clone() };
    let unready = Pod { ready: false, ..going.clone() };
    let next = Pod { uid: "another".to_owned(), ..pending.clone() };
    timeline.saw(None, &pending, false, 1);
    timeline.saw(Some(&pending), &pending, false, 2);
    timeline.saw(Some(&pending), &ready, false, 3);
    timeline.saw(Some(&ready), &going, false, 4);
    timeline.saw(Some(&going), &unready, false, 5);
    timeline.lost(&unready, 6);
    timeline.saw(None, &next, false, 7);
    let name = || "nginx-0".to_owned();
    let expected = [(1, Turn::Created), (3, Turn::Ready), (4, Turn::Deleting), (6, Turn::Gone), (7, Turn::Created)];
    assert_eq!(turns(&timeline), expected.map(|(at, turn)| (at, name(), turn)));
}

#[test]
fn what_was_there_before_the_server_has_the_time_of_its_creation() {
    let mut timeline = Timeline::default();
    timeline.saw(None, &Pod { created: 5, ..pod("nginx", 0) }, true, 9000);
    timeline.saw(None, &Pod { created: 3, ..pod("nginx", 1) }, true, 9000);
    assert_eq!(
        turns(&timeline),
        [(3000, "nginx-1".to_owned(), Turn::Created), (5000, "nginx-0".to_owned(), Turn::Created)]
    );
}

#[test]
fn another_uid_under_the_same_name_is_another_pod() {
    let mut timeline = Timeline::default();
    let old = pod("nginx", 0);
    timeline.saw(Some(&old), &Pod { uid: "another".to_owned(), ..old.clone() }, false, 4);
    assert_eq!(turns(&timeline).into_iter().map(|turn| turn.2).collect::<Vec<_>>(), [Turn::Gone, Turn::Created]);
}

#[test]
fn claims_are_bound_and_sets_are_scaled() {
    let mut timeline = Timeline::default();
    let claim = Claim { name: "www".to_owned(), uid: "c".to_owned(), ..Claim::default() };
    timeline.saw(Some(&claim), &Claim { phase: "Bound".to_owned(), ..claim.clone() }, false, 1);
    let set = StatefulSet { uid: "s".to_owned(), replicas: 2, ..StatefulSet::default() };
    timeline.saw(Some(&set), &StatefulSet { replicas: 0, ..set.clone() }, false, 2);
    let found: Vec<_> = turns(&timeline).into_iter().map(|turn| turn.2).collect();
    assert_eq!(found, [Turn::Bound, Turn::Scaled(2, 0)]);
}

#[test]
fn a_pod_that_restarts_or_ends_says_so() {
    let mut timeline = Timeline::default();
    let ready = pod("nginx", 0);
    let again = Pod { restarts: 2, ready: false, ..ready.clone() };
    timeline.saw(Some(&ready), &again, false, 1);
    timeline.saw(Some(&again), &Pod { phase: "Failed".to_owned(), ..again.clone() }, false, 2);
    let found: Vec<_> = turns(&timeline).into_iter().map(|turn| turn.2).collect();
    assert_eq!(found, [Turn::Restarted(2), Turn::Unready, Turn::Ended(false)]);
}

#[test]
fn a_pod_that_is_evicted_is_said_to_be() {
    let mut timeline = Timeline::default();
    let ready = pod("nginx", 0);
    let trouble = Some(Trouble { reason: "Evicted".to_owned(), ..Trouble::default() });
    let evicted = Pod { phase: "Failed".to_owned(), ready: false, trouble, ..ready.clone() };
    timeline.saw(Some(&ready), &evicted, false, 1);
    let found: Vec<_> = turns(&timeline).into_iter().map(|turn| turn.2).collect();
    assert_eq!(found, [Turn::Evicted]);
}

#[test]
fn only_the_newest_are_kept() {
    let mut timeline = Timeline::default();
    for at in 0..1000 {
        timeline.lost(&pod("nginx", at), at);
    }
    let all = timeline.all();
    assert_eq!((all.len(), all.last().map(|last| last.at)), (MOST_KEPT, Some(999)));
}
