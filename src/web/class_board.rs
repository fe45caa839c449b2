//! A class as its instructor sees it: learner × step, who needs somebody, what many get wrong, how long steps take.

use std::sync::Arc;

use askama::Template;
use serde::Deserialize;

use super::hint::HintView;
use super::icon;
use crate::class::{Member, Room, standing};
use crate::i18n::Tr;
use crate::id::{LabId, LearnerId, StepId};
use crate::lab::Lab;
use crate::progress::Millis;

/// What the address asks to see.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Look {
    /// The lab; else the class's first.
    pub lab: Option<String>,
    /// `name`, `progress` or `time`; else who needs somebody comes first.
    #[serde(default)]
    pub sort: String,
    /// `stuck`, `hand`, `idle` or `done`; else everybody.
    #[serde(default)]
    pub show: String,
    /// `off` hides the names, for a projector.
    #[serde(default)]
    pub names: String,
    /// To how many something was just sent. No other address keeps it.
    #[serde(default)]
    pub told: String,
}

impl Look {
    /// The query with one part of it changed.
    #[must_use]
    pub fn with(&self, key: &str, value: &str) -> String {
        let parts = [
            ("lab", self.lab.as_deref().unwrap_or_default()),
            ("sort", self.sort.as_str()),
            ("show", self.show.as_str()),
            ("names", self.names.as_str()),
            ("told", ""),
        ];
        let known = |text: &str| text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        let pairs = parts.iter().map(|(name, now)| (*name, if *name == key { value } else { *now }));
        let pairs = pairs.filter(|(_, value)| !value.is_empty() && known(value));
        format!("?{}", pairs.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&"))
    }

    /// Whether names are hidden.
    #[must_use]
    pub fn hides_names(&self) -> bool {
        self.names == "off"
    }
}

/// One verdict of the grid.
#[derive(Clone)]
pub struct Cell {
    /// The verdict's word; empty for a step to read.
    pub word: &'static str,
    /// The verdict in words, with how it was done.
    pub name: String,
    /// `solution`, `catch-up` or empty.
    pub how: &'static str,
    /// `true`, `false` or empty.
    pub holds: &'static str,
    /// Whether the learner is at it.
    pub current: bool,
    /// Seconds at it and seconds from which on it is long, for the bar in the current cell.
    pub spent: Option<(i64, i64)>,
}

impl Cell {
    /// The verdict's drawing.
    #[must_use]
    pub fn icon(&self) -> &'static str {
        icon::verdict(self.word)
    }
}

/// One learner's row.
#[derive(Clone, Template)]
#[template(path = "instructor/_class_row.html")]
pub struct Row {
    /// The page's strings.
    pub tr: &'static Tr,
    /// The learner's page.
    pub href: String,
    /// The learner: what a live update replaces.
    pub learner: String,
    /// Their name, or a number while names are hidden.
    pub name: String,
    /// What was written with the raised hand, and for how long it is up.
    pub hand: Option<(String, String)>,
    /// A cell for each step.
    pub cells: Vec<Cell>,
    /// Steps done.
    pub passed: usize,
    /// Steps that can be done.
    pub total: usize,
    /// The number of the step they are at.
    pub number: Option<usize>,
    /// How long they have been at it.
    pub spent: Option<String>,
    /// Why they are stuck.
    pub stuck: Option<String>,
    /// What the step says to them, cut at its code.
    pub says: Vec<(bool, String)>,
    /// Its verdict.
    pub word: &'static str,
    /// When something last happened, as time that passed since.
    pub last: Option<String>,
    /// Whether the server is doing steps for them.
    pub helped: bool,
    /// `idle`, `done` or `working`.
    pub state: &'static str,
    /// Whether the filter lets it through.
    pub shown: bool,
    /// Its place among the rows: smaller comes first.
    pub order: (u8, i64),
}

impl Row {
    /// All that the step says, where the row has no room for it.
    #[must_use]
    pub fn heard(&self) -> String {
        self.says.iter().map(|(_, text)| text.as_str()).collect()
    }
}

