//! `kindlab cluster`: the kind cluster that labs run on, made here or by somebody else.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Subcommand;

use crate::cluster::{install, kind};
use crate::config::{KindArgs, users_kubeconfig};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make the kind cluster, or bring it back; quick when it is up.
    Up {
        /// The cluster's name.
        #[arg(long, default_value = kind::DEFAULT_NAME)]
        name: String,
        /// The node image; by default one that is in Docker, else kindest/node, else one built from Debian packages.
        #[arg(long)]
        image: Option<String>,
    },
    /// Set up a kind cluster that you made yourself: images into its nodes, roles, the node program, the server's account.
    Install {
        /// Its context, `kind-NAME`.
        #[arg(long, value_name = "NAME")]
        context: String,
        /// The kubeconfig with an administrator's rights; by default your own (KUBECONFIG, ~/.kube/config).
        #[arg(long, value_name = "FILE")]
        kubeconfig: Option<PathBuf>,
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

/// Does what was asked.
///
/// # Errors
/// With what went wrong, and what to do next.
pub async fn run(data: &Path, what: Command, kind: &KindArgs) -> anyhow::Result<()> {
    match what {
        Command::Up { name, image } => {
            let settings = kind.settings(data, &name);
            let report = kind::up(&settings, image.as_deref(), &printed()).await?;
            let server = settings.server_kubeconfig();
            install::install(&settings.kubeconfig(), &settings.context(), &report.workbench, &server).await?;
            println!("{report}");
        }
        Command::Install { context, kubeconfig } => set_up(data, kind, &context, kubeconfig).await?,
        Command::Down { name } => {
            let was = kind::down(&kind.settings(data, &name)).await?;
            println!("cluster `{name}` {}", if was { "is removed" } else { "was not there" });
        }
        Command::Status { name } => println!("{}", kind::status(&kind.settings(data, &name)).await?),
    }
    Ok(())
}

fn printed() -> kind::Progress {
    kind::Progress::new(|line| println!("{line}"))
}

/// What `up` puts into its own clusters, into another kind cluster.
async fn set_up(data: &Path, kind: &KindArgs, context: &str, kubeconfig: Option<PathBuf>) -> anyhow::Result<()> {
    let kubeconfig = kubeconfig
        .or_else(users_kubeconfig)
        .context("no kubeconfig is known: neither KUBECONFIG nor HOME is set\nhint: name it with --kubeconfig")?;
    kind::require_kind_context(&kubeconfig, context)?;
    let name = context.strip_prefix("kind-").unwrap_or(context);
    let settings = kind.settings(data, name);
    let uid = install::identity(&kubeconfig, context).await?;
    let filled = kind::fill_existing(&settings, &uid, &printed()).await?;
    install::install(&kubeconfig, context, &filled.workbench, &settings.server_kubeconfig()).await?;
    println!("cluster `{name}` is set up: {} nodes, Kubernetes {}", filled.nodes.len(), filled.version);
    println!("  workbench  {}\n  kubeconfig {}", filled.workbench, settings.server_kubeconfig().display());
    println!("  serve labs on it:         kindlab serve --context {context}");
    println!("  see what it lacks for it: kindlab doctor --name {name}");
    Ok(())
}
