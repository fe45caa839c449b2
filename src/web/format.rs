//! Numbers and terminal output as people read them.

use crate::lab::{Lang, Level};
use crate::progress::Millis;

/// How long something took, to a tenth of a second below ten seconds: `1,2 s`.
#[must_use]
pub fn duration(lang: Lang, millis: Millis) -> String {
    let tenths = (millis.max(0) + 50) / 100;
    if tenths >= 600 {
        return format!("{} min {} s", tenths / 600, tenths % 600 / 10);
    }
    if tenths >= 100 {
        return format!("{} s", tenths / 10);
    }
    let point = if lang == Lang::En { '.' } else { ',' };
    format!("{}{point}{} s", tenths / 10, tenths % 10)
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
    fn durations_read_naturally_in_each_language() {
        assert_eq!(duration(Lang::Pt, 1_234), "1,2 s");
        assert_eq!(duration(Lang::En, 960), "1.0 s");
        assert_eq!(duration(Lang::Es, 12_345), "12 s");
        assert_eq!(duration(Lang::Es, 61_000), "1 min 1 s");
    }

    #[test]
    fn output_loses_colours_and_overwritten_text() {
        assert_eq!(plain("\u{1b}[1;32mok\u{1b}[0m\n"), "ok\n");
        assert_eq!(plain("10%\r100%\r\ndone"), "100%\ndone");
        assert_eq!(plain("\u{1b}]0;title\u{7}x\u{0}y"), "xy");
        assert_eq!(plain("cut \u{1b}["), "cut ");
    }
}
