//! Who is in a class, their raised hands, and what they were told.

use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use super::rows::Record;
use super::{Store, StoreError};
use crate::class::{DisplayName, Hand, Member, Note, Said, numbered};
use crate::id::{ClassId, LabId, LearnerId};
use crate::lab::Lang;
use crate::progress::Millis;

impl Store {
    /// Puts a learner into a class under a name that nobody in it has yet, and out of any other. Somebody who was in
    /// it before comes back under the name they had.
    ///
    /// # Errors
    /// When the database fails, or there is no such class or learner.
    pub async fn join(
        &self,
        class: &ClassId,
        learner: &LearnerId,
        name: &DisplayName,
        lang: Lang,
        now: Millis,
    ) -> Result<Member, StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query(
            "UPDATE members SET parted = $3, hand = NULL, shows = 0 WHERE learner = $1 AND class <> $2 AND parted IS NULL",
        )
        .bind(learner.as_str())
        .bind(class.as_str())
        .bind(now)
        .execute(&mut *tx)
        .await?;
        let others = members(&mut tx, class).await?;
        let taken: Vec<String> =
            others.iter().filter(|member| member.learner != *learner).map(|member| member.name.clone()).collect();
        sqlx::query(
            "INSERT INTO members (class, learner, name, lang, joined) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (class, learner) DO UPDATE SET parted = NULL, lang = excluded.lang",
        )
        .bind(class.as_str())
        .bind(learner.as_str())
        .bind(numbered(name, &taken))
        .bind(lang.code())
        .bind(now)
        .execute(&mut *tx)
        .await?;
        let member = members(&mut tx, class).await?.into_iter().find(|member| member.learner == *learner);
        tx.commit().await?;
        member.ok_or(StoreError::Missing { table: "members", id: learner.to_string() })
    }

    /// Takes a learner out of a class; false when they were not in it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn leave(&self, class: &ClassId, learner: &LearnerId, now: Millis) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE members SET parted = $3, hand = NULL, hand_text = NULL, hand_lab = NULL, shows = 0
             WHERE class = $1 AND learner = $2 AND parted IS NULL",
        )
        .bind(class.as_str())
        .bind(learner.as_str())
        .bind(now)
        .execute(&self.write)
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// The class a learner is in, ended or not, and they in it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn membership(&self, learner: &LearnerId) -> Result<Option<(ClassId, Member)>, StoreError> {
        let row = sqlx::query("SELECT * FROM members WHERE learner = $1 AND parted IS NULL")
            .bind(learner.as_str())
            .fetch_optional(&self.read)
            .await?;
        row.map(|row| Ok((Record::new(&row, "members", &["class"]).parse("class")?, read(&row)?))).transpose()
    }

    /// Raises a learner's hand (again), or lowers it with `None`; false when they are in no class that goes on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_hand(&self, learner: &LearnerId, hand: Option<&Hand>) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE members SET hand = $2, hand_text = $3, hand_lab = $4 WHERE learner = $1 AND parted IS NULL
             AND class IN (SELECT id FROM classes WHERE ended IS NULL)",
        )
        .bind(learner.as_str())
        .bind(hand.map(|hand| hand.raised))
        .bind(hand.map(|hand| hand.text.as_str()))
        .bind(hand.and_then(|hand| hand.lab.as_ref()).map(LabId::as_str))
        .execute(&self.write)
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Notes whether a learner lets the instructor watch their terminal; false when they are in no class that goes on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_shows(&self, learner: &LearnerId, shows: bool) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE members SET shows = $2 WHERE learner = $1 AND parted IS NULL
             AND class IN (SELECT id FROM classes WHERE ended IS NULL)",
        )
        .bind(learner.as_str())
        .bind(shows)
        .execute(&self.write)
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Says something to learners of a class who are in it; says how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn say(&self, class: &ClassId, to: &[LearnerId], what: &Said, now: Millis) -> Result<usize, StoreError> {
        let (text, hint) = match what {
            Said::Text(words) => (Some(serde_json::to_string(words)?), None),
            Said::Hint { lab, step, number } => (None, Some((lab, step, i64::try_from(*number).unwrap_or(0)))),
        };
        let mut tx = self.begin().await?;
        let mut count = 0;
        for learner in to {
            let done = sqlx::query(
                "INSERT INTO notes (class, learner, at, text, lab, step, hint)
                 SELECT class, learner, $3, $4, $5, $6, $7 FROM members
                 WHERE class = $1 AND learner = $2 AND parted IS NULL",
            )
            .bind(class.as_str())
            .bind(learner.as_str())
            .bind(now)
            .bind(text.as_deref())
            .bind(hint.map(|(lab, ..)| lab.as_str()))
            .bind(hint.map(|(_, step, _)| step.as_str()))
            .bind(hint.map(|(.., number)| number))
            .execute(&mut *tx)
            .await?;
            count += usize::try_from(done.rows_affected()).unwrap_or(0);
        }
        tx.commit().await?;
        Ok(count)
    }

    /// What a learner was told in a class and has not put away, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notes(&self, class: &ClassId, learner: &LearnerId) -> Result<Vec<Note>, StoreError> {
        let rows = sqlx::query("SELECT * FROM notes WHERE class = $1 AND learner = $2 AND seen IS NULL ORDER BY id")
            .bind(class.as_str())
            .bind(learner.as_str())
            .fetch_all(&self.read)
            .await?;
        rows.iter().map(note).collect()
    }

    /// Notes that a learner put away what they were told; somebody else's note is left alone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_away(&self, learner: &LearnerId, note: i64, now: Millis) -> Result<(), StoreError> {
        sqlx::query("UPDATE notes SET seen = $3 WHERE id = $1 AND learner = $2 AND seen IS NULL")
            .bind(note)
            .bind(learner.as_str())
            .bind(now)
            .execute(&self.write)
            .await?;
        Ok(())
    }
}

pub(super) async fn members(db: &mut SqliteConnection, class: &ClassId) -> Result<Vec<Member>, StoreError> {
    let rows = sqlx::query("SELECT * FROM members WHERE class = $1 ORDER BY joined, name")
        .bind(class.as_str())
        .fetch_all(db)
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &SqliteRow) -> Result<Member, StoreError> {
    let record = Record::new(row, "members", &["class", "learner"]);
    let hand = match record.get::<Option<Millis>>("hand")? {
        Some(raised) => Some(Hand {
            raised,
            text: record.get::<Option<String>>("hand_text")?.unwrap_or_default(),
            lab: record.parse_opt("hand_lab")?,
        }),
        None => None,
    };
    Ok(Member {
        learner: record.parse("learner")?,
        name: record.get("name")?,
        lang: record.word("lang", Lang::from_code)?,
        joined: record.get("joined")?,
        left: record.get("parted")?,
        hand,
        shows: record.get("shows")?,
    })
}

fn note(row: &SqliteRow) -> Result<Note, StoreError> {
    let record = Record::new(row, "notes", &["id"]);
    let what = match record.get::<Option<String>>("text")? {
        Some(_) => Said::Text(record.json("text")?),
        None => Said::Hint {
            lab: record.parse("lab")?,
            step: record.parse("step")?,
            number: usize::try_from(record.get::<i64>("hint")?).unwrap_or(0),
        },
    };
    Ok(Note { id: record.get("id")?, at: record.get("at")?, what })
}
