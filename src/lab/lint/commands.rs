//! Whether what commands, solutions and mistakes name is there: files, images, variables.

use std::collections::BTreeSet;

use super::script;

use crate::lab::images::{ImagesFile, full_name};
use crate::lab::load::Whole;
use crate::lab::parse::Hop;
use crate::lab::problem::Problem;
use crate::lab::prose::variables;
use crate::lab::{LabFile, Step};

/// A script of `lab.yaml`: its text, its place, and whether its files stay for what comes after.
struct Script<'a> {
    text: &'a str,
    path: Vec<Hop<'a>>,
    /// What learners run, not what tries their mistakes.
    taught: bool,
}

/// Adds what scripts name and what is not there to `problems`.
pub fn check(lab: &Whole<'_>, images: Option<&ImagesFile>, problems: &mut Vec<Problem>) {
    let mut there: BTreeSet<String> = lab.file.files.iter().cloned().collect();
    for (index, step) in lab.file.steps.iter().enumerate() {
        let step = scripts(index, step);
        // A mistake may use what the step's own commands make; what it makes itself is for its undo.
        let taught = |script: &&Script<'_>| script.taught;
        for script in step.iter().filter(taught) {
            files(lab, script, &mut there, problems);
            named_images(lab, script, images, problems);
        }
        let mut tried = there.clone();
        for script in step.iter().filter(|script| !script.taught) {
            files(lab, script, &mut tried, problems);
            unknown_variables(lab, script, problems);
        }
    }
}

fn scripts(index: usize, step: &Step) -> Vec<Script<'_>> {
    let at = |hops: &[Hop<'static>]| [&[Hop::Key("steps"), Hop::Item(index)], hops].concat();
    let mut found = Vec::new();
    for (n, command) in step.commands.iter().enumerate() {
        let path = at(&[Hop::Key("commands"), Hop::Item(n), Hop::Key("run")]);
        found.push(Script { text: &command.run, path, taught: true });
    }
    if let Some(text) = &step.solution {
        found.push(Script { text, path: at(&[Hop::Key("solution")]), taught: true });
    }
    for (n, mistake) in step.mistakes.iter().enumerate() {
        for (key, text) in [("run", &mistake.run), ("undo", &mistake.undo)] {
            found.push(Script { text, path: at(&[Hop::Key("mistakes"), Hop::Item(n), Hop::Key(key)]), taught: false });
        }
    }
    found
}

fn files(lab: &Whole<'_>, script: &Script<'_>, there: &mut BTreeSet<String>, problems: &mut Vec<Problem>) {
    for file in script::files(script.text) {
        if file.made {
            there.insert(file.name);
        } else if !there.contains(&file.name) {
            let problem =
                lab.problem_within(&script.path, &file.name, format!("there is no file `{}` here", file.name));
            problems.push(problem.suggest(&file.name, there.iter().map(String::as_str)));
        }
    }
}

/// Images that a command names on its command line.
fn named_images(lab: &Whole<'_>, script: &Script<'_>, images: Option<&ImagesFile>, problems: &mut Vec<Problem>) {
    let Some(images) = images else { return };
    let words = script.text.split_whitespace();
    for image in words.filter_map(|word| word.strip_prefix("--image=")).map(|word| word.trim_matches(['\'', '"'])) {
        if let Some(problem) = unlisted(lab.file, images, image) {
            let place = lab.problem_within(&script.path, image, problem.0);
            problems.push(place.hint(problem.1));
        }
    }
}

/// What is wrong with a lab that uses this image, and what to do.
pub fn unlisted(file: &LabFile, images: &ImagesFile, image: &str) -> Option<(String, String)> {
    if image.contains('$') || image.contains("{{") {
        return None;
    }
    let found = images.images.iter().find(|(_, known)| full_name(&known.reference) == full_name(image));
    match found {
        None => {
            let known: Vec<String> = images.images.values().map(|known| format!("`{}`", known.reference)).collect();
            Some((format!("the image `{image}` is not in images.yaml"), format!("known there: {}", known.join(", "))))
        }
        Some((name, _)) if !file.images.contains(name) => Some((
            format!("the image `{image}` is not listed under `images` in lab.yaml"),
            format!("images.yaml calls it `{name}`: list that"),
        )),
        Some(_) => None,
    }
}

fn unknown_variables(lab: &Whole<'_>, script: &Script<'_>, problems: &mut Vec<Problem>) {
    for (_, name) in variables::unknown(script.text, &lab.file.images) {
        let problem = lab.problem_within(&script.path, name, format!("unknown variable `{name}`"));
        let known = variables::known(&lab.file.images);
        problems.push(problem.suggest(name, known.iter().map(String::as_str)));
    }
}
