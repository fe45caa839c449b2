//! Files of the learner's home, and what the API server's dry run says of them. Nothing is created.

use std::collections::BTreeMap;

use kube::api::{Api, DynamicObject, PostParams};
use kube::core::GroupVersionKind;
use kube::discovery;
use serde_json::Value;

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
        if wants.manifests.is_empty() {
            return found;
        }
        // The workbench comes with the first command: until then there is no home and no file in it.
        if !self.has_workbench(spec) {
            return wants.manifests.iter().map(|name| (name.clone(), Manifest::Absent)).collect();
        }
        if !self.workbench_is_ready(spec) {
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

    async fn dry_runs(&self, spec: &SandboxSpec, values: Vec<Value>) -> Result<Vec<ManifestDocument>, ClusterError> {
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
        let api: Api<DynamicObject> = Api::namespaced_with(self.client.clone(), &spec.id.namespace(), &resource);
        let params = PostParams { dry_run: true, ..PostParams::default() };
        let mut value = document.value.clone();
        if let Some(meta) = value["metadata"].as_object_mut() {
            meta.insert("namespace".to_owned(), spec.id.namespace().into());
        }
        // Once more under another name when the name is taken: the server tells the rest only of what it would create.
        for name in [document.name.clone(), format!("{}-dry-run", document.name)] {
            if let Some(meta) = value["metadata"].as_object_mut().filter(|_| !name.is_empty()) {
                meta.insert("name".to_owned(), name.into());
            }
            let object: DynamicObject = match serde_json::from_value(value.clone()) {
                Ok(object) => object,
                Err(error) => return Ok(Some(error.to_string())),
            };
            match limited("dry-run a manifest", api.create(&params, &object)).await {
                Ok(kept) => {
                    let kept = serde_json::to_value(&kept).unwrap_or_default();
                    return Ok(dropped(&value, &kept, "").map(|field| format!("unknown field {field:?}")));
                }
                Err(error) if error.is_conflict() => {}
                Err(ClusterError::Refused { code, message, .. }) if code < 500 => {
                    return Ok(Some(message.chars().take(400).collect()));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }
}

/// The first field of a manifest that the server did not keep: unknown ones it drops without a word, where `kubectl`
/// refuses them. What servers themselves fill in (metadata, status) is no manifest's business.
fn dropped(sent: &Value, kept: &Value, path: &str) -> Option<String> {
    match (sent, kept) {
        (Value::Object(sent), Value::Object(kept)) => sent
            .iter()
            .filter(|(key, value)| {
                let ours = path.is_empty() && matches!(key.as_str(), "metadata" | "status");
                !value.is_null() && !ours
            })
            .find_map(|(key, value)| {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                match kept.get(key) {
                    None => Some(path),
                    Some(there) => dropped(value, there, &path),
                }
            }),
        (Value::Array(sent), Value::Array(kept)) => sent
            .iter()
            .zip(kept)
            .enumerate()
            .find_map(|(at, (sent, kept))| dropped(sent, kept, &format!("{path}[{at}]"))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::dropped;

    #[test]
    fn what_the_server_does_not_know_is_found() {
        let kept = json!({"kind": "StatefulSet", "metadata": {}, "spec": {"replicas": 1, "template": {"spec": {
            "containers": [{"image": "nginx", "name": "nginx", "resources": {}}]}}}, "status": {"replicas": 0}});
        let mut sent = json!({"kind": "StatefulSet", "metadata": {"creationTimestamp": null, "labels": {}}, "status": {},
            "spec": {"replicas": 1, "template": {"metadata": null, "spec": {"containers": [{"image": "nginx", "resources": {}}]}}}});
        assert_eq!(dropped(&sent, &kept, ""), None);
        sent["spec"]["strategy"] = json!({});
        assert_eq!(dropped(&sent, &kept, ""), Some("spec.strategy".to_owned()));
        sent["spec"]["strategy"] = Value::Null;
        sent["spec"]["template"]["spec"]["containers"][0]["imag"] = json!("nginx");
        assert_eq!(dropped(&sent, &kept, ""), Some("spec.template.spec.containers[0].imag".to_owned()));
    }
}
