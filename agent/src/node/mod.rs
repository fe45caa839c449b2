//! What the server asks on a node, over HTTP: the content of files of volumes, and what names and addresses answer.

mod dns;
mod http;
mod listen;
mod probe;
mod proof;
mod usage;
mod volume;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::extract::{Query, State, rejection::QueryRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, body::Bytes, middleware};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::beneath;
use volume::{Asked, Volumes};

/// The most items of one request.
const MOST_ITEMS: usize = 64;
/// The longest body of a request, in bytes.
const LONGEST_BODY: usize = 256 * 1024;

/// What a process offers.
pub struct Services {
    /// The folder that holds the volumes, where it reads them.
    pub root: Option<PathBuf>,
    /// Whether it probes.
    pub prober: bool,
}

/// Serves until SIGTERM.
pub fn serve(listen: SocketAddr, key_file: PathBuf, services: Services) -> Result<()> {
    let key = proof::KeyFile::new(key_file);
    key.read().context("cannot use the key file")?;
    let router = router(key, services)?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).max_blocking_threads(8).enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
        eprintln!("kindlab-agent: listening on {}", listener.local_addr()?);
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        // Nothing here outlives its request, so the end may come at once.
        tokio::select! {
            () = listen::accept(listener, router) => Ok(()),
            _ = terminate.recv() => Ok(()),
            _ = interrupt.recv() => Ok(()),
        }
    })
}

fn router(key: proof::KeyFile, services: Services) -> Result<Router> {
    let mut guarded = Router::new();
    if let Some(root) = services.root {
        beneath::check_supported().context("this kernel or its seccomp profile has no openat2")?;
        let volumes = Volumes::beneath(&root).with_context(|| format!("cannot open `{}`", root.display()))?;
        guarded = guarded.merge(
            Router::new()
                .route("/v1/file", get(file))
                .route("/v1/files", post(files))
                .route("/v1/usage", get(used))
                .with_state(Arc::new(volumes)),
        );
    }
    if services.prober {
        guarded = guarded.route("/v1/probe", post(probes));
    }
    Ok(guarded
        .layer(middleware::from_fn_with_state(Arc::new(key), proof::demand))
        .route("/healthz", get(async || "ok")))
}

#[derive(Deserialize)]
struct AskedUsage {
    volume: String,
}

async fn file(State(volumes): State<Arc<Volumes>>, asked: Result<Query<Asked>, QueryRejection>) -> Answer {
    let Query(asked) = asked.map_err(Malformed::new)?;
    blocking(move || volumes.file(&asked)).await
}

async fn files(State(volumes): State<Arc<Volumes>>, body: Bytes) -> Answer {
    let asked: Vec<Asked> = parse(&body)?;
    blocking(move || asked.iter().map(|asked| volumes.file(asked)).collect()).await
}

async fn used(State(volumes): State<Arc<Volumes>>, asked: Result<Query<AskedUsage>, QueryRejection>) -> Answer {
    let Query(asked) = asked.map_err(Malformed::new)?;
    blocking(move || volumes.usage(&asked.volume)).await
}

async fn probes(body: Bytes) -> Answer {
    Ok(Json(Value::Array(probe::all(parse(&body)?).await)))
}

type Answer = Result<Json<Value>, Malformed>;

async fn blocking(work: impl FnOnce() -> Value + Send + 'static) -> Answer {
    let done = tokio::task::spawn_blocking(work).await;
    Ok(Json(done.unwrap_or_else(|error| json!({ "kind": "error", "error": error.to_string() }))))
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<Vec<T>, Malformed> {
    let items: Vec<T> = serde_json::from_slice(body).map_err(Malformed::new)?;
    if items.len() > MOST_ITEMS {
        return Err(Malformed(format!("more than {MOST_ITEMS} items")));
    }
    Ok(items)
}

/// A request that could not be understood, and why.
struct Malformed(String);

impl Malformed {
    fn new(why: impl std::fmt::Display) -> Self {
        Self(why.to_string())
    }
}

impl IntoResponse for Malformed {
    fn into_response(self) -> Response {
        (StatusCode::BAD_REQUEST, Json(json!({ "error": self.0 }))).into_response()
    }
}
