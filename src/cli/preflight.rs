//! `kindlab preflight`: whether there is room for a class.

use std::path::Path;

use anyhow::bail;
use tokio_util::sync::CancellationToken;

use super::open_store;
use crate::cluster::{Cluster, kind};
use crate::config::ServeArgs;
use crate::engine::{Need, made_ahead, needs};

/// Options of `kindlab preflight`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many learners will come.
    #[arg(long, value_name = "N")]
    learners: u64,
    #[command(flatten)]
    serve: ServeArgs,
}

/// Where the store keeps how many sandboxes the server that was started last may have.
pub(super) const PLACES: &str = "max-sandboxes";

/// Counts what is left, beside a running server.
pub async fn run(data: &Path, args: Args) -> anyhow::Result<()> {
    super::database(data)?;
    let store = open_store(data).await?;
    let mut own: Vec<_> = store.live_sandboxes().await?.into_iter().map(|sandbox| sandbox.id).collect();
    let live = own.len();
    // What those made ahead have is part of what the class takes.
    own.extend(made_ahead(&store).await?);
    let served = store.meta(PLACES).await?.and_then(|text| text.parse().ok());
    store.close().await;
    // What was said here, else what the server was told.
    let said = args.serve.max_sandboxes;
    let max = served.filter(|_| said == ServeArgs::MAX_SANDBOXES).unwrap_or(said);
    let kubeconfig = args.serve.kubeconfig(data);
    kind::require_kind_context(&kubeconfig, &args.serve.context)?;
    let stop = CancellationToken::new();
    let _over = stop.clone().drop_guard();
    let cluster = Cluster::connect(&kubeconfig, &args.serve.context, "preflight", &stop).await?;
    let needs = needs(args.learners, live, max, cluster.room(&own).await?);
    for need in &needs {
        println!("{}", line(need));
    }
    if needs.iter().any(Need::is_short) {
        bail!("there is no room for {} more learners: see what is marked FAIL", args.learners);
    }
    Ok(())
}

fn line(need: &Need) -> String {
    let (what, hint) = match need.what {
        "sandboxes" => ("places (--max-sandboxes)", "serve with a larger --max-sandboxes"),
        "pods" => ("pods the nodes may still have", "a cluster with more nodes takes more"),
        "cpu" => ("free CPU, in thousandths of a core", "free CPU, or use a machine with more cores"),
        "memory" => ("free memory on the nodes, in MiB", "use nodes with more memory"),
        _ => ("free memory on this machine, in MiB", "close other programs, or use a machine with more memory"),
    };
    let (mark, hint) = if need.is_short() { ("FAIL", format!("\n      {hint}")) } else { ("ok  ", String::new()) };
    format!("{mark}  {what}: {}, needed {}{hint}", need.has, need.needs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_short_is_marked_and_said_how_to_mend() {
        let short = line(&Need { what: "sandboxes", has: 20, needs: 30 });
        assert_eq!(short, "FAIL  places (--max-sandboxes): 20, needed 30\n      serve with a larger --max-sandboxes");
        assert!(line(&Need { what: "pods", has: 150, needs: 150 }).starts_with("ok  "));
    }
}
