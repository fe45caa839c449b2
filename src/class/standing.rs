//! Where learners stand in a lab, who is stuck, what many get wrong, how long steps take. Computed, never said.

use std::collections::BTreeMap;

use super::Work;
use crate::check::{Message, Verdict};
use crate::id::{LearnerId, StepId};
use crate::lab::{Lab, Step, StepKind};
use crate::progress::{How, Millis, StepState};

const MINUTE: Millis = 60_000;
/// From so many finishers on, a step's median means something.
const ENOUGH: usize = 3;
/// Somebody is slow who takes longer than so many medians …
const SLOW: Millis = 2;
/// … and never sooner than this.
const LEAST: Millis = 3 * MINUTE;
/// While few have finished a step: so many times what the lab's author expects of one.
const SLOW_ALONE: Millis = 3;
const LEAST_ALONE: Millis = 8 * MINUTE;
/// So many different wrong states of one step are not a slip any more.
const REPEATED: u32 = 3;

/// How long those who did a step took for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// How many did it.
    pub count: usize,
    /// A quarter was quicker.
    pub first_quartile: Millis,
    /// Half was quicker.
    pub median: Millis,
    /// Three quarters were quicker.
    pub third_quartile: Millis,
}

/// Why somebody is stuck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stuck {
    /// Longer on the step than most; the class's median, if enough did it.
    Slow {
        /// The class's median.
        median: Option<Millis>,
    },
    /// So many different wrong states.
    Wrong {
        /// How many.
        times: u32,
    },
}

/// Where a learner stands in a lab.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// The first step that is not done; `None` before the lab was opened and when all are done.
    pub current: Option<StepId>,
    /// When they came to it: at their newest pass, or when they opened the lab.
    pub since: Millis,
    /// Whether they are stuck on it, and why.
    pub stuck: Option<Stuck>,
    /// Steps done.
    pub passed: usize,
    /// Steps that can be done.
    pub total: usize,
    /// Whether the lab was opened.
    pub opened: bool,
}

impl Standing {
    /// Whether every step is done.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.opened && self.passed == self.total
    }
}

/// What several learners have wrong in the same way.
#[derive(Debug, Clone, PartialEq)]
pub struct Misconception {
    /// The step.
    pub step: StepId,
    /// What they are told, as the one who is at it longest sees it.
    pub message: Message,
    /// Who.
    pub learners: Vec<LearnerId>,
    /// How long half of them have been told so, or longer.
    pub median: Millis,
}

/// The steps that can be done, in order.
pub fn doable(lab: &Lab) -> impl Iterator<Item = &Step> {
    lab.file.steps.iter().filter(|step| step.kind != StepKind::Read)
}

/// How long a learner took for each step they did themselves: from the pass before it, or from opening the lab.
#[must_use]
pub fn spans(work: &Work) -> BTreeMap<StepId, Millis> {
    let mut passes: Vec<_> =
        work.steps.values().filter_map(|state| Some((state.passed?, &state.step, state.how))).collect();
    passes.sort();
    let mut before = work.began;
    let mut spans = BTreeMap::new();
    for (at, step, how) in passes {
        if how != Some(How::CatchUp) {
            spans.insert(step.clone(), (at - before).max(0));
        }
        before = at;
    }
    spans
}

/// How long each step took those who did it.
#[must_use]
pub fn times<'a>(works: impl Iterator<Item = &'a Work>) -> BTreeMap<StepId, Times> {
    let mut all: BTreeMap<StepId, Vec<Millis>> = BTreeMap::new();
    for (step, span) in works.flat_map(spans) {
        all.entry(step).or_default().push(span);
    }
    all.into_iter()
        .map(|(step, mut spans)| {
            spans.sort_unstable();
            let times = Times {
                count: spans.len(),
                first_quartile: quantile(&spans, 1),
                median: quantile(&spans, 2),
                third_quartile: quantile(&spans, 3),
            };
            (step, times)
        })
        .collect()
}

/// The value below which so many quarters of the sorted ones lie, between two of them where need be; 0 of none.
fn quantile(sorted: &[Millis], quarters: usize) -> Millis {
    let Some(last) = sorted.len().checked_sub(1) else { return 0 };
    let (whole, rest) = (last * quarters / 4, last * quarters % 4);
    let low = sorted[whole];
    let high = sorted[(whole + 1).min(last)];
    low + (high - low) * Millis::try_from(rest).unwrap_or(0) / 4
}

