//! Checks of the pages on a StatefulSet's claims, read from the volumes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::observed::{FileKey, FileRead, Observed, PageFile, Pod, StatefulSet};
use super::{Judgement, Message, SetPages, claims, statefulset, trouble};

/// One pod with its page, as it stands: what survival is later compared with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Standing {
    /// The pod's UID.
    pub uid: String,
    /// When the pod was created.
    pub created: i64,
    /// The claim's name.
    pub claim: String,
    /// The claim's UID.
    pub claim_uid: String,
    /// The claim's volume.
    pub volume: String,
    /// The page's hash.
    pub sha256: String,
    /// When the page's inode last changed.
    pub ctime: i64,
    /// How the page begins.
    pub start: String,
}

/// See [`super::Check::OwnPages`].
pub(super) fn own(check: &SetPages, observed: &Observed) -> Judgement {
    let set = match statefulset::find(&check.statefulset, observed) {
        Ok(set) => set,
        Err(judgement) => return judgement,
    };
    match all(check, set, observed) {
        Err(judgement) => judgement,
        Ok(pods) => Judgement::passed(
            Message::new("pages-ok").with("set", &set.name),
            json!({"set_uid": set.uid, "generation": set.generation, "replicas": set.replicas,
                "revision": set.update_revision, "pods": pods, "read_by": "volume reader"}),
        ),
    }
}

/// Every pod's standing, by pod name; pages are present and each unlike the others.
pub(super) fn all(
    check: &SetPages,
    set: &StatefulSet,
    observed: &Observed,
) -> Result<BTreeMap<String, Standing>, Judgement> {
    let mut found = BTreeMap::new();
    for ordinal in check.ordinals() {
        let pod = running(set, ordinal, observed)?;
        found.insert(pod.name.clone(), standing(check, set, ordinal, pod, observed)?);
    }
    distinct(&found)?;
    Ok(found)
}

/// The pod of an ordinal, Ready; otherwise what is awaited.
pub(super) fn running<'a>(set: &StatefulSet, ordinal: i64, observed: &'a Observed) -> Result<&'a Pod, Judgement> {
    let name = format!("{}-{ordinal}", set.name);
    let Some(pod) = observed.pods_of(set).get(&ordinal).copied() else {
        return Err(Judgement::not_yet(Message::new("pod-missing").with("pod", name)));
    };
    if pod.ready && !pod.deleting {
        return Ok(pod);
    }
    Err(trouble::of_pod(pod, observed)
        .unwrap_or_else(|| Judgement::not_yet(Message::new("pod-not-ready").with("pod", name))))
}

/// Two pages with the same content prove nothing about whose is whose.
pub(super) fn distinct(pods: &BTreeMap<String, Standing>) -> Result<(), Judgement> {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for (pod, standing) in pods {
        if let Some(other) = seen.insert(&standing.sha256, pod) {
            let message = Message::new("pages-same").with("pod", pod).with("other", other);
            return Err(Judgement::wrong(message.with("found", standing.start.trim())));
        }
    }
    Ok(())
}

/// The claim that the pod's docroot is, and the page's path on it: R4.
pub(super) fn docroot(check: &SetPages, set: &StatefulSet, ordinal: i64, pod: &Pod) -> Result<FileKey, Judgement> {
    let claim = claims::name(&check.claim, &set.name, ordinal);
    let mounts: Vec<_> = pod.containers.iter().flat_map(|container| &container.mounts).collect();
    let at_root = mounts.iter().find(|mount| mount.path == check.mount_path);
    let found = match at_root {
        None => "<none>".to_owned(),
        Some(mount) => match pod.claims.get(&mount.volume) {
            Some(name) if *name == claim => {
                let covered = mounts.iter().find(|other| {
                    other.path.strip_prefix(&check.mount_path).is_some_and(|rest| rest.starts_with('/'))
                });
                match covered {
                    None => {
                        let path = if mount.sub_path.is_empty() {
                            check.file.clone()
                        } else {
                            format!("{}/{}", mount.sub_path.trim_matches('/'), check.file)
                        };
                        return Ok(FileKey { claim, path });
                    }
                    Some(other) => other.path.clone(),
                }
            }
            Some(name) => name.clone(),
            None => pod.other_volumes.get(&mount.volume).unwrap_or(&mount.volume).clone(),
        },
    };
    let message = Message::new("page-not-on-claim").with("pod", &pod.name).with("path", &check.mount_path);
    Err(Judgement::wrong(message.with("expected", claim).with("found", found)))
}

/// One pod's page on its claim.
pub(super) fn standing(
    check: &SetPages,
    set: &StatefulSet,
    ordinal: i64,
    pod: &Pod,
    observed: &Observed,
) -> Result<Standing, Judgement> {
    let key = docroot(check, set, ordinal, pod)?;
    let claim = claims::one(&key.claim, observed)?;
    let page = page(&key, pod, observed)?;
    let text = |field: &str| claim[field].as_str().unwrap_or_default().to_owned();
    if let Some(expected) = &check.text {
        let expected = expected.replace("{{ pod }}", &pod.name).replace("{{ ordinal }}", &ordinal.to_string());
        if page.start.trim() != expected {
            let message = Message::new("page-text").with("pod", &pod.name).with("expected", expected);
            return Err(Judgement::wrong(message.with("found", page.start.trim())));
        }
    }
    if page.claim_uid != text("uid") {
        // Read from a volume that belonged to an earlier claim of the same name.
        return Err(Judgement::cannot_tell(Message::new("page-unreadable").with("pod", &pod.name)));
    }
    Ok(Standing {
        uid: pod.uid.clone(),
        created: pod.created,
        claim: key.claim,
        claim_uid: page.claim_uid.clone(),
        volume: text("volume"),
        sha256: page.sha256.clone(),
        ctime: page.ctime,
        start: page.start.clone(),
    })
}

fn page<'a>(key: &FileKey, pod: &Pod, observed: &'a Observed) -> Result<&'a PageFile, Judgement> {
    let message = |name: &str| Message::new(name).with("pod", &pod.name).with("file", &key.path);
    match observed.files.get(key) {
        Some(FileRead::File(page)) if page.start.trim().is_empty() => Err(Judgement::not_yet(message("page-empty"))),
        Some(FileRead::File(page)) => Ok(page),
        Some(FileRead::Absent) => Err(Judgement::not_yet(message("page-missing"))),
        Some(FileRead::NotAPlainFile(what)) => Err(Judgement::wrong(message("page-not-plain").with("found", what))),
        Some(FileRead::Unreadable(_)) | None => Err(Judgement::cannot_tell(message("page-unreadable"))),
    }
}
