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

/// Whether cluster and store can be used.
pub async fn ready(State(app): State<AppState>) -> Response {
    let ready = app.engine.ready().await;
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({ "ready": ready, "cluster": app.engine.cluster_ok(), "fence": app.engine.fence().word() })))
        .into_response()
}
