//! Rows that this server can't have written, and files that are no database.

use super::{Disk, passed, said};
use crate::check::Verdict;
use crate::store::{Store, StoreError};

async fn tampered(disk: &Disk, sql: &'static str) {
    let mut connection = disk.store.write.acquire().await.unwrap();
    sqlx::query("PRAGMA ignore_check_constraints = ON").execute(&mut *connection).await.unwrap();
    sqlx::query(sql).execute(&mut *connection).await.unwrap();
}

#[tokio::test]
async fn a_corrupt_row_is_an_error_that_names_it() {
    let disk = Disk::new().await;
    let attempt = disk.opened("ada-0000001").await;
    disk.store.record(&attempt.id, &said("service", Verdict::Wrong, "selector"), None, 1).await.unwrap();
    let read = async || disk.store.steps(&attempt.id).await.map(|_| ()).unwrap_err().to_string();

    tampered(&disk, "UPDATE steps SET verdict = 'maybe'").await;
    let place = "table `steps`, row `ada-0000001-try1/service`";
    assert_eq!(read().await, format!("{place}, column `verdict`: `maybe` means nothing here"));
    tampered(&disk, "UPDATE steps SET verdict = 'wrong', message = '{'").await;
    assert!(read().await.starts_with(&format!("{place}, column `message`: ")));
    tampered(&disk, "UPDATE steps SET message = '{\"key\":\"k\"}', sandbox = NULL, holds = 7").await;
    assert!(disk.store.view(&attempt).await.is_ok(), "any number but 0 is true");

    tampered(&disk, "UPDATE events SET kind = '{\"kind\":\"exploded\"}'").await;
    let error = disk.store.events_after(&attempt.id, 0, 9).await.unwrap_err();
    assert!(matches!(&error, StoreError::Corrupt { table: "events", id, column: "kind", .. } if id == "1"), "{error}");

    tampered(&disk, "UPDATE attempts SET lab = '../etc'").await;
    let error = disk.store.attempt(&attempt.id).await.unwrap_err();
    assert!(matches!(&error, StoreError::Corrupt { table: "attempts", column: "lab", .. }), "{error}");
}

#[tokio::test]
async fn the_database_itself_keeps_the_latch_consistent() {
    let disk = Disk::new().await;
    let attempt = disk.opened("ada-0000001").await;
    disk.store.record(&attempt.id, &passed("service", "u"), None, 1).await.unwrap();
    let undo = sqlx::query("UPDATE steps SET verdict = 'wrong'").execute(&disk.store.write).await;
    assert!(undo.is_err(), "a step with a time of passing can have no other verdict");
}

#[tokio::test]
async fn the_file_is_opened_as_promised() {
    let disk = Disk::new().await;
    for pool in [&disk.store.write, &disk.store.read] {
        for (pragma, value) in
            [("PRAGMA synchronous", 2_i64), ("PRAGMA foreign_keys", 1), ("PRAGMA busy_timeout", 10_000)]
        {
            let found: i64 = sqlx::query_scalar(pragma).fetch_one(pool).await.unwrap();
            assert_eq!(found, value, "{pragma}");
        }
        let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(pool).await.unwrap();
        assert_eq!(mode, "wal");
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("db");
    std::fs::write(&path, "this is a diary, and long enough to be looked at by SQLite as a header").unwrap();
    let error = Store::open(&path).await.unwrap_err().to_string();
    assert!(error.contains(&format!("`{}`", path.display())), "{error}");
    assert!(error.contains("not a database"), "{error}");
}

#[tokio::test]
async fn a_database_of_a_newer_server_is_left_alone() {
    let disk = Disk::new().await;
    tampered(
        &disk,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (99, 'future', 1, x'00', 0)",
    )
    .await;
    disk.store.close().await;
    let error = Store::open(&disk.folder.path().join("db")).await.unwrap_err();
    assert!(matches!(error, StoreError::Migrate(_)), "{error}");
}
