//! Reads files of volumes through the node program (the agent's `serve-node`), never through a learner's pod.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use k8s_openapi::api::core::v1::Secret;
use kube::Api;
use serde::Deserialize;
use serde_json::json;

use super::{Cluster, ClusterError, limited};
use crate::check::observed::{FileKey, FileRead, Observed, PageFile};

/// The server's own namespace in the cluster.
pub const SYSTEM_NAMESPACE: &str = "kindlab-system";
/// The directory that the node program serves: where local-path keeps its volumes.
pub(super) const VOLUMES: &str = "/var/local-path-provisioner";
pub(super) const PORT: u16 = 7070;
pub(super) const SECRET: &str = "kindlab-node";
pub(super) const APP: &str = "kindlab-node";

struct Located {
    key: FileKey,
    claim_uid: String,
    volume: String,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Answer {
    File { size: u64, ctime_s: i64, links: u64, sha256: String, content: String },
    Absent,
    NoVolume,
    NotAPlainFile { what: String },
    Error { error: String },
}

impl Cluster {
    /// Reads the files wanted of one namespace's volumes, each on its node. A file that could not be read is
    /// [`FileRead::Unreadable`]; one whose claim is not bound yet is left out.
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
        let mut found = BTreeMap::new();
        for (node, files, result) in futures::future::join_all(reads).await {
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
        let token = self.node_token().await?;
        let body: Vec<_> = files.iter().map(|file| json!({"volume": file.volume, "path": file.key.path})).collect();
        let uri = format!("/api/v1/namespaces/{SYSTEM_NAMESPACE}/pods/{pod}:{PORT}/proxy/v1/files");
        let request = http_post(&uri, &token, &body)?;
        let answers: Vec<Answer> = limited("read files of volumes", self.client.request(request)).await?;
        if answers.len() == files.len() {
            Ok(answers)
        } else {
            Err(ClusterError::protocol("read files of volumes", "another number of answers than questions"))
        }
    }

    /// The Ready node program of a node.
    fn node_program(&self, node: &str) -> Result<String, ClusterError> {
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

    /// The token the node program asks for. Read from the cluster each time it is not known: a remade cluster has another.
    async fn node_token(&self) -> Result<String, ClusterError> {
        let secrets: Api<Secret> = Api::namespaced(self.client.clone(), SYSTEM_NAMESPACE);
        let secret = limited("get the node program's token", secrets.get(SECRET)).await?;
        let token = secret.data.and_then(|mut data| data.remove("token"));
        let token = token.ok_or(ClusterError::NotInstalled("kindlab-node's token"))?;
        String::from_utf8(token.0).map_err(|error| ClusterError::protocol("the node program's token", error))
    }
}

fn http_post(uri: &str, token: &str, body: &impl serde::Serialize) -> Result<axum::http::Request<Vec<u8>>, ClusterError> {
    let bytes = serde_json::to_vec(body).map_err(|error| ClusterError::protocol("a request", error))?;
    axum::http::Request::post(uri)
        .header("content-type", "application/json")
        .header("x-kindlab-token", token)
        .body(bytes)
        .map_err(|error| ClusterError::protocol("a request", error))
}

/// Claim → volume → node and directory. Only volumes below the node program's directory can be read.
fn locate(observed: &Observed, key: &FileKey) -> Option<(String, Located)> {
    let claim = observed.claims.get(&key.claim).filter(|claim| claim.phase == "Bound")?;
    let volume = observed.volumes.get(&claim.volume).filter(|volume| volume.claim_uid == claim.uid)?;
    let directory = volume.path.strip_prefix(VOLUMES)?.trim_matches('/').to_owned();
    let located = Located { key: key.clone(), claim_uid: claim.uid.clone(), volume: directory };
    Some((volume.node.clone(), located))
}

fn understood(answer: Answer, file: &Located) -> FileRead {
    match answer {
        Answer::File { size, ctime_s, links, sha256, content } => {
            let bytes = BASE64.decode(content).unwrap_or_default();
            let start = String::from_utf8_lossy(&bytes).chars().take(200).collect();
            FileRead::File(PageFile { size, ctime: ctime_s, sha256, start, claim_uid: file.claim_uid.clone(), links })
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
