//! Kubernetes manifests as plain data: this room is the one door for YAML.

use serde_json::Value;

/// The documents of a manifest; empty ones are left out.
///
/// # Errors
/// With the parser's own words when it is no YAML.
pub fn documents(text: &str) -> Result<Vec<Value>, String> {
    // kubectl reads `0644` as octal, as YAML 1.1 did.
    let options = serde_saphyr::options! { legacy_octal_numbers: true };
    let values: Vec<Value> =
        serde_saphyr::from_multiple_with_options(text, options).map_err(|error| short(&error.to_string()))?;
    Ok(values.into_iter().filter(|value| !value.is_null()).collect())
}

fn short(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::documents;

    #[test]
    fn documents_are_separated_and_empty_ones_left_out() {
        let found = documents("kind: A\n---\n---\nkind: B\nmode: 0644\n").expect("it is YAML");
        assert_eq!(found.len(), 2);
        assert_eq!(found[1]["mode"], 420);
        assert!(documents("a: [b").is_err());
        assert!(documents("a: b\n\tc: d").is_err());
    }
}
