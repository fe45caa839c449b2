//! The terminal's WebSocket: a page on one side, the shell in the learner's workbench on the other.
//!
//! Keys and output are binary messages, everything else is JSON. Nothing is held back here: a piece is read from the
//! workbench when the one before it is on its way to the page, and the shell's keeper stops when the page confirms
//! nothing. So neither a slow page nor an endless output takes more memory than a few pieces.

use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};
use axum::response::Response;
use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt, StreamExt};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::{Instant, timeout};

use super::AppState;
use super::at::{At, OfLab};
use super::problem::{Failure, Problem};
use super::session::Visitor;
use crate::engine::{Attach, Begun, EngineError, Hearing, Opened, Say, Speaking, Told};
use crate::id::{CommandId, LabId, LearnerId};

/// The longest message a page may send: a paste goes in pieces.
const MOST: usize = 32 * 1024;
/// How long a page may take to say what it wants.
const FIRST_WORD: Duration = Duration::from_secs(10);
/// How often each side is told that the other is there.
const BEAT: Duration = Duration::from_secs(15);
/// Whoever was silent for this long is gone.
const SILENCE: Duration = Duration::from_secs(45);

/// What a page may say besides keys.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
enum Said {
    Open(Wanted),
    Shown(u64),
    Size(u16, u16),
    Type { id: String, command: CommandId },
    Beat(()),
}

/// What a page wants when it connects.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    client: String,
    has: Option<(String, u64)>,
    size: (u16, u16),
    take: bool,
    start: bool,
}

