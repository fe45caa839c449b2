//! Whether there is room for a class: what the cluster has left against what its learners take.

use super::{Engine, EngineError};
use crate::cluster::Room;

/// What one learner takes of what is counted: a workbench, and four pods of a lab with the requests that a sandbox's
/// limits give them.
const PODS: u64 = 5;
const CPU: u64 = 50;
const MEMORY: u64 = 96 << 20;
/// What one learner's pods really take of a machine's memory (`ROOM.md`): nodes in containers each count the whole
/// machine as theirs, so that requests alone say too little.
const REAL_MEMORY: u64 = 64 << 20;

/// Something a class needs, and what there is of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// `sandboxes`, `pods`, `cpu` (thousandths of a core), `memory` or `machine` (both MiB).
    pub what: &'static str,
    /// What there is.
    pub has: u64,
    /// What the class needs.
    pub needs: u64,
}

impl Need {
    /// Whether it is too little.
    #[must_use]
    pub fn is_short(&self) -> bool {
        self.has < self.needs
    }
}

impl Engine {
    /// What so many more learners need and what there is of it. Sandboxes that were made ahead count as free; who has one
    /// already is counted with all that they will still start.
    ///
    /// # Errors
    /// When the cluster can't be asked, or the store fails.
    pub async fn preflight(&self, learners: u64) -> Result<Vec<Need>, EngineError> {
        self.identity().await?;
        let mut own: Vec<_> = self.0.store.live_sandboxes().await?.into_iter().map(|sandbox| sandbox.id).collect();
        let live = own.len();
        own.extend(self.spares().await?);
        let room = self.0.cluster.room(&own).await?;
        Ok(needs(learners, live, self.max_sandboxes(), room))
    }
}

/// What so many learners need beside those that are there (`live` of at most `max`), with so much room.
#[must_use]
pub fn needs(learners: u64, live: usize, max: usize, room: Room) -> Vec<Need> {
    weighed(learners, live, max, room, machine_memory())
}

fn weighed(learners: u64, live: usize, max: usize, room: Room, machine: Option<u64>) -> Vec<Need> {
    const MIB: u64 = 1 << 20;
    let all = learners.saturating_add(live as u64);
    // What sandboxes have already is part of what all of them take.
    let left = |each: u64, taken: u64| all.saturating_mul(each).saturating_sub(taken);
    let taken = room.taken;
    let mut needs = vec![
        Need { what: "sandboxes", has: max.saturating_sub(live) as u64, needs: learners },
        Need { what: "pods", has: room.free.pods, needs: left(PODS, taken.pods) },
        Need { what: "cpu", has: room.free.cpu, needs: left(CPU, taken.cpu) },
        Need { what: "memory", has: room.free.memory / MIB, needs: left(MEMORY, taken.memory) / MIB },
    ];
    if let Some(has) = machine {
        let needed = left(REAL_MEMORY, taken.pods.saturating_mul(REAL_MEMORY / PODS));
        needs.push(Need { what: "machine", has: has / MIB, needs: needed / MIB });
    }
    needs
}

/// Memory that this machine can still give, in bytes, where the system says so.
fn machine_memory() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::Share;

    #[test]
    fn what_is_short_is_told_by_its_own_number() {
        let free = Share { pods: 150, cpu: 1_400, memory: 8 << 30 };
        let empty = Room { nodes: 2, free, taken: Share::default() };
        let short_of = |learners, live, max, room, machine| {
            let needs = weighed(learners, live, max, room, machine);
            needs.into_iter().filter(Need::is_short).map(|need| (need.what, need.has, need.needs)).collect::<Vec<_>>()
        };
        let short = |learners, max, machine| short_of(learners, 0, max, empty, machine);
        assert_eq!(short(20, 20, Some(4 << 30)), []);
        assert_eq!(short(21, 20, None), [("sandboxes", 20, 21)]);
        assert_eq!(short(30, 40, Some(1 << 30)), [("cpu", 1_400, 1_500), ("machine", 1024, 1920)]);
        assert_eq!(short(31, 40, None), [("pods", 150, 155), ("cpu", 1_400, 1_550)]);
        // Ten who joined and started nothing count as whole; the workbenches that are there don't count twice.
        assert_eq!(short_of(20, 10, 40, empty, None), [("cpu", 1_400, 1_500)]);
        let begun = Room { taken: Share { pods: 10, cpu: 100, memory: 320 << 20 }, ..empty };
        assert_eq!(short_of(20, 10, 40, begun, None), []);
    }
}
