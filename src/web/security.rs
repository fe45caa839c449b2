//! What wraps every route: limits, headers, cross-site protection, logging.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, SET_COOKIE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower_http::csrf::{CsrfLayer, ProtectionError};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;

use super::at::Place;
use super::problem::Problem;
use super::{AppState, Transport};

/// The largest body that is read.
pub const BODY_LIMIT: usize = 128 * 1024;

const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The same for the lab's page: the terminal writes its rows' styles into the page itself. Scripts stay ours alone.
pub const POLICY_WITH_STYLES: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";

/// Puts the wrapping around the routes.
pub fn around(routes: Router<AppState>, transport: Transport) -> Router<AppState> {
    routes
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(CsrfLayer::new().with_insecure_bypass(|_, uri| looks_itself(uri.path())))
        .layer(middleware::from_fn(explain_rejection))
        .layer(header(CONTENT_SECURITY_POLICY, CONTENT_POLICY))
        .layer(header(X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(CACHE_CONTROL, "no-store"))
        .layer(middleware::from_fn(referrer))
        .layer(middleware::from_fn(move |request: Request, next: Next| secure(transport, request, next)))
        // What failed is logged where its cause is known; a pod's own 5xx is nobody's failure here.
        .layer(TraceLayer::new_for_http().make_span_with(span).on_failure(()))
}

/// What the log calls a request: without its query, and without the key of a pod's page.
fn span(request: &Request) -> tracing::Span {
    tracing::debug_span!("request", http.method = %request.method(), http.path = logged(request.uri().path()))
}

fn logged(path: &str) -> String {
    let mut segments: Vec<_> = path.split('/').collect();
    if let ["", _, "pods", key, ..] = segments.as_mut_slice() {
        *key = "-";
    }
    segments.join("/")
}

fn header(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

/// The form for a resume code says `no-referrer` and so looks cross-site: its handler looks itself where it came from.
fn looks_itself(path: &str) -> bool {
    path.strip_prefix('/').and_then(|rest| rest.split_once('/')).is_some_and(|(_, rest)| rest == "resume")
}

/// NB: a page with `no-referrer` makes browsers post its forms with `Origin: null`
/// (Fetch, "append a request Origin header"). Over plain HTTP to anything but
/// localhost there is no Sec-Fetch-Site either, so every form of a class network
/// would look cross-site. `same-origin` tells other sites just as little.
async fn referrer(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let is_page = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let policy = HeaderValue::from_static(if is_page { "same-origin" } else { "no-referrer" });
    response.headers_mut().entry(REFERRER_POLICY).or_insert(policy);
    response
}

/// Whether the visitor speaks HTTPS: to this server, or to a proxy whose word is believed.
pub fn is_https(transport: Transport, headers: &HeaderMap) -> bool {
    let forwarded = || headers.get("x-forwarded-proto").is_some_and(|scheme| scheme.as_bytes() == b"https");
    transport == Transport::Tls || transport == Transport::Proxy && forwarded()
}

/// Cookies that came over HTTPS go back over nothing else. A header says so only where a proxy is known to set it.
async fn secure(transport: Transport, request: Request, next: Next) -> Response {
    let secure = is_https(transport, request.headers());
    let mut response = next.run(request).await;
    if secure {
        let cookies: Vec<_> = response.headers().get_all(SET_COOKIE).iter().cloned().collect();
        response.headers_mut().remove(SET_COOKIE);
        for cookie in cookies {
            let marked = [cookie.as_bytes(), b"; Secure"].concat();
            // What was a header value is one with plain letters after it.
            response.headers_mut().append(SET_COOKIE, HeaderValue::from_bytes(&marked).unwrap_or(cookie));
        }
    }
    response
}

/// Turns the CSRF layer's bare refusal into our error page.
async fn explain_rejection(place: Place, request: Request, next: Next) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let response = next.run(request).await;
    if !is_read && response.extensions().get::<ProtectionError>().is_some() {
        return place.fail(Problem::CrossSite).into_response();
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_a_pod_s_page_is_not_logged() {
        assert_eq!(logged("/en/pods/k7q2/a/b.css"), "/en/pods/-/a/b.css");
        assert_eq!(logged("/en/labs/web/pages/pod.x/80"), "/en/labs/web/pages/pod.x/80");
    }
}
