//! Changes in the cluster, and how long their events take to the learner's page.

use futures::future::try_join_all;

use crate::room::{Room, Took};

/// So many Services change, and in bursts at least as many.
const CHANGES: usize = 200;
/// So many pages are written.
const PAGES: usize = 60;
/// Bursts in which every pod's page is written.
const PAGE_BURSTS: usize = 5;

/// A Service changes in one sandbox after another.
pub async fn services_in_turn(rooms: &mut [Room]) -> anyhow::Result<Vec<Took>> {
    let mut times = Vec::new();
    for _ in 0..CHANGES.div_ceil(rooms.len()) {
        for room in rooms.iter_mut() {
            times.push(room.changes_service().await?);
        }
    }
    Ok(times)
}

/// All Services change at the same moment. With one sandbox there is no such thing.
pub async fn services_at_once(rooms: &mut [Room]) -> anyhow::Result<Vec<Took>> {
    let mut times = Vec::new();
    if rooms.len() > 1 {
        for _ in 0..CHANGES.div_ceil(rooms.len()) {
            times.extend(try_join_all(rooms.iter_mut().map(Room::changes_service)).await?);
        }
    }
    Ok(times)
}

/// A page is written in one sandbox after another of those with pods.
pub async fn pages_in_turn(rooms: &mut [Room]) -> anyhow::Result<Vec<Took>> {
    let mut rooms: Vec<_> = rooms.iter_mut().filter(|room| room.has_pods).collect();
    let mut times = Vec::new();
    for _ in 0..PAGES.div_ceil(rooms.len()) {
        for room in &mut rooms {
            times.push(room.changes_page().await?);
        }
    }
    Ok(times)
}

/// A page is written in all sandboxes with pods at the same moment.
pub async fn pages_at_once(rooms: &mut [Room]) -> anyhow::Result<Vec<Took>> {
    let mut rooms: Vec<_> = rooms.iter_mut().filter(|room| room.has_pods).collect();
    let mut times = Vec::new();
    if rooms.len() > 1 {
        for _ in 0..PAGE_BURSTS {
            times.extend(try_join_all(rooms.iter_mut().map(|room| room.changes_page())).await?);
        }
    }
    Ok(times)
}
