//! A manifest's documents with the place of each key, and whether a type of the API keeps all of them.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::node::{self, Node, Value};
use super::{decode, malformed_problem};
use crate::lab::problem::{Place, Problem};

/// One document of a manifest.
#[derive(Debug, Clone)]
pub struct Document<'a> {
    path: &'a str,
    text: &'a str,
    tree: Node,
    /// Its `apiVersion`; empty when it says none.
    pub api_version: String,
    /// Its `kind`; empty when it says none.
    pub kind: String,
}

impl<'a> Document<'a> {
    /// The documents of `text`, empty ones left out; `path` is how problems name the file.
    #[must_use]
    pub fn all(path: &'a str, text: &'a str) -> (Vec<Self>, Vec<Problem>) {
        let (mut documents, mut problems) = (Vec::new(), Vec::new());
        let lines: Vec<&str> = text.lines().collect();
        let mut from = 0;
        let ends = (0..lines.len()).filter(|line| lines[*line].trim_end() == "---").chain([lines.len()]);
        for end in ends {
            let skipped = from;
            let piece = &lines[from.min(end)..end];
            from = end + 1;
            if piece.iter().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
                continue;
            }
            // Blank lines in front keep the parser's line numbers those of the whole file.
            match node::read(&format!("{}{}\n", "\n".repeat(skipped), piece.join("\n"))) {
                Ok(tree) => documents.push(Self::new(path, text, tree)),
                Err(malformed) => problems.push(malformed_problem(path, text, malformed, skipped)),
            }
        }
        (documents, problems)
    }

    fn new(path: &'a str, text: &'a str, tree: Node) -> Self {
        let word = |key: &str| match tree.get(key).map(|node| &node.value) {
            Some(Value::Text(word)) => word.clone(),
            _ => String::new(),
        };
        Self { path, text, api_version: word("apiVersion"), kind: word("kind"), tree }
    }

    /// A problem at the value of a key of the document, or at its beginning.
    #[must_use]
    pub fn problem(&self, key: &str, message: impl Into<String>) -> Problem {
        let (line, column) = self.tree.get(key).unwrap_or(&self.tree).at;
        Problem::at(self.path, Place::at(self.text, line, column), message)
    }

    /// Reads the document as a `T` of the API and writes it again: what `T` does not know, does not take, or does
    /// not give back is a problem.
    #[must_use]
    pub fn round_trip<T: DeserializeOwned + Serialize>(&self) -> Vec<Problem> {
        let (value, mut problems) = decode::decode::<T>(self.path, self.text, self.tree.clone());
        let written = value.filter(|_| problems.is_empty()).and_then(|value| serde_json::to_value(value).ok());
        if let Some(written) = written {
            self.lost(&self.tree, &written, &mut problems);
        }
        problems
    }

    fn lost(&self, node: &Node, written: &Json, problems: &mut Vec<Problem>) {
        match (&node.value, written) {
            (Value::Map(entries), Json::Object(kept)) => {
                for (key, value) in entries.iter().filter(|(_, value)| !value.is_nothing()) {
                    let name = decode::key_text(key);
                    match kept.get(&name) {
                        Some(kept) => self.lost(value, kept, problems),
                        None => {
                            let place = Place::at(self.text, key.at.0, key.at.1);
                            let message = format!("the API does not keep `{name}` here");
                            problems.push(Problem::at(self.path, place, message));
                        }
                    }
                }
            }
            (Value::List(items), Json::Array(kept)) => {
                items.iter().zip(kept).for_each(|(item, kept)| self.lost(item, kept, problems));
            }
            _ => {}
        }
    }

    /// The images that containers of the document name, and where.
    #[must_use]
    pub fn images(&self) -> Vec<(String, Place)> {
        let mut found = Vec::new();
        self.images_below(&self.tree, false, &mut found);
        found
    }

    fn images_below(&self, node: &Node, in_containers: bool, found: &mut Vec<(String, Place)>) {
        match &node.value {
            Value::Map(entries) => {
                for (key, value) in entries {
                    let name = decode::key_text(key);
                    if let (true, "image", Value::Text(image)) = (in_containers, name.as_str(), &value.value) {
                        found.push((image.clone(), Place::at(self.text, value.at.0, value.at.1)));
                    }
                    self.images_below(value, matches!(name.as_str(), "containers" | "initContainers"), found);
                }
            }
            Value::List(items) => items.iter().for_each(|item| self.images_below(item, in_containers, found)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Serialize, Deserialize)]
    struct Service {
        kind: String,
        ports: Vec<Port>,
        #[serde(skip_serializing)]
        #[expect(dead_code, reason = "it stands for what a type reads and does not write")]
        dropped: Option<String>,
    }

    #[derive(Serialize, Deserialize)]
    struct Port {
        port: u16,
    }

    fn problems(text: &str) -> Vec<String> {
        let (documents, mut problems) = Document::all("x.yaml", text);
        problems.extend(documents.iter().flat_map(Document::round_trip::<Service>));
        problems.iter().map(|p| p.to_string().lines().next().expect("a line").to_owned()).collect()
    }

    #[test]
    fn unknown_lost_and_wrong_fields_of_each_document_are_found_at_their_place() {
        let text = "kind: S\nports:\n  - prot: 80\n    port: 80\n---\n# nothing\n---\nkind: S\nports: [{port: http}]\n";
        assert_eq!(
            problems(text),
            ["x.yaml:3:5: unknown key `prot`", "x.yaml:9:16: expected a whole number, found the text `http`"]
        );
        assert_eq!(problems("kind: S\nports: []\ndropped: x\n"), ["x.yaml:3:1: the API does not keep `dropped` here"]);
        assert_eq!(problems("kind: S\nports: [\n"), problems("kind: S\nports: [\n"));
        assert!(problems("a: [\n")[0].starts_with("x.yaml:"));
    }

    #[test]
    fn images_are_those_of_containers() {
        let text = "image: no\nspec:\n  containers:\n    - image: nginx\n      env: [{image: no}]\n";
        let (documents, _) = Document::all("x.yaml", text);
        let images = documents[0].images();
        assert_eq!(
            images.iter().map(|(image, place)| (image.as_str(), place.line)).collect::<Vec<_>>(),
            [("nginx", 4)]
        );
    }
}
