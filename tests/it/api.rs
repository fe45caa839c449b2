//! The JSON routes without a cluster: their shapes, their errors, and ids that mean harm.

use serde_json::json;

use crate::support::{App, LAB_API};

#[tokio::test]
async fn the_labs_are_listed_with_their_titles_in_three_languages() {
    let app = App::start().await;
    let body = app.get("/api/labs").await.json();
    let lab = &body["labs"][0];
    assert_eq!((lab["id"].as_str(), lab["open"].as_bool()), (Some("statefulset-kind"), Some(false)));
    for lang in ["pt", "es", "en"] {
        assert!(lab["title"][lang].as_str().is_some_and(|title| !title.is_empty()), "{lab}");
    }
    assert!(lab["total"].as_u64().is_some_and(|total| total >= 9), "{lab}");
}

#[tokio::test]
async fn nobody_has_nothing_open() {
    let app = App::start().await;
    app.get(LAB_API).await.is_error(409, "not-open");
    app.post(&format!("{LAB_API}/reset")).await.is_error(409, "not-open");
    app.post("/api/resume-code").await.is_error(409, "not-open");
    app.get("/api/runs/abcdefgh12").await.is_error(409, "not-open");
    let run = json!({"id": "abcdefgh12"});
    app.post_json(&format!("{LAB_API}/commands/list-classes/run"), &run).await.is_error(409, "not-open");
}

#[tokio::test]
async fn a_bearer_that_is_nobody_s_is_said_to_be_so() {
    let app = App::start().await;
    let headers = [("authorization", "Bearer 0000000000000000")];
    app.send_body("GET", LAB_API, "text/plain", b"", &headers).await.is_error(401, "unknown-learner");
    app.send_body("POST", &format!("{LAB_API}/open"), "text/plain", b"", &headers)
        .await
        .is_error(401, "unknown-learner");
}

#[tokio::test]
async fn a_learner_is_known_again_by_cookie_and_by_code() {
    let app = App::start().await;
    let new = app.engine.new_learner().await.expect("a learner");
    let cookie = format!("kindlab={}", new.token);
    let known = app.send_body("POST", "/api/resume-code", "text/plain", b"", &[("cookie", &cookie)]).await;
    let code = known.json()["resume_code"].as_str().expect("a code").to_owned();
    let bearer = format!("Bearer {code}");
    app.send_body("GET", LAB_API, "text/plain", b"", &[("authorization", &bearer)]).await.is_error(409, "not-open");
    let old = format!("Bearer {}", new.resume_code);
    let old = app.send_body("GET", LAB_API, "text/plain", b"", &[("authorization", &old)]).await;
    old.is_error(401, "unknown-learner");
    let form = app.post_form("/pt/resume", &format!("code={code}")).await;
    assert_eq!((form.status.as_u16(), form.header("location")), (303, "/pt/labs"));
    let cookie = form.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"), "{cookie}");
}

#[tokio::test]
async fn somebody_else_s_cookie_opens_nothing() {
    let app = App::start().await;
    for cookie in ["kindlab=", "kindlab=' OR 1=1 --", "kindlab=\"quoted\"", "kindlab=a; kindlab=b", "x"] {
        let reply = app.send_body("GET", LAB_API, "text/plain", b"", &[("cookie", cookie)]).await;
        reply.is_error(409, "not-open");
    }
}

#[tokio::test]
async fn ids_that_mean_harm_name_nothing() {
    let app = App::start().await;
    let long = "a".repeat(5000);
    let hostile = [
        "..",
        "%2e%2e",
        "..%2f..%2fetc",
        "%00",
        "a%00b",
        "A",
        "-a",
        "a-",
        "%20",
        "statefulset-kind%20",
        "kube-system",
        "'",
        "%27%20OR%201=1",
        "%3Cscript%3E",
        "%ff%fe",
        "%e2%80%ae",
        "{lab}",
        long.as_str(),
    ];
    for id in hostile {
        let lab = app.get(&format!("/api/labs/{id}")).await;
        assert_eq!(lab.status.as_u16(), 404, "/api/labs/{id}: {}", lab.text);
        let page = app.get(&format!("/pt/labs/{id}")).await;
        assert_eq!(page.status.as_u16(), 404, "/pt/labs/{id}");
        assert!(!page.text.contains("<script>"), "/pt/labs/{id} is written as markup");
        let command = app.post_json(&format!("{LAB_API}/commands/{id}/run"), &json!({"id": "abcdefgh12"})).await;
        assert_eq!(command.status.as_u16(), 404, "commands/{id}: {}", command.text);
        let file = app.send_body("PUT", &format!("{LAB_API}/files/{id}"), "text/plain", b"x", &[]).await;
        assert_eq!(file.status.as_u16(), 404, "files/{id}: {}", file.text);
    }
}

#[tokio::test]
async fn ids_of_runs_are_read_strictly() {
    let app = App::start().await;
    let new = app.engine.new_learner().await.expect("a learner");
    let cookie = format!("kindlab={}", new.token);
    let path = format!("{LAB_API}/commands/list-classes/run");
    let too_long = "a".repeat(65);
    for id in ["short", "white space", "a/b/c/d/e/f", "../../../etc", "aaaaaaa\n", "ünïcödé-ïd", "", too_long.as_str()]
    {
        let body = json!({ "id": id }).to_string();
        let reply = app.send_body("POST", &path, "application/json", body.as_bytes(), &[("cookie", &cookie)]).await;
        reply.is_error(400, "bad-request");
    }
    for body in ["", "{", "[]", "{}", "{\"id\": 7}", "{\"id\":\"abcdefgh12\",\"command\":\"rm -rf /\"}"] {
        let reply = app.send_body("POST", &path, "application/json", body.as_bytes(), &[("cookie", &cookie)]).await;
        reply.is_error(400, "bad-request");
    }
    // A body of another kind is what a form on another site can send without asking first.
    let form = app.send_body("POST", &path, "text/plain", b"{\"id\":\"abcdefgh12\"}", &[("cookie", &cookie)]).await;
    form.is_error(400, "bad-request");
}
