//! What an operator sets, by flag or environment. With `cli.rs` the only reader of the environment.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use crate::cluster::kind;

/// Where things are kept, for every subcommand.
#[derive(Debug, Clone, Args)]
pub struct DataArgs {
    /// The directory that keeps everything: the database, the server's pid, the kubeconfig.
    #[arg(long, env = "KINDLAB_DATA", default_value = "data", value_name = "DIR", global = true)]
    pub data: PathBuf,
}

/// Where the cluster's pieces come from.
#[derive(Debug, Clone, Args)]
pub struct KindArgs {
    /// The source tree: `cluster/`, `labs/` and the compiled agent are read from there.
    #[arg(long, env = "KINDLAB_SOURCE", default_value = ".", value_name = "DIR", global = true)]
    pub source: PathBuf,
    /// A registry of your own in place of the public ones.
    #[arg(long, env = "KINDLAB_REGISTRY", value_name = "HOST:PORT", global = true)]
    pub registry: Option<String>,
}

impl KindArgs {
    /// What the cluster of this name is made from, and where it is kept.
    #[must_use]
    pub fn settings(&self, data: &Path, name: &str) -> kind::KindSettings {
        kind::KindSettings {
            name: name.to_owned(),
            data: data.to_owned(),
            source: self.source.clone(),
            agent: self.source.join("target/x86_64-unknown-linux-gnu/release/kindlab-agent"),
            cache: kind::cache_dir(|name| std::env::var_os(name)),
            registry: self.registry.clone().filter(|registry| !registry.is_empty()),
        }
    }
}

/// The user's own kubeconfig, as kubectl finds it.
#[must_use]
pub fn users_kubeconfig() -> Option<PathBuf> {
    let home = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".kube/config"));
    std::env::var_os("KUBECONFIG").map(PathBuf::from).or_else(home)
}

/// Options of `kindlab serve`.
#[derive(Debug, Clone, Args)]
pub struct ServeArgs {
    /// The address to listen on. Anything but loopback lets the whole network in.
    #[arg(long, env = "KINDLAB_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT")]
    pub listen: SocketAddr,
    /// Serve HTTPS with the certificate chain in this PEM file.
    #[arg(long, env = "KINDLAB_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// The private key of that certificate, in PEM.
    #[arg(long, env = "KINDLAB_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// A reverse proxy is in front: believe its X-Forwarded-Proto, and that a visitor's address is the last entry of its
    /// X-Forwarded-For (wrong join codes are counted by it). Never without one: anybody can send those headers.
    #[arg(long, env = "KINDLAB_BEHIND_PROXY", conflicts_with = "tls_cert")]
    pub behind_proxy: bool,
    /// A directory with labs; may be given several times (in the environment, parted by `:`).
    #[arg(long, env = "KINDLAB_LABS", default_value = "labs", value_name = "DIR", value_delimiter = ':')]
    pub labs: Vec<PathBuf>,
    /// Read labs again when their files change, and show what the linter says of them. For authors, not for a class.
    #[arg(long, env = "KINDLAB_WATCH")]
    pub watch: bool,
    /// How many sandboxes may exist at once.
    #[arg(long, env = "KINDLAB_MAX_SANDBOXES", default_value_t = Self::MAX_SANDBOXES, value_name = "N")]
    pub max_sandboxes: usize,
    /// Hours without a learner's action after which a sandbox loses its workbench.
    #[arg(long, env = "KINDLAB_SLEEP_AFTER", default_value_t = 2.0, value_name = "HOURS")]
    pub sleep_after: f64,
    /// Hours without a learner's action after which a sandbox is removed; progress is kept.
    #[arg(long, env = "KINDLAB_EXPIRE_AFTER", default_value_t = 24.0, value_name = "HOURS")]
    pub expire_after: f64,
    /// Open labs on a cluster, too, that accepts privileged pods from learners: whoever does a lab there can own the nodes.
    #[arg(long, env = "KINDLAB_TRUST_LEARNERS")]
    pub trust_learners: bool,
    /// Days after which an ended class is purged, with all names and outputs; without it classes stay until
    /// `kindlab class purge`.
    #[arg(long, env = "KINDLAB_KEEP_CLASSES", value_name = "DAYS")]
    pub keep_classes: Option<f64>,
    /// The kubeconfig; by default the one of the server's own account, which `kindlab cluster up` or `install` wrote
    /// into the data directory. Another one is used with all the rights it has.
    #[arg(long, env = "KINDLAB_KUBECONFIG", value_name = "FILE")]
    pub kubeconfig: Option<PathBuf>,
    /// The context in it: a kind cluster's. One that `kindlab cluster up` did not make is set up by
    /// `kindlab cluster install` first.
    #[arg(long, env = "KINDLAB_CONTEXT", default_value = Self::DEFAULT_CONTEXT, value_name = "NAME")]
    pub context: String,
}

impl ServeArgs {
    /// The context that `kindlab cluster up` makes.
    pub const DEFAULT_CONTEXT: &str = "kind-kindlab";
    /// How many sandboxes may exist at once where nothing else is said.
    pub const MAX_SANDBOXES: usize = 20;

    /// The kubeconfig named; else the one of the server's own account; else, for a context of somebody else's making,
    /// the user's own. The administrator's that `kindlab cluster up` works with is never taken unasked.
    #[must_use]
    pub fn kubeconfig(&self, data: &Path) -> PathBuf {
        if let Some(path) = &self.kubeconfig {
            return path.clone();
        }
        let own = data.join(kind::SERVER_KUBECONFIG);
        if self.context == Self::DEFAULT_CONTEXT || kind::require_kind_context(&own, &self.context).is_ok() {
            return own;
        }
        users_kubeconfig().filter(|path| path.is_file()).unwrap_or(own)
    }

    /// The engine's limits.
    #[must_use]
    pub fn settings(&self) -> crate::engine::Settings {
        let hours = |hours: f64| Duration::try_from_secs_f64(hours * 3600.0).unwrap_or(Duration::MAX);
        crate::engine::Settings {
            max_sandboxes: self.max_sandboxes,
            sleep_after: hours(self.sleep_after),
            expire_after: hours(self.expire_after),
            trust_learners: self.trust_learners,
            keep_classes: self.keep_classes.map(|days| hours(days * 24.0)),
        }
    }
}
