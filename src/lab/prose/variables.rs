//! `{{ namespace }}` and `{{ images.nginx }}`: what differs from learner to learner.

use std::ops::Range;

use crate::lab::problem::{Place, Problem};

/// Puts values where variables stand; a name without a value is left as it is.
///
/// In HTML the values must come escaped.
#[must_use]
pub fn resolve(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = 0;
    for (range, name) in find(text) {
        if let Some(value) = value(name) {
            out.push_str(&text[rest..range.start]);
            out.push_str(&value);
            rest = range.end;
        }
    }
    out.push_str(&text[rest..]);
    out
}

/// The variables of a text: where each stands, braces included, and its name.
///
/// Only `{{ name }}` with its spaces is one, so that Go templates in commands stay what they are.
pub(in crate::lab) fn find(text: &str) -> Vec<(Range<usize>, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find("{{ ").map(|at| from + at) {
        let inner = start + 3;
        let end = inner + text[inner..].find(|c: char| !is_name(c)).unwrap_or(text.len() - inner);
        if end > inner && text[end..].starts_with(" }}") {
            found.push((start..end + 3, &text[inner..end]));
            from = end + 3;
        } else {
            from = inner;
        }
    }
    found
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')
}

/// Whether a lab with these images knows the name.
#[must_use]
pub fn is_known(name: &str, images: &[String]) -> bool {
    name == "namespace" || name.strip_prefix("images.").is_some_and(|image| images.iter().any(|known| known == image))
}

/// The unknown variables of a text, with the byte where each one's name begins.
#[must_use]
pub fn unknown<'a>(text: &'a str, images: &[String]) -> Vec<(usize, &'a str)> {
    let found = find(text).into_iter().filter(|(_, name)| !is_known(name, images));
    found.map(|(range, name)| (range.start + 3, name)).collect()
}

/// The names to suggest for an unknown one.
#[must_use]
pub fn known(images: &[String]) -> Vec<String> {
    std::iter::once("namespace".to_owned()).chain(images.iter().map(|image| format!("images.{image}"))).collect()
}

/// Adds a problem for each variable in `lines` (which begin after `skipped` lines of `text`) that is not known.
pub(super) fn check(
    path: &str,
    text: &str,
    lines: &[&str],
    skipped: usize,
    images: &[String],
    problems: &mut Vec<Problem>,
) {
    for (index, line) in lines.iter().enumerate() {
        let place = |byte: usize| Place::at(text, skipped + index + 1, line[..byte].chars().count() + 1);
        if super::sections::directive(line).is_some() {
            continue;
        }
        for (byte, name) in unknown(line, images) {
            let problem = Problem::at(path, place(byte).wide(name.len()), format!("unknown variable `{name}`"));
            problems.push(problem.suggest(name, known(images).iter().map(String::as_str)));
        }
        let meant: Vec<usize> = find(line).iter().map(|(range, _)| range.start).collect();
        for (byte, _) in line.match_indices("{{").filter(|(byte, _)| !meant.contains(byte)) {
            let problem = Problem::at(path, place(byte).wide(2), "this is neither a variable nor a directive");
            problems.push(
                problem.hint("write `{{ name }}` with one space on either side; directives stand alone on a line"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_their_spaces_are_variables() {
        let value = |name: &str| (name == "namespace").then(|| "lab-x".to_owned());
        assert_eq!(
            resolve("a {{ namespace }} b {{namespace}} {{ other }} {{ ", value),
            "a lab-x b {{namespace}} {{ other }} {{ "
        );
        assert_eq!(resolve("{{ namespace }}{{ namespace }}", value), "lab-xlab-x");
        assert_eq!(resolve("{{ {{ namespace }}", value), "{{ lab-x");
        assert_eq!(resolve("{{ ção }} {{ namespace", value), "{{ ção }} {{ namespace");
    }

    #[test]
    fn a_variable_is_known_when_the_lab_lists_it() {
        let images = ["nginx".to_owned()];
        assert_eq!(unknown("{{ images.nginx }} {{ namespace }} {{ images.httpd }}", &images), [(38, "images.httpd")]);
    }
}
