//! Whether each judged step is tried with what learners get wrong.

use crate::check::Verdict;
use crate::i18n;
use crate::lab::StepKind;
use crate::lab::load::Whole;
use crate::lab::parse::Hop;
use crate::lab::problem::Problem;

/// How many mistakes a judged step is tried with at least.
const FEWEST: usize = 2;

/// Adds what is missing or can't be proved to `problems`.
pub fn check(lab: &Whole<'_>, problems: &mut Vec<Problem>) {
    let known = i18n::check_keys();
    for (index, step) in lab.file.steps.iter().enumerate() {
        let [steps, item] = [Hop::Key("steps"), Hop::Item(index)];
        if step.kind == StepKind::Judged && step.mistakes.len() < FEWEST {
            let message = format!("the judged step `{}` has {} of {FEWEST} mistakes", step.id, step.mistakes.len());
            let hint = "add to `mistakes` what learners really get wrong here, and what they are told then";
            problems.push(lab.problem(&[steps, item, Hop::Key("kind")], message).hint(hint));
        }
        if step.kind != StepKind::Judged && !step.mistakes.is_empty() {
            let message = format!("this step is {}, so its mistakes are never tried", step.kind.word());
            problems.push(lab.problem(&[steps, item, Hop::Key("mistakes")], message).hint("make it `kind: judged`"));
        }
        for (number, mistake) in step.mistakes.iter().enumerate() {
            let path = |key| [steps, item, Hop::Key("mistakes"), Hop::Item(number), Hop::Key(key)];
            if step.mistakes[..number].iter().any(|other| other.id == mistake.id) {
                let message = format!("the mistake id `{}` is used twice in the step `{}`", mistake.id, step.id);
                problems.push(lab.problem(&path("id"), message).hint("give each mistake a name of its own"));
            }
            if mistake.verdict == Verdict::Passed {
                let message = format!("the mistake `{}` expects a pass", mistake.id);
                problems.push(lab.problem(&path("verdict"), message).hint("a mistake must never pass"));
            }
            if !known.contains(&mistake.key.as_str()) {
                let message = format!("unknown message `{}`", mistake.key);
                problems.push(lab.problem(&path("key"), message).suggest(&mistake.key, known.iter().copied()));
            }
            if mistake.run.trim().is_empty() {
                problems.push(lab.problem(&path("run"), format!("the mistake `{}` does nothing", mistake.id)));
            }
        }
    }
}
