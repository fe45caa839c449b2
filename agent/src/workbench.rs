//! PID 1 of a workbench: what a learner's shell finds when it starts, and a parent for every orphan.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use rustix::process::{WaitOptions, wait};
use tokio::signal::unix::{SignalKind, signal};

use crate::runs::{Runs, home};

/// Prepares HOME, then reaps until told to end.
pub fn serve() -> Result<()> {
    let namespace = std::env::var("KINDLAB_NAMESPACE").context("KINDLAB_NAMESPACE is not set")?;
    ensure!(is_label(&namespace), "KINDLAB_NAMESPACE is no namespace: `{namespace}`");
    write_kubeconfig(&home()?, &namespace)?;
    Runs::beneath_home()?.prepare()?;
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(reap())
}

/// Reaps zombies until SIGTERM or SIGINT. NB: PID 1 gets no signal it has no handler for, so both are handled.
async fn reap() -> Result<()> {
    let mut child = signal(SignalKind::child())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    loop {
        while let Ok(Some(_)) = wait(WaitOptions::NOHANG) {}
        tokio::select! {
            _ = child.recv() => {}
            _ = terminate.recv() => return Ok(()),
            _ = interrupt.recv() => return Ok(()),
        }
    }
}

/// Writes `~/.kube/config` unless it is there: without one, `kubectl config set-context --current` fails in a pod.
fn write_kubeconfig(home: &Path, namespace: &str) -> Result<()> {
    let folder = home.join(".kube");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
    let path = folder.join("config");
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
        Ok(mut file) => Ok(file.write_all(kubeconfig(namespace).as_bytes())?),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error).with_context(|| format!("cannot write `{}`", path.display())),
    }
}

/// The token is named, not copied: the kubelet renews it in place.
fn kubeconfig(namespace: &str) -> String {
    format!(
        "apiVersion: v1
kind: Config
clusters:
- name: kindlab
  cluster:
    server: https://kubernetes.default.svc
    certificate-authority: /var/run/secrets/kubernetes.io/serviceaccount/ca.crt
users:
- name: learner
  user:
    tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token
contexts:
- name: kindlab
  context:
    cluster: kindlab
    user: learner
    namespace: {namespace}
current-context: kindlab
"
    )
}

/// Whether it can be a namespace's name, and so can stand unquoted in the YAML above.
fn is_label(name: &str) -> bool {
    (1..=63).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
