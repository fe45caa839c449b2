//! Proofs in both directions: a request shows that the asker holds the key, an answer that this program gave it. The key
//! itself never travels, because a learner's Service with `externalIPs` can stand between the two and see and say
//! whatever it likes.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::time::timeout;

use super::LONGEST_BODY;
use super::volume::hex;

/// How far the asker's clock may be from this one, in seconds, either way.
const TOLERANCE: u64 = 120;
/// How long a request's body may take to come.
const LONGEST_ARRIVAL: Duration = Duration::from_secs(10);

/// The file that holds the key, read again for each request: the kubelet renews a Secret's file in place.
pub struct KeyFile(PathBuf);

impl KeyFile {
    /// The key in this file.
    pub fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// Reads the key. An empty one is none.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        let key = std::fs::read(&self.0)?.trim_ascii().to_vec();
        if key.is_empty() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the key is empty"));
        }
        Ok(key)
    }
}

/// What a request says of itself.
struct Claimed {
    nonce: String,
    time: u64,
    body_sha256: String,
    auth: Vec<u8>,
}

impl Claimed {
    fn by(parts: &Parts) -> Option<Self> {
        let header = |name| parts.headers.get(name)?.to_str().ok();
        let nonce = header("x-kindlab-nonce").filter(|nonce| (32..=64).contains(&nonce.len()))?;
        unhex(nonce)?;
        Some(Self {
            nonce: nonce.to_owned(),
            time: header("x-kindlab-time")?.parse().ok()?,
            body_sha256: header("x-kindlab-body").filter(|hash| hash.len() == 64)?.to_owned(),
            auth: unhex(header("x-kindlab-auth")?)?,
        })
    }

    /// Whether whoever signed this held the key. Compares in constant time.
    fn holds(&self, key: &[u8], parts: &Parts) -> bool {
        let Self { nonce, time, body_sha256, auth } = self;
        let asked = parts.uri.path_and_query().map_or("/", |asked| asked.as_str());
        let signed = format!("request\n{nonce}\n{time}\n{}\n{asked}\n{body_sha256}", parts.method);
        mac(key, &signed).is_some_and(|mac| mac.verify_slice(auth).is_ok())
    }

    fn is_of_now(&self) -> bool {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        now.abs_diff(self.time) <= TOLERANCE
    }
}

/// Lets a request through that proves itself, and puts the proof on its answer. The headers alone decide, so that
/// nobody without the key gets a body read.
pub async fn demand(State(file): State<Arc<KeyFile>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let (Some(claimed), Ok(key)) = (Claimed::by(&parts), file.read()) else { return forbidden() };
    if !claimed.holds(&key, &parts) {
        return forbidden();
    }
    let answer = if !claimed.is_of_now() {
        let why = format!("the clocks are more than {TOLERANCE} s apart");
        (StatusCode::FORBIDDEN, Json(json!({ "error": why }))).into_response()
    } else {
        match timeout(LONGEST_ARRIVAL, to_bytes(body, LONGEST_BODY)).await {
            Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
            Ok(Err(_)) => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
            // Changed on the way: what was signed is not what came.
            Ok(Ok(body)) if hex(&Sha256::digest(&body)) != claimed.body_sha256 => return forbidden(),
            Ok(Ok(body)) => next.run(Request::from_parts(parts, Body::from(body))).await,
        }
    };
    proven(&key, &claimed.nonce, answer).await
}

fn forbidden() -> Response {
    (StatusCode::FORBIDDEN, Json(json!({ "error": "forbidden" }))).into_response()
}

/// The answer with its proof: of this nonce, status and body, and no other.
async fn proven(key: &[u8], nonce: &str, answer: Response) -> Response {
    let (mut parts, body) = answer.into_parts();
    // Answers are made in memory, so there is nothing to bound and nothing that breaks off.
    let Ok(body) = to_bytes(body, usize::MAX).await else { return forbidden() };
    let signed = format!("answer\n{nonce}\n{}\n{}", parts.status.as_u16(), hex(&Sha256::digest(&body)));
    let proof = mac(key, &signed).map(|mac| hex(&mac.finalize().into_bytes()));
    let Some(proof) = proof.and_then(|proof| HeaderValue::try_from(proof).ok()) else { return forbidden() };
    parts.headers.insert("x-kindlab-proof", proof);
    Response::from_parts(parts, Body::from(body))
}

fn mac(key: &[u8], signed: &str) -> Option<Hmac<Sha256>> {
    let mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    Some(mac.chain_update(signed))
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.bytes().map(digit).collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    Some(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// Lower case only: one text for each value.
fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}
