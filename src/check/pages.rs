//! Checks of the pages on a StatefulSet's claims, read from the volumes.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::observed::{FileKey, FileRead, HttpQuestion, Mount, Observed, PageFile, Pod, StatefulSet};
use super::{Judgement, Message, SetPages, claims, mounts, statefulset, trouble};

/// One pod with its page, as it stands: what survival is later compared with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Standing {
    /// The pod's UID.
    pub uid: String,
    /// When the pod was created.
    pub created: i64,
    /// The template it was made from: a pod that a rollout replaced has another.
    #[serde(default)]
    pub revision: String,
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
    /// The nanoseconds within that second.
    #[serde(default)]
    pub ctime_ns: i64,
    /// How the page begins.
    pub start: String,
    /// Whether the pod was asked for its page and answered with this one.
    #[serde(default)]
    pub served: bool,
    /// Read by the pod's own programs: weaker than what was read from the volume.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_pod: bool,
}

/// Whether a pod's page is from before the pod. Both times are whole seconds, and a pod whose image is there starts
/// within one, so in the very second of its creation nobody knows.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Age {
    Older,
    SameSecond,
    Younger,
}

impl Standing {
    /// The page's age, compared with the pod's.
    pub(super) fn age(&self) -> Age {
        match self.ctime.cmp(&self.created) {
            Ordering::Less => Age::Older,
            Ordering::Equal => Age::SameSecond,
            Ordering::Greater => Age::Younger,
        }
    }

    /// Whether the page was not touched between the two. A pod tells whole seconds only, in which more than one thing
    /// may have happened.
    pub(super) fn has_the_page_of(&self, other: &Self) -> bool {
        let page = |of: &Self| (of.claim_uid.clone(), of.sha256.clone(), of.ctime, of.ctime_ns);
        page(self) == page(other) && !self.by_pod && !other.by_pod
    }
}

/// Pods that came back after all of them had gone must be younger than their pages.
pub(super) fn older_than_its_pod(set: &str, pod: &str, standing: &Standing) -> Result<(), Judgement> {
    match standing.age() {
        Age::Older => Ok(()),
        // While there were no pods nothing was read that the page could be compared with.
        Age::SameSecond => Err(Judgement::not_yet(Message::new("back-same-second").with("set", set).with("pod", pod))),
        Age::Younger => {
            let message = Message::new("back-rewritten").with("pod", pod);
            Err(Judgement::wrong(message.with("found", standing.start.trim())))
        }
    }
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
                "revision": set.update_revision, "read_by": read_by(&pods), "pods": pods}),
        ),
    }
}

/// Who read the pages, for the evidence: as good as the weakest of them.
pub(super) fn read_by(pods: &BTreeMap<String, Standing>) -> &'static str {
    if pods.values().any(|standing| standing.by_pod) { "the pods themselves" } else { "volume reader" }
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
        return Err(match observed.pods.get(&name) {
            None => Judgement::not_yet(Message::new("pod-missing").with("pod", name)),
            Some(other) if goes(other, observed) => Judgement::not_yet(Message::new("pod-not-ready").with("pod", name)),
            Some(other) if other.owner.as_ref().is_some_and(|owner| owner.uid == set.uid) => {
                Judgement::wrong(Message::new("pod-adopted").with("pod", name).with("set", &set.name))
            }
            Some(_) => Judgement::wrong(Message::new("pod-not-of-set").with("pod", name).with("set", &set.name)),
        });
    };
    if pod.ready && !pod.deleting {
        return Ok(pod);
    }
    Err(trouble::of_pod(pod, observed)
        .unwrap_or_else(|| Judgement::not_yet(Message::new("pod-not-ready").with("pod", name))))
}

