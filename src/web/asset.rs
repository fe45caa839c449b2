//! Style sheets and scripts, embedded in the binary.
//!
//! Their addresses carry a hash of all of them, so modules may import each
//! other by relative names and browsers may keep them for ever.

use std::sync::LazyLock;

use axum::extract::RawPathParams;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use rust_embed::Embed;
use sha2::{Digest, Sha256};

use super::at::Place;
use super::problem::Problem;

#[derive(Embed)]
#[folder = "static/"]
struct Assets;

static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut names: Vec<_> = Assets::iter().collect();
    names.sort();
    let mut hash = Sha256::new();
    for name in names {
        hash.update(name.as_bytes());
        if let Some(file) = Assets::get(&name) {
            hash.update(file.metadata.sha256_hash());
        }
    }
    hex(&hash.finalize()[..8])
});

static PREFIX: LazyLock<String> = LazyLock::new(|| format!("/static/{}", *VERSION));

/// What the addresses of this build's assets begin with.
pub fn prefix() -> &'static str {
    &PREFIX
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether the packaged terminal is among this build's assets (`make assets` puts it there).
pub fn has_terminal() -> bool {
    Assets::get("dist/xterm.mjs").is_some()
}

/// Answers one asset.
pub async fn serve(place: Place, params: RawPathParams, headers: HeaderMap) -> Response {
    let get = |name| params.iter().find(|(key, _)| *key == name).map(|(_, value)| value);
    match get("name").and_then(|name| answer(name, get("version"), &headers)) {
        Some(response) => response,
        None => place.fail(Problem::NotFound("page")).into_response(),
    }
}

/// The icon that browsers ask for by themselves.
pub async fn favicon(place: Place, headers: HeaderMap) -> Response {
    answer("favicon.svg", None, &headers).unwrap_or_else(|| place.fail(Problem::NotFound("page")).into_response())
}

fn answer(name: &str, version: Option<&str>, headers: &HeaderMap) -> Option<Response> {
    let file = Assets::get(name)?;
    let etag = format!("\"{}\"", hex(&file.metadata.sha256_hash()[..16]));
    // A debug build reads the folder at each request: what it sends must not stay in a cache.
    let lasting = version == Some(VERSION.as_str()) && !cfg!(debug_assertions);
    let cache = if lasting { "public, max-age=31536000, immutable" } else { "no-cache" };
    let known = headers.get(IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == etag.as_bytes());
    let etag = HeaderValue::from_str(&etag).ok()?;
    let shared = [(CACHE_CONTROL, HeaderValue::from_static(cache)), (ETAG, etag)];
    if known {
        return Some((StatusCode::NOT_MODIFIED, shared).into_response());
    }
    let kind = HeaderValue::from_str(file.metadata.mimetype()).ok()?;
    Some((shared, [(CONTENT_TYPE, kind)], file.data).into_response())
}
