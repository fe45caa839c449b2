//! What wraps every route: other sites' requests, sizes, headers.

use axum::body::Body;
use axum::http::Request;

use crate::support::{App, LAB, LAB_API, Reply};

async fn post_from(app: &App, path: &str, headers: &[(&str, &str)]) -> Reply {
    let mut request = Request::post(path).header("host", "127.0.0.1:8080");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app.send(request.body(Body::empty()).expect("a request")).await
}

#[tokio::test]
async fn another_site_can_t_post() {
    let app = App::start().await;
    let foreign: [&[(&str, &str)]; 4] = [
        &[("origin", "https://evil.example")],
        &[("origin", "http://127.0.0.1:8081")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site"), ("origin", "http://127.0.0.1:9090")],
    ];
    for headers in foreign {
        post_from(&app, &format!("{LAB}/open"), headers).await.is_page(403, "en");
        post_from(&app, &format!("{LAB_API}/open"), headers).await.is_error(403, "cross-site");
        post_from(&app, "/pt/instructor/login", headers).await.is_page(403, "pt-BR");
    }
}

#[tokio::test]
async fn this_site_and_scripts_can_post() {
    let app = App::start().await;
    let own: [&[(&str, &str)]; 3] = [&[("origin", "http://127.0.0.1:8080")], &[("sec-fetch-site", "same-origin")], &[]];
    for headers in own {
        // 503: it came through, and only the cluster is missing.
        post_from(&app, &format!("{LAB}/open"), headers).await.is_page(503, "en");
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_with_its_limit() {
    let app = App::start().await;
    let new = app.engine.new_learner().await.expect("a learner");
    let cookie = format!("kindlab={}", new.token);
    let headers = [("cookie", cookie.as_str())];
    let large = vec![b'a'; 200 * 1024];
    let path = format!("{LAB_API}/files/statefulset.yaml");
    app.send_body("PUT", &path, "text/plain", &large, &headers).await.is_error(413, "too-large");
    let form = [b"content=".as_slice(), &large].concat();
    let kind = "application/x-www-form-urlencoded";
    let page = app.send_body("POST", &format!("{LAB}/files/statefulset.yaml"), kind, &form, &headers).await;
    page.is_page(413, "en");
    assert!(page.text.contains("128"), "the limit is not said: {}", page.text);
    let json = format!("{{\"id\":\"{}\"}}", "a".repeat(200 * 1024));
    let path = format!("{LAB_API}/commands/list-classes/run");
    let reply = app.send_body("POST", &path, "application/json", json.as_bytes(), &headers).await;
    reply.is_error(413, "too-large");
}

#[tokio::test]
async fn a_body_that_is_not_utf_8_is_refused() {
    let app = App::start().await;
    let path = format!("{LAB_API}/files/statefulset.yaml");
    app.send_body("PUT", &path, "text/plain", b"\xff\xfe", &[]).await.is_error(400, "bad-request");
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_protect_it() {
    let app = App::start().await;
    for path in ["/", "/pt/labs", LAB, "/nowhere", "/api/labs", "/api/nowhere", "/healthz", "/readyz", "/en/instructor"]
    {
        let reply = app.get(path).await;
        let policy = reply.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert!(["same-origin", "no-referrer"].contains(&reply.header("referrer-policy")), "{path}");
        assert_eq!(reply.header("cache-control"), "no-store", "{path}");
    }
}

#[tokio::test]
async fn pages_keep_to_their_own_policy() {
    let app = App::start().await;
    for path in ["/pt/labs", LAB, "/en/instructor", "/en/resume", "/en/nowhere"] {
        let text = app.get(path).await.text;
        assert!(!text.contains(" style=\"") && !text.contains("<style"), "{path} has styles in line");
        assert!(!text.contains(" onclick=") && !text.contains("javascript:"), "{path} has scripts in line");
        for script in text.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap_or_default();
            assert!(tag.contains("src=\"/static/"), "{path}: <script{tag}>");
        }
    }
}
