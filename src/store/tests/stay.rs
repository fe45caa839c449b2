//! Help that was shown, and steps that were done for the learner.

use super::{Disk, id, live, passed};
use crate::progress::{EventKind, HelpPiece, Replay, ReplayState, SandboxState, StepState, Way};

#[tokio::test]
async fn help_that_was_shown_stays_shown_and_is_told_once() {
    let disk = Disk::new().await;
    let attempt = disk.opened("ada-0000001").await;
    let step = id("service");
    for (piece, now) in [
        (HelpPiece::Hint(1), 5),
        (HelpPiece::Hint(1), 6),
        (HelpPiece::Hint(2), 7),
        (HelpPiece::Hint(1), 8),
        (HelpPiece::Solution, 9),
        (HelpPiece::Solution, 10),
    ] {
        disk.store.reveal(&attempt.id, &step, piece, now).await.unwrap();
    }
    let disk = disk.reopened().await;
    let help = disk.store.view(&attempt).await.unwrap().helps[&step];
    assert_eq!((help.hints, help.solution), (2, Some(9)));
    let events = disk.store.events_after(&attempt.id, 0, 100).await.unwrap();
    let told = events.iter().filter(|event| matches!(event.kind, EventKind::Helped { .. })).count();
    assert_eq!(told, 3, "{events:?}");
}

#[tokio::test]
async fn one_replay_of_an_attempt_goes_on_and_it_ends_once() {
    let disk = Disk::new().await;
    let attempt = disk.opened("ada-0000001").await;
    let replay = |name: &str| Replay {
        id: name.to_owned(),
        attempt: attempt.id.clone(),
        target: id("pages"),
        way: Way::KeepVolumes,
        state: ReplayState::Running,
        step: None,
        output: String::new(),
        started: 10,
        ended: None,
    };
    let (first, second) = (replay("first"), replay("second"));
    assert!(disk.store.begin_replay(&first).await.unwrap());
    assert!(!disk.store.begin_replay(&second).await.unwrap(), "one at a time");
    disk.store.replay_is_at(&first, &id("service"), Some("catch-up-1"), 11).await.unwrap();
    let disk = disk.reopened().await;
    let running = disk.store.running_replays().await.unwrap();
    assert_eq!(running, vec![(Replay { step: Some(id("service")), ..first.clone() }, Some("catch-up-1".to_owned()))]);
    disk.store.end_replay(&first, ReplayState::Interrupted, "", 12).await.unwrap();
    disk.store.end_replay(&first, ReplayState::Done, "late", 13).await.unwrap();
    assert!(disk.store.begin_replay(&second).await.unwrap());
    let known = disk.store.replays(&attempt.id).await.unwrap();
    let states: Vec<_> = known.iter().map(|replay| (replay.state, replay.ended)).collect();
    assert_eq!(states, [(ReplayState::Interrupted, Some(12)), (ReplayState::Running, None)]);
}

#[tokio::test]
async fn a_pass_that_was_made_again_elsewhere_can_be_looked_at_there() {
    let disk = Disk::new().await;
    let (attempt, sandbox) = disk.working("ada-0000001", "sand01").await;
    let state = StepState { sandbox: Some(sandbox.id.clone()), ..passed("service", "u1") };
    disk.store.record(&attempt.id, &state, None, 5).await.unwrap();
    disk.store.set_sandbox_state(&sandbox.id, SandboxState::Gone, 6).await.unwrap();
    disk.store.mark_uncheckable(&attempt.id, 6).await.unwrap();
    let fresh = live("sand02", &attempt.id);
    disk.store.create_sandbox(&fresh).await.unwrap();
    disk.store.restore_pass(&attempt.id, &id("service"), &fresh.id, 7).await.unwrap();
    let now = disk.step(&attempt.id, "service").await.expect("it passed");
    assert_eq!(
        (now.holds, now.sandbox, now.evidence, now.how),
        (Some(true), Some(fresh.id.clone()), state.evidence, state.how)
    );
    // A step that never passed does not pass by this.
    disk.store.restore_pass(&attempt.id, &id("pods"), &fresh.id, 8).await.unwrap();
    assert!(disk.step(&attempt.id, "pods").await.is_none());
}

#[tokio::test]
async fn a_home_and_a_prediction_are_kept_and_replaced() {
    let disk = Disk::new().await;
    let attempt = disk.opened("ada-0000001").await;
    assert_eq!(disk.store.home(&attempt.id).await.unwrap(), None);
    for (packed, choice) in [(&b"old"[..], "one"), (&[0, 255, 10][..], "two"), (&[0, 255, 10][..], "two")] {
        disk.store.keep_home(&attempt.id, packed, 5).await.unwrap();
        disk.store.predict(&attempt.id, &id("pods"), &id("which"), &id(choice), 5).await.unwrap();
    }
    let disk = disk.reopened().await;
    assert_eq!(disk.store.home(&attempt.id).await.unwrap(), Some(vec![0, 255, 10]));
    assert_eq!(disk.store.view(&attempt).await.unwrap().predictions, [(id("which"), id("two"))].into());
    let events = disk.store.events_after(&attempt.id, 0, 100).await.unwrap();
    assert_eq!(events.iter().filter(|event| matches!(event.kind, EventKind::Predicted { .. })).count(), 2);
}
