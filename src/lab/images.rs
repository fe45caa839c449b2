//! `labs/images.yaml`: every container image the labs use, what it is where a
//! registry is in reach and what stands in for it where none is.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The whole file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImagesFile {
    /// The version of this format; today 1.
    pub format: u32,
    /// The images by the short name that labs use.
    pub images: BTreeMap<String, LabImage>,
}

/// One image.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabImage {
    /// The name manifests write.
    #[serde(rename = "ref")]
    pub reference: String,
    /// What is pulled when a registry is in reach.
    pub online: String,
    /// What it is where no registry is in reach.
    pub offline: Offline,
}

/// What an image is on a cluster built from Debian packages alone.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offline {
    /// Which image of the node image it is.
    pub image: OfflineBase,
    /// Whether it is something else than what `online` names.
    pub stand_in: bool,
    /// What differs, for the learner.
    pub note: Translated,
}

/// The images that the node image carries for the labs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OfflineBase {
    /// Debian's nginx.
    Nginx,
    /// Debian's busybox, built against musl.
    Busybox,
}

impl OfflineBase {
    /// Its full name in the nodes.
    #[must_use]
    pub fn full_name(self) -> &'static str {
        match self {
            Self::Nginx => "docker.io/library/nginx:latest",
            Self::Busybox => "docker.io/library/busybox:latest",
        }
    }
}

/// The same sentence in the three languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Translated {
    /// Brazilian Portuguese.
    pub pt: String,
    /// Spanish.
    pub es: String,
    /// English.
    pub en: String,
}

impl ImagesFile {
    /// Reads the text of `labs/images.yaml`.
    ///
    /// # Errors
    /// Says where the text is not what the format asks for.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: Self = serde_saphyr::from_str(text).map_err(|error| error.to_string())?;
        if file.format != 1 {
            return Err(format!("format {} is not known here, only 1", file.format));
        }
        Ok(file)
    }
}

/// The name a container runtime knows an image by: registry, path and tag spelt out.
#[must_use]
pub fn full_name(reference: &str) -> String {
    let (first, rest) = reference.split_once('/').unwrap_or(("", reference));
    let has_registry = first.contains(['.', ':']) || first == "localhost";
    let mut name = match (has_registry, first) {
        (true, _) => reference.to_owned(),
        (false, "") => format!("docker.io/library/{rest}"),
        (false, _) => format!("docker.io/{reference}"),
    };
    let last = name.rsplit('/').next().unwrap_or_default();
    if !last.contains(':') && !last.contains('@') {
        name.push_str(":latest");
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_the_labs_is_readable() {
        let file = ImagesFile::parse(include_str!("../../labs/images.yaml")).expect("labs/images.yaml parses");
        assert_eq!(file.images["nginx"].reference, "nginx");
        for (name, image) in &file.images {
            assert_eq!(full_name(&image.online), image.online, "`online` of {name} is spelt out");
            assert_eq!(full_name(&image.reference), image.online, "`ref` and `online` of {name} mean one image");
            let note = &image.offline.note;
            assert!(
                ![&note.pt, &note.es, &note.en].iter().any(|text| text.is_empty()),
                "{name} has a note in each language"
            );
        }
    }

    #[test]
    fn an_unknown_key_is_an_error() {
        let error = ImagesFile::parse("format: 1\nimages: {}\nextra: 1\n").expect_err("unknown key");
        assert!(error.contains("extra"), "{error}");
    }

    #[test]
    fn names_are_spelt_out_as_the_runtime_does() {
        for (short, full) in [
            ("nginx", "docker.io/library/nginx:latest"),
            ("nginx:1.22", "docker.io/library/nginx:1.22"),
            ("me/tool", "docker.io/me/tool:latest"),
            ("registry.k8s.io/nginx-slim:0.24", "registry.k8s.io/nginx-slim:0.24"),
            ("localhost:5000/x", "localhost:5000/x:latest"),
            ("a.b/c@sha256:00", "a.b/c@sha256:00"),
        ] {
            assert_eq!(full_name(short), full);
        }
    }
}
