//! Where join codes that were typed wait for their turn: a queue for each address, so that nobody waits behind another's.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};

use tokio::sync::{Semaphore, SemaphorePermit};

use super::lock;

/// So many codes of one address are looked at, or wait to be, at once; more wait for their turn.
const AT_ONCE: usize = 64;
/// So many of one address are held in all: a class of the largest size that joins at once.
const HELD: usize = AT_ONCE + crate::class::MAX_SIZE as usize;
/// So many addresses have a queue of their own; who comes when there are more shares one.
const ADDRESSES: usize = 4096;

/// The queues of the addresses that have somebody waiting; of others nothing is kept.
#[derive(Debug, Default)]
pub(super) struct Guesses(Mutex<HashMap<IpAddr, Queue>>);

#[derive(Debug)]
struct Queue {
    turns: Arc<Semaphore>,
    held: usize,
}

/// One place in the queue of an address, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Place<'a> {
    all: &'a Guesses,
    address: IpAddr,
    turns: Arc<Semaphore>,
}

impl Guesses {
    /// A place in the queue of this address; `None` when it holds as many as it may.
    pub(super) fn enter(&self, from: IpAddr) -> Option<Place<'_>> {
        let mut queues = lock(&self.0);
        let shares = queues.len() >= ADDRESSES && !queues.contains_key(&from);
        let address = if shares { IpAddr::V4(Ipv4Addr::UNSPECIFIED) } else { from };
        let fresh = || Queue { turns: Arc::new(Semaphore::new(AT_ONCE)), held: 0 };
        let queue = queues.entry(address).or_insert_with(fresh);
        if queue.held >= HELD {
            return None;
        }
        queue.held += 1;
        Some(Place { all: self, address, turns: queue.turns.clone() })
    }
}

impl Place<'_> {
    /// Waits for the turn, which lasts until what is returned is dropped.
    pub(super) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        // Nobody closes it, so there always is one.
        self.turns.acquire().await.ok()
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut queues = lock(&self.all.0);
        let Some(queue) = queues.get_mut(&self.address) else { return };
        queue.held -= 1;
        if queue.held == 0 {
            queues.remove(&self.address);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(n: u32) -> IpAddr {
        IpAddr::V4(Ipv4Addr::from(n))
    }

    #[tokio::test]
    async fn an_address_holds_so_many_and_takes_nothing_from_another() {
        let guesses = Guesses::default();
        let mut held: Vec<_> = (0..HELD).map(|_| guesses.enter(address(1)).expect("a place")).collect();
        assert!(guesses.enter(address(1)).is_none(), "what one address holds has an end");
        let other = guesses.enter(address(2)).expect("a place for another");
        let mut turns = Vec::new();
        for place in &held[..AT_ONCE] {
            turns.push(place.turn().await);
        }
        let soon = std::time::Duration::from_millis(20);
        assert!(tokio::time::timeout(soon, held[AT_ONCE].turn()).await.is_err(), "it is not its turn yet");
        assert!(tokio::time::timeout(soon, other.turn()).await.is_ok(), "another waits for nobody");
        turns.pop();
        assert!(tokio::time::timeout(soon, held[AT_ONCE].turn()).await.is_ok());
        drop(turns);
        held.pop();
        assert!(guesses.enter(address(1)).is_some(), "a place that was given back is free");
        drop((held, other));
        assert!(lock(&guesses.0).is_empty(), "nothing is kept of addresses that nobody waits at");
    }

    #[test]
    fn very_many_addresses_share_one_queue_at_the_end() {
        let guesses = Guesses::default();
        let count = u32::try_from(ADDRESSES).expect("fits") + 50;
        let held: Vec<_> = (1..=count).map(|n| guesses.enter(address(n)).expect("a place")).collect();
        assert_eq!(lock(&guesses.0).len(), ADDRESSES + 1);
        assert!(held[0].address == address(1) && held.last().is_some_and(|place| place.address == address(0)));
    }
}
