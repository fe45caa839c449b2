//! The cluster: the one door for `kube` and `k8s-openapi`.
//!
//! Everything here takes and gives plain data of the pure rooms; callers never
//! see an API object. Every call has a timeout: a server that is paused keeps
//! its connections open and would otherwise hang its callers for ever.

mod account;
pub mod api_types;
mod clear;
mod contents;
mod convert;
pub mod doctor;
mod error;
mod history;
mod home;
pub mod install;
pub mod kind;
mod manifest;
mod monitor;
mod overfull;
mod pages;
mod probe;
mod reader;
mod refusals;
mod room;
mod sandbox;
mod terminal;
mod trial;
mod watch;
mod workbench;

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::{Client, Config};
use tokio::sync::{broadcast, watch as channel};
use tokio_util::sync::CancellationToken;

pub use error::ClusterError;
pub use monitor::Reach;
pub use pages::{Answerer, Answers, LARGEST_PAGE, PageKind, PageRefusal, PageRequest, PageTarget, PodPage};
pub use reader::SYSTEM_NAMESPACE;
pub use room::{Room, Share};
pub use sandbox::{LAB_LABEL, SANDBOX_LABEL, SandboxSpec};
pub use terminal::{Attach, Begun, Ear, Mouth, Say, Told};
pub use watch::Change;
pub use workbench::{LabFiles, RunEnd};

/// How long one request to the API server may take.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(10);

/// A handle on the cluster; cheap to clone.
#[derive(Clone)]
pub struct Cluster {
    client: Client,
    /// What the client was made from: for clients with a learner's rights.
    config: Config,
    cache: Arc<watch::Cache>,
    reach: channel::Receiver<Reach>,
    server: Arc<str>,
    /// The node programs' key, once it was needed.
    node_key: Arc<Mutex<Option<reader::Key>>>,
    /// Who may fetch pages of pods now.
    pages: Arc<pages::Turns>,
}

impl Cluster {
    /// Prepares a client from a kubeconfig file, without talking to the cluster yet: a server may start
    /// before its cluster does. `server` marks the namespaces that this server makes.
    ///
    /// # Errors
    /// When the file can't be read, or has no such context.
    pub async fn connect(
        kubeconfig: &Path,
        context: &str,
        server: &str,
        stop: &CancellationToken,
    ) -> Result<Self, ClusterError> {
        let config = configuration(kubeconfig, context, None).await?;
        let client = Client::try_from(config.clone())?;
        let watching = client_with(kubeconfig, context, Some(watch::WATCH_SILENCE)).await?;
        let cache = Arc::new(watch::Cache::new());
        let (sender, reach) = channel::channel(Reach::Unknown);
        tokio::spawn(monitor::run(client.clone(), cache.clone(), sender, stop.clone()));
        watch::start(&watching, &cache, stop);
        Ok(Self {
            client,
            config,
            cache,
            reach,
            server: server.into(),
            node_key: Arc::default(),
            pages: Arc::default(),
        })
    }

    /// Whether the cluster answers, and which one it is; the receiver hears of changes.
    #[must_use]
    pub fn reach(&self) -> channel::Receiver<Reach> {
        self.reach.clone()
    }

    /// Hears of every change the watches see.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.cache.subscribe()
    }

    /// Whether the images that labs name are stand-ins here: the nodes were built without a registry.
    #[must_use]
    pub fn has_stand_ins(&self) -> bool {
        self.cache.lock().nodes.values().any(|node| node.stand_ins)
    }

    /// Forgets what the watches saw happen in a namespace that was removed.
    pub fn forget(&self, namespace: &str) {
        self.cache.forget(namespace);
    }
}

/// A client without kube's own retries: by default it would send a POST up to 15 times.
pub(crate) async fn client(kubeconfig: &Path, context: &str) -> Result<Client, ClusterError> {
    client_with(kubeconfig, context, None).await
}

async fn client_with(kubeconfig: &Path, context: &str, silence: Option<Duration>) -> Result<Client, ClusterError> {
    Ok(Client::try_from(configuration(kubeconfig, context, silence).await?)?)
}

/// With `silence`, connections break when they say nothing for so long: for watches, not for commands that take long.
async fn configuration(kubeconfig: &Path, context: &str, silence: Option<Duration>) -> Result<Config, ClusterError> {
    let file = Kubeconfig::read_from(kubeconfig)
        .map_err(|error| ClusterError::Kubeconfig { path: kubeconfig.to_owned(), error: Box::new(error) })?;
    let options = KubeConfigOptions { context: Some(context.to_owned()), ..KubeConfigOptions::default() };
    let mut config = Config::from_custom_kubeconfig(file, &options)
        .await
        .map_err(|error| ClusterError::Kubeconfig { path: kubeconfig.to_owned(), error: Box::new(error) })?;
    config.default_retry = false;
    if silence.is_some() {
        config.read_timeout = silence;
    }
    config.connect_timeout = Some(Duration::from_secs(5));
    Ok(config)
}

/// Runs a request with the time limit every request has.
pub(crate) async fn limited<T>(
    what: &'static str,
    request: impl Future<Output = Result<T, kube::Error>>,
) -> Result<T, ClusterError> {
    match tokio::time::timeout(TIMEOUT, request).await {
        Ok(result) => result.map_err(|error| ClusterError::api(what, error)),
        Err(_) => Err(ClusterError::Timeout(what)),
    }
}
