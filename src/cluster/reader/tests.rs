//! What is read of volumes when the node program answers, and when somebody else does in its place.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use http::{Method, Request, Response};
use http_body_util::BodyExt;
use kube::Client;
use kube::client::Body;
use serde_json::{Value, json};
use tower::service_fn;

use super::proof::{Key, sha256};
use super::*;
use crate::check::observed::{Claim, Pod, Volume};
use crate::cluster::{Reach, watch};

/// What stands behind the API server's proxy.
type Answerer = fn(&Key, &Asked) -> (u16, Option<String>, String);

/// A request as it reaches the other side of the proxy.
struct Asked {
    nonce: String,
    auth: String,
    expected_auth: String,
    body: Value,
}

/// A fake API server: its Secret's keys in the order they are asked for (the last one stays), who answers behind its
/// proxy, and every path that was asked.
#[derive(Clone)]
struct Fake {
    keys: Arc<Mutex<VecDeque<&'static str>>>,
    answerer: Answerer,
    asked: Arc<Mutex<Vec<String>>>,
}

const TRUE_KEY: &str = "the key of the cluster";
const FILE: &str = r#"[{"kind":"file","size":8,"ctime_s":100,"ctime_ns":5,"links":1,"sha256":"aa","content":"TmdpbngtMAo=","truncated":false}]"#;

fn key(text: &str) -> Key {
    Key::new(text.as_bytes()).expect("not empty")
}

impl Fake {
    fn new(keys: &[&'static str], answerer: Answerer) -> Self {
        Self { keys: Arc::new(Mutex::new(keys.iter().copied().collect())), answerer, asked: Arc::default() }
    }

    async fn answer(
        self,
        request: Request<Body>,
    ) -> Result<Response<http_body_util::Full<axum::body::Bytes>>, Infallible> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        let path = parts.uri.path().to_owned();
        self.asked.lock().expect("the list").push(path.clone());
        if path.ends_with("/secrets/kindlab-node-key") {
            let mut keys = self.keys.lock().expect("the keys");
            let now = if keys.len() > 1 { keys.pop_front() } else { keys.front().copied() };
            let secret = json!({"metadata": {"name": SECRET}, "data": {"key": BASE64.encode(now.expect("a key"))}});
            return Ok(Response::new(secret.to_string().into()));
        }
        assert_eq!(path, "/api/v1/namespaces/kindlab-system/pods/node-program:7070/proxy/v1/files");
        let header = |name: &str| parts.headers[name].to_str().expect("text").to_owned();
        let nonce = header("x-kindlab-nonce");
        assert!(nonce.len() == 32 && nonce.chars().all(|digit| digit.is_ascii_hexdigit()), "{nonce}");
        assert!(!parts.headers.iter().any(|(_, value)| value == TRUE_KEY), "the key travels");
        assert_eq!(header("x-kindlab-body"), sha256(&body));
        let time: i64 = header("x-kindlab-time").parse().expect("a time");
        assert!((jiff::Timestamp::now().as_second() - time).abs() < 60);
        let asked = Asked {
            expected_auth: key(TRUE_KEY).auth(&nonce, time, &Method::POST, "/v1/files", &body),
            auth: header("x-kindlab-auth"),
            body: serde_json::from_slice(&body).expect("JSON"),
            nonce,
        };
        let (status, proof, text) = (self.answerer)(&key(TRUE_KEY), &asked);
        let mut answer = Response::builder().status(status);
        if let Some(proof) = proof {
            answer = answer.header("x-kindlab-proof", proof);
        }
        Ok(answer.body(text.into()).expect("an answer"))
    }

    fn cluster(&self) -> Cluster {
        let fake = self.clone();
        let client = Client::new(service_fn(move |request| fake.clone().answer(request)), "default");
        let cache = Arc::new(watch::Cache::new());
        let node = Pod { name: "node-program".into(), node: "worker".into(), ready: true, ..Pod::default() };
        let node = Pod { labels: [("app".to_owned(), APP.to_owned())].into(), ..node };
        cache.lock().namespaces.entry(SYSTEM_NAMESPACE.into()).or_default().pods.insert(node.name.clone(), node);
        let reach = tokio::sync::watch::channel(Reach::Unknown).1;
        let config = kube::Config::new(http::Uri::from_static("http://127.0.0.1:1"));
        Cluster { client, config, cache, reach, server: "test".into(), node_key: Arc::default(), pages: Arc::default() }
    }

    /// Reads one page, as often as told; gives the last read and how often each of Secret and node program was asked.
    async fn read(&self, times: usize) -> (FileRead, usize, usize) {
        let cluster = self.cluster();
        let mut observed = cluster.cache.observe("lab-x", Ok(()));
        let claim = Claim {
            name: "c".into(),
            uid: "claim-1".into(),
            phase: "Bound".into(),
            volume: "v".into(),
            ..Claim::default()
        };
        observed.claims.insert("c".into(), claim);
        let path = format!("{VOLUMES}/pvc-1");
        let volume =
            Volume { name: "v".into(), claim_uid: "claim-1".into(), path, node: "worker".into(), ..Volume::default() };
        observed.volumes.insert("v".into(), volume);
        let wanted = FileKey { claim: "c".into(), path: "index.html".into() };
        let mut read = None;
        for _ in 0..times {
            read = cluster.read_files(&observed, std::slice::from_ref(&wanted)).await.remove(&wanted);
        }
        let asked = self.asked.lock().expect("the list");
        let secrets = asked.iter().filter(|path| path.contains("/secrets/")).count();
        (read.expect("an answer for each file"), secrets, asked.len() - secrets)
    }
}

