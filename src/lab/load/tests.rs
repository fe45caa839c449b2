//! Every way a lab can be wrong, each on a small lab that is right but for it.

use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::lab::Part;

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
    labs.write("lab.yaml", &YAML.replace("minutes: 5", "minutes: five\nmintues: 5").replace("kind: judged", "kind: jugded"));
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
fn keys_types_and_names_in_lab_yaml() {
    Labs::yaml("run: kubectl get storageclass", "run: 5")
        .says(&["lab.yaml:13:14: expected text, found the number `5` / put it in quotes to make it text"]);
    Labs::yaml("      - own_pages:", "      - own_page:").says(&["lab.yaml:24:9: unknown name `own_page` / did you mean `own_pages`?"]);
    Labs::yaml("claim: c,", "").says(&["lab.yaml:24:20: the key `claim` is missing here"]);
    Labs::yaml("format: 1", "format: 7").says(&["lab.yaml:1:9: format 7 is not known here / this program reads format 1"]);
    Labs::yaml("id: tiny", "id: tinny").says(&["lab.yaml:2:5: the id `tinny` is not the folder's name `tiny` / rename one of them"]);
    Labs::yaml("id: ask", "id: Ask me").says(&[
        "lab.yaml:9:9: `Ask me` is not a step id: lower-case letters, digits and hyphens, 1 to 48 of them, no hyphen at either end",
    ]);
    Labs::yaml("images: [nginx]", "images: [nginx, htpd]")
        .says(&["lab.yaml:7:17: the image `htpd` is not in images.yaml / did you mean `httpd`?"]);
    Labs::yaml("{{ namespace }}", "{{ namspace }}")
        .says(&["lab.yaml:22:14: unknown variable `namspace` in the command `apply` / did you mean `namespace`?"]);
}

#[test]
fn text_that_is_not_yaml_is_located() {
    let problems = Labs::yaml("steps:", "steps: [").problems();
    assert!(problems.iter().any(|problem| problem.starts_with("lab.yaml:")), "{problems:?}");
    let problems = Labs::yaml("minutes: 5", "minutes: 5\nminutes: 6").problems();
    assert!(problems.iter().any(|problem| problem.starts_with("lab.yaml:6:1:")), "{problems:?}");
    let problems = Labs::prose("title: Tiny", "title: [").problems();
    assert!(problems.iter().any(|problem| problem.starts_with("es.md:")), "{problems:?}");
}

#[test]
fn ids_are_unique_within_their_kind() {
    let problems = Labs::yaml("id: apply", "id: look").problems();
    assert!(problems.contains(&"lab.yaml:21:13: the command id `look` is used twice / it is first used in line 12".to_owned()), "{problems:?}");
    let problems = Labs::yaml("id: make", "id: ask").problems();
    assert!(problems.contains(&"lab.yaml:18:9: the step id `ask` is used twice / it is first used in line 9".to_owned()), "{problems:?}");
    let second = "      - id: mode\n        answer: {pod_ip: p}\n      - id: mode\n";
    let problems = Labs::yaml("      - id: mode\n", second).problems();
    assert!(problems.contains(&"lab.yaml:17:13: the question id `mode` is used twice / it is first used in line 15".to_owned()), "{problems:?}");
}

#[test]
fn a_step_has_what_its_kind_needs() {
    let no_check = "lab.yaml:26:11: a judged step needs a check / give it `checks`, or make it `kind: read`";
    let from = YAML.find("    checks:\n      - pages_survived").expect("the check");
    let labs = Labs::yaml(&YAML[from..], "");
    labs.says(&[no_check]);
    Labs::yaml("kind: judged", "kind: read").says(&[
        "lab.yaml:24:7: this step is read, so its checks are never judged / make it `kind: judged`",
        "lab.yaml:30:18: `since` names the step `make`, which is not judged",
    ]);
    Labs::yaml("kind: asked", "kind: read")
        .says(&["lab.yaml:15:7: this step is read, so its questions are never asked / make it `kind: asked`"]);
    Labs::yaml("id: keep\n    kind: judged", "id: keep\n    kind: asked").says(&[
        "lab.yaml:26:11: an asked step needs a question / give it `questions`, or make it `kind: read`",
        "lab.yaml:28:7: this step is asked, so its checks are never judged / make it `kind: judged`",
    ]);
}

