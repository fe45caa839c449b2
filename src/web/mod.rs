//! What a browser or a script sees: pages, forms, live streams, JSON.
//!
//! Handlers parse, call the engine once and render. They read the store and
//! never write it; every URL is in [`routes`].

mod action;
mod api;
mod asset;
mod at;
mod board;
mod catalog;
mod format;
mod health;
mod icon;
mod instructor;
mod lab_page;
mod live;
mod page;
mod problem;
mod prose;
mod routes;
mod security;
mod session;
mod step;
mod stream;
mod workspace;

#[cfg(test)]
mod sample;

use std::sync::Arc;

use axum::Router;
use tokio_util::sync::CancellationToken;

use crate::engine::Engine;

/// What every handler gets.
#[derive(Clone)]
pub struct AppState {
    /// The engine, and through it labs and store.
    pub engine: Arc<Engine>,
    /// Cancelled when the server begins to end: open streams finish at once.
    pub shutdown: CancellationToken,
}

/// The whole web server as one service.
pub fn router(state: AppState) -> Router {
    security::around(routes::all(&state)).with_state(state)
}
