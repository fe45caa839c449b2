//! Makes a class's board of what the store has.

use std::collections::BTreeMap;

use super::class_board::{Board, Cell, Counts, Look, Row, Side, StepHints, TimeView, WrongView};
use super::format;
use super::hint::hints;
use super::prose::Variables;
use super::step::VerdictView;
use crate::check::Verdict;
use crate::class::standing::{self, Standing, Stuck, Times};
use crate::class::{Member, Room, Work};
use crate::i18n::{self, Tr};
use crate::id::StepId;
use crate::lab::{Lab, Lang};
use crate::progress::{How, Millis};

/// So many things that learners have wrong are listed, the most frequent first.
const MANY: usize = 8;

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
    /// What the variables of hints stand for.
    pub variables: &'a Variables,
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
        let side = self.side(&here, &times);
        let doable = standing::doable(self.lab).map(|step| (step.id.to_string(), self.named(&step.id))).collect();
        let hints = standing::doable(self.lab).map(|step| StepHints {
            step: step.id.to_string(),
            name: self.named(&step.id),
            hints: hints(self.lab, &step.id, self.lang, self.variables),
        });
        Board { rows, side, counts, steps, doable, hints: hints.filter(|step| !step.hints.is_empty()).collect() }
    }

    fn stuck_at(&self, step: &StepId, here: &[&Work], times: &BTreeMap<StepId, Times>) -> i64 {
        let stuck = here.iter().filter(|work| standing::at(self.lab, work, step, times, self.now).flatten().is_some());
        i64::try_from(stuck.count()).unwrap_or(i64::MAX)
    }

    /// A step's number and title.
    fn named(&self, step: &StepId) -> String {
        let number = self.number(step).unwrap_or_default().to_string();
        Tr::new(self.lang).with("class-say-at", &[("number", number.into()), ("title", self.title(step).into())])
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
            helped: work.is_some_and(|work| work.helped),
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
                    hints: hints(self.lab, &one.step, self.lang, self.variables),
                    stuck: self.stuck_at(&one.step, here, times),
                    step: one.step.to_string(),
                    says: format::pieces(&tr.message(&one.message)),
                    median: minutes(self.lang, one.median),
                    key: one.message.key,
                })
            })
            .take(MANY)
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
        let look = self.look.with("", "");
        let action = format!("/{}/instructor/classes/{}/say{look}", self.lang.code(), self.room.class.id);
        Side { tr, action, wrongs, times }
    }
}

/// A time for a glance: whole minutes from the first on.
fn minutes(lang: Lang, ms: Millis) -> String {
    let ms = ms.max(0);
    i18n::duration(lang, if ms < 60_000 { ms / 10_000 * 10_000 } else { ms / 60_000 * 60_000 }.max(10_000))
}
