//! `kindlab prove`: what is proved of which labs, and how it is told.

use std::path::{Path, PathBuf};

use anyhow::bail;
use tokio_util::sync::CancellationToken;

use super::{load_labs, open_store, server_id};
use crate::cluster::{Cluster, kind};
use crate::config::ServeArgs;
use crate::engine::{Engine, EngineError};
use crate::id::LabId;
use crate::lab::proved::{Proved, fingerprint};
use crate::prove::{self, Depth, Finding};

/// Options of `kindlab prove`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The labs; all of them when none is named.
    #[arg(value_name = "LAB")]
    only: Vec<LabId>,
    /// Only the reference walk.
    #[arg(long, conflicts_with_all = ["thorough", "changed"])]
    walk: bool,
    /// Also each step's commands twice, each lab again from the start, and again after it was left half-way.
    #[arg(long, conflicts_with = "changed")]
    thorough: bool,
    /// Only the reference walk for labs that were proved as they are (`proved.json` beside them).
    #[arg(long)]
    changed: bool,
    /// How many labs at once.
    #[arg(long, default_value_t = 2, value_name = "N")]
    at_once: usize,
    /// JSON instead of a table.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    serve: ServeArgs,
}

/// A lab to be proved.
struct Job {
    lab: std::sync::Arc<crate::lab::Lab>,
    /// The directory it is in.
    dir: PathBuf,
    fingerprint: String,
    depth: Depth,
}

type Outcome = (Job, Result<Vec<Finding>, EngineError>);

/// Proves labs with a store of its own, so that nothing of a running server's is touched.
pub async fn run(data: &Path, args: Args) -> anyhow::Result<()> {
    let catalogue = load_labs(&args.serve.labs)?;
    if let Some(missing) = args.only.iter().find(|id| !catalogue.labs.contains_key(id)) {
        bail!("there is no lab `{missing}`\nhint: --labs names the directory it is in");
    }
    let chosen = catalogue.labs.values().filter(|lab| args.only.is_empty() || args.only.contains(lab.id()));
    let jobs: Vec<Job> = chosen.filter_map(|lab| job(lab, &args)).collect();
    let own = data.join(format!("prove-{}", std::process::id()));
    let store = open_store(&own).await?;
    let stop = CancellationToken::new();
    let kubeconfig = args.serve.kubeconfig(data);
    kind::require_kind_context(&kubeconfig, &args.serve.context)?;
    let cluster = Cluster::connect(&kubeconfig, &args.serve.context, &server_id(&store).await?, &stop).await?;
    let engine = Engine::start(store.clone(), cluster, catalogue, args.serve.settings(), stop.clone());
    let outcomes = prove_all(&engine, jobs, args.at_once, args.json).await;
    stop.cancel();
    engine.stopped().await;
    store.close().await;
    let _ = tokio::fs::remove_dir_all(&own).await;
    write_down(&outcomes)?;
    report(outcomes, args.json)
}

fn job(lab: &std::sync::Arc<crate::lab::Lab>, args: &Args) -> Option<Job> {
    let dir = args.serve.labs.iter().find(|dir| dir.join(lab.id().as_str()).is_dir())?.clone();
    let source = PathBuf::from(std::env::var_os("KINDLAB_SOURCE").unwrap_or_else(|| ".".into()));
    let fingerprint = fingerprint(&dir.join(lab.id().as_str()), &source.join("src/check"));
    let proved = Proved::read(&dir).of(lab.id()) == Some(&fingerprint);
    let depth = match (args.walk || (args.changed && proved), args.thorough) {
        (true, _) => Depth::Walk,
        (_, true) => Depth::Thorough,
        _ => Depth::Full,
    };
    Some(Job { lab: lab.clone(), dir, fingerprint, depth })
}

async fn prove_all(engine: &Engine, jobs: Vec<Job>, at_once: usize, json: bool) -> Vec<Outcome> {
    let each = |finding: &Finding| {
        if !json {
            show(finding);
        }
    };
    let each = &each;
    let proofs = jobs.into_iter().map(|job| async move {
        let result = prove::prove(engine, &job.lab, job.depth, each).await;
        (job, result)
    });
    futures::StreamExt::collect(futures::StreamExt::buffer_unordered(futures::stream::iter(proofs), at_once.max(1)))
        .await
}

/// Remembers the labs that were proved in full.
fn write_down(outcomes: &[Outcome]) -> anyhow::Result<()> {
    for (job, result) in outcomes {
        let fine = result.as_ref().is_ok_and(|findings| findings.iter().all(|finding| finding.problem.is_none()));
        if fine && job.depth != Depth::Walk {
            let mut proved = Proved::read(&job.dir);
            proved.set(job.lab.id(), &job.fingerprint);
            proved.write(&job.dir)?;
        }
    }
    Ok(())
}

/// One line for each finding, as it comes: proving takes minutes.
fn show(finding: &Finding) {
    let sign = match (&finding.problem, &finding.lacking) {
        (Some(_), _) => "FAIL",
        (_, Some(_)) => "skip",
        _ => "ok  ",
    };
    let seconds = finding.millis as f64 / 1000.0;
    println!("{sign} {:<26} {:<22} {:<34} {seconds:6.1} s", finding.lab, finding.step, finding.what);
    if let Some(more) = finding.problem.as_ref().or(finding.lacking.as_ref()) {
        println!("     {more}");
    }
}

fn report(outcomes: Vec<Outcome>, json: bool) -> anyhow::Result<()> {
    let mut problems = 0;
    let mut findings = Vec::new();
    for (job, result) in outcomes {
        match result {
            Ok(found) => {
                let seconds = found.iter().map(|finding| finding.millis).sum::<u128>() / 1000;
                eprintln!("{:<26} {:?}, {} findings, {seconds} s", job.lab.id(), job.depth, found.len());
                findings.extend(found);
            }
            Err(error) => {
                problems += 1;
                eprintln!("error: lab `{}` could not be proved to its end: {error}", job.lab.id());
            }
        }
    }
    problems += findings.iter().filter(|finding| finding.problem.is_some()).count();
    if json {
        println!("{}", serde_json::to_string_pretty(&findings)?);
    }
    if problems > 0 {
        bail!("{problems} of {} not proved", findings.len());
    }
    // Standard output is the JSON's alone.
    let lacking = findings.iter().filter(|finding| finding.lacking.is_some()).count();
    eprintln!("{} passed, 0 failed, {lacking} not judged here", findings.len() - lacking);
    Ok(())
}
