//! How soon a change in the cluster is judged and told to the learner's page and to the instructor's board, and what
//! that costs: prints a table.
//!
//! `make bench` runs it on a cluster of its own. It makes at most as many sandboxes as its largest size says (numbers on
//! its command line, else 1, 50 and 200), ends within a quarter of an hour, and takes away what it made, also on Ctrl-C.

#[path = "../../tests/e2e/support/mod.rs"]
mod support;

mod board;
mod changes;
mod class;
mod costs;
mod page;
mod report;
mod room;
mod script;
mod stop;
mod times;

use std::process::ExitCode;
use std::time::Duration;

use class::Class;
use report::Column;
use stop::Stop;

const SIZES: [usize; 3] = [1, 50, 200];
/// The whole run, but for taking away what it made.
const LIMIT: Duration = Duration::from_secs(14 * 60);

fn main() -> ExitCode {
    let sizes = match sizes(std::env::args().skip(1)) {
        Ok(sizes) => sizes,
        Err(error) => {
            eprintln!("error: {error}\nhint: cargo bench --bench judging -- 1 10");
            return ExitCode::from(2);
        }
    };
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    match bench(&sizes, &Stop::after(LIMIT)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// How many sandboxes, smallest first. What begins with `--` is cargo's.
fn sizes(words: impl Iterator<Item = String>) -> Result<Vec<usize>, String> {
    let mut sizes = Vec::new();
    for word in words.filter(|word| !word.starts_with("--")) {
        match word.parse() {
            Ok(size @ 1..=400) => sizes.push(size),
            _ => return Err(format!("`{word}` is no number of sandboxes from 1 to 400")),
        }
    }
    sizes.sort_unstable();
    sizes.dedup();
    Ok(if sizes.is_empty() { SIZES.to_vec() } else { sizes })
}

fn bench(sizes: &[usize], stop: &Stop) -> anyhow::Result<()> {
    let largest = sizes.last().copied().unwrap_or_default();
    let mut class = Class::begin(largest, stop)?;
    let mut columns = Vec::new();
    for &size in sizes {
        class.grows_to(size)?;
        columns.push(measure(&mut class)?);
    }
    let machine = report::machine(&stop.run(class.kubernetes_version())?);
    println!("{machine}\n\n{}", report::table(&columns));
    stop.say("taking everything away");
    Ok(())
}

/// Everything that is measured with so many sandboxes.
fn measure(class: &mut Class) -> anyhow::Result<Column> {
    let (stop, size) = (class.stop.clone(), class.rooms.len());
    let say = |what: &str| stop.say(&format!("{size} open: {what}"));
    say("a Service changes, one sandbox after another");
    let watched = stop.run(changes::services_in_turn(&mut class.rooms))?;
    say("a Service changes, everywhere at once");
    let watched_at_once = stop.run(changes::services_at_once(&mut class.rooms))?;
    say("a page is written, one sandbox after another");
    let probed = stop.run(changes::pages_in_turn(&mut class.rooms))?;
    say("a page is written, everywhere at once");
    let probed_at_once = stop.run(changes::pages_at_once(&mut class.rooms))?;
    say("a Service changes, and the board is told");
    let board = board::is_told(class)?;
    say("the same judged by a script");
    let script = stop.run(script::judges(&mut class.rooms[0]))?;
    say("everybody works");
    let (active_cost, active) = costs::working(class)?;
    let memory = costs::memory(&class.server);
    say("its requests are counted: nobody does anything, then everybody works");
    let (idle_cost, idle_requests, active_requests) = costs::requests(class)?;
    Ok(Column {
        size,
        watched,
        watched_at_once,
        probed,
        probed_at_once,
        board,
        active,
        script,
        idle_cost,
        active_cost,
        memory,
        idle_requests,
        active_requests,
    })
}
