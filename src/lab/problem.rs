//! What is wrong with a lab, said to its author: what, where, and what next.

use std::fmt;

use serde::Serialize;

/// One thing an author has to mend.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// The file, as a path from where the labs are (`statefulset-kind/lab.yaml`), with `/`.
    pub file: String,
    /// Where in the file; `None` when it is about the file as a whole.
    pub place: Option<Place>,
    /// What is wrong: lower case, names in backticks, no final stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// A place in a file, with the line that stands there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// How many characters are meant; at least 1.
    pub width: usize,
    /// The text of the line.
    pub source: String,
}

impl Place {
    /// The place at `line` and `column` of `text`, as wide as the word that stands there.
    #[must_use]
    pub fn at(text: &str, line: usize, column: usize) -> Self {
        let source = text.lines().nth(line.saturating_sub(1)).unwrap_or_default().trim_end().to_owned();
        let width = source
            .chars()
            .skip(column.saturating_sub(1))
            .take_while(|c| !c.is_whitespace() && !matches!(c, ':' | ',' | ']' | '}'))
            .count()
            .max(1);
        Self { line: line.max(1), column: column.max(1), width, source }
    }

    /// The same place with another width.
    #[must_use]
    pub fn wide(mut self, width: usize) -> Self {
        self.width = width.max(1);
        self
    }
}

impl Problem {
    /// A problem of a whole file.
    #[must_use]
    pub fn of_file(file: &str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), place: None, message: message.into(), hint: None }
    }

    /// A problem at a place.
    #[must_use]
    pub fn at(file: &str, place: Place, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), place: Some(place), message: message.into(), hint: None }
    }

    /// The same with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same with "did you mean", where one of `known` is near to `given`.
    #[must_use]
    pub fn suggest<'a>(mut self, given: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        if let Some(near) = nearest(given, &known) {
            self.hint = Some(format!("did you mean `{near}`?"));
        } else if !known.is_empty() && known.len() <= 12 {
            let list: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
            self.hint = Some(format!("known here: {}", list.join(", ")));
        }
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            None => write!(f, "{}: {}", self.file, self.message)?,
            Some(place) => {
                writeln!(f, "{}:{}:{}: {}", self.file, place.line, place.column, self.message)?;
                let number = place.line.to_string();
                let blank = " ".repeat(number.len());
                writeln!(f, "{number} | {}", place.source)?;
                // Tabs are kept, so that the caret stands below the character it means.
                let indent: String =
                    place.source.chars().take(place.column - 1).map(|c| if c == '\t' { c } else { ' ' }).collect();
                write!(f, "{blank} | {indent}{}", "^".repeat(place.width))?;
            }
        }
        match &self.hint {
            Some(hint) => write!(f, "\nhint: {hint}"),
            None => Ok(()),
        }
    }
}

/// The name in `known` that a slip of the fingers most likely turned into `given`.
#[must_use]
pub fn nearest<'a>(given: &str, known: &[&'a str]) -> Option<&'a str> {
    let limit = |name: &str| (given.chars().count().max(name.chars().count()) / 3).clamp(1, 3);
    known
        .iter()
        .map(|name| (distance(given, name), *name))
        .filter(|(d, name)| *d <= limit(name))
        .min()
        .map(|(_, name)| name)
}

/// How many insertions, deletions, replacements and swaps of neighbours lie between two words.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().take(64).collect();
    let b: Vec<char> = b.chars().take(64).collect();
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        rows[i][0] = i;
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_shows_the_line_a_caret_and_a_hint() {
        let text = "id: x\nsteps:\n  - chek: 1\n";
        let problem =
            Problem::at("x/lab.yaml", Place::at(text, 3, 5), "unknown key `chek`").suggest("chek", ["checks", "kind"]);
        assert_eq!(
            problem.to_string(),
            "x/lab.yaml:3:5: unknown key `chek`\n3 |   - chek: 1\n  |     ^^^^\nhint: did you mean `checks`?"
        );
    }

    #[test]
    fn a_name_far_from_all_known_ones_gets_the_list_instead() {
        let problem = Problem::of_file("x", "m").suggest("completely-else", ["one", "two"]);
        assert_eq!(problem.hint.as_deref(), Some("known here: `one`, `two`"));
        assert_eq!(distance("replciaS", "replicas"), 2);
    }
}
