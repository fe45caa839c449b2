//! Commands and messages as a page can show them.

use std::time::Duration;

use crate::lab::Level;
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

/// A command's lines, each cut into words and the spaces between them.
#[must_use]
pub fn words(command: &str) -> Vec<Vec<String>> {
    let is_space = |c: char| c == ' ' || c == '\t';
    let cut = |line: &str| {
        let mut words: Vec<String> = Vec::new();
        for c in line.chars() {
            match words.last_mut() {
                Some(word) if word.ends_with(is_space) == is_space(c) => word.push(c),
                _ => words.push(c.to_string()),
            }
        }
        words
    };
    command.lines().map(cut).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(words(command)[0], ["kubectl", " ", "get", " ", "pods", " ", "--watch"]);
        assert_eq!(words(command).iter().map(|line| line.concat()).collect::<Vec<_>>().join("\n"), command);
    }
}
