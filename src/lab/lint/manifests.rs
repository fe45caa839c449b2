//! Whether the API would take a lab's manifests, and keep all that they say.

use super::{Beside, commands};
use crate::lab::load::{Reading, Whole};
use crate::lab::parse::{Document, Hop};
use crate::lab::problem::{Place, Problem};
use crate::lab::prose::variables::{known, resolve, unknown};

/// Adds what the API would refuse or drop to `problems`.
pub fn check(reading: &Reading, lab: &Whole<'_>, beside: &Beside<'_>, problems: &mut Vec<Problem>) {
    for (name, text) in &reading.files {
        let path = format!("{}/files/{name}", reading.dir);
        variables(&path, text, lab, problems);
        if !(name.ends_with(".yaml") || name.ends_with(".yml")) {
            continue;
        }
        let text = resolve(text, |name| match name.strip_prefix("images.") {
            Some(image) => Some(beside.images.as_ref()?.images.get(image)?.reference.clone()),
            None => (name == "namespace").then(|| "learner".to_owned()),
        });
        let found = look(&path, &text, lab, beside);
        match (lab.file.broken_files.contains(name), found.is_empty()) {
            // What is meant to be broken must be: else there is nothing to mend.
            (true, true) => {
                let index = lab.file.broken_files.iter().position(|broken| broken == name).unwrap_or_default();
                let message = format!("nothing is wrong with `{name}`, which is meant to be broken");
                let path = [Hop::Key("broken_files"), Hop::Item(index)];
                problems.push(lab.problem(&path, message).hint("break it, or strike it here"));
            }
            (true, false) => {}
            (false, _) => problems.extend(found),
        }
    }
    for (index, name) in lab.file.broken_files.iter().enumerate().filter(|(_, name)| !lab.file.files.contains(name)) {
        let path = [Hop::Key("broken_files"), Hop::Item(index)];
        let problem = lab.problem(&path, format!("`{name}` is not listed under `files`"));
        problems.push(problem.suggest(name, lab.file.files.iter().map(String::as_str)));
    }
}

fn look(path: &str, text: &str, lab: &Whole<'_>, beside: &Beside<'_>) -> Vec<Problem> {
    let (documents, mut problems) = Document::all(path, text);
    for document in &documents {
        if document.api_version.is_empty() || document.kind.is_empty() {
            let message = "a manifest says its `apiVersion` and its `kind`";
            problems.push(document.problem("", message));
            continue;
        }
        match (beside.fit)(document) {
            Some(found) => problems.extend(found),
            // Kinds that a cluster may be taught later have a domain for their group.
            None if document
                .api_version
                .split('/')
                .next()
                .is_some_and(|group| group.contains('.') && !group.ends_with("k8s.io")) => {}
            None => {
                let message = format!("the API has no kind `{}` in `{}`", document.kind, document.api_version);
                problems.push(document.problem("kind", message));
            }
        }
        for (image, place) in document.images() {
            let wrong = beside.images.as_ref().and_then(|images| commands::unlisted(lab.file, images, &image));
            problems.extend(wrong.map(|(message, hint)| Problem::at(path, place, message).hint(hint)));
        }
    }
    problems
}

fn variables(path: &str, text: &str, lab: &Whole<'_>, problems: &mut Vec<Problem>) {
    for (index, line) in text.lines().enumerate() {
        for (byte, name) in unknown(line, &lab.file.images) {
            let place = Place::at(text, index + 1, line[..byte].chars().count() + 1);
            let known = known(&lab.file.images);
            let problem = Problem::at(path, place.wide(name.len()), format!("unknown variable `{name}`"));
            problems.push(problem.suggest(name, known.iter().map(String::as_str)));
        }
    }
}
