//! The lab page's view of an attempt: steps at the left, the workspace at the right.

use super::format;
use super::help::HelpView;
use super::predict::PredictionView;
use super::prose::{self, Variables};
use super::step::{RunView, VerdictView};
use crate::check::Verdict;
use crate::i18n::Tr;
use crate::id::random_text;
use crate::lab::paint::Stroke;
use crate::lab::{Command, Lab, Lang, Part, Question, Step, StepKind};
use crate::progress::{AttemptView, SandboxState, StepState};

/// A step with all that stands in it.
pub struct StepView {
    /// The step's id.
    pub id: String,
    /// Its place, counted from one.
    pub number: usize,
    /// Its title.
    pub title: String,
    /// `judged`, `asked` or `read`.
    pub kind: &'static str,
    /// Its verdict line.
    pub verdict: VerdictView,
    /// Its parts in reading order, but for its help.
    pub parts: Vec<PartView>,
    /// Its help.
    pub help: HelpView,
    /// Whether a step before it is not done, so that one can catch up with it.
    pub behind: bool,
    /// Whether it is the first that is not done.
    pub current: bool,
    /// Whether it is done with, and folded to one line.
    pub folded: bool,
}

/// A piece of a step.
pub enum PartView {
    /// Prose, safe HTML.
    Html(String),
    /// A command.
    Command(CommandView),
    /// A link to a file's editor.
    File(String),
    /// A question.
    Question(QuestionView),
    /// Something to predict.
    Predict(PredictionView),
    /// What the learner should see, safe HTML.
    See(String),
    /// An aside, safe HTML.
    Note(String),
}

/// A command block.
pub struct CommandView {
    /// The command's id.
    pub id: String,
    /// Its lines, cut into words and the spaces between them, in colours, variables filled.
    pub lines: Vec<Vec<format::Word>>,
    /// An id for the next run, made now: pressing twice starts once.
    pub next_run: String,
    /// The newest run.
    pub run: Option<RunView>,
}

impl CommandView {
    /// Whether it runs now.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.run.as_ref().is_some_and(|run| !run.over)
    }
}

/// A question.
pub struct QuestionView {
    /// The question's id.
    pub id: String,
    /// What is asked, safe HTML.
    pub text: String,
    /// The values offered; none means a text field.
    pub choices: Vec<String>,
    /// The right answer, once the learner gave it.
    pub answered: Option<String>,
}

/// A file in the editor.
pub struct FileView {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub content: String,
    /// Lines of the text area without scripts.
    pub rows: usize,
}

/// What makes the views: everything they are made from.
pub struct Maker<'a> {
    /// The lab.
    pub lab: &'a Lab,
    /// The attempt.
    pub attempt: &'a AttemptView,
    /// The page's language.
    pub lang: Lang,
    /// What the variables stand for.
    pub variables: &'a Variables,
}

