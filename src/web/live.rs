//! The learner's live stream: what happened since the page was made, as fragments
//! of that page. The database says what happened; a tick only says that something did.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use async_stream::stream;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::response::sse::Event as Sent;
use futures::Stream;
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, sleep_until};

use super::AppState;
use super::at::{At, OfLab};
use super::format::now;
use super::help::{HelpFragment, HelpView};
use super::page::fragment;
use super::picture::PictureView;
use super::pod_page::PagesView;
use super::predict::{PredictFragment, PredictionView};
use super::problem::{Failure, Problem};
use super::prose;
use super::replay::{ReplayFragment, ReplayView};
use super::session::Visitor;
use super::step::{RunFragment, RunView, VerdictFragment, VerdictView};
use super::stream;
use super::workspace::{progress, sandbox_word};
use crate::engine::Tick;
use crate::i18n::Tr;
use crate::id::{AttemptId, CommandId, LearnerId, StepId};
use crate::lab::{Lab, Lang, Step};
use crate::progress::{AttemptView, Event, EventKind};

/// The most events fetched at once.
const BATCH: i64 = 200;
/// Changes come in bursts; the picture is drawn once they had time to end, and never more often than this.
const DRAWING: Duration = Duration::from_millis(150);

/// Answers a lab page's live stream.
pub async fn events(
    State(app): State<AppState>,
    at: At<OfLab>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let At { place, on: OfLab { lab } } = at;
    let learner = visitor.known(&place)?.clone();
    let view = app.engine.view(&learner, lab.id()).await.map_err(|error| place.fail(error))?;
    let attempt = view.ok_or_else(|| place.fail(Problem::NotOpen))?.attempt.id;
    let seen = stream::last_seen(&headers, query.as_deref());
    let shutdown = app.shutdown.clone();
    // Something may have changed since the page was made: the picture is drawn at once.
    let draw_at = Some(Instant::now());
    let page = LivePage { app, lab, learner, attempt, lang: place.lang, seen, draw_at };
    Ok(stream::answer(page.follow(), shutdown, query.as_deref()))
}

/// One connected page.
struct LivePage {
    app: AppState,
    lab: Arc<Lab>,
    learner: LearnerId,
    attempt: AttemptId,
    lang: Lang,
    /// The last event that was sent.
    seen: i64,
    /// When the picture is drawn again, if something changed.
    draw_at: Option<Instant>,
}

impl LivePage {
    fn follow(mut self) -> impl Stream<Item = Sent> + Send {
        stream! {
            let _watched = self.app.engine.watched(&self.attempt);
            // Subscribed before the first look: nothing falls between the two.
            let mut ticks = self.app.engine.ticks();
            yield stream::event("cluster", &json!({ "ok": self.app.engine.cluster_ok() }));
            for sent in self.unfinished().await {
                yield sent;
            }
            // As it is now: what was said while nobody was connected is not lost.
            if let Some(sent) = self.class_event().await {
                yield sent;
            }
            loop {
                let News { events, over } = self.news().await;
                for sent in events {
                    yield sent;
                }
                if over {
                    break;
                }
                match self.next_tick(&mut ticks).await {
                    Next::Look => {}
                    Next::Send(events) => for sent in events { yield sent; },
                    Next::End => break,
                }
            }
        }
    }

    /// Waits for a tick that concerns this page.
    async fn next_tick(&mut self, ticks: &mut tokio::sync::broadcast::Receiver<Tick>) -> Next {
        loop {
            let tick = match self.draw_at {
                None => ticks.recv().await,
                Some(at) => tokio::select! {
                    tick = ticks.recv() => tick,
                    () = sleep_until(at) => {
                        self.draw_at = None;
                        return Next::Send(self.picture().await);
                    }
                },
            };
            match tick {
                Ok(Tick::Picture(attempt)) if attempt == self.attempt => {
                    self.draw_at.get_or_insert_with(|| Instant::now() + DRAWING);
                }
                Ok(Tick::Event(attempt)) if attempt == self.attempt => return Next::Look,
                Ok(Tick::Replay(attempt)) if attempt == self.attempt => {
                    let Some(view) = self.view().await else { continue };
                    return Next::Send(self.replay_event(&view).into_iter().collect());
                }
                Ok(Tick::Learner(learner)) if learner == self.learner => {
                    return Next::Send(self.class_event().await.into_iter().collect());
                }
                Ok(Tick::Cluster(ok)) => return Next::Send(vec![stream::event("cluster", &json!({ "ok": ok }))]),
                Ok(Tick::Output { attempt, run, command, offset, text }) if attempt == self.attempt => {
                    let piece = json!({ "run": run, "command": command, "offset": offset, "text": text });
                    return Next::Send(vec![stream::event("output", &piece)]);
                }
                Ok(_) => {}
                // Too slow for some ticks: what they may have said is sent whole, the database knows the rest.
                Err(RecvError::Lagged(_)) => {
                    self.draw_at.get_or_insert_with(|| Instant::now() + DRAWING);
                    let mut missed = self.unfinished().await;
                    missed.extend(self.class_event().await);
                    return Next::Send(missed);
                }
                Err(RecvError::Closed) => return Next::End,
            }
        }
    }

