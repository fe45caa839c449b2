//! Requests through the whole router.

use axum::body::Body;
use axum::http::Request;

use super::{Answer, App, INSTRUCTOR, bearer, cookie, get};
use crate::check::{Message, Verdict};
use crate::web::tests::sample;

const LAB: &str = "/pt/labs/statefulset-kind";

pub(super) fn form(path: &str, body: &str) -> Request<Body> {
    let kind = "application/x-www-form-urlencoded";
    Request::post(path).header("content-type", kind).body(Body::from(body.to_owned())).expect("a request")
}

pub(super) fn with(mut request: Request<Body>, name: &'static str, value: &str) -> Request<Body> {
    request.headers_mut().insert(name, value.parse().expect("a header value"));
    request
}

#[tokio::test]
async fn the_root_leads_to_the_visitor_s_language() {
    let app = App::start().await;
    for (accepted, home) in [("pt-BR,pt;q=0.9", "/pt/labs"), ("es-MX", "/es/labs"), ("fr", "/en/labs")] {
        let answer =
            app.send(get("/").header("accept-language", accepted).body(Body::empty()).expect("a request")).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, home));
    }
}

#[tokio::test]
async fn addresses_of_nothing_get_our_page_in_their_language() {
    let app = App::start().await;
    for path in ["/es/labs/nada", "/es/labs/NADA", "/es/labs/%ff", "/es/x", "/es/labs/statefulset-kind/x"] {
        let answer = app.get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.body.contains("<html lang=\"es\">"), "{path}: {}", answer.body);
    }
    let wrong = app.get("/pt/labs/statefulset-kind/open").await;
    assert_eq!(wrong.status, 405);
    assert!(wrong.body.contains("<html lang=\"pt-BR\">"));
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let app = App::start().await;
    for path in ["/pt/labs", "/healthz", "/api/labs", "/nowhere", "/static/x/base.css"] {
        let answer = app.get(path).await;
        assert!(
            answer.header("content-security-policy").starts_with("default-src 'none'; script-src 'self'"),
            "{path}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!answer.header("referrer-policy").is_empty(), "{path}");
    }
    let page = app.get("/pt/labs").await;
    assert!(!page.body.contains("style=") && !page.body.contains("<style"), "the policy would refuse it");
}

#[tokio::test]
async fn other_sites_can_t_post_and_old_browsers_of_a_class_network_can() {
    let app = App::start().await;
    let path = format!("{LAB}/open");
    let cross = with(with(form(&path, ""), "origin", "http://evil.example"), "host", "lab:8080");
    let answer = app.send(cross).await;
    assert_eq!(answer.status, 403);
    assert!(answer.body.contains("outro site"), "{}", answer.body);
    let same = with(with(form(&path, ""), "origin", "http://lab:8080"), "host", "lab:8080");
    // The cluster does not answer, so it goes no further: but it came this far.
    assert_eq!(app.send(same).await.status, 503);
}

