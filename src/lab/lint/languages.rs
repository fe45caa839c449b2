//! Whether the three languages name the same things: code is no prose, so no translation changes it.

use std::collections::BTreeMap;

use crate::id::StepId;
use crate::lab::Lang;
use crate::lab::load::{Reading, Written};
use crate::lab::problem::{Place, Problem, nearest};

/// The code of a section by language, each with where it first stands.
type Codes<'a> = BTreeMap<Lang, BTreeMap<&'a str, &'a Place>>;

/// Adds code that one language has otherwise than the others to `problems`.
pub fn compare(reading: &Reading, problems: &mut Vec<Problem>) {
    // Without all three it can't be told which one is odd; the missing one is a problem already.
    let Some(first) = reading.prose.get(&Lang::En).filter(|_| reading.prose.len() == Lang::ALL.len()) else { return };
    for (step, title) in &first.parsed.sections {
        let codes: Codes<'_> = reading.prose.iter().map(|(lang, written)| (*lang, codes(written, step))).collect();
        let everywhere = |written: &Written| written.parsed.sections.iter().any(|(id, _)| id == step);
        if reading.prose.values().all(everywhere) {
            section(reading, step, title, &codes, problems);
        }
    }
}

fn codes<'a>(written: &'a Written, step: &StepId) -> BTreeMap<&'a str, &'a Place> {
    let mut found = BTreeMap::new();
    for (_, (text, place)) in written.parsed.code.iter().filter(|(of, _)| of == step) {
        found.entry(text.as_str()).or_insert(place);
    }
    found
}

fn section(reading: &Reading, step: &StepId, title: &Place, codes: &Codes<'_>, problems: &mut Vec<Problem>) {
    for (lang, here) in codes {
        let others: Vec<(&Lang, &BTreeMap<&str, &Place>)> = codes.iter().filter(|(other, _)| *other != lang).collect();
        let written = &reading.prose[lang];
        let quoted = |text: &str| format!("`{}`", text.lines().next().unwrap_or_default());
        // Only here: at its place. In both others: what is missing here, unless it is here in another shape.
        let odd: Vec<&str> =
            here.keys().copied().filter(|code| others.iter().all(|(_, o)| !o.contains_key(code))).collect();
        let lacking: Vec<&str> = others[0]
            .1
            .keys()
            .copied()
            .filter(|code| others[1].1.contains_key(code) && !here.contains_key(code))
            .collect();
        for code in &odd {
            let names = format!("{}.md and {}.md", others[0].0.code(), others[1].0.code());
            let problem = Problem::at(
                &written.path,
                here[code].clone(),
                format!("{} stands only here, not in {names}", quoted(code)),
            );
            let hint = "code is the same in every language; what is to be translated is no code: use *emphasis*";
            problems.push(match nearest(code, &lacking) {
                Some(near) => problem.hint(format!("they have {}", quoted(near))),
                None => problem.hint(hint),
            });
        }
        for code in lacking.iter().filter(|code| nearest(code, &odd).is_none()) {
            let place = written.parsed.sections.iter().find(|(id, _)| id == step).map_or(title, |(_, place)| place);
            let message = format!(
                "{} stands in this section in {}.md and {}.md, but not here",
                quoted(code),
                others[0].0.code(),
                others[1].0.code()
            );
            problems.push(Problem::at(&written.path, place.clone(), message).hint("the languages say the same"));
        }
    }
}
