//! What every test on a real cluster needs: the cluster, a server of its own, and a learner at it.
#![allow(dead_code, reason = "two test binaries share this, and neither uses all of it")]

pub mod class;
pub mod cluster;
pub mod http;
pub mod kubernetes;
pub mod learner;
pub mod server;
pub mod stream;
pub mod stubborn;
pub mod terminal;

use std::time::{Duration, Instant};

/// How long anything that a cluster does may take: machines are slow and shared.
pub const PATIENCE: Duration = Duration::from_secs(180);
const PAUSE: Duration = Duration::from_millis(150);

/// Asks until there is an answer.
#[track_caller]
pub fn until<T>(limit: Duration, what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(start.elapsed() < limit, "not within {} s: {what}", limit.as_secs());
        std::thread::sleep(PAUSE);
    }
}

/// A run id nobody used.
pub fn fresh_id() -> String {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).expect("randomness");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
