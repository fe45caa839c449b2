//! A class from its opening to its purge, through the router; and one of three hundred.

use std::time::Duration;

use axum::body::Body;
use http::Request;
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::{Answer, App, INSTRUCTOR, cookie, get, sample};
use crate::check::{Message, Verdict};
use crate::class::{Class, DisplayName, NewClass};
use crate::engine::Joined;
use crate::id::{AttemptId, LearnerId};
use crate::lab::Lang;
use crate::progress::{Attempt, How, StepState};
use crate::web::router;

async fn ask(app: &App, request: http::request::Builder, cookie: &str, body: &str) -> Answer {
    let request = request.header("cookie", cookie).header("content-type", "application/x-www-form-urlencoded");
    app.send(request.body(Body::from(body.to_owned())).expect("a request")).await
}

pub async fn post(app: &App, path: &str, cookie: &str, body: &str) -> Answer {
    ask(app, Request::post(path), cookie, body).await
}

pub async fn see(app: &App, path: &str, cookie: &str) -> Answer {
    ask(app, get(path), cookie, "").await
}

fn cookie_of(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
}

/// An instructor's cookie.
pub async fn instructor(app: &App) -> String {
    cookie_of(&post(app, "/en/instructor/login", "", &format!("token={INSTRUCTOR}")).await)
}

pub async fn open_class(app: &App) -> Class {
    let new = NewClass {
        name: "Monday".parse().expect("a name"),
        lang: Lang::Es,
        size: 300,
        labs: vec![sample::lab().id().clone()],
        ends: i64::MAX / 2,
    };
    app.state.engine.open_class(&new).await.expect("a class")
}

pub async fn joins(app: &App, class: &Class, name: &str) -> (Joined, String) {
    let name: DisplayName = name.parse().expect("a name");
    let joined = app.state.engine.join_class(class, None, &name, Lang::Pt).await.expect("joined");
    let cookie = cookie(joined.new.as_ref().expect("somebody new"));
    (joined, cookie)
}

async fn works(app: &App, learner: &LearnerId, attempt: &str, states: &[StepState]) -> AttemptId {
    let id: AttemptId = attempt.parse().expect("an id");
    let attempt = Attempt {
        id: id.clone(),
        learner: learner.clone(),
        lab: "statefulset-kind".parse().expect("an id"),
        created: 1,
        ended: None,
    };
    let store = app.state.engine.store();
    store.begin_attempt(&attempt).await.expect("an attempt");
    for state in states {
        store.record(&id, state, None, 5).await.expect("written");
    }
    id
}

pub fn judged() -> Vec<crate::id::StepId> {
    sample::lab().file.steps.iter().filter(|step| !step.checks.is_empty()).map(|step| step.id.clone()).collect()
}

pub fn wrong(step: &crate::id::StepId) -> StepState {
    let said = Message::new("service-port").with("service", sample::HOSTILE).with("expected", "80").with("found", "81");
    sample::state(step, Verdict::Wrong, said, None)
}

#[tokio::test]
async fn only_an_instructor_sees_or_does_anything_of_a_class() {
    let app = App::start().await;
    let class = open_class(&app).await;
    let (joined, learner) = joins(&app, &class, "Ana").await;
    let base = format!("/en/instructor/classes/{}", class.id);
    let who = format!("{base}/members/{}", joined.member.learner);
    let gets = ["", "/code", "/events", "/export.csv", "/export.json"].map(|end| format!("{base}{end}"));
    for path in gets.iter().chain([&who, &"/en/instructor/classes/new".to_owned()]) {
        for cookie in ["", learner.as_str()] {
            let answer = see(&app, path, cookie).await;
            assert_eq!(answer.status, 401, "{path}");
            assert!(!answer.body.contains("Ana"), "{path}");
        }
    }
    let posts = ["/say", "/extend", "/end", "/purge"].map(|end| format!("{base}{end}"));
    for path in posts.iter().chain([&format!("{who}/remove"), &"/en/instructor/classes".to_owned()]) {
        assert_eq!(post(&app, path, &learner, "text=x&to=all&minutes=5").await.status, 401, "{path}");
    }
    let room = app.state.engine.store().room(&class.id).await.expect("read").expect("there");
    assert_eq!((room.class.ended, room.present().count()), (None, 1));
}

