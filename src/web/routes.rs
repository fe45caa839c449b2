//! Every address this server answers.

use axum::Router;
use axum::routing::{get, post, put};

use super::{
    AppState, action, api, asset, catalog, elsewhere, health, help, instructor, lab_page, live, pod_page, predict,
    problem, stuck, summary, ten, terminal,
};

/// All routes; what wraps them is in [`super::security`].
pub fn all(state: &AppState) -> Router<AppState> {
    Router::new()
        .merge(pages())
        .merge(json())
        .route("/static/{version}/{*name}", get(asset::serve))
        .route("/favicon.ico", get(asset::favicon))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .fallback(problem::no_such_page)
        .method_not_allowed_fallback(problem::wrong_method)
        .with_state(state.clone())
}

fn pages() -> Router<AppState> {
    Router::new()
        .route("/", get(catalog::home))
        .route("/{lang}", get(catalog::home_in))
        .route("/{lang}/labs", get(catalog::show))
        .route("/{lang}/labs/{lab}", get(lab_page::show))
        .route("/{lang}/labs/{lab}/open", post(action::open))
        .route("/{lang}/labs/{lab}/reset", get(stuck::show_reset).post(stuck::reset))
        .route("/{lang}/labs/{lab}/steps/{step}/reset", get(stuck::show_again).post(stuck::again))
        .route("/{lang}/labs/{lab}/steps/{step}/catch-up", get(stuck::show_catch_up).post(stuck::catch_up))
        .route("/{lang}/labs/{lab}/steps/{step}/help", post(help::show))
        .route("/{lang}/labs/{lab}/replay/stop", post(stuck::stop))
        .route("/{lang}/labs/{lab}/predictions/{prediction}", post(predict::note))
        .route("/{lang}/labs/{lab}/keep", post(action::keep))
        .route("/{lang}/labs/{lab}/summary", get(summary::show))
        .route("/{lang}/labs/{lab}/check", post(action::check))
        .route("/{lang}/labs/{lab}/commands/{command}/run", post(action::run))
        .route("/{lang}/labs/{lab}/commands/{command}/stop", post(action::stop))
        .route("/{lang}/labs/{lab}/questions/{question}", post(action::answer))
        .route("/{lang}/labs/{lab}/files/{*name}", post(action::save))
        .route("/{lang}/labs/{lab}/events", get(live::events))
        .route("/{lang}/labs/{lab}/pages/{of}/{port}", get(pod_page::enter))
        .route("/{lang}/labs/{lab}/ten/{of}/{port}", post(ten::show))
        .route("/{lang}/pods/{key}/", get(pod_page::show))
        .route("/{lang}/pods/{key}/{*rest}", get(pod_page::show))
        .route("/{lang}/resume", get(elsewhere::resume_page).post(elsewhere::resume))
        .route("/{lang}/continue", get(elsewhere::show).post(elsewhere::new_code))
        .route("/{lang}/leave", get(elsewhere::ask_to_leave).post(elsewhere::leave))
        .route("/{lang}/instructor", get(instructor::show))
        .route("/{lang}/instructor/login", post(instructor::login))
        .route("/{lang}/instructor/logout", post(instructor::logout))
        .route("/{lang}/instructor/events", get(instructor::events))
}

// Spelt out, not nested: nesting would cut `/api` off the address that errors look at.
fn json() -> Router<AppState> {
    Router::new()
        .route("/api/labs", get(api::labs))
        .route("/api/labs/{lab}", get(api::lab))
        .route("/api/labs/{lab}/open", post(api::open))
        .route("/api/labs/{lab}/reset", post(api::reset))
        .route("/api/labs/{lab}/check", post(api::check))
        .route("/api/labs/{lab}/steps/{step}/reset", post(stuck::again_json))
        .route("/api/labs/{lab}/steps/{step}/catch-up", post(stuck::catch_up_json))
        .route("/api/labs/{lab}/steps/{step}/help", post(help::show_json))
        .route("/api/labs/{lab}/replay/stop", post(stuck::stop))
        .route("/api/labs/{lab}/predictions/{prediction}", post(predict::note_json))
        .route("/api/labs/{lab}/keep", post(api::keep))
        .route("/api/labs/{lab}/commands/{command}/run", post(api::run))
        .route("/api/labs/{lab}/commands/{command}/stop", post(api::stop))
        .route("/api/labs/{lab}/terminal", get(terminal::connect))
        .route("/api/labs/{lab}/questions/{question}", post(api::answer))
        .route("/api/labs/{lab}/files/{*name}", put(api::save))
        .route("/api/runs/{run}", get(api::show_run))
        .route("/api/resume-code", post(api::resume_code))
}