impl Wanted {
    /// As the workbench is asked; `None` when a name is none that a page makes.
    fn attach(self) -> Option<Attach> {
        let plain = |name: &str| {
            (1..=40).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        let known = plain(&self.client) && self.has.as_ref().is_none_or(|(shell, _)| plain(shell));
        let starts_well =
            !self.client.starts_with('-') && !self.has.as_ref().is_some_and(|(it, _)| it.starts_with('-'));
        (known && starts_well).then_some(Attach {
            client: self.client,
            has: self.has,
            cols: self.size.0,
            rows: self.size.1,
            take: self.take,
            start: self.start,
        })
    }
}

/// Answers a page's terminal. Asked without an upgrade, it says whether one would be granted: so a page learns that
/// it is the network that doesn't let WebSockets through.
pub async fn connect(
    State(app): State<AppState>,
    at: At<OfLab>,
    visitor: Visitor,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Failure> {
    let At { place, on: OfLab { lab } } = at;
    let learner = visitor.known(&place)?.clone();
    let waits = app.engine.terminal_waits(&learner, lab.id()).await.map_err(|error| place.fail(error))?;
    let upgrade = upgrade.map_err(|_| place.fail(Problem::NotUpgraded))?;
    // NB: an upgrade is a GET, which the layer against forged requests lets through.
    if !is_same_site(&headers) {
        return Err(place.fail(Problem::CrossSite));
    }
    let page = Page { app, learner, lab: lab.id().clone(), waits };
    Ok(upgrade.max_message_size(MOST).max_frame_size(MOST).on_upgrade(|socket| page.serve(socket)))
}

/// Whether a page of this very server asks: the origin names the host (and port) that was asked.
fn is_same_site(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let (Some(origin), Some(host)) = (text(ORIGIN), text(HOST)) else { return false };
    let Some((scheme, from)) = origin.split_once("://") else { return false };
    let port = match scheme {
        "http" => ":80",
        "https" => ":443",
        _ => return false,
    };
    let bare = |authority: &str| authority.strip_suffix(port).unwrap_or(authority).to_ascii_lowercase();
    bare(from) == bare(host)
}

/// A page that connects.
struct Page {
    app: AppState,
    learner: LearnerId,
    lab: LabId,
    /// Whether its workbench is not up.
    waits: bool,
}

type Out = SplitSink<WebSocket, Message>;
type In = SplitStream<WebSocket>;

impl Page {
    async fn serve(self, socket: WebSocket) {
        let (mut out, mut from) = socket.split();
        let shutdown = self.app.shutdown.clone();
        let last = tokio::select! {
            last = self.converse(&mut out, &mut from) => last,
            () = shutdown.cancelled() => Some(json!({ "is": "away" })),
        };
        let closing = async {
            if let Some(last) = last {
                out.send(text(&last)).await?;
            }
            out.send(Message::Close(Some(CloseFrame { code: close_code::NORMAL, reason: "".into() }))).await?;
            // A connection that is dropped with something unread is reset, and takes with it what was just said.
            while from.next().await.is_some_and(|message| message.is_ok()) {}
            Ok::<_, axum::Error>(())
        };
        // A page that is gone can't be told.
        let _ = timeout(Duration::from_secs(2), closing).await;
    }

    /// Serves the page to its end; returns what it is told last.
    async fn converse(&self, out: &mut Out, from: &mut In) -> Option<Value> {
        let Ok(Some(Ok(Message::Text(first)))) = timeout(FIRST_WORD, from.next()).await else { return None };
        let wanted = match serde_json::from_str(&first) {
            Ok(Said::Open(wanted)) => wanted.attach(),
            _ => None,
        };
        let Some(attach) = wanted else { return Some(json!({ "is": "failed" })) };
        if self.waits && attach.start {
            out.send(text(&json!({ "is": "waking" }))).await.ok()?;
        }
        let (hearing, speaking) = match self.app.engine.terminal(&self.learner, &self.lab, &attach).await {
            Ok(Opened::Terminal(hearing, speaking)) => (hearing, speaking),
            Ok(Opened::Asleep) => return Some(json!({ "is": "asleep" })),
            // The page comes again.
            Ok(Opened::Unseen) => return Some(json!({ "is": "lost" })),
            Ok(Opened::TooMany) => return Some(json!({ "is": "many" })),
            Err(error) => {
                tracing::warn!(error = %error, "a terminal could not be opened");
                return Some(json!({ "is": "failed" }));
            }
        };
        tokio::select! {
            last = outward(hearing, out) => last,
            last = inward(from, speaking) => last,
        }
    }
}

fn text(value: &Value) -> Message {
    Message::text(value.to_string())
}

/// From the shell to the page; ends with the connection, and returns the last word.
async fn outward(mut hearing: Box<Hearing>, out: &mut Out) -> Option<Value> {
    let mut heard = Instant::now();
    let mut beat = tokio::time::interval(BEAT);
    loop {
        let told = tokio::select! {
            told = hearing.next() => told,
            _ = beat.tick() => {
                if heard.elapsed() > SILENCE {
                    return Some(json!({ "is": "lost" }));
                }
                out.send(text(&json!({ "is": "beat" }))).await.ok()?;
                continue;
            }
        };
        heard = Instant::now();
        let message = match told {
            Ok(Some(Told::Output(output))) => Message::binary(output),
            Ok(Some(Told::Begun(begun))) => {
                let prelude = begun.prelude.clone();
                out.send(text(&beginning(&begun))).await.ok()?;
                Message::binary(prelude)
            }
            Ok(Some(Told::Typed { id, refused })) => text(&json!({ "is": "typed", "id": id, "refused": refused })),
            Ok(Some(Told::Lost)) => text(&json!({ "is": "dropped" })),
            Ok(Some(Told::Alive)) => continue,
            Ok(Some(Told::Busy)) => return Some(json!({ "is": "busy" })),
            Ok(Some(Told::Taken)) => return Some(json!({ "is": "taken" })),
            Ok(Some(Told::Nothing)) => return Some(json!({ "is": "asleep" })),
            Ok(Some(Told::Ended { exit })) => return Some(json!({ "is": "ended", "exit": exit })),
            Ok(None) => return Some(json!({ "is": "lost" })),
            Err(error) => {
                tracing::warn!(error = %error, "a terminal broke");
                return Some(json!({ "is": "lost" }));
            }
        };
        out.send(message).await.ok()?;
    }
}

/// The first message is followed by one binary message that is no output: what a fresh screen must be told.
fn beginning(begun: &Begun) -> Value {
    json!({
        "is": "begun", "shell": begun.shell, "offset": begun.offset, "end": begun.end, "goes_on": begun.goes_on,
    })
}

/// From the page to the shell; ends with the connection.
async fn inward(from: &mut In, mut speaking: Speaking) -> Option<Value> {
    let mut heard = Instant::now();
    let mut beat = tokio::time::interval(BEAT);
    loop {
        let said = tokio::select! {
            message = from.next() => match message {
                Some(Ok(message)) => message,
                _ => return None,
            },
            _ = beat.tick() => {
                if heard.elapsed() > SILENCE || speaking.say(&Say::Alive).await.is_err() {
                    return None;
                }
                continue;
            }
        };
        heard = Instant::now();
        let passed_on = match said {
            Message::Binary(keys) => speaking.say(&Say::Keys(keys.to_vec())).await,
            Message::Text(text) => match serde_json::from_str(&text) {
                Ok(Said::Shown(offset)) => speaking.say(&Say::Shown(offset)).await,
                Ok(Said::Size(cols, rows)) => speaking.say(&Say::Size(cols, rows)).await,
                Ok(Said::Type { id, command }) if id.len() <= 64 => speaking.type_command(&id, &command).await,
                Ok(Said::Beat(_)) => Ok(()),
                Ok(Said::Open(_) | Said::Type { .. }) | Err(_) => return Some(json!({ "is": "failed" })),
            },
            Message::Close(_) => return None,
            Message::Ping(_) | Message::Pong(_) => Ok(()),
        };
        match passed_on {
            Ok(()) => {}
            Err(EngineError::NotFound(_)) => return Some(json!({ "is": "failed" })),
            Err(error) => {
                tracing::warn!(error = %error, "a terminal's input could not be passed on");
                return Some(json!({ "is": "lost" }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn asked(origin: &'static str, host: &'static str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(ORIGIN, HeaderValue::from_static(origin));
        headers.insert(HOST, HeaderValue::from_static(host));
        is_same_site(&headers)
    }

    #[test]
    fn only_a_page_of_this_server_may_open_a_terminal() {
        assert!(asked("http://127.0.0.1:8080", "127.0.0.1:8080"));
        assert!(asked("https://Labs.example", "labs.example"));
        assert!(asked("https://labs.example", "labs.example:443"));
        assert!(!asked("http://labs.example:8081", "labs.example:8080"));
        assert!(!asked("http://evil.example", "labs.example"));
        assert!(!asked("https://labs.example", "labs.example:80"));
        assert!(!asked("null", "labs.example"));
        assert!(!asked("file://labs.example", "labs.example"));
        assert!(!is_same_site(&HeaderMap::new()));
    }

    #[test]
    fn what_a_page_names_can_be_no_option_of_the_agent() {
        let wanted = |client: &str, shell: &str| Wanted {
            client: client.to_owned(),
            has: Some((shell.to_owned(), 0)),
            size: (80, 24),
            take: false,
            start: false,
        };
        assert!(wanted("abc123", "1700-42").attach().is_some());
        for (client, shell) in [("--take", "1"), ("a", "--start"), ("", "1"), ("a b", "1"), ("a", "x\ny")] {
            assert!(wanted(client, shell).attach().is_none(), "{client} {shell}");
        }
    }
}
