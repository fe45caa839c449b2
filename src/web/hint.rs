//! The hints of a lab's steps, as an instructor chooses among them.

use super::prose::{self, Variables};
use crate::id::StepId;
use crate::lab::{Lab, Lang, Part};

/// So much of a hint is shown where one is chosen, in characters.
const PREVIEW: usize = 100;

/// One hint of a step.
#[derive(Clone)]
pub struct HintView {
    /// Its number, from one.
    pub number: usize,
    /// How it begins.
    pub text: String,
}

/// The hints of a step, in order.
#[must_use]
pub fn hints(lab: &Lab, step: &StepId, lang: Lang, variables: &Variables) -> Vec<HintView> {
    let parts = lab.prose(lang).steps.get(step).map_or(&[][..], |section| section.parts.as_slice());
    let texts = parts.iter().filter_map(|part| if let Part::Hint(html) = part { Some(html) } else { None });
    let view = |(index, html): (usize, &String)| HintView { number: index + 1, text: preview(html, variables) };
    texts.enumerate().map(view).collect()
}

/// How sanitised HTML begins, as plain text.
fn preview(html: &str, variables: &Variables) -> String {
    let mut text = String::with_capacity(html.len());
    for (index, piece) in html.split('<').enumerate() {
        // What stands before the first `<` is in no tag.
        let outside = if index == 0 { piece } else { piece.split_once('>').map_or("", |(_, outside)| outside) };
        text.push_str(outside);
    }
    for (entity, c) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&")]
    {
        text = text.replace(entity, c);
    }
    let text = prose::text(&text, variables);
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(PREVIEW) {
        Some((end, _)) => format!("{}…", words[..end].trim_end()),
        None => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_s_beginning_is_plain_text() {
        let fill = Variables::from([("images.nginx".to_owned(), "nginx:1".to_owned())]);
        let html = "<p>Try <code>a &amp;&amp; b &lt;c&gt;</code>\nwith <em>{{ images.nginx }}</em>.</p>";
        assert_eq!(preview(html, &fill), "Try a && b <c> with nginx:1.");
        let long = preview(&format!("<p>{}</p>", "é ".repeat(400)), &fill);
        assert!(long.ends_with("é…") && long.chars().count() <= PREVIEW + 1, "{long}");
    }
}
