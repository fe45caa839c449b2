//! Help that was shown, and steps that were done for the learner.

use super::{Disk, id};
use crate::progress::{EventKind, HelpPiece, Replay, ReplayState, Way};

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
