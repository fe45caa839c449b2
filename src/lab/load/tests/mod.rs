//! Every way a lab can be wrong, each on a small lab that is right but for it.

mod mutations;
mod predictions;
mod prose;
mod yaml;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{load_all, load_lab};
use crate::lab::problem::Problem;
use crate::lab::prose::parse_prose;
use crate::lab::{Lang, Part, parse};

const YAML: &str = "\
format: 1
id: tiny
source: {document: A, author: Ada, language: en, title: Tiny}
level: beginner
minutes: 5
files: [pod.yaml]
images: [nginx]
steps:
  - id: ask
    kind: asked
    commands:
      - id: look
        run: kubectl get storageclass
    questions:
      - id: mode
        answer: {default_storage_class: volume_binding_mode}
        choices: [Immediate, WaitForFirstConsumer]
  - id: make
    kind: judged
    commands:
      - id: apply
        run: kubectl -n {{ namespace }} apply -f pod.yaml
    checks:
      - own_pages: {statefulset: s, claim: c, replicas: 2, mount_path: /m}
  - id: keep
    kind: judged
    checks:
      - pages_survived:
          pages: {statefulset: s, claim: c, replicas: 2, mount_path: /m}
          since: make
";

const PROSE: &str = "\
---
title: Tiny
summary: A lab.
objectives:
  - See it
---

## Ask {#ask}

Look in `{{ namespace }}`.

{{ command look }}

:::see
A table.
:::

:::question mode
Which *mode*?
:::

## Make {#make}

{{ file pod.yaml }}

{{ command apply }}

:::hint
Use `{{ images.nginx }}`.
:::

## Keep {#keep}

Wait.
";

/// A folder with the lab `tiny` in it.
struct Labs(TempDir);

impl Labs {
    fn new() -> Self {
        let labs = Self(tempfile::tempdir().expect("a folder for the test"));
        labs.write("lab.yaml", YAML);
        for lang in ["pt", "es", "en"] {
            labs.write(&format!("{lang}.md"), PROSE);
        }
        labs.write("files/pod.yaml", "kind: Pod\n");
        labs
    }

    fn lab(&self) -> PathBuf {
        self.0.path().join("tiny")
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.lab().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("the folder");
        fs::write(path, text).expect("the file");
    }

    fn yaml(old: &str, new: &str) -> Self {
        assert!(YAML.contains(old), "{old:?} is not in the lab file");
        let labs = Self::new();
        labs.write("lab.yaml", &YAML.replacen(old, new, 1));
        labs
    }

    fn prose(old: &str, new: &str) -> Self {
        assert!(PROSE.contains(old), "{old:?} is not in the prose");
        let labs = Self::new();
        labs.write("es.md", &PROSE.replacen(old, new, 1));
        labs
    }

    /// Each problem as `file:line:column: message / hint`.
    fn problems(&self) -> Vec<String> {
        let images = BTreeSet::from(["nginx".to_owned(), "httpd".to_owned()]);
        let base = format!("{}/", self.lab().display());
        let shown = |problem: Problem| {
            let place = problem.place.map(|place| format!(":{}:{}", place.line, place.column)).unwrap_or_default();
            let hint = problem.hint.map(|hint| format!(" / {hint}")).unwrap_or_default();
            format!("{}{place}: {}{hint}", problem.file, problem.message).replace(&base, "")
        };
        load_lab(&self.lab(), Some(&images)).err().unwrap_or_default().into_iter().map(shown).collect()
    }

    #[track_caller]
    fn says(&self, expected: &[&str]) {
        assert_eq!(self.problems(), expected);
    }
}

#[test]
fn a_lab_without_fault_loads_whole() {
    let labs = Labs::new();
    let (loaded, problems) = load_all(labs.0.path(), None);
    assert_eq!(problems, []);
    let lab = loaded.values().next().expect("one lab");
    assert_eq!(lab.files, [("pod.yaml".to_owned(), "kind: Pod\n".to_owned())]);
    let parts = &lab.prose(Lang::Pt).steps[&"ask".parse().expect("an id")].parts;
    assert_eq!(
        parts,
        &[
            Part::Html("<p>Look in <code>{{ namespace }}</code>.</p>".into()),
            Part::Command("look".parse().expect("an id")),
            Part::See("<p>A table.</p>".into()),
            Part::Question("mode".parse().expect("an id"), "<p>Which <em>mode</em>?</p>".into()),
        ]
    );
}

#[test]
fn the_labs_of_this_repository_load() {
    let (labs, problems) = load_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("labs"), None);
    assert!(problems.is_empty(), "{}", problems.iter().map(|p| format!("{p}\n\n")).collect::<String>());
    assert!(labs.contains_key(&"statefulset-kind".parse().expect("an id")));
}

#[test]
fn a_problem_is_shown_with_its_line_and_a_caret() {
    let labs = Labs::yaml("level:", "levl:");
    let path = labs.lab().join("lab.yaml").display().to_string();
    let problems = load_lab(&labs.lab(), None).expect_err("a stray key");
    let stray = problems.iter().find(|problem| problem.message.starts_with("unknown")).expect("the stray key");
    assert_eq!(
        stray.to_string(),
        format!("{path}:4:1: unknown key `levl`\n4 | levl: beginner\n  | ^^^^\nhint: did you mean `level`?")
    );
}

