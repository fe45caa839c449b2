//! A lab's page: what it teaches before it is opened, its steps and workspace after.

use std::time::Duration;

use askama::Template;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::Response;

use super::AppState;
use super::at::{At, OfLab, Place};
use super::format;
use super::icon;
use super::page::{self, Frame};
use super::picture::PictureView;
use super::pod_page::PagesView;
use super::problem::Failure;
use super::prose::{self, Variables};
use super::replay::ReplayView;
use super::security;
use super::session::Visitor;
use super::workspace::{FileView, Maker, PartView, StepView, progress, sandbox_word};
use crate::i18n::{self, Tr};
use crate::lab::{Lab, Lang, StepKind};
use crate::progress::{AttemptView, Millis};

/// A lab that was not opened yet.
#[derive(Template)]
#[template(path = "learner/intro.html")]
pub struct IntroPage {
    /// The page's frame.
    pub frame: Frame,
    /// The lab's address.
    pub path: String,
    /// What it is about.
    pub summary: String,
    /// What the learner can do afterwards.
    pub objectives: Vec<String>,
    /// The end of the level's string key.
    pub level: &'static str,
    /// Minutes for an unhurried learner.
    pub minutes: i64,
    /// The steps' titles and kinds.
    pub steps: Vec<(String, &'static str)>,
    /// Title, author and language of the document it is made from.
    pub source: (String, String, String),
}

impl IntroPage {
    /// The page of a lab nobody opened.
    #[must_use]
    pub fn new(place: &Place, lab: &Lab) -> Self {
        let prose = lab.prose(place.lang);
        let title_of = |step: &crate::lab::Step| {
            prose.steps.get(&step.id).map_or_else(|| step.id.to_string(), |section| section.title.clone())
        };
        let source = &lab.file.source;
        Self {
            frame: Frame::titled(place, prose.title.clone()),
            path: path_of(place, lab),
            summary: prose.summary.clone(),
            objectives: prose.objectives.clone(),
            level: format::level(lab.file.level),
            minutes: lab.file.minutes.into(),
            steps: lab.file.steps.iter().map(|step| (title_of(step), step.kind.word())).collect(),
            source: (source.title.clone(), source.author.clone(), source.language.clone()),
        }
    }

    /// How many steps are compared with the cluster.
    #[must_use]
    pub fn judged(&self) -> i64 {
        let count = self.steps.iter().filter(|(_, kind)| *kind != StepKind::Read.word()).count();
        i64::try_from(count).unwrap_or(i64::MAX)
    }
}

/// A lab the learner works in.
#[derive(Template)]
#[template(path = "learner/lab.html")]
pub struct LabPage {
    /// The page's frame.
    pub frame: Frame,
    /// The lab's address.
    pub path: String,
    /// What it is about.
    pub summary: String,
    /// Steps passed.
    pub passed: usize,
    /// Steps that can be passed.
    pub total: usize,
    /// The steps.
    pub steps: Vec<StepView>,
    /// The lab's files.
    pub files: Vec<FileView>,
    /// The learner's namespace, if there is one.
    pub namespace: Option<String>,
    /// `live`, `asleep` or `gone`.
    pub sandbox: &'static str,
    /// Names of images for which something stands in on this cluster, and what it is.
    pub images: Vec<(String, String)>,
    /// How long the sandbox is kept without a learner's action, in milliseconds; `None` without one.
    pub left: Option<Millis>,
    /// From how much left on the learner is warned, in milliseconds.
    pub warn: Millis,
    /// The picture of the sandbox.
    pub picture: PictureView,
    /// Pods and Services whose pages can be opened.
    pub pages: PagesView,
    /// What is being done for the learner, or was a moment ago.
    pub replay: Option<ReplayView>,
    /// The class the learner is in, as HTML; empty outside of classes.
    pub class: String,
    /// The number of the newest event on the page: the live stream begins after it.
    pub last_event: i64,
}

impl LabPage {
    /// The page of an attempt.
    #[must_use]
    pub fn new(place: &Place, lab: &Lab, attempt: &AttemptView, variables: &Variables) -> Self {
        let text = lab.prose(place.lang);
        let maker = Maker { lab, attempt, lang: place.lang, variables };
        let (passed, total) = progress(lab, Some(attempt));
        Self {
            frame: Frame::titled(place, text.title.clone()),
            path: path_of(place, lab),
            summary: text.summary.clone(),
            passed,
            total,
            steps: maker.steps(),
            files: maker.files(),
            namespace: attempt.sandbox.as_ref().map(|sandbox| sandbox.id.namespace()),
            sandbox: sandbox_word(attempt),
            images: Vec::new(),
            left: None,
            warn: 0,
            picture: PictureView::new(None, 0, Tr::new(place.lang)),
            pages: PagesView::new(None, path_of(place, lab), Tr::new(place.lang)),
            replay: ReplayView::of(lab, attempt, Tr::new(place.lang), format::now()),
            class: String::new(),
            last_event: attempt.last_event,
        }
    }