/// The node program: refuses without proof whoever hasn't its key.
fn honest(key: &Key, asked: &Asked) -> (u16, Option<String>, String) {
    if asked.auth != asked.expected_auth {
        return (403, None, r#"{"error":"forbidden"}"#.to_owned());
    }
    assert_eq!(asked.body, json!([{"volume": "pvc-1", "path": "index.html"}]));
    (200, Some(key.answer(&asked.nonce, 200, FILE)), FILE.to_owned())
}

impl Key {
    /// The node program's side.
    fn answer(&self, nonce: &str, status: u16, body: &str) -> String {
        use hmac::{Hmac, KeyInit, Mac};
        let text = format!("answer\n{nonce}\n{status}\n{}", sha256(body.as_bytes()));
        let mac = Hmac::<sha2::Sha256>::new_from_slice(self.bytes()).expect("any key").chain_update(text);
        mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

fn unreachable() -> FileRead {
    FileRead::Unreadable("reader-unreachable".to_owned())
}

#[tokio::test]
async fn a_proven_answer_is_a_file_and_the_key_is_fetched_once() {
    let (read, secrets, asked) = Fake::new(&[TRUE_KEY], honest).read(5).await;
    let page = PageFile {
        size: 8,
        ctime: 100,
        ctime_ns: 5,
        sha256: "aa".into(),
        start: "Nginx-0\n".into(),
        claim_uid: "claim-1".into(),
        links: 1,
        by_pod: false,
    };
    assert_eq!((read, secrets, asked), (FileRead::File(page), 1, 5));
}

#[tokio::test]
async fn a_remade_clusters_key_is_fetched_and_asked_with_once_more() {
    let (read, secrets, asked) = Fake::new(&["the key of before", TRUE_KEY], honest).read(2).await;
    assert!(matches!(read, FileRead::File(_)), "{read:?}");
    assert_eq!((secrets, asked), (2, 3), "the first read asks twice, the second once");
}

#[tokio::test]
async fn another_key_is_not_tried_for_ever() {
    let (read, secrets, asked) = Fake::new(&["neither", "nor"], honest).read(1).await;
    assert_eq!((read, secrets, asked), (unreachable(), 2, 2));
}

/// Each of them is what a learner who took over the node program's address can do.
#[tokio::test]
async fn nobody_elses_answer_is_ever_a_file() {
    const LIARS: [(&str, Answerer); 8] = [
        ("no proof at all", |_, _| (200, None, FILE.into())),
        ("an empty proof", |_, _| (200, Some(String::new()), FILE.into())),
        ("no hex", |_, _| (200, Some("proof".into()), FILE.into())),
        ("another key", |_, asked| (200, Some(key("guess").answer(&asked.nonce, 200, FILE)), FILE.into())),
        ("the proof of another body", |key, asked| (200, Some(key.answer(&asked.nonce, 200, "[]")), FILE.into())),
        ("the proof of another nonce", |key, _| (200, Some(key.answer(&"0".repeat(32), 200, FILE)), FILE.into())),
        ("the proof of another status", |key, asked| (200, Some(key.answer(&asked.nonce, 403, FILE)), FILE.into())),
        ("the request's own proof", |_, asked| (200, Some(asked.auth.clone()), FILE.into())),
    ];
    for (how, liar) in LIARS {
        let (read, secrets, asked) = Fake::new(&[TRUE_KEY], liar).read(1).await;
        assert_eq!(read, unreachable(), "{how}");
        assert_eq!((secrets, asked), (2, 1), "{how}: with the same key there is nothing to ask again");
    }
}

#[tokio::test]
async fn a_proven_refusal_is_no_file_either() {
    let late: Answerer = |key, asked| (403, Some(key.answer(&asked.nonce, 403, FILE)), FILE.into());
    assert_eq!(Fake::new(&[TRUE_KEY], late).read(1).await, (unreachable(), 1, 1));
    let short: Answerer = |key, asked| (200, Some(key.answer(&asked.nonce, 200, "[]")), "[]".into());
    assert_eq!(Fake::new(&[TRUE_KEY], short).read(1).await.0, unreachable());
    let proxy: Answerer = |_, _| (503, None, r#"{"kind":"Status","code":503}"#.into());
    assert_eq!(Fake::new(&[TRUE_KEY], proxy).read(1).await.0, unreachable());
}

#[tokio::test]
async fn an_answer_without_end_is_given_up() {
    let long: Answerer = |_, _| (200, None, "x".repeat(9 << 20));
    assert_eq!(Fake::new(&[TRUE_KEY], long).read(1).await, (unreachable(), 1, 1));
}

/// `agent/README.md` has this example, and the agent's tests compute it too.
#[test]
fn the_written_example_holds() {
    let (key, nonce) = (key("an example\n"), "00112233445566778899aabbccddeeff");
    let auth = key.auth(nonce, 1_700_000_000, &Method::POST, "/v1/files", b"[]");
    assert_eq!(auth, "9a50b66c42302b23a97a46c1740fe479b3f3ef8f59a8072b97c85a201af7d793");
    let proof = "180e6d4c29ca85b4e484c024fad328ef021b255bfbb2ca7e9ffe5453a82918b6";
    assert!(key.proves(proof, nonce, 200, b"[]"));
    for (nonce, status, body) in [(nonce, 200, "[ ]"), (nonce, 403, "[]"), (&nonce[1..], 200, "[]")] {
        assert!(!key.proves(proof, nonce, status, body.as_bytes()), "{nonce} {status} {body}");
    }
    assert!(!key.proves(&proof[..62], nonce, 200, b"[]") && !key.proves("é", nonce, 200, b"[]"));
    assert!(Key::new(b" \n").is_none());
}
