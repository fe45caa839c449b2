//! The labs' images in the nodes: named as manifests name them, unpacked before a learner starts.

use std::collections::BTreeSet;

use super::command::{Run, quoted};
use super::docker::{self, Container};
use super::{KindError, KindSettings, Progress, node_image};
use crate::lab::images::{ImagesFile, full_name};

/// Reads `labs/images.yaml`.
pub(super) fn read(settings: &KindSettings) -> Result<ImagesFile, KindError> {
    let path = settings.source.join("labs/images.yaml");
    let text = std::fs::read_to_string(&path).map_err(|source| KindError::File { path: path.clone(), source })?;
    ImagesFile::parse(&text).map_err(|reason| KindError::Images { path, reason })
}

/// Which of the labs' images a cluster's nodes have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImageReport {
    /// In every node.
    pub present: Vec<String>,
    /// Missing, as `image (node)`.
    pub missing: Vec<String>,
    /// Images that are stand-ins on this cluster: short name and what differs, in English.
    pub stand_ins: Vec<(String, String)>,
}

/// Looks which of the labs' images the running nodes have.
///
/// # Errors
/// When `labs/images.yaml` can't be read or a node doesn't answer.
pub async fn image_report(settings: &KindSettings, nodes: &[Container]) -> Result<ImageReport, KindError> {
    let file = read(settings)?;
    let mut report = ImageReport::default();
    let mut lists = Vec::new();
    for node in nodes {
        lists.push((node.name.as_str(), names_in(&node.name).await?));
    }
    for (name, image) in &file.images {
        let full = full_name(&image.reference);
        let lacking: Vec<&str> =
            lists.iter().filter(|(_, names)| !names.contains(&full)).map(|(node, _)| *node).collect();
        if lacking.is_empty() {
            report.present.push(image.reference.clone());
        } else {
            report.missing.push(format!("{} ({})", image.reference, lacking.join(", ")));
        }
        if image.offline.stand_in && nodes.iter().all(|node| node_image::is_offline(&node.image)) {
            report.stand_ins.push((name.clone(), image.offline.note.en.clone()));
        }
    }
    Ok(report)
}

/// The names of the images in a node.
pub(super) async fn names_in(node: &str) -> Result<BTreeSet<String>, KindError> {
    let out = docker::exec(node, &["ctr", "-n", "k8s.io", "images", "ls", "-q"]).output().await?;
    Ok(out.lines().map(str::to_owned).collect())
}

/// Gives every node all of the labs' images and unpacks them.
pub(super) async fn load(settings: &KindSettings, nodes: &[Container], progress: &Progress) -> Result<(), KindError> {
    let file = read(settings)?;
    if nodes.iter().all(|node| node_image::is_offline(&node.image)) {
        let script = offline_script(&file);
        let each = nodes.iter().map(|node| docker::exec(&node.name, &["sh", "-c", &script]).limit(120).output());
        futures::future::try_join_all(each).await?;
        return Ok(());
    }
    let mut wanted: BTreeSet<(String, String)> = BTreeSet::new();
    for image in file.images.values() {
        wanted.insert((settings.pulled_from(&image.online), full_name(&image.reference)));
    }
    for (online, name) in &wanted {
        let mut lacking = Vec::new();
        for node in nodes {
            if !names_in(&node.name).await?.contains(name) {
                lacking.push(node.name.as_str());
            }
        }
        if lacking.is_empty() {
            continue;
        }
        progress.say(&format!("fetching {online} for the nodes"));
        if docker::image_id(online).await.is_none() {
            Run::new("docker", &["pull", "-q", online]).limit(900).output().await?;
        }
        let each = lacking.iter().map(|node| from_docker(node, online, name));
        futures::future::try_join_all(each).await?;
    }
    Ok(())
}

/// Copies an image of Docker's into a node.
async fn from_docker(node: &str, image: &str, name: &str) -> Result<(), KindError> {
    let (node, image, name) = (quoted(node), quoted(image), quoted(name));
    let pipeline = format!(
        "set -o pipefail; docker save {image} | docker exec -i {node} ctr -n k8s.io images import - >/dev/null && \
         {{ [ {image} = {name} ] || docker exec {node} ctr -n k8s.io images tag --force {image} {name}; }}"
    );
    Run::new("bash", &["-c", &pipeline]).limit(600).output().await.map(|_| ())
}

/// What a node does to know its own nginx and busybox by every name the labs use, unpacked.
/// NB: containerd's own snapshots are made on first use otherwise, which costs the first learner seconds.
fn offline_script(file: &ImagesFile) -> String {
    let mut script = String::from(
        "set -eu; i='ctr -n k8s.io images'; have=$($i ls -q)\n\
         unpack() { d=$($i ls name==\"$1\" | awk 'NR == 2 { print $3 }'); \
         [ -z \"$d\" ] || $i check name==\"$1\" | grep -q 'true *$' || ctr -n k8s.io snapshots unpack \"$d\" >/dev/null; }\n\
         name() { printf '%s\\n' \"$have\" | grep -qxF \"$2\" || $i tag \"$1\" \"$2\" >/dev/null; }\n",
    );
    let mut bases = BTreeSet::new();
    for image in file.images.values() {
        let base = image.offline.image.full_name();
        if bases.insert(base) {
            script.push_str(&format!("unpack {}\n", quoted(base)));
        }
        script.push_str(&format!("name {} {}\n", quoted(base), quoted(&full_name(&image.reference))));
    }
    script
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_names_every_image_once() {
        let file = ImagesFile::parse(include_str!("../../../labs/images.yaml")).expect("parses");
        let script = offline_script(&file);
        assert_eq!(script.matches("unpack 'docker.io/library/nginx:latest'").count(), 1);
        assert!(script.contains("name 'docker.io/library/nginx:latest' 'registry.k8s.io/nginx-slim:0.24'"), "{script}");
    }
}
