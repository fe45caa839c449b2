//! Classes, and everything that an instructor sees of one.

use std::collections::{BTreeMap, BTreeSet};

use futures::TryStreamExt;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::rows::Record;
use super::{Store, StoreError, members, steps};
use crate::class::{Class, JoinCode, Room, Work};
use crate::id::{AttemptId, ClassId, StepId};
use crate::lab::Lang;
use crate::progress::{Aid, Attempt, Millis, StepState};

/// The current attempts of a class.
const WORKS: &str = "FROM attempts a WHERE a.class = $1 AND a.ended IS NULL";

impl Store {
    /// Adds a class.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another class has its code.
    pub async fn create_class(&self, class: &Class) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO classes (id, name, code, lang, size, labs, created, ends, ended)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(class.id.as_str())
        .bind(&class.name)
        .bind(class.code.as_str())
        .bind(class.lang.code())
        .bind(class.size)
        .bind(serde_json::to_string(&class.labs)?)
        .bind(class.created)
        .bind(class.ends)
        .bind(class.ended)
        .execute(&self.write)
        .await?;
        Ok(())
    }

    /// Every class with the number of those who are in it, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn classes(&self) -> Result<Vec<(Class, usize)>, StoreError> {
        let rows = sqlx::query(
            "SELECT c.*, (SELECT count(*) FROM members m WHERE m.class = c.id AND m.parted IS NULL) AS present
             FROM classes c ORDER BY c.created DESC, c.id",
        )
        .fetch_all(&self.read)
        .await?;
        let counted = |row: &SqliteRow| {
            let present: i64 = row.try_get("present")?;
            Ok((read(row)?, usize::try_from(present).unwrap_or(0)))
        };
        rows.iter().map(counted).collect()
    }

    /// One class.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn class(&self, id: &ClassId) -> Result<Option<Class>, StoreError> {
        class(&mut *self.read.acquire().await?, id).await
    }

    /// The class with this code, ended or not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn class_by_code(&self, code: &JoinCode) -> Result<Option<Class>, StoreError> {
        let row = sqlx::query("SELECT * FROM classes WHERE code = $1").bind(code.as_str());
        row.fetch_optional(&self.read).await?.as_ref().map(read).transpose()
    }

    /// Moves the planned end of a class that has not ended; false when there is none such.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_class_end(&self, id: &ClassId, ends: Millis) -> Result<bool, StoreError> {
        let done = sqlx::query("UPDATE classes SET ends = $2 WHERE id = $1 AND ended IS NULL")
            .bind(id.as_str())
            .bind(ends)
            .execute(&self.write)
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Ends a class; false when it had ended or never was.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_class(&self, id: &ClassId, now: Millis) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let done = sqlx::query("UPDATE classes SET ended = $2 WHERE id = $1 AND ended IS NULL")
            .bind(id.as_str())
            .bind(now)
            .execute(&mut *tx)
            .await?;
        sqlx::query("UPDATE members SET hand = NULL, hand_text = NULL, hand_lab = NULL, shows = 0 WHERE class = $1")
            .bind(id.as_str())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(done.rows_affected() > 0)
    }

    /// The attempts that were opened in a class and have not ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn class_attempts(&self, id: &ClassId) -> Result<Vec<Attempt>, StoreError> {
        let rows = sqlx::query("SELECT * FROM attempts WHERE class = $1 AND ended IS NULL ORDER BY created, id")
            .bind(id.as_str())
            .fetch_all(&self.read)
            .await?;
        rows.iter().map(super::attempts::read).collect()
    }

    /// Ended classes whose end lies before `before`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn classes_ended_before(&self, before: Millis) -> Result<Vec<Class>, StoreError> {
        let rows = sqlx::query("SELECT * FROM classes WHERE ended < $1").bind(before).fetch_all(&self.read).await?;
        rows.iter().map(read).collect()
    }

    /// Removes a class that has ended with all that was kept of it: names, messages, attempts with their outputs and
    /// files, and the learners who have nothing else here. Says how many members it had; `None` when there is no such
    /// class or it has not ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn purge_class(&self, id: &ClassId) -> Result<Option<usize>, StoreError> {
        let mut tx = self.begin().await?;
        if class(&mut tx, id).await?.is_none_or(|class| class.ended.is_none()) {
            return Ok(None);
        }
        let learners =
            sqlx::query("SELECT learner FROM members WHERE class = $1").bind(id.as_str()).fetch_all(&mut *tx).await?;
        sqlx::query("DELETE FROM classes WHERE id = $1").bind(id.as_str()).execute(&mut *tx).await?;
        for row in &learners {
            sqlx::query(
                "DELETE FROM learners WHERE id = $1
                 AND NOT EXISTS (SELECT 1 FROM attempts WHERE learner = $1)
                 AND NOT EXISTS (SELECT 1 FROM members WHERE learner = $1)",
            )
            .bind(row.try_get::<String, _>("learner")?)
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        // Its text is in the log, too, until that is written back and cut off; a reader may put that off to the next time.
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&self.write).await?;
        Ok(Some(learners.len()))
    }

    /// A class with its members and their work, as it was at one moment: eight queries, however many there are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn room(&self, id: &ClassId) -> Result<Option<Room>, StoreError> {
        let mut tx = self.snapshot().await?;
        let Some(class) = class(&mut tx, id).await? else { return Ok(None) };
        let members = members::members(&mut tx, id).await?;
        let works = works(&mut tx, id).await?;
        Ok(Some(Room { class, members, works }))
    }
}

