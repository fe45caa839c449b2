//! Fills the variables that a lab's prose and commands leave open.

use std::collections::BTreeMap;

use crate::lab::images::LabImage;
use crate::progress::AttemptView;

/// What `{{ namespace }}`, `{{ images.nginx }}` and the like stand for, for one learner.
pub type Variables = BTreeMap<String, String>;

/// The variables of an attempt. Without a sandbox there is no namespace to name.
#[must_use]
pub fn variables(attempt: &AttemptView, images: &BTreeMap<String, LabImage>) -> Variables {
    let namespace = attempt.sandbox.as_ref().map_or_else(|| "lab-…".to_owned(), |sandbox| sandbox.id.namespace());
    let images = images.iter().map(|(name, image)| (format!("images.{name}"), image.reference.clone()));
    images.chain([("namespace".to_owned(), namespace)]).collect()
}

/// Fills variables in HTML that was sanitised when the lab was loaded; values are escaped.
#[must_use]
pub fn html(text: &str, variables: &Variables) -> String {
    fill(text, |name, out| escape(variables.get(name).map_or(name, String::as_str), out))
}

/// Fills variables in plain text.
#[must_use]
pub fn text(text: &str, variables: &Variables) -> String {
    fill(text, |name, out| out.push_str(variables.get(name).map_or(name, String::as_str)))
}

fn fill(text: &str, mut value: impl FnMut(&str, &mut String)) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        filled.push_str(before);
        match after.split_once("}}") {
            Some((name, after)) if is_name(name.trim()) => {
                value(name.trim(), &mut filled);
                rest = after;
            }
            // Not a variable: Go templates in kubectl commands look like this too.
            _ => {
                filled.push_str("{{");
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

fn is_name(text: &str) -> bool {
    (text == "namespace" || text.starts_with("images."))
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
}

fn escape(value: &str, out: &mut String) {
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_names_are_filled_and_escaped_and_templates_are_left_alone() {
        let variables = Variables::from([("namespace".to_owned(), "lab-<b>".to_owned())]);
        assert_eq!(html("<code>{{ namespace }}</code>", &variables), "<code>lab-&lt;b&gt;</code>");
        assert_eq!(text("-n {{namespace}} -o go-template='{{ .items }}'", &variables), "-n lab-<b> -o go-template='{{ .items }}'");
        assert_eq!(html("{{ images.nginx }} {{", &variables), "images.nginx {{");
    }
}
