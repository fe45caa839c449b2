//! A learner's way through the lab, judged after everything that happens as the engine judges it: passes are latched,
//! a pass is the baseline of later steps, and a step may keep a running one of its own.

use std::collections::BTreeMap;

use serde_json::Value;

use super::support::Namespace;
use super::{lab, step};
use crate::check::{Baselines, Check, Judgement, Verdict, is_stale, judge_step};
use crate::id::StepId;

#[derive(Clone)]
pub struct Story {
    pub namespace: Namespace,
    steps: Vec<(StepId, Check)>,
    baselines: BTreeMap<StepId, Value>,
    said: BTreeMap<StepId, Judgement>,
}

impl Story {
    pub fn of(namespace: Namespace) -> Self {
        Self::of_steps(namespace, lab())
    }

    pub fn of_steps(namespace: Namespace, steps: Vec<(StepId, Check)>) -> Self {
        Self { namespace, steps, baselines: BTreeMap::new(), said: BTreeMap::new() }.looked()
    }

    /// One more step, which nobody has looked at yet.
    pub fn with_step(mut self, id: &str, check: Check) -> Self {
        self.steps.push((step(id), check));
        self
    }

    /// Something happens, and the server sees it.
    pub fn then(self, act: impl FnOnce(Namespace) -> Namespace) -> Self {
        self.unseen(act).looked()
    }

    /// Something happens while the server is away.
    pub fn unseen(self, act: impl FnOnce(Namespace) -> Namespace) -> Self {
        Self { namespace: act(self.namespace), ..self }
    }

    pub fn looked(mut self) -> Self {
        for (id, check) in &self.steps {
            let passed = |id: &StepId| self.said.get(id).is_some_and(|said| said.verdict == Verdict::Passed);
            let of = self.baselines.iter().filter(|(id, _)| passed(id));
            let baselines = Baselines {
                of: of.map(|(id, value)| (id.clone(), value.clone())).collect(),
                own: self.baselines.get(id).cloned(),
            };
            let seen = self.namespace.for_check(check);
            let settled = passed(id);
            if settled && !self.baselines.get(id).is_some_and(|baseline| is_stale(baseline, &seen)) {
                continue;
            }
            let judgement = judge_step(&[], std::slice::from_ref(check), &seen, &baselines);
            if settled {
                // What it was judged by is gone: done again, it is what later steps compare with.
                let newer = (judgement.verdict == Verdict::Passed).then_some(judgement.evidence).or(judgement.rebase);
                self.baselines.extend(newer.map(|newer| (id.clone(), newer)));
                continue;
            }
            if let Some(rebase) = &judgement.rebase {
                self.baselines.insert(id.clone(), rebase.clone());
            }
            if judgement.verdict == Verdict::Passed {
                self.baselines.insert(id.clone(), judgement.evidence.clone());
            }
            self.said.insert(id.clone(), judgement);
        }
        self
    }

    /// What was said last, or when it passed.
    pub fn says(&self, id: &str) -> Judgement {
        self.said.get(&step(id)).cloned().expect("every step is judged")
    }
}

#[test]
fn done_right_every_step_passes_when_it_is_done() {
    let passes = |story: &Story| {
        let passed = |id: &&StepId| story.says(id.as_str()).verdict == Verdict::Passed;
        story.steps.iter().map(|(id, _)| id).filter(passed).count()
    };
    let mut story = Story::of(Namespace::new());
    type Act = fn(Namespace) -> Namespace;
    let ways: [(usize, Act); 9] = [
        (1, |it| it.service(&[("app", "nginx")])),
        (1, |it| it.set("nginx", 2)),
        (4, Namespace::pods_ready),
        (4, |it| it.rewrite_page(0, "Nginx-0")),
        (5, |it| it.rewrite_page(1, "Nginx-1")),
        (6, |it| it.delete_pod(0).delete_pod(1)),
        (7, |it| it.scale(4)),
        (8, |it| it.scale(0)),
        (9, |it| it.scale(2)),
    ];
    for (step, (expected, act)) in ways.into_iter().enumerate() {
        story = story.then(act);
        assert_eq!(passes(&story), expected, "after act {step}");
    }
}
