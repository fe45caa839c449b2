//! The tables against the catalogues: every message is met, and gets what its text shows.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

const CATALOGUES: [(&str, &str); 3] = [
    ("en", include_str!("../../i18n/check.en.ftl")),
    ("es", include_str!("../../i18n/check.es.ftl")),
    ("pt", include_str!("../../i18n/check.pt.ftl")),
];

/// The variables of each message of a catalogue.
fn variables(catalogue: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut current = "";
    for line in catalogue.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with(|first: char| first.is_ascii_lowercase()) {
            current = line.split(" =").next().unwrap_or_default();
        }
        let names = line.split('$').skip(1).map(|rest| {
            let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
            &rest[..end]
        });
        found.entry(current).or_default().extend(names);
    }
    found.remove("");
    found
}

fn tables() -> Vec<Row> {
    [
        nothing::table(),
        attacks::table(),
        service::table(),
        shape::table(),
        ordered::table(),
        claims::table(),
        pages::table(),
        survival::table(),
        detours::table(),
        scale::table(),
        troubles::table(),
        again::table(),
        left::table(),
        details::table(),
        rollout::table(),
        workloads::table(),
        network::table(),
        files::table(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn every_message_gets_what_its_text_shows() {
    let rows = tables();
    let mut faults = Vec::new();
    for (lang, catalogue) in CATALOGUES {
        let known = variables(catalogue);
        for row in &rows {
            let key = row.said.message.key.as_str();
            let given: BTreeSet<&str> = row.said.message.args.keys().map(String::as_str).collect();
            let Some(needed) = known.get(key) else {
                faults.push(format!("{lang}: no text for `{key}`"));
                continue;
            };
            let missing: Vec<_> = needed.difference(&given).collect();
            if !missing.is_empty() {
                faults.push(format!("{lang}: `{key}` of “{}” lacks {missing:?}", row.what));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Choosing a plural by a text would show the last form, whatever the number.
#[test]
fn what_chooses_a_plural_is_a_number() {
    let rows = tables();
    for (lang, catalogue) in CATALOGUES {
        let mut key = "";
        for line in catalogue.lines() {
            if line.starts_with(|first: char| first.is_ascii_lowercase()) {
                key = line.split(" =").next().unwrap_or_default();
            }
            let Some(name) = line.split("{ $").find_map(|part| part.trim_end().strip_suffix(" ->")) else { continue };
            // The kinds of the API are texts, and chosen by as such.
            if name == "kind" {
                continue;
            }
            for row in rows.iter().filter(|row| row.said.message.key == key) {
                let given = row.said.message.args.get(name);
                assert!(
                    matches!(given, Some(Arg::Number(_))),
                    "{lang}: `{key}` of “{}”: {name} is {given:?}",
                    row.what
                );
            }
        }
    }
}

/// A key that no table meets is one that nobody knows how to reach.
#[test]
fn every_message_is_met_in_a_table() {
    let rows = tables();
    let met: BTreeSet<&str> = rows.iter().map(|row| row.said.message.key.as_str()).collect();
    let (_, english) = CATALOGUES[0];
    // What the engine says of a question.
    let elsewhere = |key: &str| key.starts_with("answer");
    let unmet: Vec<_> = variables(english).into_keys().filter(|key| !met.contains(key) && !elsewhere(key)).collect();
    assert_eq!(unmet, Vec::<&str>::new());
}

#[test]
fn variables_are_found_in_a_catalogue() {
    let text = "# $no\na = One { $b } and { $c ->\n    [one] { $d_2 }\n   *[other] x\n}\nnone = Nothing.\n";
    let found = variables(text);
    assert_eq!(found["a"], ["b", "c", "d_2"].into());
    assert!(found["none"].is_empty() && found.len() == 2);
}