    async fn class_event(&self) -> Option<Sent> {
        let bar = super::join::bar(&self.app, &self.learner, Some(self.lab.id()), self.lang).await;
        let bar = bar.inspect_err(|error| tracing::warn!(%error, "a learner's class could not be read")).ok()?;
        let say = bar.as_ref().and_then(|(_, bar)| bar.newest());
        let html = bar.map(|(_, bar)| fragment(&bar)).unwrap_or_default();
        Some(stream::event("classBar", &json!({ "html": html, "say": say })))
    }

    /// The picture as it is now.
    async fn picture(&self) -> Vec<Sent> {
        let Some(view) = self.view().await else { return Vec::new() };
        let (look, tr) = (self.app.engine.look(&view), Tr::new(self.lang));
        let path = format!("/{}/labs/{}", self.lang.code(), self.lab.id());
        let pages = fragment(&PagesView::new(look.as_ref(), path, tr));
        let picture = fragment(&PictureView::new(look, now(), tr));
        vec![stream::event("picture", &json!({ "html": picture, "pages": pages }))]
    }

    async fn view(&self) -> Option<AttemptView> {
        let view = self.app.engine.view(&self.learner, self.lab.id()).await;
        view.inspect_err(|error| tracing::warn!(%error, "a live page could not be brought up to date")).ok()?
    }

    /// Runs that are not over: their output so far may have outgrown the page's.
    async fn unfinished(&self) -> Vec<Sent> {
        let Some(view) = self.view().await else { return Vec::new() };
        let open = view.runs.iter().filter(|(_, run)| !run.state.is_over());
        open.filter_map(|(command, _)| self.run_event(&view, command)).collect()
    }

    /// What happened since the last look. Only the last piece carries the event's number:
    /// a connection that breaks in between gets all of them again.
    async fn news(&mut self) -> News {
        let store = self.app.engine.store();
        let fresh = match store.events_after(&self.attempt, self.seen, BATCH).await {
            Ok(fresh) => fresh,
            Err(error) => {
                tracing::warn!(%error, "a live page could not read its events");
                return News::default();
            }
        };
        let Some(view) = self.view().await else { return News::default() };
        // After a reset the old attempt is told nothing more, so this is asked first.
        if view.attempt.id != self.attempt {
            return News { events: vec![stream::event("reload", &json!({}))], over: true };
        }
        let Some(last) = fresh.last().map(|event| event.id) else { return News::default() };
        let mut events = self.fragments(&view, &fresh);
        self.seen = last;
        let left = super::format::millis(self.app.engine.time_left(&view));
        events.push(stream::event("seen", &json!({ "left": left })).id(last.to_string()));
        News { events, over: false }
    }

