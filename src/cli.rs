//! The command line. With `config.rs` the only reader of the environment.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::{Parser, Subcommand};
use tokio_util::sync::CancellationToken;

use crate::cluster::{Cluster, doctor, install, kind};
use crate::config::{DataArgs, ServeArgs};
use crate::engine::Engine;
use crate::id::random_text;
use crate::lab::images::{ImagesFile, LabImage};
use crate::store::{Store, hash_secret};
use crate::{lab, prove, web};

/// Guided Kubernetes labs, judged by the state of a real cluster.
#[derive(Debug, Parser)]
#[command(name = "kindlab", version, about)]
pub struct Cli {
    #[command(flatten)]
    data: DataArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the labs over HTTP.
    Serve(ServeArgs),
    /// The cluster that labs run on.
    Cluster {
        #[command(subcommand)]
        what: ClusterCommand,
    },
    /// Say what this machine and its cluster lack, and what to do about it.
    Doctor {
        /// The cluster's name.
        #[arg(long, default_value = kind::DEFAULT_NAME)]
        name: String,
        /// The address the server will listen on.
        #[arg(long, env = "KINDLAB_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT")]
        listen: std::net::SocketAddr,
    },
    /// Prove labs on the cluster: nothing done passes nothing, each seeded mistake is told, the reference passes.
    Prove {
        /// The labs; all of them when none is named.
        #[arg(value_name = "LAB")]
        only: Vec<crate::id::LabId>,
        /// Only the reference walk.
        #[arg(long)]
        walk: bool,
        /// How many labs at once.
        #[arg(long, default_value_t = 2, value_name = "N")]
        at_once: usize,
        /// JSON instead of a table.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        serve: ServeArgs,
    },
    /// Classes.
    Class {
        #[command(subcommand)]
        what: ClassCommand,
    },
    /// Instructors' access.
    Instructor {
        #[command(subcommand)]
        what: Instructor,
    },
}

#[derive(Debug, Subcommand)]
enum ClusterCommand {
    /// Make the kind cluster, or bring it back; quick when it is up.
    Up {
        /// The cluster's name.
        #[arg(long, default_value = kind::DEFAULT_NAME)]
        name: String,
        /// The node image; by default one that is in Docker, else kindest/node, else one built from Debian packages.
        #[arg(long)]
        image: Option<String>,
    },
    /// Remove the kind cluster; progress is kept.
    Down {
        /// The cluster's name.
        #[arg(long, default_value = kind::DEFAULT_NAME)]
        name: String,
    },
    /// Say how the cluster is.
    Status {
        /// The cluster's name.
        #[arg(long, default_value = kind::DEFAULT_NAME)]
        name: String,
    },
}

#[derive(Debug, Subcommand)]
enum ClassCommand {
    /// List the classes: id, members, name.
    List,
    /// Remove all that was kept of a class that has ended: names, progress, outputs, messages.
    Purge {
        /// The class's id.
        class: crate::id::ClassId,
    },
}

#[derive(Debug, Subcommand)]
enum Instructor {
    /// Tokens that open the instructor's page.
    Token {
        /// Make a new one and print it; the ones before stay good.
        #[arg(long)]
        new: bool,
    },
}

impl Cli {
    /// Does what the command line says.
    ///
    /// # Errors
    /// With what went wrong, where, and what to do next.
    pub async fn run(self) -> anyhow::Result<()> {
        let data = self.data.data;
        match self.command {
            Command::Serve(args) => serve(&data, args).await,
            Command::Cluster { what } => cluster(&data, what).await,
            Command::Doctor { name, listen } => doctor(&data, &name, listen).await,
            Command::Prove { only, walk, at_once, json, serve } => {
                let depth = if walk { prove::Depth::Walk } else { prove::Depth::Full };
                prove_labs(&data, &only, depth, at_once, json, serve).await
            }
            Command::Class { what } => class(&data, what).await,
            Command::Instructor { what: Instructor::Token { new } } => token(&data, new).await,
        }
    }
}

fn kind_settings(data: &Path, name: &str) -> kind::KindSettings {
    let source = PathBuf::from(std::env::var_os("KINDLAB_SOURCE").unwrap_or_else(|| ".".into()));
    kind::KindSettings {
        name: name.to_owned(),
        data: data.to_owned(),
        agent: source.join("target/x86_64-unknown-linux-gnu/release/kindlab-agent"),
        source,
        cache: kind::cache_dir(|name| std::env::var_os(name)),
        registry: std::env::var("KINDLAB_REGISTRY").ok().filter(|registry| !registry.is_empty()),
    }
}

