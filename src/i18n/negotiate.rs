//! Which language a browser's `Accept-Language` asks for.

use fluent_langneg::{NegotiationStrategy, negotiate_languages};
use unic_langid::LanguageIdentifier;

use crate::lab::Lang;

/// Longer headers are passed over: browsers send a few dozen characters.
const MAX_HEADER: usize = 1000;

/// The language for a visitor who has not chosen one: the first of ours that their browser asks for, any variant of
/// it being as good as another; English when it asks for none.
#[must_use]
pub fn negotiate(accept_language: Option<&str>) -> Lang {
    // Without a region, so that `pt-PT` finds `pt` and `es-419` finds `es`.
    let ours = Lang::ALL.map(|lang| lang.code().parse::<LanguageIdentifier>().unwrap_or_default());
    let wanted = wanted(accept_language.unwrap_or_default());
    let found = negotiate_languages(&wanted, &ours, None, NegotiationStrategy::Filtering);
    found.first().and_then(|tag| Lang::from_code(tag.language.as_str())).unwrap_or(Lang::En)
}

/// The languages of a header, most wanted first. fluent-langneg reads headers too, but passes over the weights.
fn wanted(header: &str) -> Vec<LanguageIdentifier> {
    if header.len() > MAX_HEADER {
        return Vec::new();
    }
    let mut wanted: Vec<_> = header.split(',').filter_map(weighed).collect();
    // Stable: of two with the same weight the first is wanted more.
    wanted.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    wanted.into_iter().map(|(_, tag)| tag).collect()
}

fn weighed(entry: &str) -> Option<(f32, LanguageIdentifier)> {
    let mut parts = entry.split(';').map(str::trim);
    let tag: LanguageIdentifier = parts.next()?.parse().ok()?;
    let weight = match parts.find_map(|part| part.strip_prefix("q=")) {
        Some(text) => text.parse().ok()?,
        None => 1.0,
    };
    // `und` would match whatever comes first; a weight of 0 means "not this one".
    (!tag.language.is_empty() && weight > 0.0 && weight <= 1.0).then_some((weight, tag))
}