#[test]
fn since_names_an_earlier_judged_step() {
    Labs::yaml("since: make", "since: mak")
        .says(&["lab.yaml:30:18: `since` names the step `mak`, which does not exist / did you mean `make`?"]);
    Labs::yaml("since: make", "since: keep")
        .says(&["lab.yaml:30:18: `since` names the step `keep`, which does not come before this one / known here: `make`"]);
    Labs::yaml("since: make", "since: ask")
        .says(&["lab.yaml:30:18: `since` names the step `ask`, which is not judged / known here: `make`"]);
}

#[test]
fn choices_are_two_or_more_and_differ() {
    Labs::yaml("[Immediate, WaitForFirstConsumer]", "[Immediate]").says(&[
        "lab.yaml:17:18: the question `mode` offers only one choice / offer two or more, or leave `choices` out for a text field",
    ]);
    Labs::yaml("[Immediate, WaitForFirstConsumer]", "[A, A]").says(&["lab.yaml:17:22: the choice `A` is offered twice"]);
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
    labs.says(&["files/pod.yaml: the file is missing / `files` in lab.yaml lists it: add it, or strike it there"]);
}

#[test]
fn no_file_name_leads_out_of_the_folder() {
    let labs = Labs::yaml("[pod.yaml]", "[pod.yaml, ../../secret]");
    fs::write(labs.0.path().join("secret"), "s").expect("the file");
    let problems = labs.problems();
    assert!(problems.iter().any(|problem| problem.contains("`../../secret` is not a path below `files/`")), "{problems:?}");
    assert!(problems.iter().any(|problem| problem.contains("secret: the file is missing")), "it was read: {problems:?}");
}

#[test]
fn a_lab_lacks_no_language_and_no_lab_file() {
    let labs = Labs::new();
    fs::remove_file(labs.lab().join("es.md")).expect("the file was there");
    labs.says(&["es.md: the file is missing / a lab exists in Portuguese, Spanish and English"]);
    fs::remove_file(labs.lab().join("lab.yaml")).expect("the file was there");
    assert!(labs.problems().contains(&"lab.yaml: the file is missing / every lab has one; labs/README.md shows the shortest".to_owned()));
}

#[test]
fn each_step_has_its_section() {
    Labs::prose("## Keep {#keep}", "## Keep {#kep}").says(&[
        "es.md: the section of the step `keep` is missing / add `## Title {#keep}` after the section of `make`",
        "es.md:32:11: a section for `kep`, which is no step of this lab / did you mean `keep`?",
    ]);
    Labs::prose("## Keep {#keep}", "## Keep").says(&[
        "es.md: the section of the step `keep` is missing / add `## Title {#keep}` after the section of `make`",
        "es.md:32:4: this title does not say which step it is / end it with `{#step-id}`",
    ]);
    let problems = Labs::prose("## Keep {#keep}", "## Keep {#make}").problems();
    assert!(problems.contains(&"es.md:32:11: a second section for the step `make` / join the two".to_owned()), "{problems:?}");
    let swapped = PROSE.replace("{#make}", "{#x}").replace("{#keep}", "{#make}").replace("{#x}", "{#keep}");
    let labs = Labs::new();
    labs.write("es.md", &swapped);
    let problems = labs.problems();
    assert!(problems.iter().any(|p| p.contains("the section of `keep` stands where that of `make` belongs")), "{problems:?}");
}