async fn cluster(data: &Path, what: ClusterCommand) -> anyhow::Result<()> {
    match what {
        ClusterCommand::Up { name, image } => {
            let settings = kind_settings(data, &name);
            let progress = kind::Progress::new(|line| println!("{line}"));
            let report = kind::up(&settings, image.as_deref(), &progress).await?;
            install::install(&settings.kubeconfig(), &settings.context(), &report.workbench).await?;
            println!("{report}");
            Ok(())
        }
        ClusterCommand::Down { name } => {
            let was = kind::down(&kind_settings(data, &name)).await?;
            println!("cluster `{name}` {}", if was { "is removed" } else { "was not there" });
            Ok(())
        }
        ClusterCommand::Status { name } => {
            println!("{}", kind::status(&kind_settings(data, &name)).await?);
            Ok(())
        }
    }
}

async fn doctor(data: &Path, name: &str, listen: std::net::SocketAddr) -> anyhow::Result<()> {
    let findings = doctor::examine(&kind_settings(data, name), listen).await;
    for finding in &findings {
        println!("{finding}");
    }
    if doctor::any_failed(&findings) {
        bail!("labs can't run like this: see what is marked FAIL");
    }
    Ok(())
}

async fn open_store(data: &Path) -> anyhow::Result<Store> {
    tokio::fs::create_dir_all(data).await.with_context(|| format!("the data directory `{}`", data.display()))?;
    let file = data.join("db");
    Store::open(&file).await.with_context(|| format!("the database `{}`", file.display()))
}

async fn class(data: &Path, what: ClassCommand) -> anyhow::Result<()> {
    let store = open_store(data).await?;
    match what {
        ClassCommand::List => {
            for (class, present) in store.classes().await? {
                let over = if class.ended.is_some() { "ended" } else { "open" };
                println!("{} {over:<5} {present:>4}/{:<4} {}", class.id, class.size, class.name);
            }
        }
        ClassCommand::Purge { class } => match store.purge_class(&class).await? {
            Some(members) => println!("class `{class}` is removed with what {members} learners left in it"),
            None => bail!(
                "there is no class `{class}` that has ended\nhint: end it on its page first; `kindlab class list` names them"
            ),
        },
    }
    store.close().await;
    Ok(())
}

async fn token(data: &Path, new: bool) -> anyhow::Result<()> {
    if !new {
        bail!("tokens are kept hashed and can't be shown again\nhint: `kindlab instructor token --new` makes another");
    }
    let store = open_store(data).await?;
    println!("{}", new_token(&store).await?);
    Ok(())
}

async fn new_token(store: &Store) -> anyhow::Result<String> {
    let token = random_text(32)?;
    store.add_instructor_token(&hash_secret(&token), jiff::Timestamp::now().as_millisecond()).await?;
    Ok(token)
}

/// The id by which this data directory's sandboxes are known in a cluster.
async fn server_id(store: &Store) -> anyhow::Result<String> {
    if let Some(id) = store.meta("server-id").await? {
        return Ok(id);
    }
    let id = random_text(10)?;
    store.set_meta("server-id", &id).await?;
    Ok(id)
}

fn load_labs(dir: &Path) -> anyhow::Result<std::collections::BTreeMap<crate::id::LabId, Arc<lab::Lab>>> {
    let (labs, problems) = lab::load::load_all(dir, None);
    for problem in &problems {
        eprintln!("{problem}\n");
    }
    if !problems.is_empty() {
        eprintln!("warning: {} problems in `{}`; a lab with problems is not served", problems.len(), dir.display());
    }
    if labs.is_empty() {
        bail!("there is no lab in `{}`\nhint: name the directory with --labs", dir.display());
    }
    Ok(labs.into_iter().map(|(id, lab)| (id, Arc::new(lab))).collect())
}

/// The kubeconfig named; else, for a context of somebody else's making, the user's own; else the data directory's.
fn kubeconfig(data: &Path, args: &ServeArgs) -> PathBuf {
    let own = data.join("kubeconfig");
    let users = || {
        std::env::var_os("KUBECONFIG")
            .map(PathBuf::from)
            .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".kube/config")))
            .filter(|path| path.is_file())
    };
    match &args.kubeconfig {
        Some(path) => path.clone(),
        None if kind::require_kind_context(&own, &args.context).is_ok() => own,
        None if args.context != ServeArgs::DEFAULT_CONTEXT => users().unwrap_or(own),
        None => own,
    }
}

