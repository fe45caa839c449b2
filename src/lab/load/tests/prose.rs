//! Prose that does not fit its lab.

use super::{Labs, PROSE};

#[test]
fn each_step_has_its_section() {
    Labs::prose("## Keep {#keep}", "## Keep {#kep}").says(&[
        "es.md:22:11: the section of the step `keep` is missing / add `## Title {#keep}` after the section of `make`",
        "es.md:32:11: a section for `kep`, which is no step of this lab / did you mean `keep`?",
    ]);
    Labs::prose("## Keep {#keep}", "## Keep").says(&[
        "es.md:22:11: the section of the step `keep` is missing / add `## Title {#keep}` after the section of `make`",
        "es.md:32:4: this title does not say which step it is / end it with `{#step-id}`",
    ]);
    let problems = Labs::prose("## Keep {#keep}", "## Keep {#make}").problems();
    assert!(
        problems.contains(&"es.md:32:11: a second section for the step `make` / join the two".to_owned()),
        "{problems:?}"
    );
    let swapped = PROSE.replace("{#make}", "{#x}").replace("{#keep}", "{#make}").replace("{#x}", "{#keep}");
    let labs = Labs::new();
    labs.write("es.md", &swapped);
    let problems = labs.problems();
    assert!(
        problems.iter().any(|p| p.contains("the section of `keep` stands where that of `make` belongs")),
        "{problems:?}"
    );
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
    Labs::prose("{{ file pod.yaml }}\n", "").says(&[
        "es.md:1:1: the file `pod.yaml` is not placed / put `{{ file pod.yaml }}` on a line of its own where it is needed",
    ]);
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
    Labs::prose("Wait.", "Wait.\n\n:::hint\nMore.")
        .says(&["es.md:36:1: the `:::hint` block is not closed / close it with `:::` alone on a line"]);
    Labs::prose("Wait.", ":::")
        .says(&["es.md:34:1: `:::` closes a block, but none is open / open one with `:::hint`, for instance"]);
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
    assert!(
        labs.problems()[0].starts_with("es.md:1:1: the file does not begin with front matter"),
        "{:?}",
        labs.problems()
    );
}
