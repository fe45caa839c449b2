//! `serve --watch`: labs are read again when a file of theirs changes.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use tokio_util::sync::CancellationToken;

use crate::cluster::api_types;
use crate::engine::Engine;
use crate::lab::catalogue::Catalogue;

/// How often the files are looked at: an author saves and reloads the page in about this time.
const EVERY: Duration = Duration::from_millis(700);

/// Serves the labs of `dirs` as they are, with what the linter says of them, until `stop`.
pub async fn watch(engine: Engine, dirs: Vec<PathBuf>, stop: CancellationToken) {
    let mut seen = None;
    loop {
        let now = dirs.iter().flat_map(|dir| files(dir)).collect::<Vec<_>>();
        if seen.as_ref() != Some(&now) {
            let before = engine.catalogue();
            let dirs = dirs.clone();
            let read = tokio::task::spawn_blocking(move || Catalogue::watched(&dirs, &before, &api_types::fit)).await;
            match read {
                Ok(catalogue) => {
                    tracing::info!(labs = catalogue.labs.len(), problems = catalogue.problems.len(), "labs were read");
                    engine.set_catalogue(catalogue);
                }
                Err(error) => tracing::error!(%error, "labs could not be read"),
            }
            seen = Some(now);
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// What tells that a file below a directory changed: its path, when it was written, its size.
fn files(dir: &Path) -> Vec<(PathBuf, Option<SystemTime>, u64)> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(dir) else { return found };
    for entry in entries.flatten() {
        match entry.metadata() {
            Ok(meta) if meta.is_dir() => found.extend(files(&entry.path())),
            Ok(meta) => found.push((entry.path(), meta.modified().ok(), meta.len())),
            Err(_) => {}
        }
    }
    found.sort();
    found
}
