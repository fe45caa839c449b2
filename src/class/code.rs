//! Join codes: short, read aloud, copied from a projector.

use std::fmt;
use std::str::FromStr;

/// No vowels, so no words; none of `B`, `I`, `L`, `O`, `S`, `Z`, which pass for others or for digits.
const LETTERS: &[u8; 16] = b"CDFGHJKMNPQRTVWX";
const LENGTH: usize = 6;

/// A class's join code: six letters, 24 bits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct JoinCode(String);

/// A text that can't be a join code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a join code has {LENGTH} letters of `CDFGHJKMNPQRTVWX`")]
pub struct InvalidCode;

impl JoinCode {
    /// The code that six random bytes make.
    #[must_use]
    pub fn of(random: [u8; LENGTH]) -> Self {
        Self(random.iter().map(|byte| char::from(LETTERS[usize::from(byte & 15)])).collect())
    }

    /// Its letters, as the database and addresses have them.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// In two groups, as people read it.
    #[must_use]
    pub fn grouped(&self) -> String {
        let (first, second) = self.0.split_at(LENGTH / 2);
        format!("{first}-{second}")
    }
}

impl FromStr for JoinCode {
    type Err = InvalidCode;

    /// However it is typed: in small letters, with spaces or hyphens.
    fn from_str(typed: &str) -> Result<Self, InvalidCode> {
        let letters: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let letters = letters.to_ascii_uppercase();
        let valid = letters.len() == LENGTH && letters.bytes().all(|letter| LETTERS.contains(&letter));
        if valid { Ok(Self(letters)) } else { Err(InvalidCode) }
    }
}

impl fmt::Display for JoinCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_however_it_is_typed() {
        let code = JoinCode::of([0, 1, 2, 253, 254, 255]);
        assert_eq!((code.as_str(), code.grouped().as_str()), ("CDFVWX", "CDF-VWX"));
        for typed in ["CDFVWX", " cdf vwx ", "cdf-vwx", "C D F V W X\n"] {
            assert_eq!(typed.parse(), Ok(code.clone()), "{typed:?}");
        }
        for typed in ["", "CDFVW", "CDFVWXC", "CDFVWO", "ÇDFVWX", "' OR 1", "CDFVW\0"] {
            assert_eq!(typed.parse::<JoinCode>(), Err(InvalidCode), "{typed:?}");
        }
    }
}
