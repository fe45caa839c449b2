//! Sandboxes: which namespaces belong to which attempt, and what there is of them.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::rows::Record;
use super::{Store, StoreError, events};
use crate::id::{AttemptId, SandboxId};
use crate::progress::{EventKind, Millis, Sandbox, SandboxState};

impl Store {
    /// Adds a sandbox.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the attempt has one that is not gone, or there is no such attempt.
    pub async fn create_sandbox(&self, sandbox: &Sandbox) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        insert(&mut tx, sandbox).await?;
        Ok(tx.commit().await?)
    }

    /// Adds a sandbox unless there are `max` that are not gone; says whether it did.
    ///
    /// # Errors
    /// As [`Store::create_sandbox`].
    pub async fn create_sandbox_within(&self, sandbox: &Sandbox, max: usize) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        if count(&mut tx).await? >= max {
            return Ok(false);
        }
        insert(&mut tx, sandbox).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The sandboxes that have namespaces, of ended attempts too, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live_sandboxes(&self) -> Result<Vec<Sandbox>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, attempt, cluster, created, touched, state FROM sandboxes
             WHERE state <> 'gone' ORDER BY created, id",
        )
        .fetch_all(&self.read)
        .await?;
        rows.iter().map(|row| sandbox(&Record::new(row, "sandboxes", &["id"]))).collect()
    }

    /// The attempt's sandbox, unless it is gone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sandbox_of(&self, attempt: &AttemptId) -> Result<Option<Sandbox>, StoreError> {
        sandbox_of(&mut *self.read.acquire().await?, attempt).await
    }

    /// How many sandboxes are not gone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_sandboxes(&self) -> Result<usize, StoreError> {
        count(&mut *self.read.acquire().await?).await
    }

    /// Says what there is of a sandbox now; an event when that is something else than before.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it is gone and was to come back: gone is for ever, another is made instead.
    pub async fn set_sandbox_state(&self, id: &SandboxId, state: SandboxState, now: Millis) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let row = sqlx::query("SELECT id, attempt, state FROM sandboxes WHERE id = $1")
            .bind(id.as_str())
            .fetch_optional(&mut *tx)
            .await?;
        let missing = || StoreError::Missing { table: "sandboxes", id: id.to_string() };
        let row = row.ok_or_else(missing)?;
        let record = Record::new(&row, "sandboxes", &["id"]);
        let before = record.word("state", from_word)?;
        if before == state {
            return Ok(());
        }
        if before == SandboxState::Gone {
            return Err(StoreError::Conflict(format!("sandbox `{id}` is gone")));
        }
        sqlx::query("UPDATE sandboxes SET state = $2 WHERE id = $1")
            .bind(id.as_str())
            .bind(word(state))
            .execute(&mut *tx)
            .await?;
        events::append(&mut tx, &record.parse("attempt")?, &EventKind::Sandbox { state }, now).await?;
        Ok(tx.commit().await?)
    }

    /// Notes that the learner did something in it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn touch_sandbox(&self, id: &SandboxId, now: Millis) -> Result<(), StoreError> {
        sqlx::query("UPDATE sandboxes SET touched = $2 WHERE id = $1 AND touched < $2")
            .bind(id.as_str())
            .bind(now)
            .execute(&self.write)
            .await?;
        Ok(())
    }
}

pub(super) async fn sandbox_of(db: &mut SqliteConnection, attempt: &AttemptId) -> Result<Option<Sandbox>, StoreError> {
    let row = sqlx::query(
        "SELECT id, attempt, cluster, created, touched, state FROM sandboxes
         WHERE attempt = $1 AND state <> 'gone'",
    )
    .bind(attempt.as_str())
    .fetch_optional(db)
    .await?;
    row.map(|row| sandbox(&Record::new(&row, "sandboxes", &["id"]))).transpose()
}

/// The columns of [`joined`], for a query that joins `sandboxes s`.
macro_rules! joined_columns {
    () => {
        "s.id AS sandbox_id, s.cluster AS sandbox_cluster, s.created AS sandbox_created,
         s.touched AS sandbox_touched, s.state AS sandbox_state"
    };
}
pub(super) use joined_columns;

/// The sandbox of a row that an outer join may have left without one.
pub(super) fn joined(row: &SqliteRow, attempt: &AttemptId) -> Result<Option<Sandbox>, StoreError> {
    let record = Record::new(row, "sandboxes", &["sandbox_id"]);
    let Some(id) = record.parse_opt("sandbox_id")? else { return Ok(None) };
    Ok(Some(Sandbox {
        id,
        attempt: attempt.clone(),
        cluster: record.get("sandbox_cluster")?,
        created: record.get("sandbox_created")?,
        touched: record.get("sandbox_touched")?,
        state: record.word("sandbox_state", from_word)?,
    }))
}

/// Whether a sandbox is known to be gone.
pub(super) async fn is_gone(db: &mut SqliteConnection, id: &SandboxId) -> Result<bool, StoreError> {
    let row = sqlx::query("SELECT 1 FROM sandboxes WHERE id = $1 AND state = 'gone'").bind(id.as_str());
    Ok(row.fetch_optional(db).await?.is_some())
}

async fn insert(db: &mut SqliteConnection, sandbox: &Sandbox) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO sandboxes (id, attempt, cluster, created, touched, state) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(sandbox.id.as_str())
    .bind(sandbox.attempt.as_str())
    .bind(&sandbox.cluster)
    .bind(sandbox.created)
    .bind(sandbox.touched)
    .bind(word(sandbox.state))
    .execute(&mut *db)
    .await?;
    let kind = EventKind::Sandbox { state: sandbox.state };
    events::append(db, &sandbox.attempt, &kind, sandbox.created).await?;
    Ok(())
}

async fn count(db: &mut SqliteConnection) -> Result<usize, StoreError> {
    let row = sqlx::query("SELECT count(*) AS n FROM sandboxes WHERE state <> 'gone'").fetch_one(db).await?;
    let n: i64 = row.try_get("n")?;
    Ok(usize::try_from(n).unwrap_or(usize::MAX))
}

fn sandbox(record: &Record<'_>) -> Result<Sandbox, StoreError> {
    Ok(Sandbox {
        id: record.parse("id")?,
        attempt: record.parse("attempt")?,
        cluster: record.get("cluster")?,
        created: record.get("created")?,
        touched: record.get("touched")?,
        state: record.word("state", from_word)?,
    })
}

fn word(state: SandboxState) -> &'static str {
    match state {
        SandboxState::Live => "live",
        SandboxState::Asleep => "asleep",
        SandboxState::Gone => "gone",
    }
}

fn from_word(text: &str) -> Option<SandboxState> {
    [SandboxState::Live, SandboxState::Asleep, SandboxState::Gone].into_iter().find(|state| word(*state) == text)
}
