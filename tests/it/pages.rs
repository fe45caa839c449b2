//! Pages: languages, what is not there, and what is said while the cluster does not answer.

use crate::support::{App, LAB};

#[tokio::test]
async fn the_root_leads_to_the_catalogue_in_the_visitor_s_language() {
    let app = App::start().await;
    for (accepted, lang) in [
        ("pt-BR,pt;q=0.9,en;q=0.5", "pt"),
        ("pt-PT", "pt"),
        ("es-419,es;q=0.8", "es"),
        ("fr-FR,es;q=0.5,en;q=0.3", "es"),
        ("en-GB", "en"),
        ("ja", "en"),
        ("", "en"),
        ("*", "en"),
        ("es;q=0, pt;q=0.1", "pt"),
        ("\t;;;q=,,%%", "en"),
    ] {
        let reply = app.get_in("/", accepted).await;
        assert!(reply.status.is_redirection(), "{accepted}: {}", reply.status);
        assert_eq!(reply.header("location"), format!("/{lang}/labs"), "Accept-Language: {accepted}");
    }
}

#[tokio::test]
async fn every_language_has_its_catalogue_and_lab_with_links_to_the_same_page_in_the_others() {
    let app = App::start().await;
    for (lang, tag) in [("pt", "pt-BR"), ("es", "es"), ("en", "en")] {
        for page in ["labs", "labs/statefulset-kind", "instructor", "resume"] {
            let reply = app.get_in(&format!("/{lang}/{page}"), "fr").await;
            reply.is_page(200, tag);
            for other in ["pt", "es", "en"] {
                assert!(reply.text.contains(&format!("href=\"/{other}/{page}\"")), "{lang}/{page} → {other}");
            }
        }
    }
}

#[tokio::test]
async fn each_catalogue_names_its_labs_in_its_own_language() {
    let app = App::start().await;
    let title = app.get("/api/labs").await.json()["labs"][0]["title"].clone();
    for lang in ["pt", "es", "en"] {
        let text = app.get(&format!("/{lang}/labs")).await.text;
        for other in ["pt", "es", "en"] {
            let there = text.contains(title[other].as_str().expect("a title"));
            assert_eq!(there, lang == other, "the title in `{other}` on the catalogue in `{lang}`");
        }
    }
}

#[tokio::test]
async fn what_is_not_there_is_said_in_the_language_of_the_address() {
    let app = App::start().await;
    app.get_in("/pt/nowhere", "en").await.is_page(404, "pt-BR");
    app.get_in("/es/labs/no-such-lab", "en").await.is_page(404, "es");
    app.get_in("/en/labs/statefulset-kind/nothing", "pt").await.is_page(404, "en");
    app.get_in("/nowhere", "pt-BR").await.is_page(404, "pt-BR");
    app.get_in("/xx/labs", "es").await.is_page(404, "es");
    app.get_in("/static/0/no-such.css", "es").await.is_page(404, "es");
    app.get("/api/nowhere").await.is_error(404, "not-found");
}

#[tokio::test]
async fn an_address_that_does_something_is_no_page() {
    let app = App::start().await;
    app.get(&format!("{LAB}/open")).await.is_page(405, "en");
    app.post("/pt/labs").await.is_page(405, "pt-BR");
    app.get("/api/labs/statefulset-kind/open").await.is_error(405, "wrong-method");
}

#[tokio::test]
async fn without_a_cluster_the_server_answers_and_says_so() {
    let app = App::start().await;
    let alive = app.get("/healthz").await;
    assert_eq!((alive.status.as_u16(), alive.text.trim()), (200, "ok"));
    let ready = app.get("/readyz").await;
    assert_eq!(ready.status.as_u16(), 503);
    assert_eq!(ready.json()["cluster"], false);
    let catalogue = app.get("/es/labs").await;
    catalogue.is_page(200, "es");
    let banner = catalogue.text.split("data-cluster-banner").nth(1).expect("a banner");
    assert!(banner.starts_with('>'), "the banner about the cluster is hidden: {}", &banner[..80]);
}

