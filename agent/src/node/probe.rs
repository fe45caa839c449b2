//! A batch of probes: side by side, in bounded number and time, answered in the order asked.

use std::time::Duration;

use futures_util::{StreamExt, stream};
use serde::Deserialize;
use serde_json::Value;
use tokio::time::Instant;

use super::{dns, http};

/// How many probes run at once.
const AT_ONCE: usize = 16;
/// How long a batch may take.
const LONGEST: Duration = Duration::from_secs(10);

/// One probe.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Probe {
    /// Ask a name server.
    Dns(dns::Question),
    /// Ask a web server.
    Http(http::Request),
}

/// Does them all.
pub async fn all(probes: Vec<Probe>) -> Vec<Value> {
    let deadline = Instant::now() + LONGEST;
    let answers = stream::iter(probes).map(|probe| async move {
        match probe {
            Probe::Dns(question) => dns::ask(&question, deadline).await,
            Probe::Http(request) => http::ask(&request, deadline).await,
        }
    });
    answers.buffered(AT_ONCE).collect().await
}
