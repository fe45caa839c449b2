//! A page that is open: a task reads its stream and notes when each event came.

use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::support::http::{Client, RUNTIME};
use crate::support::stream::{Event, Stream};

/// An event that takes longer than this never comes.
const LOST: Duration = Duration::from_secs(30);

/// An open page.
pub struct Page {
    events: mpsc::UnboundedReceiver<(Instant, Event)>,
    reader: JoinHandle<()>,
}

impl Page {
    /// Connects to the stream at this address.
    pub async fn open(client: &Client, path: &str) -> Self {
        let mut stream = Stream::connect(client, path, None).await;
        let (sender, events) = mpsc::unbounded_channel();
        let reader = RUNTIME.spawn(async move {
            while let Some(event) = stream.event().await {
                if sender.send((Instant::now(), event)).is_err() {
                    return;
                }
            }
        });
        Self { events, reader }
    }

    /// What came until now is not looked at.
    pub fn forget(&mut self) {
        while self.events.try_recv().is_ok() {}
    }

    /// When the next such event came.
    pub async fn hears(&mut self, what: &str, mut is_it: impl FnMut(&Event) -> bool) -> anyhow::Result<Instant> {
        let heard = async {
            while let Some((at, event)) = self.events.recv().await {
                if is_it(&event) {
                    return Ok(at);
                }
            }
            bail!("the stream ended")
        };
        tokio::time::timeout(LOST, heard).await.with_context(|| format!("no event of `{what}` came"))?
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.reader.abort();
    }
}
