//! What a browser or a script sees: pages, forms, live streams, JSON.
//!
//! Handlers parse, call the engine once and render. They read the store and
//! never write it; every URL is in `routes`.

mod action;
mod address;
mod ansi;
mod api;
mod asset;
mod at;
mod board;
mod box_text;
mod catalog;
mod class_acts;
mod class_api;
mod class_board;
mod class_export;
mod class_live;
mod class_maker;
mod class_member;
mod class_new;
mod class_watch;
mod classes;
mod elsewhere;
mod evidence;
mod format;
mod health;
mod help;
mod hint;
mod icon;
mod instructor;
mod join;
mod join_api;
mod lab_page;
mod live;
mod openapi;
mod own_class;
mod page;
mod page_key;
mod picture;
mod pod_page;
mod predict;
mod problem;
mod prose;
mod replay;
mod room;
mod routes;
mod security;
mod session;
mod step;
mod stream;
mod stuck;
mod summary;
mod ten;
mod terminal;
mod tls;
mod workspace;

#[cfg(test)]
mod tests;

use std::time::Duration;

use axum::Router;
use axum::extract::connect_info::Connected;
use axum::serve::IncomingStream;
use tokio_util::sync::CancellationToken;

use crate::engine::Engine;

pub use page_key::PageKeys;
pub use tls::{TlsError, TlsListener};

/// What every handler gets.
#[derive(Clone)]
pub struct AppState {
    /// The engine, and through it labs and store.
    pub engine: Engine,
    /// Cancelled when the server begins to end: open streams finish at once.
    pub shutdown: CancellationToken,
    /// How requests come in.
    pub transport: Transport,
    /// The address it listens on, where there is one.
    pub listen: Option<std::net::SocketAddr>,
    /// What opens pods' pages.
    pub page_keys: PageKeys,
}

/// How requests come in: decides whether cookies are for HTTPS alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Transport {
    /// Over HTTP.
    #[default]
    Plain,
    /// Over this server's own TLS.
    Tls,
    /// Through a proxy, whose `X-Forwarded-Proto` and last entry of `X-Forwarded-For` are believed.
    Proxy,
}

/// How long requests that are under way may take once the server ends.
const LAST_REQUESTS: Duration = Duration::from_secs(3);

/// Serves until `shutdown` is cancelled. Streams end at once, other requests have a moment.
///
/// # Errors
/// When the listener fails.
pub async fn serve<L>(
    listener: L,
    engine: Engine,
    transport: Transport,
    shutdown: CancellationToken,
) -> std::io::Result<()>
where
    L: axum::serve::Listener<Addr = std::net::SocketAddr>,
    address::Address: for<'a> Connected<IncomingStream<'a, L>>,
{
    let listen = listener.local_addr().ok();
    let app =
        router(AppState { engine, shutdown: shutdown.clone(), transport, listen, page_keys: PageKeys::default() });
    // The address of each connection: wrong join codes are counted by it.
    let app = app.into_make_service_with_connect_info::<address::Address>();
    let served = axum::serve(listener, app).with_graceful_shutdown(shutdown.clone().cancelled_owned());
    let deadline = async {
        shutdown.cancelled().await;
        tokio::time::sleep(LAST_REQUESTS).await;
    };
    tokio::select! {
        served = served => served,
        () = deadline => Ok(()),
    }
}

/// The whole web server as one service.
pub fn router(state: AppState) -> Router {
    security::around(routes::all(&state), state.transport).with_state(state)
}