#[test]
fn all_problems_of_all_files_come_at_once() {
    let labs = Labs::new();
    labs.write(
        "lab.yaml",
        &YAML.replace("minutes: 5", "minutes: five\nmintues: 5").replace("kind: judged", "kind: jugded"),
    );
    labs.write("en.md", &PROSE.replace(":::see", ":::se").replace("title: Tiny", "titel: Tiny"));
    labs.says(&[
        "en.md:2:1: unknown key `titel` / did you mean `title`?",
        "en.md:2:1: the key `title` is missing here",
        "en.md:14:4: unknown block `se` / did you mean `see`?",
        "lab.yaml:5:10: expected a whole number, found the text `five`",
        "lab.yaml:6:1: unknown key `mintues` / did you mean `minutes`?",
        "lab.yaml:20:11: unknown name `jugded` / did you mean `judged`?",
        "lab.yaml:27:11: unknown name `jugded` / did you mean `judged`?",
    ]);
}

#[test]
fn files_are_those_that_are_listed() {
    let labs = Labs::new();
    labs.write("notes.txt", "x");
    labs.write("files/deep/extra.yaml", "x");
    labs.says(&[
        "files/deep/extra.yaml: `files` in lab.yaml does not list `deep/extra.yaml` / list it there, or remove the file",
        "notes.txt: `notes.txt` is no part of a lab / a lab is lab.yaml, pt.md, es.md, en.md and what lies in files/; move or remove this",
    ]);
    let labs = Labs::new();
    fs::remove_file(labs.lab().join("files/pod.yaml")).expect("the file was there");
    labs.says(&["lab.yaml:6:9: the file `files/pod.yaml` is missing / add it, or strike it here"]);
}

#[test]
fn no_file_name_leads_out_of_the_folder() {
    let labs = Labs::yaml("[pod.yaml]", "[pod.yaml, ../../secret]");
    fs::write(labs.0.path().join("secret"), "s").expect("the file");
    let problems = labs.problems();
    assert!(
        problems.iter().any(|problem| problem.contains("`../../secret` is not a path below `files/`")),
        "{problems:?}"
    );
    assert!(problems.iter().any(|problem| problem.contains("secret` is missing")), "it was read: {problems:?}");
}

#[test]
fn a_lab_lacks_no_language_and_no_lab_file() {
    let labs = Labs::new();
    fs::remove_file(labs.lab().join("es.md")).expect("the file was there");
    labs.says(&["es.md: the file is missing / a lab exists in Portuguese, Spanish and English"]);
    fs::remove_file(labs.lab().join("lab.yaml")).expect("the file was there");
    assert!(
        labs.problems().contains(
            &"lab.yaml: the file is missing / every lab has one; labs/README.md shows the shortest".to_owned()
        )
    );
}

#[test]
fn images_are_those_of_the_list_beside_the_labs() {
    let labs = Labs::new();
    let offline = "{image: nginx, stand_in: true, note: {pt: x, es: x, en: x}}";
    let list = format!("format: 1\nimages:\n  httpd: {{ref: httpd, online: httpd, offline: {offline}}}\n");
    fs::write(labs.0.path().join("images.yaml"), list).expect("the file");
    let (loaded, problems) = load_all(labs.0.path(), None);
    assert!(loaded.is_empty());
    assert_eq!(problems[0].message, "the image `nginx` is not in images.yaml");
}

#[test]
fn files_that_are_not_plain_text_are_refused() {
    let labs = Labs::new();
    fs::write(labs.lab().join("es.md"), [0xff, 0xfe, 0x00]).expect("the file");
    labs.says(&["es.md: the file is not UTF-8 text"]);
    #[cfg(unix)]
    {
        let labs = Labs::new();
        fs::remove_file(labs.lab().join("files/pod.yaml")).expect("the file was there");
        std::os::unix::fs::symlink("/etc/hostname", labs.lab().join("files/pod.yaml")).expect("a link");
        labs.says(&["files/pod.yaml: this is not a plain file / links and folders are not followed"]);
    }
    let labs = Labs::new();
    labs.write("en.md", &PROSE.replace('\n', "\r\n"));
    labs.says(&[]);
}

#[test]
fn the_shortest_lab_of_the_readme_loads() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("labs/README.md")).expect("the page");
    let block = |language: &str| {
        let from = readme.split_once(&format!("```{language}\n")).expect("the example").1;
        from.split_once("\n```").expect("its end").0.to_owned() + "\n"
    };
    let labs = tempfile::tempdir().expect("a folder for the test");
    let lab = labs.path().join("first-service");
    fs::create_dir(&lab).expect("the folder");
    fs::write(lab.join("lab.yaml"), block("yaml")).expect("the file");
    for lang in Lang::ALL {
        fs::write(lab.join(format!("{}.md", lang.code())), block("markdown")).expect("the file");
    }
    crate::lab::lint::translations::refresh(&lab).expect("it loads");
    assert_eq!(crate::lab::lint::lint(&lab, &|_| None), Vec::new());
}