/// What is told of many at once.
#[derive(Clone, Template)]
#[template(path = "instructor/_class_side.html")]
pub struct Side {
    /// The page's strings.
    pub tr: &'static Tr,
    /// Where a hint is sent to those who have the same thing wrong.
    pub action: String,
    /// What several have wrong.
    pub wrongs: Vec<WrongView>,
    /// How long steps take.
    pub times: Vec<TimeView>,
}

/// What several have wrong in the same way.
#[derive(Clone)]
pub struct WrongView {
    /// How many.
    pub count: i64,
    /// The step's number.
    pub number: usize,
    /// The step.
    pub step: String,
    /// The lab.
    pub lab: String,
    /// The message's key, small: what authors call it.
    pub key: String,
    /// What they see, cut at its code.
    pub says: Vec<(bool, String)>,
    /// How long half of them see it.
    pub median: String,
    /// The step's hints.
    pub hints: Vec<HintView>,
    /// How many are stuck at the step.
    pub stuck: i64,
}

/// The hints of one step.
#[derive(Clone)]
pub struct StepHints {
    /// The step.
    pub step: String,
    /// Its number and title.
    pub name: String,
    /// Its hints; at least one.
    pub hints: Vec<HintView>,
}

/// How long a step takes: numbers for a drawing 400 wide, and words.
#[derive(Clone)]
pub struct TimeView {
    /// The step's number.
    pub number: usize,
    /// Its title.
    pub title: String,
    /// How many did it.
    pub count: usize,
    /// Where the middle half begins, and how wide it is.
    pub bar: (i64, i64),
    /// Where the median stands.
    pub dot: i64,
    /// The median in words.
    pub median: String,
}

/// How many there are of each kind.
#[derive(Clone, Default)]
pub struct Counts {
    /// Everybody who is there.
    pub all: usize,
    /// With a hand up.
    pub hand: usize,
    /// Stuck.
    pub stuck: usize,
    /// Who did not open the lab.
    pub idle: usize,
    /// Who did every step.
    pub done: usize,
}

/// All of it.
pub struct Board {
    /// The rows, in the order asked for, those the filter keeps out too.
    pub rows: Vec<Row>,
    /// What is told of many at once.
    pub side: Side,
    /// How many there are of each kind.
    pub counts: Counts,
    /// The steps' titles, in order.
    pub steps: Vec<String>,
    /// The steps that can be done: id, and number with title.
    pub doable: Vec<(String, String)>,
    /// What can be sent of their hints.
    pub hints: Vec<StepHints>,
}

/// Those who are at a step of a lab now, or at any where none is named; `stuck` leaves only those who are stuck there.
#[must_use]
pub fn those_at(room: &Room, lab: &Lab, step: Option<&StepId>, stuck: bool, now: Millis) -> Vec<LearnerId> {
    let times = standing::times(room.works.iter().filter(|work| work.lab == *lab.id()));
    let at = |member: &&Member| {
        let work = room.work(&member.learner, lab.id())?;
        let Some(step) = step else {
            let standing = standing::standing(lab, Some(work), &times, now);
            return standing.current.map(|_| standing.stuck);
        };
        standing::at(lab, work, step, &times, now)
    };
    let meant = |member: &&Member| at(member).is_some_and(|why| !stuck || why.is_some());
    room.present().filter(meant).map(|member| member.learner.clone()).collect()
}

/// The lab that is looked at: the one asked for if the class has it, else its first that the server has.
#[must_use]
pub fn lab_of(room: &Room, look: &Look, lab: impl Fn(&LabId) -> Option<Arc<Lab>>) -> Option<Arc<Lab>> {
    let asked = room.class.labs.iter().find(|id| look.lab.as_deref() == Some(id.as_str()));
    asked.and_then(&lab).or_else(|| room.class.labs.iter().find_map(&lab))
}
