//! The instructor's table: who is where, and what their first open step says.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;

use super::icon;
use super::step::VerdictView;
use crate::check::Verdict;
use crate::i18n::Tr;
use crate::id::LabId;
use crate::lab::{Lab, Lang, StepKind};
use crate::store::BoardRow;

/// One lab's table.
pub struct TableView {
    /// The lab's id.
    pub lab: String,
    /// The lab's title.
    pub title: String,
    /// The steps' titles, in order.
    pub steps: Vec<String>,
    /// The learners.
    pub rows: Vec<RowView>,
}

/// One learner's row.
#[derive(Clone)]
pub struct RowView {
    /// The attempt: what a live update replaces.
    pub attempt: String,
    /// The learner's short name.
    pub learner: String,
    /// A cell for each step.
    pub cells: Vec<CellView>,
    /// Steps passed.
    pub passed: usize,
    /// Steps that can be passed.
    pub total: usize,
    /// The verdict line that an instructor should look at.
    pub now: Option<NowView>,
}

/// One verdict.
#[derive(Clone)]
pub struct CellView {
    /// The step's id.
    pub step: String,
    /// The verdict's word.
    pub word: &'static str,
    /// The verdict in the page's language.
    pub name: String,
    /// `true`, `false` or empty.
    pub holds: &'static str,
}

impl CellView {
    /// The verdict's drawing.
    #[must_use]
    pub fn icon(&self) -> &'static str {
        icon::verdict(self.word)
    }
}

/// What a learner is stuck on.
#[derive(Clone)]
pub struct NowView {
    /// The step's number.
    pub number: usize,
    /// The verdict's word.
    pub word: &'static str,
    /// The message, cut at its code.
    pub pieces: Vec<(bool, String)>,
}

/// One row by itself.
#[derive(Template)]
#[template(path = "instructor/_row.html")]
pub struct RowFragment {
    /// The row.
    pub row: RowView,
}

/// The tables of all labs that somebody opened, in the labs' order.
#[must_use]
pub fn tables(labs: &BTreeMap<LabId, Arc<Lab>>, rows: &[BoardRow], lang: Lang) -> Vec<TableView> {
    let mut labs: Vec<_> = labs.values().collect();
    labs.sort_by_key(|lab| (lab.file.order, lab.id().clone()));
    let table = |lab: &&Arc<Lab>| TableView {
        lab: lab.id().to_string(),
        title: lab.prose(lang).title.clone(),
        steps: lab.file.steps.iter().map(|step| title(lab, step, lang)).collect(),
        rows: rows.iter().filter(|row| row.lab == *lab.id()).map(|r| row(lab, r, lang)).collect(),
    };
    labs.iter().map(table).filter(|table| !table.rows.is_empty()).collect()
}

fn title(lab: &Lab, step: &crate::lab::Step, lang: Lang) -> String {
    lab.prose(lang).steps.get(&step.id).map_or_else(|| step.id.to_string(), |section| section.title.clone())
}

/// A learner's row.
#[must_use]
pub fn row(lab: &Lab, row: &BoardRow, lang: Lang) -> RowView {
    let tr = Tr::new(lang);
    let verdicts: Vec<_> =
        lab.file.steps.iter().map(|step| VerdictView::of(step, row.steps.get(&step.id), tr)).collect();
    let judged = lab.file.steps.iter().filter(|step| step.kind != StepKind::Read).count();
    RowView {
        attempt: row.attempt.to_string(),
        learner: row.learner.to_string().chars().take(6).collect(),
        passed: verdicts.iter().filter(|verdict| verdict.word == Verdict::Passed.word()).count(),
        total: judged,
        now: now(&verdicts),
        cells: verdicts
            .into_iter()
            .map(|v| CellView { name: v.name(tr), step: v.step.to_string(), word: v.word, holds: v.holds })
            .collect(),
    }
}

/// A step that is wrong comes first, then one that waits or can't be told.
fn now(verdicts: &[VerdictView]) -> Option<NowView> {
    let of = |word: &str| verdicts.iter().enumerate().find(|(_, verdict)| verdict.word == word);
    let (index, verdict) = of("wrong").or_else(|| of("cannot-tell")).or_else(|| of("not-yet"))?;
    Some(NowView { number: index + 1, word: verdict.word, pieces: verdict.pieces() })
}
