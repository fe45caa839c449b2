//! `kindlab backup` and `kindlab restore`: everything that was said and done, in one file.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::store::Store;

/// Copies the database into a new file that nobody else may read.
pub async fn backup(data: &Path, to: &Path) -> anyhow::Result<()> {
    let from = super::database(data)?;
    // Made here, empty, for its rights; SQLite fills an empty file and refuses any other.
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to);
    made.with_context(|| format!("the backup `{}`\nhint: name a file that is not there yet", to.display()))?;
    let done = Store::back_up(&from, to).await;
    if done.is_err() {
        std::fs::remove_file(to).with_context(|| format!("the unfinished backup `{}`", to.display()))?;
    }
    done.with_context(|| format!("the database `{}`", from.display()))?;
    println!("{}: {} KiB, checked", to.display(), std::fs::metadata(to)?.len() / 1024);
    Ok(())
}

/// Puts a backup into a data directory that has no database.
pub async fn restore(data: &Path, from: &Path) -> anyhow::Result<()> {
    let to = data.join("db");
    if to.exists() {
        bail!(
            "there is a database already: `{}`\nhint: restore into another directory (--data), or move this one away, with the server stopped",
            to.display()
        );
    }
    Store::check(from).await.with_context(|| format!("the backup `{}`", from.display()))?;
    std::fs::create_dir_all(data).with_context(|| format!("the data directory `{}`", data.display()))?;
    // Under another name first: an interrupted copy is no database.
    let new: PathBuf = data.join("db.restoring");
    let copied = std::fs::copy(from, &new).and_then(|_| std::fs::rename(&new, &to));
    copied.with_context(|| format!("the database `{}`", to.display()))?;
    // Brought to this version now, so that a backup of a newer server is told here.
    Store::open(&to).await.with_context(|| format!("the database `{}`", to.display()))?.close().await;
    println!("{}: restored; `kindlab cluster up` writes the kubeconfigs beside it", to.display());
    Ok(())
}
