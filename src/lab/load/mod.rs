//! Reads labs from folders. The only place in this room that touches the disk.

mod reading;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::images::ImagesFile;
use super::lint::translations::RECORD as TRANSLATIONS;
use super::parse::{self, Hop, REPAIRED};
use super::problem::Problem;
use super::prose::{self, ParsedProse, place};
use super::{Lab, Lang};
use crate::id::LabId;
use reading::ids_are_whole;
pub use reading::{Reading, Whole, Written, Yaml};

/// No file of a lab is larger than this; a larger one is there by mistake.
const MOST_BYTES: u64 = 1024 * 1024;

/// Reads every lab below `dir`, in the order of their ids, and everything that is wrong with any.
///
/// `images` are the names that labs may use; without them, those of `images.yaml` in `dir`, and
/// without that file any.
#[must_use]
pub fn load_all(dir: &Path, images: Option<&BTreeSet<String>>) -> (BTreeMap<LabId, Lab>, Vec<Problem>) {
    let mut labs = BTreeMap::new();
    let mut problems = Vec::new();
    let listed = if images.is_none() { images_file(dir, &mut problems) } else { None };
    let listed = listed.map(|file| file.images.into_keys().collect());
    let images = images.or(listed.as_ref());
    for name in lab_folders(dir, &mut problems) {
        match load_lab(&dir.join(name), images) {
            Ok(lab) => {
                labs.insert(lab.file.id.clone(), lab);
            }
            Err(found) => problems.extend(found),
        }
    }
    (labs, problems)
}

/// The names of the folders that hold labs, sorted.
pub(super) fn lab_folders(dir: &Path, problems: &mut Vec<Problem>) -> Vec<String> {
    let is_lab = |name: &String| !name.starts_with('.') && dir.join(name).is_dir();
    entries(dir, problems).into_iter().filter(is_lab).collect()
}

/// The `images.yaml` of `dir`, if there is one.
pub(super) fn images_file(dir: &Path, problems: &mut Vec<Problem>) -> Option<ImagesFile> {
    let path = dir.join("images.yaml");
    if !path.exists() {
        return None;
    }
    let text = read(&path, "", problems)?;
    let path = shown(&path);
    let (file, _, found) = parse::parse_whole::<ImagesFile>(&path, &text);
    let whole = found.is_empty();
    problems.extend(found);
    let file = file.filter(|_| whole)?;
    if file.format != 1 {
        problems.push(Problem::of_file(&path, format!("format {} is not known here, only 1", file.format)));
    }
    Some(file)
}

/// Reads the lab in the folder `dir`.
///
/// # Errors
/// With every problem that was found, in the order of the files; there is no lab with problems.
pub fn load_lab(dir: &Path, images: Option<&BTreeSet<String>>) -> Result<Lab, Vec<Problem>> {
    read_lab(dir, images).into_lab()
}

/// Reads all that lies in a lab's folder.
#[must_use]
pub fn read_lab(dir: &Path, images: Option<&BTreeSet<String>>) -> Reading {
    let mut problems = Vec::new();
    let folder = dir.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if let Err(error) = folder.parse::<LabId>() {
        problems.push(Problem::of_file(&shown(dir), error.to_string()).hint("rename the folder"));
    }
    let yaml = lab_file(dir, &folder, images, &mut problems);
    let file = yaml.as_ref().and_then(|yaml| yaml.file.as_ref());
    // Without lab.yaml no variable is unknown; with stand-ins for ids nothing can be compared.
    let listed = file.map(|file| file.images.clone());
    let prose = languages(dir, listed.as_deref(), &mut problems);
    if let Some(file) = file.filter(|file| ids_are_whole(file)) {
        for written in prose.values() {
            place::compare(&written.path, &written.text, file, &written.parsed, &mut problems);
        }
        let named: Vec<(&str, &ParsedProse)> =
            prose.values().map(|written| (written.path.as_str(), &written.parsed)).collect();
        place::same_steps(&named, &mut problems);
        place::same_told(&named, &mut problems);
    }
    let files = shipped(dir, yaml.as_ref(), &mut problems);
    strays(dir, &mut problems);
    Reading { dir: shown(dir), yaml, prose, files, problems }
}

fn lab_file(dir: &Path, folder: &str, images: Option<&BTreeSet<String>>, problems: &mut Vec<Problem>) -> Option<Yaml> {
    let path = dir.join("lab.yaml");
    let text = read(&path, "every lab has one; labs/README.md shows the shortest", problems)?;
    let path = shown(&path);
    let parsed = parse::parse_lab(&path, folder, &text, images);
    problems.extend(parsed.problems);
    Some(Yaml { path, text, outline: parsed.outline, file: parsed.file })
}

