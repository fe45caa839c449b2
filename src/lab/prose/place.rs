//! Whether a language's prose and `lab.yaml` fit: each step has its section,
//! each command, file and question its place.

use std::collections::BTreeMap;

use super::{ParsedProse, Placed, Thing};
use crate::id::StepId;
use crate::lab::problem::{Place, Problem};
use crate::lab::{LabFile, Part};

/// Adds what does not fit to `problems`.
pub fn compare(path: &str, text: &str, file: &LabFile, prose: &ParsedProse, problems: &mut Vec<Problem>) {
    sections(path, text, file, prose, problems);
    for placed in &prose.placed {
        unknown(path, file, placed, problems);
    }
    let mut seen: Vec<&Placed> = Vec::new();
    for placed in &prose.placed {
        let same = |other: &&&Placed| {
            let of_step = placed.what != Thing::Told || other.step == placed.step;
            other.what == placed.what && other.name == placed.name && of_step
        };
        if let Some(first) = seen.iter().find(same) {
            let message = format!("the {} `{}` is placed twice", placed.what.word(), placed.name);
            let hint = format!("it stands in line {} already", first.place.line);
            problems.push(Problem::at(path, placed.place.clone(), message).hint(hint));
        }
        seen.push(placed);
    }
    missing(path, text, file, prose, problems);
    choices(path, file, prose, problems);
}

/// Each choice of a prediction has its words, once.
fn choices(path: &str, file: &LabFile, prose: &ParsedProse, problems: &mut Vec<Problem>) {
    for prediction in file.steps.iter().flat_map(|step| &step.predictions) {
        let parts = prose.prose.steps.values().flat_map(|section| &section.parts);
        let written = parts.into_iter().find_map(|part| match part {
            Part::Predict(id, _, choices) if *id == prediction.id => Some(choices),
            _ => None,
        });
        // One that is not placed was reported already.
        let Some(written) = written else { continue };
        let place = prose
            .placed
            .iter()
            .find(|placed| placed.what == Thing::Prediction && placed.name == prediction.id.as_str());
        let mut say = |message: String, hint: &str| {
            let problem = match place {
                Some(placed) => Problem::at(path, placed.place.clone(), message),
                None => Problem::of_file(path, message),
            };
            problems.push(problem.hint(hint));
        };
        for choice in &prediction.choices {
            let count = written.iter().filter(|(id, _)| id == choice).count();
            if count != 1 {
                let message =
                    format!("the choice `{choice}` of the prediction `{}` is written {count} times", prediction.id);
                say(message, "write `- name: words` once for each choice of `lab.yaml`");
            }
        }
        for (id, _) in written.iter().filter(|(id, _)| !prediction.choices.contains(id)) {
            say(
                format!("the prediction `{}` has no choice `{id}`", prediction.id),
                "its choices are those of `lab.yaml`",
            );
        }
    }
}

fn sections(path: &str, text: &str, file: &LabFile, prose: &ParsedProse, problems: &mut Vec<Problem>) {
    let steps: Vec<&str> = file.steps.iter().map(|step| step.id.as_str()).collect();
    for (id, place) in &prose.sections {
        if !steps.contains(&id.as_str()) {
            let problem =
                Problem::at(path, place.clone(), format!("a section for `{id}`, which is no step of this lab"));
            problems.push(problem.suggest(id.as_str(), steps.iter().copied()));
        }
    }
    let written: Vec<&str> = prose.sections.iter().map(|(id, _)| id.as_str()).collect();
    for (index, step) in steps.iter().enumerate().filter(|(_, step)| !written.contains(step)) {
        let hint = match index.checked_sub(1) {
            Some(before) => format!("add `## Title {{#{step}}}` after the section of `{}`", steps[before]),
            None => format!("add `## Title {{#{step}}}` as the first section"),
        };
        let before =
            index.checked_sub(1).and_then(|before| prose.sections.iter().find(|(id, _)| id.as_str() == steps[before]));
        let place = before.map_or_else(|| Place::at(text, 1, 1), |(_, place)| place.clone());
        problems.push(Problem::at(path, place, format!("the section of the step `{step}` is missing")).hint(hint));
    }
    let expected: Vec<&str> = steps.iter().copied().filter(|step| written.contains(step)).collect();
    let known = prose.sections.iter().filter(|(id, _)| steps.contains(&id.as_str()));
    if let Some(((id, place), step)) = known.zip(expected).find(|((id, _), step)| id.as_str() != *step) {
        let problem =
            Problem::at(path, place.clone(), format!("the section of `{id}` stands where that of `{step}` belongs"));
        problems.push(problem.hint("keep the order of `lab.yaml`"));
    }
}

