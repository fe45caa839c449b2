//! Server-sent events: what the learner's and the instructor's streams share.

use std::convert::Infallible;
use std::time::Duration;

use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, HeaderName};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

/// How often an idle stream says that it lives.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Answers with a stream that ends as soon as the server begins to.
pub fn answer(events: impl Stream<Item = Event> + Send + 'static, shutdown: CancellationToken) -> Response {
    let events = events.take_until(shutdown.cancelled_owned()).map(Ok::<_, Infallible>);
    let heartbeat = KeepAlive::new().interval(HEARTBEAT).text("still here");
    // nginx and its like hold back what they may buffer.
    let headers = [(CACHE_CONTROL, "no-store"), (HeaderName::from_static("x-accel-buffering"), "no")];
    (headers, Sse::new(events).keep_alive(heartbeat)).into_response()
}

/// An event with JSON data.
pub fn event(name: &str, data: &Value) -> Event {
    // JSON has no raw line breaks, so one data line carries it whole.
    Event::default().event(name).data(data.to_string())
}

/// The last event a client saw: the header of a reconnect, or else what the page's address says.
#[must_use]
pub fn last_seen(headers: &HeaderMap, query: Option<&str>) -> i64 {
    let header = headers.get("last-event-id").and_then(|value| value.to_str().ok());
    let after = || query?.split('&').find_map(|pair| pair.strip_prefix("after="));
    header.or_else(after).and_then(|text| text.trim().parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reconnect_s_header_wins_over_the_address() {
        let mut headers = HeaderMap::new();
        assert_eq!(last_seen(&headers, Some("x=1&after=7")), 7);
        assert_eq!(last_seen(&headers, Some("after=seven")), 0);
        headers.insert("last-event-id", http::HeaderValue::from_static("9"));
        assert_eq!(last_seen(&headers, Some("after=7")), 9);
    }
}
