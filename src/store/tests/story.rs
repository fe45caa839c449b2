//! One learner's way, and the promises each method makes on it.

use serde_json::json;

use super::{Disk, attempt, id, lab, live, passed, run, said};
use crate::check::Verdict;
use crate::id::{LearnerId, RunId, SandboxId, StepId};
use crate::progress::{Event, EventKind, Run, RunState, SandboxState};
use crate::store::{RunCreated, Store, hash_secret};

fn kinds(events: &[Event]) -> Vec<String> {
    let word = |event: &Event| match &event.kind {
        EventKind::Opened => "opened".to_owned(),
        EventKind::Judged { step, verdict, holds, .. } => format!("{step} {} {holds:?}", verdict.word()),
        EventKind::Answered { step, right } => format!("{step} answered {right}"),
        EventKind::Run { command, state, .. } => format!("{command} {}", state.word()),
        EventKind::Saved { file } => format!("saved {file}"),
        EventKind::Sandbox { state } => format!("sandbox {state:?}"),
        EventKind::Helped { step, piece } => format!("{step} helped {piece:?}"),
        EventKind::Predicted { step } => format!("{step} predicted"),
        EventKind::Replay { state } => format!("replay {}", state.word()),
    };
    events.iter().map(word).collect()
}

#[tokio::test]
async fn a_lab_from_opening_to_a_restart() {
    let disk = Disk::new().await;
    let (attempt, sandbox) = disk.working("ada-0000001", "sand01").await;
    let store = &disk.store;

    let started = run("run-00000001", &sandbox, "apply");
    assert_eq!(store.create_run(&started).await.unwrap(), RunCreated::New);
    store.update_run(&Run { state: RunState::Running, ..started.clone() }).await.unwrap();
    let over = Run {
        state: RunState::Ended,
        exit: Some(0),
        output: "criado\0com sucesso".to_owned(),
        ended: Some(40),
        ..started.clone()
    };
    store.update_run(&Run { output: "criado".to_owned(), state: RunState::Running, ..started.clone() }).await.unwrap();
    store.update_run(&over).await.unwrap();

    store.record(&attempt.id, &said("service", Verdict::NotYet, "waiting"), None, 41).await.unwrap();
    let pass = store.record(&attempt.id, &passed("service", "u1"), None, 42).await.unwrap();
    assert!(pass.is_some());
    store.save_file(&attempt.id, "web.yaml", "kind: Service", 43).await.unwrap();
    store.save_file(&attempt.id, "web.yaml", "kind: Service", 44).await.unwrap();

    let disk = disk.reopened().await;
    let found = disk.store.current_attempt(&attempt.learner, &lab()).await.unwrap().expect("it is still open");
    let view = disk.store.view(&found).await.unwrap();
    assert_eq!(view.sandbox.as_ref(), Some(&sandbox));
    assert_eq!(view.runs[&over.command], over);
    assert_eq!(view.files["web.yaml"], "kind: Service");
    let step = &view.steps[&id::<StepId>("service")];
    assert_eq!((step.verdict, step.passed, step.changed), (Verdict::Passed, Some(42), 42));
    assert_eq!(step.evidence, json!({"uid": "u1"}));
    assert_eq!(disk.store.baselines(&attempt.id).await.unwrap()[&step.step], json!({"uid": "u1"}));

    let events = disk.store.events_after(&attempt.id, 0, 100).await.unwrap();
    assert_eq!(
        kinds(&events),
        [
            "opened",
            "sandbox Live",
            "apply starting",
            "apply running",
            "apply ended",
            "service not-yet None",
            "service passed Some(true)",
            "saved web.yaml",
        ]
    );
    assert_eq!(view.last_event, events.last().unwrap().id);
    assert_eq!(disk.store.last_event().await.unwrap(), view.last_event);
    assert_eq!(disk.store.all_events_after(view.last_event - 1, 10).await.unwrap(), events[7..]);
    assert_eq!(disk.store.events_after(&attempt.id, 0, 2).await.unwrap(), events[..2]);
    assert!(disk.store.events_after(&attempt.id, 0, -1).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_pass_is_latched_and_only_whether_it_holds_may_change() {
    let disk = Disk::new().await;
    let attempt = disk.opened("ada-0000001").await.id;
    let store = &disk.store;
    store.record(&attempt, &passed("pages", "first"), None, 100).await.unwrap();
    let before = disk.step(&attempt, "pages").await.unwrap();

    for verdict in [Verdict::Untried, Verdict::NotYet, Verdict::Wrong, Verdict::CannotTell] {
        assert_eq!(store.record(&attempt, &said("pages", verdict, "undone"), None, 200).await.unwrap(), None);
    }
    assert_eq!(store.record(&attempt, &passed("pages", "second"), Some(&json!("x")), 200).await.unwrap(), None);
    assert_eq!(disk.step(&attempt, "pages").await.unwrap(), before);
    assert_eq!(store.baselines(&attempt).await.unwrap()[&before.step], json!({"uid": "first"}));

    let mut undone = said("pages", Verdict::Wrong, "undone");
    undone.holds = Some(false);
    assert!(store.record(&attempt, &undone, None, 300).await.unwrap().is_some());
    assert_eq!(store.record(&attempt, &undone, None, 301).await.unwrap(), None);
    let after = disk.step(&attempt, "pages").await.unwrap();
    assert_eq!(after.holds, Some(false));
    assert_eq!((after.verdict, &after.message, after.changed), (Verdict::Passed, &before.message, 100));

    store.set_baseline(&attempt, &before.step, &json!({"uid": "rebased"})).await.unwrap();
    assert_eq!(store.baselines(&attempt).await.unwrap()[&before.step], json!({"uid": "rebased"}));
}

#[tokio::test]
async fn the_same_said_again_writes_nothing() {
    let disk = Disk::new().await;
    let attempt = disk.opened("ada-0000001").await.id;
    let store = &disk.store;
    let waiting = said("service", Verdict::NotYet, "waiting");
    let first = store.record(&attempt, &waiting, None, 10).await.unwrap();
    assert!(first.is_some());
    assert_eq!(store.record(&attempt, &waiting, None, 20).await.unwrap(), None);
    assert_eq!(store.last_event().await.unwrap(), first.unwrap());
    assert_eq!(disk.step(&attempt, "service").await.unwrap().changed, 10);

    assert_eq!(store.record(&attempt, &waiting, Some(&json!({"seen": 1})), 30).await.unwrap(), None);
    assert_eq!(store.baselines(&attempt).await.unwrap()[&waiting.step], json!({"seen": 1}));
}

#[tokio::test]
async fn a_lost_sandbox_leaves_passes_that_cannot_be_checked() {
    let disk = Disk::new().await;
    let (attempt, sandbox) = disk.working("ada-0000001", "sand01").await;
    let store = &disk.store;
    let mut pass = passed("service", "u1");
    pass.sandbox = Some(sandbox.id.clone());
    let mut wrong = said("set", Verdict::Wrong, "selector");
    wrong.sandbox = Some(sandbox.id.clone());
    store.record(&attempt.id, &pass, None, 10).await.unwrap();
    store.record(&attempt.id, &wrong, None, 11).await.unwrap();
    let before = store.last_event().await.unwrap();

    store.set_sandbox_state(&sandbox.id, SandboxState::Gone, 12).await.unwrap();
    store.mark_uncheckable(&attempt.id, 12).await.unwrap();
    store.mark_uncheckable(&attempt.id, 13).await.unwrap();
    // A judgement that was under way when the sandbox went.
    assert_eq!(store.record(&attempt.id, &wrong, None, 14).await.unwrap(), None);
    assert_eq!(store.record(&attempt.id, &pass, None, 14).await.unwrap(), None);
    let mut late = passed("set", "u2");
    late.sandbox = Some(sandbox.id.clone());
    store.record(&attempt.id, &late, None, 15).await.unwrap();

    assert_eq!(disk.step(&attempt.id, "service").await.unwrap().holds, None);
    assert_eq!(disk.step(&attempt.id, "set").await.unwrap().holds, None);
    let events = store.all_events_after(before, 10).await.unwrap();
    assert_eq!(kinds(&events), ["sandbox Gone", "service passed None", "set untried None", "set passed None"]);
}

#[tokio::test]
async fn a_reset_ends_the_attempt_and_a_second_open_finds_the_first() {
    let disk = Disk::new().await;
    let (first, sandbox) = disk.working("ada-0000001", "sand01").await;
    let store = &disk.store;
    let other = attempt("ada-0000001-try2", "ada-0000001", 50);
    assert_eq!(store.current_or_begin(&other).await.unwrap(), first);

    store.begin_attempt(&other).await.unwrap();
    assert_eq!(store.current_attempt(&first.learner, &lab()).await.unwrap(), Some(other.clone()));
    assert_eq!(store.attempt(&first.id).await.unwrap().unwrap().ended, Some(50));
    assert_eq!(store.active_attempts().await.unwrap(), [(other.clone(), None)]);
    assert_eq!(store.live_sandboxes().await.unwrap(), [sandbox]);
    assert!(store.begin_attempt(&other).await.unwrap_err().is_conflict());
    assert_eq!(store.current_attempt(&first.learner, &lab()).await.unwrap(), Some(other));
    let stranger = attempt("bob-0000001-try1", "bob-0000001", 50);
    assert!(store.begin_attempt(&stranger).await.unwrap_err().is_conflict());
    assert_eq!(store.attempt(&stranger.id).await.unwrap(), None);
}

#[tokio::test]
async fn sandboxes_sleep_wake_and_go_for_ever() {
    let disk = Disk::new().await;
    let (attempt, sandbox) = disk.working("ada-0000001", "sand01").await;
    let store = &disk.store;
    let second = live("sand02", &attempt.id);
    assert!(store.create_sandbox(&second).await.unwrap_err().is_conflict());
    store.touch_sandbox(&sandbox.id, 99).await.unwrap();
    store.touch_sandbox(&sandbox.id, 98).await.unwrap();
    store.set_sandbox_state(&sandbox.id, SandboxState::Asleep, 100).await.unwrap();
    store.set_sandbox_state(&sandbox.id, SandboxState::Asleep, 101).await.unwrap();
    let now = store.sandbox_of(&attempt.id).await.unwrap().unwrap();
    assert_eq!((now.touched, now.state), (99, SandboxState::Asleep));
    assert_eq!(store.active_attempts().await.unwrap(), [(attempt.clone(), Some(now))]);
    assert!(!store.create_sandbox_within(&second, 1).await.unwrap());

    store.set_sandbox_state(&sandbox.id, SandboxState::Gone, 102).await.unwrap();
    assert!(store.set_sandbox_state(&sandbox.id, SandboxState::Live, 103).await.unwrap_err().is_conflict());
    assert_eq!(store.sandbox_of(&attempt.id).await.unwrap(), None);
    assert_eq!(store.count_sandboxes().await.unwrap(), 0);
    assert!(store.create_sandbox_within(&second, 1).await.unwrap());
    assert_eq!(store.count_sandboxes().await.unwrap(), 1);
    let unknown = store.set_sandbox_state(&id::<SandboxId>("nobody"), SandboxState::Gone, 1).await.unwrap_err();
    assert_eq!(unknown.to_string(), "table `sandboxes` has no row `nobody`");
}

#[tokio::test]
async fn a_run_is_asked_for_once_and_over_once() {
    let disk = Disk::new().await;
    let (_, sandbox) = disk.working("ada-0000001", "sand01").await;
    let (_, others) = disk.working("bob-0000001", "sand02").await;
    let store = &disk.store;
    let first = run("run-00000001", &sandbox, "apply");
    assert_eq!(store.create_run(&first).await.unwrap(), RunCreated::New);
    assert_eq!(store.create_run(&first).await.unwrap(), RunCreated::Same(first.clone()));
    assert_eq!(store.create_run(&run("run-00000001", &sandbox, "delete")).await.unwrap(), RunCreated::Taken);
    assert_eq!(store.create_run(&run("run-00000001", &others, "apply")).await.unwrap(), RunCreated::Taken);
    let second = run("run-00000002", &sandbox, "apply");
    assert_eq!(store.create_run(&second).await.unwrap(), RunCreated::Busy(first.id.clone()));
    assert_eq!(store.create_run(&run("run-00000003", &others, "apply")).await.unwrap(), RunCreated::New);
    assert_eq!(store.open_runs().await.unwrap().len(), 2);

    let stopped = Run { state: RunState::Stopped, ended: Some(50), ..first.clone() };
    store.update_run(&stopped).await.unwrap();
    let word = Run { state: RunState::Ended, exit: Some(143), output: "last words".to_owned(), ..stopped.clone() };
    store.update_run(&word).await.unwrap();
    let kept = store.run(&first.id).await.unwrap().unwrap();
    assert_eq!(kept, Run { output: "last words".to_owned(), ..stopped });
    assert_eq!(store.create_run(&second).await.unwrap(), RunCreated::New);
    assert_eq!(store.run(&id::<RunId>("run-99999999")).await.unwrap(), None);
    assert!(store.update_run(&run("run-99999999", &sandbox, "apply")).await.is_err());
}

#[tokio::test]
async fn old_runs_are_forgotten_but_not_the_newest_of_a_command() {
    let disk = Disk::new().await;
    let (attempt, sandbox) = disk.working("ada-0000001", "sand01").await;
    for number in 0..205 {
        let command = if number == 0 { "once" } else { "often" };
        let asked = run(&format!("run-{number:08}"), &sandbox, command);
        assert_eq!(disk.store.create_run(&asked).await.unwrap(), RunCreated::New);
        disk.store.update_run(&Run { state: RunState::Ended, ended: Some(31), ..asked }).await.unwrap();
    }
    assert_eq!(disk.store.run(&id::<RunId>("run-00000004")).await.unwrap(), None);
    assert!(disk.store.run(&id::<RunId>("run-00000005")).await.unwrap().is_some());
    let latest = disk.store.latest_runs(&attempt.id).await.unwrap();
    let names: Vec<_> = latest.values().map(|run| run.id.as_str()).collect();
    assert_eq!(names, ["run-00000204", "run-00000000"]);
}

#[tokio::test]
async fn a_learner_is_found_by_any_token_and_by_the_newest_resume_code() {
    let disk = Disk::new().await;
    let store = &disk.store;
    let ada: LearnerId = id("ada-0000001");
    let token = hash_secret("token");
    assert_eq!(token, "3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0");
    store.create_learner(&ada, &token, "resume", 1).await.unwrap();
    store.add_token(&ada, "second", 2).await.unwrap();
    assert!(store.add_token(&id("nobody-00001"), "third", 2).await.unwrap_err().is_conflict());
    assert_eq!(store.learner_by_token(&token).await.unwrap(), Some(ada.clone()));
    assert_eq!(store.learner_by_token("second").await.unwrap(), Some(ada.clone()));
    store.forget_token(&token).await.unwrap();
    assert_eq!(store.learner_by_token(&token).await.unwrap(), None);
    store.set_resume(&ada, "newer").await.unwrap();
    assert_eq!(store.learner_by_resume("resume").await.unwrap(), None);
    assert_eq!(store.learner_by_resume("newer").await.unwrap(), Some(ada));
    assert!(store.set_resume(&id("nobody-00001"), "x").await.is_err());
}

#[tokio::test]
async fn the_board_shows_current_attempts_only() {
    let disk = Disk::new().await;
    let (ada, sandbox) = disk.working("ada-0000001", "sand01").await;
    let bob = disk.opened("bob-0000001").await;
    let store = &disk.store;
    store.record(&ada.id, &passed("service", "u"), None, 70).await.unwrap();
    store.record(&ada.id, &said("set", Verdict::Wrong, "selector"), None, 75).await.unwrap();
    store.begin_attempt(&attempt("bob-0000001-try2", "bob-0000001", 80)).await.unwrap();
    let board = store.board().await.unwrap();
    assert_eq!(board.len(), 2);
    assert_eq!((&board[0].attempt, board[0].last_activity, board[0].steps.len()), (&ada.id, 75, 2));
    assert_eq!(board[0].sandbox.as_ref(), Some(&sandbox));
    assert_eq!(board[1].learner, bob.learner);
    assert_ne!(board[1].attempt, bob.id);
    assert_eq!((board[1].last_activity, board[1].sandbox.as_ref()), (80, None));
}

#[tokio::test]
async fn an_instructor_stays_signed_in_for_twelve_hours() {
    let store = Store::open_in_memory().await.unwrap();
    let hour = 60 * 60 * 1000;
    assert!(!store.has_instructor_token().await.unwrap());
    store.add_instructor_token("token", 0).await.unwrap();
    assert!(store.has_instructor_token().await.unwrap());
    assert!(store.instructor_token_valid("token").await.unwrap());
    assert!(!store.instructor_token_valid("").await.unwrap());
    store.add_instructor_session("session", 0).await.unwrap();
    assert!(store.instructor_session_valid("session", 12 * hour - 1).await.unwrap());
    assert!(!store.instructor_session_valid("session", 12 * hour).await.unwrap());
    store.add_instructor_session("another", 13 * hour).await.unwrap();
    assert!(!store.instructor_session_valid("session", 0).await.unwrap(), "it was swept");
    store.forget_instructor_session("another").await.unwrap();
    assert!(!store.instructor_session_valid("another", 13 * hour).await.unwrap());
}

#[tokio::test]
async fn meta_values_are_replaced() {
    let store = Store::open_in_memory().await.unwrap();
    assert_eq!(store.meta("cluster").await.unwrap(), None);
    store.set_meta("cluster", "a").await.unwrap();
    store.set_meta("cluster", "b").await.unwrap();
    assert_eq!(store.meta("cluster").await.unwrap().as_deref(), Some("b"));
}
