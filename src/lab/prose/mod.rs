//! Reads `pt.md`, `es.md` and `en.md`: front matter, then one section for each step.
//!
//! Text in, [`Prose`] and every problem out. No I/O. What a section must hold
//! is not known here: [`place`] compares it with `lab.yaml`.

mod html;
pub mod place;
mod sections;
pub mod variables;

use serde::Deserialize;

use super::problem::{Place, Problem};
use super::{Prose, Step, parse};
use crate::id::StepId;

/// What came out of a prose file.
#[derive(Debug)]
pub struct ParsedProse {
    /// The prose, as far as it could be read.
    pub prose: Prose,
    /// The sections in the order of the file, with the places of their titles.
    pub sections: Vec<(StepId, Place)>,
    /// What is placed in which section.
    pub placed: Vec<Placed>,
    /// The code in the prose of each section (between backticks, or in a block that is not `text`), and where.
    pub code: Vec<(StepId, (String, Place))>,
    /// Everything that is wrong.
    pub problems: Vec<Problem>,
}

/// A command, a file or a question where it stands in the prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// What it is.
    pub what: Thing,
    /// Its name, as written.
    pub name: String,
    /// The step whose section it stands in.
    pub step: StepId,
    /// Where.
    pub place: Place,
}

/// What can be placed in a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// `{{ command ID }}`
    Command,
    /// `{{ file NAME }}`
    File,
    /// `:::question ID`
    Question,
    /// `:::predict ID`
    Prediction,
    /// `:::told KEY`
    Told,
}

impl Thing {
    /// The word for it in messages and directives.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::File => "file",
            Self::Question => "question",
            Self::Prediction => "prediction",
            Self::Told => "message",
        }
    }

    /// The names of the things of this kind that a step declares. Files belong to the lab, not to a step; what is told
    /// is about the step's mistakes.
    #[must_use]
    pub fn declared(self, step: &Step) -> Vec<&str> {
        match self {
            Self::Command => step.commands.iter().map(|command| command.id.as_str()).collect(),
            Self::Question => step.questions.iter().map(|question| question.id.as_str()).collect(),
            Self::Prediction => step.predictions.iter().map(|prediction| prediction.id.as_str()).collect(),
            Self::Told => step.mistakes.iter().map(|mistake| mistake.key.as_str()).collect(),
            Self::File => Vec::new(),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    title: String,
    summary: String,
    objectives: Vec<String>,
}

/// Reads a prose file; `path` is how problems name it, `images` the images that its lab lists
/// (`None`: not known, so no variable is unknown).
#[must_use]
pub fn parse_prose(path: &str, text: &str, images: Option<&[String]>) -> ParsedProse {
    let mut problems = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    let begin = front_matter_end(&lines).map_or(0, |end| end + 1);
    let mut prose = front_matter(path, text, &lines, &mut problems);
    if let Some(images) = images {
        variables::check(path, text, &lines[begin..], begin, images, &mut problems);
    }
    let found = sections::read(path, text, &lines, begin, &mut problems);
    let mut sections = Vec::new();
    for (id, place, section) in found.sections {
        prose.steps.insert(id.clone(), section);
        sections.push((id, place));
    }
    problems.sort_by(|a, b| a.place.cmp(&b.place));
    ParsedProse { prose, sections, placed: found.placed, code: found.code, problems }
}

/// The index of the line that closes the front matter.
fn front_matter_end(lines: &[&str]) -> Option<usize> {
    (lines.first()?.trim_end() == "---").then_some(())?;
    lines.iter().skip(1).position(|line| line.trim_end() == "---").map(|index| index + 1)
}

fn front_matter(path: &str, text: &str, lines: &[&str], problems: &mut Vec<Problem>) -> Prose {
    let Some(end) = front_matter_end(lines) else {
        let problem = Problem::at(path, Place::at(text, 1, 1), "the file does not begin with front matter");
        problems.push(problem.hint("begin with `title`, `summary` and `objectives` between two lines `---`"));
        return Prose::default();
    };
    let (front, found) = parse::parse_piece::<FrontMatter>(path, text, &lines[1..end].join("\n"), 1);
    let readable = found.is_empty();
    problems.extend(found);
    let Some(front) = front else { return Prose::default() };
    let mut empty = |key: &str| {
        let line = lines[1..end].iter().position(|line| line.starts_with(key)).map_or(1, |index| index + 2);
        problems.push(Problem::at(path, Place::at(text, line, 1), format!("`{key}` is empty")));
    };
    if readable && front.title.trim().is_empty() {
        empty("title");
    }
    if readable && front.summary.trim().is_empty() {
        empty("summary");
    }
    if readable && (front.objectives.is_empty() || front.objectives.iter().any(|text| text.trim().is_empty())) {
        empty("objectives");
    }
    Prose {
        title: front.title.trim().to_owned(),
        summary: front.summary.trim().to_owned(),
        objectives: front.objectives.iter().map(|text| text.trim().to_owned()).collect(),
        ..Prose::default()
    }
}