#[tokio::test]
async fn a_class_opens_and_bad_input_loses_nothing() {
    let app = App::start().await;
    let teacher = instructor(&app).await;
    let bad = post(&app, "/pt/instructor/classes", &teacher, "name=%20&size=many&hours=0&lang=pt").await;
    assert_eq!(bad.status, 422);
    assert!(bad.body.contains("value=\"many\"") && bad.body.contains("Escolha pelo menos um lab."), "{}", bad.body);
    let form = "name=%3Cb%3EMonday&size=30&hours=2,5&lang=es&lab=statefulset-kind";
    let opened = post(&app, "/pt/instructor/classes", &teacher, form).await;
    assert_eq!(opened.status, 303, "{}", opened.body);
    let wall = see(&app, opened.header("location"), &teacher).await;
    assert!(wall.body.contains("<svg") && !wall.body.contains("<b>Monday") && !wall.body.contains("style="));
    let (class, _) = &app.state.engine.store().classes().await.expect("classes")[0];
    assert!(wall.body.contains(&class.code.grouped()));
    assert!(see(&app, "/en/instructor", &teacher).await.body.contains("&#60;b&#62;Monday"));
}

#[tokio::test]
async fn somebody_joins_asks_is_answered_and_leaves() {
    let app = App::start().await;
    let (class, teacher) = (open_class(&app).await, instructor(&app).await);
    for (form, words) in [("code=CCCCCC&name=Ana", "Ninguna clase"), ("code=x&name=Ana", "Ninguna clase")] {
        let refused = post(&app, "/es/join", "", form).await;
        assert!(refused.status == 422 && refused.body.contains(words) && refused.body.contains("value=\"Ana\""));
    }
    let code = class.code.grouped().to_lowercase();
    let nameless = post(&app, "/es/join", "", &format!("code={code}&name=%20")).await;
    assert!(nameless.status == 422 && nameless.body.contains(&code), "the code is still there");
    let name = "%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    let joined = post(&app, "/es/join", "", &format!("code={code}&name={name}")).await;
    assert_eq!((joined.status.as_u16(), joined.header("location")), (303, "/es/class"));
    let learner = cookie_of(&joined);
    let page = see(&app, "/es/class", &learner).await;
    assert!(page.body.contains("statefulset-kind") && !page.body.contains("<script>alert"), "{}", page.body);
    // The same browser again, and somebody else at it.
    assert_eq!(post(&app, "/es/join", &learner, &format!("code={code}&name=")).await.status, 303);
    assert!(post(&app, "/es/join", &learner, &format!("code={code}&name=Eva")).await.body.contains("name=\"other\""));
    let other = post(&app, "/es/join", &learner, &format!("code={code}&name=Eva&other=1")).await;
    assert_ne!(cookie_of(&other), learner);

    post(&app, "/es/class/hand", &learner, "text=%3Cimg+src%3Dx%3E+help").await;
    let base = format!("/en/instructor/classes/{}", class.id);
    let board = see(&app, &base, &teacher).await;
    assert!(board.body.contains("&#60;img src=x&#62; help") && !board.body.contains("<script>alert"));
    let (_, member) = {
        let room = app.state.engine.store().room(&class.id).await.expect("read").expect("there");
        (room.class.clone(), room.members.into_iter().find(|member| member.hand.is_some()).expect("a hand"))
    };
    let hidden = see(&app, &format!("{base}?names=off&show=hand"), &teacher).await;
    assert!(!hidden.body.contains("alert(1)") && !hidden.body.contains("Eva") && hidden.body.contains("Learner 1"));
    let answer = format!("to={}&text=Look+at+%3Cports%3E", member.learner);
    assert_eq!(post(&app, &format!("{base}/say"), &teacher, &answer).await.status, 303);
    let page = see(&app, "/es/class", &learner).await;
    assert!(page.body.contains("Look at &#60;ports&#62;") && !page.body.contains("Tienes la mano levantada"));
    let note = page.body.split("name=\"id\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a note");
    post(&app, "/es/class/notes", &cookie_of(&other), &format!("id={note}")).await;
    assert!(see(&app, "/es/class", &learner).await.body.contains("Look at"), "nobody else puts it away");
    post(&app, "/es/class/notes", &learner, &format!("id={note}")).await;
    assert!(!see(&app, "/es/class", &learner).await.body.contains("Look at"));
    post(&app, "/es/class/leave", &learner, "").await;
    assert_eq!(see(&app, "/es/class", &learner).await.header("location"), "/es/join");
    assert!(!see(&app, &base, &teacher).await.body.contains("alert(1)"));
}

