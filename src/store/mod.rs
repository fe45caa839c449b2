//! Keeps progress: one SQLite file, opened by one server.
//!
//! Writes go through one connection, each in a transaction that takes the
//! write lock at its start; reads have connections of their own. WAL with
//! `synchronous=FULL`: what a method has returned from is on the disk, and
//! stays there through `kill -9` and a power cut. Time comes as an argument.

mod aids;
mod attempts;
mod backup;
mod classes;
mod error;
mod events;
mod files;
mod helps;
mod instructor;
mod learners;
mod members;
mod predictions;
mod replays;
mod rows;
mod runs;
mod sandboxes;
mod steps;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sha2::{Digest, Sha256};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Row, SqlStr, Sqlite, SqlitePool, Transaction};

pub use error::StoreError;
pub use instructor::{BoardRow, INSTRUCTOR_SESSION};
pub use runs::{MAX_RUNS, RunCreated};

/// Every migration that was ever published, in order.
const MIGRATIONS: [(i64, &str, &str); 7] = [
    (1, "progress", include_str!("migrations/0001_progress.sql")),
    (2, "how", include_str!("migrations/0002_how.sql")),
    (3, "stay", include_str!("migrations/0003_stay.sql")),
    (4, "homes", include_str!("migrations/0004_homes.sql")),
    (5, "predictions", include_str!("migrations/0005_predictions.sql")),
    (6, "classes", include_str!("migrations/0006_classes.sql")),
    (7, "watching", include_str!("migrations/0007_watching.sql")),
];

/// How many reads may go on at once.
const READERS: u32 = 4;

/// How long a write waits for another process, for instance `kindlab instructor token --new`.
const BUSY: Duration = Duration::from_secs(10);

/// A handle on the database; clones share it.
#[derive(Debug, Clone)]
pub struct Store {
    write: SqlitePool,
    read: SqlitePool,
}

impl Store {
    /// Opens the database at `path`, makes it when there is none, and brings its tables to this version.
    ///
    /// # Errors
    /// When the file can't be read or written, is no database, or was made by a newer server.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
        let failed = |source| StoreError::Open { path: path.to_owned(), source };
        let write = pool(1).connect_with(tuned(options.clone())).await.map_err(failed)?;
        migrate(&write).await?;
        let read = pool(READERS).connect_with(tuned(options)).await.map_err(failed)?;
        Ok(Self { write, read })
    }

    /// A database that ends with its last handle.
    ///
    /// # Errors
    /// When SQLite can't be started.
    pub async fn open_in_memory() -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::from_str("sqlite::memory:")?;
        let write = pool(1).connect_with(options.foreign_keys(true)).await?;
        migrate(&write).await?;
        // Each connection would have a memory of its own: reads share the writer's.
        Ok(Self { read: write.clone(), write })
    }

    /// Waits for what is being written and closes the file. Later calls fail.
    pub async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }

    /// A value kept under `key`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn meta(&self, key: &str) -> Result<Option<String>, StoreError> {
        let row = sqlx::query("SELECT value FROM meta WHERE key = $1").bind(key).fetch_optional(&self.read).await?;
        Ok(row.map(|row| row.try_get("value")).transpose()?)
    }

    /// Keeps `value` under `key`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_meta(&self, key: &str, value: &str) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        )
        .bind(key)
        .bind(value)
        .execute(&self.write)
        .await?;
        Ok(())
    }

    /// A transaction that may write.
    ///
    /// NB: a plain `BEGIN` that reads first and writes then fails with SQLITE_BUSY_SNAPSHOT when another process
    /// wrote in between, and no timeout helps.
    async fn begin(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.write.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// A transaction whose reads all see the same moment.
    async fn snapshot(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.read.begin().await?)
    }
}

/// The SHA-256 of a secret in hex: what is kept of tokens and codes. They are long and random, so they need no salt.
#[must_use]
pub fn hash_secret(secret: &str) -> String {
    Sha256::digest(secret.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn tuned(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        // KiB, for each connection; SQLite's own default is four times as much. The system has the file's pages besides.
        .pragma("cache_size", "-512")
        // What is purged is written over: a deleted row's text would stay in the file for who reads its bytes.
        .pragma("secure_delete", "ON")
}

fn pool(connections: u32) -> SqlitePoolOptions {
    // A connection that is closed for its age costs the next request, and in memory takes the data with it.
    SqlitePoolOptions::new().max_connections(connections).min_connections(1).idle_timeout(None).max_lifetime(None)
}

async fn migrate(pool: &SqlitePool) -> Result<(), StoreError> {
    let migration = |(version, name, sql): (i64, &'static str, &'static str)| {
        Migration::new(version, name.into(), MigrationType::Simple, SqlStr::from_static(sql), false)
    };
    Ok(Migrator::with_migrations(MIGRATIONS.map(migration).to_vec()).run(pool).await?)
}
