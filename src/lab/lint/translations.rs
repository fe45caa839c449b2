//! Whether the languages were last compared as they stand now.
//!
//! `translations.json` beside the prose keeps a hash of each section in each language from when somebody last said
//! that the three say the same. A section that changed since makes the others stale.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::lab::Lang;
use crate::lab::load::{Reading, Whole, Written, read_lab};
use crate::lab::problem::{Place, Problem};

/// The record's file name.
pub const RECORD: &str = "translations.json";
/// The part of a prose file before its first section.
const FRONT: &str = "(front matter)";

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    /// The version of this format; today 1.
    format: u32,
    /// The hashes of each section by language.
    sections: BTreeMap<String, BTreeMap<Lang, String>>,
}

/// Adds a problem for each section that is older than its translation, or was never compared with it.
pub fn check(dir: &Path, reading: &Reading, lab: &Whole<'_>, problems: &mut Vec<Problem>) {
    let path = format!("{}/{RECORD}", reading.dir);
    let how = format!("compare the languages, then `kindlab translated {}`", lab.file.id);
    let text = match fs::read_to_string(dir.join(RECORD)) {
        Ok(text) => text,
        Err(_) => {
            problems.push(Problem::of_file(&path, "nobody said yet that the translations are good").hint(how));
            return;
        }
    };
    let record = match serde_json::from_str::<Record>(&text) {
        Ok(record) if record.format == 1 => record,
        Ok(record) => {
            problems.push(Problem::of_file(&path, format!("format {} is not known here", record.format)).hint(how));
            return;
        }
        Err(error) => {
            let place = Place::at(&text, error.line(), error.column());
            problems.push(Problem::at(&path, place, "this is no record of translations").hint(how));
            return;
        }
    };
    for (section, now) in sections(reading) {
        let then = record.sections.get(&section);
        let changed: Vec<Lang> = now
            .iter()
            .filter(|(lang, (hash, _))| then.and_then(|then| then.get(lang)) != Some(hash))
            .map(|(lang, _)| *lang)
            .collect();
        let all = changed.len() == now.len();
        for (lang, (_, place)) in &now {
            if changed.is_empty() || (changed.contains(lang) && !(all && Some(lang) == changed.first())) {
                continue;
            }
            let names: Vec<String> = changed.iter().map(|lang| format!("{}.md", lang.code())).collect();
            let message = match (all, then) {
                (true, None) => format!("the languages of the section `{section}` were never compared"),
                (true, Some(_)) => {
                    format!("the section `{section}` changed in every language since they were compared")
                }
                _ => {
                    format!("the section `{section}` is stale: {} changed since it was translated", names.join(" and "))
                }
            };
            problems.push(Problem::at(&reading.prose[lang].path, place.clone(), message).hint(&how));
        }
    }
}

/// Writes down that the languages of the lab in `dir` say the same now; says how many sections had changed.
///
/// # Errors
/// With what is wrong when the lab can't be read, or the record can't be written.
pub fn refresh(dir: &Path) -> Result<usize, Vec<Problem>> {
    let reading = read_lab(dir, None);
    if !reading.problems.is_empty() {
        return Err(reading.problems);
    }
    let path = dir.join(RECORD);
    let hashes = |(section, now): (String, BTreeMap<Lang, (String, Place)>)| {
        (section, now.into_iter().map(|(lang, (hash, _))| (lang, hash)).collect())
    };
    let record = Record { format: 1, sections: sections(&reading).into_iter().map(hashes).collect() };
    let before = fs::read_to_string(&path).ok().and_then(|text| serde_json::from_str::<Record>(&text).ok());
    let same = |(name, hashes): &(&String, &BTreeMap<Lang, String>)| {
        before.as_ref().is_none_or(|before| before.sections.get(*name) != Some(hashes))
    };
    let changed = record.sections.iter().filter(same).count();
    let failed = |error: String| vec![Problem::of_file(&path.display().to_string(), error)];
    let text = serde_json::to_string_pretty(&record).map_err(|error| failed(error.to_string()))?;
    fs::write(&path, text + "\n").map_err(|error| failed(format!("the file can't be written: {error}")))?;
    Ok(changed)
}

/// The hash of each section in each language, and where its title stands.
fn sections(reading: &Reading) -> BTreeMap<String, BTreeMap<Lang, (String, Place)>> {
    let mut found: BTreeMap<String, BTreeMap<Lang, (String, Place)>> = BTreeMap::new();
    for (lang, written) in &reading.prose {
        for (name, text, place) in pieces(written) {
            found.entry(name).or_default().insert(*lang, (hash(&text), place));
        }
    }
    found
}

/// The front matter and the sections of a prose file.
fn pieces(written: &Written) -> Vec<(String, String, Place)> {
    let lines: Vec<&str> = written.text.lines().collect();
    let starts = written.parsed.sections.iter().map(|(id, place)| (id.to_string(), place.line - 1, place.clone()));
    let starts: Vec<_> = [(FRONT.to_owned(), 0, Place::at(&written.text, 1, 1))].into_iter().chain(starts).collect();
    let ends = starts.iter().skip(1).map(|(_, line, _)| *line).chain([lines.len()]);
    let piece = |((name, from, place), to): (&(String, usize, Place), usize)| {
        let text = lines.get(*from..to).unwrap_or_default().iter().map(|line| line.trim_end()).collect::<Vec<_>>();
        (name.clone(), text.join("\n").trim().to_owned(), place.clone())
    };
    starts.iter().zip(ends).map(piece).collect()
}

/// Enough of a hash to notice a change.
fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
