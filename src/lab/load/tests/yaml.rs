//! Wrong keys, types, names and rules in `lab.yaml`.

use super::{Labs, YAML};

#[test]
fn keys_types_and_names_in_lab_yaml() {
    Labs::yaml("run: kubectl get storageclass", "run: 5")
        .says(&["lab.yaml:13:14: expected text, found the number `5` / put it in quotes to make it text"]);
    Labs::yaml("      - own_pages:", "      - own_page:")
        .says(&["lab.yaml:24:9: unknown name `own_page` / did you mean `own_pages`?"]);
    Labs::yaml("claim: c,", "").says(&["lab.yaml:24:20: the key `claim` is missing here"]);
    Labs::yaml("format: 1", "format: 7")
        .says(&["lab.yaml:1:9: format 7 is not known here / this program reads format 1"]);
    Labs::yaml("id: tiny", "id: tinny")
        .says(&["lab.yaml:2:5: the id `tinny` is not the folder's name `tiny` / rename one of them"]);
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
    assert!(
        problems
            .contains(&"lab.yaml:21:13: the command id `look` is used twice / it is first used in line 12".to_owned()),
        "{problems:?}"
    );
    let problems = Labs::yaml("id: make", "id: ask").problems();
    assert!(
        problems.contains(&"lab.yaml:18:9: the step id `ask` is used twice / it is first used in line 9".to_owned()),
        "{problems:?}"
    );
    let second = "      - id: mode\n        answer: {pod_ip: p}\n      - id: mode\n";
    let problems = Labs::yaml("      - id: mode\n", second).problems();
    assert!(
        problems
            .contains(&"lab.yaml:17:13: the question id `mode` is used twice / it is first used in line 15".to_owned()),
        "{problems:?}"
    );
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
    Labs::yaml("since: make", "since: keep").says(&[
        "lab.yaml:30:18: `since` names the step `keep`, which does not come before this one / known here: `make`",
    ]);
    Labs::yaml("since: make", "since: ask")
        .says(&["lab.yaml:30:18: `since` names the step `ask`, which is not judged / known here: `make`"]);
}

#[test]
fn choices_are_two_or_more_and_differ() {
    Labs::yaml("[Immediate, WaitForFirstConsumer]", "[Immediate]").says(&[
        "lab.yaml:17:18: the question `mode` offers only one choice / offer two or more, or leave `choices` out for a text field",
    ]);
    Labs::yaml("[Immediate, WaitForFirstConsumer]", "[A, A]")
        .says(&["lab.yaml:17:22: the choice `A` is offered twice"]);
}
