//! The token that a request must show: learners' pods can reach this port, and must learn nothing from it.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The file that holds the token, read again for each request: the kubelet renews a Secret's file in place.
pub struct TokenFile(PathBuf);

impl TokenFile {
    /// The token of this file.
    pub fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// Reads the token. An empty one is none.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        let token = std::fs::read(&self.0)?.trim_ascii().to_vec();
        if token.is_empty() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "the token is empty",
            ));
        }
        Ok(token)
    }

    /// Hashes both, so that neither length nor a common beginning shows in the time it takes.
    fn admits(&self, shown: &[u8]) -> bool {
        let Ok(token) = self.read() else { return false };
        Sha256::digest(token)
            .as_slice()
            .ct_eq(Sha256::digest(shown).as_slice())
            .into()
    }
}

/// Lets a request through that shows the token, and no other.
pub async fn demand(State(token): State<Arc<TokenFile>>, request: Request, next: Next) -> Response {
    match request.headers().get("x-kindlab-token") {
        Some(shown) if token.admits(shown.as_bytes()) => next.run(request).await,
        _ => (StatusCode::FORBIDDEN, Json(json!({ "error": "forbidden" }))).into_response(),
    }
}
