//! From a YAML tree to a typed value, finding every fault on the way.
//!
//! Reading stops at a fault, so the fault is reported, the tree repaired at
//! that spot (a stray key removed, a wrong value replaced by one that reads as
//! anything), and reading begins again, until nothing is wrong.

use std::fmt;

use serde::de::{self, DeserializeOwned, Deserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::access::{Entries, Items, Tagged};
use super::node::{Node, Value};
use crate::lab::problem::{Place, Problem};

/// The text that stands in for one that was wrong. Fit to be any id.
pub const REPAIRED: &str = "0-repaired-0";

/// More than this many faults help nobody.
const MOST: usize = 100;

/// Reads `tree` as a `T`. The value is there even with faults, unless too much is missing.
pub fn decode<T: DeserializeOwned>(file: &str, text: &str, mut tree: Node) -> (Option<T>, Vec<Problem>) {
    let mut problems = Vec::new();
    while problems.len() < MOST {
        let fault = match T::deserialize(&tree) {
            Ok(value) => return (Some(value), problems),
            Err(fault) => fault,
        };
        let Some(node) = follow(&mut tree, &fault.path) else { break };
        let (at, repaired) = repair(node, &fault.what);
        problems.push(problem(file, text, at, &fault.what));
        if !repaired {
            break;
        }
    }
    (None, problems)
}

/// What is wrong, and the way to it from the root (last hop first).
#[derive(Debug)]
pub struct Fault {
    path: Vec<usize>,
    what: What,
}

#[derive(Debug)]
enum What {
    Unknown { key: String, known: &'static [&'static str] },
    Variant { name: String, known: &'static [&'static str] },
    Missing(&'static str),
    Wrong { message: String, hint: Option<&'static str> },
}

fn follow<'a>(node: &'a mut Node, path: &[usize]) -> Option<&'a mut Node> {
    let Some((index, rest)) = path.split_last() else { return Some(node) };
    if !matches!(node.value, Value::Map(_) | Value::List(_)) {
        return Some(node);
    }
    match &mut node.value {
        Value::Map(entries) => follow(&mut entries.get_mut(*index)?.1, rest),
        Value::List(items) => follow(items.get_mut(*index)?, rest),
        _ => None,
    }
}

/// Repairs the tree so that reading gets past the fault; says where the fault was and whether that worked.
fn repair(node: &mut Node, what: &What) -> ((usize, usize), bool) {
    let mut at = node.at;
    match (what, &mut node.value) {
        (_, Value::Repaired) => return (at, false),
        (What::Unknown { key, .. }, Value::Map(entries)) => {
            let Some(index) = entries.iter().position(|(k, _)| key_text(k) == *key) else { return (at, false) };
            at = entries.remove(index).0.at;
        }
        (What::Missing(key), Value::Map(entries)) => {
            let key = Node { at, value: Value::Text((*key).to_owned()) };
            entries.push((key, Node { at, value: Value::Repaired }));
        }
        (_, value) => {
            if let (What::Variant { .. }, Value::Map(entries)) = (what, &*value) {
                at = entries.first().map_or(at, |(key, _)| key.at);
            }
            *value = Value::Repaired;
        }
    }
    (at, true)
}

fn problem(file: &str, text: &str, at: (usize, usize), what: &What) -> Problem {
    let place = Place::at(text, at.0, at.1);
    match what {
        What::Unknown { key, known } => {
            Problem::at(file, place, format!("unknown key `{key}`")).suggest(key, known.iter().copied())
        }
        What::Variant { name, known } => {
            Problem::at(file, place, format!("unknown name `{name}`")).suggest(name, known.iter().copied())
        }
        What::Missing(key) => Problem::at(file, place, format!("the key `{key}` is missing here")),
        What::Wrong { message, hint: None } => Problem::at(file, place, message.clone()),
        What::Wrong { message, hint: Some(hint) } => Problem::at(file, place, message.clone()).hint(*hint),
    }
}

pub(super) fn key_text(key: &Node) -> String {
    match &key.value {
        Value::Text(text) => text.clone(),
        Value::Whole(number) => number.to_string(),
        Value::Bool(value) => value.to_string(),
        other => other.describe(),
    }
}

impl Fault {
    fn new(what: What) -> Self {
        Self { path: Vec::new(), what }
    }

    pub(super) fn wrong(message: String, hint: Option<&'static str>) -> Self {
        Self::new(What::Wrong { message, hint })
    }

