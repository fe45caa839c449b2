//! Reads files of volumes through the node program (the agent's `serve-node`), never through a learner's pod; only of
//! volumes that are no folder of the node's, a learner's pod is asked: see [`pod`].
//!
//! The way there leads through addresses that a learner's Service can take over, so nothing is believed that does not
//! prove itself: see [`proof`].

mod ask;
mod pod;
mod proof;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Deserialize;
use serde_json::json;

use super::{Cluster, ClusterError};
use crate::check::observed::{FileKey, FileRead, Observed, PageFile, Volume};

/// The server's own namespace in the cluster.
pub const SYSTEM_NAMESPACE: &str = "kindlab-system";
/// The directory that the node program serves: where local-path keeps its volumes.
pub(super) const VOLUMES: &str = "/var/local-path-provisioner";
pub(super) const PORT: u16 = 7070;
/// The Secret of the key that this server and the node programs prove themselves with, and the key's name in it.
pub(super) const SECRET: &str = "kindlab-node-key";
pub(super) const SECRET_KEY: &str = "key";
pub(super) const APP: &str = "kindlab-node";
pub(super) use proof::Key;

struct Located {
    key: FileKey,
    claim_uid: String,
    volume: String,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Answer {
    File { size: u64, ctime_s: i64, ctime_ns: i64, links: u64, sha256: String, content: String },
    Absent,
    NoVolume,
    NotAPlainFile { what: String },
    Error { error: String },
}

impl Cluster {
    /// Reads the files wanted of one namespace's volumes, each on its node, or, where that can't be, in the pod that
    /// has the volume. A file that could not be read is [`FileRead::Unreadable`]; one whose claim is not bound yet is
    /// left out.
    pub async fn read_files(&self, observed: &Observed, wanted: &[FileKey]) -> BTreeMap<FileKey, FileRead> {
        let mut by_node: BTreeMap<String, Vec<Located>> = BTreeMap::new();
        for key in wanted {
            if let Some((node, located)) = locate(observed, key) {
                by_node.entry(node).or_default().push(located);
            }
        }
        let reads = by_node.into_iter().map(|(node, files)| async move {
            let result = self.read_on(&node, &files).await;
            (node, files, result)
        });
        let (reads, mut found) = tokio::join!(futures::future::join_all(reads), self.read_in_pods(observed, wanted));
        for (node, files, result) in reads {
            match result {
                Ok(answers) => {
                    for (file, answer) in files.into_iter().zip(answers) {
                        let read = understood(answer, &file);
                        found.insert(file.key, read);
                    }
                }
                Err(error) => {
                    tracing::warn!(node = %node, error = %error, "files of volumes could not be read");
                    let unreadable = || FileRead::Unreadable("reader-unreachable".to_owned());
                    found.extend(files.into_iter().map(|file| (file.key, unreadable())));
                }
            }
        }
        found
    }

    async fn read_on(&self, node: &str, files: &[Located]) -> Result<Vec<Answer>, ClusterError> {
        let pod = self.node_program(node)?;
        let body: Vec<_> = files.iter().map(|file| json!({"volume": file.volume, "path": file.key.path})).collect();
        let answers: Vec<Answer> = self.ask_node_program(&pod, "/v1/files", &json!(body)).await?;
        if answers.len() == files.len() {
            Ok(answers)
        } else {
            Err(ClusterError::protocol("read files of volumes", "another number of answers than questions"))
        }
    }

    /// The Ready node program of a node.
    pub(super) fn node_program(&self, node: &str) -> Result<String, ClusterError> {
        let inner = self.cache.lock();
        inner
            .namespaces
            .get(SYSTEM_NAMESPACE)
            .into_iter()
            .flat_map(|objects| objects.pods.values())
            .find(|pod| pod.node == node && pod.ready && pod.labels.get("app").is_some_and(|app| app == APP))
            .map(|pod| pod.name.clone())
            .ok_or(ClusterError::NotInstalled("kindlab-node"))
    }
}

fn locate(observed: &Observed, key: &FileKey) -> Option<(String, Located)> {
    let (node, volume) = place_of(observed, &key.claim)?;
    let claim_uid = observed.claims.get(&key.claim)?.uid.clone();
    Some((node, Located { key: key.clone(), claim_uid, volume }))
}

/// Claim → volume → node and directory. Only volumes below the node program's directory can be read.
pub(super) fn place_of(observed: &Observed, claim: &str) -> Option<(String, String)> {
    let volume = volume_of(observed, claim)?;
    Some((volume.node.clone(), below(volume)?.to_owned()))
}

/// The volume that a claim is bound to, both ways.
fn volume_of<'a>(observed: &'a Observed, claim: &str) -> Option<&'a Volume> {
    let claim = observed.claims.get(claim).filter(|claim| claim.phase == "Bound")?;
    observed.volumes.get(&claim.volume).filter(|volume| volume.claim_uid == claim.uid)
}

/// The volume's directory below the one that the node program serves; none of a network's storage, for one.
fn below(volume: &Volume) -> Option<&str> {
    volume.path.strip_prefix(VOLUMES)?.strip_prefix('/').filter(|_| !volume.node.is_empty())
}

fn understood(answer: Answer, file: &Located) -> FileRead {
    match answer {
        Answer::File { size, ctime_s, ctime_ns, links, sha256, content } => {
            let Ok(bytes) = BASE64.decode(content) else { return FileRead::Unreadable("reader-error".to_owned()) };
            let start = start_of(&bytes);
            let claim_uid = file.claim_uid.clone();
            FileRead::File(PageFile { size, ctime: ctime_s, ctime_ns, sha256, start, claim_uid, links, by_pod: false })
        }
        Answer::Absent => FileRead::Absent,
        Answer::NotAPlainFile { what } => FileRead::NotAPlainFile(what),
        Answer::NoVolume => FileRead::Unreadable("volume-not-there".to_owned()),
        Answer::Error { error } => {
            tracing::warn!(claim = %file.key.claim, error = %error, "a file of a volume could not be read");
            FileRead::Unreadable("reader-error".to_owned())
        }
    }
}

/// How a file begins, for showing.
fn start_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).chars().take(200).collect()
}