impl Maker<'_> {
    /// The steps, with the current one marked.
    pub fn steps(&self) -> Vec<StepView> {
        let tr = Tr::new(self.lang);
        let mut steps: Vec<_> =
            self.lab.file.steps.iter().enumerate().map(|(i, step)| self.step(i + 1, step, tr)).collect();
        let current = steps.iter().position(|step| !step.verdict.asks_nothing());
        let begun = steps.iter().any(|step| step.verdict.word == "passed");
        for (i, step) in steps.iter_mut().enumerate() {
            step.behind = current.is_some_and(|current| current < i);
            step.current = Some(i) == current;
            // What is read comes before what is done with it: it folds once the learner is past it.
            step.folded = match step.verdict.word {
                "passed" => true,
                "" => begun && current.is_some_and(|current| i < current),
                _ => false,
            };
        }
        steps
    }

    fn step(&self, number: usize, step: &Step, tr: &Tr) -> StepView {
        let section = self.lab.prose(self.lang).steps.get(&step.id);
        let state = self.attempt.steps.get(&step.id);
        let verdict = VerdictView::of(step, state, tr).with_told(section, self.variables);
        StepView {
            id: step.id.to_string(),
            number,
            title: section.map_or_else(|| step.id.to_string(), |section| section.title.clone()),
            kind: step.kind.word(),
            parts: section.map_or_else(Vec::new, |section| {
                section.parts.iter().filter_map(|part| self.part(step, part)).collect()
            }),
            verdict,
            help: HelpView::of(self.lab, step, self.attempt, tr, self.variables),
            behind: false,
            current: false,
            folded: false,
        }
    }

    /// A part; one that names nothing is left out (the loader refuses such labs).
    fn part(&self, step: &Step, part: &Part) -> Option<PartView> {
        let html = |text: &str| prose::html(text, self.variables);
        Some(match part {
            Part::Html(text) => PartView::Html(html(text)),
            Part::See(text) => PartView::See(html(text)),
            // Beside the verdict: see `StepView::help`.
            Part::Hint(_) | Part::Solution(_) => return None,
            Part::Note(text) => PartView::Note(html(text)),
            Part::Predict(id, ..) => {
                let (step, prediction) = self.lab.prediction(id)?;
                let tr = Tr::new(self.lang);
                let view = PredictionView::of(self.lab, step, prediction, self.attempt, tr, self.variables)?;
                PartView::Predict(view)
            }
            // Said with the verdict it is about.
            Part::Told(..) => return None,
            Part::File(name) => PartView::File(name.clone()),
            Part::Command(id) => PartView::Command(self.command(step.commands.iter().find(|c| c.id == *id)?)),
            Part::Question(id, text) => {
                let question = step.questions.iter().find(|question| question.id == *id)?;
                PartView::Question(question_view(question, html(text), self.attempt.steps.get(&step.id)))
            }
        })
    }

    fn command(&self, command: &Command) -> CommandView {
        let painted = self.lab.painted.get(&command.id).into_iter().flatten();
        let filled: Vec<_> =
            painted.map(|stroke| Stroke { text: prose::text(&stroke.text, self.variables), ink: stroke.ink }).collect();
        CommandView {
            id: command.id.to_string(),
            lines: format::words(&filled),
            // Without randomness the field stays empty and the run is refused: rare, and safe.
            next_run: random_text(20).unwrap_or_default(),
            run: self.attempt.runs.get(&command.id).map(|run| RunView::of(run, self.lang)),
        }
    }

    /// The lab's files as the learner has them.
    pub fn files(&self) -> Vec<FileView> {
        let shipped = self.lab.files.iter();
        shipped
            .map(|(name, content)| {
                let content = self.attempt.files.get(name).unwrap_or(content).clone();
                FileView { name: name.clone(), rows: content.lines().count().clamp(8, 40) + 1, content }
            })
            .collect()
    }
}

fn question_view(question: &Question, text: String, state: Option<&StepState>) -> QuestionView {
    QuestionView {
        id: question.id.to_string(),
        text,
        choices: question.choices.clone(),
        answered: state.and_then(|state| said(state, question)),
    }
}

/// What the learner said, if it was right: the engine keeps right answers as evidence.
fn said(state: &StepState, question: &Question) -> Option<String> {
    state.evidence.get("answers")?.get(question.id.as_str())?.get("said")?.as_str().map(str::to_owned)
}

/// How far an attempt is: steps passed, of those that can be.
#[must_use]
pub fn progress(lab: &Lab, attempt: Option<&AttemptView>) -> (usize, usize) {
    let state = |step: &Step| attempt.and_then(|view| view.steps.get(&step.id));
    let elsewhere = |step: &Step| state(step).is_some_and(StepState::is_not_judged_here);
    let judged = lab.file.steps.iter().filter(|step| step.kind != StepKind::Read && !elsewhere(step));
    let passed = |step: &&Step| state(step).is_some_and(|state| state.verdict == Verdict::Passed);
    (judged.clone().filter(passed).count(), judged.count())
}

/// What a page says of the sandbox: the end of its string keys.
#[must_use]
pub fn sandbox_word(attempt: &AttemptView) -> &'static str {
    match attempt.sandbox.as_ref().map(|sandbox| sandbox.state) {
        Some(SandboxState::Live) => "live",
        Some(SandboxState::Asleep) => "asleep",
        Some(SandboxState::Gone) | None => "gone",
    }
}
