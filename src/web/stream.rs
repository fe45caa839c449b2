//! Server-sent events: what the learner's and the instructor's streams share.

use std::convert::Infallible;
use std::time::Duration;

use async_stream::stream;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, HeaderName};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

/// How often an idle stream says that it lives.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// An answer in short ends after so long a silence: what there is comes at once.
const SHORT: Duration = Duration::from_millis(150);

/// Answers with a stream that ends as soon as the server begins to. Its first word comes at once, so that a page knows
/// whether something on the way holds it back; for such a way `once` asks for what there is now, and no more.
pub fn answer(
    events: impl Stream<Item = Event> + Send + 'static,
    shutdown: CancellationToken,
    query: Option<&str>,
) -> Response {
    let beat = || event("beat", &json!({}));
    let events = futures::stream::iter([beat()]).chain(events).take_until(shutdown.cancelled_owned());
    // nginx and its like hold back what they may buffer.
    let headers = [(CACHE_CONTROL, "no-store"), (HeaderName::from_static("x-accel-buffering"), "no")];
    if query.is_some_and(|query| query.split('&').any(|pair| pair == "once")) {
        return (headers, Sse::new(until_silence(events).map(Ok::<_, Infallible>))).into_response();
    }
    let heartbeat = KeepAlive::new().interval(HEARTBEAT).event(beat());
    (headers, Sse::new(events.map(Ok::<_, Infallible>)).keep_alive(heartbeat)).into_response()
}

fn until_silence(events: impl Stream<Item = Event> + Send + 'static) -> impl Stream<Item = Event> + Send {
    stream! {
        let mut events = Box::pin(events);
        while let Ok(Some(event)) = tokio::time::timeout(SHORT, events.next()).await {
            yield event;
        }
    }
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

    async fn body(response: Response) -> String {
        use http_body_util::BodyExt as _;
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        String::from_utf8(body.to_vec()).expect("text")
    }

    #[tokio::test]
    async fn an_answer_in_short_ends_and_says_what_there_is() {
        let endless = || futures::stream::iter([event("step", &json!({"a": 1}))]).chain(futures::stream::pending());
        let shutdown = CancellationToken::new();
        let short = body(answer(endless(), shutdown.clone(), Some("after=3&once"))).await;
        assert_eq!(short, "event: beat\ndata: {}\n\nevent: step\ndata: {\"a\":1}\n\n");
        let long =
            tokio::time::timeout(Duration::from_millis(600), body(answer(endless(), shutdown.clone(), None))).await;
        assert!(long.is_err(), "a stream goes on: {long:?}");
        shutdown.cancel();
        let ended = body(answer(endless(), shutdown, None)).await;
        assert!(ended.is_empty() || ended.starts_with("event: beat"), "{ended}");
    }

    #[test]
    fn a_reconnect_s_header_wins_over_the_address() {
        let mut headers = HeaderMap::new();
        assert_eq!(last_seen(&headers, Some("x=1&after=7")), 7);
        assert_eq!(last_seen(&headers, Some("after=seven")), 0);
        headers.insert("last-event-id", http::HeaderValue::from_static("9"));
        assert_eq!(last_seen(&headers, Some("after=7")), 9);
    }
}
