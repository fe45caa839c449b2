//! `proved.json`: which labs were proved in full, as what they were then.
//!
//! A full proof of a lab takes minutes. Where nothing changed since, its reference walk is enough.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::id::LabId;

/// The record's file name.
const RECORD: &str = "proved.json";

/// The labs that were proved in full, each with its fingerprint.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proved(BTreeMap<LabId, String>);

impl Proved {
    /// Reads the record of a directory with labs; without a readable one nothing is proved.
    #[must_use]
    pub fn read(dir: &Path) -> Self {
        let text = fs::read_to_string(dir.join(RECORD)).ok();
        text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
    }

    /// What a lab was when it was proved.
    #[must_use]
    pub fn of(&self, lab: &LabId) -> Option<&String> {
        self.0.get(lab)
    }

    /// A lab was proved.
    pub fn set(&mut self, lab: &LabId, fingerprint: &str) {
        self.0.insert(lab.clone(), fingerprint.to_owned());
    }

    /// Writes the record.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn write(&self, dir: &Path) -> std::io::Result<()> {
        fs::write(dir.join(RECORD), serde_json::to_string_pretty(self)? + "\n")
    }
}

/// What a proof depends on: the lab's `lab.yaml` and files, and the sources of the checks (`checks`), without their
/// tests. Prose is proved by nobody.
#[must_use]
pub fn fingerprint(lab: &Path, checks: &Path) -> String {
    let mut paths = vec![lab.join("lab.yaml")];
    below(&lab.join("files"), &mut paths);
    let mut sources = Vec::new();
    below(checks, &mut sources);
    sources.retain(|path| path.strip_prefix(checks).is_ok_and(|path| !path.starts_with("tests")));
    paths.append(&mut sources);
    let mut hash = Sha256::new();
    for path in paths {
        // The name too, as it is below the folder: a file that moved is another lab.
        let name = path.strip_prefix(lab).or_else(|_| path.strip_prefix(checks)).unwrap_or(&path);
        hash.update(name.to_string_lossy().as_bytes());
        let mut content = fs::read(&path).unwrap_or_default();
        if path.starts_with(checks) {
            content = without_comments(&content);
        }
        hash.update(content.len().to_le_bytes());
        hash.update(content);
    }
    hash.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

/// What a comment says changes no verdict.
fn without_comments(source: &[u8]) -> Vec<u8> {
    let lines = source.split(|byte| *byte == b'\n');
    lines.filter(|line| !line.trim_ascii_start().starts_with(b"//")).collect::<Vec<_>>().join(&b'\n')
}

fn below(dir: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            below(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_lab_or_check_asks_for_another_proof_and_prose_does_not() {
        let dir = tempfile::tempdir().expect("a folder");
        let (lab, checks) = (dir.path().join("lab"), dir.path().join("check"));
        fs::create_dir_all(lab.join("files")).expect("a folder");
        fs::create_dir_all(checks.join("tests")).expect("a folder");
        let write = |path: PathBuf, text: &str| fs::write(path, text).expect("a file");
        write(lab.join("lab.yaml"), "a");
        write(checks.join("mod.rs"), "a");
        let first = fingerprint(&lab, &checks);
        write(lab.join("pt.md"), "prose");
        write(checks.join("tests/mod.rs"), "a test");
        assert_eq!(fingerprint(&lab, &checks), first);
        write(lab.join("files/x.yaml"), "a");
        let second = fingerprint(&lab, &checks);
        assert_ne!(second, first);
        write(checks.join("mod.rs"), "b");
        assert_ne!(fingerprint(&lab, &checks), second);

        let id: LabId = "lab".parse().expect("an id");
        let mut proved = Proved::read(dir.path());
        assert_eq!(proved.of(&id), None);
        proved.set(&id, &first);
        proved.write(dir.path()).expect("it is written");
        assert_eq!(Proved::read(dir.path()).of(&id), Some(&first));
    }
}
