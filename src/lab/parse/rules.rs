//! What must hold within a `lab.yaml` beyond each value's own type.

use std::collections::{BTreeMap, BTreeSet};

use super::REPAIRED;
use super::node::{Hop, Node};
use crate::lab::problem::{Place, Problem};
use crate::lab::prose::variables;
use crate::lab::{LabFile, Prediction, Question, Step, StepKind};

/// The version of the format that this program reads.
const FORMAT: u32 = 1;

/// A lab file as it came: what problems point into.
pub struct Source<'a> {
    /// How problems name the file.
    pub path: &'a str,
    /// The folder it lies in.
    pub folder: &'a str,
    /// Its text.
    pub text: &'a str,
    /// The images there are, when that is known.
    pub images: Option<&'a BTreeSet<String>>,
    /// Its tree.
    pub tree: &'a Node,
}

impl Source<'_> {
    fn problem(&self, path: &[Hop<'_>], message: impl Into<String>) -> Problem {
        let (line, column) = self.tree.find(path).at;
        Problem::at(self.path, Place::at(self.text, line, column), message)
    }
}

/// Adds what breaks a rule to `problems`.
pub fn check(source: &Source<'_>, file: &LabFile, problems: &mut Vec<Problem>) {
    if file.format != FORMAT && file.id.as_str() != REPAIRED {
        let message = format!("format {} is not known here", file.format);
        problems
            .push(source.problem(&[Hop::Key("format")], message).hint(format!("this program reads format {FORMAT}")));
    }
    if file.id.as_str() != source.folder && file.id.as_str() != REPAIRED {
        let message = format!("the id `{}` is not the folder's name `{}`", file.id, source.folder);
        problems.push(source.problem(&[Hop::Key("id")], message).hint("rename one of them"));
    }
    if file.steps.is_empty() {
        problems.push(source.problem(&[Hop::Key("steps")], "a lab needs at least one step"));
    }
    names(source, "files", &file.files, problems);
    names(source, "images", &file.images, problems);
    ids(source, file, problems);
    for (index, step) in file.steps.iter().enumerate() {
        kind(source, index, step, problems);
        commands(source, index, file, problems);
        since(source, index, file, problems);
        for (number, question) in step.questions.iter().enumerate() {
            choices(source, index, number, question, problems);
        }
        for (number, prediction) in step.predictions.iter().enumerate() {
            predictions(source, index, number, step, prediction, problems);
        }
    }
}

fn names(source: &Source<'_>, key: &str, names: &[String], problems: &mut Vec<Problem>) {
    for (index, name) in names.iter().enumerate() {
        let path = [Hop::Key(key), Hop::Item(index)];
        if names[..index].contains(name) && name != REPAIRED {
            problems.push(source.problem(&path, format!("`{name}` is listed twice under `{key}`")));
        }
        if let Some(known) = source.images.filter(|known| key == "images" && name != REPAIRED && !known.contains(name))
        {
            let problem = source.problem(&path, format!("the image `{name}` is not in images.yaml"));
            problems.push(problem.suggest(name, known.iter().map(String::as_str)));
        }
        let inside = name.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
        if key == "files" && !(inside && name.is_ascii()) {
            let problem = source.problem(&path, format!("`{name}` is not a path below `files/`"));
            problems.push(problem.hint("write it relative to `files/`, in ASCII, without `.` and `..`"));
        }
    }
}

/// Each id once: steps, commands and questions each have names of their own.
fn ids(source: &Source<'_>, file: &LabFile, problems: &mut Vec<Problem>) {
    let mut seen = BTreeMap::new();
    let mut once = |what: &'static str, id: &str, path: &[Hop<'_>]| {
        let line = source.tree.find(path).at.0;
        if id == REPAIRED {
            return;
        }
        if let Some(first) = seen.get(&(what, id.to_owned())) {
            let problem = source.problem(path, format!("the {what} id `{id}` is used twice"));
            problems.push(problem.hint(format!("it is first used in line {first}")));
        } else {
            seen.insert((what, id.to_owned()), line);
        }
    };
    for (s, step) in file.steps.iter().enumerate() {
        let [steps, item] = [Hop::Key("steps"), Hop::Item(s)];
        once("step", step.id.as_str(), &[steps, item, Hop::Key("id")]);
        for (c, command) in step.commands.iter().enumerate() {
            let path = [steps, item, Hop::Key("commands"), Hop::Item(c), Hop::Key("id")];
            once("command", command.id.as_str(), &path);
        }
        for (p, prediction) in step.predictions.iter().enumerate() {
            let path = [steps, item, Hop::Key("predictions"), Hop::Item(p), Hop::Key("id")];
            once("prediction", prediction.id.as_str(), &path);
        }
        for (q, question) in step.questions.iter().enumerate() {
            let path = [steps, item, Hop::Key("questions"), Hop::Item(q), Hop::Key("id")];
            once("question", question.id.as_str(), &path);
        }
    }
}

