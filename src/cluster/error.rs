//! What can go wrong with the cluster.

use std::path::PathBuf;

/// An error of the cluster room. Its text is for the log, not for visitors.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// The kubeconfig can't be used.
    #[error("kubeconfig `{}`: {error}", path.display())]
    Kubeconfig {
        /// The file.
        path: PathBuf,
        /// Why.
        error: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The API server did not answer in time.
    #[error("{0}: the API server did not answer in time")]
    Timeout(&'static str),
    /// The API server refused.
    #[error("{what}: {message} ({code})")]
    Refused {
        /// What was asked for.
        what: &'static str,
        /// The HTTP status.
        code: u16,
        /// The server's own words.
        message: String,
    },
    /// The request did not reach the API server, or its answer could not be read.
    #[error("{what}: {error}")]
    Transport {
        /// What was asked for.
        what: &'static str,
        /// Why.
        error: Box<kube::Error>,
    },
    /// A client could not be made.
    #[error("the client: {0}")]
    Client(Box<kube::Error>),
    /// Something inside the cluster answered in a way that was not agreed.
    #[error("{what}: {detail}")]
    Protocol {
        /// What was asked for.
        what: &'static str,
        /// What came.
        detail: String,
    },
    /// An answer in the node program's name that does not show that it is the node program's.
    #[error("{what}: an answer ({status}) without proof that the node program gave it")]
    Unproven {
        /// What was asked for.
        what: &'static str,
        /// The HTTP status that came with it.
        status: u16,
    },
    /// A piece that `kindlab cluster up` puts into the cluster is not there.
    #[error(
        "`{0}` is not in the cluster\nhint: run `kindlab cluster up`, which puts it there; into a kind cluster of your own: `kindlab cluster install --context kind-NAME`"
    )]
    NotInstalled(&'static str),
    /// The workbench did not come up.
    #[error("the workbench did not come up: {0}")]
    Workbench(String),
}

impl ClusterError {
    pub(crate) fn api(what: &'static str, error: kube::Error) -> Self {
        match error {
            kube::Error::Api(status) => Self::Refused { what, code: status.code, message: status.message },
            error => Self::Transport { what, error: Box::new(error) },
        }
    }

    pub(crate) fn protocol(what: &'static str, detail: impl ToString) -> Self {
        Self::Protocol { what, detail: detail.to_string() }
    }

    /// Whether the API server said that there is no such thing.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Refused { code: 404, .. })
    }

    /// Whether the API server said that it may not be done: also what it says until a new binding has reached it.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        matches!(self, Self::Refused { code: 403, .. })
    }

    /// Whether the API server said that it is there already.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Refused { code: 409, .. })
    }
}

impl From<kube::Error> for ClusterError {
    fn from(error: kube::Error) -> Self {
        Self::Client(Box::new(error))
    }
}
