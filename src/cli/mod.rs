//! The command line. With `config.rs` the only reader of the environment.

mod authors;
mod backup;
mod cluster;
mod preflight;
mod prove;
mod watch;

use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Parser, Subcommand};
use tokio_util::sync::CancellationToken;

use crate::cluster::{Cluster, doctor, kind};
use crate::config::{DataArgs, KindArgs, ServeArgs};
use crate::engine::Engine;
use crate::id::random_text;
use crate::lab::catalogue::Catalogue;
use crate::store::{Store, hash_secret};
use crate::web;

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
        what: cluster::Command,
        #[command(flatten)]
        kind: KindArgs,
    },
    /// Say what this machine and its cluster lack, and what to do about it.
    Doctor {
        /// The cluster's name.
        #[arg(long, default_value = kind::DEFAULT_NAME)]
        name: String,
        /// The address the server will listen on.
        #[arg(long, env = "KINDLAB_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT")]
        listen: std::net::SocketAddr,
        #[command(flatten)]
        kind: KindArgs,
    },
    /// Prove labs on the cluster: nothing done passes nothing, each seeded mistake is told, the reference passes.
    Prove(prove::Args),
    #[command(flatten)]
    Authors(authors::Command),
    /// Say whether the cluster has room for so many more learners, and what is short.
    Preflight(preflight::Args),
    /// Copy everything that was said and done into one new file; the server may be running.
    Backup {
        /// The file to make.
        #[arg(value_name = "FILE")]
        to: PathBuf,
    },
    /// Put a backup into a data directory that has no database yet.
    Restore {
        /// The backup.
        #[arg(value_name = "FILE")]
        from: PathBuf,
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
    /// Whether it stays, and serves.
    #[must_use]
    pub fn serves(&self) -> bool {
        matches!(self.command, Command::Serve(_))
    }

    /// Does what the command line says.
    ///
    /// # Errors
    /// With what went wrong, where, and what to do next.
    pub async fn run(self) -> anyhow::Result<()> {
        let data = self.data.data;
        match self.command {
            Command::Serve(args) => serve(&data, args).await,
            Command::Cluster { what, kind } => cluster::run(&data, what, &kind).await,
            Command::Doctor { name, listen, kind } => doctor(&kind.settings(&data, &name), listen).await,
            Command::Preflight(args) => preflight::run(&data, args).await,
            Command::Backup { to } => backup::backup(&data, &to).await,
            Command::Restore { from } => backup::restore(&data, &from).await,
            Command::Prove(args) => prove::run(&data, args).await,
            Command::Authors(command) => command.run(),
            Command::Class { what } => class(&data, what).await,
            Command::Instructor { what: Instructor::Token { new } } => token(&data, new).await,
        }
    }
}

async fn doctor(settings: &kind::KindSettings, listen: std::net::SocketAddr) -> anyhow::Result<()> {
    let findings = doctor::examine(settings, listen).await;
    for finding in &findings {
        println!("{finding}");
    }
    if doctor::any_failed(&findings) {
        bail!("labs can't run like this: see what is marked FAIL");
    }
    Ok(())
}

/// The database of a data directory that a server has used.
fn database(data: &Path) -> anyhow::Result<PathBuf> {
    let file = data.join("db");
    if !file.is_file() {
        bail!("there is no database `{}`\nhint: --data names the server's data directory", file.display());
    }
    Ok(file)
}

async fn open_store(data: &Path) -> anyhow::Result<Store> {
    tokio::fs::create_dir_all(data).await.with_context(|| format!("the data directory `{}`", data.display()))?;
    let file = data.join("db");
    // Names, outputs and homes are in it: nobody else on this machine reads them. SQLite gives its other files the same
    // rights.
    let made = std::fs::OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&file);
    made.and_then(|file| file.set_permissions(std::fs::Permissions::from_mode(0o600)))
        .with_context(|| format!("the database `{}`", file.display()))?;
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

/// The labs of all directories; what is wrong with them is said.
fn load_labs(dirs: &[PathBuf]) -> anyhow::Result<Catalogue> {
    let mut catalogue = Catalogue::load(dirs);
    let named: Vec<String> = dirs.iter().map(|dir| format!("`{}`", dir.display())).collect();
    for problem in &catalogue.problems {
        eprintln!("{problem}\n");
    }
    if !catalogue.problems.is_empty() {
        let (n, named) = (catalogue.problems.len(), named.join(", "));
        eprintln!("warning: {n} problems in {named}; a lab with problems is not served");
    }
    if catalogue.labs.is_empty() {
        bail!("there is no lab in {}\nhint: name the directory with --labs", named.join(", "));
    }
    // Authors were told; visitors need not be.
    catalogue.problems.clear();
    Ok(catalogue)
}

async fn serve(data: &Path, args: ServeArgs) -> anyhow::Result<()> {
    let store = open_store(data).await?;
    let catalogue = load_labs(&args.labs)?;
    let stop = CancellationToken::new();
    let kubeconfig = args.kubeconfig(data);
    kind::require_kind_context(&kubeconfig, &args.context)?;
    let cluster = Cluster::connect(&kubeconfig, &args.context, &server_id(&store).await?, &stop)
        .await
        .context("no cluster to run labs on\nhint: `kindlab cluster up` makes one; `kindlab cluster install` sets up a kind cluster of your own")?;
    if !store.has_instructor_token().await? {
        println!("instructor token (shown once): {}", new_token(&store).await?);
    }
    // For `kindlab preflight`, which runs beside it.
    store.set_meta(preflight::PLACES, &args.max_sandboxes.to_string()).await?;
    let engine = Engine::start(store.clone(), cluster, catalogue, args.settings(), stop.clone());
    if args.watch {
        tokio::spawn(watch::watch(engine.clone(), args.labs.clone(), stop.clone()));
    }
    let listener = tokio::net::TcpListener::bind(args.listen).await.with_context(|| {
        format!("can't listen on {}\nhint: is another server running? --listen names another address", args.listen)
    })?;
    let address = listener.local_addr()?;
    tokio::fs::write(data.join("server.pid"), format!("{}\n", std::process::id())).await?;
    tokio::spawn(cancel_on_signal(stop.clone()));
    let served = match args.tls_cert.as_deref().zip(args.tls_key.as_deref()) {
        Some((certificate, key)) => {
            let listener = web::TlsListener::new(listener, certificate, key)?;
            println!("ready https://{address}");
            web::serve(listener, engine.clone(), web::Transport::Tls, stop.clone()).await
        }
        None => {
            let transport = if args.behind_proxy { web::Transport::Proxy } else { web::Transport::Plain };
            println!("ready http://{address}");
            web::serve(listener, engine.clone(), transport, stop.clone()).await
        }
    };
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
