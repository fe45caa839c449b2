//! Reads `lab.yaml`: text in, a [`LabFile`] and every problem out. No I/O.

mod access;
mod decode;
mod document;
mod node;
mod rules;

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

use super::LabFile;
use super::problem::{Place, Problem};
pub use decode::REPAIRED;
pub use document::Document;
pub use node::Hop;

/// What came out of a `lab.yaml`.
#[derive(Debug)]
pub struct ParsedLab {
    /// The lab, if enough of it could be read. With problems, some values in it are stand-ins ([`REPAIRED`]).
    pub file: Option<LabFile>,
    /// What stands where in it; `None` when it is no YAML.
    pub outline: Option<Outline>,
    /// Everything that is wrong.
    pub problems: Vec<Problem>,
}

/// Where each key and value of a YAML text stands.
#[derive(Debug, Clone)]
pub struct Outline(node::Node);

impl Outline {
    /// The place of what `path` leads to, or of the last thing on the way that is there.
    #[must_use]
    pub fn place(&self, text: &str, path: &[Hop<'_>]) -> Place {
        let (line, column) = self.0.find(path).at;
        Place::at(text, line, column)
    }
}

/// Reads a `lab.yaml`; `path` is how problems name it, `folder` what its id must be,
/// `images` the names it may use (`None`: any).
#[must_use]
pub fn parse_lab(path: &str, folder: &str, text: &str, images: Option<&BTreeSet<String>>) -> ParsedLab {
    let tree = match node::read(text) {
        Ok(tree) => tree,
        Err(malformed) => {
            return ParsedLab {
                file: None,
                outline: None,
                problems: vec![malformed_problem(path, text, malformed, 0)],
            };
        }
    };
    let (file, mut problems) = decode::decode::<LabFile>(path, text, tree.clone());
    if let Some(file) = &file {
        rules::check(&rules::Source { path, folder, text, images, tree: &tree }, file, &mut problems);
    }
    problems.sort_by(|a, b| a.place.cmp(&b.place));
    ParsedLab { file, outline: Some(Outline(tree)), problems }
}

/// Reads a YAML file of its own: what it says, as far as it could be read, what stands where, and all that is wrong.
pub(super) fn parse_whole<T: DeserializeOwned>(path: &str, text: &str) -> (Option<T>, Option<Outline>, Vec<Problem>) {
    match node::read(text) {
        Ok(tree) => {
            let (value, problems) = decode::decode(path, text, tree.clone());
            (value, Some(Outline(tree)), problems)
        }
        Err(malformed) => (None, None, vec![malformed_problem(path, text, malformed, 0)]),
    }
}

/// Reads a piece of YAML that begins after `skipped` lines of `text`, such as the front matter of a prose file.
pub(super) fn parse_piece<T: DeserializeOwned>(
    path: &str,
    text: &str,
    piece: &str,
    skipped: usize,
) -> (Option<T>, Vec<Problem>) {
    // Blank lines in front keep the parser's line numbers those of the whole file.
    let padded = format!("{}{piece}", "\n".repeat(skipped));
    match node::read(&padded) {
        Ok(tree) => decode::decode(path, text, tree),
        Err(malformed) => (None, vec![malformed_problem(path, text, malformed, skipped)]),
    }
}

fn malformed_problem(path: &str, text: &str, malformed: node::Malformed, skipped: usize) -> Problem {
    let (line, column) = malformed.at.unwrap_or((skipped + 1, 1));
    Problem::at(path, Place::at(text, line, column), malformed.message)
}
