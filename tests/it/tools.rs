//! What `make run` hands on, and what `scripts/setup` asks of the machine.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The commands that `make run` would run, with these variables in its environment and these on its command line.
fn would_run(environment: &[(&str, &str)], arguments: &[&str]) -> String {
    let mut make = Command::new("make");
    for name in ["LISTEN", "DATA", "KINDLAB_LISTEN", "KINDLAB_DATA", "MAKEFLAGS", "MAKEOVERRIDES", "MFLAGS"] {
        make.env_remove(name);
    }
    let ran = make.args(["-n", "-C", ROOT, "run"]).args(arguments).envs(environment.iter().copied()).output();
    let ran = ran.expect("make");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8_lossy(&ran.stdout).into_owned()
}

#[test]
fn make_run_takes_address_and_directory_from_where_the_program_takes_them() {
    let said = would_run(&[], &[]);
    assert!(said.contains("--data data serve --listen 127.0.0.1:8080"), "{said}");
    let set = [("KINDLAB_LISTEN", "0.0.0.0:8081"), ("KINDLAB_DATA", "/srv/kindlab")];
    let said = would_run(&set, &[]);
    assert!(said.contains("--data /srv/kindlab cluster up"), "{said}");
    assert!(said.contains("--data /srv/kindlab serve --listen 0.0.0.0:8081"), "{said}");
    let said = would_run(&set, &["LISTEN=127.0.0.1:9", "DATA=here"]);
    assert!(said.contains("--data here serve --listen 127.0.0.1:9"), "what is typed goes before: {said}");
}

/// `scripts/setup --check` where the toolchains are these: program and what it prints as its version.
fn setup_with(tools: &BTreeMap<&str, &str>) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: String| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("writes");
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).expect("may be run");
    };
    // What the script itself runs; nothing else of this machine's is in its reach.
    for name in ["bash", "dirname", "sed", "grep", "head", "sort"] {
        let found = ["/usr/bin", "/bin"].iter().map(|dir| Path::new(dir).join(name)).find(|path| path.exists());
        std::os::unix::fs::symlink(found.expect(name), folder.path().join(name)).expect("a link");
    }
    for (name, version) in tools {
        write(name, format!("#!/bin/bash\necho '{version}'\n"));
    }
    let mut setup = Command::new(folder.path().join("bash"));
    setup.arg(Path::new(ROOT).join("scripts/setup")).arg("--check").env("PATH", folder.path());
    setup.output().expect("scripts/setup")
}

#[test]
fn setup_names_toolchains_that_are_missing_or_too_old_and_what_to_do() {
    let good = BTreeMap::from([
        ("cargo", "cargo 1.99.0 (x)"),
        ("rustc", "rustc 1.99.0"),
        ("node", "v24.1.0"),
        ("npm", "11.0.0"),
    ]);
    let missing = |tools: &BTreeMap<&str, &str>| {
        let ran = setup_with(tools);
        assert_eq!(ran.status.code(), Some(1), "{}", String::from_utf8_lossy(&ran.stderr));
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        said.lines().filter(|line| line.starts_with("missing: ")).map(str::to_owned).collect::<Vec<_>>()
    };
    // It goes on, to what is missing beside toolchains.
    assert_eq!(missing(&good), [""; 0]);
    for (name, old, words) in [
        ("cargo", "cargo 1.63.0 (2022)", ["1.95", "1.63.0", "rustup update"]),
        ("rustc", "rustc 1.63.0", ["1.95", "1.63.0", "rustup update"]),
        ("node", "v18.19.0", ["20", "18.19.0", "https://nodejs.org"]),
    ] {
        let mut tools = good.clone();
        tools.insert(name, old);
        let said = missing(&tools);
        assert!(said.len() == 1 && words.iter().all(|word| said[0].contains(word)), "{name}: {said:?}");
    }
    for name in ["cargo", "node", "npm"] {
        let mut tools = good.clone();
        tools.remove(name);
        let said = missing(&tools);
        assert!(said.len() == 1 && said[0].starts_with(&format!("missing: {name}")), "{name}: {said:?}");
    }
}