fn languages(dir: &Path, images: Option<&[String]>, problems: &mut Vec<Problem>) -> BTreeMap<Lang, Written> {
    let mut prose = BTreeMap::new();
    for lang in Lang::ALL {
        let path = dir.join(format!("{}.md", lang.code()));
        let Some(text) = read(&path, "a lab exists in Portuguese, Spanish and English", problems) else { continue };
        let path = shown(&path);
        let mut parsed = prose::parse_prose(&path, &text, images);
        problems.append(&mut parsed.problems);
        prose.insert(lang, Written { path, text, parsed });
    }
    prose
}

/// The contents of `files/`, in the order of `lab.yaml`; files too many or too few are problems.
fn shipped(dir: &Path, yaml: Option<&Yaml>, problems: &mut Vec<Problem>) -> Vec<(String, String)> {
    let Some((yaml, file)) = yaml.and_then(|yaml| Some((yaml, yaml.file.as_ref()?))) else { return Vec::new() };
    let base = dir.join("files");
    let mut found = Vec::new();
    if base.is_dir() && !base.is_symlink() {
        walk(&base, "", &mut found, problems);
    }
    let mut contents = Vec::new();
    for (index, name) in file.files.iter().enumerate().filter(|(_, name)| *name != REPAIRED) {
        // Only what the walk saw is read: no name leads out of the folder.
        if !found.contains(name) {
            let message = format!("the file `files/{name}` is missing");
            let problem = match &yaml.outline {
                Some(outline) => {
                    let place = outline.place(&yaml.text, &[Hop::Key("files"), Hop::Item(index)]);
                    Problem::at(&yaml.path, place, message)
                }
                None => Problem::of_file(&yaml.path, message),
            };
            problems.push(problem.hint("add it, or strike it here"));
        } else if let Some(text) = read(&base.join(name), "", problems) {
            contents.push((name.clone(), text));
        }
    }
    for name in found.iter().filter(|name| !file.files.contains(name)) {
        let path = shown(&base.join(name));
        let problem = Problem::of_file(&path, format!("`files` in lab.yaml does not list `{name}`"));
        problems.push(problem.hint("list it there, or remove the file"));
    }
    contents
}

/// The files below `dir`, by their paths with `/`.
fn walk(dir: &Path, prefix: &str, found: &mut Vec<String>, problems: &mut Vec<Problem>) {
    for name in entries(dir, problems) {
        let path = dir.join(&name);
        let name = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
        // A link is left to look like a file: it is stray unless listed, and refused when it is read.
        if path.is_dir() && !path.is_symlink() {
            walk(&path, &name, found, problems);
        } else {
            found.push(name);
        }
    }
}

/// What lies in a lab's folder and is no part of a lab.
fn strays(dir: &Path, problems: &mut Vec<Problem>) {
    let known = |name: &str| {
        ["lab.yaml", "files", TRANSLATIONS].contains(&name)
            || Lang::ALL.iter().any(|lang| name == format!("{}.md", lang.code()))
    };
    for name in entries(dir, problems).into_iter().filter(|name| !known(name)) {
        let problem = Problem::of_file(&shown(&dir.join(&name)), format!("`{name}` is no part of a lab"));
        problems
            .push(problem.hint("a lab is lab.yaml, pt.md, es.md, en.md and what lies in files/; move or remove this"));
    }
}

/// The names in a folder, sorted.
fn entries(dir: &Path, problems: &mut Vec<Problem>) -> Vec<String> {
    let listed = fs::read_dir(dir).and_then(|entries| {
        entries.map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned())).collect()
    });
    let mut names: Vec<String> = match listed {
        Ok(names) => names,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            problems.push(Problem::of_file(&shown(dir), "there is no such folder"));
            return Vec::new();
        }
        Err(error) => {
            problems.push(Problem::of_file(&shown(dir), format!("the folder can't be read: {error}")));
            return Vec::new();
        }
    };
    names.sort();
    names
}

/// A file's text with plain line ends.
pub(super) fn read(path: &Path, hint: &str, problems: &mut Vec<Problem>) -> Option<String> {
    let shown = shown(path);
    let problem = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Problem::of_file(&shown, "the file is missing").hint(hint),
        Err(error) => Problem::of_file(&shown, format!("the file can't be read: {error}")),
        Ok(meta) if !meta.is_file() => {
            Problem::of_file(&shown, "this is not a plain file").hint("links and folders are not followed")
        }
        Ok(meta) if meta.len() > MOST_BYTES => Problem::of_file(&shown, "the file is larger than 1 MiB"),
        Ok(_) => match fs::read(path).map(String::from_utf8) {
            Ok(Ok(text)) => return Some(text.trim_start_matches('\u{feff}').replace("\r\n", "\n")),
            Ok(Err(_)) => Problem::of_file(&shown, "the file is not UTF-8 text"),
            Err(error) => Problem::of_file(&shown, format!("the file can't be read: {error}")),
        },
    };
    problems.push(problem);
    None
}

pub(super) fn shown(path: &Path) -> String {
    path.display().to_string()
}
