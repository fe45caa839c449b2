//! What can go wrong between the server and its database.

use std::path::PathBuf;

/// A failure of the store. Its text is for the log: it may hold SQL, never a secret.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file can't be opened, or is not a database of this server.
    #[error("can't open the database `{}`: {source}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: sqlx::Error,
    },
    /// The file is a database, but not whole.
    #[error("the database `{}` is damaged: {says}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite finds.
        says: String,
    },
    /// The tables can't be brought to this version; for instance, a newer server made them.
    #[error("can't bring the database's tables to this version: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The database refused a statement, or is gone.
    #[error("database: {0}")]
    Sql(sqlx::Error),
    /// A row that this server can't have written, or that a newer one wrote.
    #[error("table `{table}`, row `{id}`, column `{column}`: {problem}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The row's key.
        id: String,
        /// The column.
        column: &'static str,
        /// What is the matter with it.
        problem: String,
    },
    /// What was to be written can't stand beside what is there: a second of something there may be one of,
    /// or a part of something that does not exist.
    #[error("conflict: {0}")]
    Conflict(String),
    /// What was to be changed does not exist.
    #[error("table `{table}` has no row `{id}`")]
    Missing {
        /// The table.
        table: &'static str,
        /// The row's key.
        id: String,
    },
    /// A value can't be written as JSON.
    #[error("can't write as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error() {
            Some(cause) if cause.is_unique_violation() || cause.is_foreign_key_violation() => {
                Self::Conflict(cause.message().to_owned())
            }
            _ => Self::Sql(error),
        }
    }
}

impl StoreError {
    /// Whether what was to be written can't stand beside what is there.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict(_))
    }
}
