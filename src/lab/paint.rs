//! Colours of commands and manifests, found once, when a lab is loaded: pieces of text with a class each, no styles.

use std::ops::Range;
use std::sync::LazyLock;

use tree_sitter_highlight::{Highlight, HighlightConfiguration, HighlightEvent, Highlighter};

use super::prose::variables;

/// A stretch of code in one colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stroke {
    /// The end of its class (`h-…` in the style sheets); empty for plain text.
    pub ink: &'static str,
    /// Its text, as written.
    pub text: String,
}

/// A language that is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Shell commands.
    Bash,
    /// Manifests.
    Yaml,
}

impl Language {
    /// The language that a code block names, if it is coloured.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "bash" => Some(Self::Bash),
            "yaml" => Some(Self::Yaml),
            _ => None,
        }
    }
}

/// What the grammars' queries name, and our class for it.
const INKS: [(&str, &str); 15] = [
    ("attribute", "key"),
    ("boolean", "number"),
    ("comment", "comment"),
    ("constant", "flag"),
    ("constant.builtin", "number"),
    ("embedded", ""),
    ("function", "word"),
    ("keyword", "word"),
    ("label", "flag"),
    ("number", "number"),
    ("operator", "sign"),
    ("property", "key"),
    ("punctuation", "sign"),
    ("string", "string"),
    ("type", "flag"),
];

