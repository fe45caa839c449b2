//! Labs that load and are not sound, and labs that are mutated at random.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tempfile::TempDir;

use super::{Beside, Document, lint, lint_lab, translations};
use crate::lab::Lang;
use crate::lab::parse::parse_lab;
use crate::lab::problem::Problem;
use crate::lab::prose::parse_prose;

const YAML: &str = "\
format: 1
id: tiny
source: {document: A, author: Ada, language: en, title: Tiny}
level: beginner
minutes: 5
files: [pod.yaml, broken.yaml]
broken_files: [broken.yaml]
images: [nginx]
steps:
  - id: make
    kind: judged
    covers: [A1]
    commands:
      - id: draft
        run: kubectl create deployment web --image=nginx > draft.yaml
      - id: apply
        run: |
          kubectl apply -f pod.yaml
          kubectl apply -f draft.yaml
    checks:
      - own_pages: {statefulset: s, claim: c, replicas: 2, mount_path: /m}
    mistakes:
      - {id: one, run: kubectl apply -f draft.yaml, key: pages-same, verdict: wrong}
      - {id: two, run: echo > two.yaml, key: page-missing, verdict: not-yet, undo: cat two.yaml}
";

const PROSE: &str = "\
---
title: Tiny
summary: A lab.
objectives:
  - See it
---

## Make {#make}

{{ file pod.yaml }}

{{ file broken.yaml }}

{{ command draft }}

{{ command apply }}

Look at `nginx-0` with `kubectl get pods`.
";

const POD: &str = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: web\n      image: nginx\n";
const BROKEN: &str = "apiVersion: v1\nkind: Wrong\n";
const IMAGES: &str = "\
format: 1
images:
  nginx: {ref: nginx, online: nginx, offline: {image: nginx, stand_in: true, note: {pt: x, es: x, en: x}}}
  httpd: {ref: httpd, online: httpd, offline: {image: nginx, stand_in: true, note: {pt: x, es: x, en: x}}}
";

/// Stands in for the API's types: a Pod is fine unless it says otherwise.
fn fit(document: &Document<'_>) -> Option<Vec<Problem>> {
    (document.kind == "Pod").then(Vec::new)
}

struct Labs(TempDir);

impl Labs {
    fn new() -> Self {
        let labs = Self(tempfile::tempdir().expect("a folder"));
        fs::create_dir_all(labs.lab().join("files")).expect("the folder");
        labs.write("lab.yaml", YAML);
        for lang in Lang::ALL {
            labs.write(&format!("{}.md", lang.code()), PROSE);
        }
        labs.write("files/pod.yaml", POD);
        labs.write("files/broken.yaml", BROKEN);
        labs.write("../images.yaml", IMAGES);
        labs.write("../coverage.yaml", "format: 1\nrows:\n  A1: {teaches: x, by: judged}\n");
        translations::refresh(&labs.lab()).expect("the lab is whole");
        labs
    }

    fn lab(&self) -> PathBuf {
        self.0.path().join("tiny")
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.lab().join(name), text).expect("the file");
    }

    fn with(name: &str, from: &str, to: &str) -> Self {
        let labs = Self::new();
        let text = fs::read_to_string(labs.lab().join(name)).expect("the file");
        assert!(text.contains(from), "`{from}` is not in {name}");
        labs.write(name, &text.replacen(from, to, 1));
        labs
    }

    /// `file:line:column: message / hint` of each problem.
    fn problems(&self) -> Vec<String> {
        let base = format!("{}/", self.lab().display());
        let one = |problem: Problem| {
            let text = problem.to_string().replace(&base, "");
            let hint = problem.hint.map(|hint| format!(" / {hint}")).unwrap_or_default();
            format!("{}{hint}", text.lines().next().unwrap_or_default())
        };
        lint(self.0.path(), &fit).into_iter().map(one).collect()
    }

    #[track_caller]
    fn says(&self, expected: &[&str]) {
        assert_eq!(self.problems(), expected);
    }
}

#[test]
fn a_sound_lab_has_no_problems() {
    Labs::new().says(&[]);
    let labs = Labs::new();
    assert_eq!(lint(&labs.lab(), &fit), Vec::new(), "one lab by itself");
}

#[test]
fn a_command_names_files_that_are_there() {
    Labs::with("lab.yaml", "-f pod.yaml", "-f pdo.yaml")
        .says(&["lab.yaml:18:28: there is no file `pdo.yaml` here / did you mean `pod.yaml`?"]);
    // What only a mistake makes is there for its undo alone.
    Labs::with("lab.yaml", "undo: cat two.yaml", "undo: cat one.yaml")
        .says(&["lab.yaml:24:88: there is no file `one.yaml` here / known here: `broken.yaml`, `draft.yaml`, `pod.yaml`, `two.yaml`"]);
    Labs::with("lab.yaml", "-f draft.yaml, key", "-f two.yaml, key").says(&[
        "lab.yaml:23:41: there is no file `two.yaml` here / known here: `broken.yaml`, `draft.yaml`, `pod.yaml`",
    ]);
}