    pub(super) fn below(mut self, index: usize) -> Self {
        self.path.push(index);
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.what)
    }
}

impl std::error::Error for Fault {}

/// Rust's words for types in an author's words.
fn plain(expected: &dyn de::Expected) -> String {
    match expected.to_string().as_str() {
        "u16" | "u32" | "u64" | "i64" | "i32" => "a whole number".into(),
        "a string" | "string" => "text".into(),
        "a boolean" => "`true` or `false`".into(),
        "a sequence" => "a list".into(),
        "a map" => "a mapping".into(),
        text if text.starts_with("struct ") => "a mapping".into(),
        text if text.starts_with("enum ") || text.starts_with("variant ") => "one of the names known here".into(),
        text => text.to_owned(),
    }
}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::wrong(message.to_string(), None)
    }

    fn invalid_type(found: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        let found = match found {
            de::Unexpected::Unit => "nothing".to_owned(),
            de::Unexpected::Str(text) => format!("the text `{text}`"),
            de::Unexpected::Signed(number) => format!("the number `{number}`"),
            de::Unexpected::Float(number) => format!("the number `{number}`"),
            de::Unexpected::Bool(value) => format!("`{value}`"),
            de::Unexpected::Seq => "a list".to_owned(),
            de::Unexpected::Map => "a mapping".to_owned(),
            other => other.to_string(),
        };
        let expected = plain(expected);
        let quote = expected == "text" && (found.starts_with("the number") || found.starts_with('`'));
        Self::wrong(format!("expected {expected}, found {found}"), quote.then_some("put it in quotes to make it text"))
    }

    fn invalid_value(found: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn unknown_field(key: &str, known: &'static [&'static str]) -> Self {
        Self::new(What::Unknown { key: key.to_owned(), known })
    }

    fn unknown_variant(name: &str, known: &'static [&'static str]) -> Self {
        Self::new(What::Variant { name: name.to_owned(), known })
    }

    fn missing_field(key: &'static str) -> Self {
        Self::new(What::Missing(key))
    }
}

impl<'de> Deserializer<'de> for &Node {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Whole(value) => visitor.visit_i64(*value),
            Value::Real(value) => visitor.visit_f64(*value),
            Value::Text(value) => visitor.visit_str(value),
            Value::List(items) => visitor.visit_seq(Items { items, next: 0 }),
            Value::Map(entries) => visitor.visit_map(Entries { entries, next: 0 }),
            Value::Repaired => visitor.visit_str(REPAIRED),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.value {
            Value::Null | Value::Repaired => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.value {
            Value::Repaired => {
                let name = |field: &&str| Node { at: self.at, value: Value::Text((*field).to_owned()) };
                let entries: Vec<_> = fields.iter().map(|field| (name(field), self.clone())).collect();
                visitor.visit_map(Entries { entries: &entries, next: 0 })
            }
            // Without this a list would be read as the fields in their order.
            Value::List(_) => Err(de::Error::invalid_type(de::Unexpected::Seq, &"a mapping")),
            // The API's types would drop an unknown key without a word.
            Value::Map(ref entries) => {
                match entries.iter().map(|(key, _)| key_text(key)).find(|key| !fields.contains(&key.as_str())) {
                    Some(key) => Err(de::Error::unknown_field(&key, fields)),
                    None => self.deserialize_any(visitor),
                }
            }
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.value {
            Value::Repaired => visitor.visit_map(Entries { entries: &[], next: 0 }),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.value {
            Value::Repaired => visitor.visit_seq(Items { items: &[], next: 0 }),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.value {
            Value::Repaired => visitor.visit_bool(false),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.value {
            Value::Repaired => visitor.visit_i64(1),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match &self.value {
            Value::Text(name) => visitor.visit_enum(Tagged { name: name.clone(), content: None }),
            Value::Map(entries) => match entries.as_slice() {
                [(key, content)] => visitor.visit_enum(Tagged { name: key_text(key), content: Some(content) }),
                _ => Err(Fault::wrong(format!("expected one name here, one of {}", listed(variants)), None)),
            },
            Value::Repaired => {
                visitor.visit_enum(Tagged { name: (*variants.first().unwrap_or(&"")).to_owned(), content: Some(self) })
            }
            other => {
                Err(Fault::wrong(format!("expected one of {}, found {}", listed(variants), other.describe()), None))
            }
        }
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
