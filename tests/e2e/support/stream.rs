//! A connected page: the server-sent events of a learner's stream.

use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use serde_json::Value;

use super::http::{Client, RUNTIME};

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub name: String,
    pub id: Option<i64>,
    pub data: Value,
}

/// An open stream.
pub struct Stream {
    body: Incoming,
    text: String,
}

impl Stream {
    /// Opens the stream at this address; `last` is the last event a page saw.
    #[track_caller]
    pub fn open(client: &Client, path: &str, last: Option<i64>) -> Self {
        RUNTIME.block_on(Self::connect(client, path, last))
    }

    /// The same for whoever has many open at once.
    pub async fn connect(client: &Client, path: &str, last: Option<i64>) -> Self {
        let mut request = client.request("GET", path).header("accept", "text/event-stream");
        if let Some(last) = last {
            request = request.header("last-event-id", last.to_string());
        }
        let request = request.body(Full::new(Bytes::new())).expect("a request");
        let response = client.start(request).await.expect("a stream");
        assert_eq!(response.status().as_u16(), 200, "{path}");
        let kind = response.headers().get("content-type").expect("a content type");
        assert!(kind.as_bytes().starts_with(b"text/event-stream"), "{kind:?}");
        Self { body: response.into_body(), text: String::new() }
    }

    /// The next event within the limit; `None` when the server ended the stream.
    #[track_caller]
    pub fn next(&mut self, limit: Duration) -> Option<Event> {
        let event = RUNTIME.block_on(async { tokio::time::timeout(limit, self.event()).await });
        event.unwrap_or_else(|_| panic!("no event within {} s", limit.as_secs()))
    }

    /// The next event; `None` when the server ended the stream.
    pub async fn event(&mut self) -> Option<Event> {
        loop {
            while let Some((block, rest)) = self.text.split_once("\n\n") {
                let event = parse(block);
                self.text = rest.to_owned();
                if event.is_some() {
                    return event;
                }
            }
            match self.body.frame().await {
                None | Some(Err(_)) => return None,
                Some(Ok(frame)) => {
                    let bytes = frame.into_data().unwrap_or_default();
                    self.text.push_str(&String::from_utf8_lossy(&bytes));
                }
            }
        }
    }

    /// Reads on until an event of this name holds something.
    #[track_caller]
    pub fn find(&mut self, limit: Duration, name: &str, holds: impl Fn(&Value) -> bool) -> Event {
        let start = Instant::now();
        loop {
            assert!(start.elapsed() < limit, "no such `{name}` within {} s", limit.as_secs());
            let event = self.next(limit).unwrap_or_else(|| panic!("the stream ended before `{name}`"));
            if event.name == name && holds(&event.data) {
                return event;
            }
        }
    }
}

/// A block that is a comment (a heartbeat) is no event.
fn parse(block: &str) -> Option<Event> {
    let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name).map(str::trim_start));
    Some(Event {
        name: field("event:")?.to_owned(),
        id: field("id:").and_then(|id| id.parse().ok()),
        data: serde_json::from_str(field("data:").unwrap_or("null")).expect("JSON"),
    })
}