/// A manifest that is given to a command on its standard input…
const MANIFEST: &str = r#"((heredoc_body) @injection.content
  (#match? @injection.content "^\\s*(---|apiVersion:)")
  (#set! injection.language "yaml")
  (#set! injection.include-children))"#;
/// …is no string: the later pattern for a node is the one that counts, and no ink has this name.
const NO_STRING: &str = r#"((heredoc_body) @plain (#match? @plain "^\\s*(---|apiVersion:)"))"#;

/// Stands for a variable, which no grammar knows, while colours are found.
const HOLE: char = '\u{e000}';

struct Grammars {
    bash: HighlightConfiguration,
    yaml: HighlightConfiguration,
}

/// `None` if the grammars and the library don't fit together: then nothing is coloured (and the tests fail).
static GRAMMARS: LazyLock<Option<Grammars>> = LazyLock::new(|| {
    let names = INKS.map(|(name, _)| name);
    let of_bash = format!("{}\n{NO_STRING}", tree_sitter_bash::HIGHLIGHT_QUERY);
    let bash = (tree_sitter_bash::LANGUAGE.into(), "bash", of_bash.as_str(), MANIFEST);
    let yaml = (tree_sitter_yaml::LANGUAGE.into(), "yaml", tree_sitter_yaml::HIGHLIGHTS_QUERY, "");
    let [bash, yaml] = [bash, yaml].map(|(language, name, highlights, injections)| {
        let mut grammar = HighlightConfiguration::new(language, name, highlights, injections, "").ok()?;
        grammar.configure(&names);
        Some(grammar)
    });
    Some(Grammars { bash: bash?, yaml: yaml? })
});

/// Finds the colours of a text, variables included. The strokes' texts together are the text.
#[must_use]
pub fn paint(language: Language, text: &str) -> Vec<Stroke> {
    painted(language, text).unwrap_or_else(|| vec![Stroke { ink: "", text: text.to_owned() }])
}

fn painted(language: Language, text: &str) -> Option<Vec<Stroke>> {
    let grammars = GRAMMARS.as_ref()?;
    if text.contains(HOLE) {
        return None;
    }
    let variables: Vec<_> = variables::find(text).into_iter().map(|(range, _)| range).collect();
    let masked = mask(text, &variables);
    let grammar = match language {
        Language::Bash => &grammars.bash,
        Language::Yaml => &grammars.yaml,
    };
    let mut highlighter = Highlighter::new();
    let within = |name: &str| (name == "yaml").then_some(&grammars.yaml);
    let events = highlighter.highlight(grammar, masked.as_bytes(), None, None, within).ok()?;
    let mut variables = variables.into_iter().map(|range| &text[range]);
    let (mut inks, mut strokes) = (Vec::new(), Vec::<Stroke>::new());
    for event in events {
        match event.ok()? {
            HighlightEvent::HighlightStart(Highlight(index)) => inks.push(INKS.get(index)?.1),
            HighlightEvent::HighlightEnd => drop(inks.pop()),
            HighlightEvent::Source { start, end } => {
                let ink = inks.last().copied().unwrap_or_default();
                let text = unmask(masked.get(start..end)?, &mut variables);
                match strokes.last_mut() {
                    Some(last) if last.ink == ink => last.text.push_str(&text),
                    _ => strokes.push(Stroke { ink, text }),
                }
            }
        }
    }
    // Colours are worth less than a letter of a command.
    let whole: String = strokes.iter().map(|stroke| stroke.text.as_str()).collect();
    (whole == text).then_some(strokes)
}

/// The text with one hole for each variable.
fn mask(text: &str, variables: &[Range<usize>]) -> String {
    let (mut masked, mut rest) = (String::with_capacity(text.len()), 0);
    for range in variables {
        masked.push_str(&text[rest..range.start]);
        masked.push(HOLE);
        rest = range.end;
    }
    masked + &text[rest..]
}

/// A stretch of the masked text with its variables again; `variables` are those not yet put back.
fn unmask<'a>(masked: &str, variables: &mut impl Iterator<Item = &'a str>) -> String {
    let mut pieces = masked.split(HOLE);
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        out.push_str(variables.next().unwrap_or_default());
        out.push_str(piece);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The texts in a colour; what is painted must be the text, letter by letter.
    fn inked(language: Language, text: &str, ink: &str) -> Vec<String> {
        let strokes = paint(language, text);
        assert_eq!(strokes.iter().map(|stroke| stroke.text.as_str()).collect::<String>(), text);
        strokes.into_iter().filter(|stroke| stroke.ink == ink).map(|stroke| stroke.text).collect()
    }

    #[test]
    fn a_command_has_its_words_flags_and_strings() {
        let command = "kubectl get pods --watch -n {{ namespace }} | grep \"{{ images.nginx }}\" # look";
        assert_eq!(inked(Language::Bash, command, "word"), ["kubectl", "grep"]);
        assert_eq!(inked(Language::Bash, command, "flag"), ["--watch", "-n"]);
        assert_eq!(inked(Language::Bash, command, "string"), ["\"{{ images.nginx }}\""]);
        assert_eq!(inked(Language::Bash, command, "comment"), ["# look"]);
    }

    #[test]
    fn a_manifest_has_its_keys_also_within_a_command() {
        let manifest = "apiVersion: v1\nspec:\n  replicas: 2 # two\n  image: {{ images.nginx }}\n";
        assert_eq!(inked(Language::Yaml, manifest, "key"), ["apiVersion", "spec", "replicas", "image"]);
        assert_eq!(inked(Language::Yaml, manifest, "number"), ["2"]);
        assert_eq!(inked(Language::Yaml, manifest, "string"), ["v1", "{{ images.nginx }}"]);
        let command = format!("kubectl apply -f - <<'EOF'\n{manifest}EOF\n");
        assert_eq!(inked(Language::Bash, &command, "key"), ["apiVersion", "spec", "replicas", "image"]);
    }

    #[test]
    fn what_no_grammar_understands_stays_as_it_is() {
        for text in ["", "\n", "<<<", "a: b: c: [", "\"", "\u{e000}", "$(", "{{ namespace }}", "a\r\nb", "ação: é\n"]
        {
            inked(Language::Bash, text, "");
            inked(Language::Yaml, text, "");
        }
    }

    /// What commands and manifests are made of, and some halves of it.
    const KNOWN: &[&str] = &[
        "kubectl ",
        "\n",
        "  ",
        "<<'EOF'\n",
        "EOF\n",
        "apiVersion: v1\n",
        "---\n",
        "key: ",
        "- ",
        "\"",
        "'",
        "$(",
        ")",
        "${a",
        "}",
        "{{ namespace }}",
        "{{ ",
        "# é",
        "|",
        "&& ",
        "[",
        "{",
        "--flag=",
        "\t",
        "\r\n",
        "| sed 's/x/y/'",
        ": |\n",
        "\u{e000}",
        "☃",
    ];

    proptest! {
        /// A learner copies what the author wrote, whatever the grammars make of it.
        #[test]
        fn no_letter_is_lost_or_moved(pieces in prop::collection::vec(piece(), 0..14)) {
            let text = pieces.concat();
            inked(Language::Bash, &text, "");
            inked(Language::Yaml, &text, "");
        }
    }

    fn piece() -> impl Strategy<Value = String> {
        prop_oneof![4 => prop::sample::select(KNOWN).prop_map(str::to_owned), 1 => "\\PC{0,4}"]
    }
}
