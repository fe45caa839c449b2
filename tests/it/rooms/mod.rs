//! Which room may import which, and which crate has its door where: the table of ARCHITECTURE.md, held by a machine.

mod mentions;
mod rules;

use std::path::{Path, PathBuf};

use mentions::{Head, Mention, mentions};
use rules::{ENVIRONMENT, PURE, crate_doors, room_may_import};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(dir: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir).unwrap_or_else(|error| panic!("`{}`: {error}", dir.display()));
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// `cluster/kind/up.rs` → `["cluster", "kind", "up"]`, and `mod.rs` is its folder.
fn module_of(file: &str) -> Vec<String> {
    let mut path: Vec<String> = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if path.last().is_some_and(|last| last == "mod" || last == "lib" || last == "main") && path.len() > 1 {
        path.pop();
    }
    path
}

/// What is wrong with one mention, if anything.
fn broken(room: &str, mention: &Mention, is_test: bool) -> Option<String> {
    match &mention.head {
        Head::Room(other) if other == room => None,
        Head::Room(other) => {
            let mut may = room_may_import(room);
            if is_test {
                // A test builds what its room is given: it may reach one room further.
                may.extend(room_may_import(room).into_iter().flat_map(room_may_import));
            }
            (!may.contains(&other.as_str()))
                .then(|| format!("room `{room}` may not import room `{other}` (it may import: {})", may.join(", ")))
        }
        Head::Crate(name) if name == "std" => standard(room, mention, is_test),
        Head::Crate(name) => {
            let doors = crate_doors(name)?;
            if doors.contains(&"*") || doors.contains(&room) || (is_test && doors.contains(&"tests")) {
                return None;
            }
            Some(format!("room `{room}` may not use crate `{name}` (its door is: {})", doors.join(", ")))
        }
    }
}

fn standard(room: &str, mention: &Mention, is_test: bool) -> Option<String> {
    let part = mention.rest.first().map(String::as_str).unwrap_or_default();
    if part == "env" && !ENVIRONMENT.contains(&room) && !is_test {
        return Some(format!("room `{room}` may not read the environment (only {} may)", ENVIRONMENT.join(", ")));
    }
    let is_address = part == "net" && mention.rest.get(1).is_some_and(|name| name.starts_with("Ip"));
    let outside =
        ["net", "process", "thread", "time"].contains(&part) && !is_address || (part == "fs" && room != "lab");
    (PURE.contains(&room) && outside && !is_test)
        .then(|| format!("room `{room}` is pure and may not use `std::{part}`"))
}

/// Every broken rule of one file, as `file:line: rule`.
fn look_at(file: &str, source: &str) -> Vec<String> {
    let module = module_of(file);
    let in_test_file = module.iter().any(|part| part == "tests");
    let found = mentions(source, &module).unwrap_or_else(|error| panic!("src/{file}: {error}"));
    let lines = found.iter().filter_map(|mention| {
        let rule = broken(&module[0], mention, in_test_file || mention.in_tests)?;
        Some(format!("src/{file}:{}: {rule}", mention.line))
    });
    lines.collect()
}

