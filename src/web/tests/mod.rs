//! The pages and the router, with a real store and a cluster that does not answer.

mod classes;
mod guesses;
mod hints;
mod pages;
mod router;
pub mod sample;
mod stuck;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::Response;
use http_body_util::BodyExt;
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::{AppState, router};
use crate::cluster::Cluster;
use crate::engine::{Engine, NewLearner, Settings};
use crate::lab::catalogue::Catalogue;
use crate::progress::{Attempt, Sandbox, SandboxState};
use crate::store::{Store, hash_secret};

/// Nothing listens there: every request of the cluster fails at once.
const KUBECONFIG: &str = "
apiVersion: v1
kind: Config
clusters: [{name: none, cluster: {server: 'http://127.0.0.1:1'}}]
users: [{name: none, user: {}}]
contexts: [{name: none, context: {cluster: none, user: none}}]
";

/// The token instructors of the test server have.
const INSTRUCTOR: &str = "the-instructors-token";

/// A server for one test.
struct App {
    state: AppState,
    _files: tempfile::TempDir,
}

impl App {
    async fn start() -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let files = tempfile::tempdir().expect("a folder");
        let kubeconfig = files.path().join("kubeconfig");
        std::fs::write(&kubeconfig, KUBECONFIG).expect("the kubeconfig is written");
        let stop = CancellationToken::new();
        let cluster = Cluster::connect(&kubeconfig, "none", "test", &stop).await.expect("a client");
        let store = Store::open_in_memory().await.expect("a store");
        store.add_instructor_token(&hash_secret(INSTRUCTOR), 1).await.expect("a token");
        let lab = sample::lab();
        let labs = BTreeMap::from([(lab.id().clone(), Arc::new(lab))]);
        let catalogue = Catalogue { labs, ..Catalogue::default() };
        let engine = Engine::start(store, cluster, catalogue, Settings::default(), stop.clone());
        Self {
            state: AppState {
                engine,
                shutdown: stop,
                transport: Default::default(),
                page_keys: Default::default(),
                listen: None,
            },
            _files: files,
        }
    }

    async fn learner(&self) -> NewLearner {
        self.state.engine.new_learner().await.expect("a learner")
    }

    /// A learner who opened the lab while there was a cluster.
    async fn learner_at_work(&self) -> (NewLearner, Attempt) {
        let learner = self.learner().await;
        let attempt = Attempt {
            id: "attempt00001".parse().expect("an id"),
            learner: learner.learner.clone(),
            lab: sample::lab().id().clone(),
            created: 1,
            ended: None,
        };
        let sandbox = Sandbox {
            id: "sandbox1".parse().expect("an id"),
            attempt: attempt.id.clone(),
            cluster: "a-cluster".to_owned(),
            created: 1,
            touched: 1,
            state: SandboxState::Live,
        };
        let store = self.state.engine.store();
        store.begin_attempt(&attempt).await.expect("an attempt");
        store.create_sandbox(&sandbox).await.expect("a sandbox");
        (learner, attempt)
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = router(self.state.clone()).oneshot(request).await.expect("an answer");
        Answer::read(response).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(get(path).body(Body::empty()).expect("a request")).await
    }
}

fn get(path: &str) -> http::request::Builder {
    Request::get(path)
}

fn cookie(learner: &NewLearner) -> String {
    format!("kindlab={}", learner.token)
}

fn bearer(learner: &NewLearner) -> String {
    format!("Bearer {}", learner.resume_code)
}

/// An answer, read whole.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        let body = String::from_utf8(bytes.to_vec()).expect("text");
        Self { status: parts.status, headers: parts.headers, body }
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {}", self.body))
    }

    #[track_caller]
    fn assert_error(&self, status: u16, code: &str) {
        assert_eq!((self.status.as_u16(), self.json()["error"]["code"].as_str()), (status, Some(code)));
        for lang in ["pt", "es", "en"] {
            assert!(
                self.json()["error"]["message"][lang].as_str().is_some_and(|text| !text.is_empty()),
                "{}",
                self.body
            );
        }
    }
}
