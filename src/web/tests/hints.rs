//! Hints that an instructor sends: which one, and to whom.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::classes::{instructor, joins, open_class, post, see, wrong};
use super::{App, sample};
use crate::check::Message;
use crate::class::{Class, standing};
use crate::engine::Joined;
use crate::id::StepId;
use crate::lab::Part;
use crate::lab::catalogue::Catalogue;
use crate::progress::{Attempt, StepState};

/// A learner who opened the lab a moment ago and was told this since; their cookie.
async fn at_work(app: &App, class: &Class, name: &str, told: &[StepState]) -> (Joined, String) {
    let (joined, cookie) = joins(app, class, name).await;
    let now = crate::web::format::now();
    let attempt = Attempt {
        id: format!("attempt-of-{}", name.to_lowercase()).parse().expect("an id"),
        learner: joined.member.learner.clone(),
        lab: sample::lab().id().clone(),
        created: now,
        ended: None,
    };
    let store = app.state.engine.store();
    store.begin_attempt(&attempt).await.expect("an attempt");
    for state in told {
        store.record(&attempt.id, state, None, now).await.expect("written");
    }
    (joined, cookie)
}

/// The lab's first two steps that can be done.
fn steps() -> [StepId; 2] {
    let lab = sample::lab();
    let mut steps = standing::doable(&lab).map(|step| step.id.clone());
    std::array::from_fn(|_| steps.next().expect("a step"))
}

/// The lab with a second hint in the first of them.
fn two_hints() -> Catalogue {
    let mut lab = sample::lab();
    for (lang, prose) in &mut lab.prose {
        let section = prose.steps.get_mut(&steps()[0]).expect("a section");
        section.parts.push(Part::Hint(format!("<p>The <em>second</em> hint, {}</p>", lang.code())));
    }
    Catalogue { labs: BTreeMap::from([(lab.id().clone(), Arc::new(lab))]), ..Catalogue::default() }
}

#[tokio::test]
async fn a_hint_reaches_those_at_a_step_or_only_who_is_stuck_there() {
    let app = App::start().await;
    app.state.engine.set_catalogue(two_hints());
    let (class, teacher) = (open_class(&app).await, instructor(&app).await);
    let [step, next] = &steps();
    let other = |found: &str| StepState { message: Message::new("service-port").with("found", found), ..wrong(step) };
    let (_, stuck) = at_work(&app, &class, "Ana", &[wrong(step), other("82"), other("83")]).await;
    let (_, slips) = at_work(&app, &class, "Bob", &[wrong(step), wrong(next)]).await;
    let (_, away) = joins(&app, &class, "Eva").await;
    let base = format!("/en/instructor/classes/{}", class.id);
    let board = see(&app, &base, &teacher).await.body;
    assert!(board.contains("2. The second hint, en") && board.contains("only the one who is stuck"), "{board}");
    assert!(board.contains(&format!("value=\"{step}:2\"")), "{board}");
    let reached = async |text: &str| {
        let mut names = Vec::new();
        for (name, cookie) in [("stuck", &stuck), ("slips", &slips), ("away", &away)] {
            if see(&app, "/pt/class", cookie).await.body.contains(text) {
                names.push(name);
            }
        }
        names
    };
    let say = async |form: &str| {
        let to = format!("{base}/say?names=off");
        let answer = post(&app, &to, &teacher, &format!("lab=statefulset-kind&{form}")).await;
        assert_eq!(answer.status, 303, "{form}: {}", answer.body);
        answer.header("location").to_owned()
    };
    let at = say(&format!("step={step}&hint=2&to=step&stuck=1")).await;
    assert_eq!(at, format!("{base}?names=off&told=1"), "what was looked at is looked at still");
    assert_eq!(reached("second</em> hint, pt").await, ["stuck"]);
    let page = see(&app, &at, &teacher).await.body;
    assert!(page.contains("Sent to 1 learner.") && !page.contains("Ana"), "{page}");

    assert!(say(&format!("hint={step}:2&to=step")).await.ends_with("told=2"));
    assert_eq!(reached("second</em> hint, pt").await, ["stuck", "slips"]);
    assert!(say("text=Who+is+stuck&to=all&stuck=1").await.ends_with("told=1"));
    assert_eq!(reached("Who is stuck").await, ["stuck"]);
    assert!(say(&format!("hint={step}:2&to=all")).await.ends_with("told=3"));
    assert_eq!(reached("second</em> hint, pt").await, ["stuck", "slips", "away"]);
    // Who skipped a step is at the later one, too, that they have wrong.
    assert!(say(&format!("text=Look+again&to=at:{next}")).await.ends_with("told=1"));
    assert_eq!(reached("Look again").await, ["slips"]);
    let nobody = say(&format!("text=Nobody+there&to=at:{next}&stuck=1")).await;
    assert!(see(&app, &nobody, &teacher).await.body.contains("nothing was sent"));
    assert_eq!(reached("Nobody there").await, [""; 0]);
    for form in ["lab=statefulset-kind&hint=9&to=step", "lab=none&hint=1&to=step", "text=x&to=all&stuck=1"] {
        let answer = post(&app, &format!("{base}/say"), &teacher, &format!("step={step}&{form}")).await;
        assert!([400, 404].contains(&answer.status.as_u16()), "{form}: {}", answer.status);
    }
}
