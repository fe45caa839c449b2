//! The class as its learner sees it: the page, and its live stream.

use std::time::Duration;

use askama::Template;
use async_stream::stream;
use axum::extract::{RawQuery, State};
use axum::response::sse::Event as Sent;
use axum::response::{IntoResponse, Redirect, Response};
use futures::Stream;
use serde_json::json;

use super::AppState;
use super::at::{Anywhere, At, Place};
use super::catalog::Entry;
use super::class_live::next;
use super::join::{ClassBar, bar};
use super::page::{self, Frame, fragment};
use super::problem::Failure;
use super::session::Visitor;
use super::stream;
use crate::engine::{EngineError, Tick};
use crate::i18n::Tr;
use crate::id::{AttemptId, LearnerId};

/// Nothing on this page goes on with time alone.
const ANYWAY: Duration = Duration::from_secs(3600);

/// The class's labs, and how far the learner is in each: the same on the page and in its live stream.
#[derive(Template)]
#[template(path = "learner/_class_labs.html")]
pub struct LabsView {
    /// The page's strings.
    pub tr: &'static Tr,
    /// Whether the class has ended.
    pub over: bool,
    /// The labs.
    pub labs: Vec<Entry>,
}

/// The class as its learners see it.
#[derive(Template)]
#[template(path = "learner/class.html")]
pub struct ClassPage {
    /// The page's frame.
    pub frame: Frame,
    /// Hand and notes.
    pub bar: ClassBar,
    /// The class's labs.
    pub labs: LabsView,
}

/// A learner's class at a moment.
struct Seen {
    bar: ClassBar,
    labs: LabsView,
    /// What they work on in it.
    attempts: Vec<AttemptId>,
}

/// The class a learner is in; `None` in no class.
async fn look(app: &AppState, place: &Place, learner: &LearnerId) -> Result<Option<Seen>, EngineError> {
    let Some((class, bar)) = bar(app, learner, None, place.lang).await? else { return Ok(None) };
    let (mut labs, mut attempts) = (Vec::new(), Vec::new());
    for lab in class.labs.iter().filter_map(|id| app.engine.lab(id)) {
        let view = app.engine.view(learner, lab.id()).await?;
        labs.push(Entry::new(place, &lab, view.as_ref()));
        attempts.extend(view.map(|view| view.attempt.id));
    }
    let labs = LabsView { tr: bar.tr, over: bar.over, labs };
    Ok(Some(Seen { bar, labs, attempts }))
}

/// Answers the class's page; somebody in no class is asked to join one.
pub async fn show(State(app): State<AppState>, at: At<Anywhere>, visitor: Visitor) -> Result<Response, Failure> {
    let place = at.place;
    let seen = match &visitor.learner {
        Some(learner) => look(&app, &place, learner).await.map_err(|error| place.fail(error))?,
        None => None,
    };
    let Some(Seen { bar, labs, .. }) = seen else {
        return Ok(Redirect::to(&format!("/{}/join", place.lang.code())).into_response());
    };
    let mut frame = Frame::titled(&place, bar.class.clone());
    frame.cluster_ok = app.engine.cluster_ok();
    Ok(page::html(&ClassPage { frame, bar, labs }))
}

/// Answers the page's live stream.
pub async fn events(
    State(app): State<AppState>,
    at: At<Anywhere>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let learner = visitor.known(&at.place)?.clone();
    let shutdown = app.shutdown.clone();
    let page = LiveClass { app, place: at.place, learner, attempts: Vec::new(), sent: Vec::new() };
    Ok(stream::answer(page.follow(), shutdown, query.as_deref()))
}

/// One connected page.
struct LiveClass {
    app: AppState,
    place: Place,
    learner: LearnerId,
    /// What they work on in the class.
    attempts: Vec<AttemptId>,
    /// What the page has: bar and labs.
    sent: Vec<String>,
}

impl LiveClass {
    fn follow(mut self) -> impl Stream<Item = Sent> + Send {
        stream! {
            // Subscribed before the first look: nothing falls between the two.
            let mut ticks = self.app.engine.ticks();
            yield stream::event("cluster", &json!({ "ok": self.app.engine.cluster_ok() }));
            loop {
                match look(&self.app, &self.place, &self.learner).await {
                    Ok(Some(seen)) => for event in self.news(seen) { yield event; },
                    // They left, or were taken out of it: a reload asks for another code.
                    Ok(None) => {
                        yield stream::event("reload", &json!({}));
                        break;
                    }
                    Err(error) => tracing::warn!(%error, "a learner's class could not be read"),
                }
                let Some(cluster) = next(&mut ticks, ANYWAY, |tick| self.concerns(tick)).await else { break };
                if let Some(ok) = cluster {
                    yield stream::event("cluster", &json!({ "ok": ok }));
                }
            }
        }
    }

    fn concerns(&self, tick: &Tick) -> bool {
        match tick {
            Tick::Learner(learner) => *learner == self.learner,
            Tick::Event(attempt) => self.attempts.contains(attempt),
            _ => false,
        }
    }

    /// What is not as the page has it.
    fn news(&mut self, seen: Seen) -> Vec<Sent> {
        self.attempts = seen.attempts;
        let (bar, labs) = (fragment(&seen.bar), fragment(&seen.labs));
        let mut news = Vec::new();
        if self.sent.first() != Some(&bar) {
            news.push(stream::event("classBar", &json!({ "html": bar, "say": seen.bar.newest() })));
        }
        if self.sent.get(1) != Some(&labs) {
            news.push(stream::event("labs", &json!({ "html": labs })));
        }
        self.sent = vec![bar, labs];
        news
    }
}
