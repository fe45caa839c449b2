//! Keys to pods' pages, as they stand in an address: unguessable, of one browser session, for one pod or Service, and
//! short-lived. They are kept in memory alone: after a restart the page is opened again from its list.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::engine::{EngineError, PageTarget};
use crate::id::{self, LabId, LearnerId};

/// How long a key opens a page.
const LIFE: Duration = Duration::from_secs(30 * 60);
/// How many keys a session may have; the oldest goes when there is one more.
const EACH: usize = 16;
/// Letters and digits: about 160 bits.
const LENGTH: usize = 32;

/// What a key opens, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Whose.
    pub learner: LearnerId,
    /// The hash of the cookie that asked for it.
    pub session: String,
    /// The lab whose sandbox it is about.
    pub lab: LabId,
    /// The pod or Service.
    pub target: PageTarget,
}

/// All keys of this server; cheap to clone.
#[derive(Clone, Default)]
pub struct PageKeys(Arc<Mutex<HashMap<String, (Grant, Instant)>>>);

impl PageKeys {
    /// A new key.
    ///
    /// # Errors
    /// Without randomness.
    pub fn give(&self, grant: Grant, now: Instant) -> Result<String, EngineError> {
        let key = id::random_text(LENGTH)?;
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, (_, since)| is_valid(*since, now));
        let mut own: Vec<_> = known.iter().filter(|(_, (other, _))| other.session == grant.session).collect();
        own.sort_by_key(|(_, (_, since))| *since);
        let spare = (own.len() + 1).saturating_sub(EACH);
        let gone: Vec<_> = own.into_iter().take(spare).map(|(key, _)| key.clone()).collect();
        gone.iter().for_each(|key| drop(known.remove(key)));
        known.insert(key.clone(), (grant, now));
        Ok(key)
    }

    /// What a key opens, if it is one and still valid.
    #[must_use]
    pub fn find(&self, key: &str, now: Instant) -> Option<Grant> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(key).filter(|(_, since)| is_valid(*since, now)).map(|(grant, _)| grant.clone())
    }
}

fn is_valid(since: Instant, now: Instant) -> bool {
    now.saturating_duration_since(since) < LIFE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::PageKind;

    fn grant(session: &str) -> Grant {
        let target = PageTarget { kind: PageKind::Pod, name: "nginx-0".to_owned(), port: 80 };
        let (learner, lab) = ("aaaaaaaaaaaaaaaa".parse().expect("an id"), "web".parse().expect("an id"));
        Grant { learner, session: session.to_owned(), lab, target }
    }

    #[test]
    fn a_key_opens_what_it_was_given_for_until_it_is_old() {
        let (keys, start) = (PageKeys::default(), Instant::now());
        let key = keys.give(grant("one"), start).expect("a key");
        assert!(key.len() == LENGTH && key.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert_eq!(keys.find(&key, start + LIFE / 2), Some(grant("one")));
        assert_eq!(keys.find(&key, start + LIFE), None);
        assert_eq!(keys.find("", start), None);
        assert_ne!(keys.give(grant("one"), start).expect("another"), key);
    }

    #[test]
    fn a_session_s_oldest_key_gives_way_and_no_other_session_s() {
        let (keys, start) = (PageKeys::default(), Instant::now());
        let other = keys.give(grant("other"), start).expect("a key");
        let own: Vec<_> = (0..=EACH)
            .map(|count| keys.give(grant("own"), start + Duration::from_secs(count as u64)).expect("a key"))
            .collect();
        let now = start + Duration::from_secs(60);
        assert!(keys.find(&own[0], now).is_none() && keys.find(&own[1], now).is_some());
        assert!(keys.find(&other, now).is_some());
        keys.give(grant("late"), start + LIFE * 2).expect("a key");
        assert_eq!(keys.0.lock().expect("a lock").len(), 1, "old ones are not kept");
    }
}