#[tokio::test]
async fn without_a_cluster_opening_says_so_and_pages_show_the_banner() {
    let app = App::start().await;
    let page = app.get(LAB).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("O cluster não está respondendo."));
    let answer = app.send(form(&format!("{LAB}/open"), "")).await;
    assert_eq!(answer.status, 503);
    assert!(!answer.body.contains("127.0.0.1"), "no cause is shown");
    app.send(form("/api/labs/statefulset-kind/open", "")).await.assert_error(503, "cluster");
    assert_eq!(app.get("/readyz").await.status, 503);
    assert_eq!(app.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn who_can_t_get_in_leaves_nothing_behind() {
    let app = App::start().await;
    for path in [format!("{LAB}/open"), "/api/labs/statefulset-kind/open".to_owned()] {
        let answer = app.send(form(&path, "")).await;
        assert_eq!((answer.status.as_u16(), answer.header("set-cookie")), (503, ""), "{path}");
    }
    assert!(app.state.engine.store().board().await.expect("the board").is_empty());
    assert_eq!(app.state.engine.store().count_learners().await.expect("a number"), 0);
    // Somebody who is known has no lab open afterwards that they could not open.
    let learner = app.learner().await;
    let answer = app.send(with(form(&format!("{LAB}/open"), ""), "cookie", &cookie(&learner))).await;
    assert_eq!(answer.status, 503);
    let page = app.send(with(get(LAB).body(Body::empty()).expect("a request"), "cookie", &cookie(&learner))).await;
    assert!(page.body.contains("/pt/labs/statefulset-kind/open") && !page.body.contains("data-step="));
}

#[tokio::test]
async fn a_code_is_shown_once_continues_elsewhere_and_leaving_forgets_the_browser() {
    let app = App::start().await;
    let (learner, _) = app.learner_at_work().await;
    let own = cookie(&learner);
    let before = app.send(with(get("/pt/continue").body(Body::empty()).expect("a request"), "cookie", &own)).await;
    assert!(!before.body.contains("data-code>"), "nothing is shown before it is asked for");
    let shown = app.send(with(form("/pt/continue", "lab=statefulset-kind"), "cookie", &own)).await;
    assert_eq!(shown.header("referrer-policy"), "no-referrer");
    let link = shown.body.split("href=\"/pt/resume?lab=statefulset-kind#").nth(1).expect("a link with a fragment");
    let code = link.split('"').next().expect("a code");
    assert!(code.len() * 5 >= 80, "{code} is too short for 80 bits");

    let page = app.get("/pt/resume?lab=statefulset-kind").await;
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    let set = page.header("set-cookie").to_owned();
    assert!(set.contains("SameSite=Strict") && set.contains("HttpOnly"), "{set}");
    let pair = set.split(';').next().expect("a pair");
    let token = pair.strip_prefix("kindlab_form=").expect("the form's cookie");
    let body = format!("code={code}&lab=statefulset-kind&form={token}");
    let sent = |body: &str, origin: &str, cookie: &str| {
        let request = with(with(form("/pt/resume", body), "origin", origin), "host", "lab:8080");
        with(request, "cookie", cookie)
    };
    // What a browser sends from a page that says no-referrer, over plain HTTP.
    let entered = app.send(sent(&body, "null", pair)).await;
    assert_eq!((entered.status.as_u16(), entered.header("location")), (303, LAB), "{}", entered.body);
    for (body, origin, cookie) in [
        (body.as_str(), "null", "x=y"),
        ("code=abc&form=", "null", "kindlab_form="),
        (body.as_str(), "http://evil.example", pair),
    ] {
        assert_eq!(app.send(sent(body, origin, cookie)).await.status, 403, "{origin} {cookie}");
    }
    assert_eq!(app.send(sent("code=wrong", "http://lab:8080", "x=y")).await.status, 200, "it says that nobody has it");

    let asked = app.send(with(get("/pt/leave").body(Body::empty()).expect("a request"), "cookie", &own)).await;
    assert!(asked.body.contains("action=\"/pt/leave\"") && asked.body.contains("action=\"/pt/continue\""));
    let left = app.send(with(form("/pt/leave", ""), "cookie", &own)).await;
    assert_eq!((left.status.as_u16(), left.header("location")), (303, "/pt/labs"));
    assert!(left.header("set-cookie").contains("Max-Age=0"), "{}", left.header("set-cookie"));
    let after = app.send(with(get(LAB).body(Body::empty()).expect("a request"), "cookie", &own)).await;
    assert!(!after.body.contains("data-step="), "the cookie leads nowhere any more");
}

#[tokio::test]
async fn a_run_id_posted_twice_is_one_run_and_leads_back_to_its_step() {
    let app = App::start().await;
    let (learner, attempt) = app.learner_at_work().await;
    let path = format!("{LAB}/commands/list-classes/run");
    for _ in 0..2 {
        let answer = app.send(with(form(&path, "id=run-0001-test"), "cookie", &cookie(&learner))).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (303, "/pt/labs/statefulset-kind#step-storage-class")
        );
    }
    let events = app.state.engine.store().events_after(&attempt.id, 0, 100).await.expect("events");
    let started = events.iter().filter(|event| format!("{:?}", event.kind).contains("Starting")).count();
    assert_eq!(started, 1);
    let bad = app.send(with(form(&path, "id=%3B"), "cookie", &cookie(&learner))).await;
    assert_eq!(bad.status, 400);
    let stranger = app.send(form(&path, "id=run-0002-test")).await;
    assert_eq!(stranger.status, 409);
    assert!(stranger.body.contains("href=\"/pt/labs/statefulset-kind\""), "it leads to where the lab is opened");
}