#[test]
fn directives_name_what_their_step_declares_once() {
    Labs::prose("{{ command look }}", "{{ command lok }}").says(&[
        "es.md:8:10: the command `look` of the step `ask` is not placed / put `{{ command look }}` on a line of its own in this section",
        "es.md:12:12: unknown command `lok` / did you mean `look`?",
    ]);
    Labs::prose("Wait.", "{{ command look }}").says(&[
        "es.md:34:12: the command `look` does not belong to the step `keep` / `lab.yaml` has it in the step `ask`",
        "es.md:34:12: the command `look` is placed twice / it stands in line 12 already",
    ]);
    Labs::prose(":::question mode\nWhich *mode*?\n:::\n", "").says(&[
        "es.md:8:10: the question `mode` of the step `ask` is not placed / put `:::question mode` on a line of its own in this section",
    ]);
    Labs::prose("{{ file pod.yaml }}\n", "")
        .says(&["es.md: the file `pod.yaml` is not placed / put `{{ file pod.yaml }}` on a line of its own where it is needed"]);
    Labs::prose("{{ command look }}", "{{ run look }}\n\n{{ command look }}")
        .says(&["es.md:12:4: unknown directive `run` / known here: `command`, `file`"]);
    let moved = PROSE.replace("{{ file pod.yaml }}\n", "").replace("Wait.", "{{ file pod.yaml }}");
    let labs = Labs::new();
    labs.write("en.md", &moved);
    let problems = labs.problems();
    assert!(problems[0].starts_with("en.md:33:9: the file `pod.yaml` stands in the step `keep` here"), "{problems:?}");
}

#[test]
fn blocks_open_and_close() {
    Labs::prose("A table.\n:::", "A table.")
        .says(&["es.md:17:1: a block within a block / close the `:::see` block of line 14 first, with `:::` alone"]);
    Labs::prose("Wait.", "Wait.\n\n:::hint\nMore.").says(&["es.md:36:1: the `:::hint` block is not closed / close it with `:::` alone on a line"]);
    Labs::prose("Wait.", ":::").says(&["es.md:34:1: `:::` closes a block, but none is open / open one with `:::hint`, for instance"]);
    Labs::prose("A table.", "").says(&["es.md:14:1: the `:::see` block is empty"]);
    let problems = Labs::prose("A table.", "{{ command look }}").problems();
    assert!(problems.iter().any(|p| p.contains("a directive within a block is never shown")), "{problems:?}");
    // In a code block nothing is a marker.
    Labs::prose("Wait.", "```text\n:::hint\n## x\n{{ command nope }}\n```").says(&[]);
}

#[test]
fn variables_in_prose_are_known() {
    Labs::prose("`{{ namespace }}`", "`{{ namspace }}`")
        .says(&["es.md:10:13: unknown variable `namspace` / did you mean `namespace`?"]);
    Labs::prose("{{ images.nginx }}", "{{ images.httpd }}")
        .says(&["es.md:29:9: unknown variable `images.httpd` / known here: `namespace`, `images.nginx`"]);
    Labs::prose("`{{ namespace }}`", "`{{namespace}}`").says(&[
        "es.md:10:10: this is neither a variable nor a directive / write `{{ name }}` with one space on either side; directives stand alone on a line",
    ]);
}

#[test]
fn front_matter_is_whole() {
    Labs::prose("summary: A lab.", "summary: ''").says(&["es.md:3:1: `summary` is empty"]);
    let labs = Labs::new();
    labs.write("es.md", PROSE.trim_start_matches("---\n"));
    assert!(labs.problems()[0].starts_with("es.md:1:1: the file does not begin with front matter"), "{:?}", labs.problems());
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
fn no_mutation_of_a_lab_makes_the_loader_panic() {
    let odd = ["{", "}", ":", "- ", "\n", "\t", "'", "\"", "[", "&a", "*a", "!!x", "é", "{{ ", " }}", ":::", "##", "<b>", "\u{0}", "0x", "null"];
    for (index, (byte, _)) in YAML.char_indices().enumerate() {
        let text = format!("{}{}{}", &YAML[..byte], odd[index % odd.len()], &YAML[byte + index % 3..]);
        let _ = parse::parse_lab("lab.yaml", "tiny", &text, None);
    }
    for (index, (byte, _)) in PROSE.char_indices().enumerate() {
        let text = format!("{}{}{}", &PROSE[..byte], odd[index % odd.len()], &PROSE[byte..]);
        let _ = prose::parse_prose("en.md", &text, Some(&["nginx".to_owned()]));
    }
}