#[test]
fn images_are_listed() {
    Labs::with("lab.yaml", "--image=nginx", "--image=httpd").says(&[
        "lab.yaml:15:52: the image `httpd` is not listed under `images` in lab.yaml / images.yaml calls it `httpd`: list that",
    ]);
    Labs::with("files/pod.yaml", "image: nginx", "image: nginx:1.9")
        .says(&["files/pod.yaml:6:14: the image `nginx:1.9` is not in images.yaml / known there: `httpd`, `nginx`"]);
    Labs::with("files/pod.yaml", "image: nginx", "image: '{{ images.nginx }}'").says(&[]);
    Labs::with("files/pod.yaml", "image: nginx", "image: '{{ images.ngnx }}'")
        .says(&["files/pod.yaml:6:18: unknown variable `images.ngnx` / did you mean `images.nginx`?"]);
}

#[test]
fn manifests_are_what_the_api_takes_unless_they_are_meant_to_be_broken() {
    Labs::with("files/pod.yaml", "kind: Pod", "kind: Pot")
        .says(&["files/pod.yaml:2:7: the API has no kind `Pot` in `v1`"]);
    Labs::with("files/pod.yaml", "apiVersion: v1\nkind: Pod", "apiVersion: me.example/v1\nkind: Pot").says(&[]);
    Labs::with("files/pod.yaml", "kind: Pod\n", "")
        .says(&["files/pod.yaml:1:1: a manifest says its `apiVersion` and its `kind`"]);
    Labs::with("files/broken.yaml", "Wrong", "Pod").says(&[
        "lab.yaml:7:16: nothing is wrong with `broken.yaml`, which is meant to be broken / break it, or strike it here",
    ]);
    let problems = Labs::with("lab.yaml", "broken_files: [broken.yaml]", "broken_files: [brokn.yaml]").problems();
    assert!(
        problems.contains(
            &"lab.yaml:7:16: `brokn.yaml` is not listed under `files` / did you mean `broken.yaml`?".to_owned()
        ),
        "{problems:?}"
    );
}

#[test]
fn a_judged_step_is_tried_with_two_mistakes_that_are_told() {
    Labs::with("lab.yaml", "key: pages-same", "key: page-same")
        .says(&["lab.yaml:23:58: unknown message `page-same` / did you mean `pages-same`?"]);
    Labs::with("lab.yaml", "id: two", "id: one").says(&[
        "lab.yaml:24:14: the mistake id `one` is used twice in the step `make` / give each mistake a name of its own",
    ]);
    Labs::with("lab.yaml", "verdict: wrong", "verdict: passed")
        .says(&["lab.yaml:23:79: the mistake `one` expects a pass / a mistake must never pass"]);
    let second = YAML.find("      - {id: two").expect("the second mistake");
    Labs::with("lab.yaml", &YAML[second..], "").says(&[
        "lab.yaml:11:11: the judged step `make` has 1 of 2 mistakes / add to `mistakes` what learners really get wrong here, and what they are told then",
    ]);
}

#[test]
fn code_is_the_same_in_every_language() {
    let labs = Labs::with("es.md", "`nginx-0`", "`nginx-O`");
    translations::refresh(&labs.lab()).expect("the lab loads");
    labs.says(&["es.md:18:10: `nginx-O` stands only here, not in pt.md and en.md / they have `nginx-0`"]);
    let labs = Labs::with("es.md", " with `kubectl get pods`", "");
    translations::refresh(&labs.lab()).expect("the lab loads");
    labs.says(&[
        "es.md:8:11: `kubectl get pods` stands in this section in pt.md and en.md, but not here / the languages say the same",
    ]);
}

#[test]
fn a_changed_section_makes_the_others_stale() {
    let how = "compare the languages, then `kindlab translated tiny`";
    let labs = Labs::with("en.md", "Look at", "Now look at");
    let stale =
        |file: &str| format!("{file}:8:11: the section `make` is stale: en.md changed since it was translated / {how}");
    assert_eq!(labs.problems(), [stale("es.md"), stale("pt.md")]);
    assert_eq!(translations::refresh(&labs.lab()), Ok(1));
    labs.says(&[]);
    labs.write("translations.json", "{\"format\": 1,\n \"sections\": 5}");
    assert_eq!(labs.problems(), [format!("translations.json:2:14: this is no record of translations / {how}")]);
}

#[test]
fn rows_are_those_of_the_coverage_list() {
    Labs::with("lab.yaml", "covers: [A1]", "covers: [A1, A7]")
        .says(&["lab.yaml:12:18: `A7` is no row of coverage.yaml / did you mean `A1`?"]);
    let labs = Labs::new();
    labs.write("../coverage.yaml", "format: 1\nrows:\n  A1: {teaches: x, by: asked}\n  A2: {teaches: x, by: read}\n");
    let mut problems = Vec::new();
    let coverage = crate::lab::coverage::read(labs.0.path(), &mut problems).expect("it is readable");
    let (loaded, _) = crate::lab::load::load_all(labs.0.path(), None);
    let (rows, missing) = coverage.of(loaded.values());
    assert_eq!(rows[0].taught[0].how, "judged: own_pages");
    let missing: Vec<_> = missing.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(missing, ["no asked step teaches the row `A1`", "no lab teaches the row `A2`"]);
}