/// Where a learner stands. `work` is `None` for somebody who did not open the lab.
#[must_use]
pub fn standing(lab: &Lab, work: Option<&Work>, times: &BTreeMap<StepId, Times>, now: Millis) -> Standing {
    let Some(work) = work else {
        let total = doable(lab).count();
        return Standing { current: None, since: now, stuck: None, passed: 0, total, opened: false };
    };
    // What this cluster can't show nobody is to do.
    let here = || doable(lab).filter(|step| !work.steps.get(&step.id).is_some_and(StepState::is_not_judged_here));
    let total = here().count();
    let done = |step: &&Step| work.steps.get(&step.id).is_some_and(|state| state.verdict == Verdict::Passed);
    let current = here().find(|step| !done(step)).map(|step| step.id.clone());
    let since = work.steps.values().filter_map(|state| state.passed).max().unwrap_or(work.began).max(work.began);
    Standing {
        stuck: current
            .as_ref()
            .and_then(|step| stuck(now - since, work.wrongs.get(step), times.get(step), expected(lab, total))),
        passed: here().filter(done).count(),
        since,
        current,
        total,
        opened: true,
    }
}

/// Whether a learner is at a step, and whether they are stuck there. Who skipped a question is at it, and yet also at each
/// later step that they have wrong now.
#[must_use]
pub fn at(
    lab: &Lab,
    work: &Work,
    step: &StepId,
    times: &BTreeMap<StepId, Times>,
    now: Millis,
) -> Option<Option<Stuck>> {
    let standing = standing(lab, Some(work), times, now);
    if standing.current.as_ref() == Some(step) {
        return Some(standing.stuck);
    }
    let state = work.steps.get(step).filter(|state| state.verdict == Verdict::Wrong)?;
    Some(stuck(now - state.changed, work.wrongs.get(step), times.get(step), expected(lab, standing.total)))
}

/// How long the lab's author thinks each of so many steps takes.
fn expected(lab: &Lab, steps: usize) -> Millis {
    Millis::from(lab.file.minutes) * MINUTE / Millis::try_from(steps.max(1)).unwrap_or(1)
}

/// Whether somebody is stuck who has been on a step for `spent`; `expected` is what the lab's author thinks it takes.
#[must_use]
pub fn stuck(spent: Millis, wrongs: Option<&u32>, times: Option<&Times>, expected: Millis) -> Option<Stuck> {
    let wrongs = wrongs.copied().unwrap_or(0);
    if wrongs >= REPEATED {
        return Some(Stuck::Wrong { times: wrongs });
    }
    let median = times.filter(|times| times.count >= ENOUGH).map(|times| times.median);
    let patience = match median {
        Some(median) => (median * SLOW).max(LEAST),
        None => (expected * SLOW_ALONE).max(LEAST_ALONE),
    };
    (spent > patience).then_some(Stuck::Slow { median })
}

/// Since when somebody is told something.
type Told<'a> = (Millis, &'a LearnerId, &'a Message);

