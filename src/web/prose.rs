//! Fills the variables that a lab's prose and commands leave open.

use std::collections::BTreeMap;

use crate::lab::images::LabImage;
use crate::lab::prose::variables::resolve;
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

/// What stands for images alone, where there is no attempt to name a namespace.
#[must_use]
pub fn images(images: &BTreeMap<String, LabImage>) -> Variables {
    let images = images.iter().map(|(name, image)| (format!("images.{name}"), image.reference.clone()));
    images.chain([("namespace".to_owned(), "lab-…".to_owned())]).collect()
}

/// Fills variables in HTML that was sanitised when the lab was loaded; values are escaped.
#[must_use]
pub fn html(text: &str, variables: &Variables) -> String {
    resolve(text, |name| variables.get(name).map(|value| escape(value)))
}

/// Fills variables in plain text.
#[must_use]
pub fn text(text: &str, variables: &Variables) -> String {
    resolve(text, |name| variables.get(name).cloned())
}

fn escape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
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
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_names_are_filled_and_escaped_and_templates_are_left_alone() {
        let variables = Variables::from([("namespace".to_owned(), "lab-<b>".to_owned())]);
        assert_eq!(html("<code>{{ namespace }}</code>", &variables), "<code>lab-&lt;b&gt;</code>");
        assert_eq!(
            text("-n {{ namespace }} -o go-template='{{.items}}'", &variables),
            "-n lab-<b> -o go-template='{{.items}}'"
        );
        assert_eq!(html("{{ images.nginx }} {{", &variables), "{{ images.nginx }} {{");
    }
}
