//! A backup taken while a class works, put onto an empty machine: progress, sandboxes and resume codes are found again.

use std::path::Path;
use std::process::{Command, Output};

use crate::support::http::Client;
use crate::support::learner::Learner;
use crate::support::server::{LAB, Server};

#[track_caller]
fn kindlab(data: &Path, what: &str, file: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kindlab"));
    command.arg("--data").arg(data).arg(what).arg(file).output().expect("the kindlab program")
}

#[test]
fn a_backup_of_a_running_server_is_a_server_elsewhere() {
    let mut server = Server::start();
    let learner = server.open(LAB);
    learner.save("statefulset.yaml", "# kept\n");
    learner.has_pages();
    learner.passes("pages");
    learner.ran("list-classes");
    // Somebody works all the while.
    let run = learner.start("list-classes");
    let folder = tempfile::tempdir().expect("a directory");
    let file = folder.path().join("kindlab.backup");
    let done = kindlab(server.data(), "backup", &file);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    learner.run_is(&run, "ended");
    let rights = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).expect("a file").permissions());
    assert_eq!(rights & 0o077, 0, "others may read the backup");
    let again = kindlab(server.data(), "backup", &file);
    let said = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(!again.status.success() && said.contains("hint:"), "a backup was overwritten: {said}");
    let over = kindlab(server.data(), "restore", &file);
    assert!(!over.status.success(), "a database was overwritten");
    let before = learner.passed();
    server.kill_9();

    let data = tempfile::tempdir().expect("a directory");
    let done = kindlab(data.path(), "restore", &file);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let elsewhere = Server::on(data);
    let code = learner.resume_code.clone().expect("a resume code");
    let back = Learner { client: Client::with_code(&elsewhere.address, &code), ..learner.clone() };
    let found = back.client.get(&back.api("")).is(200).json();
    assert_eq!(found["namespace"], learner.namespace.as_str(), "{found}");
    assert_eq!(back.passed(), before);
    // What ran at the moment of the backup is found in the workbench, and followed to its end.
    back.run_is(&run, "ended");
    back.ran("list-classes");
    assert_eq!(back.typed("cat statefulset.yaml"), "# kept\n");
    back.deletes(&["nginx-0", "nginx-1"]);
    back.passes("survival");
}
