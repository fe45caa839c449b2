//! The board's live stream: at first everything as it is, then what changed. Whoever connects again misses nothing.

use std::collections::HashMap;
use std::time::Duration;

use async_stream::stream;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, RawQuery, State};
use axum::response::Response;
use axum::response::sse::Event as Sent;
use futures::Stream;
use serde_json::json;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

use super::AppState;
use super::at::{At, OfClass};
use super::class_board::{self, Board, Look, Maker};
use super::classes::{self, Teacher};
use super::page::fragment;
use super::problem::Failure;
use super::stream;
use crate::engine::Tick;
use crate::id::ClassId;
use crate::lab::Lang;

/// What happens within this time is told at once: a class makes many small changes.
const GATHER: Duration = Duration::from_millis(300);
/// Times go on also when nothing happens.
const ANYWAY: Duration = Duration::from_secs(15);

/// Answers the board's live stream.
pub async fn events(
    State(app): State<AppState>,
    at: At<OfClass>,
    _: Teacher,
    look: Result<Query<Look>, QueryRejection>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let At { place, on: OfClass { class } } = at;
    classes::room(&app, &place, &class).await?;
    let look = look.map(|Query(look)| look).unwrap_or_default();
    let shutdown = app.shutdown.clone();
    let page = LiveBoard { app, class, look, lang: place.lang, sent: HashMap::new() };
    Ok(stream::answer(page.follow(), shutdown, query.as_deref()))
}

struct LiveBoard {
    app: AppState,
    class: ClassId,
    look: Look,
    lang: Lang,
    /// What the page has: fragments by what they replace.
    sent: HashMap<String, String>,
}

impl LiveBoard {
    fn follow(mut self) -> impl Stream<Item = Sent> + Send {
        stream! {
            // Subscribed before the first look: nothing falls between the two.
            let mut ticks = self.app.engine.ticks();
            yield stream::event("cluster", &json!({ "ok": self.app.engine.cluster_ok() }));
            loop {
                for event in self.news().await {
                    yield event;
                }
                let Some(cluster) = next(&mut ticks, &self.class).await else { break };
                if let Some(ok) = cluster {
                    yield stream::event("cluster", &json!({ "ok": ok }));
                }
            }
        }
    }

    async fn board(&self) -> Option<Board> {
        let room = self.app.engine.store().room(&self.class).await;
        let room = room.inspect_err(|error| tracing::warn!(%error, "a class's board could not be read")).ok()??;
        let lab = class_board::lab_of(&room, &self.look, |id| self.app.engine.lab(id))?;
        let now = super::format::now();
        Some(Maker { room: &room, lab: &lab, look: &self.look, lang: self.lang, now }.board())
    }

    /// The fragments that are not as the page has them.
    async fn news(&mut self) -> Vec<Sent> {
        let Some(board) = self.board().await else { return Vec::new() };
        let mut news = Vec::new();
        let here: std::collections::HashSet<_> = board.rows.iter().map(|row| row.learner.clone()).collect();
        let gone: Vec<_> = self
            .sent
            .keys()
            .filter(|key| *key != "side" && *key != "counts" && !here.contains(*key))
            .cloned()
            .collect();
        for learner in gone {
            self.sent.remove(&learner);
            news.push(stream::event("gone", &json!({ "learner": learner })));
        }
        for row in &board.rows {
            let html = fragment(row);
            if self.is_new(&row.learner, &html) {
                news.push(stream::event("row", &json!({ "learner": row.learner, "shown": row.shown, "html": html })));
            }
        }
        let html = fragment(&board.side);
        if self.is_new("side", &html) {
            news.push(stream::event("side", &json!({ "html": html })));
        }
        let c = &board.counts;
        let counts = json!({ "": c.all, "hand": c.hand, "stuck": c.stuck, "idle": c.idle, "done": c.done });
        if self.is_new("counts", &counts.to_string()) {
            news.push(stream::event("counts", &counts));
        }
        news
    }

    fn is_new(&mut self, what: &str, html: &str) -> bool {
        if self.sent.get(what).is_some_and(|known| known == html) {
            return false;
        }
        self.sent.insert(what.to_owned(), html.to_owned());
        true
    }
}

/// Waits until something may have changed, and a moment longer for what comes with it; says whether the cluster came
/// or went. `None` when the server ends.
async fn next(ticks: &mut Receiver<Tick>, class: &ClassId) -> Option<Option<bool>> {
    let deadline = tokio::time::Instant::now() + ANYWAY;
    let mut cluster = None;
    loop {
        match tokio::time::timeout_at(deadline, ticks.recv()).await {
            Err(_) | Ok(Err(RecvError::Lagged(_)) | Ok(Tick::Event(_))) => break,
            Ok(Ok(Tick::Class(other))) if other == *class => break,
            Ok(Ok(Tick::Cluster(ok))) => {
                cluster = Some(ok);
                break;
            }
            Ok(Ok(_)) => {}
            Ok(Err(RecvError::Closed)) => return None,
        }
    }
    tokio::time::sleep(GATHER).await;
    loop {
        match ticks.try_recv() {
            Ok(Tick::Cluster(ok)) => cluster = Some(ok),
            Ok(_) | Err(TryRecvError::Lagged(_)) => {}
            Err(TryRecvError::Empty | TryRecvError::Closed) => return Some(cluster),
        }
    }
}