#[tokio::test]
async fn scripts_get_json_and_errors_in_three_languages() {
    let app = App::start().await;
    let (learner, attempt) = app.learner_at_work().await;
    let lab = sample::lab();
    let step = &lab.file.steps[2].id;
    let wrong = Message::new("service-port").with("service", "nginx").with("expected", "80").with("found", "8080");
    let said = sample::state(step, Verdict::Wrong, wrong, None);
    app.state.engine.store().record(&attempt.id, &said, None, 5).await.expect("it is written");
    let answer = app.send(api(Request::get("/api/labs/statefulset-kind"), &bearer(&learner))).await;
    let json = answer.json();
    assert_eq!((json["namespace"].as_str(), json["sandbox"].as_str()), (Some("lab-sandbox1"), Some("sandbox1")));
    assert_eq!(json["steps"][0]["verdict"], serde_json::Value::Null, "a step to read has none");
    assert_eq!(json["steps"][2]["verdict"], "wrong");
    assert_eq!(json["steps"][2]["key"], "service-port");
    assert!(json["steps"][2]["message"]["es"].as_str().is_some_and(|text| text.contains("8080")), "{json}");

    let unknown = "Bearer nobody-has-this-code";
    app.send(api(Request::get("/api/labs/statefulset-kind"), unknown)).await.assert_error(401, "unknown-learner");
    app.get("/api/labs/statefulset-kind").await.assert_error(409, "not-open");
    app.get("/api/labs/none").await.assert_error(404, "not-found");
    app.get("/api/none").await.assert_error(404, "not-found");
    app.send(api(Request::get("/api/runs/run-of-nobody"), &bearer(&learner))).await.assert_error(404, "not-found");
    app.send(form("/api/labs", "")).await.assert_error(405, "wrong-method");
}

fn api(request: http::request::Builder, authorization: &str) -> Request<Body> {
    request.header("authorization", authorization).body(Body::empty()).expect("a request")
}

#[tokio::test]
async fn one_learner_s_run_is_nothing_to_another() {
    let app = App::start().await;
    let (learner, _) = app.learner_at_work().await;
    let path = "/api/labs/statefulset-kind/commands/list-classes/run";
    let request =
        Request::post(path).header("authorization", bearer(&learner)).header("content-type", "application/json");
    let answer = app.send(request.body(Body::from("{\"id\":\"run-0001-test\"}")).expect("a request")).await;
    assert_eq!((answer.status.as_u16(), answer.json()["id"].as_str()), (202, Some("run-0001-test")));
    let other = app.learner().await;
    app.send(api(Request::get("/api/runs/run-0001-test"), &bearer(&other))).await.assert_error(404, "not-found");
    let own = app.send(api(Request::get("/api/runs/run-0001-test"), &bearer(&learner))).await;
    assert_eq!(own.status, 200);
}

#[tokio::test]
async fn what_is_too_large_is_refused_with_its_limit() {
    let app = App::start().await;
    let (learner, _) = app.learner_at_work().await;
    let put = |bytes: usize| {
        let request = Request::put("/api/labs/statefulset-kind/files/statefulset.yaml");
        request.header("authorization", bearer(&learner)).body(Body::from("x".repeat(bytes))).expect("a request")
    };
    app.send(put(200 * 1024)).await.assert_error(413, "too-large");
    app.send(put(100 * 1024)).await.assert_error(413, "too-large");
    assert_eq!(app.send(put(1024)).await.status, 204);
    let page = app
        .send(with(
            form(&format!("{LAB}/files/statefulset.yaml"), &"x".repeat(200 * 1024)),
            "cookie",
            &cookie(&learner),
        ))
        .await;
    assert_eq!(page.status, 413);
}

#[tokio::test]
async fn a_file_saved_by_a_form_has_the_line_ends_of_a_file() {
    let app = App::start().await;
    let (learner, attempt) = app.learner_at_work().await;
    let request = form(&format!("{LAB}/files/statefulset.yaml"), "content=a%3A+1%0D%0Ab%3A+2%0D%0A");
    let answer = app.send(with(request, "cookie", &cookie(&learner))).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("location")),
        (303, "/pt/labs/statefulset-kind#file-statefulset.yaml")
    );
    let files = app.state.engine.store().files(&attempt.id).await.expect("files");
    assert_eq!(files["statefulset.yaml"], "a: 1\nb: 2\n");
    let page = app.send(with(get(LAB).body(Body::empty()).expect("a request"), "cookie", &cookie(&learner))).await;
    assert!(page.body.contains(">\na: 1\nb: 2\n</textarea>"));
}

