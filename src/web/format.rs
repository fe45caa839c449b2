//! Commands and messages as a page can show them.

use std::time::Duration;

use crate::lab::Level;
use crate::lab::paint::Stroke;
use crate::progress::Millis;

/// A span in whole milliseconds.
#[must_use]
pub fn millis(span: Option<Duration>) -> Option<Millis> {
    span.map(|span| Millis::try_from(span.as_millis()).unwrap_or(Millis::MAX))
}

/// When a page is made.
#[must_use]
pub fn now() -> Millis {
    jiff::Timestamp::now().as_millisecond()
}

/// The end of a level's string key.
#[must_use]
pub fn level(level: Level) -> &'static str {
    match level {
        Level::Beginner => "beginner",
        Level::Intermediate => "intermediate",
        Level::Advanced => "advanced",
    }
}

/// A message cut at its backticks: each piece, and whether it is code.
#[must_use]
pub fn pieces(message: &str) -> Vec<(bool, String)> {
    let cut = message.split('`').enumerate();
    // An odd number of backticks leaves the last one without a partner: text, like all the rest.
    let last = message.matches('`').count();
    cut.map(|(i, piece)| (i % 2 == 1 && i < last, piece.to_owned())).filter(|(_, piece)| !piece.is_empty()).collect()
}

/// A word of a command, or the space between two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Whether it is space.
    pub space: bool,
    /// Its text, in one or more colours.
    pub strokes: Vec<Stroke>,
}

/// A command's lines, each cut into words and the spaces between them.
#[must_use]
pub fn words(command: &[Stroke]) -> Vec<Vec<Word>> {
    let mut lines: Vec<Vec<Word>> = vec![Vec::new()];
    for (ink, c) in command.iter().flat_map(|stroke| stroke.text.chars().map(|c| (stroke.ink, c))) {
        match lines.last_mut() {
            Some(line) if c != '\n' => add(line, ink, c),
            _ => lines.push(Vec::new()),
        }
    }
    lines
}

/// Adds a letter to a line: to its last word where it is of its kind, to that word's last stroke where it is of its colour.
fn add(line: &mut Vec<Word>, ink: &'static str, c: char) {
    let stroke = || Stroke { ink, text: c.to_string() };
    let space = c == ' ' || c == '\t';
    match line.last_mut() {
        Some(word) if word.space == space => match word.strokes.last_mut() {
            Some(last) if last.ink == ink => last.text.push(c),
            _ => word.strokes.push(stroke()),
        },
        _ => line.push(Word { space, strokes: vec![stroke()] }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::paint::{Language, paint};

    #[test]
    fn commands_in_messages_are_code() {
        let code =
            |text: &str| pieces(text).into_iter().filter(|piece| piece.0).map(|piece| piece.1).collect::<Vec<_>>();
        assert_eq!(code("see `kubectl get pods`, then `top`."), ["kubectl get pods", "top"]);
        assert_eq!(code("no code"), [""; 0]);
        assert_eq!(code("a ` b"), [""; 0]);
        assert_eq!(pieces("a `b`"), [(false, "a ".to_owned()), (true, "b".to_owned())]);
    }

    #[test]
    fn a_command_s_words_and_spaces_make_it_up_again() {
        let command = "kubectl get pods --watch\n  indented 'a  b'";
        let text = |word: &Word| word.strokes.iter().map(|stroke| stroke.text.as_str()).collect::<String>();
        let lines: Vec<Vec<_>> =
            words(&paint(Language::Bash, command)).iter().map(|line| line.iter().map(text).collect()).collect();
        assert_eq!(lines[0], ["kubectl", " ", "get", " ", "pods", " ", "--watch"]);
        assert_eq!(lines.iter().map(|line| line.concat()).collect::<Vec<_>>().join("\n"), command);
    }
}
