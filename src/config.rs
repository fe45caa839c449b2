//! What an operator sets, by flag or environment. With `cli.rs` the only reader of the environment.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

/// Where things are kept, for every subcommand.
#[derive(Debug, Clone, Args)]
pub struct DataArgs {
    /// The directory that keeps everything: the database, the server's pid, the kubeconfig.
    #[arg(long, env = "KINDLAB_DATA", default_value = "data", value_name = "DIR", global = true)]
    pub data: PathBuf,
}

/// Options of `kindlab serve`.
#[derive(Debug, Clone, Args)]
pub struct ServeArgs {
    /// The address to listen on. Anything but loopback lets the whole network in.
    #[arg(long, env = "KINDLAB_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT")]
    pub listen: SocketAddr,
    /// A directory with labs; may be given several times (in the environment, parted by `:`).
    #[arg(long, env = "KINDLAB_LABS", default_value = "labs", value_name = "DIR", value_delimiter = ':')]
    pub labs: Vec<PathBuf>,
    /// Read labs again when their files change, and show what the linter says of them. For authors, not for a class.
    #[arg(long, env = "KINDLAB_WATCH")]
    pub watch: bool,
    /// How many sandboxes may exist at once.
    #[arg(long, env = "KINDLAB_MAX_SANDBOXES", default_value_t = 20, value_name = "N")]
    pub max_sandboxes: usize,
    /// Hours without a learner's action after which a sandbox loses its workbench.
    #[arg(long, env = "KINDLAB_SLEEP_AFTER", default_value_t = 2.0, value_name = "HOURS")]
    pub sleep_after: f64,
    /// Hours without a learner's action after which a sandbox is removed; progress is kept.
    #[arg(long, env = "KINDLAB_EXPIRE_AFTER", default_value_t = 24.0, value_name = "HOURS")]
    pub expire_after: f64,
    /// The kubeconfig; by default the one that `kindlab cluster up` wrote into the data directory.
    #[arg(long, env = "KINDLAB_KUBECONFIG", value_name = "FILE")]
    pub kubeconfig: Option<PathBuf>,
    /// The context in it.
    #[arg(long, env = "KINDLAB_CONTEXT", default_value = Self::DEFAULT_CONTEXT, value_name = "NAME")]
    pub context: String,
}

impl ServeArgs {
    /// The context that `kindlab cluster up` makes.
    pub const DEFAULT_CONTEXT: &str = "kind-kindlab";

    /// The engine's limits.
    #[must_use]
    pub fn settings(&self) -> crate::engine::Settings {
        let hours = |hours: f64| Duration::try_from_secs_f64(hours * 3600.0).unwrap_or(Duration::MAX);
        crate::engine::Settings {
            max_sandboxes: self.max_sandboxes,
            sleep_after: hours(self.sleep_after),
            expire_after: hours(self.expire_after),
        }
    }
}
