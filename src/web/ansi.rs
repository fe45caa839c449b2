//! A command's output as HTML: colours become classes, everything else that only a terminal understands goes, a carriage
//! return starts its line anew. `static/ansi.js` does the same with what comes while one looks; both know one table.

use std::fmt::Write;

/// A longer sequence is none that a program means.
const LONGEST: usize = 256;

/// Output as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Painted {
    /// Safe HTML: text, and `span`s with classes of our own.
    pub html: String,
    /// How many bytes of the output it shows; a sequence that is cut at the end is not among them.
    pub bytes: usize,
    /// The classes that what follows begins with.
    pub style: String,
}

/// How text looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Style {
    bold: bool,
    dim: bool,
    italic: bool,
    underline: bool,
    inverse: bool,
    ink: Option<u8>,
    ground: Option<u8>,
}

impl Style {
    fn classes(self) -> String {
        let flags =
            [(self.bold, "ab"), (self.dim, "ad"), (self.italic, "ai"), (self.underline, "au"), (self.inverse, "av")];
        let flags = flags.iter().filter(|(set, _)| *set).map(|(_, class)| (*class).to_owned());
        let ink = self.ink.map(|colour| format!("f{colour}"));
        let ground = self.ground.map(|colour| format!("g{colour}"));
        flags.chain(ink).chain(ground).collect::<Vec<_>>().join(" ")
    }

    /// Goes on by the numbers of one SGR sequence.
    fn take(&mut self, said: &str) {
        let numbers: Vec<u16> = said.split([';', ':']).map(|number| number.parse().unwrap_or(0)).collect();
        let mut rest = numbers.as_slice();
        while let [number, after @ ..] = rest {
            rest = after;
            match *number {
                0 => *self = Self::default(),
                1 => self.bold = true,
                2 => self.dim = true,
                3 => self.italic = true,
                4 => self.underline = true,
                7 => self.inverse = true,
                22 => (self.bold, self.dim) = (false, false),
                23 => self.italic = false,
                24 => self.underline = false,
                27 => self.inverse = false,
                30..=37 => self.ink = u8::try_from(number - 30).ok(),
                40..=47 => self.ground = u8::try_from(number - 40).ok(),
                90..=97 => self.ink = u8::try_from(number - 82).ok(),
                100..=107 => self.ground = u8::try_from(number - 92).ok(),
                39 => self.ink = None,
                49 => self.ground = None,
                38 | 48 => {
                    let (colour, after) = extended(rest);
                    *(if *number == 38 { &mut self.ink } else { &mut self.ground }) = colour;
                    rest = after;
                }
                _ => {}
            }
        }
    }
}

/// A colour of 256 or of all, as the nearest of the sixteen.
fn extended(numbers: &[u16]) -> (Option<u8>, &[u16]) {
    match numbers {
        [5, n @ 0..=15, rest @ ..] => (u8::try_from(*n).ok(), rest),
        [5, n @ 16..=231, rest @ ..] => {
            let level = |step: u16| if step == 0 { 0 } else { 55 + 40 * step };
            let n = n - 16;
            (Some(nearest(level(n / 36), level(n / 6 % 6), level(n % 6))), rest)
        }
        [5, n, rest @ ..] => {
            let grey = (8 + 10 * n.saturating_sub(232)).min(255);
            (Some(nearest(grey, grey, grey)), rest)
        }
        [2, r, g, b, rest @ ..] => (Some(nearest(*r, *g, *b)), rest),
        _ => (None, &[]),
    }
}

fn nearest(r: u16, g: u16, b: u16) -> u8 {
    let most = r.max(g).max(b);
    if most < 60 {
        return 0;
    }
    let strong = |part: u16| u8::from(part * 2 > most);
    strong(r) + 2 * strong(g) + 4 * strong(b) + if most > 190 { 8 } else { 0 }
}

