//! The live streams of the board and of one learner's page: at first everything as it is, then what changed. Whoever
//! connects again misses nothing.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
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
use super::at::{At, OfClass, OfMember};
use super::class_board::{self, Board, Look};
use super::class_maker::Maker;
use super::class_member;
use super::classes::{self, Teacher};
use super::page::fragment;
use super::problem::{Failure, Problem};
use super::{prose, stream};
use crate::engine::{EngineError, Tick};
use crate::id::{AttemptId, ClassId, LearnerId};
use crate::lab::Lang;

/// What happens within this time is told at once: a class makes many small changes.
const GATHER: Duration = Duration::from_millis(300);
/// Times go on also when nothing happens.
const ANYWAY: Duration = Duration::from_secs(15);

/// Answers the board's live stream.
pub async fn events(
    State(app): State<AppState>,
    at: At<OfClass>,
    teacher: Teacher,
    look: Result<Query<Look>, QueryRejection>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let At { place, on: OfClass { class } } = at;
    classes::room(&app, &place, &class).await?;
    let look = look.map(|Query(look)| look).unwrap_or_default();
    let shutdown = app.shutdown.clone();
    let page = LiveBoard { app: app.clone(), class, look, lang: place.lang, sent: HashMap::new() };
    Ok(stream::answer(teacher.follows(&app, page.follow()), shutdown, query.as_deref()))
}

struct LiveBoard {
    app: AppState,
    class: ClassId,
    look: Look,
    lang: Lang,
    /// What the page has: the hash of each fragment, by what it replaces. A large class's rows are a megabyte.
    sent: HashMap<String, u64>,
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
                let Some(cluster) = next(&mut ticks, ANYWAY, |tick| concerns(tick, &self.class)).await else { break };
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
        let variables = &prose::images(&self.app.engine.catalogue().images);
        Some(Maker { room: &room, lab: &lab, look: &self.look, lang: self.lang, variables, now }.board())
    }

    /// The fragments that are not as the page has them.
    async fn news(&mut self) -> Vec<Sent> {
        let Some(board) = self.board().await else { return Vec::new() };
        let mut news = Vec::new();
        // Whoever else is on the page left: perhaps while it was not connected.
        let here: BTreeSet<&str> = board.rows.iter().map(|row| row.learner.as_str()).collect();
        let listed = json!({ "learners": here });
        if self.is_new("here", &listed.to_string()) {
            self.sent
                .retain(|what, _| here.contains(what.as_str()) || ["here", "side", "counts"].contains(&what.as_str()));
            news.push(stream::event("here", &listed));
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
        let mut hasher = DefaultHasher::new();
        html.hash(&mut hasher);
        self.sent.insert(what.to_owned(), hasher.finish()) != Some(hasher.finish())
    }
}

/// Answers the live stream of one learner's page.
pub async fn member_events(
    State(app): State<AppState>,
    at: At<OfMember>,
    teacher: Teacher,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let At { place, on: OfMember { class, learner } } = at;
    let room = classes::room(&app, &place, &class).await?;
    let known = room.members.iter().any(|member| member.learner == learner);
    known.then_some(()).ok_or_else(|| place.fail(Problem::NotFound("page")))?;
    let shutdown = app.shutdown.clone();
    let lang = place.lang;
    let page = LiveMember { app: app.clone(), class, learner, attempts: Vec::new(), lang, sent: String::new() };
    Ok(stream::answer(teacher.follows(&app, page.follow()), shutdown, query.as_deref()))
}

struct LiveMember {
    app: AppState,
    class: ClassId,
    learner: LearnerId,
    /// What they work on in the class.
    attempts: Vec<AttemptId>,
    lang: Lang,
    /// What the page has.
    sent: String,
}

impl LiveMember {
    fn follow(mut self) -> impl Stream<Item = Sent> + Send {
        stream! {
            let mut ticks = self.app.engine.ticks();
            yield stream::event("cluster", &json!({ "ok": self.app.engine.cluster_ok() }));
            loop {
                let html = self.told().await.unwrap_or_default();
                if !html.is_empty() && html != self.sent {
                    yield stream::event("member", &json!({ "html": html }));
                    self.sent = html;
                }
                let Some(cluster) = next(&mut ticks, ANYWAY, |tick| self.concerns(tick)).await else { break };
                if let Some(ok) = cluster {
                    yield stream::event("cluster", &json!({ "ok": ok }));
                }
            }
        }
    }

    fn concerns(&self, tick: &Tick) -> bool {
        concerns(tick, &self.class) || matches!(tick, Tick::Picture(attempt) if self.attempts.contains(attempt))
    }

    async fn told(&mut self) -> Option<String> {
        let failed = |error: &EngineError| tracing::warn!(%error, "a learner of a class could not be read");
        let room = self.app.engine.store().room(&self.class).await.map_err(EngineError::from);
        let room = room.inspect_err(failed).ok()??;
        let member = room.members.iter().find(|member| member.learner == self.learner)?;
        let works = room.works.iter().filter(|work| work.learner == self.learner);
        self.attempts = works.map(|work| work.attempt.clone()).collect();
        let told = class_member::told(&self.app, &room, member, self.lang).await;
        Some(fragment(&told.inspect_err(failed).ok()?))
    }
}

/// Waits until something happened that `matters` or until it is looked at `anyway`, and a moment longer for what comes
/// with it; says whether the cluster came or went. `None` when the server ends.
pub(super) async fn next(
    ticks: &mut Receiver<Tick>,
    anyway: Duration,
    matters: impl Fn(&Tick) -> bool,
) -> Option<Option<bool>> {
    let deadline = tokio::time::Instant::now() + anyway;
    let mut cluster = None;
    loop {
        match tokio::time::timeout_at(deadline, ticks.recv()).await {
            Err(_) | Ok(Err(RecvError::Lagged(_))) => break,
            Ok(Ok(Tick::Cluster(ok))) => {
                cluster = Some(ok);
                break;
            }
            Ok(Ok(tick)) if matters(&tick) => break,
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

/// Whether something may look different in a class now.
fn concerns(tick: &Tick, class: &ClassId) -> bool {
    match tick {
        Tick::Event(_) => true,
        Tick::Class(other) => other == class,
        _ => false,
    }
}
