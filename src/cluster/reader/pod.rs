//! The weaker way to a file: the pod that has the volume reads it with programs of its own.
//!
//! Only for volumes that are no folder of a node's, such as a network's storage. A learner can replace a pod's programs,
//! so what comes of it is marked [`PageFile::by_pod`], and the evidence says so. A volume that *can* be read on its node
//! is never read so, also not while the node doesn't answer: else breaking the better way would open the worse.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::Pod;
use kube::Api;
use kube::api::AttachParams;

use super::{Cluster, ClusterError, below, proof, start_of, volume_of};
use crate::check::observed::{self, FileKey, FileRead, Observed, PageFile};
use crate::cluster::TIMEOUT;
use crate::cluster::workbench::{limited_exec, whole};

/// As much of a file as the node program reads.
const MOST: usize = 64 << 10;
/// Room for the line of facts before the content.
const FACTS: usize = 200;
/// The file is `$0`. A FIFO is never opened: it would block. GNU's and busybox's `stat` agree on these four.
const SCRIPT: &str = r#"[ -e "$0" ] || [ -L "$0" ] || { echo absent; exit 0; }
stat -c '%f %s %Z %h' -- "$0" && [ -f "$0" ] && [ ! -L "$0" ] && head -c 65536 -- "$0""#;

/// Where a pod has a file.
#[derive(Debug, PartialEq, Eq)]
struct Way {
    pod: String,
    container: String,
    path: String,
}

impl Cluster {
    /// Reads those of the files wanted whose volumes no node program can read.
    pub(super) async fn read_in_pods(&self, observed: &Observed, wanted: &[FileKey]) -> BTreeMap<FileKey, FileRead> {
        let ways = wanted.iter().filter_map(|key| Some((key, way(observed, key)?)));
        let reads = ways.map(|(key, way)| async move {
            let claim_uid = observed.claims.get(&key.claim).map(|claim| claim.uid.clone()).unwrap_or_default();
            let asked = tokio::time::timeout(TIMEOUT, self.read_in_pod(&observed.namespace, &way)).await;
            let read = match asked.unwrap_or(Err(ClusterError::Timeout("read a file in a pod"))) {
                Ok(printed) => understood(&printed, claim_uid),
                Err(error) => {
                    tracing::warn!(pod = %way.pod, %error, "a file could not be read in its pod");
                    FileRead::Unreadable("pod-unreachable".to_owned())
                }
            };
            (key.clone(), read)
        });
        futures::future::join_all(reads).await.into_iter().collect()
    }

    async fn read_in_pod(&self, namespace: &str, way: &Way) -> Result<Vec<u8>, ClusterError> {
        let pods: Api<Pod> = Api::namespaced(self.client.clone(), namespace);
        let params = AttachParams::default().stdin(false).container(&way.container).max_stdout_buf_size(MOST);
        let command = ["sh", "-c", SCRIPT, &way.path];
        let process = limited_exec(pods.exec(&way.pod, command, &params)).await?;
        Ok(whole(process, None, MOST + FACTS).await?.stdout)
    }
}

/// A Ready pod that has the file's claim mounted, when the claim's volume can't be read on a node.
fn way(observed: &Observed, key: &FileKey) -> Option<Way> {
    let volume = volume_of(observed, &key.claim)?;
    if below(volume).is_some() {
        return None;
    }
    let pods = observed.pods.values().filter(|pod| pod.ready && !pod.deleting);
    pods.flat_map(|pod| pod.containers.iter().map(move |container| (pod, container))).find_map(|(pod, container)| {
        let path = container.mounts.iter().find_map(|mount| path_through(mount, pod, key))?;
        Some(Way { pod: pod.name.clone(), container: container.name.clone(), path })
    })
}

/// Where the file is within a mount of its claim.
fn path_through(mount: &observed::Mount, pod: &observed::Pod, key: &FileKey) -> Option<String> {
    if pod.claims.get(&mount.volume) != Some(&key.claim) {
        return None;
    }
    let folder = mount.sub_path.trim_matches('/');
    let rest = match folder.is_empty() {
        true => key.path.as_str(),
        false => key.path.strip_prefix(folder)?.strip_prefix('/')?,
    };
    Some(format!("{}/{rest}", mount.path))
}

