//! Web pages of a learner's own pods, passed on through the server.
//!
//! What a pod answers is a stranger's: it gets an origin of its own (`sandbox`), and of its headers only the
//! Content-Type is passed on. A page without an origin gets no cookie sent along with its images, styles and links, so
//! the learner's cookie opens an address with a key in it (see [`super::page_key`]), and that shows the page.

use std::time::Instant;

use askama::Template;
use axum::extract::{OriginalUri, State};
use axum::http::header::{
    ACCEPT, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use super::AppState;
use super::at::{At, OfPageKey, OfPodPage, Place};
use super::format;
use super::page::{self, Frame};
use super::page_key::Grant;
use super::problem::{Failure, Problem};
use super::session::Visitor;
use crate::check::observed::{Observed, Pod};
use crate::engine::{Look, PageRefusal, PageRequest, PodPage};
use crate::i18n::Tr;

/// On every answer that shows what a pod said: no origin, so no cookies, no storage, no way to what is around it.
const POD_POLICY: &str = "sandbox allow-scripts; frame-ancestors 'self'";
/// On our own words in the same frame.
const OUR_POLICY: &str = "default-src 'none'; style-src 'self'; frame-ancestors 'self'; sandbox";
const NO_REFERRER: HeaderValue = HeaderValue::from_static("no-referrer");
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
    /// What this panel is for, cut at its code.
    #[must_use]
    pub fn lead(&self) -> Vec<(bool, String)> {
        format::pieces(&self.tr.msg("pages-lead"))
    }

    /// The pods and Services whose pages can be opened. `path` is the lab's address.
    #[must_use]
    pub fn new(look: Option<&Look>, path: String, tr: &'static Tr) -> Self {
        let Some(Look { seen, .. }) = look else { return Self { tr, path, pods: Vec::new(), services: Vec::new() } };
        Self { tr, path, pods: pods(seen), services: services(seen) }
    }
}

fn pods(seen: &Observed) -> Vec<(String, Vec<i64>)> {
    let open = seen.pods.values().filter(|pod| pod.phase == "Running" && !pod.ip.is_empty() && !pod.deleting);
    let ports = |pod: &Pod| {
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
    pub text: String,
}

impl NoPage {
    /// The answer to what a pod is not asked, or did not answer.
    #[must_use]
    pub fn because(place: &Place, why: PageRefusal) -> Response {
        let status = match why {
            PageRefusal::NoSuch => StatusCode::NOT_FOUND,
            PageRefusal::Busy => StatusCode::SERVICE_UNAVAILABLE,
            PageRefusal::BadPath => StatusCode::BAD_REQUEST,
            PageRefusal::NotThisWay => StatusCode::METHOD_NOT_ALLOWED,
            PageRefusal::ExternalName | PageRefusal::ExternalIps | PageRefusal::NoSelector => StatusCode::FORBIDDEN,
            _ => StatusCode::BAD_GATEWAY,
        };
        Self::saying(place, status, &format!("pages-refused-{}", why.word()))
    }

    fn saying(place: &Place, status: StatusCode, key: &str) -> Response {
        let frame = Frame::new(place, "pages-none");
        let text = frame.tr.msg(key);
        ours(status, &Self { frame, text })
    }
}

/// Gives the learner a key to a pod's pages and sends the frame there.
pub async fn enter(State(app): State<AppState>, at: At<OfPodPage>, visitor: Visitor) -> Result<Response, Failure> {
    let At { place, on: OfPodPage { lab, target } } = at;
    let learner = visitor.known(&place)?.clone();
    let open = app.engine.view(&learner, lab.id()).await.map_err(|error| place.fail(error))?;
    let (Some(_), Some(session)) = (open, visitor.session) else { return Err(place.fail(Problem::NotOpen)) };
    let grant = Grant { learner, session, lab: lab.id().clone(), target };
    let key = app.page_keys.give(grant, Instant::now()).map_err(|error| place.fail(error))?;
    let redirect = Redirect::to(&format!("/{}/pods/{key}/", place.lang.code()));
    Ok(([(REFERRER_POLICY, NO_REFERRER)], redirect).into_response())
}

/// Answers with what a pod answers, to whoever has the key.
pub async fn show(
    State(app): State<AppState>,
    at: At<OfPageKey>,
    method: Method,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let At { place, on: OfPageKey { key } } = at;
    let expired = || NoPage::saying(&place, StatusCode::NOT_FOUND, "pages-expired");
    let Some(grant) = app.page_keys.find(&key, Instant::now()).filter(|_| !is_part_of_ours(&headers)) else {
        return Ok(expired());
    };
    // Who has left this browser, or the lab, has no page any more.
    let session = app.engine.store().learner_by_token(&grant.session).await.map_err(|error| place.fail(error))?;
    if session.as_ref() != Some(&grant.learner) {
        return Ok(expired());
    }
    let view = app.engine.view(&grant.learner, &grant.lab).await.map_err(|error| place.fail(error))?;
    let Some(view) = view.filter(|view| view.sandbox.is_some()) else { return Ok(expired()) };
    // The rest of the address as it was sent, not decoded and coded again.
    let sent = uri.path_and_query().map_or("/", |sent| sent.as_str());
    let seen_at = format!("/{}/pods/{key}", place.lang.code());
    let asked = PageRequest {
        target: &grant.target,
        method: &method,
        path: sent.strip_prefix(seen_at.as_str()).unwrap_or("/"),
        accept: headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()),
        seen_at: &seen_at,
    };
    let page = app.engine.pod_page(&view, &asked).await.map_err(|error| place.fail(error))?;
    Ok(page.map_or_else(|why| NoPage::because(&place, why), passed_on))
}

