//! Web pages of a learner's own pods, passed on through the server, and which pods answer a Service.
//!
//! What a pod answers is a stranger's: it gets an origin of its own (`sandbox`), and of its headers only the
//! Content-Type is passed on.

use askama::Template;
use axum::extract::{OriginalUri, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};

use super::AppState;
use super::at::{At, OfPodPage};
use super::page::{self, Frame};
use super::problem::{Failure, Problem};
use super::session::Visitor;
use crate::check::observed::Observed;
use crate::engine::{Look, PageKind, PageRefusal, PodPage};
use crate::i18n::Tr;

/// On every answer that shows what a pod said: no origin, so no cookies, no storage, no way to what is around it.
const POD_POLICY: &str = "sandbox allow-scripts; frame-ancestors 'self'";
/// On our own words in the same frame.
const OUR_POLICY: &str = "default-src 'none'; style-src 'self'; frame-ancestors 'self'; sandbox allow-scripts";
/// What a pod that declares no port is most likely to listen on.
const USUAL_PORT: i64 = 80;

/// The panel of the pods' pages: the same on the page and in the live stream.
#[derive(Template)]
#[template(path = "learner/work/_pages.html")]
pub struct PagesView {
    tr: &'static Tr,
    path: String,
    pods: Vec<(String, Vec<i64>)>,
    services: Vec<ServiceDoor>,
}

struct ServiceDoor {
    name: String,
    ports: Vec<i64>,
    /// Whether it has an address that ten requests can be sent to.
    has_address: bool,
}

impl PagesView {
    /// The pods and Services whose pages can be opened. `path` is the lab's address.
    #[must_use]
    pub fn new(look: Option<&Look>, path: String, tr: &'static Tr) -> Self {
        let Some(Look { seen, .. }) = look else { return Self { tr, path, pods: Vec::new(), services: Vec::new() } };
        Self { tr, path, pods: pods(seen), services: services(seen) }
    }
}

fn pods(seen: &Observed) -> Vec<(String, Vec<i64>)> {
    let open = seen.pods.values().filter(|pod| pod.phase == "Running" && !pod.ip.is_empty() && !pod.deleting);
    let ports = |pod: &crate::check::observed::Pod| {
        let declared: Vec<i64> = pod.containers.iter().flat_map(|one| &one.ports).map(|port| port.1).collect();
        if declared.is_empty() { vec![USUAL_PORT] } else { declared }
    };
    open.map(|pod| (pod.name.clone(), ports(pod))).collect()
}

fn services(seen: &Observed) -> Vec<ServiceDoor> {
    let own = seen.services.values().filter(|service| {
        !service.selector.is_empty() && service.kind != "ExternalName" && service.external_ips.is_empty()
    });
    let doors = own.map(|service| ServiceDoor {
        name: service.name.clone(),
        ports: service.ports.iter().map(|port| port.port).collect(),
        has_address: service.cluster_ip.parse::<std::net::IpAddr>().is_ok(),
    });
    doors.collect()
}

/// What stands in the frame when there is no page.
#[derive(Template)]
#[template(path = "learner/no_page.html")]
pub struct NoPage {
    /// The page's frame.
    pub frame: Frame,
    /// Why.
    pub why: PageRefusal,
}

/// Which pods answered ten requests.
#[derive(Template)]
#[template(path = "learner/ten.html")]
pub struct TenPage {
    /// The page's frame.
    pub frame: Frame,
    /// The Service.
    pub service: String,
    /// Each pod, how often it answered, and a dot for each time.
    pub answered: Vec<(String, u64, String)>,
}

/// Answers with what a pod answers.
pub async fn show(
    State(app): State<AppState>,
    at: At<OfPodPage>,
    visitor: Visitor,
    method: Method,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let At { place, on } = at;
    let learner = visitor.known(&place)?;
    let view = app.engine.view(learner, on.lab.id()).await.map_err(|error| place.fail(error))?;
    let view = view.ok_or_else(|| place.fail(Problem::NotOpen))?;
    // The rest of the address as it was sent, not decoded and coded again.
    let sent = uri.path_and_query().map_or("/", |sent| sent.as_str());
    let path = sent.splitn(8, '/').nth(7).map_or_else(|| "/".to_owned(), |rest| format!("/{rest}"));
    let accept = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok());
    let page = app.engine.pod_page(&view, &on.target, &method, &path, accept).await;
    Ok(match page.map_err(|error| place.fail(error))? {
        Ok(page) => passed_on(page),
        Err(why) => ours(StatusCode::BAD_GATEWAY, &NoPage { frame: Frame::new(&place, "pages-none"), why }),
    })
}

/// A pod's answer with nothing of its own but status, type and body.
fn passed_on(page: PodPage) -> Response {
    let status = StatusCode::from_u16(page.status).unwrap_or(StatusCode::BAD_GATEWAY);
    let kind = page.content_type.and_then(|kind| HeaderValue::from_str(&kind).ok());
    let kind = kind.unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let headers = [
        (CONTENT_TYPE, kind),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POD_POLICY)),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (status, headers, page.body).into_response()
}

fn ours(status: StatusCode, template: &impl Template) -> Response {
    let mut response = (status, page::html(template)).into_response();
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(OUR_POLICY));
    response
}

/// Sends ten requests and shows who answered.
pub async fn ten(State(app): State<AppState>, at: At<OfPodPage>, visitor: Visitor) -> Result<Response, Failure> {
    let At { place, on } = at;
    let learner = visitor.known(&place)?;
    let view = app.engine.view(learner, on.lab.id()).await.map_err(|error| place.fail(error))?;
    let view = view.ok_or_else(|| place.fail(Problem::NotOpen))?;
    let is_service = on.target.kind == PageKind::Service;
    let counted = match is_service {
        true => app.engine.ten_requests(&view, &on.target.name, on.target.port).await,
        false => Ok(None),
    };
    let Some(answered) = counted.map_err(|error| place.fail(error))? else {
        let why = PageRefusal::NoAnswer;
        return Ok(ours(StatusCode::BAD_GATEWAY, &NoPage { frame: Frame::new(&place, "pages-none"), why }));
    };
    let page = TenPage {
        frame: Frame::new(&place, "pages-ten"),
        service: on.target.name,
        answered: answered.into_iter().map(|(pod, count)| (pod, count, dots(count))).collect(),
    };
    Ok(ours(StatusCode::OK, &page))
}

fn dots(count: u64) -> String {
    "●".repeat(usize::try_from(count).unwrap_or(0).min(10))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::Lang;

    #[test]
    fn of_a_pod_s_answer_only_status_type_and_body_are_passed_on() {
        let page = PodPage { status: 200, content_type: Some("text/html".to_owned()), body: b"<p>".to_vec() };
        let response = passed_on(page);
        let headers = response.headers();
        assert!(
            headers[CONTENT_SECURITY_POLICY].to_str().is_ok_and(|policy| policy.starts_with("sandbox allow-scripts"))
        );
        assert_eq!(headers[CONTENT_TYPE], "text/html");
        assert!(headers.get("set-cookie").is_none() && headers.get("location").is_none());
        let strange = PodPage { status: 404, content_type: Some("a\r\nx: y".to_owned()), body: Vec::new() };
        assert_eq!(passed_on(strange).headers()[CONTENT_TYPE], "application/octet-stream");
    }

    #[test]
    fn every_refusal_has_its_words_in_every_language() {
        for lang in Lang::ALL {
            for why in PageRefusal::ALL {
                let key = format!("pages-refused-{}", why.word());
                assert!(!Tr::new(lang).msg(&key).contains(&key), "{lang:?} {key}");
            }
        }
    }
}
