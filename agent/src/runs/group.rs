//! Every process of a run: all of the session that the supervisor leads. A process group would miss the jobs of a
//! `set -m`; only what called setsid itself is out of reach, and meant to be.

use std::collections::HashSet;
use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, getpid, kill_process, kill_process_group};

/// The processes of this process's session, without itself.
pub struct Group {
    leader: Pid,
}

impl Group {
    /// The session that this process leads.
    pub fn led_by_me() -> Self {
        Self { leader: getpid() }
    }

    /// Whether no living process is left.
    pub fn is_empty(&self) -> bool {
        self.members().is_empty()
    }

    /// Sends a signal to all. A process that is gone meanwhile is no error.
    pub fn signal(&self, signal: Signal) {
        let members = self.members();
        let groups: HashSet<Pid> = members.iter().map(|(_, group)| *group).collect();
        for group in groups.into_iter().filter(|group| *group != self.leader) {
            let _ = kill_process_group(group, signal);
        }
        // Whoever moved into the supervisor's own group is met one by one, or the supervisor would meet it too.
        for (pid, _) in members.into_iter().filter(|(_, group)| *group == self.leader) {
            let _ = kill_process(pid, signal);
        }
    }

    /// Asks all to end; a stopped process is woken so that it hears.
    pub fn terminate(&self) {
        self.signal(Signal::TERM);
        self.signal(Signal::CONT);
    }

    /// Ends what is left: asks, waits for at most `patience`, then kills.
    pub fn clear(&self, patience: Duration) {
        if self.is_empty() {
            return;
        }
        self.terminate();
        if self.empties_within(patience) {
            return;
        }
        // One kill can miss a process that is being forked; the second look can't.
        for _ in 0..50 {
            self.signal(Signal::KILL);
            if self.empties_within(Duration::from_millis(20)) {
                return;
            }
        }
    }

    fn empties_within(&self, patience: Duration) -> bool {
        let until = Instant::now() + patience;
        loop {
            if self.is_empty() {
                return true;
            }
            if Instant::now() >= until {
                return false;
            }
            sleep(Duration::from_millis(10));
        }
    }

    /// Living members, each with its process group.
    fn members(&self) -> Vec<(Pid, Pid)> {
        let Ok(entries) = fs::read_dir("/proc") else {
            return Vec::new();
        };
        let pids = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
        pids.filter_map(|pid| self.member(pid)).collect()
    }

    fn member(&self, pid: i32) -> Option<(Pid, Pid)> {
        let stat = fs::read(format!("/proc/{pid}/stat")).ok()?;
        let (alive, group, session) = parse_stat(&stat)?;
        let pid = Pid::from_raw(pid)?;
        (alive && session == self.leader && pid != self.leader).then_some((pid, group))
    }
}

/// Whether it lives, its group and its session. The name before them may hold anything, so it is cut at its last `)`.
/// NB: a process that is being reaped shows -1 for both, and a signal to -1 would go to everybody.
fn parse_stat(stat: &[u8]) -> Option<(bool, Pid, Pid)> {
    let end = stat.iter().rposition(|byte| *byte == b')')?;
    let mut fields = std::str::from_utf8(stat.get(end + 1..)?).ok()?.split_ascii_whitespace();
    let alive = !matches!(fields.next()?, "Z" | "X" | "x");
    let mut pids = fields.skip(1).map(|field| field.parse().ok().filter(|pid| *pid > 0));
    let group = Pid::from_raw(pids.next()??)?;
    let session = Pid::from_raw(pids.next()??)?;
    Some((alive, group, session))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_brackets_and_spaces_does_not_shift_the_fields() {
        let (alive, group, session) = parse_stat(b"12 (a) Z 1 1 1 (b) S 1 34 56 0 -1").expect("parses");
        assert!(alive);
        assert_eq!((group.as_raw_nonzero().get(), session.as_raw_nonzero().get()), (34, 56));
        assert_eq!(parse_stat(b"12 (x) Z 1 34 56 0").map(|(alive, ..)| alive), Some(false));
        assert!(parse_stat(b"nonsense").is_none());
    }

    #[test]
    fn a_process_that_is_being_reaped_has_no_group() {
        assert!(parse_stat(b"12 (bash) X 0 -1 -1 0").is_none());
    }
}