#[tokio::test]
async fn the_class_s_page_is_told_what_the_instructor_says_and_that_one_is_out() {
    let app = App::start().await;
    let (class, teacher) = (open_class(&app).await, instructor(&app).await);
    let path = "/pt/class/events?once";
    assert_eq!(app.get(path).await.status, 409, "nobody is in a class");
    let (joined, learner) = joins(&app, &class, "Ana").await;
    let base = format!("/pt/instructor/classes/{}", class.id);
    let told = see(&app, path, &learner).await.body;
    assert!(told.contains("event: classBar\n") && told.contains("event: labs\n") && !told.contains("event: reload\n"));
    post(&app, &format!("{base}/say"), &teacher, "to=all&text=Look+at+%3Cports%3E").await;
    works(&app, &joined.member.learner, "ana-attempt1", &[]).await;
    let told = see(&app, path, &learner).await.body;
    assert!(told.contains("Look at &#60;ports&#62;") && told.contains("<progress value=\\\"0\\\""), "{told}");
    let board = see(&app, &format!("{base}/events?once"), &teacher).await.body;
    assert!(board.contains(&format!("{{\"learners\":[\"{}\"]}}", joined.member.learner)), "{board}");
    post(&app, &format!("{base}/members/{}/remove", joined.member.learner), &teacher, "").await;
    let told = see(&app, path, &learner).await.body;
    assert!(told.contains("event: reload\n") && !told.contains("event: labs\n"), "{told}");
    let board = see(&app, &format!("{base}/events?once"), &teacher).await.body;
    assert!(board.contains("{\"learners\":[]}"), "whoever is on the page is taken off it: {board}");
}

#[tokio::test]
async fn the_end_of_a_class_closes_its_door_and_keeps_its_progress() {
    let app = App::start().await;
    let (class, teacher) = (open_class(&app).await, instructor(&app).await);
    let (joined, learner) = joins(&app, &class, "=1+1").await;
    let steps = judged();
    let mut done = sample::state(&steps[0], Verdict::Passed, Message::new("step-untried"), Some(true));
    done.how = Some(How::CatchUp);
    works(&app, &joined.member.learner, "ana-attempt1", &[done, wrong(&steps[1])]).await;
    let base = format!("/pt/instructor/classes/{}", class.id);
    let board = see(&app, &base, &teacher).await;
    assert!(board.body.contains("data-how=\"catch-up\"") && board.body.contains("1 aluno"), "{}", board.body);
    assert!(!board.body.contains("<img src=x"), "what learners put into objects is escaped");
    let one = see(&app, &format!("{base}/members/{}", joined.member.learner), &teacher).await;
    assert!(one.status == 200 && !one.body.contains("<img src=x"), "{}", one.body);
    assert_eq!(post(&app, &format!("{base}/purge"), &teacher, "").await.status, 404, "it goes on");
    assert_eq!(post(&app, &format!("{base}/extend"), &teacher, "minutes=30").await.status, 303);
    assert_eq!(post(&app, &format!("{base}/end"), &teacher, "").await.status, 303);
    let open = post(&app, "/pt/labs/statefulset-kind/open", &learner, "").await;
    assert!(open.status == 409 && open.body.contains("A turma foi encerrada"), "{}", open.body);
    assert_eq!(post(&app, "/pt/join", "", &format!("code={}&name=Eva", class.code)).await.status, 422);
    assert!(see(&app, "/pt/class", &learner).await.body.contains("Seu progresso continua aqui"));
    let table = see(&app, &format!("{base}/export.csv?bom=1"), &teacher).await.body;
    assert!(table.starts_with("\u{feff}name,") && table.contains("\n'=1+1,"), "{table}");
    assert!(table.contains(",passed,catch-up,"), "{table}");
    let lines = see(&app, &format!("{base}/export.json"), &teacher).await.json();
    assert_eq!(lines["lines"][0]["name"], "=1+1");
    assert_eq!(post(&app, &format!("{base}/purge"), &teacher, "").await.status, 303);
    assert_eq!(see(&app, &base, &teacher).await.status, 404);
    assert_eq!(see(&app, "/pt/class", &learner).await.header("location"), "/pt/join");
}

