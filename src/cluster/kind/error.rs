//! What can go wrong around the kind cluster, each with what to do next.

use std::io;
use std::path::PathBuf;

/// An error of the cluster's set-up; the hint, if there is one, is on its own line.
#[derive(Debug, thiserror::Error)]
pub enum KindError {
    /// A program of ours or the system's could not be started at all.
    #[error("can't run `{program}`: {source}\nhint: `scripts/setup` installs what is missing")]
    Start {
        /// The program.
        program: String,
        /// Why not.
        source: io::Error,
    },
    /// A program ended with an error.
    #[error("`{command}` failed ({status})\n{output}")]
    Failed {
        /// The command line.
        command: String,
        /// Its exit status in words.
        status: String,
        /// The end of what it printed.
        output: String,
    },
    /// A program didn't end in its time.
    #[error("`{command}` gave no result in {seconds} s")]
    Slow {
        /// The command line.
        command: String,
        /// The time it had.
        seconds: u64,
    },
    /// A file could not be read or written.
    #[error("`{}`: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Docker doesn't answer.
    #[error(
        "Docker doesn't answer: {0}\nhint: `scripts/setup` starts it where nothing runs it; on a machine with systemd: `systemctl start docker`"
    )]
    NoDocker(String),
    /// The image that was asked for is neither here nor to be had.
    #[error(
        "the node image `{image}` is neither in Docker nor to be pulled: {reason}\nhint: leave `--image` out to have one found or built"
    )]
    NoImage {
        /// The image's name.
        image: String,
        /// What Docker said.
        reason: String,
    },
    /// `labs/images.yaml` can't be used.
    #[error("`{}`: {reason}", path.display())]
    Images {
        /// The file.
        path: PathBuf,
        /// What is wrong in it.
        reason: String,
    },
    /// The agent that goes into the workbench image has not been compiled.
    #[error("the agent `{}` is not there\nhint: `make agent` compiles it", .0.display())]
    NoAgent(PathBuf),
    /// The cluster came up, but not whole.
    #[error(
        "cluster `{cluster}` is not well after {seconds} s: {reason}\nhint: `kindlab doctor` says more; `kindlab cluster down` and `up` make it anew"
    )]
    NotHealthy {
        /// The cluster's name.
        cluster: String,
        /// How long it had.
        seconds: u64,
        /// What is missing.
        reason: String,
    },
    /// A kind cluster of that name is there, and somebody else made it.
    #[error(
        "the kind cluster `{0}` was not made by this version of `kindlab cluster up`: it is left as it is\nhint: give another `--name`; or set it up for labs: `kindlab cluster install --context kind-{0}`; or remove it yourself: `kindlab cluster down --name {0}`"
    )]
    NotOurs(String),
    /// There is no kind cluster to set up, or it does not run.
    #[error("{0}\nhint: `kindlab cluster up` makes a kind cluster; `kind get clusters` lists those there are")]
    NoCluster(String),
    /// A context leads to another cluster than the one of its name in Docker.
    #[error(
        "the context `kind-{0}` leads to another cluster than the kind cluster `{0}` of this machine's Docker\nhint: `kind export kubeconfig --name {0}` writes the right address"
    )]
    Elsewhere(String),
    /// An answer that should be JSON is not.
    #[error("`{command}` printed something unexpected: {reason}")]
    Unexpected {
        /// The command line.
        command: String,
        /// What was expected.
        reason: String,
    },
}