/// What a slip of the fingers or a bad merge leaves in a file.
const ODD: [&str; 26] = [
    "{",
    "}",
    "[",
    "]",
    ":",
    ": ",
    "- ",
    "\n",
    "\n  ",
    "\t",
    "'",
    "\"",
    "&a ",
    "*a",
    "!!x ",
    "é",
    "{{ ",
    " }}",
    ":::",
    "\n## ",
    "<b>",
    "\u{0}",
    "0x",
    "null",
    "99999999999999999999",
    "|\n",
];

static FOLDER: LazyLock<Labs> = LazyLock::new(Labs::new);

/// A text with a piece cut out at a place, and something odd put there.
fn mutated(text: &str, at: usize, cut: usize, odd: &str) -> String {
    let place = |at: usize| text.char_indices().map(|(byte, _)| byte).nth(at).unwrap_or(text.len());
    let count = text.chars().count();
    let (from, to) = (place(at % count), place((at % count + cut).min(count)));
    format!("{}{odd}{}", &text[..from], &text[to..])
}

/// Each problem says something, and one of the mutated file's says where: a line that is there, and a caret below it.
fn is_located(file: &str, text: &str, problems: &[Problem]) -> Result<(), TestCaseError> {
    for problem in problems.iter().filter(|problem| problem.file.ends_with(file)) {
        prop_assert!(!problem.message.is_empty());
        let Some(place) = &problem.place else {
            return Err(TestCaseError::fail(format!("nowhere: {problem}\n{text}")));
        };
        prop_assert!(place.line <= text.split('\n').count() + 1, "{problem}");
        prop_assert!(problem.to_string().contains('^'), "{problem}");
    }
    Ok(())
}

#[test]
fn ten_thousand_mutated_labs_are_told_of_and_located() {
    let strategy = (any::<bool>(), any::<usize>(), 0..12_usize, 0..ODD.len());
    let mut runner = TestRunner::new(Config { cases: 10_000, failure_persistence: None, ..Config::default() });
    runner
        .run(&strategy, |(of_yaml, at, cut, odd)| {
            let problems = if of_yaml {
                let text = mutated(YAML, at, cut, ODD[odd]);
                let problems = parse_lab("lab.yaml", "tiny", &text, None).problems;
                is_located("lab.yaml", &text, &problems)?;
                problems
            } else {
                let text = mutated(PROSE, at, cut, ODD[odd]);
                let problems = parse_prose("en.md", &text, Some(&["nginx".to_owned()])).problems;
                is_located("en.md", &text, &problems)?;
                problems
            };
            prop_assert!(problems.len() <= 200);
            Ok(())
        })
        .expect("no mutation makes it panic or lose its place");
}

#[test]
fn mutated_labs_are_linted_whole_without_a_panic() {
    let beside = Beside::read(FOLDER.0.path(), &fit, &mut Vec::new());
    let folder = Labs::new();
    for (index, odd) in ODD.iter().cycle().take(300).enumerate() {
        folder.write("lab.yaml", &mutated(YAML, index * 7, index % 5, odd));
        folder.write("files/pod.yaml", &mutated(POD, index * 3, index % 3, odd));
        let text = fs::read_to_string(folder.lab().join("lab.yaml")).expect("the file");
        is_located("lab.yaml", &text, &lint_lab(&folder.lab(), &beside)).expect("located");
    }
}

#[test]
fn what_a_lab_says_of_its_mistakes_is_said_in_every_language() {
    let told = |key: &str| format!("{PROSE}\n:::told {key}\nLook at *both*.\n:::\n");
    let labs = Labs::new();
    for lang in Lang::ALL {
        labs.write(&format!("{}.md", lang.code()), &told("pages-same"));
    }
    translations::refresh(&labs.lab()).expect("the lab loads");
    labs.says(&[]);
    let lab = crate::lab::load::load_lab(&labs.lab(), None).expect("the lab loads");
    let section = &lab.prose(Lang::Es).steps[&"make".parse().expect("an id")];
    assert_eq!(section.told("pages-same"), Some("<p>Look at <em>both</em>.</p>"));
    assert_eq!(section.told("page-missing"), None);

    labs.write("es.md", &told("pages-sam"));
    let problems = labs.problems();
    let expected = "es.md:20:4: no mistake of this step has the message `pages-sam` / did you mean `pages-same`?";
    assert!(problems.contains(&expected.to_owned()), "{problems:?}");
    labs.write("es.md", PROSE);
    let problems = labs.problems();
    assert!(problems.iter().any(|problem| problem.contains("is not told in")), "{problems:?}");
}
