//! Whether there is room for a class: what the cluster has left against what its learners take.

use super::{Engine, EngineError};
use crate::cluster::Room;

/// What one learner takes of what is counted: a workbench, and four pods of a lab with the requests that a sandbox's
/// limits give them.
const PODS: u64 = 5;
const CPU: u64 = 50;
const MEMORY: u64 = 96 << 20;
/// What one learner's pods really take of a machine's memory, measured (README, "In a classroom"): nodes in containers
/// each count the whole machine as theirs, so that requests alone say too little.
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
    /// What so many more learners need and what there is of it. Sandboxes that were made ahead count as free.
    ///
    /// # Errors
    /// When the cluster can't be asked, or the store fails.
    pub async fn preflight(&self, learners: u64) -> Result<Vec<Need>, EngineError> {
        self.identity().await?;
        let room = self.0.cluster.room().await?;
        let live = self.0.store.live_sandboxes().await?.len();
        let places = self.max_sandboxes().saturating_sub(live) as u64;
        Ok(needs(learners, places, room))
    }
}

/// What so many more learners need, with so many places and so much room left.
#[must_use]
pub fn needs(learners: u64, places: u64, room: Room) -> Vec<Need> {
    weighed(learners, places, room, machine_memory())
}

fn weighed(learners: u64, places: u64, room: Room, machine: Option<u64>) -> Vec<Need> {
    const MIB: u64 = 1 << 20;
    let of = |each: u64| learners.saturating_mul(each);
    let mut needs = vec![
        Need { what: "sandboxes", has: places, needs: learners },
        Need { what: "pods", has: room.pods, needs: of(PODS) },
        Need { what: "cpu", has: room.cpu, needs: of(CPU) },
        Need { what: "memory", has: room.memory / MIB, needs: of(MEMORY) / MIB },
    ];
    if let Some(has) = machine {
        needs.push(Need { what: "machine", has: has / MIB, needs: of(REAL_MEMORY) / MIB });
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

    #[test]
    fn what_is_short_is_told_by_its_own_number() {
        let room = Room { nodes: 2, pods: 150, cpu: 1_400, memory: 8 << 30 };
        let short = |learners, places, machine| {
            let needs = weighed(learners, places, room, machine);
            needs.into_iter().filter(Need::is_short).map(|need| (need.what, need.has, need.needs)).collect::<Vec<_>>()
        };
        assert_eq!(short(20, 20, Some(4 << 30)), []);
        assert_eq!(short(21, 20, None), [("sandboxes", 20, 21)]);
        assert_eq!(short(30, 40, Some(1 << 30)), [("cpu", 1_400, 1_500), ("machine", 1024, 1920)]);
        assert_eq!(short(31, 40, None), [("pods", 150, 155), ("cpu", 1_400, 1_550)]);
    }
}