/// A step has what its kind needs and nothing that its kind has no use for.
fn kind(source: &Source<'_>, index: usize, step: &Step, problems: &mut Vec<Problem>) {
    // A stand-in kind was reported already; what follows from it was not meant.
    let (line, _) = source.tree.find(&[Hop::Key("steps"), Hop::Item(index), Hop::Key("kind")]).at;
    if problems.iter().any(|problem| problem.place.as_ref().is_some_and(|place| place.line == line)) {
        return;
    }
    let word = step.kind.word();
    let mut say = |key: &str, message: String, hint: &str| {
        problems.push(source.problem(&[Hop::Key("steps"), Hop::Item(index), Hop::Key(key)], message).hint(hint));
    };
    if step.kind == StepKind::Judged && step.checks.is_empty() {
        say("kind", "a judged step needs a check".to_owned(), "give it `checks`, or make it `kind: read`");
    }
    if step.kind == StepKind::Asked && step.questions.is_empty() {
        let hint = "give it `questions`, or make it `kind: read`";
        say("kind", "an asked step needs a question".to_owned(), hint);
    }
    if step.kind != StepKind::Judged && !step.checks.is_empty() {
        say("checks", format!("this step is {word}, so its checks are never judged"), "make it `kind: judged`");
    }
    if step.kind != StepKind::Judged && !step.needs.is_empty() {
        say("needs", format!("this step is {word}, so what it needs is never looked for"), "make it `kind: judged`");
    }
    if step.kind != StepKind::Asked && !step.questions.is_empty() {
        let hint = "make it `kind: asked`";
        say("questions", format!("this step is {word}, so its questions are never asked"), hint);
    }
}

/// A command runs something, for a time that can be waited for, with variables that exist.
fn commands(source: &Source<'_>, index: usize, file: &LabFile, problems: &mut Vec<Problem>) {
    for (number, command) in file.steps[index].commands.iter().enumerate() {
        let path = |key| [Hop::Key("steps"), Hop::Item(index), Hop::Key("commands"), Hop::Item(number), Hop::Key(key)];
        if command.run.trim().is_empty() {
            problems.push(source.problem(&path("run"), format!("the command `{}` runs nothing", command.id)));
        }
        if command.timeout == 0 || command.timeout > 3600 {
            let message = format!("a command may take 1 to 3600 seconds, not {}", command.timeout);
            problems.push(source.problem(&path("timeout"), message));
        }
        for (_, name) in variables::unknown(&command.run, &file.images) {
            let message = format!("unknown variable `{name}` in the command `{}`", command.id);
            let known = variables::known(&file.images);
            problems.push(source.problem(&path("run"), message).suggest(name, known.iter().map(String::as_str)));
        }
    }
}

/// `since` names an earlier step, and one that is judged: others leave no evidence.
fn since(source: &Source<'_>, index: usize, file: &LabFile, problems: &mut Vec<Problem>) {
    for (number, check) in file.steps[index].checks.iter().enumerate() {
        let Some(since) = check.since() else { continue };
        let name = check.name();
        let judged: Vec<&str> = file.steps[..index]
            .iter()
            .filter(|step| step.kind == StepKind::Judged)
            .map(|step| step.id.as_str())
            .collect();
        if since.as_str() == REPAIRED || judged.contains(&since.as_str()) {
            continue;
        }
        let message = match file.steps.iter().position(|step| step.id == *since) {
            Some(place) if place < index => format!("`since` names the step `{since}`, which is not judged"),
            Some(_) => format!("`since` names the step `{since}`, which does not come before this one"),
            None => format!("`since` names the step `{since}`, which does not exist"),
        };
        let path = [
            Hop::Key("steps"),
            Hop::Item(index),
            Hop::Key("checks"),
            Hop::Item(number),
            Hop::Key(&name),
            Hop::Key("since"),
        ];
        problems.push(source.problem(&path, message).suggest(since.as_str(), judged));
    }
}

/// A prediction offers two or more choices, one of which comes true, and a command of its step shows which.
fn predictions(
    source: &Source<'_>,
    step: usize,
    number: usize,
    of: &Step,
    prediction: &Prediction,
    problems: &mut Vec<Problem>,
) {
    let path = |key| [Hop::Key("steps"), Hop::Item(step), Hop::Key("predictions"), Hop::Item(number), Hop::Key(key)];
    let choices: Vec<&str> = prediction.choices.iter().map(|choice| choice.as_str()).collect();
    if choices.contains(&REPAIRED) {
        return;
    }
    if choices.len() < 2 {
        let message = format!("the prediction `{}` offers fewer than two choices", prediction.id);
        problems.push(source.problem(&path("choices"), message));
    }
    if let Some(twice) = choices.iter().enumerate().find(|(at, choice)| choices[..*at].contains(choice)) {
        problems.push(source.problem(&path("choices"), format!("the choice `{}` is offered twice", twice.1)));
    }
    let answer = prediction.answer.as_str();
    if answer != REPAIRED && !choices.contains(&answer) {
        let problem = source.problem(&path("answer"), format!("`{answer}` is none of the choices"));
        problems.push(problem.suggest(answer, choices));
    }
    let commands: Vec<&str> = of.commands.iter().map(|command| command.id.as_str()).collect();
    let shown_by = prediction.shown_by.as_str();
    if shown_by != REPAIRED && !commands.contains(&shown_by) {
        let problem = source.problem(&path("shown_by"), format!("the step has no command `{shown_by}`"));
        problems.push(problem.suggest(shown_by, commands));
    }
}

/// A choice offers at least two different values.
fn choices(source: &Source<'_>, step: usize, number: usize, question: &Question, problems: &mut Vec<Problem>) {
    let path = [Hop::Key("steps"), Hop::Item(step), Hop::Key("questions"), Hop::Item(number), Hop::Key("choices")];
    let choices = &question.choices;
    if choices.len() == 1 {
        let problem = source.problem(&path, format!("the question `{}` offers only one choice", question.id));
        problems.push(problem.hint("offer two or more, or leave `choices` out for a text field"));
    }
    for (index, choice) in choices.iter().enumerate() {
        let mut path = path.to_vec();
        path.push(Hop::Item(index));
        if choices[..index].contains(choice) {
            problems.push(source.problem(&path, format!("the choice `{choice}` is offered twice")));
        }
        if choice.trim().is_empty() {
            problems.push(source.problem(&path, "a choice is empty"));
        }
    }
}
