//! Files of the learner's home, and what the API server's dry run says of them. Nothing is created.

use std::collections::BTreeMap;

use kube::api::{Api, DynamicObject, PostParams};
use kube::core::GroupVersionKind;
use kube::discovery;

use super::sandbox::SandboxSpec;
use super::{Cluster, ClusterError, limited};
use crate::check::Wants;
use crate::check::observed::{Manifest, ManifestDocument};
use crate::lab::manifest::documents;

/// Kinds that are sent to the dry run: what a learner could create. Others are judged by what they say.
const DRY_RUN: &[&str] = &["StatefulSet", "Deployment", "Service", "PersistentVolumeClaim", "Pod", "ConfigMap"];
/// More documents than that are not a lab's file.
const MOST_DOCUMENTS: usize = 8;

impl Cluster {
    pub(super) async fn manifests(&self, spec: &SandboxSpec, wants: &Wants) -> BTreeMap<String, Manifest> {
        let mut found = BTreeMap::new();
        if wants.manifests.is_empty() || !self.workbench_is_ready(spec) {
            return found;
        }
        let names: Vec<_> = wants.manifests.iter().cloned().collect();
        let files = match self.get_files(spec, &names).await {
            Ok(files) => files,
            Err(error) => {
                tracing::warn!(sandbox.id = %spec.id, error = %error, "the learner's files could not be read");
                return found;
            }
        };
        for name in names {
            let text = files.files.iter().find(|(file, _)| *file == name).map(|(_, text)| text.as_str());
            let manifest = match text {
                None => Manifest::Absent,
                Some(text) => match documents(text) {
                    Err(why) => Manifest::Unreadable(why),
                    Ok(values) => match self.dry_runs(spec, values).await {
                        Ok(documents) => Manifest::Documents(documents),
                        Err(error) => {
                            tracing::warn!(file = %name, error = %error, "a dry run could not be made");
                            continue;
                        }
                    },
                },
            };
            found.insert(name, manifest);
        }
        found
    }

    async fn dry_runs(
        &self,
        spec: &SandboxSpec,
        values: Vec<serde_json::Value>,
    ) -> Result<Vec<ManifestDocument>, ClusterError> {
        let mut found = Vec::new();
        for value in values.into_iter().take(MOST_DOCUMENTS) {
            let text = |path: &str| value.pointer(path).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
            let mut document = ManifestDocument {
                api_version: text("/apiVersion"),
                kind: text("/kind"),
                name: text("/metadata/name"),
                namespace: text("/metadata/namespace"),
                value: value.clone(),
                refused: None,
            };
            if DRY_RUN.contains(&document.kind.as_str()) {
                document.refused = self.dry_run(spec, &document).await?;
            }
            found.push(document);
        }
        Ok(found)
    }

    /// What the API server has against a document; `None` when it would take it. The document's own namespace
    /// is overruled: a dry run, too, stays in the learner's.
    async fn dry_run(&self, spec: &SandboxSpec, document: &ManifestDocument) -> Result<Option<String>, ClusterError> {
        let (group, version) = document.api_version.split_once('/').unwrap_or(("", &document.api_version));
        let kind = GroupVersionKind::gvk(group, version, &document.kind);
        let unknown = || Some(format!("no matches for kind {:?} in version {:?}", document.kind, document.api_version));
        let Ok((resource, _)) = limited("look up a kind", discovery::pinned_kind(&self.client, &kind)).await else {
            return Ok(unknown());
        };
        let mut value = document.value.clone();
        if let Some(meta) = value["metadata"].as_object_mut() {
            meta.insert("namespace".to_owned(), spec.id.namespace().into());
        }
        let object: DynamicObject = match serde_json::from_value(value) {
            Ok(object) => object,
            Err(error) => return Ok(Some(error.to_string())),
        };
        let api: Api<DynamicObject> = Api::namespaced_with(self.client.clone(), &spec.id.namespace(), &resource);
        let params = PostParams { dry_run: true, ..PostParams::default() };
        match limited("dry-run a manifest", api.create(&params, &object)).await {
            Ok(_) => Ok(None),
            // It exists: what was sent was found valid before that was noticed.
            Err(error) if error.is_conflict() => Ok(None),
            Err(ClusterError::Refused { code, message, .. }) if code < 500 => {
                Ok(Some(message.chars().take(400).collect()))
            }
            Err(error) => Err(error),
        }
    }
}
