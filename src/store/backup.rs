//! One file that holds everything, taken while the server works, and put in place of what was lost.

use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Row};

use super::{BUSY, Store, StoreError};

impl Store {
    /// Copies the database at `from` as it is at one moment to the new file `to`. A server may be writing meanwhile.
    ///
    /// # Errors
    /// When `from` can't be read or is damaged, or `to` is there already or can't be written.
    pub async fn back_up(from: &Path, to: &Path) -> Result<(), StoreError> {
        let failed = |source| StoreError::Open { path: from.to_owned(), source };
        // Not read only: who reads a file with a write-ahead log may have to make its index.
        let options = SqliteConnectOptions::new().filename(from).busy_timeout(BUSY);
        let mut connection = options.connect().await.map_err(failed)?;
        let copied = sqlx::query("VACUUM INTO $1").bind(to.to_string_lossy()).execute(&mut connection).await;
        connection.close().await?;
        copied?;
        Self::check(to).await
    }

    /// Whether a file is a whole database of this program's.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when it is not, or when it can't be read.
    pub async fn check(file: &Path) -> Result<(), StoreError> {
        let failed = |source| StoreError::Open { path: file.to_owned(), source };
        let options = SqliteConnectOptions::new().filename(file).read_only(true).immutable(true);
        let mut connection = options.connect().await.map_err(failed)?;
        let row = sqlx::query("PRAGMA integrity_check").fetch_one(&mut connection).await.map_err(failed)?;
        let says: String = row.try_get(0)?;
        let known = sqlx::query("SELECT count(*) FROM meta").fetch_one(&mut connection).await;
        connection.close().await?;
        match (says.as_str(), known) {
            ("ok", Ok(_)) => Ok(()),
            ("ok", Err(source)) => Err(failed(source)),
            _ => Err(StoreError::Damaged { path: file.to_owned(), says }),
        }
    }
}
