//! How a step was done.

use super::{Disk, id, passed, run};
use crate::id::{CommandId, StepId};
use crate::progress::{Aid, How, StepState};

#[tokio::test]
async fn how_a_step_was_done_follows_from_the_runs_and_the_help_taken() {
    let disk = Disk::new().await;
    let (attempt, sandbox) = disk.working("ada-0000001", "sand01").await;
    let (other, _) = disk.working("ada-0000002", "sand02").await;
    let (store, step): (_, StepId) = (&disk.store, id("service"));
    let commands: [CommandId; 2] = [id("create"), id("apply")];
    let how = async || store.how(&attempt.id, &step, &commands).await.expect("it is known");

    assert_eq!(how().await, How::Hand);
    store.create_run(&run("run-00000001", &sandbox, "scale")).await.unwrap();
    assert_eq!(how().await, How::Hand, "the command of another step");
    store.update_run(&run_over("run-00000001", &sandbox)).await.unwrap();
    store.create_run(&run("run-00000002", &sandbox, "apply")).await.unwrap();
    assert_eq!(how().await, How::Run);

    assert!(store.note_aid(&attempt.id, &id("pods"), Aid::CatchUp, 50).await.unwrap());
    assert_eq!(how().await, How::Run, "help for another step");
    assert!(store.note_aid(&attempt.id, &step, Aid::Solution, 51).await.unwrap());
    assert!(!store.note_aid(&attempt.id, &step, Aid::Solution, 52).await.unwrap(), "noted once");
    assert_eq!(how().await, How::Solution);
    assert!(store.note_aid(&attempt.id, &step, Aid::CatchUp, 53).await.unwrap());
    assert_eq!(how().await, How::CatchUp);
    assert_eq!(store.how(&other.id, &step, &commands).await.unwrap(), How::Hand, "another learner");
    assert!(store.note_aid(&id("nobody-000001"), &step, Aid::Solution, 1).await.is_err());
}

fn run_over(name: &str, sandbox: &crate::progress::Sandbox) -> crate::progress::Run {
    crate::progress::Run { state: crate::progress::RunState::Ended, ended: Some(9), ..run(name, sandbox, "scale") }
}

#[tokio::test]
async fn how_it_was_done_stays_with_the_pass() {
    let disk = Disk::new().await;
    let attempt = disk.opened("ada-0000001").await;
    for (step, how) in [("a", How::Hand), ("b", How::Run), ("c", How::Solution), ("d", How::CatchUp)] {
        let state = StepState { how: Some(how), ..passed(step, "u1") };
        disk.store.record(&attempt.id, &state, None, 1).await.unwrap();
        let again = StepState { how: Some(How::Hand), ..passed(step, "u2") };
        disk.store.record(&attempt.id, &again, None, 2).await.unwrap();
        assert_eq!(disk.step(&attempt.id, step).await.expect("it passed").how, Some(how));
    }
}