/// Whether a pod that is not the set's makes room by itself: the garbage collector takes what an earlier set left.
fn goes(other: &Pod, observed: &Observed) -> bool {
    let owned = || other.owner.as_ref().is_some_and(|owner| owner.kind == "StatefulSet");
    other.deleting || (owned() && !observed.history.by_hand.contains(&other.uid))
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
    let mut key = None;
    let mut elsewhere = "<none>".to_owned();
    for (container, mount) in mounts::at(&pod.containers, &check.mount_path) {
        if let Some(hides) = mounts::over(container, &check.mount_path, &check.file) {
            (key, elsewhere) = (None, source(hides, pod));
            break;
        }
        let folder = mounts::parts(&mount.sub_path).join("/");
        let path = if folder.is_empty() { check.file.clone() } else { format!("{folder}/{}", check.file) };
        let found = FileKey { claim: claim.clone(), path };
        // What is written with `$(…)` may be another folder in each pod of that name.
        let ours = pod.claims.get(&mount.volume) == Some(&claim) && !folder.contains("$(");
        // Two containers that serve two things: one of them is not what is looked at.
        if !ours || key.as_ref().is_some_and(|other| *other != found) {
            (key, elsewhere) = (None, source(mount, pod));
            break;
        }
        key = Some(found);
    }
    key.ok_or_else(|| {
        let message = Message::new("page-not-on-claim").with("pod", &pod.name).with("path", &check.mount_path);
        Judgement::wrong(message.with("expected", claim).with("found", elsewhere))
    })
}

/// A folder of a volume can be renamed, and another put in its place, without a trace on the files within: of a page in
/// one nobody can tell whether it was there before. So what must have survived lies on the claim itself.
pub(super) fn not_in_a_folder(check: &SetPages, set: &StatefulSet, observed: &Observed) -> Result<(), Judgement> {
    let pods = observed.pods_of(set);
    for ordinal in check.ordinals() {
        let Some(pod) = pods.get(&ordinal) else { continue };
        let folder = mounts::at(&pod.containers, &check.mount_path)
            .map(|(_, mount)| mounts::parts(&mount.sub_path).join("/"))
            .find(|folder| !folder.is_empty());
        if let Some(folder) = folder {
            let message = Message::new("page-in-folder").with("pod", &pod.name).with("path", &check.mount_path);
            return Err(Judgement::wrong(message.with("found", folder)));
        }
    }
    Ok(())
}

/// What a mount leads to: a claim and a folder of it, or another kind of volume.
fn source(mount: &Mount, pod: &Pod) -> String {
    let Some(claim) = pod.claims.get(&mount.volume) else {
        return pod.other_volumes.get(&mount.volume).unwrap_or(&mount.volume).clone();
    };
    std::iter::once(claim.as_str()).chain(mounts::parts(&mount.sub_path)).collect::<Vec<_>>().join("/")
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
    if let Some(port) = check.served_on {
        is_served(page, port, pod, observed)?;
    }
    Ok(Standing {
        uid: pod.uid.clone(),
        created: pod.created,
        revision: pod.revision().to_owned(),
        claim: key.claim,
        claim_uid: page.claim_uid.clone(),
        volume: text("volume"),
        sha256: page.sha256.clone(),
        ctime: page.ctime,
        ctime_ns: page.ctime_ns,
        start: page.start.clone(),
        served: check.served_on.is_some(),
        by_pod: page.by_pod,
    })
}

/// The request for a pod's front page.
pub(super) fn front_page(pod: &Pod, port: u16) -> HttpQuestion {
    HttpQuestion { address: pod.ip.clone(), port: i64::from(port) }
}

/// What lies on the volume is what the pod answers with: else it serves something else, from somewhere else.
fn is_served(page: &PageFile, port: u16, pod: &Pod, observed: &Observed) -> Result<(), Judgement> {
    let address = format!("{}:{port}", pod.ip);
    let message = |key: &str| Message::new(key).with("pod", &pod.name).with("address", &address);
    match observed.probes.http.get(&front_page(pod, port)) {
        None => Err(Judgement::cannot_tell(Message::new("http-unreachable").with("address", &address))),
        Some(Ok(answer)) if answer.status == 200 && answer.sha256 == page.sha256 => Ok(()),
        // It may have been written between the two looks.
        Some(Ok(answer)) if answer.status == 200 => Err(Judgement::not_yet(message("page-served-other"))),
        Some(Ok(answer)) => {
            Err(Judgement::not_yet(message("page-not-served").with("found", format!("HTTP {}", answer.status))))
        }
        Some(Err(what)) => Err(Judgement::not_yet(message("page-not-served").with("found", what))),
    }
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
