//! Runs: each is started once per id, one of a sandbox at a time, and is over once.

use std::collections::BTreeMap;

use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use super::rows::Record;
use super::{Store, StoreError, events};
use crate::id::{AttemptId, CommandId, RunId};
use crate::progress::{EventKind, Millis, Run, RunState};

/// How many runs of an attempt are kept.
pub const MAX_RUNS: i64 = 200;

/// What came of asking for a run.
#[derive(Debug, Clone, PartialEq)]
pub enum RunCreated {
    /// It was written; start it.
    New,
    /// It was asked for before: this is how it stands. Start nothing.
    Same(Run),
    /// The id belongs to another run.
    Taken,
    /// This run of the same sandbox is not over.
    Busy(RunId),
}

impl Store {
    /// Writes a run before it is started, if it may be.
    ///
    /// # Errors
    /// When the database fails, or there is no such attempt or sandbox.
    pub async fn create_run(&self, run: &Run) -> Result<RunCreated, StoreError> {
        let mut tx = self.begin().await?;
        if let Some(known) = by_id(&mut tx, &run.id).await? {
            let same = known.attempt == run.attempt && known.command == run.command;
            return Ok(if same { RunCreated::Same(known) } else { RunCreated::Taken });
        }
        let open = sqlx::query("SELECT id FROM runs WHERE sandbox = $1 AND state IN ('starting', 'running')")
            .bind(run.sandbox.as_str())
            .fetch_optional(&mut *tx)
            .await?;
        if let Some(row) = open {
            return Ok(RunCreated::Busy(Record::new(&row, "runs", &["id"]).parse("id")?));
        }
        insert(&mut tx, run).await?;
        prune(&mut tx, &run.attempt).await?;
        events::append(&mut tx, &run.attempt, &changed(run), run.started).await?;
        tx.commit().await?;
        Ok(RunCreated::New)
    }

    /// Writes how a run stands; an event when its state is another one.
    ///
    /// A run that is over stays as it ended: of a later word only the output counts. So the one who stopped it and
    /// the one who read its last output may write in any order.
    ///
    /// # Errors
    /// When the database fails or there is no such run.
    pub async fn update_run(&self, run: &Run) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let missing = || StoreError::Missing { table: "runs", id: run.id.to_string() };
        let known = by_id(&mut tx, &run.id).await?.ok_or_else(missing)?;
        let kept = if known.state.is_over() { &known } else { run };
        sqlx::query("UPDATE runs SET state = $2, exit = $3, ended = $4, output = $5, truncated = $6 WHERE id = $1")
            .bind(run.id.as_str())
            .bind(kept.state.word())
            .bind(kept.exit)
            .bind(kept.ended)
            .bind(&run.output)
            .bind(run.truncated)
            .execute(&mut *tx)
            .await?;
        if kept.state != known.state {
            let at: Millis = run.ended.unwrap_or(run.started);
            events::append(&mut tx, &known.attempt, &changed(run), at).await?;
        }
        Ok(tx.commit().await?)
    }

    /// The run with this id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn run(&self, id: &RunId) -> Result<Option<Run>, StoreError> {
        by_id(&mut *self.read.acquire().await?, id).await
    }

    /// The runs that are not over, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_runs(&self) -> Result<Vec<Run>, StoreError> {
        let rows = sqlx::query("SELECT * FROM runs WHERE state IN ('starting', 'running') ORDER BY seq")
            .fetch_all(&self.read)
            .await?;
        rows.iter().map(read).collect()
    }

    /// The newest run of each command.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn latest_runs(&self, attempt: &AttemptId) -> Result<BTreeMap<CommandId, Run>, StoreError> {
        latest(&mut *self.read.acquire().await?, attempt).await
    }
}

pub(super) async fn latest(
    db: &mut SqliteConnection,
    attempt: &AttemptId,
) -> Result<BTreeMap<CommandId, Run>, StoreError> {
    let rows =
        sqlx::query("SELECT * FROM runs WHERE seq IN (SELECT max(seq) FROM runs WHERE attempt = $1 GROUP BY command)")
            .bind(attempt.as_str())
            .fetch_all(db)
            .await?;
    rows.iter().map(|row| read(row).map(|run| (run.command.clone(), run))).collect()
}

async fn by_id(db: &mut SqliteConnection, id: &RunId) -> Result<Option<Run>, StoreError> {
    let row = sqlx::query("SELECT * FROM runs WHERE id = $1").bind(id.as_str()).fetch_optional(db).await?;
    row.as_ref().map(read).transpose()
}

async fn insert(db: &mut SqliteConnection, run: &Run) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO runs (id, attempt, sandbox, command, state, exit, output, truncated, started, ended)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(run.id.as_str())
    .bind(run.attempt.as_str())
    .bind(run.sandbox.as_str())
    .bind(run.command.as_str())
    .bind(run.state.word())
    .bind(run.exit)
    .bind(&run.output)
    .bind(run.truncated)
    .bind(run.started)
    .bind(run.ended)
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets the oldest runs, but none that is not over and not the newest of any command: pages show those.
async fn prune(db: &mut SqliteConnection, attempt: &AttemptId) -> Result<(), StoreError> {
    sqlx::query(
        "DELETE FROM runs
         WHERE seq IN (SELECT seq FROM runs WHERE attempt = $1 ORDER BY seq DESC LIMIT -1 OFFSET $2)
           AND state NOT IN ('starting', 'running')
           AND seq NOT IN (SELECT max(seq) FROM runs WHERE attempt = $1 GROUP BY command)",
    )
    .bind(attempt.as_str())
    .bind(MAX_RUNS)
    .execute(db)
    .await?;
    Ok(())
}

fn changed(run: &Run) -> EventKind {
    EventKind::Run { run: run.id.clone(), command: run.command.clone(), state: run.state }
}

fn read(row: &SqliteRow) -> Result<Run, StoreError> {
    let record = Record::new(row, "runs", &["id"]);
    Ok(Run {
        id: record.parse("id")?,
        attempt: record.parse("attempt")?,
        sandbox: record.parse("sandbox")?,
        command: record.parse("command")?,
        state: record.word("state", RunState::from_word)?,
        exit: record.get("exit")?,
        output: record.get("output")?,
        truncated: record.get("truncated")?,
        started: record.get("started")?,
        ended: record.get("ended")?,
    })
}
