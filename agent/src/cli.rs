//! The command line: every subcommand, its arguments and their limits, on one screen.

use std::io::{BufRead, Read};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use clap::{Args, Parser, Subcommand, value_parser};

use crate::node::Services;
use crate::runs::{RunId, Spec};
use crate::shell::Asked;
use crate::{files, node, runs, shell, workbench};

/// The longest line read from stdin, in bytes.
const LONGEST_LINE: u64 = 8 * 1024 * 1024;

/// Kindlab's program inside the cluster.
#[derive(Parser)]
#[command(version)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// Be PID 1 of a workbench: write its kubeconfig, reap what is orphaned, end on SIGTERM
    ServeWorkbench,
    /// Start a run, once per id
    Run(RunArgs),
    /// Watch over a run that `run` claimed (internal)
    #[command(hide = true)]
    Supervise {
        /// The claimed run
        #[arg(long)]
        id: RunId,
    },
    /// Write a run's output as it comes, then its status on stderr
    Follow {
        /// The run
        #[arg(long)]
        id: RunId,
        /// The first byte wanted
        #[arg(long, default_value_t = 0)]
        from: u64,
    },
    /// Ask that a run end, with every process of it
    Stop {
        /// The run
        #[arg(long)]
        id: RunId,
    },
    /// List the runs, newest first
    List,
    /// Carry the terminal's frames between stdio and the shell's keeper
    Attach(AttachArgs),
    /// Keep a shell that `attach` began (internal)
    #[command(hide = true)]
    KeepShell {
        /// Columns of its screen
        #[arg(long)]
        cols: u16,
        /// Rows of its screen
        #[arg(long)]
        rows: u16,
    },
    /// Become the bash of a terminal (internal)
    #[command(hide = true)]
    BecomeBash,
    /// Write a file beneath HOME
    Put {
        /// The file, relative to HOME
        #[arg(long)]
        path: String,
        /// Its content in base64, or `-`: base64 on the first line of stdin
        #[arg(long)]
        content: String,
    },
    /// Read a file beneath HOME
    Get {
        /// The file, relative to HOME
        #[arg(long)]
        path: String,
    },
    /// Write and read several files beneath HOME
    Sync {
        /// {"put":[{"path","content"}],"get":["path"]} in base64, or `-`: as it is, on the first line of stdin
        #[arg(long)]
        json: String,
    },
    /// Answer what files of volumes contain
    ServeReader(ReaderArgs),
    /// Answer what names resolve to and addresses serve
    ServeProber(ServeArgs),
    /// Do what serve-reader and serve-prober do, in one process
    ServeNode(ReaderArgs),
}

/// The arguments of `run`.
#[derive(Args)]
pub struct RunArgs {
    /// The run: 1 to 64 of A-Z a-z 0-9 _ -
    #[arg(long)]
    id: RunId,
    /// After how many seconds it is ended
    #[arg(long, value_parser = value_parser!(u64).range(1..=86_400))]
    timeout: u64,
    /// How many bytes of output are kept at most
    #[arg(long, value_parser = value_parser!(u64).range(1_024..=67_108_864))]
    limit: u64,
    /// Where it starts, HOME unless told
    #[arg(long)]
    cwd: Option<PathBuf>,
    /// What bash runs, in base64, or `-`: base64 on the first line of stdin
    #[arg(long)]
    command: String,
}

/// The arguments of `attach`.
#[derive(Args)]
pub struct AttachArgs {
    /// Who asks; the same asker takes their own place again
    #[arg(long)]
    client: String,
    /// The first byte of output wanted; all that is kept unless told
    #[arg(long, requires = "shell")]
    from: Option<u64>,
    /// The shell that `--from` is about
    #[arg(long)]
    shell: Option<String>,
    /// Columns of the screen
    #[arg(long, default_value_t = 80)]
    cols: u16,
    /// Rows of the screen
    #[arg(long, default_value_t = 24)]
    rows: u16,
    /// Take the place of whoever is attached
    #[arg(long)]
    take: bool,
    /// Start a shell where there is none
    #[arg(long)]
    start: bool,
}

/// The arguments of whatever listens.
#[derive(Args)]
pub struct ServeArgs {
    /// The address and port to listen on
    #[arg(long)]
    listen: SocketAddr,
    /// The file that holds the key of the proofs, the server's and ours
    #[arg(long)]
    key_file: PathBuf,
}

/// The arguments of whatever reads volumes.
#[derive(Args)]
pub struct ReaderArgs {
    #[command(flatten)]
    serve: ServeArgs,
    /// The folder that holds the volumes
    #[arg(long)]
    root: PathBuf,
}

impl Command {
    /// Does it, and says how the process should exit.
    pub fn perform(self) -> Result<ExitCode> {
        match self {
            Self::ServeWorkbench => workbench::serve()?,
            Self::Run(args) => {
                let spec = Spec {
                    command: decode(&args.command).context("`--command` is not base64")?,
                    timeout_s: args.timeout,
                    limit: args.limit,
                    cwd: args.cwd,
                };
                runs::start(&args.id, &spec)?;
            }
            Self::Supervise { id } => runs::supervise(&id)?,
            Self::Follow { id, from } => runs::follow(&id, from)?,
            Self::Stop { id } => runs::stop(&id)?,
            Self::List => runs::list()?,
            Self::Attach(AttachArgs { client, from, shell, cols, rows, take, start }) => {
                shell::attach(&Asked { client, from, shell, cols, rows, take }, start)?;
            }
            Self::KeepShell { cols, rows } => shell::keep(cols, rows)?,
            Self::BecomeBash => shell::become_bash()?,
            Self::Put { path, content } => {
                let content = decode(&content).context("`--content` is not base64")?;
                return files::put(&path, &content);
            }
            Self::Get { path } => files::get(&path)?,
            Self::Sync { json } => files::sync(&match json.as_str() {
                "-" => first_line()?,
                given => decode(given).context("`--json` is not base64")?,
            })?,
            Self::ServeReader(args) => args.serve(false)?,
            Self::ServeProber(args) => {
                node::serve(args.listen, args.key_file, Services { root: None, prober: true })?;
            }
            Self::ServeNode(args) => args.serve(true)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl ReaderArgs {
    fn serve(self, prober: bool) -> Result<()> {
        let services = Services { root: Some(self.root), prober };
        node::serve(self.serve.listen, self.serve.key_file, services)
    }
}

/// Decodes base64 given as an argument, or on stdin where the argument is `-`.
fn decode(given: &str) -> Result<Vec<u8>> {
    let text = match given {
        "-" => first_line()?,
        given => given.as_bytes().to_vec(),
    };
    Ok(BASE64_STANDARD.decode(text.trim_ascii())?)
}

/// Reads one line: exec's older protocols can't end stdin, so nothing here waits for its end. A line without one is what a
/// server that was killed in the middle of it had said: half a command must not run, nor none at all under its id.
fn first_line() -> Result<Vec<u8>> {
    let mut line = Vec::new();
    std::io::stdin().lock().take(LONGEST_LINE + 1).read_until(b'\n', &mut line)?;
    ensure!(line.len() as u64 <= LONGEST_LINE, "the line on stdin is longer than {LONGEST_LINE} bytes");
    ensure!(line.ends_with(b"\n"), "stdin ended before its line did");
    Ok(line)
}