#[tokio::test]
async fn without_a_cluster_opening_answers_503_with_a_way_back() {
    let app = App::start().await;
    for (lang, tag) in [("pt", "pt-BR"), ("es", "es"), ("en", "en")] {
        let reply = app.post(&format!("/{lang}/labs/statefulset-kind/open")).await;
        reply.is_page(503, tag);
        assert!(reply.text.contains(&format!("href=\"/{lang}/labs/statefulset-kind\"")), "no way back");
        assert!(reply.text.contains("kindlab doctor"), "nothing to do next: {}", reply.text);
    }
    app.post("/api/labs/statefulset-kind/open").await.is_error(503, "cluster");
}

#[tokio::test]
async fn a_lab_that_was_not_opened_can_be_read_and_not_run() {
    let app = App::start().await;
    let page = app.get(LAB).await;
    page.is_page(200, "en");
    assert!(page.text.contains(&format!("action=\"{LAB}/open\"")));
    assert!(!page.text.contains("data-command="), "a lab nobody opened offers a command");
    app.post_form(&format!("{LAB}/commands/list-classes/run"), "id=abcdefgh").await.is_page(409, "en");
    app.post(&format!("{LAB}/commands/list-classes/stop")).await.is_page(409, "en");
    app.post(&format!("{LAB}/reset")).await.is_page(409, "en");
    app.post_form(&format!("{LAB}/questions/provisioner"), "answer=x").await.is_page(409, "en");
    app.post_form(&format!("{LAB}/files/statefulset.yaml"), "content=x").await.is_page(409, "en");
    app.get(&format!("{LAB}/events")).await.is_page(409, "en");
}

#[tokio::test]
async fn the_instructor_s_page_wants_its_token() {
    let app = App::start().await;
    let page = app.get("/pt/instructor").await;
    page.is_page(200, "pt-BR");
    assert!(page.text.contains("/pt/instructor/login"));
    app.post_form("/pt/instructor/login", "token=guess").await.is_page(403, "pt-BR");
    app.post_form("/pt/instructor/login", "").await.is_page(403, "pt-BR");
    app.get("/pt/instructor/events").await.is_page(404, "pt-BR");
}

#[tokio::test]
async fn a_resume_code_that_is_nobody_s_is_refused() {
    let app = App::start().await;
    let page = app.post_form("/es/resume", "code=aaaa-bbbb-cccc-dddd-eeee").await;
    page.is_page(200, "es");
    assert!(page.header("set-cookie").starts_with("kindlab_form="), "no learner: {}", page.header("set-cookie"));
}

#[tokio::test]
async fn a_page_asks_nothing_of_other_sites() {
    let app = App::start().await;
    for path in ["/pt/labs", LAB, "/en/instructor", "/en/resume", "/en/nowhere"] {
        let text = app.get(path).await.text;
        for attribute in ["src=\"", "href=\"", "action=\""] {
            for target in text.split(attribute).skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(
                    target.starts_with('/') && !target.starts_with("//") || target.starts_with('#'),
                    "{path}: {target}"
                );
            }
        }
    }
}

#[tokio::test]
async fn what_a_page_links_to_is_there() {
    let app = App::start().await;
    let text = app.get(LAB).await.text;
    let assets: Vec<_> = text.split('"').filter(|part| part.starts_with("/static/")).collect();
    assert!(assets.len() >= 3, "{assets:?}");
    for asset in assets {
        let reply = app.get(asset).await;
        assert_eq!(reply.status.as_u16(), 200, "{asset}");
        let again = app.send_body("GET", asset, "text/plain", b"", &[("if-none-match", reply.header("etag"))]).await;
        assert_eq!(again.status.as_u16(), 304, "{asset}");
    }
}
