//! The table, as Markdown: a column for each number of open sandboxes.

use std::time::Duration;

use crate::board::Told;
use crate::costs::{Cost, EVERY, Memory, QUIET, Requests, WHILE, Worked};
use crate::room::Took;
use crate::script::Scripts;
use crate::times::Times;

/// Everything measured with so many sandboxes.
pub struct Column {
    pub size: usize,
    pub watched: Vec<Took>,
    pub watched_at_once: Vec<Took>,
    pub probed: Vec<Took>,
    pub probed_at_once: Vec<Took>,
    pub board: Told,
    pub active: Worked,
    pub script: Scripts,
    pub idle_cost: Cost,
    pub active_cost: Cost,
    pub memory: Memory,
    pub idle_requests: Requests,
    pub active_requests: Requests,
}

/// What it was measured on, and when.
pub fn machine(kubernetes: &str) -> String {
    let file = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let after = |path: &str, key: &str| {
        let line = file(path).lines().find(|line| line.starts_with(key)).map(str::to_owned).unwrap_or_default();
        line.split_once(':').map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory: u64 = after("/proc/meminfo", "MemTotal").trim_end_matches(" kB").parse().unwrap_or_default();
    let now = jiff::Timestamp::now().to_string();
    format!(
        "{} cores ({}), {:.0} GiB of memory, Linux {}; Kubernetes {kubernetes} in kind on the same machine; {}.",
        cores,
        after("/proc/cpuinfo", "model name"),
        memory as f64 / f64::from(1 << 20),
        file("/proc/sys/kernel/osrelease").trim(),
        now.split('T').next().unwrap_or_default(),
    )
}

/// All of it.
pub fn table(columns: &[Column]) -> String {
    let mut table = Table { columns, text: String::new() };
    table.head();
    table.row("watch-only, in turn: event, ms", |c| events(&c.watched));
    table.row("– of which the PATCH took before, ms", |c| changes(&c.watched));
    table.row("watch-only, all at once: event, ms", |c| events(&c.watched_at_once));
    table.row("– of which the PATCH took before, ms", |c| changes(&c.watched_at_once));
    table.row("watch-only, everybody working: event, ms", |c| events(&c.active.watched));
    table.row("probes, in turn: event, ms", |c| events(&c.probed));
    table.row("probes, all pods at once: event, ms", |c| events(&c.probed_at_once));
    table.row("probes, everybody working: event, ms", |c| events(&c.active.probed));
    table.row("the board, in turn: row, ms", |c| events(&c.board.in_turn));
    table.row("the board, all at once: row, ms", |c| events(&c.board.at_once));
    table.row("a script for the Service, 4 processes: ms", |c| of(&c.script.service));
    table.row("– times slower than the event, by p50 and p95", |c| ratios(&c.script.service, &c.watched));
    table.row("a script for the pages, 10 processes: ms", |c| of(&c.script.pages));
    table.row("– times slower than the event, by p50 and p95", |c| ratios(&c.script.pages, &c.probed));
    table.row("API requests per learner-minute, idle", |c| per_learner_minute(c.size, &c.idle_requests));
    table.row("API requests per learner-minute, working", |c| per_learner_minute(c.size, &c.active_requests));
    table.row("processor ms per learner-minute, idle", |c| cpu(c.size, c.idle_cost));
    table.row("processor ms per learner-minute, working", |c| cpu(c.size, c.active_cost));
    table.row("processor, working: share of a core", |c| share(c.active_cost));
    table.row("memory at the end, at its most: MiB", |c| mebibytes(c.memory));
    let mut text = table.text;
    text.push_str(&format!(
        "\nTimes are p50 / p95 / p99 (number). Working: each learner changes something and presses Check every {} s, for \
         {} s. Idle: pages are open, for {} s.\n\nRequests, all in all:\n\n",
        EVERY.as_secs(),
        WHILE.as_secs(),
        QUIET.as_secs(),
    ));
    for column in columns {
        for (word, requests) in [("idle", &column.idle_requests), ("working", &column.active_requests)] {
            let kinds: Vec<_> = requests.by_kind.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
            let seconds = requests.over.as_secs();
            text.push_str(&format!("- {} open, {word}, {seconds} s: {}\n", column.size, kinds.join(", ")));
        }
    }
    text
}

struct Table<'a> {
    columns: &'a [Column],
    text: String,
}

impl Table<'_> {
    fn head(&mut self) {
        let sizes = self.columns.iter().map(|column| format!(" {} open |", column.size)).collect::<String>();
        let lines = "---|".repeat(self.columns.len() + 1);
        self.text = format!("| |{sizes}\n|{lines}\n");
    }

    fn row(&mut self, name: &str, cell: impl Fn(&Column) -> String) {
        let cells = self.columns.iter().map(|column| format!(" {} |", cell(column))).collect::<String>();
        self.text.push_str(&format!("| {name} |{cells}\n"));
    }
}

fn millis(time: Duration) -> String {
    let millis = time.as_secs_f64() * 1000.0;
    if millis < 10.0 { format!("{millis:.1}") } else { format!("{millis:.0}") }
}

fn of(times: &Times) -> String {
    let shares = [0.5, 0.95, 0.99].map(|share| times.percentile(share).map(millis));
    match shares {
        [Some(p50), Some(p95), Some(p99)] => format!("{p50} / {p95} / {p99} ({})", times.count()),
        _ => "–".to_owned(),
    }
}

fn events(took: &[Took]) -> String {
    of(&took.iter().map(|took| took.event).collect())
}

fn changes(took: &[Took]) -> String {
    of(&took.iter().map(|took| took.change).collect())
}

fn ratios(script: &Times, ours: &[Took]) -> String {
    let ours: Times = ours.iter().map(|took| took.event).collect();
    let ratio = |share| {
        let (theirs, ours) = (script.percentile(share)?, ours.percentile(share)?);
        Some(theirs.div_duration_f64(ours))
    };
    match (ratio(0.5), ratio(0.95)) {
        (Some(p50), Some(p95)) => format!("{p50:.0}, {p95:.0}"),
        _ => "–".to_owned(),
    }
}

fn learner_minutes(size: usize, over: Duration) -> f64 {
    size as f64 * over.as_secs_f64() / 60.0
}

fn per_learner_minute(size: usize, requests: &Requests) -> String {
    let all: usize = requests.by_kind.values().sum();
    format!("{:.1}", all as f64 / learner_minutes(size, requests.over))
}

fn cpu(size: usize, cost: Cost) -> String {
    format!("{:.0}", cost.cpu.as_secs_f64() * 1000.0 / learner_minutes(size, cost.over))
}

fn share(cost: Cost) -> String {
    format!("{:.1} %", 100.0 * cost.cpu.div_duration_f64(cost.over))
}

fn mebibytes(memory: Memory) -> String {
    let mebibytes = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    format!("{:.0}, {:.0}", mebibytes(memory.now), mebibytes(memory.most))
}
