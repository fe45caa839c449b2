//! Terminal output and messages as a page can show them.

use crate::lab::Level;
use crate::progress::Millis;

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

/// Output without what only a terminal understands: escape sequences go, a
/// carriage return starts its line anew.
#[must_use]
pub fn plain(output: &str) -> String {
    let text = without_escapes(output);
    let mut lines = text.split('\n').map(|line| {
        let line = line.strip_suffix('\r').unwrap_or(line);
        line.rsplit('\r').next().unwrap_or(line)
    });
    let mut plain = String::with_capacity(text.len());
    if let Some(first) = lines.next() {
        plain.push_str(first);
    }
    for line in lines {
        plain.push('\n');
        plain.push_str(line);
    }
    plain
}

fn without_escapes(output: &str) -> String {
    let mut kept = String::with_capacity(output.len());
    let mut chars = output.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' => skip_escape(&mut chars),
            '\n' | '\r' | '\t' => kept.push(c),
            c if c.is_control() => {}
            c => kept.push(c),
        }
    }
    kept
}

fn skip_escape(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    match chars.next() {
        // CSI: parameters, then one final byte.
        Some('[') => while chars.next().is_some_and(|c| !('\u{40}'..='\u{7e}').contains(&c)) {},
        // OSC: up to BEL or ESC \.
        Some(']') => {
            while let Some(c) = chars.next() {
                if c == '\u{7}' || (c == '\u{1b}' && chars.next_if_eq(&'\\').is_some()) {
                    break;
                }
            }
        }
        _ => {}
    }
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

    #[test]
    fn output_loses_colours_and_overwritten_text() {
        assert_eq!(plain("\u{1b}[1;32mok\u{1b}[0m\n"), "ok\n");
        assert_eq!(plain("10%\r100%\r\ndone"), "100%\ndone");
        assert_eq!(plain("\u{1b}]0;title\u{7}x\u{0}y"), "xy");
        assert_eq!(plain("cut \u{1b}["), "cut ");
    }
}