#[tokio::test]
async fn the_table_is_behind_the_token() {
    let app = App::start().await;
    app.learner_at_work().await;
    assert!(app.get("/en/instructor").await.body.contains("type=\"password\""));
    assert_eq!(app.get("/en/instructor/events").await.status, 404);
    let refused = app.send(form("/en/instructor/login", "token=guess")).await;
    assert_eq!(refused.status, 403);
    let entered = app.send(form("/en/instructor/login", &format!("token={INSTRUCTOR}"))).await;
    assert_eq!((entered.status.as_u16(), entered.header("location")), (303, "/en/instructor"));
    let set = entered.header("set-cookie").to_owned();
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax") && set.contains("Path=/"), "{set}");
    let session = set.split(';').next().unwrap_or_default().to_owned();
    let table = with(get("/en/instructor").body(Body::empty()).expect("a request"), "cookie", &session);
    assert!(app.send(table).await.body.contains("data-attempt=\"attempt00001\""));
    app.send(with(form("/en/instructor/logout", ""), "cookie", &session)).await;
    let after = with(get("/en/instructor").body(Body::empty()).expect("a request"), "cookie", &session);
    assert!(app.send(after).await.body.contains("type=\"password\""));
}

#[tokio::test]
async fn assets_are_answered_by_their_hash_and_known_ones_are_not_sent_again() {
    let app = App::start().await;
    let css = app.get(&format!("{}/base.css", crate::web::asset::prefix())).await;
    assert_eq!((css.status.as_u16(), css.header("content-type")), (200, "text/css"));
    let etag = css.header("etag").to_owned();
    let again = get("/static/old/base.css").header("if-none-match", &etag).body(Body::empty()).expect("a request");
    assert_eq!(app.send(again).await.status, 304);
    assert_eq!(app.get("/static/x/../Cargo.toml").await.status, 404);
    assert_eq!(app.get("/static/x/none.css").await.status, 404);
}

#[tokio::test]
async fn the_stream_says_what_happened_since_and_ends_with_the_server() {
    let app = App::start().await;
    let (learner, attempt) = app.learner_at_work().await;
    let step = sample::lab().file.steps[2].id.clone();
    let said = sample::state(&step, Verdict::NotYet, Message::new("service-missing").with("service", "nginx"), None);
    let event = app.state.engine.store().record(&attempt.id, &said, None, 5).await.expect("written").expect("news");
    let request = |after: i64| {
        let path = format!("{LAB}/events?after={after}");
        with(get(&path).body(Body::empty()).expect("a request"), "cookie", &cookie(&learner))
    };
    // The server is ending: what there is to say is said, then the stream is over.
    let shutdown = app.state.shutdown.clone();
    tokio::spawn(async move {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        shutdown.cancel();
    });
    let (all, nothing): (Answer, Answer) = tokio::join!(app.send(request(0)), app.send(request(event)));
    assert_eq!(all.header("content-type"), "text/event-stream");
    assert!(all.body.contains("event: step\n") && all.body.contains("service-missing"), "{}", all.body);
    assert!(all.body.contains(&format!("id: {event}\n")), "{}", all.body);
    assert!(!nothing.body.contains("event: step\n"), "{}", nothing.body);
    assert!(app.get(&format!("{LAB}/events")).await.status == 409, "a stranger has no stream");
}

#[tokio::test]
async fn only_a_lab_s_own_page_may_have_styles_in_line_and_none_may_have_scripts() {
    let app = App::start().await;
    let (learner, _) = app.learner_at_work().await;
    let page = app.send(with(get(LAB).body(Body::empty()).expect("a request"), "cookie", &cookie(&learner))).await;
    let policy = page.header("content-security-policy");
    assert!(policy.contains("script-src 'self';") && policy.contains("style-src 'self' 'unsafe-inline';"), "{policy}");
    assert!(policy.contains("connect-src 'self';") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(
        !app.get(LAB).await.header("content-security-policy").contains("unsafe"),
        "who hasn't opened it needs none"
    );
}

#[tokio::test]
async fn the_terminal_is_had_by_websocket_and_by_whoever_opened_the_lab() {
    let app = App::start().await;
    let (learner, _) = app.learner_at_work().await;
    let asked = || get("/api/labs/statefulset-kind/terminal").body(Body::empty()).expect("a request");
    app.send(with(asked(), "cookie", &cookie(&learner))).await.assert_error(426, "not-upgraded");
    app.send(asked()).await.assert_error(409, "not-open");
    let other = app.learner().await;
    app.send(with(asked(), "cookie", &cookie(&other))).await.assert_error(409, "not-open");
}
