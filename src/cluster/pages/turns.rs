//! Who may fetch pages now: nobody's slow pods keep others from theirs.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::id::SandboxId;

/// How many pages may be fetched at once, of up to 1 MiB each.
const AT_ONCE: usize = 32;
/// How many of them for one sandbox.
const EACH: usize = 6;
/// How long a request waits for its turn.
const WAIT: Duration = Duration::from_secs(5);

/// Hands out turns.
#[derive(Debug)]
pub(in crate::cluster) struct Turns {
    all: Arc<Semaphore>,
    each: Mutex<HashMap<SandboxId, Arc<Semaphore>>>,
}

/// A turn, until it is dropped.
pub(super) type Turn = (OwnedSemaphorePermit, OwnedSemaphorePermit);

impl Default for Turns {
    fn default() -> Self {
        Self { all: Arc::new(Semaphore::new(AT_ONCE)), each: Mutex::default() }
    }
}

impl Turns {
    /// Waits for a turn; `None` when it does not come in time.
    pub(super) async fn turn(&self, sandbox: &SandboxId) -> Option<Turn> {
        self.turn_within(sandbox, WAIT).await
    }

    async fn turn_within(&self, sandbox: &SandboxId, wait: Duration) -> Option<Turn> {
        let own = self.of(sandbox);
        let both = async { Some((own.acquire_owned().await.ok()?, self.all.clone().acquire_owned().await.ok()?)) };
        tokio::time::timeout(wait, both).await.ok()?
    }

    fn of(&self, sandbox: &SandboxId) -> Arc<Semaphore> {
        let mut each = self.each.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever has or awaits a turn holds the semaphore too.
        each.retain(|known, own| known == sandbox || Arc::strong_count(own) > 1);
        each.entry(sandbox.clone()).or_insert_with(|| Arc::new(Semaphore::new(EACH))).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_sandbox_s_pages_wait_and_another_s_do_not() {
        let turns = Turns::default();
        let id = |text: &str| text.parse::<SandboxId>().expect("an id");
        let (ana, bia) = (id("aaaaaa"), id("bbbbbb"));
        let mut held = Vec::new();
        for _ in 0..EACH {
            held.push(turns.turn(&ana).await.expect("a turn"));
        }
        assert!(turns.turn_within(&ana, Duration::from_millis(10)).await.is_none());
        assert!(turns.turn(&bia).await.is_some());
        held.pop();
        assert!(turns.turn(&ana).await.is_some());
        drop(held);
        drop(turns.turn(&bia).await.expect("a turn"));
        assert_eq!(turns.each.lock().expect("a lock").len(), 1, "who fetches nothing is forgotten");
    }
}
