//! A class as its instructor sees it: learner × step, who needs somebody, what many get wrong, how long steps take.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use serde::Deserialize;

use super::format;
use super::icon;
use super::step::VerdictView;
use crate::check::Verdict;
use crate::class::standing::{self, Standing, Stuck, Times};
use crate::class::{Member, Room, Work};
use crate::i18n::{self, Tr};
use crate::id::{LabId, StepId};
use crate::lab::{Lab, Lang};
use crate::progress::{How, Millis};

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
    /// `idle`, `done` or `working`.
    pub state: &'static str,
    /// Whether the filter lets it through.
    pub shown: bool,
    order: (u8, i64),
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
    /// How many hints the step has.
    pub hints: usize,
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
}

/// Makes the board of one lab.
pub struct Maker<'a> {
    /// The class with everybody in it.
    pub room: &'a Room,
    /// The lab that is looked at.
    pub lab: &'a Lab,
    /// What is asked to be seen.
    pub look: &'a Look,
    /// The page's language.
    pub lang: Lang,
    /// Now.
    pub now: Millis,
}

impl Maker<'_> {
    /// The board.
    #[must_use]
    pub fn board(&self) -> Board {
        let here: Vec<&Work> = self
            .room
            .works
            .iter()
            .filter(|work| work.lab == *self.lab.id())
            .filter(|work| self.room.present().any(|member| member.learner == work.learner))
            .collect();
        let times = standing::times(self.room.works.iter().filter(|work| work.lab == *self.lab.id()));
        let mut counts = Counts::default();
        let mut rows = Vec::new();
        let by_learner: BTreeMap<_, _> = here.iter().map(|work| (&work.learner, *work)).collect();
        for (index, member) in self.room.present().enumerate() {
            let work = by_learner.get(&member.learner).copied();
            let standing = standing::standing(self.lab, work, &times, self.now);
            counts.all += 1;
            counts.hand += usize::from(member.hand.is_some());
            counts.stuck += usize::from(standing.stuck.is_some());
            counts.idle += usize::from(!standing.opened);
            counts.done += usize::from(standing.is_done());
            rows.push(self.row(index, member, work, &standing, &times));
        }
        rows.sort_by(|one, other| {
            one.order.cmp(&other.order).then_with(|| one.name.to_lowercase().cmp(&other.name.to_lowercase()))
        });
        let steps = self.lab.file.steps.iter().map(|step| self.title(&step.id)).collect();
        Board { rows, side: self.side(&here, &times), counts, steps }
    }

    fn title(&self, step: &StepId) -> String {
        let section = self.lab.prose(self.lang).steps.get(step);
        section.map_or_else(|| step.to_string(), |section| section.title.clone())
    }

    fn number(&self, step: &StepId) -> Option<usize> {
        self.lab.file.steps.iter().position(|known| known.id == *step).map(|index| index + 1)
    }

    fn ago(&self, at: Millis) -> String {
        minutes(self.lang, self.now - at)
    }

    fn row(
        &self,
        index: usize,
        member: &Member,
        work: Option<&Work>,
        standing: &Standing,
        times: &BTreeMap<StepId, Times>,
    ) -> Row {
        let tr = Tr::new(self.lang);
        let spent = self.now - standing.since;
        let current = standing.current.as_ref();
        let said = current.and_then(|step| {
            let known = self.lab.step(step)?;
            Some(VerdictView::of(known, work?.steps.get(step), tr))
        });
        let name = if self.look.hides_names() {
            format!("{} {}", tr.msg("board-learner"), index + 1)
        } else {
            member.name.clone()
        };
        Row {
            tr,
            href: format!("/{}/instructor/classes/{}/members/{}", self.lang.code(), self.room.class.id, member.learner),
            learner: member.learner.to_string(),
            hand: member.hand.as_ref().map(|hand| (hand.text.clone(), self.ago(hand.raised))),
            cells: self.cells(work, standing, times, spent, tr),
            passed: standing.passed,
            total: standing.total,
            number: current.and_then(|step| self.number(step)),
            spent: current.map(|_| minutes(self.lang, spent)),
            stuck: standing.stuck.map(|stuck| self.why(stuck, tr)),
            says: said
                .as_ref()
                .filter(|said| said.word != Verdict::Untried.word())
                .map(VerdictView::pieces)
                .unwrap_or_default(),
            word: said.map_or("", |said| said.word),
            last: work.map(|work| self.ago(work.last_activity)),
            state: if !standing.opened {
                "idle"
            } else if standing.is_done() {
                "done"
            } else {
                "working"
            },
            shown: self.lets_through(member, standing),
            order: self.order(member, standing, spent),
            name,
        }
    }

    fn why(&self, stuck: Stuck, tr: &Tr) -> String {
        match stuck {
            Stuck::Wrong { times } => tr.n("class-stuck-wrong", times.into()),
            Stuck::Slow { median: Some(median) } => {
                tr.with("class-stuck-slow", &[("median", minutes(self.lang, median).into())])
            }
            Stuck::Slow { median: None } => tr.msg("class-stuck-long"),
        }
    }

    fn cells(
        &self,
        work: Option<&Work>,
        standing: &Standing,
        times: &BTreeMap<StepId, Times>,
        spent: Millis,
        tr: &Tr,
    ) -> Vec<Cell> {
        let cell = |step: &crate::lab::Step| {
            let state = work.and_then(|work| work.steps.get(&step.id));
            let said = VerdictView::of(step, state, tr);
            let how = match state.and_then(|state| state.how) {
                Some(how @ (How::Solution | How::CatchUp)) if said.word == Verdict::Passed.word() => how.word(),
                _ => "",
            };
            let name = if how.is_empty() {
                said.name(tr)
            } else {
                format!("{}, {}", said.name(tr), tr.msg(&format!("how-{how}")))
            };
            let current = standing.current.as_ref() == Some(&step.id);
            let long = times.get(&step.id).map_or(600, |times| (times.median * 2 / 1000).max(180));
            Cell {
                word: said.word,
                name,
                how,
                holds: said.holds,
                current,
                spent: current.then_some((spent / 1000, long)),
            }
        };
        self.lab.file.steps.iter().map(cell).collect()
    }

    fn lets_through(&self, member: &Member, standing: &Standing) -> bool {
        match self.look.show.as_str() {
            "stuck" => standing.stuck.is_some(),
            "hand" => member.hand.is_some(),
            "idle" => !standing.opened,
            "done" => standing.is_done(),
            _ => true,
        }
    }

    /// Smaller comes first.
    fn order(&self, member: &Member, standing: &Standing, spent: Millis) -> (u8, i64) {
        let passed = i64::try_from(standing.passed).unwrap_or(0);
        match self.look.sort.as_str() {
            "name" => (0, 0),
            "progress" => (0, -passed),
            "time" => (u8::from(standing.current.is_none()), -spent),
            _ => match (&member.hand, standing.stuck) {
                (Some(hand), _) => (0, hand.raised),
                (None, Some(_)) => (1, -spent),
                (None, None) => (2, member.joined),
            },
        }
    }

    fn side(&self, here: &[&Work], times: &BTreeMap<StepId, Times>) -> Side {
        let tr = Tr::new(self.lang);
        let wrongs = standing::misconceptions(here.iter().copied(), self.now)
            .into_iter()
            .filter_map(|one| {
                Some(WrongView {
                    count: i64::try_from(one.learners.len()).unwrap_or(i64::MAX),
                    number: self.number(&one.step)?,
                    lab: self.lab.id().to_string(),
                    hints: self.hints(&one.step),
                    step: one.step.to_string(),
                    says: format::pieces(&tr.message(&one.message)),
                    median: minutes(self.lang, one.median),
                    key: one.message.key,
                })
            })
            .collect();
        let longest = times.values().map(|times| times.third_quartile).max().unwrap_or(0).max(1);
        let x = |ms: Millis| ms * 400 / longest;
        let time = |step: &crate::lab::Step| {
            let times = times.get(&step.id)?;
            Some(TimeView {
                number: self.number(&step.id)?,
                title: self.title(&step.id),
                count: times.count,
                bar: (x(times.first_quartile), (x(times.third_quartile) - x(times.first_quartile)).max(3)),
                dot: x(times.median),
                median: minutes(self.lang, times.median),
            })
        };
        let times = standing::doable(self.lab).filter_map(time).collect();
        let action = format!("/{}/instructor/classes/{}/say", self.lang.code(), self.room.class.id);
        Side { tr, action, wrongs, times }
    }

    fn hints(&self, step: &StepId) -> usize {
        let section = self.lab.prose(self.lang).steps.get(step);
        section
            .map_or(0, |section| section.parts.iter().filter(|part| matches!(part, crate::lab::Part::Hint(_))).count())
    }
}

/// The learners who are at a step now.
#[must_use]
pub fn at_step(room: &Room, lab: &Lab, step: &StepId, now: Millis) -> Vec<crate::id::LearnerId> {
    let times = BTreeMap::new();
    let at = |member: &&Member| {
        let work = room.work(&member.learner, lab.id());
        standing::standing(lab, work, &times, now).current.as_ref() == Some(step)
    };
    room.present().filter(at).map(|member| member.learner.clone()).collect()
}

/// A time for a glance: whole minutes from the first on.
fn minutes(lang: Lang, ms: Millis) -> String {
    let ms = ms.max(0);
    i18n::duration(lang, if ms < 60_000 { ms / 10_000 * 10_000 } else { ms / 60_000 * 60_000 }.max(10_000))
}

/// The lab that is looked at: the one asked for if the class has it, else its first that the server has.
#[must_use]
pub fn lab_of(room: &Room, look: &Look, lab: impl Fn(&LabId) -> Option<Arc<Lab>>) -> Option<Arc<Lab>> {
    let asked = room.class.labs.iter().find(|id| look.lab.as_deref() == Some(id.as_str()));
    asked.and_then(&lab).or_else(|| room.class.labs.iter().find_map(&lab))
}
