//! What is said of a step: a verdict, and its reason as a message without a language.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What can be said of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing it speaks of exists.
    Untried,
    /// What exists does not contradict it; the message says what is awaited.
    NotYet,
    /// Something exists that contradicts it and will not mend itself.
    Wrong,
    /// The judge lacks a fact. Never the learner's failure, never a pass.
    CannotTell,
    /// True now, or was when it was judged: passes are latched.
    Passed,
}

impl Verdict {
    /// The word used in JSON, in `data-verdict` and in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Untried => "untried",
            Self::NotYet => "not-yet",
            Self::Wrong => "wrong",
            Self::CannotTell => "cannot-tell",
            Self::Passed => "passed",
        }
    }

    /// The verdict that a word stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Untried, Self::NotYet, Self::Wrong, Self::CannotTell, Self::Passed]
            .into_iter()
            .find(|verdict| verdict.word() == word)
    }
}

/// A message without a language: a key of the message catalogues and what to fill in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// The key in `i18n/{pt,es,en}.ftl`.
    pub key: String,
    /// Its arguments: strings and whole numbers.
    #[serde(default)]
    pub args: BTreeMap<String, Arg>,
}

/// An argument of a [`Message`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Arg {
    /// A number, for plural forms.
    Number(i64),
    /// A name or value, shown as it is.
    Text(String),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl Message {
    /// The key of what is said of a step that this cluster can't show: nobody is to do it, and it counts for nothing.
    pub const NOT_JUDGED_HERE: &str = "not-judged-here";

    /// A message with this key and no arguments.
    #[must_use]
    pub fn new(key: &str) -> Self {
        Self { key: key.to_owned(), args: BTreeMap::new() }
    }

    /// The same with one more argument.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Arg>) -> Self {
        self.args.insert(name.to_owned(), value.into());
        self
    }
}

/// A verdict with its reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// What can be said.
    pub verdict: Verdict,
    /// Why.
    pub message: Message,
    /// What was true: UIDs, times, hashes. Kept with a pass, and the baseline of later steps.
    pub evidence: Value,
    /// A newer baseline, when the old one can't be compared with any more (the set was scaled, say).
    pub rebase: Option<Value>,
}

impl Judgement {
    fn of(verdict: Verdict, message: Message) -> Self {
        Self { verdict, message, evidence: Value::Null, rebase: None }
    }

    /// Nothing it speaks of exists.
    #[must_use]
    pub fn untried(message: Message) -> Self {
        Self::of(Verdict::Untried, message)
    }

    /// Something is awaited.
    #[must_use]
    pub fn not_yet(message: Message) -> Self {
        Self::of(Verdict::NotYet, message)
    }

    /// Something contradicts it.
    #[must_use]
    pub fn wrong(message: Message) -> Self {
        Self::of(Verdict::Wrong, message)
    }

    /// A fact is missing.
    #[must_use]
    pub fn cannot_tell(message: Message) -> Self {
        Self::of(Verdict::CannotTell, message)
    }

    /// It holds, and this is what was true.
    #[must_use]
    pub fn passed(message: Message, evidence: Value) -> Self {
        Self { verdict: Verdict::Passed, message, evidence, rebase: None }
    }
}
