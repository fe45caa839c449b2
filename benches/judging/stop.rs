//! An end before the end: Ctrl-C, a signal of whoever runs this, or no more time. What runs is dropped where it stands,
//! so that everything made is taken away on the way out.

use std::time::{Duration, Instant};

use anyhow::bail;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::support::http::RUNTIME;

/// Hears of the end.
#[derive(Clone)]
pub struct Stop {
    token: CancellationToken,
    began: Instant,
}

impl Stop {
    /// Listens for signals from now on; the end comes by itself after this time.
    pub fn after(limit: Duration) -> Self {
        let token = CancellationToken::new();
        let stop = token.clone();
        RUNTIME.spawn(async move {
            let mut signals = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()]
                .map(|kind| signal(kind).expect("a signal's handler"));
            let [interrupt, terminate, hangup] = &mut signals;
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
                _ = hangup.recv() => {}
                () = tokio::time::sleep(limit) => eprintln!("error: not done within {} s", limit.as_secs()),
            }
            stop.cancel();
        });
        Self { token, began: Instant::now() }
    }

    /// Whether the end was asked for.
    pub fn is_over(&self) -> bool {
        self.token.is_cancelled()
    }

    /// Does something unless the end comes first.
    pub fn run<T>(&self, work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
        RUNTIME.block_on(async {
            tokio::select! {
                () = self.token.cancelled() => bail!("stopped before the end"),
                done = work => done,
            }
        })
    }

    /// Waits.
    pub fn wait(&self, time: Duration) -> anyhow::Result<()> {
        self.run(async {
            tokio::time::sleep(time).await;
            Ok(())
        })
    }

    /// Says how far it is.
    pub fn say(&self, what: &str) {
        eprintln!("{:5.0} s  {what}", self.began.elapsed().as_secs_f64());
    }
}