/// `absent`, or a line of mode in hex, size, ctime and links, then the content of a plain file.
fn understood(printed: &[u8], claim_uid: String) -> FileRead {
    const KIND: u32 = 0o170_000;
    const PLAIN: u32 = 0o100_000;
    let unknown = || FileRead::Unreadable("pod-answer".to_owned());
    let Some(end) = printed.iter().position(|byte| *byte == b'\n') else { return unknown() };
    let (line, content) = (String::from_utf8_lossy(&printed[..end]), &printed[end + 1..]);
    if line == "absent" {
        return FileRead::Absent;
    }
    let parts: Vec<_> = line.split(' ').collect();
    let [mode, size, ctime, links] = parts[..] else { return unknown() };
    let (Ok(mode), Ok(size), Ok(ctime), Ok(links)) =
        (u32::from_str_radix(mode, 16), size.parse::<u64>(), ctime.parse(), links.parse())
    else {
        return unknown();
    };
    if mode & KIND != PLAIN {
        return FileRead::NotAPlainFile(kind(mode & KIND).to_owned());
    }
    let content = &content[..content.len().min(MOST)];
    // It was written between the two looks, or `head` is not there.
    if content.len() as u64 != size.min(MOST as u64) {
        return unknown();
    }
    let (sha256, start) = (proof::sha256(content), start_of(content));
    FileRead::File(PageFile { size, ctime, ctime_ns: 0, sha256, start, claim_uid, links, by_pod: true })
}

/// The node program's words for what is no plain file, by the bits of `st_mode` (inode(7)).
const fn kind(mode: u32) -> &'static str {
    match mode {
        0o120_000 => "symlink",
        0o040_000 => "directory",
        0o010_000 => "fifo",
        0o140_000 => "socket",
        _ => "device",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::observed::{Claim, Container, Mount, Pod, Volume};
    use crate::cluster::watch;

    fn read(printed: &str) -> FileRead {
        understood(printed.as_bytes(), "claim-1".into())
    }

    #[test]
    fn what_a_pod_prints_is_a_file_of_weaker_evidence_or_says_why_not() {
        let FileRead::File(page) = read("81a4 8 1700000000 1\nNginx-0\n") else { panic!("a plain file") };
        assert_eq!((page.size, page.ctime, page.links, page.by_pod), (8, 1_700_000_000, 1, true));
        assert_eq!((page.start.as_str(), page.claim_uid.as_str()), ("Nginx-0\n", "claim-1"));
        assert_eq!(page.sha256, proof::sha256(b"Nginx-0\n"));
        assert_eq!(read("absent\n"), FileRead::Absent);
        for (mode, what) in [("a1ff", "symlink"), ("41ed", "directory"), ("11a4", "fifo"), ("21b6", "device")] {
            assert_eq!(read(&format!("{mode} 8 1700000000 1\n")), FileRead::NotAPlainFile(what.into()));
        }
        let unknown = FileRead::Unreadable("pod-answer".into());
        for printed in ["", "\n", "sh: stat: not found\n", "81a4 8 1700000000 1", "81a4 9 1700000000 1\nNginx-0\n"] {
            assert_eq!(read(printed), unknown, "{printed:?}");
        }
    }

    #[test]
    fn a_pod_is_asked_only_of_a_volume_that_no_node_can_read() {
        let mut observed = watch::Cache::new().observe("lab-x", Ok(()));
        let bound = |name: &str, volume: &str| Claim {
            name: name.into(),
            uid: format!("uid of {name}"),
            phase: "Bound".into(),
            volume: volume.into(),
            ..Claim::default()
        };
        let volume = |name: &str, claim: &str, path: &str| Volume {
            name: name.into(),
            claim_uid: format!("uid of {claim}"),
            path: path.into(),
            node: "worker".into(),
            ..Volume::default()
        };
        let mount = |path: &str, volume: &str, sub_path: &str| Mount {
            path: path.into(),
            volume: volume.into(),
            sub_path: sub_path.into(),
        };
        for (claim, path) in
            [("net", ""), ("local", "/var/local-path-provisioner/pvc-1"), ("like", "/var/local-path-provisioner-2/x")]
        {
            observed.claims.insert(claim.into(), bound(claim, claim));
            observed.volumes.insert(claim.into(), volume(claim, claim, path));
        }
        let container = Container {
            name: "web".into(),
            mounts: vec![mount("/html", "a", ""), mount("/local", "b", ""), mount("/deep", "c", "one/two/")],
            ..Container::default()
        };
        let claims = [("a", "net"), ("b", "local"), ("c", "like")].map(|(name, claim)| (name.into(), claim.into()));
        let pod = Pod { name: "web-0".into(), ready: true, containers: vec![container], ..Pod::default() };
        observed.pods.insert("web-0".into(), Pod { claims: claims.into(), ..pod });
        let asked = |observed: &Observed, claim: &str, path: &str| {
            way(observed, &FileKey { claim: claim.into(), path: path.into() }).map(|way| way.path)
        };
        assert_eq!(asked(&observed, "net", "index.html").as_deref(), Some("/html/index.html"));
        assert_eq!(asked(&observed, "like", "one/two/index.html").as_deref(), Some("/deep/index.html"));
        assert_eq!(asked(&observed, "like", "index.html"), None, "outside of what is mounted");
        assert_eq!(asked(&observed, "local", "index.html"), None, "its node reads it, or nobody");
        observed.pods.get_mut("web-0").expect("the pod").ready = false;
        assert_eq!(asked(&observed, "net", "index.html"), None);
    }
}
