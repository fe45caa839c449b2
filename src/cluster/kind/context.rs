//! Whether a kubeconfig's context is a kind cluster: labs never run on somebody's production by accident.

use std::path::Path;

use kube::config::{Kubeconfig, NamedCluster, NamedContext};

/// Why a context is not used.
#[derive(Debug, thiserror::Error)]
pub enum ContextError {
    /// The kubeconfig can't be read.
    #[error(
        "`{path}`: {reason}\nhint: `kindlab cluster up` writes one; for a kind cluster of your own: `kindlab cluster install`"
    )]
    Unreadable {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// It has no such context.
    #[error("`{path}` has no context `{context}`\nhint: it has {known}")]
    Unknown {
        /// The file.
        path: String,
        /// The context's name.
        context: String,
        /// The contexts it has.
        known: String,
    },
    /// It is not kind's.
    #[error(
        "the context `{context}` is not a kind cluster: {reason}\nhint: labs create and delete namespaces and let learners run what they like, so only kind clusters are used; `kindlab cluster up` makes one"
    )]
    NotKind {
        /// The context's name.
        context: String,
        /// How it was seen.
        reason: String,
    },
}

/// Makes sure that `context` of the kubeconfig at `path` is a kind cluster on this machine.
///
/// # Errors
/// When the file can't be read, has no such context, or the context is another kind of cluster.
pub fn require_kind_context(path: &Path, context: &str) -> Result<(), ContextError> {
    let config = Kubeconfig::read_from(path)
        .map_err(|error| ContextError::Unreadable { path: path.display().to_string(), reason: error.to_string() })?;
    check(&config, &path.display().to_string(), context)
}

fn check(config: &Kubeconfig, path: &str, context: &str) -> Result<(), ContextError> {
    let Some(found) = config.contexts.iter().find(|one: &&NamedContext| one.name == context) else {
        let known: Vec<String> = config.contexts.iter().map(|one| format!("`{}`", one.name)).collect();
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        return Err(ContextError::Unknown { path: path.to_owned(), context: context.to_owned(), known });
    };
    let not_kind = |reason: String| Err(ContextError::NotKind { context: context.to_owned(), reason });
    if !context.starts_with("kind-") {
        return not_kind("kind's contexts are called `kind-…`".into());
    }
    let cluster = found.context.as_ref().map(|one| one.cluster.clone()).unwrap_or_default();
    let server = config
        .clusters
        .iter()
        .find(|one: &&NamedCluster| one.name == cluster)
        .and_then(|one| one.cluster.as_ref()?.server.clone());
    match server {
        None => not_kind(format!("its cluster `{cluster}` has no server")),
        Some(server) if is_local(&server) => Ok(()),
        Some(server) => not_kind(format!("its server {server} is not on this machine")),
    }
}

/// kind publishes the API server on a loopback address.
fn is_local(server: &str) -> bool {
    let host = server.split("://").nth(1).unwrap_or(server);
    let host = host.split('/').next().unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host).trim_matches(['[', ']']);
    host == "localhost"
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback() || address.is_unspecified())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(context: &str, server: &str) -> Kubeconfig {
        let text = format!(
            "apiVersion: v1\nkind: Config\nclusters: [{{name: c, cluster: {{server: '{server}'}}}}]\n\
             contexts: [{{name: {context}, context: {{cluster: c, user: u}}}}]\nusers: []\n"
        );
        Kubeconfig::from_yaml(&text).expect("reads")
    }

    #[test]
    fn a_kind_context_is_taken() {
        for server in ["https://127.0.0.1:40001", "https://localhost:1", "https://[::1]:6443"] {
            check(&config("kind-kindlab", server), "f", "kind-kindlab").expect(server);
        }
    }

    #[test]
    fn another_cluster_is_refused_with_the_reason() {
        let named = check(&config("prod", "https://127.0.0.1:1"), "f", "prod").expect_err("by its name").to_string();
        assert!(
            named.contains("`prod` is not a kind cluster") && named.contains("`kindlab cluster up` makes one"),
            "{named}"
        );
        let far =
            check(&config("kind-x", "https://10.1.2.3:6443"), "f", "kind-x").expect_err("by its server").to_string();
        assert!(far.contains("https://10.1.2.3:6443"), "{far}");
    }

    #[test]
    fn an_unknown_context_lists_those_there_are() {
        let text = check(&config("kind-a", "https://127.0.0.1:1"), "f", "kind-b").expect_err("unknown").to_string();
        assert!(text.contains("`kind-a`"), "{text}");
    }
}
