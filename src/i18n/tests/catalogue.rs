//! The catalogues against each other and against the sources that use them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement};

use crate::i18n::sources;
use crate::lab::Lang;

/// Each key's variables.
type Catalogue = BTreeMap<String, BTreeSet<String>>;

fn catalogue(lang: Lang) -> Catalogue {
    let mut found = Catalogue::new();
    for text in sources(lang) {
        let resource = fluent_syntax::parser::parse(text).unwrap_or_else(|(_, errors)| panic!("{lang:?}: {errors:?}"));
        for entry in resource.body {
            let message = match entry {
                Entry::Message(message) => message,
                Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => continue,
                other => panic!("{lang:?}: only messages and comments are used here: {other:?}"),
            };
            let key = message.id.name;
            let value = message.value.unwrap_or_else(|| panic!("{lang:?}: `{key}` is empty"));
            let mut variables = BTreeSet::new();
            pattern(&value, &mut variables);
            assert!(found.insert(key.to_owned(), variables).is_none(), "{lang:?}: `{key}` is there twice");
        }
    }
    found
}

fn pattern(pattern: &Pattern<&str>, into: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression: placed } = element else { continue };
        expression(placed, into);
    }
}

fn expression(expression: &Expression<&str>, into: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(one) => inline(one, into),
        Expression::Select { selector, variants } => {
            inline(selector, into);
            variants.iter().for_each(|variant| pattern(&variant.value, into));
        }
    }
}

fn inline(inline_expression: &InlineExpression<&str>, into: &mut BTreeSet<String>) {
    match inline_expression {
        InlineExpression::VariableReference { id } => {
            into.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference { arguments: CallArguments { positional, .. }, .. } => {
            positional.iter().for_each(|argument| inline(argument, into));
        }
        InlineExpression::Placeable { expression: placed } => expression(placed, into),
        _ => {}
    }
}

#[test]
fn the_three_languages_say_the_same_things_with_the_same_values() {
    let portuguese = catalogue(Lang::Pt);
    assert!(!portuguese.is_empty());
    for lang in [Lang::Es, Lang::En] {
        let other = catalogue(lang);
        let keys = |of: &Catalogue| of.keys().cloned().collect::<BTreeSet<_>>();
        let (ours, theirs) = (keys(&portuguese), keys(&other));
        assert_eq!(ours.difference(&theirs).collect::<Vec<_>>(), Vec::<&String>::new(), "missing in {lang:?}");
        assert_eq!(theirs.difference(&ours).collect::<Vec<_>>(), Vec::<&String>::new(), "missing in Pt");
        for (key, variables) in &portuguese {
            assert_eq!(variables, &other[key], "`{key}` in Pt and {lang:?}");
        }
    }
}

#[test]
fn learners_are_not_shouted_at() {
    for lang in Lang::ALL {
        for text in sources(lang) {
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                assert!(!line.contains(['!', '¡']), "{lang:?}: {line}");
            }
        }
    }
}

/// The files below `folder` with one of these endings; none when there is no such folder.
fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for path in entries.map(|entry| entry.expect("a readable folder").path()) {
        if path.is_dir() {
            found.extend(files(&path, endings));
        } else if path.extension().is_some_and(|ending| endings.iter().any(|known| ending == *known)) {
            found.push(path);
        }
    }
    found
}

/// What a file says outside its own tests.
fn read(path: &Path) -> String {
    let text = std::fs::read_to_string(path).expect("a text");
    text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned()
}

/// The literals that follow `opening` directly.
fn literals<'a>(text: &'a str, opening: &'a str) -> impl Iterator<Item = &'a str> {
    text.match_indices(opening).filter_map(move |(at, _)| text[at + opening.len()..].split('"').next())
}

#[test]
fn every_key_that_is_used_exists() {
    let known = catalogue(Lang::En);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut unknown = Vec::new();
    let sources = files(&root.join("src"), &["rs"]).into_iter().chain(files(&root.join("templates"), &["html", "txt"]));
    for path in sources.filter(|path| !path.components().any(|part| part.as_os_str() == "tests")) {
        let text = read(&path);
        for opening in ["Message::new(\"", "tr.msg(\"", "tr.n(\"", "tr.with(\"", "key: \""] {
            let keys = literals(&text, opening).filter(|key| !known.contains_key(*key));
            unknown.extend(keys.map(|key| format!("{}: {key}", path.display())));
        }
    }
    assert!(unknown.is_empty(), "no catalogue has: {unknown:#?}");
}

/// Checks hand keys on as plain words, so every hyphenated literal there is taken for one.
#[test]
fn every_hyphenated_word_of_the_checks_is_a_key() {
    const OTHER_WORDS: [&str; 5] =
        ["not-yet", "cannot-tell", "kebab-case", "metallb-system", "controller-revision-hash"];
    let known = catalogue(Lang::En);
    let is_key = |word: &str| {
        word.contains('-')
            && word.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase()))
    };
    let mut unknown = Vec::new();
    for path in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/check"), &["rs"]) {
        if path.components().any(|part| part.as_os_str() == "tests") || path.ends_with("tests.rs") {
            continue;
        }
        let text = read(&path);
        // Between quotes: every second piece.
        let words = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .flat_map(|line| line.split('"').skip(1).step_by(2));
        let keys = words.filter(|word| is_key(word) && !OTHER_WORDS.contains(word) && !known.contains_key(*word));
        unknown.extend(keys.map(|key| format!("{}: {key}", path.display())));
    }
    assert!(unknown.is_empty(), "no catalogue has: {unknown:#?}");
}

#[test]
fn every_verdict_has_a_word() {
    let known = catalogue(Lang::En);
    for verdict in ["passed", "not-yet", "wrong", "cannot-tell", "untried"] {
        assert!(known.contains_key(&format!("verdict-{verdict}")), "{verdict}");
    }
}
