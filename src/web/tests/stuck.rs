//! Help, and what leads out when one is stuck, as far as it goes without a cluster.

use axum::body::Body;

use super::router::{form, with};
use super::{App, cookie, get, sample};
use crate::check::{Message, Verdict};
use crate::progress::{Aid, EventKind, Run, RunState};

const LAB: &str = "/en/labs/statefulset-kind";
const STEP: &str = "headless-service";

async fn page(app: &App, path: &str, cookie: &str) -> String {
    app.send(with(get(path).body(Body::empty()).expect("a request"), "cookie", cookie)).await.body
}

#[tokio::test]
async fn hints_come_one_by_one_and_then_the_solution_which_is_noted_before_it_is_shown() {
    let app = App::start().await;
    let (learner, attempt) = app.learner_at_work().await;
    let own = cookie(&learner);
    let before = page(&app, LAB, &own).await;
    assert!(!before.contains("clusterIP: None\n  ports"), "the solution is on the page before it is asked for");
    assert!(before.contains("value=\"hint-1\""));
    let path = format!("{LAB}/steps/{STEP}/help");
    let shown = app.send(with(form(&path, "piece=hint-1"), "cookie", &own)).await;
    assert_eq!((shown.status.as_u16(), shown.header("location")), (303, format!("{LAB}#help-{STEP}").as_str()));
    let after = page(&app, LAB, &own).await;
    assert!(after.contains("kubectl delete service nginx"), "the hint is shown");
    assert!(app.state.engine.store().aids(&attempt.id).await.expect("aids").is_empty(), "a hint is no solution");
    app.send(with(form(&path, "piece=solution"), "cookie", &own)).await;
    let aids = app.state.engine.store().aids(&attempt.id).await.expect("aids");
    assert!(aids[&STEP.parse().expect("an id")].contains(&Aid::Solution));
    assert!(page(&app, LAB, &own).await.contains("clusterIP: None"));
    for (path, body, status) in [
        (path.as_str(), "piece=hint-9", 404),
        (path.as_str(), "piece=everything", 400),
        (path.as_str(), "", 400),
        (&format!("{LAB}/steps/none/help"), "piece=hint-1", 404),
    ] {
        assert_eq!(app.send(with(form(path, body), "cookie", &own)).await.status, status, "{path} {body}");
    }
    assert_eq!(app.send(form(&path, "piece=hint-1")).await.status, 409, "a stranger has nothing open");
    let events = app.state.engine.store().events_after(&attempt.id, 0, 100).await.expect("events");
    assert_eq!(events.iter().filter(|event| matches!(event.kind, EventKind::Helped { .. })).count(), 2);
}

#[tokio::test]
async fn a_message_that_the_lab_knows_a_way_out_of_stands_beside_it() {
    let app = App::start().await;
    let (learner, attempt) = app.learner_at_work().await;
    let step = STEP.parse().expect("an id");
    let wrong = Message::new("service-not-headless").with("service", "nginx").with("found", "10.0.0.1");
    let said = sample::state(&step, Verdict::Wrong, wrong, None);
    app.state.engine.store().record(&attempt.id, &said, None, 5).await.expect("it is written");
    let shown = page(&app, LAB, &cookie(&learner)).await;
    let help = shown.split(&format!("data-help=\"{STEP}\"")).nth(1).expect("the step's help");
    let mend = help.split("data-help-form").next().expect("what comes before the next piece");
    assert!(mend.contains("<code>kubectl delete service nginx</code>"), "{mend}");
}

#[tokio::test]
async fn each_action_is_shown_before_it_is_done_and_needs_a_cluster_to_be_done() {
    let app = App::start().await;
    let (learner, _) = app.learner_at_work().await;
    let own = cookie(&learner);
    for (path, words) in [
        (format!("{LAB}/reset"), "Volumes are not kept"),
        (format!("{LAB}/steps/{STEP}/reset"), "name=\"volumes\" value=\"keep\" required"),
        (format!("{LAB}/steps/{STEP}/catch-up"), "counted apart"),
    ] {
        let shown = page(&app, &path, &own).await;
        assert!(shown.contains(words) && shown.contains(&format!("action=\"{path}\"")), "{path}: {shown}");
        assert_eq!(app.get(&path).await.status, 409, "a stranger has nothing open");
        let body = if path.ends_with("/steps/headless-service/reset") { "volumes=drop" } else { "" };
        assert_eq!(app.send(with(form(&path, body), "cookie", &own)).await.status, 503, "{path}");
    }
    let unsaid = app.send(with(form(&format!("{LAB}/steps/{STEP}/reset"), ""), "cookie", &own)).await;
    assert_eq!(unsaid.status, 400, "volumes are kept or dropped because it was said");
    let stopped = app.send(with(form(&format!("{LAB}/replay/stop"), ""), "cookie", &own)).await;
    assert_eq!((stopped.status.as_u16(), stopped.header("location")), (303, LAB));
}

#[tokio::test]
async fn a_prediction_is_noted_before_its_command_shows_what_happens_and_compared_after() {
    let app = App::start().await;
    let (learner, attempt) = app.learner_at_work().await;
    let own = cookie(&learner);
    let path = format!("{LAB}/predictions/what-stays");
    let before = page(&app, LAB, &own).await;
    assert!(before.contains(&format!("action=\"{path}\"")) && !before.contains("class=\"outcome\""));
    let noted = app.send(with(form(&path, "choice=two"), "cookie", &own)).await;
    assert_eq!((noted.status.as_u16(), noted.header("location")), (303, format!("{LAB}#predict-what-stays").as_str()));
    assert!(page(&app, LAB, &own).await.contains("value=\"two\" required checked"));
    for (body, status) in [("choice=five", 404), ("choice=%3B", 400), ("", 400)] {
        assert_eq!(app.send(with(form(&path, body), "cookie", &own)).await.status, status, "{body}");
    }

    let store = app.state.engine.store();
    let sandbox = store.sandbox_of(&attempt.id).await.expect("the store").expect("a sandbox");
    let run = Run {
        id: "run-0001-test".parse().expect("an id"),
        attempt: attempt.id.clone(),
        sandbox: sandbox.id,
        command: "list-what-stays".parse().expect("an id"),
        state: RunState::Starting,
        exit: None,
        output: String::new(),
        truncated: false,
        started: 5,
        ended: None,
    };
    store.create_run(&run).await.expect("it begins");
    store.update_run(&Run { state: RunState::Ended, ended: Some(6), ..run }).await.expect("it ends");
    let after = page(&app, LAB, &own).await;
    let outcome = after.split("class=\"outcome\"").nth(1).expect("the comparison");
    assert!(outcome.contains("Two: those the set began with") && outcome.contains("All four"), "{outcome}");
    assert!(outcome.contains("data-right=\"false\""));
    // Too late to change one's mind.
    app.send(with(form(&path, "choice=four"), "cookie", &own)).await;
    let events = store.events_after(&attempt.id, 0, 100).await.expect("events");
    assert_eq!(events.iter().filter(|event| matches!(event.kind, EventKind::Predicted { .. })).count(), 1);
}
