//! Every template with every sample, in every language.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;

use super::sample;
use crate::engine::EngineError;
use crate::lab::Lang;
use crate::progress::AttemptView;
use crate::store::BoardRow;
use crate::web::at::Place;
use crate::web::board;
use crate::web::catalog::{CatalogPage, Entry};
use crate::web::elsewhere::{ElsewherePage, ResumePage};
use crate::web::instructor::{BoardPage, LoginPage};
use crate::web::lab_page::{IntroPage, LabPage};
use crate::web::page::Frame;
use crate::web::prose;
use crate::web::stuck::{Doing, StuckPage};
use crate::web::summary::SummaryPage;

fn place(lang: Lang) -> Place {
    Place { lang, path: format!("/{}/labs/statefulset-kind", lang.code()) }
}

fn lab_page(lang: Lang, view: &AttemptView) -> String {
    let page = LabPage::new(&place(lang), &sample::lab(), view, &prose::variables(view, &Default::default()));
    page.render().expect("the page renders")
}

fn board_page(lang: Lang) -> BoardPage {
    let lab = sample::lab();
    let row = |view: AttemptView| BoardRow {
        attempt: view.attempt.id,
        learner: view.attempt.learner,
        lab: lab.id().clone(),
        sandbox: view.sandbox,
        steps: view.steps,
        last_activity: 0,
    };
    let rows = [row(sample::busy()), row(sample::finished())];
    let labs = BTreeMap::from([(lab.id().clone(), Arc::new(lab.clone()))]);
    BoardPage {
        frame: Frame::new(&place(lang), "board-title"),
        classes: Vec::new(),
        tables: board::tables(&labs, &rows, lang),
    }
}

/// Every page there is, by name.
fn all(lang: Lang) -> Vec<(&'static str, String)> {
    let lab = sample::lab();
    let frame = |key| Frame::new(&place(lang), key);
    let entries = |view: Option<&AttemptView>| vec![Entry::new(&place(lang), &lab, view)];
    let catalog = |labs| {
        CatalogPage { frame: frame("catalog-title"), next: None, labs, known: true }.render().expect("the page renders")
    };
    let login = |refused| LoginPage { frame: frame("board-title"), refused }.render().expect("the page renders");
    let resume = |refused| {
        let page = ResumePage { frame: frame("resume-title"), refused, known: refused, lab: None, form: String::new() };
        page.render().expect("the page renders")
    };
    let elsewhere = |leaving, code: Option<&str>| {
        let (lab, code) = (Some(lab.id().clone()), code.map(str::to_owned));
        let page = ElsewherePage { frame: frame("elsewhere-title"), known: true, code, leaving, lab };
        page.render().expect("the page renders")
    };
    let stuck = |doing| {
        let step = (doing != Doing::Reset).then(|| lab.file.steps[5].id.clone());
        let there = vec![("Pod", vec![sample::HOSTILE.to_owned()])];
        let page = StuckPage::new(&place(lang), &lab, &sample::busy(), doing, step.as_ref(), there);
        page.render().expect("the page renders")
    };
    let summary = |view: &AttemptView| SummaryPage::new(&place(lang), &lab, view).render().expect("the page renders");
    let empty_board = BoardPage { frame: frame("board-title"), classes: Vec::new(), tables: Vec::new() };
    vec![
        ("catalogue", catalog(entries(None))),
        ("catalogue, begun", catalog(entries(Some(&sample::busy())))),
        ("catalogue, empty", catalog(Vec::new())),
        ("intro", IntroPage::new(&place(lang), &lab).render().expect("the page renders")),
        ("lab, fresh", lab_page(lang, &sample::fresh())),
        ("lab, busy", lab_page(lang, &sample::busy())),
        ("lab, finished", lab_page(lang, &sample::finished())),
        ("board", board_page(lang).render().expect("the page renders")),
        ("board, empty", empty_board.render().expect("the page renders")),
        ("login", login(false)),
        ("login, refused", login(true)),
        ("resume", resume(false)),
        ("resume, refused", resume(true)),
        ("elsewhere", elsewhere(false, None)),
        ("elsewhere, code shown", elsewhere(false, Some("abcdefghjkmnpqrstuvw"))),
        ("leaving", elsewhere(true, None)),
        ("reset, asked", stuck(Doing::Reset)),
        ("step again, asked", stuck(Doing::Again)),
        ("catching up, asked", stuck(Doing::CatchUp)),
        ("summary, part", summary(&sample::busy())),
        ("summary, whole", summary(&sample::finished())),
        ("lab, replays", lab_page(lang, &sample::replaying())),
    ]
}

