//! Asks the node program and takes no answer that isn't proven to be its own.

use std::sync::PoisonError;

use http::{Method, Request, Response, header};
use http_body_util::{BodyExt, Limited};
use k8s_openapi::api::core::v1::Secret;
use kube::Api;
use kube::client::Body;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::proof::{self, Key};
use super::{PORT, SECRET, SECRET_KEY, SYSTEM_NAMESPACE};
use crate::cluster::{Cluster, ClusterError, TIMEOUT, limited};

const WHAT: &str = "ask the node program";
/// The longest answer: 64 files of 64 KiB in base64, and then some. Whoever answers may not be the node program.
const LONGEST_ANSWER: usize = 8 << 20;

impl Cluster {
    /// Posts to a node program through the API server's proxy. The key is kept; when an answer does not prove
    /// itself it is fetched again, once, in case that the cluster was made anew.
    pub(in crate::cluster) async fn ask_node_program<T: DeserializeOwned>(
        &self,
        pod: &str,
        path: &str,
        asked: &Value,
    ) -> Result<T, ClusterError> {
        self.ask_proven(&Method::POST, pod, path, asked.to_string().as_bytes()).await
    }

    /// The same for what is only looked up.
    pub(in crate::cluster) async fn get_from_node_program<T: DeserializeOwned>(
        &self,
        pod: &str,
        path: &str,
    ) -> Result<T, ClusterError> {
        self.ask_proven(&Method::GET, pod, path, &[]).await
    }

    async fn ask_proven<T: DeserializeOwned>(
        &self,
        method: &Method,
        pod: &str,
        path: &str,
        body: &[u8],
    ) -> Result<T, ClusterError> {
        let key = match self.kept_key() {
            Some(key) => key,
            None => self.fetch_key().await?,
        };
        let answer = match self.ask_with(&key, method, pod, path, body).await {
            Err(error @ ClusterError::Unproven { .. }) => {
                let fresh = self.fetch_key().await?;
                if fresh == key {
                    return Err(error);
                }
                self.ask_with(&fresh, method, pod, path, body).await?
            }
            other => other?,
        };
        serde_json::from_slice(&answer).map_err(|error| ClusterError::protocol(WHAT, error))
    }

    /// One question; the answer's body, when it is proven and not a refusal.
    async fn ask_with(
        &self,
        key: &Key,
        method: &Method,
        pod: &str,
        path: &str,
        body: &[u8],
    ) -> Result<Vec<u8>, ClusterError> {
        let nonce = proof::nonce().map_err(|error| ClusterError::protocol("a nonce", error))?;
        let request = request(key, &nonce, method, pod, path, body)?;
        let received = tokio::time::timeout(TIMEOUT, self.receive(request)).await;
        let answer = received.map_err(|_| ClusterError::Timeout(WHAT))??;
        let status = answer.status().as_u16();
        let shown = answer.headers().get("x-kindlab-proof").and_then(|shown| shown.to_str().ok());
        if !shown.is_some_and(|shown| key.proves(shown, &nonce, status, answer.body())) {
            return Err(ClusterError::Unproven { what: WHAT, status });
        }
        if status == 200 {
            return Ok(answer.into_body());
        }
        let message = String::from_utf8_lossy(answer.body()).chars().take(300).collect();
        Err(ClusterError::Refused { what: WHAT, code: status, message })
    }

    /// The whole answer, body and all: a liar could send one without end.
    async fn receive(&self, request: Request<Body>) -> Result<Response<Vec<u8>>, ClusterError> {
        let answer = self.client.send(request).await.map_err(|error| ClusterError::api(WHAT, error))?;
        let (parts, body) = answer.into_parts();
        let body = Limited::new(body, LONGEST_ANSWER).collect().await;
        let body = body.map_err(|error| ClusterError::protocol(WHAT, error))?.to_bytes();
        Ok(Response::from_parts(parts, body.to_vec()))
    }

    fn kept_key(&self) -> Option<Key> {
        self.node_key.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn fetch_key(&self) -> Result<Key, ClusterError> {
        let secrets: Api<Secret> = Api::namespaced(self.client.clone(), SYSTEM_NAMESPACE);
        let secret = limited("get the node program's key", secrets.get(SECRET)).await?;
        let bytes = secret.data.and_then(|mut data| data.remove(SECRET_KEY));
        let key = bytes.and_then(|bytes| Key::new(&bytes.0)).ok_or(ClusterError::NotInstalled("kindlab-node's key"))?;
        *self.node_key.lock().unwrap_or_else(PoisonError::into_inner) = Some(key.clone());
        Ok(key)
    }
}

fn request(
    key: &Key,
    nonce: &str,
    method: &Method,
    pod: &str,
    path: &str,
    body: &[u8],
) -> Result<Request<Body>, ClusterError> {
    let time = jiff::Timestamp::now().as_second();
    Request::builder()
        .method(method.clone())
        .uri(format!("/api/v1/namespaces/{SYSTEM_NAMESPACE}/pods/{pod}:{PORT}/proxy{path}"))
        .header(header::CONTENT_TYPE, "application/json")
        .header("x-kindlab-nonce", nonce)
        .header("x-kindlab-time", time)
        .header("x-kindlab-body", proof::sha256(body))
        // Signed as the node program will see it: the proxy takes its own prefix off.
        .header("x-kindlab-auth", key.auth(nonce, time, method, path, body))
        .body(Body::from(body.to_vec()))
        .map_err(|error| ClusterError::protocol("a request", error))
}
