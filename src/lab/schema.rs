//! The JSON Schema of `lab.yaml`, for editors. Generated from the types: their doc comments are its descriptions.

use super::LabFile;

/// The schema as it is kept in `labs/lab.schema.json`.
#[must_use]
pub fn text() -> String {
    let schema = schemars::schema_for!(LabFile);
    // A schema is plain data: it always serialises.
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::text;
    use crate::lab::manifest::documents;

    fn labs() -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("labs")
    }

    #[test]
    fn the_schema_kept_with_the_labs_is_that_of_the_types() {
        let kept = std::fs::read_to_string(labs().join("lab.schema.json")).expect("labs/lab.schema.json");
        assert!(kept == text(), "labs/lab.schema.json is old: kindlab schema > labs/lab.schema.json");
    }

    #[test]
    fn every_lab_is_as_the_schema_says_and_an_unknown_key_is_not() {
        let schema: serde_json::Value = serde_json::from_str(&text()).expect("JSON");
        let validator = jsonschema::validator_for(&schema).expect("a schema");
        let mut seen = 0;
        for entry in std::fs::read_dir(labs()).expect("labs") {
            let path = entry.expect("an entry").path().join("lab.yaml");
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            let mut lab = documents(&text).expect("YAML").remove(0);
            let faults: Vec<String> =
                validator.iter_errors(&lab).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
            assert!(faults.is_empty(), "{}: {faults:?}", path.display());
            lab["steps"][0]["kidn"] = "read".into();
            assert!(!validator.is_valid(&lab), "an unknown key is refused");
            seen += 1;
        }
        assert!(seen >= 7, "the project's labs were found");
    }
}
