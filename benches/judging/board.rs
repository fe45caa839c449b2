//! How long a change in a learner's sandbox takes to the instructor's board.

use std::collections::BTreeMap;
use std::time::Instant;

use futures::future::try_join_all;

use crate::class::Class;
use crate::page::Page;
use crate::room::{Room, SERVICE_STEP, Took};
use crate::support::learner::the_lab;
use crate::support::stream::Event;

/// So many Services change in turn.
const CHANGES: usize = 20;

/// How soon the board is told: of one change after another, and of a change in every sandbox at once.
pub struct Told {
    pub in_turn: Vec<Took>,
    pub at_once: Vec<Took>,
}

/// Measures it, with the board open only meanwhile.
pub fn is_told(class: &mut Class) -> anyhow::Result<Told> {
    let stop = class.stop.clone();
    let mut board = Board { page: class.board()?, column: column() };
    let rooms = &mut class.rooms;
    stop.run(async {
        let mut told = Told { in_turn: Vec::new(), at_once: Vec::new() };
        for number in 0..CHANGES {
            let room = number % rooms.len();
            told.in_turn.extend(board.changes(&mut rooms[room..=room]).await?);
        }
        if rooms.len() > 1 {
            told.at_once.extend(board.changes(rooms).await?);
        }
        Ok(told)
    })
}

/// Which of a row's cells the Service's step is.
fn column() -> usize {
    let lab = the_lab();
    lab.file.steps.iter().position(|step| step.id.as_str() == SERVICE_STEP).expect("the step")
}

struct Board {
    page: Page,
    column: usize,
}

impl Board {
    /// Services change in these sandboxes at once. Each is timed from the API server's answer until the learner's row
    /// came that shows it.
    async fn changes(&mut self, rooms: &mut [Room]) -> anyhow::Result<Vec<Took>> {
        self.page.forget();
        let changed = try_join_all(rooms.iter_mut().map(Room::changes_service)).await?;
        let mut waited: BTreeMap<&str, (bool, Took)> =
            rooms.iter().zip(changed).map(|(room, took)| (room.id.as_str(), (room.right, took))).collect();
        let mut told = Vec::new();
        while !waited.is_empty() {
            let mut took = None;
            let heard = self.page.hears("row", |event| {
                took = row(event, self.column).and_then(|(learner, holds)| {
                    waited.get(learner).is_some_and(|(right, _)| *right == holds).then(|| waited.remove(learner))?
                });
                took.is_some()
            });
            let heard: Instant = heard.await?;
            told.extend(took.map(|(_, took)| Took { event: heard.saturating_duration_since(took.answered), ..took }));
        }
        Ok(told)
    }
}

/// Whose row this is, and whether it shows that the step in this column holds.
fn row(event: &Event, column: usize) -> Option<(&str, bool)> {
    let data = (event.name == "row").then_some(&event.data)?;
    let cell = data["html"].as_str()?.split("<td class=\"cell").nth(column + 1)?;
    let holds = cell.split("data-holds=\"").nth(1)?.split('"').next()?;
    Some((data["learner"].as_str()?, holds == "true"))
}
