//! Display names: what people want to be called, harmless to show.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// The longest name, in characters.
const MAX: usize = 40;

/// A name that somebody typed: one line, 1 to 40 characters, nothing invisible that deceives. Hostile until escaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisplayName(String);

/// A name with nothing to see, or a very long one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to {MAX} characters")]
pub struct InvalidName;

impl DisplayName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DisplayName {
    type Err = InvalidName;

    fn from_str(typed: &str) -> Result<Self, InvalidName> {
        let plain: String =
            typed.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| is_plain(*c)).collect();
        let name = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        let visible = name.chars().any(|c| c.is_alphanumeric() || !c.is_ascii());
        if visible && name.chars().count() <= MAX { Ok(Self(name)) } else { Err(InvalidName) }
    }
}

impl fmt::Display for DisplayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a character may stand in what learners type: no controls, nothing that turns the direction of what follows
/// or has no width. The joiners that several scripts and emoji need stay.
pub(super) fn is_plain(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The name, with a number behind it when it is taken: "Ana (2)". Upper and lower case count as the same.
#[must_use]
pub fn numbered(name: &DisplayName, taken: &[String]) -> String {
    let taken: BTreeSet<String> = taken.iter().map(|name| name.to_lowercase()).collect();
    let free = |candidate: &String| !taken.contains(&candidate.to_lowercase());
    let mut candidates = (2..).map(|number| format!("{name} ({number})"));
    Some(name.to_string()).filter(free).or_else(|| candidates.find(free)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(typed: &str) -> DisplayName {
        typed.parse().expect("a name")
    }

    #[test]
    fn names_are_one_visible_line() {
        assert_eq!(name("  Ana \t María\n").as_str(), "Ana María");
        assert_eq!(name("\u{202e}evil\u{0}").as_str(), "evil");
        assert_eq!(name("<script>alert(1)</script>").as_str(), "<script>alert(1)</script>");
        assert_eq!(name("李").as_str(), "李");
        for typed in ["", "   ", "\u{200b}\u{200f}", "--", &"x".repeat(41)] {
            assert_eq!(typed.parse::<DisplayName>(), Err(InvalidName), "{typed:?}");
        }
    }

    #[test]
    fn the_same_name_twice_is_told_apart() {
        let taken = ["Ana".to_owned(), "ana (2)".to_owned(), "Bob (2)".to_owned()];
        assert_eq!(numbered(&name("ANA"), &taken), "ANA (3)");
        assert_eq!(numbered(&name("Bob"), &taken), "Bob");
        assert_eq!(numbered(&name("Bob (2)"), &taken), "Bob (2) (2)");
    }
}
