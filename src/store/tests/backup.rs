//! A backup that is taken while the server writes is whole, and is everything up to one moment.

use super::*;

#[tokio::test]
async fn a_backup_taken_while_somebody_writes_is_whole() {
    let dir = tempfile::tempdir().expect("a directory");
    let store = Store::open(&dir.path().join("db")).await.expect("a database");
    store.set_meta("first", "kept").await.expect("writes");
    let writer = store.clone();
    let writes = tokio::spawn(async move {
        for n in 0..200 {
            writer.set_meta(&format!("n{n}"), "x").await.expect("writes");
        }
    });
    let to = dir.path().join("backup");
    Store::back_up(&dir.path().join("db"), &to).await.expect("a backup");
    writes.await.expect("all written");
    let restored = Store::open(&to).await.expect("the backup opens");
    assert_eq!(restored.meta("first").await.expect("reads"), Some("kept".to_owned()));
    // What came before anything that is in it is in it.
    let mut there = Vec::new();
    for n in 0..200 {
        there.push(restored.meta(&format!("n{n}")).await.expect("reads").is_some());
    }
    let count = there.iter().filter(|there| **there).count();
    assert!(there[..count].iter().all(|there| *there), "{there:?}");
    assert!(store.meta("n199").await.expect("reads").is_some(), "the server's own is untouched");
}

#[tokio::test]
async fn a_file_that_is_no_backup_is_told() {
    let dir = tempfile::tempdir().expect("a directory");
    let (db, other) = (dir.path().join("db"), dir.path().join("other"));
    Store::open(&db).await.expect("a database").close().await;
    std::fs::write(&other, "not a database").expect("writes");
    assert!(Store::check(&other).await.is_err());
    assert!(Store::back_up(&db, &other).await.is_err(), "an existing file is not overwritten");
    assert_eq!(std::fs::read_to_string(&other).expect("reads"), "not a database");
    assert!(Store::check(&dir.path().join("nowhere")).await.is_err());
    // Damaged in the middle.
    let mut bytes = std::fs::read(&db).expect("reads");
    let middle = bytes.len() / 2;
    bytes[middle..].fill(0xff);
    std::fs::write(&other, bytes).expect("writes");
    assert!(Store::check(&other).await.is_err());
}