async fn class(db: &mut SqliteConnection, id: &ClassId) -> Result<Option<Class>, StoreError> {
    let row = sqlx::query("SELECT * FROM classes WHERE id = $1").bind(id.as_str()).fetch_optional(db).await?;
    row.as_ref().map(read).transpose()
}

/// What a query over the class's attempts gave, by attempt.
type ByAttempt<T> = BTreeMap<String, BTreeMap<StepId, T>>;

async fn works(db: &mut SqliteConnection, id: &ClassId) -> Result<Vec<Work>, StoreError> {
    let mut said = states(db, id).await?;
    let mut wrongs = ByAttempt::<u32>::new();
    for row in &of_works(db, id, "wrongs").await? {
        let step = Record::new(row, "wrongs", &["attempt", "step"]).parse("step")?;
        wrongs.entry(row.try_get("attempt")?).or_default().insert(step, row.try_get("times")?);
    }
    let mut hints = ByAttempt::<u32>::new();
    for row in &of_works(db, id, "helps").await? {
        let step = Record::new(row, "helps", &["attempt", "step"]).parse("step")?;
        hints.entry(row.try_get("attempt")?).or_default().insert(step, row.try_get("hints")?);
    }
    let mut aids = ByAttempt::<BTreeSet<Aid>>::new();
    for row in &of_works(db, id, "aids").await? {
        let record = Record::new(row, "aids", &["attempt", "step"]);
        let of_attempt = aids.entry(row.try_get("attempt")?).or_default();
        of_attempt.entry(record.parse("step")?).or_default().insert(record.word("aid", Aid::from_word)?);
    }
    let sql =
        format!("SELECT p.attempt FROM replays p WHERE p.state = 'running' AND p.attempt IN (SELECT a.id {WORKS})");
    let replays = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.as_str()).fetch_all(&mut *db).await?;
    let helped: BTreeSet<String> = replays.iter().map(|row| row.try_get("attempt")).collect::<Result<_, _>>()?;
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "SELECT a.id, a.learner, a.lab, a.created, max(a.created,
             coalesce((SELECT at FROM events e WHERE e.attempt = a.id ORDER BY e.id DESC LIMIT 1), 0),
             coalesce((SELECT max(touched) FROM sandboxes s WHERE s.attempt = a.id), 0)) AS last_activity
         {WORKS} ORDER BY a.created, a.id"
    )))
    .bind(id.as_str())
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            let record = Record::new(row, "attempts", &["id"]);
            let attempt: AttemptId = record.parse("id")?;
            let key = attempt.as_str();
            Ok(Work {
                learner: record.parse("learner")?,
                lab: record.parse("lab")?,
                began: record.get("created")?,
                steps: said.remove(key).unwrap_or_default(),
                wrongs: wrongs.remove(key).unwrap_or_default(),
                aids: aids.remove(key).unwrap_or_default(),
                hints: hints.remove(key).unwrap_or_default(),
                last_activity: record.get("last_activity")?,
                helped: helped.contains(key),
                attempt,
            })
        })
        .collect()
}

/// What was said of each step. A large class has thousands, each with its evidence: they are read one by one.
async fn states(db: &mut SqliteConnection, id: &ClassId) -> Result<ByAttempt<StepState>, StoreError> {
    let query = sqlx::query(sqlx::AssertSqlSafe(select_of_works("steps"))).bind(id.as_str());
    let mut rows = query.fetch(db);
    let mut said = ByAttempt::<StepState>::new();
    while let Some(row) = rows.try_next().await? {
        let state = steps::read(&row)?;
        said.entry(row.try_get("attempt")?).or_default().insert(state.step.clone(), state);
    }
    Ok(said)
}

/// The rows of a table that has an `attempt`, for the current attempts of a class.
async fn of_works(db: &mut SqliteConnection, id: &ClassId, table: &'static str) -> Result<Vec<SqliteRow>, StoreError> {
    Ok(sqlx::query(sqlx::AssertSqlSafe(select_of_works(table))).bind(id.as_str()).fetch_all(db).await?)
}

fn select_of_works(table: &'static str) -> String {
    format!("SELECT p.* FROM {table} p WHERE p.attempt IN (SELECT a.id {WORKS})")
}

fn read(row: &SqliteRow) -> Result<Class, StoreError> {
    let record = Record::new(row, "classes", &["id"]);
    Ok(Class {
        id: record.parse("id")?,
        name: record.get("name")?,
        code: record.parse("code")?,
        lang: record.word("lang", Lang::from_code)?,
        size: record.get("size")?,
        labs: record.json("labs")?,
        created: record.get("created")?,
        ends: record.get("ends")?,
        ended: record.get("ended")?,
    })
}
