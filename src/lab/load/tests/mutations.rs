//! Labs that were edited by somebody in a hurry: ten thousand of them, and never a panic or a problem without a place.

use proptest::prelude::*;

use super::*;

const ODD: &[&str] = &[
    "{", "}", ":", "- ", "\n", "\t", "'", "\"", "[", "&a", "*a", "!!x", "é", "{{ ", " }}", ":::", "##", "<b>", "\u{0}",
    "0x", "null", "---\n", "  ", "~", "|\n", ">", "#", "{#make}", "```", "kind: ", "\u{202e}",
];

/// One slip of the hand, at parts of the text given in thousandths.
#[derive(Debug, Clone)]
enum Slip {
    Insert(usize, &'static str),
    Delete(usize, usize),
    /// A line comes twice.
    Again(usize),
    /// Two lines change places.
    Swap(usize, usize),
    Indent(usize, usize),
    /// The rest is not there.
    Cut(usize),
}

fn slip() -> impl Strategy<Value = Slip> {
    let at = || 0..1000_usize;
    prop_oneof![
        4 => (at(), prop::sample::select(ODD)).prop_map(|(at, odd)| Slip::Insert(at, odd)),
        4 => (at(), 1..12_usize).prop_map(|(at, length)| Slip::Delete(at, length)),
        2 => at().prop_map(Slip::Again),
        2 => (at(), at()).prop_map(|(one, other)| Slip::Swap(one, other)),
        2 => (at(), 1..5_usize).prop_map(|(at, by)| Slip::Indent(at, by)),
        1 => at().prop_map(Slip::Cut),
    ]
}

fn slipped(text: &str, slip: &Slip) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let place = |thousandths: usize, of: usize| thousandths * of / 1000;
    let (here, count) = (|at: usize| place(at, letters.len()), lines.len());
    let joined = |lines: Vec<String>| lines.join("\n") + "\n";
    match slip {
        Slip::Insert(at, odd) => {
            letters[..here(*at)].iter().chain(&odd.chars().collect::<Vec<_>>()).chain(&letters[here(*at)..]).collect()
        }
        Slip::Delete(at, length) => {
            letters.iter().take(here(*at)).chain(letters.iter().skip(here(*at) + length)).collect()
        }
        Slip::Cut(at) => letters[..here(*at)].iter().collect(),
        _ if count == 0 => text.to_owned(),
        Slip::Again(at) => {
            lines.insert(place(*at, count), lines[place(*at, count)].clone());
            joined(lines)
        }
        Slip::Swap(one, other) => {
            lines.swap(place(*one, count), place(*other, count));
            joined(lines)
        }
        Slip::Indent(at, by) => {
            lines[place(*at, count)].insert_str(0, &" ".repeat(*by));
            joined(lines)
        }
    }
}

/// Each problem names the file, says something, and stands on a line that the text has.
fn are_located(problems: &[Problem], file: &str, text: &str) -> Result<(), TestCaseError> {
    for problem in problems {
        prop_assert_eq!(&problem.file, file);
        prop_assert!(!problem.message.is_empty());
        let Some(place) = &problem.place else {
            return Err(TestCaseError::fail(format!("no place: {problem}")));
        };
        let last = text.split('\n').count();
        prop_assert!((1..=last).contains(&place.line) && place.column >= 1 && place.width >= 1, "{problem}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 10_000, ..ProptestConfig::default() })]

    #[test]
    fn a_slip_of_the_hand_is_told_with_its_place(slips in prop::collection::vec(slip(), 1..4)) {
        let yaml = slips.iter().fold(YAML.to_owned(), |text, slip| slipped(&text, slip));
        let parsed = parse::parse_lab("lab.yaml", "tiny", &yaml, None);
        prop_assert!(parsed.file.is_some() || !parsed.problems.is_empty(), "nothing is read and nothing is said");
        are_located(&parsed.problems, "lab.yaml", &yaml)?;
        let prose = slips.iter().fold(PROSE.to_owned(), |text, slip| slipped(&text, slip));
        let parsed = parse_prose("en.md", &prose, Some(&["nginx".to_owned()]));
        are_located(&parsed.problems, "en.md", &prose)?;
    }
}