    /// Each thing that changed once, as it is now.
    fn fragments(&self, view: &AttemptView, fresh: &[Event]) -> Vec<Sent> {
        let (mut steps, mut runs, mut files) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let (mut sandbox, mut replay) = (false, false);
        let mut predicted = BTreeSet::new();
        for event in fresh {
            match &event.kind {
                EventKind::Judged { step, .. } | EventKind::Answered { step, .. } | EventKind::Helped { step, .. } => {
                    steps.insert(step);
                }
                EventKind::Predicted { step } => {
                    predicted.insert(step);
                }
                EventKind::Run { command, .. } => drop(runs.insert(command)),
                EventKind::Saved { file } => drop(files.insert(file)),
                EventKind::Sandbox { .. } => sandbox = true,
                EventKind::Replay { .. } => replay = true,
                EventKind::Opened => {}
            }
        }
        // What a command or a pass shows is compared with what was predicted.
        let ran = |step: &&Step| step.commands.iter().any(|command| runs.contains(&command.id));
        predicted.extend(self.lab.file.steps.iter().filter(ran).map(|step| &step.id));
        predicted.extend(steps.iter().copied());
        let mut sent: Vec<_> = steps.into_iter().filter_map(|step| self.step_event(view, step)).collect();
        sent.extend(runs.into_iter().filter_map(|command| self.run_event(view, command)));
        sent.extend(files.into_iter().filter_map(|file| self.file_event(view, file)));
        sent.extend(predicted.into_iter().flat_map(|step| self.predict_events(view, step)));
        if replay {
            sent.extend(self.replay_event(view));
        }
        if sandbox {
            let word = sandbox_word(view);
            let text = Tr::new(self.lang).msg(&format!("sandbox-{word}"));
            sent.push(stream::event("sandbox", &json!({ "state": word, "text": text })));
        }
        sent
    }

    fn step_event(&self, view: &AttemptView, id: &StepId) -> Option<Sent> {
        let tr = Tr::new(self.lang);
        let number = self.lab.file.steps.iter().position(|step| step.id == *id)?;
        let step = &self.lab.file.steps[number];
        let variables = prose::variables(view, &self.app.engine.catalogue().images);
        let section = self.lab.prose(self.lang).steps.get(id);
        let v = VerdictView::of(step, view.steps.get(id), tr).with_told(section, &variables);
        let (passed, total) = progress(&self.lab, Some(view));
        let h = HelpView::of(&self.lab, step, view, tr, &variables);
        let data = json!({
            "step": id, "verdict": v.word, "message": v.key, "holds": v.holds,
            "mark": v.icon(), "name": v.name(tr), "passed": passed, "total": total,
            "say": format!("{} {}: {}. {}", tr.msg("step-word"), number + 1, v.name(tr), v.text.replace('`', "")),
            "html": fragment(&VerdictFragment { tr, v }), "help": fragment(&HelpFragment { tr, h }),
        });
        Some(stream::event("step", &data))
    }

    fn predict_events(&self, view: &AttemptView, step: &StepId) -> Vec<Sent> {
        let (tr, variables) = (Tr::new(self.lang), prose::variables(view, &self.app.engine.catalogue().images));
        let Some(step) = self.lab.step(step) else { return Vec::new() };
        let views = step
            .predictions
            .iter()
            .filter_map(|prediction| PredictionView::of(&self.lab, step, prediction, view, tr, &variables));
        views
            .map(|p| {
                let id = p.id.clone();
                stream::event("predict", &json!({ "id": id, "html": fragment(&PredictFragment { tr, p }) }))
            })
            .collect()
    }

    fn replay_event(&self, view: &AttemptView) -> Option<Sent> {
        let tr = Tr::new(self.lang);
        let r = ReplayView::of(&self.lab, view, tr, super::format::now())?;
        let data = json!({
            "state": r.state, "say": format!("{} {}", tr.msg(&r.heading()), r.text),
            "html": fragment(&ReplayFragment { tr, r }),
        });
        Some(stream::event("replay", &data))
    }

    fn run_event(&self, view: &AttemptView, command: &CommandId) -> Option<Sent> {
        let run = RunView::of(view.runs.get(command)?, self.lang);
        let data = json!({
            "run": run.id, "command": command, "state": run.state, "over": run.over,
            "html": fragment(&RunFragment { tr: Tr::new(self.lang), run }),
        });
        Some(stream::event("run", &data))
    }

    fn file_event(&self, view: &AttemptView, name: &String) -> Option<Sent> {
        let shipped = self.lab.files.iter().find(|(known, _)| known == name).map(|(_, content)| content);
        let content = view.files.get(name).or(shipped)?;
        Some(stream::event("file", &json!({ "name": name, "content": content })))
    }
}

/// What a look at the database gave.
#[derive(Default)]
struct News {
    events: Vec<Sent>,
    over: bool,
}

/// What a tick asks for.
enum Next {
    Look,
    Send(Vec<Sent>),
    End,
}
