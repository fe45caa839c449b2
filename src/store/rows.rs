//! Reads rows: a value that does not fit its column is an error that names the row, never a panic.

use std::fmt::Display;
use std::str::FromStr;

use serde::de::DeserializeOwned;
use sqlx::sqlite::SqliteRow;
use sqlx::{Decode, Row, Sqlite, Type};

use super::StoreError;

/// A row with the name of its table and its key, for errors.
pub(super) struct Record<'r> {
    row: &'r SqliteRow,
    table: &'static str,
    keys: &'static [&'static str],
}

impl<'r> Record<'r> {
    pub(super) fn new(row: &'r SqliteRow, table: &'static str, keys: &'static [&'static str]) -> Self {
        Self { row, table, keys }
    }

    /// The key as people read it; only an error asks for it.
    fn id(&self) -> String {
        let part = |key: &&str| {
            let text = self.row.try_get::<String, _>(*key);
            text.or_else(|_| self.row.try_get::<i64, _>(*key).map(|number| number.to_string()))
                .unwrap_or_else(|_| "?".to_owned())
        };
        self.keys.iter().map(part).collect::<Vec<_>>().join("/")
    }

    pub(super) fn corrupt(&self, column: &'static str, problem: impl Display) -> StoreError {
        StoreError::Corrupt { table: self.table, id: self.id(), column, problem: problem.to_string() }
    }

    /// A column as SQLite has it.
    pub(super) fn get<T: Decode<'r, Sqlite> + Type<Sqlite>>(&self, column: &'static str) -> Result<T, StoreError> {
        self.row.try_get(column).map_err(|error| self.corrupt(column, error))
    }

    /// A text that has its own rules.
    pub(super) fn parse<T: FromStr<Err: Display>>(&self, column: &'static str) -> Result<T, StoreError> {
        self.get::<&str>(column)?.parse().map_err(|error| self.corrupt(column, error))
    }

    /// The same, or NULL.
    pub(super) fn parse_opt<T: FromStr<Err: Display>>(&self, column: &'static str) -> Result<Option<T>, StoreError> {
        let text: Option<&str> = self.get(column)?;
        text.map(str::parse).transpose().map_err(|error| self.corrupt(column, error))
    }

    /// One of a few words.
    pub(super) fn word<T>(&self, column: &'static str, meaning: fn(&str) -> Option<T>) -> Result<T, StoreError> {
        let word: &str = self.get(column)?;
        meaning(word).ok_or_else(|| self.corrupt(column, format_args!("`{word}` means nothing here")))
    }

    /// The same, or NULL.
    pub(super) fn word_opt<T>(
        &self,
        column: &'static str,
        meaning: fn(&str) -> Option<T>,
    ) -> Result<Option<T>, StoreError> {
        match self.get::<Option<&str>>(column)? {
            Some(_) => self.word(column, meaning).map(Some),
            None => Ok(None),
        }
    }

    /// A value kept as JSON.
    pub(super) fn json<T: DeserializeOwned>(&self, column: &'static str) -> Result<T, StoreError> {
        serde_json::from_str(self.get(column)?).map_err(|error| self.corrupt(column, error))
    }
}
