//! `coverage.yaml`: what the labs together must teach, row by row, and where they do.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::load::{self, Whole};
use super::parse::{self, Hop, Outline};
use super::problem::Problem;
use super::{Lab, Step, StepKind};
use crate::id::LabId;

/// The file, as written.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoverageFile {
    /// The version of this format; today 1.
    pub format: u32,
    /// What is to be taught, by the row's id.
    pub rows: BTreeMap<String, Row>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// What a learner knows afterwards.
    pub teaches: String,
    /// How at least one of its steps must be decided.
    pub by: StepKind,
    /// What a cluster must have, beyond kind's own, before all of the row can be judged.
    #[serde(default)]
    pub needs: Option<String>,
}

/// The file with the places of its rows.
#[derive(Debug, Clone)]
pub struct Coverage {
    /// How problems name the file.
    path: String,
    text: String,
    outline: Outline,
    /// What it says.
    pub file: CoverageFile,
}

/// A step that teaches a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Taught {
    /// The lab.
    pub lab: LabId,
    /// The step's id.
    pub step: String,
    /// How the step is decided: `judged: own_pages`, `asked: address-zero`, `read`.
    pub how: String,
}

/// A row and the steps that teach it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Covered {
    /// The row's id.
    pub id: String,
    /// What it says.
    #[serde(flatten)]
    pub row: Row,
    /// Where it is taught.
    pub taught: Vec<Taught>,
}

/// Reads the `coverage.yaml` of `dir`, if there is one.
pub fn read(dir: &Path, problems: &mut Vec<Problem>) -> Option<Coverage> {
    let path = dir.join("coverage.yaml");
    if !path.exists() {
        return None;
    }
    let text = load::read(&path, "", problems)?;
    let path = load::shown(&path);
    let (file, outline, found) = parse::parse_whole::<CoverageFile>(&path, &text);
    let whole = found.is_empty();
    problems.extend(found);
    Some(Coverage { path, outline: outline?, file: file.filter(|_| whole)?, text })
}

impl Coverage {
    /// Adds a problem for each row that a lab names and that is none.
    pub fn check(&self, lab: &Whole<'_>, problems: &mut Vec<Problem>) {
        for (index, step) in lab.file.steps.iter().enumerate() {
            for (number, row) in step.covers.iter().enumerate().filter(|(_, row)| !self.file.rows.contains_key(*row)) {
                let path = [Hop::Key("steps"), Hop::Item(index), Hop::Key("covers"), Hop::Item(number)];
                let problem = lab.problem(&path, format!("`{row}` is no row of coverage.yaml"));
                problems.push(problem.suggest(row, self.file.rows.keys().map(String::as_str)));
            }
        }
    }

    /// Where each row is taught, in the order of the rows; what is missing is a problem.
    #[must_use]
    pub fn of<'a>(&self, labs: impl Iterator<Item = &'a Lab>) -> (Vec<Covered>, Vec<Problem>) {
        let mut taught: BTreeMap<&str, Vec<(StepKind, Taught)>> = BTreeMap::new();
        let mut labs: Vec<&Lab> = labs.collect();
        labs.sort_by_key(|lab| (lab.file.order, lab.id().clone()));
        for lab in labs {
            for step in &lab.file.steps {
                for row in &step.covers {
                    let here = Taught { lab: lab.id().clone(), step: step.id.to_string(), how: how(step) };
                    taught.entry(row).or_default().push((step.kind, here));
                }
            }
        }
        let mut problems = Vec::new();
        let mut rows: Vec<_> = self.file.rows.iter().collect();
        rows.sort_by_key(|(id, _)| order(id));
        let table = rows.into_iter().map(|(id, row)| {
            let found = taught.remove(id.as_str()).unwrap_or_default();
            let place = self.outline.place(&self.text, &[Hop::Key("rows"), Hop::Key(id)]);
            if found.is_empty() {
                let problem = Problem::at(&self.path, place, format!("no lab teaches the row `{id}`"));
                problems.push(problem.hint("name it under `covers` of the step that does"));
            } else if !found.iter().any(|(kind, _)| *kind == row.by) {
                let message = format!("no {} step teaches the row `{id}`", row.by.word());
                problems.push(Problem::at(&self.path, place, message));
            }
            Covered { id: id.clone(), row: row.clone(), taught: found.into_iter().map(|(_, taught)| taught).collect() }
        });
        (table.collect(), problems)
    }
}

/// `A2` before `A10`.
fn order(id: &str) -> (String, u32) {
    let letters = id.trim_end_matches(|c: char| c.is_ascii_digit());
    (letters.to_owned(), id[letters.len()..].parse().unwrap_or_default())
}

fn how(step: &Step) -> String {
    let names: Vec<String> = match step.kind {
        StepKind::Judged => step.checks.iter().map(crate::check::Check::name).collect(),
        StepKind::Asked => step.questions.iter().map(|question| question.id.to_string()).collect(),
        StepKind::Read => return "read".to_owned(),
    };
    format!("{}: {}", step.kind.word(), names.join(", "))
}
