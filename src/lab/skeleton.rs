//! `kindlab new`: a small lab that is whole, to be written over.

use std::fs;
use std::path::Path;

use super::Lang;
use super::lint::translations;
use crate::id::LabId;

const YAML: &str = include_str!("skeleton/lab.yaml");

/// Writes the lab `id` into `dir`, with three languages and two seeded mistakes.
///
/// # Errors
/// When there is such a folder already, or it can't be written.
pub fn write(dir: &Path, id: &LabId) -> std::io::Result<()> {
    fs::create_dir_all(dir)?;
    let lab = dir.join(id.as_str());
    fs::create_dir(&lab)?;
    // Only beside the project's schema is there one to name.
    let yaml =
        if dir.join("lab.schema.json").exists() { YAML } else { YAML.split_once('\n').map_or(YAML, |(_, rest)| rest) };
    fs::write(lab.join("lab.yaml"), yaml.replace("LAB-ID", id.as_str()))?;
    for lang in Lang::ALL {
        fs::write(lab.join(format!("{}.md", lang.code())), prose(lang))?;
    }
    translations::refresh(&lab)
        .map(drop)
        .map_err(|problems| std::io::Error::other(problems.first().map_or_else(String::new, ToString::to_string)))
}

fn prose(lang: Lang) -> &'static str {
    match lang {
        Lang::Pt => include_str!("skeleton/pt.md"),
        Lang::Es => include_str!("skeleton/es.md"),
        Lang::En => include_str!("skeleton/en.md"),
    }
}
