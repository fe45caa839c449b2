//! The whole web server on a real database, asked without a network, and with a cluster that never answers.

use std::path::Path;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use kindlab::cluster::Cluster;
use kindlab::engine::{Engine, Settings};
use kindlab::lab::catalogue::Catalogue;
use kindlab::store::Store;
use kindlab::web::{AppState, router};
use serde_json::Value;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

pub const LAB: &str = "/en/labs/statefulset-kind";
pub const LAB_API: &str = "/api/labs/statefulset-kind";

/// A server whose cluster is behind a closed port.
pub struct App {
    router: Router,
    pub engine: Engine,
    stop: CancellationToken,
    _dir: TempDir,
}

impl Drop for App {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

const NOWHERE: &str = "apiVersion: v1
kind: Config
clusters: [{name: nowhere, cluster: {server: 'http://127.0.0.1:1'}}]
users: [{name: nobody, user: {}}]
contexts: [{name: kind-nowhere, context: {cluster: nowhere, user: nobody}}]
current-context: kind-nowhere
";

impl App {
    pub async fn start() -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let dir = tempfile::tempdir().expect("a temporary directory");
        let store = Store::open(&dir.path().join("db")).await.expect("a database");
        let kubeconfig = dir.path().join("kubeconfig");
        std::fs::write(&kubeconfig, NOWHERE).expect("a kubeconfig");
        let stop = CancellationToken::new();
        let cluster = Cluster::connect(&kubeconfig, "kind-nowhere", "test", &stop).await.expect("a client");
        let catalogue = Catalogue::load(&[Path::new(env!("CARGO_MANIFEST_DIR")).join("labs")]);
        assert!(catalogue.problems.is_empty(), "{:?}", catalogue.problems);
        let engine = Engine::start(store, cluster, catalogue, Settings::default(), stop.clone());
        let router = router(AppState {
            engine: engine.clone(),
            shutdown: stop.clone(),
            transport: Default::default(),
            listen: None,
            page_keys: Default::default(),
        });
        Self { router, engine, stop, _dir: dir }
    }

    /// Sends a request as it is.
    pub async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        Reply::of(response).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Request::get(path).body(Body::empty()).expect("a request")).await
    }

    pub async fn get_in(&self, path: &str, accept_language: &str) -> Reply {
        let request = Request::get(path).header(header::ACCEPT_LANGUAGE, accept_language);
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    pub async fn post(&self, path: &str) -> Reply {
        self.send(Request::post(path).body(Body::empty()).expect("a request")).await
    }

    pub async fn post_form(&self, path: &str, form: &str) -> Reply {
        self.send_body("POST", path, "application/x-www-form-urlencoded", form.as_bytes(), &[]).await
    }

    pub async fn post_json(&self, path: &str, json: &Value) -> Reply {
        self.send_body("POST", path, "application/json", json.to_string().as_bytes(), &[]).await
    }

    pub async fn send_body(
        &self,
        method: &str,
        path: &str,
        kind: &str,
        body: &[u8],
        headers: &[(&str, &str)],
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, kind);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body.to_vec())).expect("a request")).await
    }
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Reply {
    pub async fn of(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a whole body").to_bytes();
        Self { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// A page of the design's, in this language, with this status.
    #[track_caller]
    pub fn is_page(&self, status: u16, lang: &str) {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        assert!(self.header("content-type").starts_with("text/html"), "{:?}", self.headers);
        assert!(self.text.contains(&format!("<html lang=\"{lang}\"")), "not in `{lang}`: {}", self.text);
        assert!(self.text.contains("class=\"brand\""), "not a page of the design: {}", self.text);
    }

    /// An error for scripts: its code, and words in all three languages.
    #[track_caller]
    pub fn is_error(&self, status: u16, code: &str) {
        let body = self.json();
        assert_eq!((self.status.as_u16(), body["error"]["code"].as_str()), (status, Some(code)), "{body}");
        for lang in ["pt", "es", "en"] {
            let text = body["error"]["message"][lang].as_str().unwrap_or_default();
            assert!(!text.is_empty() && !text.contains("error-"), "no words in `{lang}`: {body}");
        }
    }
}
