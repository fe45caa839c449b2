//! A pod's web page, fetched for its learner: what `kubectl port-forward` would give, through the API server's proxy.
//!
//! What is asked for is settled first, from the snapshot alone (see [`target`]): a pod of the sandbox and a port. The API
//! server then connects to the address that it knows for this pod; no name and no address of the learner's is followed.

mod target;
#[cfg(test)]
mod tests;

use std::time::Duration;

use http::{Method, Request, header};
use http_body_util::{BodyExt, Limited};
use kube::client::Body;

use super::{Cluster, SandboxSpec};

pub use target::{PageKind, PageRefusal, PageTarget};

/// The largest page that is passed on.
pub const LARGEST_PAGE: usize = 1 << 20;
/// How long a pod may take to answer, body and all.
const PATIENCE: Duration = Duration::from_secs(5);

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
    /// Fetches a page from a pod of the sandbox. `path` is a path and query as a browser sends them, beginning with a
    /// slash; only `Accept` goes along with it.
    ///
    /// # Errors
    /// [`PageRefusal`], when the target is not one of this sandbox's own pods or does not answer in time and size.
    pub async fn pod_page(
        &self,
        spec: &SandboxSpec,
        target: &PageTarget,
        method: &Method,
        path: &str,
        accept: Option<&str>,
    ) -> Result<PodPage, PageRefusal> {
        let door = target.resolve(&self.observe(spec))?;
        let request = request(&spec.id.namespace(), &door, method, path, accept)?;
        let _place = self.pages.acquire().await.map_err(|_| PageRefusal::NoAnswer)?;
        let page = tokio::time::timeout(PATIENCE, self.fetch(request)).await.map_err(|_| PageRefusal::NoAnswer)??;
        // Another pod may have taken the name meanwhile: then nobody can say whose answer this is.
        let after = self.observe(spec);
        if after.pods.get(&door.pod).is_none_or(|pod| pod.uid != door.uid) {
            return Err(PageRefusal::NoSuch);
        }
        Ok(page)
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
        Ok(PodPage {
            status: parts.status.as_u16(),
            content_type: content_type.map(str::to_owned),
            body: body.to_bytes().to_vec(),
        })
    }
}

fn request(
    namespace: &str,
    door: &target::Door,
    method: &Method,
    path: &str,
    accept: Option<&str>,
) -> Result<Request<Body>, PageRefusal> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return Err(PageRefusal::NotThisWay);
    }
    if !target::is_plain(path) {
        return Err(PageRefusal::BadPath);
    }
    let (pod, port) = (&door.pod, door.port);
    let mut request =
        Request::builder().method(method).uri(format!("/api/v1/namespaces/{namespace}/pods/{pod}:{port}/proxy{path}"));
    if let Some(accept) = accept {
        request = request.header(header::ACCEPT, accept);
    }
    request.body(Body::empty()).map_err(|_| PageRefusal::BadPath)
}
