//! YAML as a tree in which every key and value knows where it stands.
//!
//! The only place that knows the YAML crate. A tree first, types later: a
//! typed read stops at its first error, a tree can be read on after one.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

/// Where something stands: line and column, counted from 1.
pub type At = (usize, usize);

/// A value and where it stands.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where the value begins.
    pub at: At,
    /// What it is.
    pub value: Value,
}

/// A YAML value.
#[derive(Debug, Clone)]
pub enum Value {
    /// Nothing, `null` or `~`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Whole(i64),
    /// Any other number.
    Real(f64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order of the file.
    Map(Vec<(Node, Node)>),
    /// Stands in for a value that was wrong and has been reported; reads as anything.
    Repaired,
}

impl Value {
    /// The value in the author's words.
    pub fn describe(&self) -> String {
        match self {
            Self::Null => "nothing".into(),
            Self::Bool(value) => format!("`{value}`"),
            Self::Whole(value) => format!("the number `{value}`"),
            Self::Real(value) => format!("the number `{value}`"),
            Self::Text(value) => format!("the text `{}`", value.chars().take(40).collect::<String>()),
            Self::List(_) => "a list".into(),
            Self::Map(_) => "a mapping".into(),
            Self::Repaired => "a value".into(),
        }
    }
}

/// A step on the way from the root of a tree to a node.
#[derive(Debug, Clone, Copy)]
pub enum Hop<'a> {
    /// The value of a key.
    Key(&'a str),
    /// An item of a list.
    Item(usize),
}

impl Node {
    /// The value of a key of a mapping.
    pub fn get(&self, key: &str) -> Option<&Self> {
        let Value::Map(entries) = &self.value else { return None };
        entries.iter().find(|(k, _)| matches!(&k.value, Value::Text(t) if t == key)).map(|(_, value)| value)
    }

    /// Whether the API would treat the value as if it were not there.
    pub fn is_nothing(&self) -> bool {
        match &self.value {
            Value::Null => true,
            Value::Map(entries) => entries.is_empty(),
            Value::List(items) => items.is_empty(),
            _ => false,
        }
    }

    /// The node that `path` leads to, or the last one on the way that is there.
    pub fn find(&self, path: &[Hop<'_>]) -> &Self {
        let Some((hop, rest)) = path.split_first() else { return self };
        let next = match (&self.value, hop) {
            (Value::Map(_), Hop::Key(key)) => self.get(key),
            (Value::List(items), Hop::Item(index)) => items.get(*index),
            _ => None,
        };
        next.map_or(self, |node| node.find(rest))
    }
}

/// Text that is not YAML: the message and where.
pub struct Malformed {
    /// What the parser says.
    pub message: String,
    /// Where, when it knows.
    pub at: Option<At>,
}

/// Reads one YAML document.
pub fn read(text: &str) -> Result<Node, Malformed> {
    match serde_saphyr::from_str::<Spanned<Raw>>(text) {
        Ok(raw) => Ok(located(raw)),
        Err(error) => {
            let bare = error.without_snippet();
            let at = bare.location().map(|l| (whole(l.line()), whole(l.column()))).filter(|(line, _)| *line > 0);
            let message = bare.to_string();
            let message = message.lines().next().unwrap_or("not YAML");
            // The place is said by the problem itself, not once more inside its message.
            let message = message.split(" at line ").next().unwrap_or(message);
            Err(Malformed { message: message.trim_end_matches([':', ' ']).to_owned(), at })
        }
    }
}

struct Raw(Value);

fn whole(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn located(raw: Spanned<Raw>) -> Node {
    Node { at: (whole(raw.referenced.line()), whole(raw.referenced.column())), value: raw.value.0 }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw(Value::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw(Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw(Value::Whole(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        #[expect(clippy::cast_precision_loss, reason = "a number this large is refused wherever a number is read")]
        Ok(Raw(i64::try_from(value).map_or(Value::Real(value as f64), Value::Whole)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw(Value::Real(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw(Value::Text(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element::<Spanned<Raw>>()? {
            items.push(located(item));
        }
        Ok(Raw(Value::List(items)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some((key, value)) = map.next_entry::<Spanned<Raw>, Spanned<Raw>>()? {
            entries.push((located(key), located(value)));
        }
        Ok(Raw(Value::Map(entries)))
    }
}
