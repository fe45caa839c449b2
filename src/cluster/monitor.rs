//! Asks the API server every few seconds whether it answers, and which cluster it is.
//!
//! A watch alone can't tell: when the control plane is paused its connections
//! stay open and silent.

use std::sync::Arc;
use std::time::Duration;

use k8s_openapi::api::core::v1::Namespace;
use kube::{Api, Client};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::watch::Cache;

const EVERY: Duration = Duration::from_secs(2);
const PATIENCE: Duration = Duration::from_secs(3);

/// Whether the cluster answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Not asked yet.
    Unknown,
    /// It does, and this is the UID of its `kube-system` namespace: another UID is another cluster.
    Up(String),
    /// It does not; the text is for the log.
    Down(String),
}

impl Reach {
    /// The cluster's identity, if it answers.
    #[must_use]
    pub fn identity(&self) -> Option<&str> {
        match self {
            Self::Up(uid) => Some(uid),
            _ => None,
        }
    }
}

pub(super) async fn run(client: Client, cache: Arc<Cache>, sender: watch::Sender<Reach>, stop: CancellationToken) {
    let api: Api<Namespace> = Api::all(client);
    let mut tick = tokio::time::interval(EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = tick.tick() => {}
        }
        let reach = match tokio::time::timeout(PATIENCE, api.get("kube-system")).await {
            Ok(Ok(namespace)) => Reach::Up(namespace.metadata.uid.unwrap_or_default()),
            Ok(Err(error)) => Reach::Down(error.to_string()),
            Err(_) => Reach::Down(format!("no answer within {} s", PATIENCE.as_secs())),
        };
        let changed = sender.send_if_modified(|current| {
            let changed = std::mem::discriminant(current) != std::mem::discriminant(&reach)
                || current.identity() != reach.identity();
            if changed {
                *current = reach.clone();
            }
            changed
        });
        if changed {
            match &reach {
                Reach::Up(uid) => tracing::info!(cluster.uid = %uid, "the cluster answers"),
                Reach::Down(why) => tracing::warn!(reason = %why, "the cluster does not answer"),
                Reach::Unknown => {}
            }
            cache.announce_all();
        }
    }
}
