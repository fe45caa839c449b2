//! Predictions: declared once, worded in each language.

use super::{Labs, PROSE, YAML};
use crate::lab::load::load_lab;
use crate::lab::{Lang, Part};

const DECLARED: &str = "{id: what, choices: [will, wont], answer: will, shown_by: apply}";
const WORDED: &str = ":::predict what\nWill *it*?\n\n- will: It `will`\n- wont: It won’t\n:::";

fn labs(declared: &str, worded: &str) -> Labs {
    let labs = Labs::new();
    let checks = "    checks:\n      - own_pages";
    labs.write("lab.yaml", &YAML.replace(checks, &format!("    predictions:\n      - {declared}\n{checks}")));
    for lang in ["pt", "es", "en"] {
        labs.write(
            &format!("{lang}.md"),
            &PROSE.replace("{{ command apply }}", &format!("{worded}\n\n{{{{ command apply }}}}")),
        );
    }
    labs
}

#[track_caller]
fn says(declared: &str, worded: &str, wanted: &str) {
    let problems = labs(declared, worded).problems();
    assert!(problems.iter().any(|problem| problem.contains(wanted)), "no `{wanted}` in {problems:?}");
}

#[test]
fn a_prediction_has_its_text_and_the_words_of_its_choices() {
    let lab = load_lab(&labs(DECLARED, WORDED).lab(), None).unwrap_or_else(|problems| panic!("{problems:?}"));
    let parts = &lab.prose(Lang::En).steps[&"make".parse().expect("an id")].parts;
    let found = parts.iter().find_map(|part| match part {
        Part::Predict(id, text, choices) => Some((id.as_str(), text.as_str(), choices)),
        _ => None,
    });
    let (id, text, choices) = found.expect("the prediction");
    assert_eq!((id, text), ("what", "<p>Will <em>it</em>?</p>"));
    let choices: Vec<_> = choices.iter().map(|(id, words)| (id.as_str(), words.as_str())).collect();
    assert_eq!(choices, [("will", "It <code>will</code>"), ("wont", "It won’t")]);
    assert_eq!(lab.prediction(&"what".parse().expect("an id")).map(|(step, _)| step.id.as_str()), Some("make"));
}

#[test]
fn what_does_not_fit_is_said() {
    says(DECLARED, "", "the prediction `what` of the step `make` is not placed");
    says(
        DECLARED,
        &WORDED.replace("- wont: It won’t\n", ""),
        "the choice `wont` of the prediction `what` is written 0 times",
    );
    says(DECLARED, &WORDED.replace("- wont: It won’t\n", "- wont: It won’t\n- may: It may\n"), "has no choice `may`");
    says(DECLARED, &WORDED.replace("- wont: It won’t\n", "- wont: It won’t\nAnd so on.\n"), "this line is no choice");
    says(&DECLARED.replace("answer: will", "answer: would"), WORDED, "`would` is none of the choices");
    says(&DECLARED.replace("shown_by: apply", "shown_by: look"), WORDED, "the step has no command `look`");
    says(&DECLARED.replace("[will, wont]", "[will]"), WORDED, "offers fewer than two choices");
    says(&DECLARED.replace("[will, wont]", "[will, will]"), WORDED, "the choice `will` is offered twice");
}