/// Whether one of our own pages would take this for a part of itself, a script say: pods' files never are.
fn is_part_of_ours(headers: &HeaderMap) -> bool {
    let says = |name: &str| headers.get(name).map_or("", |value| value.to_str().unwrap_or_default());
    says("sec-fetch-site") == "same-origin" && !matches!(says("sec-fetch-dest"), "document" | "iframe" | "frame")
}

/// A pod's answer with nothing of its own but status, type and body.
fn passed_on(page: PodPage) -> Response {
    let status = StatusCode::from_u16(page.status).unwrap_or(StatusCode::BAD_GATEWAY);
    let kind = page.content_type.and_then(|kind| HeaderValue::from_str(&kind).ok());
    let kind = kind.unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let headers = [
        (CONTENT_TYPE, kind),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POD_POLICY)),
        (REFERRER_POLICY, NO_REFERRER),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // A page without an origin may read its own scripts, fonts and data; others don't know the key.
        (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    ];
    (status, headers, page.body).into_response()
}

/// One of our own pages in the frame.
pub fn ours(status: StatusCode, template: &impl Template) -> Response {
    let headers = [(CONTENT_SECURITY_POLICY, HeaderValue::from_static(OUR_POLICY)), (REFERRER_POLICY, NO_REFERRER)];
    (status, headers, page::html(template)).into_response()
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
    fn our_own_pages_take_no_part_from_a_pod() {
        let asked = |site: &'static str, dest: &'static str| {
            let values = [("sec-fetch-site", site), ("sec-fetch-dest", dest)];
            let pairs = values.map(|(name, value)| (name.parse().expect("a name"), HeaderValue::from_static(value)));
            is_part_of_ours(&HeaderMap::from_iter(pairs))
        };
        assert!(
            asked("same-origin", "script") && asked("same-origin", "serviceworker") && asked("same-origin", "empty")
        );
        assert!(!asked("same-origin", "iframe") && !asked("same-origin", "document"));
        assert!(!asked("cross-site", "script"), "a page without an origin");
        assert!(!is_part_of_ours(&HeaderMap::new()), "over plain HTTP browsers don't say");
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
