//! A pod's web page, fetched for its learner: what `kubectl port-forward` would give, through the API server's proxy.
//!
//! What is asked for is settled first, from the snapshot alone (see [`target`]): a pod of the sandbox and a port. The API
//! server then connects to the address that it knows for this pod; no name and no address of the learner's is followed.

mod target;
mod ten;
#[cfg(test)]
mod tests;
mod turns;

use std::time::Duration;

use http::{Method, Request, header};
use http_body_util::{BodyExt, Limited};
use kube::client::Body;
use serde::Deserialize;

use super::{Cluster, SandboxSpec};

pub use target::{PageKind, PageRefusal, PageTarget};
pub use ten::{Answerer, Answers};
pub(super) use turns::Turns;

/// The largest page that is passed on.
pub const LARGEST_PAGE: usize = 1 << 20;
/// How long a pod may take to answer, body and all.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a browser asks of a pod.
#[derive(Debug, Clone)]
pub struct PageRequest<'a> {
    /// Whom.
    pub target: &'a PageTarget,
    /// GET or HEAD; any other is refused.
    pub method: &'a Method,
    /// Path and query as the browser sent them, beginning with a slash.
    pub path: &'a str,
    /// Its Accept header; the only one that goes along.
    pub accept: Option<&'a str>,
    /// The address, without a slash at its end, that the browser sees the pod's root at.
    pub seen_at: &'a str,
}

/// What a pod answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PodPage {
    /// The HTTP status; never a redirect.
    pub status: u16,
    /// Its Content-Type. No other header is passed on.
    pub content_type: Option<String>,
    /// The body, at most [`LARGEST_PAGE`].
    pub body: Vec<u8>,
}

impl Cluster {
    /// Fetches a page from a pod of the sandbox.
    ///
    /// # Errors
    /// [`PageRefusal`], when the target is not one of this sandbox's own pods or does not answer in time and size.
    pub async fn pod_page(&self, spec: &SandboxSpec, asked: &PageRequest<'_>) -> Result<PodPage, PageRefusal> {
        let door = asked.target.resolve(&self.observe(spec))?;
        let root = root(&spec.id.namespace(), &door);
        let request = request(&root, asked)?;
        let _turn = self.pages.turn(&spec.id).await.ok_or(PageRefusal::Busy)?;
        let page = tokio::time::timeout(PATIENCE, self.fetch(request)).await.map_err(|_| PageRefusal::NoAnswer)??;
        // Another pod may have taken the name meanwhile: then nobody can say whose answer this is.
        let after = self.observe(spec);
        if after.pods.get(&door.pod).is_none_or(|pod| pod.uid != door.uid) {
            return Err(PageRefusal::NoSuch);
        }
        Ok(relinked(page, &root, asked.seen_at))
    }

    async fn fetch(&self, request: Request<Body>) -> Result<PodPage, PageRefusal> {
        let answer = self.client.send(request).await.map_err(|error| {
            tracing::debug!(error = %error, "a pod's page could not be fetched");
            PageRefusal::NoAnswer
        })?;
        let (parts, body) = answer.into_parts();
        if parts.status.is_redirection() {
            return Err(PageRefusal::Redirect);
        }
        let content_type = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let body = Limited::new(body, LARGEST_PAGE).collect().await.map_err(|error| {
            if error.is::<http_body_util::LengthLimitError>() { PageRefusal::TooLarge } else { PageRefusal::NoAnswer }
        })?;
        let page = PodPage {
            status: parts.status.as_u16(),
            content_type: content_type.map(str::to_owned),
            body: body.to_bytes().to_vec(),
        };
        if is_the_api_servers(&page) {
            tracing::debug!(http.status = page.status, "the API server did not reach a pod's page");
            return Err(PageRefusal::NoAnswer);
        }
        Ok(page)
    }
}

/// The pod's root as the API server knows it.
fn root(namespace: &str, door: &target::Door) -> String {
    format!("/api/v1/namespaces/{namespace}/pods/{}:{}/proxy", door.pod, door.port)
}

fn request(root: &str, asked: &PageRequest<'_>) -> Result<Request<Body>, PageRefusal> {
    if !matches!(*asked.method, Method::GET | Method::HEAD) {
        return Err(PageRefusal::NotThisWay);
    }
    if !target::is_plain(asked.path) {
        return Err(PageRefusal::BadPath);
    }
    let mut request = Request::builder().method(asked.method).uri(format!("{root}{}", asked.path));
    if let Some(accept) = asked.accept {
        request = request.header(header::ACCEPT, accept);
    }
    request.body(Body::empty()).map_err(|_| PageRefusal::BadPath)
}

/// The API server writes its own address of the pod's root before each link of an HTML page that begins with a slash;
/// a browser would look for that at this server.
fn relinked(mut page: PodPage, root: &str, seen_at: &str) -> PodPage {
    let kind = page.content_type.as_deref().unwrap_or_default();
    if kind.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("text/html")) {
        page.body = replaced(&page.body, root.as_bytes(), seen_at.as_bytes());
    }
    page
}

/// Bytes, not text: a page may have any encoding.
fn replaced(body: &[u8], what: &[u8], with: &[u8]) -> Vec<u8> {
    let (mut done, mut rest) = (Vec::with_capacity(body.len()), body);
    while let Some(at) = rest.windows(what.len()).position(|window| window == what) {
        done.extend_from_slice(&rest[..at]);
        done.extend_from_slice(with);
        rest = &rest[at + what.len()..];
    }
    done.extend_from_slice(rest);
    done
}

/// Whether the API server speaks instead of the pod: a `Status`, or before Kubernetes 1.21 a bare line. A pod that says
/// the same is shown as one that does not answer.
fn is_the_api_servers(page: &PodPage) -> bool {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Head {
        kind: String,
        api_version: String,
    }
    if page.status < 400 {
        return false;
    }
    page.body.starts_with(b"Error trying to reach service: ")
        || serde_json::from_slice::<Head>(&page.body).is_ok_and(|it| it.kind == "Status" && it.api_version == "v1")
}
