//! A lab's folder as it was read, good or not.

use std::collections::BTreeMap;

use crate::lab::paint::{Language, paint};
use crate::lab::parse::{Hop, Outline, REPAIRED};
use crate::lab::problem::{Place, Problem};
use crate::lab::prose::ParsedProse;
use crate::lab::{Lab, LabFile, Lang};

/// A lab as it was read: what could be made of each of its files, and everything that is wrong.
#[derive(Debug)]
pub struct Reading {
    /// The folder, as problems name it.
    pub dir: String,
    /// `lab.yaml`: the text, its tree, and what it says; with problems, some values are stand-ins.
    pub yaml: Option<Yaml>,
    /// The prose of each language that is there.
    pub prose: BTreeMap<Lang, Written>,
    /// The contents of `files/`, in the order of `lab.yaml`.
    pub files: Vec<(String, String)>,
    /// Everything that is wrong.
    pub problems: Vec<Problem>,
}

/// A `lab.yaml` as it was read.
#[derive(Debug)]
pub struct Yaml {
    /// How problems name the file.
    pub path: String,
    /// Its text.
    pub text: String,
    /// What stands where; `None` when it is no YAML.
    pub outline: Option<Outline>,
    /// What it says, if enough of it could be read.
    pub file: Option<LabFile>,
}

/// A prose file as it was read.
#[derive(Debug)]
pub struct Written {
    /// How problems name the file.
    pub path: String,
    /// Its text.
    pub text: String,
    /// What it says.
    pub parsed: ParsedProse,
}

/// A `lab.yaml` whose names can be compared with what lies beside it.
pub struct Whole<'a> {
    /// What it says.
    pub file: &'a LabFile,
    yaml: &'a Yaml,
    outline: &'a Outline,
}

impl Whole<'_> {
    /// A problem at the value that `path` leads to.
    #[must_use]
    pub fn problem(&self, path: &[Hop<'_>], message: impl Into<String>) -> Problem {
        Problem::at(&self.yaml.path, self.outline.place(&self.yaml.text, path), message)
    }

    /// A problem at the word `word` of the text that `path` leads to, which may span lines.
    #[must_use]
    pub fn problem_within(&self, path: &[Hop<'_>], word: &str, message: impl Into<String>) -> Problem {
        let mut problem = self.problem(path, message);
        let from = problem.place.as_ref().map_or(1, |place| place.line);
        let mut lines = self.yaml.text.lines().enumerate().skip(from - 1);
        if let Some((index, line)) = lines.find(|(_, line)| line.contains(word)) {
            let column = line.split(word).next().unwrap_or_default().chars().count() + 1;
            problem.place = Some(Place::at(&self.yaml.text, index + 1, column).wide(word.chars().count()));
        }
        problem
    }
}

impl Reading {
    /// What `lab.yaml` says, when all its names are the author's own: else nothing can be compared with it.
    #[must_use]
    pub fn whole(&self) -> Option<Whole<'_>> {
        let yaml = self.yaml.as_ref()?;
        let file = yaml.file.as_ref().filter(|file| ids_are_whole(file))?;
        Some(Whole { file, yaml, outline: yaml.outline.as_ref()? })
    }

    /// The lab.
    ///
    /// # Errors
    /// With every problem that was found, in the order of the files; there is no lab with problems.
    pub fn into_lab(mut self) -> Result<Lab, Vec<Problem>> {
        match self.yaml.and_then(|yaml| yaml.file) {
            Some(file) if self.problems.is_empty() => {
                let prose = self.prose.into_iter().map(|(lang, written)| (lang, written.parsed.prose)).collect();
                let commands = file.steps.iter().flat_map(|step| &step.commands);
                let painted = commands
                    .map(|command| (command.id.clone(), paint(Language::Bash, command.run.trim_end())))
                    .collect();
                Ok(Lab { file, prose, files: self.files, painted })
            }
            _ => {
                self.problems.sort_by(|a, b| (&a.file, &a.place).cmp(&(&b.file, &b.place)));
                Err(self.problems)
            }
        }
    }
}

/// Whether all names in the file are the author's own.
pub(super) fn ids_are_whole(file: &LabFile) -> bool {
    let of_steps = file.steps.iter().flat_map(|step| {
        let commands = step.commands.iter().map(|command| command.id.as_str());
        let questions = step.questions.iter().map(|question| question.id.as_str());
        std::iter::once(step.id.as_str()).chain(commands).chain(questions)
    });
    !file.steps.is_empty() && of_steps.chain(file.files.iter().map(String::as_str)).all(|id| id != REPAIRED)
}
