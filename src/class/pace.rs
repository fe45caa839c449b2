//! How fast join codes may be guessed. Wrong guesses slow down whoever shares their address, and all when there are
//! very many; nobody is ever shut out, because a whole class sits behind one address.

use std::collections::HashMap;
use std::net::IpAddr;

use crate::progress::Millis;

/// How long a wrong guess counts.
const WINDOW: Millis = 10 * 60 * 1000;
/// A class mistypes now and then: so many wrong guesses from one address cost nothing.
const FREE: usize = 20;
/// The same for all addresses together.
const FREE_IN_ALL: usize = 200;
/// What each further wrong guess adds.
const STEP: Millis = 100;
/// The most that anybody waits, right code or wrong.
const LONGEST: Millis = 2000;
/// Guesses that are remembered; beyond, the oldest are forgotten.
const REMEMBERED: usize = 20_000;

/// The wrong guesses of the last minutes.
#[derive(Debug, Default)]
pub struct Pace {
    wrong: std::collections::VecDeque<(Millis, IpAddr)>,
    by_address: HashMap<IpAddr, usize>,
}

impl Pace {
    /// Notes a wrong guess.
    pub fn failed(&mut self, address: IpAddr, now: Millis) {
        self.forget(now);
        if self.wrong.len() >= REMEMBERED {
            self.drop_oldest();
        }
        self.wrong.push_back((now, address));
        *self.by_address.entry(address).or_default() += 1;
    }

    /// How long a guess from this address waits before it is looked at, in milliseconds.
    pub fn wait(&mut self, address: IpAddr, now: Millis) -> Millis {
        self.forget(now);
        let beyond = |count: usize, free: usize| Millis::try_from(count.saturating_sub(free)).unwrap_or(LONGEST);
        let here = beyond(self.by_address.get(&address).copied().unwrap_or(0), FREE);
        let in_all = beyond(self.wrong.len(), FREE_IN_ALL) / 10;
        (here.max(in_all).saturating_mul(STEP)).min(LONGEST)
    }

    fn forget(&mut self, now: Millis) {
        while self.wrong.front().is_some_and(|(at, _)| now - at >= WINDOW) {
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) {
        let Some((_, address)) = self.wrong.pop_front() else { return };
        if let Some(count) = self.by_address.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                self.by_address.remove(&address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const CLASS: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1));
    const OTHER: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 2));

    #[test]
    fn a_class_that_mistypes_waits_for_nothing_and_a_guesser_waits_a_little() {
        let mut pace = Pace::default();
        for _ in 0..FREE {
            pace.failed(CLASS, 0);
        }
        assert_eq!(pace.wait(CLASS, 1), 0);
        for _ in 0..3 {
            pace.failed(CLASS, 1);
        }
        assert_eq!((pace.wait(CLASS, 2), pace.wait(OTHER, 2)), (300, 0));
        for _ in 0..1000 {
            pace.failed(CLASS, 2);
        }
        assert_eq!(pace.wait(CLASS, 3), LONGEST, "it never locks");
        assert!(pace.wait(OTHER, 3) > 0, "very many wrong guesses slow everybody down");
        assert_eq!((pace.wait(CLASS, WINDOW + 2), pace.wait(OTHER, WINDOW + 2)), (0, 0));
        assert!(pace.by_address.is_empty() && pace.wrong.is_empty(), "nothing piles up");
    }

    #[test]
    fn what_is_remembered_has_an_end() {
        let mut pace = Pace::default();
        for n in 0..u32::try_from(REMEMBERED).expect("fits") + 50 {
            pace.failed(IpAddr::V4(Ipv4Addr::from(n)), 5);
        }
        assert_eq!((pace.wrong.len(), pace.by_address.len()), (REMEMBERED, REMEMBERED));
    }
}
