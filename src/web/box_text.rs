//! Lines of text in the picture's boxes, cut to their width.

use crate::picture::layout::{Placed, What};

/// A line of text in a box.
pub struct TextLine {
    /// Its class.
    pub class: &'static str,
    /// Where it begins, or ends, in the box.
    pub x: i32,
    /// Its baseline.
    pub y: i32,
    /// What it says.
    pub text: String,
    /// Seconds since 1970 from which an age is counted.
    pub since: Option<i64>,
}

/// Puts lines of text into a box; widths are those of the style sheet's fonts.
pub struct BoxText<'a> {
    placed: &'a Placed<'a>,
    left: i32,
    /// The lines so far.
    pub lines: Vec<TextLine>,
}

/// Widths of a character in tenths of a pixel: of a name, of a volume's or a node's, of what stands below it, of the
/// third line.
const NAME: i32 = 76;
const PLACE: i32 = 72;
const BELOW: i32 = 60;
const LAST: i32 = 67;
/// The longest state, in characters, that leaves room for an age beside it.
pub const STATE_BESIDE_AGE: usize = 14;
/// From this height on a box has a line below its name, and a third one.
const TWO_LINES: i32 = 40;
const THREE_LINES: i32 = 54;

impl<'a> BoxText<'a> {
    /// An empty box.
    pub fn new(placed: &'a Placed<'a>) -> Self {
        let left = match placed.what {
            What::Pod(_) | What::Empty(..) => 30,
            What::Volume(_) => 26,
            What::Node(_) => 10,
            _ => 11,
        };
        Self { placed, left, lines: Vec::new() }
    }

    /// Whether there is room for one line only.
    pub fn is_flat(&self) -> bool {
        self.placed.h < TWO_LINES
    }

    fn fits(&self, width: i32) -> usize {
        usize::try_from((self.placed.w - self.left - 6) * 10 / width).unwrap_or(0)
    }

    fn add(&mut self, class: &'static str, x: i32, y: i32, text: String, since: Option<i64>) {
        self.lines.push(TextLine { class, x, y, text, since });
    }

    /// Its name.
    pub fn name(&mut self, name: &str) {
        self.name_beside(name, 0);
    }

    /// A name that leaves room for so many small characters at its right.
    pub fn name_beside(&mut self, name: &str, beside: usize) {
        let alone = matches!(self.placed.what, What::Volume(_) | What::Node(_));
        let y = match self.placed.what {
            _ if self.is_flat() => self.placed.h / 2 + 4,
            _ if alone => self.placed.h / 2 + 4,
            What::Pod(_) => 19,
            _ => self.placed.h / 2 - 3,
        };
        let taken = i32::try_from(beside).unwrap_or(0) * BELOW / 10 + if beside > 0 { 8 } else { 0 };
        let width = if alone { PLACE } else { NAME };
        let room = usize::try_from((self.placed.w - self.left - 6 - taken) * 10 / width).unwrap_or(0);
        self.add("name", self.left, y, clip(name, room), None);
    }

    /// What stands below the name, if there is room.
    pub fn below(&mut self, text: String) {
        if self.is_flat() {
            return;
        }
        let y = if matches!(self.placed.what, What::Pod(_)) { 34 } else { self.placed.h / 2 + 14 };
        let text = clip(&text, self.fits(BELOW));
        self.add("below", self.left, y, text, None);
    }

    /// The first of these that fits below the name, or else the last, cut.
    pub fn below_one_of(&mut self, texts: [String; 2]) {
        let [long, short] = texts;
        let fits = long.chars().count() <= self.fits(BELOW);
        self.below(if fits { long } else { short });
    }

    /// What stands at the right.
    pub fn right(&mut self, text: String, since: Option<i64>) {
        let y = if self.is_flat() { self.placed.h / 2 + 4 } else { 34 };
        self.add("right", self.placed.w - 9, y, text, since);
    }

    /// A third line, if there is room.
    pub fn last(&mut self, text: &str) {
        if self.placed.h >= THREE_LINES && !text.is_empty() {
            let text = clip(text, self.fits(LAST).saturating_sub(6));
            self.add("last", self.left, 49, text, None);
        }
    }

    /// The short UID, at the right of the third line.
    pub fn uid(&mut self, uid: String) {
        if self.placed.h >= THREE_LINES {
            self.add("uid", self.placed.w - 9, 49, uid, None);
        }
    }
}

/// Cuts a long name in its middle: ends tell names apart.
#[must_use]
pub fn clip(text: &str, room: usize) -> String {
    let length = text.chars().count();
    if length <= room {
        return text.to_owned();
    }
    let kept = room.saturating_sub(1);
    let end = kept.div_ceil(2);
    let start: String = text.chars().take(kept - end).collect();
    let rest: String = text.chars().skip(length - end).collect();
    format!("{start}…{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_whole_or_stands_alone() {
        let placed = Placed { key: String::new(), x: 0, y: 0, w: 149, h: 43, what: What::Node("n") };
        let said = |long: &str| {
            let mut text = BoxText::new(&placed);
            text.below_one_of([long.to_owned(), "ClusterIP, 18".to_owned()]);
            text.lines.remove(0).text
        };
        assert_eq!(said("ClusterIP, 8 endpoints"), "ClusterIP, 8 endpoints");
        assert_eq!(said("ClusterIP, 18 endpoints of many"), "ClusterIP, 18");
    }

    #[test]
    fn long_names_lose_their_middle() {
        assert_eq!(clip("nginx-0", 10), "nginx-0");
        assert_eq!(clip("a-very-long-name-12", 9), "a-ve…e-12");
        assert_eq!(clip("é".repeat(30).as_str(), 3), "é…é");
        assert_eq!(clip("abc", 1), "…");
    }
}
