//! The cluster itself: a kind cluster made, brought back, inspected and removed.
//!
//! Everything goes through Docker's and kind's own programs, so what is done
//! here can be done and looked at by hand. `~/.kube/config` is never touched:
//! the kubeconfig is a file of the data directory.

mod back;
mod certificate;
mod command;
mod config;
mod context;
mod create;
mod docker;
mod error;
mod existing;
mod health;
mod images;
mod node_image;
mod policies;
mod up;
mod workbench;

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

pub use context::{ContextError, require_kind_context};
pub use docker::{Container, docker_version};
pub use error::KindError;
pub use existing::{Filled, fill_existing};
pub use health::{Health, NodeHealth, Status, status};
pub use images::{ImageReport, image_report};
pub use node_image::{ImageSource, NodeImage};
pub use up::{Outcome, UpReport, down, up};
pub use workbench::WORKBENCH_REPOSITORY;

/// The name of the cluster that `kindlab cluster up` makes.
pub const DEFAULT_NAME: &str = "kindlab";

/// What `kindlab cluster up` writes into the data directory for `kindlab serve`.
pub const SERVER_KUBECONFIG: &str = "server-kubeconfig";

/// The server's own namespace; its service accounts may run any pod.
pub const SYSTEM_NAMESPACE: &str = "kindlab-system";

/// Where things are and what the cluster is called.
#[derive(Debug, Clone)]
pub struct KindSettings {
    /// The cluster's name, `kindlab`; its context is `kind-<name>`.
    pub name: String,
    /// The data directory: the kubeconfig is written there.
    pub data: PathBuf,
    /// The source tree: `cluster/` and `labs/` are read from there.
    pub source: PathBuf,
    /// The compiled agent, which goes into the workbench image.
    pub agent: PathBuf,
    /// What is built and downloaded is kept there.
    pub cache: PathBuf,
    /// A registry of one's own in place of the public ones, as `host:port`: it is asked for
    /// `kindest/node` and for the labs' images by their paths (`library/nginx`).
    pub registry: Option<String>,
}

impl KindSettings {
    /// The administrator's kubeconfig of this cluster: for `kindlab cluster`, and for people.
    #[must_use]
    pub fn kubeconfig(&self) -> PathBuf {
        self.data.join("kubeconfig")
    }

    /// The kubeconfig of the server's own account.
    #[must_use]
    pub fn server_kubeconfig(&self) -> PathBuf {
        self.data.join(SERVER_KUBECONFIG)
    }

    /// The context's name in that file.
    #[must_use]
    pub fn context(&self) -> String {
        format!("kind-{}", self.name)
    }

    /// The name to pull an image by: as it is, or from the registry of one's own.
    fn pulled_from(&self, image: &str) -> String {
        let path = match image.split_once('/') {
            Some((host, path)) if host.contains(['.', ':']) => path,
            _ => image,
        };
        self.registry.as_ref().map_or_else(|| image.to_owned(), |registry| format!("{registry}/{path}"))
    }

    fn kind(&self) -> PathBuf {
        self.cache.join("bin/kind")
    }
}

/// The cache directory, from the variables `KINDLAB_CACHE`, `XDG_CACHE_HOME` and `HOME`.
/// `get` is how a variable is read: the environment is read in one place only.
#[must_use]
pub fn cache_dir(get: impl Fn(&str) -> Option<OsString>) -> PathBuf {
    let filled = |name: &str| get(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(own) = filled("KINDLAB_CACHE") {
        return own;
    }
    let base = filled("XDG_CACHE_HOME").or_else(|| filled("HOME").map(|home| home.join(".cache")));
    base.unwrap_or_else(|| PathBuf::from("/var/cache")).join("kindlab")
}

/// Where lines about what is going on are sent.
#[derive(Clone)]
pub struct Progress(Arc<dyn Fn(&str) + Send + Sync>);

impl Progress {
    /// Sends each line to `sink`.
    pub fn new(sink: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self(Arc::new(sink))
    }

    /// Says one line.
    pub fn say(&self, line: &str) {
        (self.0)(line);
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Progress")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_of_ones_own_is_asked_by_path() {
        let mut settings = KindSettings {
            name: "a".into(),
            data: PathBuf::new(),
            source: PathBuf::new(),
            agent: PathBuf::new(),
            cache: PathBuf::new(),
            registry: None,
        };
        assert_eq!(settings.pulled_from("kindest/node:v1"), "kindest/node:v1");
        settings.registry = Some("127.0.0.1:5000".into());
        assert_eq!(settings.pulled_from("kindest/node:v1"), "127.0.0.1:5000/kindest/node:v1");
        assert_eq!(settings.pulled_from("docker.io/library/nginx:1"), "127.0.0.1:5000/library/nginx:1");
        assert_eq!(settings.pulled_from("registry.k8s.io/nginx-slim:0.24"), "127.0.0.1:5000/nginx-slim:0.24");
    }

    #[test]
    fn the_cache_is_where_its_variables_say() {
        let with = |pairs: &'static [(&str, &str)]| {
            cache_dir(move |name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value)))
        };
        assert_eq!(with(&[("HOME", "/h"), ("XDG_CACHE_HOME", "/x"), ("KINDLAB_CACHE", "/k")]), PathBuf::from("/k"));
        assert_eq!(
            with(&[("HOME", "/h"), ("XDG_CACHE_HOME", "/x"), ("KINDLAB_CACHE", "")]),
            PathBuf::from("/x/kindlab")
        );
        assert_eq!(with(&[("HOME", "/h")]), PathBuf::from("/h/.cache/kindlab"));
        assert_eq!(with(&[]), PathBuf::from("/var/cache/kindlab"));
    }
}
