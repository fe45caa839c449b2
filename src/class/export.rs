//! What a class did, as a table: one line for each learner and step of each lab. Described in `docs/classes.md`.

use serde::Serialize;

use super::{Member, Room, Work, standing};
use crate::check::Verdict;
use crate::id::{LabId, LearnerId, StepId};
use crate::lab::{Lab, Step};
use crate::progress::{Aid, How, Millis};

/// One learner and one step.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// The learner's name in the class.
    pub name: String,
    /// The learner's id.
    pub learner: LearnerId,
    /// The lab.
    pub lab: LabId,
    /// The step's place in the lab, from one.
    pub number: usize,
    /// The step.
    pub step: StepId,
    /// The verdict; `untried` where the lab was not opened.
    pub verdict: Verdict,
    /// How it was done, when it is.
    pub how: Option<How>,
    /// When it first passed, in milliseconds since 1970 (UTC).
    pub passed_at: Option<Millis>,
    /// How often it was judged: each new wrong state, and the pass.
    pub attempts: u32,
    /// How long it took, in whole seconds, from the pass before it or from opening the lab; unknown for what the
    /// server did in the learner's place.
    pub seconds: Option<i64>,
    /// How many of its hints were shown.
    pub hints: u32,
    /// The other help taken for it.
    pub help: Vec<Aid>,
}

/// Every line of a class, in the order of its members and labs. A lab the server no longer has is left out.
#[must_use]
pub fn lines<'a>(room: &Room, lab_of: impl Fn(&LabId) -> Option<&'a Lab>) -> Vec<Line> {
    let labs: Vec<&Lab> = room.class.labs.iter().filter_map(lab_of).collect();
    let mut lines = Vec::new();
    for member in &room.members {
        for lab in &labs {
            let work = room.work(&member.learner, lab.id());
            lines.extend(standing::doable(lab).map(|step| line(member, lab, step, work)));
        }
    }
    lines
}

fn line(member: &Member, lab: &Lab, step: &Step, work: Option<&Work>) -> Line {
    let state = work.and_then(|work| work.steps.get(&step.id));
    let verdict = state.map_or(Verdict::Untried, |state| state.verdict);
    let wrongs = work.and_then(|work| work.wrongs.get(&step.id)).copied().unwrap_or(0);
    Line {
        name: member.name.clone(),
        learner: member.learner.clone(),
        lab: lab.id().clone(),
        number: lab.file.steps.iter().position(|known| known.id == step.id).map_or(0, |index| index + 1),
        step: step.id.clone(),
        verdict,
        how: state.and_then(|state| state.how),
        passed_at: state.and_then(|state| state.passed),
        attempts: wrongs + u32::from(verdict == Verdict::Passed),
        seconds: work.and_then(|work| standing::spans(work).get(&step.id).map(|span| span / 1000)),
        hints: work.and_then(|work| work.hints.get(&step.id)).copied().unwrap_or(0),
        help: work
            .and_then(|work| work.aids.get(&step.id))
            .map(|aids| aids.iter().copied().collect())
            .unwrap_or_default(),
    }
}

const HEAD: [&str; 12] =
    ["name", "learner", "lab", "number", "step", "verdict", "how", "passed_at", "attempts", "seconds", "hints", "help"];

/// The lines as CSV (RFC 4180). `bom` puts the mark in front that makes spreadsheets read it as UTF-8; `time` writes
/// a moment.
///
/// # Errors
/// Never in memory; the writer's type says it could.
pub fn csv(lines: &[Line], bom: bool, time: impl Fn(Millis) -> String) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(HEAD)?;
    for line in lines {
        let help: Vec<_> = line.help.iter().map(|aid| aid.word()).collect();
        writer.write_record([
            safe(&line.name),
            line.learner.to_string(),
            line.lab.to_string(),
            line.number.to_string(),
            line.step.to_string(),
            line.verdict.word().to_owned(),
            line.how.map(How::word).unwrap_or_default().to_owned(),
            line.passed_at.map(&time).unwrap_or_default(),
            line.attempts.to_string(),
            line.seconds.map(|seconds| seconds.to_string()).unwrap_or_default(),
            line.hints.to_string(),
            help.join(" "),
        ])?;
    }
    let table = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    let mut bytes = if bom { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
    bytes.extend(table);
    Ok(bytes)
}

/// A spreadsheet takes a cell that begins like this for a formula and may run it: an apostrophe makes it text.
fn safe(cell: &str) -> String {
    let dangerous = |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
    if cell.trim_start().starts_with(dangerous) || cell.starts_with(dangerous) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Line {
        Line {
            name: name.to_owned(),
            learner: "learner00001".parse().expect("an id"),
            lab: "web".parse().expect("an id"),
            number: 3,
            step: "serve".parse().expect("an id"),
            verdict: Verdict::Passed,
            how: Some(How::Solution),
            passed_at: Some(1000),
            attempts: 2,
            seconds: Some(61),
            hints: 1,
            help: vec![Aid::Solution],
        }
    }

    fn table(lines: &[Line], bom: bool) -> String {
        let bytes = csv(lines, bom, |at| format!("t{at}")).expect("a table");
        String::from_utf8(bytes).expect("UTF-8")
    }

    #[test]
    fn names_that_spreadsheets_would_run_are_text() {
        for name in ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "＝1", " =1", "=HYPERLINK(\"http://evil\",\"x\")"]
        {
            let text = table(&[named(name)], false);
            let row = text.lines().nth(1).expect("a row");
            assert!(row.trim_start_matches('"').starts_with('\''), "{name}: {row}");
        }
        assert!(table(&[named("Ana, \"la\" Ñ")], false).contains("\"Ana, \"\"la\"\" Ñ\",learner00001"));
    }

    #[test]
    fn a_row_says_everything_and_the_mark_is_there_on_request() {
        let text = table(&[named("Ana")], false);
        assert_eq!(
            text,
            "name,learner,lab,number,step,verdict,how,passed_at,attempts,seconds,hints,help\r\n\
             Ana,learner00001,web,3,serve,passed,solution,t1000,2,61,1,solution\r\n"
        );
        assert_eq!(table(&[named("Ana")], true), format!("\u{feff}{text}"));
    }
}