#[test]
fn every_room_imports_only_what_it_may() {
    let src = root().join("src");
    let files = rust_files(&src);
    assert!(files.len() > 50, "only {} files were found below src/", files.len());
    let problems: Vec<String> = files
        .iter()
        .flat_map(|path| {
            let name = path.strip_prefix(&src).expect("below src").to_str().expect("ASCII").to_owned();
            look_at(&name, &std::fs::read_to_string(path).expect("a readable file"))
        })
        .collect();
    assert!(problems.is_empty(), "{} broken rules:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn every_room_and_every_dependency_is_in_the_table() {
    for entry in std::fs::read_dir(root().join("src")).expect("src") {
        let name = entry.expect("an entry").file_name().into_string().expect("ASCII");
        let room = name.trim_end_matches(".rs");
        assert!(
            room == "lib" || !room_may_import(room).is_empty() || PURE.contains(&room),
            "src/{name} is a room that tests/it/rooms/rules.rs says nothing of"
        );
    }
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml");
    let section = manifest.split("\n[dependencies]\n").nth(1).expect("[dependencies]");
    for line in section.lines().take_while(|line| !line.starts_with('[')).filter(|line| line.contains('=')) {
        let name = line.split(['=', ' ', '.']).next().unwrap_or_default().replace('-', "_");
        assert!(crate_doors(&name).is_some(), "the dependency `{name}` has no door in tests/it/rooms/rules.rs");
    }
}

/// The rules must be able to fail: each of these is a way through the wall.
#[test]
fn ways_through_a_wall_are_seen() {
    let cases = [
        ("check/pages.rs", "use tokio::time::sleep;", "may not use crate `tokio`"),
        ("check/pages.rs", "fn a() { kube::Client::new(); }", "may not use crate `kube`"),
        ("check/pages.rs", "fn a() { let now = std::time::SystemTime::now(); }", "may not use `std::time`"),
        ("check/tests/mod.rs", "use crate::cluster::Cluster;", "may not import room `cluster`"),
        ("check/pages.rs", "fn a() { std::net::TcpStream::connect(\"x\"); }", "may not use `std::net`"),
        ("store/mod.rs", "use crate::{check::Check, cluster::Cluster};", "may not import room `cluster`"),
        ("cluster/kind/up.rs", "fn a() { super::super::super::store::Store::open(); }", "may not import room `store`"),
        ("cluster/reader.rs", "fn a() -> axum::http::Request<()> { todo!() }", "may not use crate `axum`"),
        ("engine/run.rs", "fn a() { tokio::select! { _ = sqlx::query(\"x\") => {} } }", "may not use crate `sqlx`"),
        ("web/api.rs", "use ::kube::Api;", "may not use crate `kube`"),
        ("web/api.rs", "mod inner { use super::super::super::cluster::Cluster; }", "may not import room `cluster`"),
        ("lab/load/mod.rs", "use fluent_bundle as f;", "may not use crate `fluent_bundle`"),
        (
            "engine/open.rs",
            "const A: &str = env!(\"A\"); fn a() { std::env::var(\"A\"); }",
            "may not read the environment",
        ),
        ("store/rows.rs", "fn a() -> anyhow::Result<()> { Ok(()) }", "may not use crate `anyhow`"),
    ];
    for (file, source, expected) in cases {
        let found = look_at(file, source);
        assert!(
            found.len() == 1 && found[0].contains(expected) && found[0].starts_with(&format!("src/{file}:1: ")),
            "{file} with `{source}`: {found:?}"
        );
    }
}

#[test]
fn ways_that_are_open_are_left_alone() {
    let cases = [
        ("engine/run.rs", "use crate::cluster::{Cluster, SandboxSpec};"),
        ("cluster/watch.rs", "use kube::runtime::watcher; // use sqlx::query"),
        ("check/scale.rs", "//! Nothing of `tokio::spawn` here.\nconst A: &str = \"tokio::spawn\";"),
        ("check/scale.rs", "use super::observed::Observed; fn a(kube: i64) -> i64 { kube }"),
        ("cli.rs", "use crate::{lab, web}; fn a() { lab::load::load_all(); std::env::var(\"A\"); }"),
        ("i18n/tests/catalogue.rs", "use std::fs::read; use fluent_syntax::parser::parse;"),
        ("web/tests/mod.rs", "use crate::cluster::Cluster;"),
        ("check/scale.rs", "use std::net::{IpAddr, Ipv4Addr};"),
        ("check/scale.rs", "#[cfg(test)] mod tests { fn a() { std::fs::read(\"x\"); } }"),
    ];
    for (file, source) in cases {
        assert_eq!(look_at(file, source), Vec::<String>::new(), "{file} with `{source}`");
    }
}