    /// The lab's id, as its address ends.
    #[must_use]
    pub fn lab_id(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// What is left, in words.
    #[must_use]
    pub fn left_words(&self) -> String {
        let minutes = self.left.unwrap_or_default().max(0).div_euclid(60_000);
        i18n::duration(self.frame.lang, (minutes * 60_000).max(60_000))
    }

    /// Whether something is being done for the learner.
    #[must_use]
    pub fn is_replaying(&self) -> bool {
        self.replay.as_ref().is_some_and(ReplayView::is_running)
    }

    /// Where a learner who comes back goes on.
    #[must_use]
    pub fn next(&self) -> Option<&StepView> {
        self.steps.iter().find(|step| step.current).filter(|_| self.passed > 0)
    }

    /// Whether every step that can be passed is.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.total > 0 && self.passed == self.total
    }
}

/// The address of a lab's page.
#[must_use]
pub fn path_of(place: &Place, lab: &Lab) -> String {
    format!("/{}/labs/{}", place.lang.code(), lab.id())
}

/// What stands in for the lab's images on this cluster, if something does.
fn stand_ins(app: &AppState, lab: &Lab, lang: Lang) -> Vec<(String, String)> {
    if !app.engine.has_stand_ins() {
        return Vec::new();
    }
    let catalogue = app.engine.catalogue();
    let known = lab.file.images.iter().filter_map(|name| catalogue.images.get(name));
    let notes = known.filter(|image| image.offline.stand_in).map(|image| {
        let note = match lang {
            Lang::Pt => &image.offline.note.pt,
            Lang::Es => &image.offline.note.es,
            Lang::En => &image.offline.note.en,
        };
        (image.reference.clone(), note.clone())
    });
    notes.collect()
}

/// A learner is warned an hour before the end, or for short times a quarter of them.
#[must_use]
pub fn warn_from(keeps_for: Duration) -> Millis {
    format::millis(Some((keeps_for / 4).min(Duration::from_secs(3600)))).unwrap_or_default()
}

/// Answers a lab's page.
pub async fn show(State(app): State<AppState>, at: At<OfLab>, visitor: Visitor) -> Result<Response, Failure> {
    let At { place, on: OfLab { lab } } = at;
    let attempt = match &visitor.learner {
        Some(learner) => app.engine.view(learner, lab.id()).await.map_err(|error| place.fail(error))?,
        None => None,
    };
    let Some(attempt) = attempt else {
        let mut page = IntroPage::new(&place, &lab);
        page.frame.cluster_ok = app.engine.cluster_ok();
        page.frame.shut = app.engine.shut();
        page.frame.problems = problems_of(&app, &lab);
        return Ok(page::html(&page));
    };
    app.engine.returned(&attempt).await;
    let attempt = app
        .engine
        .view(&attempt.attempt.learner, lab.id())
        .await
        .map_err(|error| place.fail(error))?
        .unwrap_or(attempt);
    let variables = prose::variables(&attempt, &app.engine.catalogue().images);
    let mut page = LabPage::new(&place, &lab, &attempt, &variables);
    let look = app.engine.look(&attempt);
    page.pages = PagesView::new(look.as_ref(), page.path.clone(), Tr::new(place.lang));
    page.picture = PictureView::new(look, format::now(), Tr::new(place.lang));
    page.images = stand_ins(&app, &lab, place.lang);
    let learner = &attempt.attempt.learner;
    let bar = super::join::bar(&app, learner, Some(lab.id()), place.lang).await.map_err(|error| place.fail(error))?;
    page.class = bar.map(|(_, bar)| page::fragment(&bar)).unwrap_or_default();
    page.left = format::millis(app.engine.time_left(&attempt));
    page.warn = warn_from(app.engine.keeps_for());
    page.frame.cluster_ok = app.engine.cluster_ok();
    page.frame.shut = app.engine.shut();
    page.frame.problems = problems_of(&app, &lab);
    let mut response = page::html(&page);
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(security::POLICY_WITH_STYLES));
    Ok(response)
}

/// What is wrong with this lab, while the server watches it for its author.
fn problems_of(app: &AppState, lab: &Lab) -> Vec<String> {
    let folder = format!("/{}/", lab.id());
    let catalogue = app.engine.catalogue();
    let found = catalogue.problems.iter().filter(|problem| problem.file.contains(&folder));
    found.map(ToString::to_string).collect()
}