/// Something placed that does not exist, or belongs to another step.
fn unknown(path: &str, file: &LabFile, placed: &Placed, problems: &mut Vec<Problem>) {
    let (word, name) = (placed.what.word(), &placed.name);
    if placed.what == Thing::File {
        if !file.files.contains(name) {
            let problem =
                Problem::at(path, placed.place.clone(), format!("the file `{name}` is not listed in `lab.yaml`"));
            problems.push(problem.suggest(name, file.files.iter().map(String::as_str)));
        }
        return;
    }
    // A section without a step was reported already.
    let Some(here) = file.steps.iter().find(|step| step.id == placed.step) else { return };
    if placed.what.declared(here).contains(&name.as_str()) {
        return;
    }
    if placed.what == Thing::Told {
        let problem =
            Problem::at(path, placed.place.clone(), format!("no mistake of this step has the message `{name}`"));
        problems.push(problem.suggest(name, placed.what.declared(here)));
        return;
    }
    let elsewhere = file.steps.iter().find(|step| placed.what.declared(step).contains(&name.as_str()));
    let problem = match elsewhere {
        Some(step) => {
            let message = format!("the {word} `{name}` does not belong to the step `{}`", here.id);
            Problem::at(path, placed.place.clone(), message)
                .hint(format!("`lab.yaml` has it in the step `{}`", step.id))
        }
        None => Problem::at(path, placed.place.clone(), format!("unknown {word} `{name}`"))
            .suggest(name, placed.what.declared(here)),
    };
    problems.push(problem);
}

/// Something declared that is placed nowhere.
fn missing(path: &str, text: &str, file: &LabFile, prose: &ParsedProse, problems: &mut Vec<Problem>) {
    let placed = |what, name: &str| prose.placed.iter().any(|placed| placed.what == what && placed.name == name);
    for step in &file.steps {
        let Some((_, place)) = prose.sections.iter().find(|(id, _)| *id == step.id) else { continue };
        for (what, opening, closing) in [
            (Thing::Command, "{{ command ", " }}"),
            (Thing::Question, ":::question ", ""),
            (Thing::Prediction, ":::predict ", ""),
        ] {
            for name in what.declared(step).into_iter().filter(|name| !placed(what, name)) {
                let message = format!("the {} `{name}` of the step `{}` is not placed", what.word(), step.id);
                let hint = format!("put `{opening}{name}{closing}` on a line of its own in this section");
                problems.push(Problem::at(path, place.clone(), message).hint(hint));
            }
        }
    }
    for name in file.files.iter().filter(|name| !placed(Thing::File, name)) {
        let problem = Problem::at(path, Place::at(text, 1, 1), format!("the file `{name}` is not placed"));
        problems.push(problem.hint(format!("put `{{{{ file {name} }}}}` on a line of its own where it is needed")));
    }
}

/// Adds a problem where a language tells something of its own that another does not.
pub fn same_told(languages: &[(&str, &ParsedProse)], problems: &mut Vec<Problem>) {
    for (path, prose) in languages {
        for placed in prose.placed.iter().filter(|placed| placed.what == Thing::Told) {
            let here =
                |other: &&Placed| other.what == placed.what && other.name == placed.name && other.step == placed.step;
            for (other, _) in languages.iter().filter(|(_, prose)| !prose.placed.iter().any(|other| here(&other))) {
                let message =
                    format!("the message `{}` of the step `{}` is not told in {other}", placed.name, placed.step);
                problems.push(Problem::at(path, placed.place.clone(), message).hint("tell it in every language"));
            }
        }
    }
}

/// Adds a problem where a language places a file in another step than the first language does.
pub fn same_steps(languages: &[(&str, &ParsedProse)], problems: &mut Vec<Problem>) {
    let mut steps: BTreeMap<&str, (&StepId, &str)> = BTreeMap::new();
    for (path, prose) in languages {
        for placed in prose.placed.iter().filter(|placed| placed.what == Thing::File) {
            let (step, first) = *steps.entry(&placed.name).or_insert((&placed.step, path));
            if *step != placed.step {
                let message = format!("the file `{}` stands in the step `{}` here", placed.name, placed.step);
                let hint = format!("{first} places it in the step `{step}`");
                problems.push(Problem::at(path, placed.place.clone(), message).hint(hint));
            }
        }
    }
}