/// Makes HTML of output.
#[must_use]
pub fn paint(output: &str) -> Painted {
    let mut painter = Painter::default();
    let mut rest = output;
    while let Some(c) = rest.chars().next() {
        if c == '\u{1b}' {
            let Some(length) = sequence(rest) else { break };
            if let Some(said) = rest[..length].strip_prefix("\u{1b}[").and_then(|said| said.strip_suffix('m')) {
                painter.style.take(said);
            }
            rest = &rest[length..];
        } else {
            painter.put(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    painter.close();
    Painted { html: painter.html, bytes: output.len() - rest.len(), style: painter.style.classes() }
}

/// How long the sequence is that this begins with; `None` when its end is yet to come.
fn sequence(text: &str) -> Option<usize> {
    let mut letters = text.char_indices().skip(1);
    let (_, kind) = letters.next()?;
    let after = |(at, c): (usize, char)| at + c.len_utf8();
    let end = match kind {
        '[' => letters.find(|(_, c)| ('\u{40}'..='\u{7e}').contains(c)).map(after),
        ']' | 'P' | '_' | '^' | 'X' => {
            let mut before = ' ';
            letters
                .find(|(_, c)| {
                    let ends = *c == '\u{7}' || (before == '\u{1b}' && *c == '\\');
                    before = *c;
                    ends
                })
                .map(after)
        }
        '(' | ')' | '*' | '+' | ' ' | '#' => letters.next().map(after),
        other => Some(1 + other.len_utf8()),
    };
    // What never ends is no sequence; only its ESC goes.
    end.or_else(|| (text.len() > LONGEST).then_some(1))
}

#[derive(Default)]
struct Painter {
    html: String,
    /// Where the line begins; no span is open there.
    line: usize,
    style: Style,
    /// The style of the span that is open.
    open: Option<Style>,
    returned: bool,
}

impl Painter {
    fn put(&mut self, c: char) {
        match c {
            '\n' => {
                self.close();
                self.returned = false;
                self.html.push('\n');
                self.line = self.html.len();
            }
            '\r' => self.returned = true,
            c if c.is_control() && c != '\t' => {}
            c => {
                if std::mem::take(&mut self.returned) {
                    self.open = None;
                    self.html.truncate(self.line);
                }
                self.begin();
                match c {
                    '<' => self.html.push_str("&lt;"),
                    '>' => self.html.push_str("&gt;"),
                    '&' => self.html.push_str("&amp;"),
                    c => self.html.push(c),
                }
            }
        }
    }

    fn begin(&mut self) {
        let wanted = (self.style != Style::default()).then_some(self.style);
        if self.open == wanted {
            return;
        }
        self.close();
        if let Some(style) = wanted {
            // Writing to a String can't fail.
            let _ = write!(self.html, "<span class=\"{}\">", style.classes());
        }
        self.open = wanted;
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.html.push_str("</span>");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(output: &str) -> String {
        paint(output).html
    }

    #[test]
    fn colours_become_classes_and_text_stays_text() {
        assert_eq!(html("\u{1b}[1;32mok\u{1b}[0m\n"), "<span class=\"ab f2\">ok</span>\n");
        assert_eq!(html("\u{1b}[31m<b onclick=x>&\u{1b}[39m."), "<span class=\"f1\">&lt;b onclick=x&gt;&amp;</span>.");
        assert_eq!(
            html("\u{1b}[1m\u{1b}[4mx\u{1b}[22my\u{1b}[mz"),
            "<span class=\"ab au\">x</span><span class=\"au\">y</span>z"
        );
        assert_eq!(
            html("\u{1b}[38;5;196ma\u{1b}[48;2;0;0;250mb"),
            "<span class=\"f9\">a</span><span class=\"f9 g12\">b</span>"
        );
        assert_eq!(html("\u{1b}[97;104mw\u{1b}[49m\n"), "<span class=\"f15 g12\">w</span>\n");
    }

    #[test]
    fn what_only_a_terminal_understands_goes() {
        assert_eq!(html("10%\r100%\r\ndone"), "100%\ndone");
        assert_eq!(html("\u{1b}[31mred\rover\u{1b}[0m"), "<span class=\"f1\">over</span>");
        assert_eq!(html("\u{1b}]0;title\u{7}x\u{0}y\u{8}"), "xy");
        assert_eq!(html("\u{1b}P1;2|dcs\u{1b}\\x\u{1b}(By\u{1b}=z"), "xyz");
        assert_eq!(html("\u{1b}[2J\u{1b}[Htop\u{1b}[?25l"), "top");
    }

    #[test]
    fn a_cut_sequence_is_left_to_what_follows() {
        let painted = paint("a\u{1b}[32mb\u{1b}[3");
        assert_eq!((painted.bytes, painted.style.as_str()), ("a\u{1b}[32mb".len(), "f2"));
        assert_eq!(paint("cut \u{1b}").bytes, 4);
        let endless = format!("\u{1b}]{}", "x".repeat(1000));
        assert_eq!(paint(&endless).html.len(), 1001, "what never ends is text");
    }

    #[test]
    fn nothing_a_learner_prints_can_be_markup() {
        let hostile = "\u{1b}[31\" onload=\"x\u{1b}[0m<script>\u{1b}[1m</span></pre>\r\n\u{1b}[99999999999m'\"";
        let painted = html(hostile);
        let tags: Vec<_> = painted.match_indices('<').map(|(at, _)| &painted[at..at + 6]).collect();
        assert!(tags.iter().all(|tag| *tag == "<span " || *tag == "</span"), "{painted}");
    }
}
