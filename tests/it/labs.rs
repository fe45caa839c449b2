//! The project's own labs are sound, and together they teach all that they should.

use std::path::Path;

use kindlab::cluster::api_types::fit;
use kindlab::lab::{coverage, lint, load};

fn labs() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("labs")
}

#[test]
fn the_linter_has_nothing_to_say_of_the_labs() {
    let problems: Vec<String> = lint::lint(&labs(), &fit).iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "kindlab lint:\n{}", problems.join("\n\n"));
}

#[test]
fn every_row_is_taught() {
    let mut problems = Vec::new();
    let coverage = coverage::read(&labs(), &mut problems).expect("labs/coverage.yaml");
    let (loaded, _) = load::load_all(&labs(), None);
    let (rows, missing) = coverage.of(loaded.values());
    assert_eq!((rows.len(), missing), (65, Vec::new()));
}