#[test]
fn every_page_renders_whole_in_every_language() {
    for lang in Lang::ALL {
        for (name, html) in all(lang) {
            assert!(html.contains(&format!("<html lang=\"{}\">", lang.tag())), "{name} has its language");
            assert!(html.trim_end().ends_with("</html>"), "{name} is whole");
            // A missing string shows as its key in brackets, a variable nobody filled as braces.
            for key in [
                "[lab-",
                "[run-",
                "[step-",
                "[verdict-",
                "[work-",
                "[board-",
                "[sandbox-",
                "[error-",
                "[stay-",
                "[leave-",
                "[elsewhere-",
                "[resume-",
                "[reset-",
                "[again-",
                "[catch-up-",
                "[stuck-",
                "[replay-",
                "[help-",
                "[summary-",
                "[left-",
                "[how-",
                "{{ ",
            ] {
                assert!(!html.contains(key), "{name} in {lang:?} shows `{key}`");
            }
        }
    }
}

#[test]
fn nothing_hostile_reaches_a_page_unescaped() {
    for (name, html) in all(Lang::En) {
        for piece in ["<script>alert", "<img", "</textarea><", "onerror=alert(1)>\""] {
            assert!(!html.contains(piece), "{name} holds `{piece}`");
        }
    }
    assert!(lab_page(Lang::En, &sample::busy()).contains("&#60;script&#62;alert(1)"), "the text itself is shown");
}

#[test]
fn each_step_says_where_it_stands() {
    let html = lab_page(Lang::En, &sample::busy());
    for step in &sample::lab().file.steps {
        assert!(html.contains(&format!("data-step=\"{}\" data-kind=\"{}\"", step.id, step.kind.word())), "{}", step.id);
    }
    for verdict in ["passed", "not-yet", "wrong", "cannot-tell", "untried", ""] {
        assert!(html.contains(&format!("data-verdict=\"{verdict}\"")), "{verdict}");
    }
    assert!(html.contains("data-message=\"service-port\" data-holds=\"\""));
    assert!(html.contains("data-message=\"headless-service-ok\" data-holds=\"false\""));
}

#[test]
fn a_command_that_runs_offers_stop_and_others_run() {
    let html = lab_page(Lang::En, &sample::busy());
    assert_eq!(html.matches("data-stop>").count(), 2, "one starting, one running");
    let hidden = html.matches("data-stop hidden>").count();
    let commands = sample::lab().file.steps.iter().map(|step| step.commands.len()).sum::<usize>();
    assert_eq!(hidden, commands - 2);
    assert_eq!(html.matches("data-start hidden>").count(), 2);
}

#[test]
fn run_ids_are_made_at_render_and_differ() {
    let html = lab_page(Lang::En, &sample::fresh());
    let ids: Vec<_> = html.split("name=\"id\" value=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
    assert!(!ids.is_empty() && ids.len() == distinct.len() && ids.iter().all(|id| id.len() == 20), "{ids:?}");
}

#[test]
fn causes_stay_in_the_log() {
    let cause = crate::store::StoreError::Missing { table: "learners", id: "secret-id".to_owned() };
    let failure = place(Lang::En).fail(EngineError::Store(cause));
    let text = format!("{:?}", failure.problem);
    assert_eq!(text, "Internal");
}