/// What learners have wrong now, the most frequent first.
#[must_use]
pub fn misconceptions<'a>(works: impl Iterator<Item = &'a Work>, now: Millis) -> Vec<Misconception> {
    let mut groups: BTreeMap<(StepId, String), Vec<Told<'_>>> = BTreeMap::new();
    for work in works {
        for state in work.steps.values().filter(|state| state.verdict == Verdict::Wrong) {
            let group = groups.entry((state.step.clone(), state.message.key.clone())).or_default();
            group.push((state.changed, &work.learner, &state.message));
        }
    }
    let mut found: Vec<_> = groups
        .into_iter()
        .filter_map(|((step, _), mut told)| {
            told.sort_by_key(|(since, ..)| *since);
            let mut waits: Vec<_> = told.iter().map(|(since, ..)| (now - since).max(0)).collect();
            waits.sort_unstable();
            let message = told.first()?.2.clone();
            let learners = told.into_iter().map(|(_, learner, _)| learner.clone()).collect();
            Some(Misconception { step, message, learners, median: quantile(&waits, 2) })
        })
        .collect();
    found.sort_by_key(|one| (std::cmp::Reverse(one.learners.len()), std::cmp::Reverse(one.median)));
    found
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn step(name: &str) -> StepId {
        name.parse().expect("a step")
    }

    fn state(name: &str, verdict: Verdict, at: Millis) -> StepState {
        StepState {
            step: step(name),
            verdict,
            message: Message::new(if verdict == Verdict::Passed { "done" } else { "service-selector" }),
            evidence: Value::Null,
            how: None,
            holds: None,
            sandbox: None,
            changed: at,
            passed: (verdict == Verdict::Passed).then_some(at),
        }
    }

    fn work(learner: &str, states: &[StepState]) -> Work {
        Work {
            attempt: format!("{learner}-try1").parse().expect("an id"),
            learner: learner.parse().expect("an id"),
            lab: "lab".parse().expect("an id"),
            began: 1000,
            steps: states.iter().map(|state| (state.step.clone(), state.clone())).collect(),
            wrongs: BTreeMap::new(),
            aids: BTreeMap::new(),
            hints: BTreeMap::new(),
            last_activity: 0,
            helped: false,
        }
    }

    #[test]
    fn a_step_s_time_begins_with_the_pass_before_it() {
        let mut caught_up = state("c", Verdict::Passed, 9000);
        caught_up.how = Some(How::CatchUp);
        let ana =
            work("ana-0000000", &[state("b", Verdict::Passed, 3000), state("a", Verdict::Passed, 7000), caught_up]);
        let spans = spans(&ana);
        assert_eq!((spans.get(&step("b")), spans.get(&step("a"))), (Some(&2000), Some(&4000)));
        assert_eq!(spans.get(&step("c")), None, "what the server did says nothing of how long people take");
    }

    #[test]
    fn a_step_that_can_t_be_judged_here_holds_nobody_up() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("labs");
        let (labs, _) = crate::lab::load::load_all(&folder, None);
        let lab = labs.values().find(|lab| doable(lab).any(|step| !step.needs.is_empty())).expect("a lab with a need");
        let states: Vec<_> = doable(lab)
            .map(|step| {
                let mut state = state(step.id.as_str(), Verdict::Passed, 2000);
                if let Some(need) = step.needs.first() {
                    (state.verdict, state.message, state.passed) = (Verdict::CannotTell, need.missing(), None);
                }
                state
            })
            .collect();
        let stands = standing(lab, Some(&work("ana-0000000", &states)), &BTreeMap::new(), 3000);
        assert!(stands.is_done() && stands.current.is_none() && stands.total < doable(lab).count());
    }

    #[test]
    fn who_skipped_a_question_is_at_what_they_have_wrong_too() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("labs");
        let (labs, _) = crate::lab::load::load_all(&folder, None);
        let lab = labs.values().next().expect("a lab");
        let ids: Vec<_> = doable(lab).map(|step| step.id.clone()).take(3).collect();
        let mut ana = work("ana-0000000", &[state(ids[1].as_str(), Verdict::Wrong, 2000)]);
        let at = |work: &Work, step| super::at(lab, work, step, &BTreeMap::new(), 3000);
        assert_eq!([0, 1, 2].map(|step| at(&ana, &ids[step])), [Some(None), Some(None), None]);
        ana.wrongs.insert(ids[1].clone(), REPEATED);
        assert_eq!(at(&ana, &ids[1]), Some(Some(Stuck::Wrong { times: REPEATED })));
        assert_eq!(at(&ana, &ids[0]), Some(None), "they are stuck there alone");
    }

    #[test]
    fn quartiles_lie_between_values() {
        assert_eq!((quantile(&[], 2), quantile(&[7], 1), quantile(&[7], 3)), (0, 7, 7));
        assert_eq!(quantile(&[0, 10], 2), 5);
        assert_eq!([1, 2, 3].map(|q| quantile(&[10, 20, 30, 40, 50], q)), [20, 30, 40]);
    }

    #[test]
    fn who_takes_twice_the_class_s_time_is_stuck_and_never_within_three_minutes() {
        let times = |count, median| Times { count, first_quartile: 0, median, third_quartile: 0 };
        let quick = times(ENOUGH, 10_000);
        assert_eq!(stuck(LEAST, None, Some(&quick), 0), None);
        assert_eq!(stuck(LEAST + 1, None, Some(&quick), 0), Some(Stuck::Slow { median: Some(10_000) }));
        let long = times(9, 10 * MINUTE);
        assert_eq!(stuck(20 * MINUTE, Some(&2), Some(&long), 0), None);
        assert!(stuck(20 * MINUTE + 1, None, Some(&long), 0).is_some());
    }

    #[test]
    fn while_few_have_done_a_step_its_author_says_how_long_is_long() {
        let few = Times { count: ENOUGH - 1, first_quartile: 0, median: 1, third_quartile: 0 };
        assert_eq!(stuck(15 * MINUTE, None, Some(&few), 5 * MINUTE), None);
        assert_eq!(stuck(15 * MINUTE + 1, None, Some(&few), 5 * MINUTE), Some(Stuck::Slow { median: None }));
        assert_eq!(stuck(LEAST_ALONE, None, None, MINUTE), None);
    }

    #[test]
    fn repeated_wrong_states_are_stuck_at_once() {
        assert_eq!(stuck(1, Some(&(REPEATED - 1)), None, MINUTE), None);
        assert_eq!(stuck(1, Some(&REPEATED), None, MINUTE), Some(Stuck::Wrong { times: REPEATED }));
    }

    #[test]
    fn the_same_message_of_the_same_step_is_one_misconception() {
        let works = [
            work("ana-0000000", &[state("a", Verdict::Passed, 1), state("b", Verdict::Wrong, 2000)]),
            work("bob-0000000", &[state("b", Verdict::Wrong, 4000)]),
            work("eva-0000000", &[state("c", Verdict::Wrong, 1000), state("a", Verdict::NotYet, 1)]),
        ];
        let found = misconceptions(works.iter(), 10_000);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].step.as_str(), found[0].learners.len(), found[0].median), ("b", 2, 7000));
        assert_eq!((found[1].step.as_str(), found[1].median), ("c", 9000));
    }
}
