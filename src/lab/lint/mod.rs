//! What an author should mend before a lab is taught with: all that the loader refuses, and what it lets pass.
//!
//! The loader asks whether a lab can be served. This asks whether it is sound: manifests that the API would keep
//! whole, commands whose files exist, mistakes for each judged step, three languages that say the same.

mod commands;
mod languages;
mod manifests;
mod mistakes;
mod script;
#[cfg(test)]
mod tests;
pub mod translations;

use std::collections::BTreeSet;
use std::path::Path;

use super::coverage::{self, Coverage};
use super::images::ImagesFile;
use super::load::{self, Reading, read_lab};
use super::parse::Document;
use super::problem::Problem;

/// Whether the API's types keep a manifest whole: what is wrong with it, or `None` for a kind nobody knows here.
pub type Fit<'a> = &'a (dyn Fn(&Document<'_>) -> Option<Vec<Problem>> + Sync);

/// What lies beside labs and holds for all of them.
pub struct Beside<'a> {
    /// `images.yaml`, when there is one.
    pub images: Option<ImagesFile>,
    /// `coverage.yaml`, when there is one.
    pub coverage: Option<Coverage>,
    /// The API's types.
    pub fit: Fit<'a>,
}

impl<'a> Beside<'a> {
    /// Reads what lies in `dir`; what can't be read is a problem.
    #[must_use]
    pub fn read(dir: &Path, fit: Fit<'a>, problems: &mut Vec<Problem>) -> Self {
        let images = load::images_file(dir, problems);
        let coverage = coverage::read(dir, problems);
        Self { images, coverage, fit }
    }

    fn names(&self) -> Option<BTreeSet<String>> {
        self.images.as_ref().map(|file| file.images.keys().cloned().collect())
    }
}

/// Everything that is wrong with the labs below `dir`, or with the one lab that `dir` is.
#[must_use]
pub fn lint(dir: &Path, fit: Fit<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    if dir.join("lab.yaml").exists() {
        let around = dir.canonicalize().ok().and_then(|dir| dir.parent().map(Path::to_owned)).unwrap_or_default();
        let beside = Beside::read(&around, fit, &mut problems);
        return lint_lab(dir, &beside);
    }
    let beside = Beside::read(dir, fit, &mut problems);
    for name in load::lab_folders(dir, &mut problems) {
        problems.extend(lint_lab(&dir.join(name), &beside));
    }
    if let Some(coverage) = &beside.coverage {
        // What can't be loaded was reported above, and so is what only that lab teaches.
        let (labs, _) = load::load_all(dir, None);
        problems.extend(coverage.of(labs.values()).1);
    }
    problems
}

/// Everything that is wrong with the lab in the folder `dir`, in the order of its files.
#[must_use]
pub fn lint_lab(dir: &Path, beside: &Beside<'_>) -> Vec<Problem> {
    let mut reading = read_lab(dir, beside.names().as_ref());
    let mut problems = std::mem::take(&mut reading.problems);
    look(dir, &reading, beside, &mut problems);
    problems.sort_by(|a, b| (&a.file, &a.place, &a.message).cmp(&(&b.file, &b.place, &b.message)));
    problems.dedup();
    problems
}

fn look(dir: &Path, reading: &Reading, beside: &Beside<'_>, problems: &mut Vec<Problem>) {
    languages::compare(reading, problems);
    if let Some(lab) = reading.whole() {
        mistakes::check(&lab, problems);
        commands::check(&lab, beside.images.as_ref(), problems);
        manifests::check(reading, &lab, beside, problems);
        translations::check(dir, reading, &lab, problems);
        if let Some(coverage) = &beside.coverage {
            coverage.check(&lab, problems);
        }
    }
}
