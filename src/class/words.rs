//! What an instructor wrote, in one language or in several.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::lab::Lang;

/// The same thing said in one language or in several; never empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Words(BTreeMap<Lang, String>);

impl Words {
    /// What was typed for each language, cleaned; what is empty is left out. `None` when nothing is left, or when
    /// something is too long.
    #[must_use]
    pub fn of<'a>(typed: impl IntoIterator<Item = (Lang, &'a str)>) -> Option<Self> {
        let mut words = BTreeMap::new();
        for (lang, text) in typed {
            if !text.trim().is_empty() {
                words.insert(lang, super::text(text)?);
            }
        }
        (!words.is_empty()).then_some(Self(words))
    }

    /// For somebody who reads `lang` in a class that is taught in `taught`: in the first of them that there is, else in
    /// any. With the language it is in.
    #[must_use]
    pub fn best(&self, lang: Lang, taught: Lang) -> Option<(Lang, &str)> {
        let found = [lang, taught].into_iter().find_map(|lang| self.0.get_key_value(&lang));
        found.or_else(|| self.0.first_key_value()).map(|(lang, text)| (*lang, text.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_reads_their_own_language_or_else_the_class_s() {
        let words = Words::of([(Lang::En, " look "), (Lang::Es, "mira"), (Lang::Pt, " ")]).expect("words");
        assert_eq!(words.best(Lang::En, Lang::Es), Some((Lang::En, "look")));
        assert_eq!(words.best(Lang::Pt, Lang::Es), Some((Lang::Es, "mira")));
        assert_eq!(words.best(Lang::Pt, Lang::Pt), Some((Lang::Es, "mira")), "any is better than none");
        assert_eq!(Words::of([(Lang::Pt, ""), (Lang::Es, "\u{200f}")]), None);
        assert_eq!(Words::of([(Lang::Pt, "x"), (Lang::Es, &"x".repeat(super::super::MAX_TEXT + 1))]), None);
        let json = serde_json::to_string(&words).expect("JSON");
        assert_eq!(serde_json::from_str::<Words>(&json).expect("words"), words);
    }
}
