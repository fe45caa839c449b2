//! The names of things as types: a value in hand has already been checked.
//!
//! Every id that arrives from outside (a path, a form, a lab file) is parsed
//! into one of these, so no later code has to ask whether it is well formed.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// An id that breaks its own rules.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{value}` is not a {what}: {rule}")]
pub struct InvalidId {
    /// The kind of id that was asked for.
    pub what: &'static str,
    /// What was given, cut to 80 characters.
    pub value: String,
    /// The rule it breaks.
    pub rule: &'static str,
}

fn invalid(what: &'static str, value: &str, rule: &'static str) -> InvalidId {
    InvalidId { what, value: value.chars().take(80).collect(), rule }
}

/// Lower-case letters, digits and inner hyphens: what a DNS label allows,
/// which is also what Kubernetes names and URLs take without escaping.
fn is_slug(text: &str, max: usize) -> bool {
    let bytes = text.as_bytes();
    !bytes.is_empty()
        && bytes.len() <= max
        && bytes.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-')
        && bytes[0] != b'-'
        && bytes[bytes.len() - 1] != b'-'
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $what:literal, $rule:literal, $check:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text of the id.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let check: fn(&str) -> bool = $check;
                if check(text) { Ok(Self(text.to_owned())) } else { Err(invalid($what, text, $rule)) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "description": $rule })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// A lab's folder name.
    LabId, "lab id", "lower-case letters, digits and hyphens, 1 to 48 of them, no hyphen at either end", |t| is_slug(t, 48)
}
id! {
    /// A step's name within its lab.
    StepId, "step id", "lower-case letters, digits and hyphens, 1 to 48 of them, no hyphen at either end", |t| is_slug(t, 48)
}
id! {
    /// A command's name within its lab.
    CommandId, "command id", "lower-case letters, digits and hyphens, 1 to 48 of them, no hyphen at either end", |t| is_slug(t, 48)
}
id! {
    /// A question's name within its lab.
    QuestionId, "question id", "lower-case letters, digits and hyphens, 1 to 48 of them, no hyphen at either end", |t| is_slug(t, 48)
}
id! {
    /// A learner: made by the server, opaque.
    LearnerId, "learner id", "lower-case letters and digits, 10 to 32 of them", |t| is_slug(t, 32) && t.len() >= 10
}
id! {
    /// One learner's go at one lab; a reset begins another.
    AttemptId, "attempt id", "lower-case letters and digits, 10 to 32 of them", |t| is_slug(t, 32) && t.len() >= 10
}
id! {
    /// A sandbox: the two namespaces one attempt runs in. Short, because the namespaces' names carry it.
    SandboxId, "sandbox id", "lower-case letters and digits, 6 to 16 of them", |t| is_slug(t, 16) && t.len() >= 6
}
id! {
    /// A class.
    ClassId, "class id", "lower-case letters and digits, 8 to 32 of them", |t| is_slug(t, 32) && t.len() >= 8
}
id! {
    /// One run of one command; chosen by the client before the run starts, so that a repeated post starts nothing.
    RunId, "run id", "letters, digits, `_` and `-`, 8 to 64 of them", |t| {
        (8..=64).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
    }
}

impl SandboxId {
    /// The learner's namespace.
    #[must_use]
    pub fn namespace(&self) -> String {
        format!("lab-{}", self.0)
    }

    /// The companion namespace, which only the server may change.
    #[must_use]
    pub fn companion(&self) -> String {
        format!("lab-{}-bench", self.0)
    }
}

/// A random id of `length` characters from an alphabet without look-alikes (5 bits each).
///
/// # Errors
/// When the operating system has no randomness to give.
pub fn random_text(length: usize) -> Result<String, getrandom::Error> {
    const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
    let mut bytes = vec![0u8; length];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|b| char::from(ALPHABET[usize::from(b & 31)])).collect())
}

/// Six random bytes, for a join code.
///
/// # Errors
/// When the operating system has no randomness to give.
pub fn random_six() -> Result<[u8; 6], getrandom::Error> {
    let mut bytes = [0u8; 6];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_refuse_what_would_need_escaping() {
        assert!("statefulset-kind".parse::<LabId>().is_ok());
        for bad in ["", "-a", "a-", "A", "a/b", "a b", "ção", "../etc", &"x".repeat(49)] {
            assert!(bad.parse::<LabId>().is_err(), "{bad:?} was accepted");
        }
        assert!("0b1c-XYZ_9".parse::<RunId>().is_ok());
        assert!("short".parse::<RunId>().is_err());
        assert!("a;rm -rf".parse::<RunId>().is_err());
    }

    #[test]
    fn the_error_names_the_kind_and_the_rule() {
        let error = "A B".parse::<StepId>().expect_err("a space is not allowed");
        assert_eq!(
            error.to_string(),
            "`A B` is not a step id: lower-case letters, digits and hyphens, 1 to 48 of them, no hyphen at either end"
        );
    }
}
