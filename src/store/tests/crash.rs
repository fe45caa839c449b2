//! The server is killed at any moment: what was acknowledged is there afterwards.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::{Disk, passed};
use crate::id::AttemptId;
use crate::store::Store;

/// Where the child finds the database; without it the child's test does nothing.
const DATABASE: &str = "KINDLAB_TEST_CRASH_DATABASE";
const ATTEMPT: &str = "ada-0000001-try1";

/// Not a test of its own: what the child process does until it is killed.
#[tokio::test]
#[ignore = "only as the child of `every_acknowledged_pass_survives_a_kill`"]
async fn child() {
    let Some(path) = std::env::var_os(DATABASE) else { return };
    let store = Store::open(&PathBuf::from(path)).await.expect("the parent's database");
    let attempt: AttemptId = super::id(ATTEMPT);
    let known = store.steps(&attempt).await.expect("steps").len();
    for number in known.. {
        let event = store.record(&attempt, &passed(&format!("step-{number}"), "u"), None, 1).await.expect("recorded");
        // Said only after `record` returned: the parent counts this as acknowledged.
        writeln!(std::io::stdout(), "\nacknowledged step-{number} {}", event.expect("news")).expect("a parent");
        std::io::stdout().flush().expect("a parent");
    }
}

/// Starts the child, kills it after it acknowledged some passes, and gives those.
fn killed_after(path: &std::path::Path, passes: usize, then: Duration) -> Vec<(String, i64)> {
    let mut child = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "store::tests::crash::child", "--ignored", "--nocapture", "--test-threads=1"])
        .env(DATABASE, path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the child starts");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines().map_while(Result::ok);
    let read = |line: String| {
        let (step, event) = line.strip_prefix("acknowledged ")?.split_once(' ')?;
        Some((step.to_owned(), event.parse().ok()?))
    };
    let mut acknowledged: Vec<_> = lines.by_ref().filter_map(read).take(passes).collect();
    std::thread::sleep(then);
    child.kill().expect("SIGKILL");
    child.wait().expect("it is dead");
    acknowledged.extend(lines.filter_map(read));
    acknowledged
}

#[tokio::test]
async fn every_acknowledged_pass_survives_a_kill() {
    let disk = Disk::new().await;
    assert_eq!(disk.opened("ada-0000001").await.id.as_str(), ATTEMPT);
    disk.store.close().await;
    let path = disk.folder.path().join("db");
    let mut acknowledged = Vec::new();
    for round in 0..8 {
        let (file, then) = (path.clone(), Duration::from_micros(137 * round));
        let more = tokio::task::spawn_blocking(move || killed_after(&file, 5, then)).await.expect("no panic");
        assert!(more.len() >= 5, "the child died by itself in round {round}: {more:?}");
        acknowledged.extend(more);

        let store = Store::open(&path).await.expect("the database opens after a kill");
        let steps = store.steps(&super::id(ATTEMPT)).await.expect("steps");
        let events = store.events_after(&super::id(ATTEMPT), 0, i64::MAX).await.expect("events");
        for (step, event) in &acknowledged {
            assert!(steps.contains_key(&super::id::<crate::id::StepId>(step)), "{step} was lost");
            assert!(events.iter().any(|known| known.id == *event), "the event of {step} was lost");
        }
        // One transaction: a pass, its event and its baseline are there together or not at all.
        assert_eq!(events.len(), steps.len() + 1);
        assert_eq!(store.baselines(&super::id(ATTEMPT)).await.expect("baselines").len(), steps.len());
        let check: String =
            sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&store.read).await.expect("a whole file");
        assert_eq!(check, "ok");
        store.close().await;
    }
}