/// Proves labs with a store of its own, so that nothing of a running server's is touched.
async fn prove_labs(
    data: &Path,
    wanted: &[crate::id::LabId],
    depth: prove::Depth,
    at_once: usize,
    json: bool,
    args: ServeArgs,
) -> anyhow::Result<()> {
    let labs = load_labs(&args.labs)?;
    if let Some(missing) = wanted.iter().find(|id| !labs.contains_key(id)) {
        bail!("there is no lab `{missing}` in `{}`", args.labs.display());
    }
    let chosen: Vec<_> =
        labs.iter().filter(|(id, _)| wanted.is_empty() || wanted.contains(id)).map(|(_, lab)| lab.clone()).collect();
    let own = data.join(format!("prove-{}", std::process::id()));
    let store = open_store(&own).await?;
    let stop = CancellationToken::new();
    let kubeconfig = kubeconfig(data, &args);
    kind::require_kind_context(&kubeconfig, &args.context)?;
    let cluster = Cluster::connect(&kubeconfig, &args.context, &server_id(&store).await?, &stop).await?;
    let engine = Engine::start(store.clone(), cluster, labs, load_images(&args.labs)?, args.settings(), stop.clone());
    let engine = &engine;
    let results: Vec<_> = futures::StreamExt::collect(futures::StreamExt::buffer_unordered(
        futures::stream::iter(chosen.iter().map(|lab| async move {
            let result = prove::prove(engine, lab, depth, &|finding| {
                if !json {
                    show(finding)
                }
            })
            .await;
            (lab.id().clone(), result)
        })),
        at_once.max(1),
    ))
    .await;
    stop.cancel();
    engine.stopped().await;
    store.close().await;
    let _ = tokio::fs::remove_dir_all(&own).await;
    report(results, json)
}

/// One line for each finding, as it comes: proving takes minutes.
fn show(finding: &prove::Finding) {
    let sign = if finding.problem.is_some() { "FAIL" } else { "ok  " };
    let seconds = finding.millis as f64 / 1000.0;
    println!("{sign} {:<26} {:<22} {:<34} {seconds:6.1} s", finding.lab, finding.step, finding.what);
    if let Some(problem) = &finding.problem {
        println!("     {problem}");
    }
}

fn report(
    results: Vec<(crate::id::LabId, Result<Vec<prove::Finding>, crate::engine::EngineError>)>,
    json: bool,
) -> anyhow::Result<()> {
    let mut problems = 0;
    let mut findings = Vec::new();
    for (lab, result) in results {
        match result {
            Ok(found) => findings.extend(found),
            Err(error) => {
                problems += 1;
                eprintln!("error: lab `{lab}` could not be proved to its end: {error}");
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
    println!("{} passed, 0 failed", findings.len());
    Ok(())
}

/// What `images.yaml` beside the labs says; a lab directory without one uses no images by name.
fn load_images(dir: &Path) -> anyhow::Result<std::collections::BTreeMap<String, LabImage>> {
    let path = dir.join("images.yaml");
    if !path.is_file() {
        return Ok(std::collections::BTreeMap::new());
    }
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let file = ImagesFile::parse(&text).map_err(|error| anyhow::anyhow!("`{}`: {error}", path.display()))?;
    Ok(file.images)
}

async fn serve(data: &Path, args: ServeArgs) -> anyhow::Result<()> {
    let store = open_store(data).await?;
    let labs = load_labs(&args.labs)?;
    let stop = CancellationToken::new();
    let kubeconfig = kubeconfig(data, &args);
    kind::require_kind_context(&kubeconfig, &args.context)?;
    let cluster = Cluster::connect(&kubeconfig, &args.context, &server_id(&store).await?, &stop)
        .await
        .context("no cluster to run labs on\nhint: `kindlab cluster up` makes one")?;
    if !store.has_instructor_token().await? {
        println!("instructor token (shown once): {}", new_token(&store).await?);
    }
    let images = load_images(&args.labs)?;
    let engine = Engine::start(store.clone(), cluster, labs, images, args.settings(), stop.clone());
    let listener = tokio::net::TcpListener::bind(args.listen).await.with_context(|| {
        format!("can't listen on {}\nhint: is another server running? --listen names another address", args.listen)
    })?;
    let address = listener.local_addr()?;
    tokio::fs::write(data.join("server.pid"), format!("{}\n", std::process::id())).await?;
    tokio::spawn(cancel_on_signal(stop.clone()));
    println!("ready http://{address}");
    let served = web::serve(listener, engine.clone(), stop.clone()).await;
    stop.cancel();
    // Tasks end at once when the token is cancelled; a stuck one must not keep the server.
    let _ = tokio::time::timeout(std::time::Duration::from_secs(2), engine.stopped()).await;
    store.close().await;
    let _ = tokio::fs::remove_file(data.join("server.pid")).await;
    served.context("the listener failed")
}

async fn cancel_on_signal(stop: CancellationToken) {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut term) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = term.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    stop.cancel();
}
