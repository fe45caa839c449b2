//! All labs that are served, from one directory or several.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use super::Lab;
use super::images::LabImage;
use super::lint::{self, Fit};
use super::load;
use super::problem::Problem;
use crate::id::LabId;

/// Labs, the images that they name, and what is wrong.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// The labs by their ids.
    pub labs: BTreeMap<LabId, Arc<Lab>>,
    /// The images of all `images.yaml`, by the short name labs use.
    pub images: BTreeMap<String, LabImage>,
    /// What is wrong, for authors.
    pub problems: Vec<Problem>,
}

impl Catalogue {
    /// Reads the labs of all `dirs`. A lab may name the images of any of them; an id or an image that two of them
    /// have is the first one's, and a problem.
    #[must_use]
    pub fn load(dirs: &[PathBuf]) -> Self {
        let mut catalogue = Self::default();
        let mut listed = false;
        for dir in dirs {
            let Some(file) = load::images_file(dir, &mut catalogue.problems) else { continue };
            listed = true;
            for (name, image) in file.images {
                match catalogue.images.get(&name) {
                    Some(known) if *known != image => {
                        let message = format!("the image `{name}` is another one in a directory before this");
                        let file = load::shown(&dir.join("images.yaml"));
                        catalogue.problems.push(Problem::of_file(&file, message).hint("give it another name"));
                    }
                    _ => drop(catalogue.images.insert(name, image)),
                }
            }
        }
        let names: BTreeSet<String> = catalogue.images.keys().cloned().collect();
        for dir in dirs {
            // What is wrong with an images.yaml was said above.
            let (labs, problems) = load::load_all(dir, listed.then_some(&names));
            catalogue.problems.extend(problems);
            for (id, lab) in labs {
                match catalogue.labs.entry(id) {
                    Entry::Vacant(place) => drop(place.insert(Arc::new(lab))),
                    Entry::Occupied(there) => {
                        let file = load::shown(&dir.join(there.key().as_str()));
                        let message = format!("there is a lab `{}` in a directory before this", there.key());
                        catalogue
                            .problems
                            .push(Problem::of_file(&file, message).hint("rename this one, folder and id"));
                    }
                }
            }
        }
        catalogue
    }

    /// The same for an author who is at work: with all that the linter says, and with what `before` had of a lab
    /// that can't be read just now.
    #[must_use]
    pub fn watched(dirs: &[PathBuf], before: &Self, fit: Fit<'_>) -> Self {
        let mut now = Self::load(dirs);
        now.problems.extend(dirs.iter().flat_map(|dir| lint::lint(dir, fit)));
        now.problems.sort_by(|a, b| (&a.file, &a.place, &a.message).cmp(&(&b.file, &b.place, &b.message)));
        now.problems.dedup();
        for (id, lab) in &before.labs {
            if !now.labs.contains_key(id) && dirs.iter().any(|dir| dir.join(id.as_str()).is_dir()) {
                now.labs.insert(id.clone(), lab.clone());
            }
        }
        now
    }

    /// The labs in the order in which they are suggested.
    #[must_use]
    pub fn in_order(&self) -> Vec<&Arc<Lab>> {
        let mut labs: Vec<_> = self.labs.values().collect();
        labs.sort_by_key(|lab| (lab.file.order, lab.id().clone()));
        labs
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::lab::skeleton;

    fn folder(ids: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a folder");
        for id in ids {
            skeleton::write(dir.path(), &id.parse().expect("an id")).expect("the skeleton");
        }
        dir
    }

    #[test]
    fn labs_of_several_directories_are_served_together() {
        let (one, two) = (folder(&["a", "b"]), folder(&["b", "c"]));
        let dirs = [one.path().to_owned(), two.path().to_owned()];
        let catalogue = Catalogue::load(&dirs);
        assert_eq!(catalogue.labs.keys().map(LabId::as_str).collect::<Vec<_>>(), ["a", "b", "c"]);
        let messages: Vec<_> = catalogue.problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(messages, ["there is a lab `b` in a directory before this"]);
    }

    #[test]
    fn a_watched_lab_that_breaks_is_served_as_it_was_with_its_problems() {
        let dir = folder(&["a"]);
        let dirs = [dir.path().to_owned()];
        let before = Catalogue::watched(&dirs, &Catalogue::default(), &|_| Some(Vec::new()));
        assert_eq!(before.problems, Vec::new());
        fs::write(dir.path().join("a/lab.yaml"), "format: 1\nid: [\n").expect("the file");
        let now = Catalogue::watched(&dirs, &before, &|_| Some(Vec::new()));
        assert_eq!(now.labs.len(), 1);
        assert!(!now.problems.is_empty());
        fs::remove_dir_all(dir.path().join("a")).expect("it was there");
        assert!(Catalogue::watched(&dirs, &now, &|_| None).labs.is_empty(), "a lab that was removed is gone");
    }

    #[test]
    fn the_skeleton_has_no_problems() {
        let dir = folder(&["my-lab"]);
        assert_eq!(lint::lint(dir.path(), &|_| None), Vec::new());
        assert!(skeleton::write(dir.path(), &"my-lab".parse().expect("an id")).is_err(), "nothing is overwritten");
        assert!(Path::new(dir.path()).join("my-lab/translations.json").is_file());
    }
}
