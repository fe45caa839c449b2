//! The live stream of a learner's terminal, for an instructor whom they let watch. It goes one way.

use async_stream::stream;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use axum::response::sse::Event as Sent;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use futures::Stream;
use serde_json::json;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::AppState;
use super::at::{At, OfMemberLab};
use super::classes::{self, Teacher};
use super::problem::{Failure, Problem};
use super::stream;
use crate::engine::{Shown, Tick};

/// Answers the stream; without the learner's consent it says `closed`, and goes on once they give it.
pub async fn events(
    State(app): State<AppState>,
    at: At<OfMemberLab>,
    teacher: Teacher,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let At { place, on } = at;
    let room = classes::room(&app, &place, &on.class).await?;
    let known = room.members.iter().any(|member| member.learner == on.learner);
    known.then_some(()).ok_or_else(|| place.fail(Problem::NotFound("page")))?;
    let shutdown = app.shutdown.clone();
    Ok(stream::answer(teacher.follows(&app, follow(app.clone(), on)), shutdown, query.as_deref()))
}

fn follow(app: AppState, on: OfMemberLab) -> impl Stream<Item = Sent> + Send {
    stream! {
        let mut ticks = app.engine.ticks();
        loop {
            let watched = app.engine.watch_terminal_of(&on.class, &on.learner, on.lab.id()).await;
            let watched = watched.inspect_err(|error| tracing::warn!(%error, "a terminal can't be watched"));
            let Some((now, mut coming)) = watched.ok().flatten() else {
                yield stream::event("closed", &json!({}));
                if !until_another_word(&mut ticks, &on).await { break }
                continue;
            };
            yield told(&now);
            // Behind by too much, the screen is shown anew.
            while let Ok(shown) = coming.recv().await {
                yield told(&shown);
            }
        }
    }
}

/// Waits until the learner may have said otherwise; false when the server ends.
async fn until_another_word(ticks: &mut Receiver<Tick>, on: &OfMemberLab) -> bool {
    loop {
        match ticks.recv().await {
            Ok(Tick::Learner(learner)) if learner == on.learner => return true,
            Ok(Tick::Event(_)) | Err(RecvError::Lagged(_)) => return true,
            Ok(_) => {}
            Err(RecvError::Closed) => return false,
        }
    }
}

fn told(shown: &Shown) -> Sent {
    match shown {
        Shown::Screen { size: (cols, rows), before } => {
            stream::event("screen", &json!({ "cols": cols, "rows": rows, "before": BASE64.encode(before) }))
        }
        Shown::Output(output) => stream::event("output", &json!({ "data": BASE64.encode(output) })),
    }
}
