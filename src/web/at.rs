//! What an address says, parsed at the door.
//!
//! NB: axum's own `Path` answers a bad segment with a bare English line; these
//! extractors answer it with our error page, in the language of the URL.

use std::convert::Infallible;
use std::str::FromStr;
use std::sync::Arc;

use axum::extract::{FromRequestParts, OriginalUri, RawPathParams};
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;

use super::AppState;
use super::problem::{Failure, Problem};
use crate::engine::{PageKind, PageTarget};
use crate::i18n;
use crate::id::{ClassId, CommandId, LabId, LearnerId, QuestionId, RunId, StepId};
use crate::lab::{Lab, Lang};

/// Where a request was sent: enough to answer it in the right language and form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The language of the URL, or else the best of Accept-Language.
    pub lang: Lang,
    /// The path as sent.
    pub path: String,
}

impl Place {
    fn of(parts: &Parts) -> Self {
        // NB: within a nested router the request's own URI has lost its prefix, and `/api` with it.
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |original| &original.0);
        let path = uri.path();
        let accepted = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let lang = path.split('/').nth(1).and_then(Lang::from_code).unwrap_or_else(|| i18n::negotiate(accepted));
        Self { lang, path: path.to_owned() }
    }

    /// Whether a script asked: errors are then JSON.
    #[must_use]
    pub fn is_api(&self) -> bool {
        self.path.starts_with("/api/")
    }

    /// The lab page this address belongs to, if it has the form of one.
    #[must_use]
    pub fn lab_path(&self) -> Option<String> {
        let mut segments = self.path.split('/').skip(1);
        let (lang, labs, lab) = (segments.next()?, segments.next()?, segments.next()?);
        let lab: LabId = (labs == "labs").then(|| lab.parse().ok())??;
        Lang::from_code(lang).map(|lang| format!("/{}/labs/{lab}", lang.code()))
    }

    /// The same page in another language; actions lead back to their lab.
    #[must_use]
    pub fn in_lang(&self, lang: Lang) -> String {
        let path = self.lab_path().unwrap_or_else(|| self.path.clone());
        let mut segments = path.splitn(3, '/').skip(1);
        match (segments.next().and_then(Lang::from_code), segments.next()) {
            (Some(_), Some(rest)) => format!("/{}/{rest}", lang.code()),
            _ => format!("/{}/labs", lang.code()),
        }
    }

    /// A failure met here.
    pub fn fail(&self, problem: impl Into<Problem>) -> Failure {
        Failure { place: self.clone(), problem: problem.into() }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Place {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

/// The path's named segments, decoded.
pub struct Segments(Vec<(String, String)>);

impl Segments {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The segment as an id; one that is not well formed names nothing that exists.
    fn id<T: FromStr>(&self, name: &'static str) -> Result<T, Problem> {
        self.get(name).and_then(|text| text.parse().ok()).ok_or(Problem::NotFound(name))
    }

    fn lab(&self, app: &AppState) -> Result<Arc<Lab>, Problem> {
        let id = self.id::<LabId>("lab")?;
        app.engine.lab(&id).ok_or(Problem::NotFound("lab"))
    }
}

/// Something that a path's segments can name.
pub trait Named: Sized {
    /// Reads it, or says what does not exist.
    ///
    /// # Errors
    /// When a segment is malformed or names nothing.
    fn named(segments: &Segments, app: &AppState) -> Result<Self, Problem>;
}

/// A place and what its segments name.
pub struct At<T> {
    /// Where.
    pub place: Place,
    /// What is there.
    pub on: T,
}

impl<T: Named> FromRequestParts<AppState> for At<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Failure> {
        let place = Place::of(parts);
        let Ok(raw) = RawPathParams::from_request_parts(parts, app).await else {
            return Err(place.fail(Problem::NotFound("page")));
        };
        let segments = Segments(raw.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect());
        if segments.get("lang").is_some_and(|code| Lang::from_code(code).is_none()) {
            return Err(place.fail(Problem::NotFound("page")));
        }
        match T::named(&segments, app) {
            Ok(on) => Ok(Self { place, on }),
            Err(problem) => Err(place.fail(problem)),
        }
    }
}

/// Nothing but the language.
pub struct Anywhere;

impl Named for Anywhere {
    fn named(_: &Segments, _: &AppState) -> Result<Self, Problem> {
        Ok(Self)
    }
}

/// A lab of this server.
pub struct OfLab {
    /// The lab.
    pub lab: Arc<Lab>,
}

impl Named for OfLab {
    fn named(segments: &Segments, app: &AppState) -> Result<Self, Problem> {
        Ok(Self { lab: segments.lab(app)? })
    }
}

/// A step of a lab.
pub struct OfStep {
    /// The lab.
    pub lab: Arc<Lab>,
    /// One of its steps.
    pub step: StepId,
}

impl Named for OfStep {
    fn named(segments: &Segments, app: &AppState) -> Result<Self, Problem> {
        let lab = segments.lab(app)?;
        let step = segments.id::<StepId>("step")?;
        lab.step(&step).ok_or(Problem::NotFound("step"))?;
        Ok(Self { lab, step })
    }
}

/// A command of a lab.
pub struct OfCommand {
    /// The lab.
    pub lab: Arc<Lab>,
    /// One of its commands.
    pub command: CommandId,
}

impl Named for OfCommand {
    fn named(segments: &Segments, app: &AppState) -> Result<Self, Problem> {
        let lab = segments.lab(app)?;
        let command = segments.id::<CommandId>("command")?;
        lab.command(&command).ok_or(Problem::NotFound("command"))?;
        Ok(Self { lab, command })
    }
}

/// A question of a lab.
pub struct OfQuestion {
    /// The lab.
    pub lab: Arc<Lab>,
    /// One of its questions.
    pub question: QuestionId,
}

impl Named for OfQuestion {
    fn named(segments: &Segments, app: &AppState) -> Result<Self, Problem> {
        let lab = segments.lab(app)?;
        let question = segments.id::<QuestionId>("question")?;
        let known = lab.file.steps.iter().flat_map(|step| &step.questions).any(|known| known.id == question);
        if known { Ok(Self { lab, question }) } else { Err(Problem::NotFound("question")) }
    }
}

/// A prediction of a lab.
pub struct OfPrediction {
    /// The lab.
    pub lab: Arc<Lab>,
    /// One of its predictions.
    pub prediction: QuestionId,
}

impl Named for OfPrediction {
    fn named(segments: &Segments, app: &AppState) -> Result<Self, Problem> {
        let lab = segments.lab(app)?;
        let prediction = segments.id::<QuestionId>("prediction")?;
        lab.prediction(&prediction).ok_or(Problem::NotFound("prediction"))?;
        Ok(Self { lab, prediction })
    }
}

/// A file of a lab.
pub struct OfFile {
    /// The lab.
    pub lab: Arc<Lab>,
    /// The name of one of its files.
    pub name: String,
}

impl Named for OfFile {
    fn named(segments: &Segments, app: &AppState) -> Result<Self, Problem> {
        let lab = segments.lab(app)?;
        let name = segments.get("name").unwrap_or_default().to_owned();
        let known = lab.files.iter().any(|(known, _)| *known == name);
        if known { Ok(Self { lab, name }) } else { Err(Problem::NotFound("file")) }
    }
}

/// A port of a pod or a Service: `pod.nginx-0` and `service.nginx` can't be mistaken for each other.
pub struct OfPodPage {
    /// The lab.
    pub lab: Arc<Lab>,
    /// What is asked.
    pub target: PageTarget,
}

impl Named for OfPodPage {
    fn named(segments: &Segments, app: &AppState) -> Result<Self, Problem> {
        let lab = segments.lab(app)?;
        let missing = || Problem::NotFound("page");
        let (kind, name) = segments.get("of").and_then(|of| of.split_once('.')).ok_or_else(missing)?;
        let kind = match kind {
            "pod" => PageKind::Pod,
            "service" => PageKind::Service,
            _ => return Err(missing()),
        };
        let port = segments.id("port")?;
        Ok(Self { lab, target: PageTarget { kind, name: name.to_owned(), port } })
    }
}

/// A key to a pod's pages.
pub struct OfPageKey {
    /// The key, as the address has it.
    pub key: String,
}

impl Named for OfPageKey {
    fn named(segments: &Segments, _: &AppState) -> Result<Self, Problem> {
        Ok(Self { key: segments.get("key").unwrap_or_default().to_owned() })
    }
}

/// A run, by its id.
pub struct OfRun {
    /// The id.
    pub run: RunId,
}

impl Named for OfRun {
    fn named(segments: &Segments, _: &AppState) -> Result<Self, Problem> {
        Ok(Self { run: segments.id("run")? })
    }
}

/// A class, by its id.
pub struct OfClass {
    /// The id.
    pub class: ClassId,
}

impl Named for OfClass {
    fn named(segments: &Segments, _: &AppState) -> Result<Self, Problem> {
        Ok(Self { class: segments.id("class")? })
    }
}

/// Somebody in a class.
pub struct OfMember {
    /// The class.
    pub class: ClassId,
    /// Who.
    pub learner: LearnerId,
}

impl Named for OfMember {
    fn named(segments: &Segments, _: &AppState) -> Result<Self, Problem> {
        Ok(Self { class: segments.id("class")?, learner: segments.id("learner")? })
    }
}

/// Somebody in a class, in one lab.
pub struct OfMemberLab {
    /// The class.
    pub class: ClassId,
    /// Who.
    pub learner: LearnerId,
    /// The lab.
    pub lab: Arc<Lab>,
}

impl Named for OfMemberLab {
    fn named(segments: &Segments, app: &AppState) -> Result<Self, Problem> {
        Ok(Self { class: segments.id("class")?, learner: segments.id("learner")?, lab: segments.lab(app)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(path: &str) -> Place {
        Place { lang: Lang::Pt, path: path.to_owned() }
    }

    #[test]
    fn the_language_changes_and_the_place_stays() {
        assert_eq!(place("/pt/labs/statefulset-kind").in_lang(Lang::Es), "/es/labs/statefulset-kind");
        assert_eq!(place("/pt/labs/web/commands/apply/run").in_lang(Lang::En), "/en/labs/web");
        assert_eq!(place("/pt/instructor").in_lang(Lang::En), "/en/instructor");
        assert_eq!(place("/nowhere").in_lang(Lang::Es), "/es/labs");
        assert_eq!(place("/pt").in_lang(Lang::Es), "/es/labs");
    }

    #[test]
    fn only_a_lab_s_own_addresses_lead_back_to_it() {
        assert_eq!(place("/pt/labs/web/reset").lab_path().as_deref(), Some("/pt/labs/web"));
        assert_eq!(place("/xx/labs/web").lab_path(), None);
        assert_eq!(place("/pt/labs/..%2f").lab_path(), None);
        assert_eq!(place("/pt/labs").lab_path(), None);
    }
}
