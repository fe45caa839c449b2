//! What the server uses: processor, memory, requests to the API server; with learners who work, and with none who do.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use futures::future::try_join_all;

use crate::class::Class;
use crate::room::{Room, Took};
use crate::support::server::Server;

/// A learner who works changes something and presses Check this often.
pub const EVERY: Duration = Duration::from_secs(15);
/// How long everybody works.
pub const WHILE: Duration = Duration::from_secs(30);
/// How long nobody does anything: the API server ends each watch once a minute.
pub const QUIET: Duration = Duration::from_secs(60);

/// With it, kube logs a line for each request as it leaves.
const LOG: &str = "info,kube=warn,sqlx=warn,kube_client::client::builder=debug";

/// Processor time in a stretch of time.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    pub cpu: Duration,
    pub over: Duration,
}

/// Bytes that the process has, and the most it ever had.
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    pub now: u64,
    pub most: u64,
}

/// Requests to the API server in a stretch of time, by what they are for.
#[derive(Debug, Clone)]
pub struct Requests {
    pub by_kind: BTreeMap<&'static str, usize>,
    pub over: Duration,
}

/// What came of learners who worked: events of watches, and of probes.
#[derive(Debug, Clone, Default)]
pub struct Worked {
    pub watched: Vec<Took>,
    pub probed: Vec<Took>,
}

/// The processor's time while everybody works, and how soon they were told of what they did.
pub fn working(class: &mut Class) -> anyhow::Result<(Cost, Worked)> {
    let (began, before) = (Instant::now(), cpu(&class.server)?);
    let worked = work(class)?;
    Ok((Cost { cpu: cpu(&class.server)?.saturating_sub(before), over: began.elapsed() }, worked))
}

fn work(class: &mut Class) -> anyhow::Result<Worked> {
    let all = class.rooms.len() as u32;
    let stop = class.stop.clone();
    let each = class.rooms.iter_mut().zip(0..).map(|(room, number)| one_works(room, EVERY * number / all));
    let mut worked = Worked::default();
    for one in stop.run(try_join_all(each))? {
        worked.watched.extend(one.watched);
        worked.probed.extend(one.probed);
    }
    Ok(worked)
}

/// One learner, who begins a little after the one before. With pods it is a page every other time.
async fn one_works(room: &mut Room, after: Duration) -> anyhow::Result<Worked> {
    let mut worked = Worked::default();
    let mut clock = tokio::time::interval_at(tokio::time::Instant::now() + after, EVERY);
    for turn in 0..WHILE.div_duration_f64(EVERY).round() as usize {
        clock.tick().await;
        if room.has_pods && turn % 2 == 1 {
            worked.probed.push(room.changes_page().await?);
        } else {
            worked.watched.push(room.changes_service().await?);
            room.presses_check().await?;
        }
    }
    // Everybody's last turn is followed by a pause as long as the others'.
    let rest = EVERY.saturating_sub(after);
    tokio::time::sleep(rest).await;
    Ok(worked)
}

/// Counts the server's own requests, in a phase of their own: each is a line in its log then. First nobody does anything,
/// and the processor's time is of that, too: a line a second is no work. Then everybody works.
pub fn requests(class: &mut Class) -> anyhow::Result<(Cost, Requests, Requests)> {
    class.starts_again(Some(LOG))?;
    // Its first lists are not counted, nor what it asks once after a start.
    class.stop.wait(Duration::from_secs(5))?;
    let before = cpu(&class.server)?;
    let idle = counted(class, |class| class.stop.wait(QUIET))?;
    let cost = Cost { cpu: cpu(&class.server)?.saturating_sub(before), over: idle.over };
    let active = counted(class, |class| work(class).map(drop))?;
    class.starts_again(None)?;
    Ok((cost, idle, active))
}

fn counted(class: &mut Class, meanwhile: impl FnOnce(&mut Class) -> anyhow::Result<()>) -> anyhow::Result<Requests> {
    let (began, before) = (Instant::now(), class.server.log().len());
    meanwhile(class)?;
    let over = began.elapsed();
    let log = class.server.log();
    let mut by_kind = BTreeMap::new();
    for line in log[before..].lines().filter(|line| line.ends_with(": requesting")) {
        *by_kind.entry(kind_of(line)).or_insert(0) += 1;
    }
    // Whatever else: it asks every two seconds whether the API server is there.
    ensure!(by_kind.values().sum::<usize>() > 0, "no request was logged: does kube log otherwise now?");
    Ok(Requests { by_kind, over })
}

fn kind_of(line: &str) -> &'static str {
    let has = |text: &str| line.contains(text);
    match () {
        () if has("watch=true") => "watches begun again",
        () if has("/api/v1/namespaces/kube-system ") => "whether the API server is there",
        () if has("/proxy/v1/files") => "files of volumes",
        () if has("/proxy/v1/probe") => "names and addresses from inside",
        () if has("/log?") => "access logs",
        () => "others",
    }
}

/// The processor time of the whole process until now.
fn cpu(server: &Server) -> anyhow::Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", server.pid()))?;
    // The program's name stands in parentheses and may hold anything; utime and stime are the 14th and 15th word.
    let (_, rest) = stat.rsplit_once(')').context("/proc/PID/stat")?;
    let words: Vec<&str> = rest.split_whitespace().collect();
    let ticks: u64 = [11, 12].iter().map(|at| words[*at].parse::<u64>()).sum::<Result<_, _>>()?;
    let output = Command::new("getconf").arg("CLK_TCK").output()?;
    let per_second: u64 = String::from_utf8_lossy(&output.stdout).trim().parse().context("getconf CLK_TCK")?;
    Ok(Duration::from_secs_f64(ticks as f64 / per_second as f64))
}

/// The process's memory.
pub fn memory(server: &Server) -> Memory {
    Memory { now: server.memory(), most: server.size("VmHWM") }
}
