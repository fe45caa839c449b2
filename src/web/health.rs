//! For whoever restarts or balances servers.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::AppState;

/// The process answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// Cluster and store answer, or which does not.
pub async fn ready(State(app): State<AppState>) -> Response {
    let ready = app.engine.ready().await;
    let status = if ready.cluster && ready.store { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({ "cluster": ready.cluster, "store": ready.store }))).into_response()
}
