//! A small HTTP client that keeps a cookie: what a browser without scripts, or a learner's script, is to the server.

use std::sync::{LazyLock, Mutex};
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HOST, HeaderMap, SET_COOKIE};
use hyper::http::request::Builder;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::runtime::Runtime;

/// Opening may bring a workbench's image up; a request that takes longer than this hangs.
const LIMIT: Duration = Duration::from_secs(120);

pub static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));

/// Somebody who sends requests.
#[derive(Debug)]
pub struct Client {
    address: String,
    cookie: Mutex<Option<String>>,
    bearer: Option<String>,
}

impl Clone for Client {
    fn clone(&self) -> Self {
        let cookie = Mutex::new(self.cookie.lock().expect("a cookie").clone());
        Self { address: self.address.clone(), cookie, bearer: self.bearer.clone() }
    }
}

/// An answer, read whole.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub location: String,
    pub headers: HeaderMap,
    pub text: String,
}

impl Reply {
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text))
    }

    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }
}

impl Client {
    /// Somebody new at a server.
    pub fn new(address: &str) -> Self {
        Self { address: address.to_owned(), cookie: Mutex::default(), bearer: None }
    }

    /// The server's address and port.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// A script with a resume code.
    pub fn with_code(address: &str, code: &str) -> Self {
        Self { bearer: Some(format!("Bearer {code}")), ..Self::new(address) }
    }

    /// Sends a request; an error when the server can't be reached or ends meanwhile.
    pub fn send(&self, method: &str, path: &str, kind: &str, body: &str) -> Result<Reply, String> {
        RUNTIME.block_on(self.ask(method, path, kind, body))
    }

    /// The same for whoever asks many things at once.
    pub async fn ask(&self, method: &str, path: &str, kind: &str, body: &str) -> Result<Reply, String> {
        let request = self.request(method, path).header(CONTENT_TYPE, kind);
        let request = request.body(Full::new(Bytes::from(body.to_owned()))).map_err(|error| error.to_string())?;
        let work = async {
            let response = self.start(request).await?;
            let (parts, body) = response.into_parts();
            let bytes = body.collect().await.map_err(|error| error.to_string())?.to_bytes();
            let location = parts.headers.get("location").and_then(|value| value.to_str().ok()).unwrap_or_default();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let (status, location) = (parts.status.as_u16(), location.to_owned());
            Ok(Reply { status, location, headers: parts.headers, text })
        };
        tokio::time::timeout(LIMIT, work).await.map_err(|_| format!("{method} {path}: no answer"))?
    }

    #[track_caller]
    pub fn get(&self, path: &str) -> Reply {
        self.send("GET", path, "text/plain", "").unwrap_or_else(|error| panic!("GET {path}: {error}"))
    }

    #[track_caller]
    pub fn post(&self, path: &str) -> Reply {
        self.send("POST", path, "text/plain", "").unwrap_or_else(|error| panic!("POST {path}: {error}"))
    }

    #[track_caller]
    pub fn post_json(&self, path: &str, body: &Value) -> Reply {
        let sent = self.send("POST", path, "application/json", &body.to_string());
        sent.unwrap_or_else(|error| panic!("POST {path}: {error}"))
    }

    #[track_caller]
    pub fn post_form(&self, path: &str, body: &str) -> Reply {
        let sent = self.send("POST", path, "application/x-www-form-urlencoded", body);
        sent.unwrap_or_else(|error| panic!("POST {path}: {error}"))
    }

    pub fn request(&self, method: &str, path: &str) -> Builder {
        let mut request = Request::builder().method(method).uri(path).header(HOST, &self.address);
        if let Some(cookie) = self.cookie.lock().expect("a cookie").as_ref() {
            request = request.header(COOKIE, cookie);
        }
        if let Some(bearer) = &self.bearer {
            request = request.header(AUTHORIZATION, bearer);
        }
        request
    }

    /// Sends and returns with the answer's head.
    pub async fn start(&self, request: Request<Full<Bytes>>) -> Result<Response<Incoming>, String> {
        let stream = TcpStream::connect(&self.address).await.map_err(|error| error.to_string())?;
        let handshake = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await;
        let (mut sender, connection) = handshake.map_err(|error| error.to_string())?;
        tokio::spawn(connection);
        let response = sender.send_request(request).await.map_err(|error| error.to_string())?;
        if let Some(cookie) = response.headers().get(SET_COOKIE).and_then(|value| value.to_str().ok()) {
            let pair = cookie.split(';').next().unwrap_or_default().to_owned();
            *self.cookie.lock().expect("a cookie") = Some(pair);
        }
        Ok(response)
    }
}