#[tokio::test]
async fn an_instructor_s_streams_end_when_they_log_out() {
    let app = App::start().await;
    let (class, other, teacher) = (open_class(&app).await, instructor(&app).await, instructor(&app).await);
    let (joined, _) = joins(&app, &class, "Ana").await;
    let who = format!("/en/instructor/classes/{}/members/{}", class.id, joined.member.learner);
    let paths = [
        "/en/instructor/events".to_owned(),
        format!("/en/instructor/classes/{}/events", class.id),
        format!("{who}/events"),
        format!("{who}/labs/statefulset-kind/terminal"),
    ];
    let streams = paths.iter().map(|path| see(&app, path, &teacher));
    let ended = tokio::time::timeout(Duration::from_secs(10), futures::future::join_all(streams));
    let logout = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        post(&app, "/en/instructor/logout", &teacher, "").await
    };
    let goes_on = tokio::time::timeout(Duration::from_secs(6), see(&app, &paths[1], &other));
    let (ended, _, goes_on) = tokio::join!(ended, logout, goes_on);
    for (stream, path) in ended.expect("they end").iter().zip(&paths) {
        assert!(
            stream.status == 200 && stream.body.ends_with("event: reload\ndata: {}\n\n"),
            "{path}: {}",
            stream.body
        );
    }
    assert!(goes_on.is_err(), "who did not log out goes on");
}

#[tokio::test]
async fn three_hundred_learners_are_on_the_board() {
    let app = App::start().await;
    let (class, teacher) = (open_class(&app).await, instructor(&app).await);
    let steps = judged();
    for number in 0..300 {
        let (joined, _) = joins(&app, &class, "Ana").await;
        let said = if number % 3 == 0 { vec![wrong(&steps[0])] } else { Vec::new() };
        works(&app, &joined.member.learner, &format!("attempt-{number:04}"), &said).await;
    }
    let board = see(&app, &format!("/en/instructor/classes/{}", class.id), &teacher).await;
    assert_eq!(board.body.matches("<tr data-member=").count(), 300);
    assert!(board.body.contains("Ana (300)") && board.body.contains("100 learners"));
    let path = format!("/en/instructor/classes/{}/events", class.id);
    let request = get(&path).header("cookie", &teacher).body(Body::empty()).expect("a request");
    let mut body = router(app.state.clone()).oneshot(request).await.expect("an answer").into_body();
    let mut live = String::new();
    while !live.contains("event: counts\n") {
        let frame = body.frame().await.expect("the stream goes on").expect("a frame");
        live.push_str(frame.data_ref().map_or("", |data| std::str::from_utf8(data).expect("text")));
    }
    assert_eq!(live.matches("event: row\n").count(), 300, "everything once, then only what changed");
}
