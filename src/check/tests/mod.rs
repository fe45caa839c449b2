//! The judge, table by table: what each check says of a namespace, with its reason and what the reason's text needs.

mod acts;
mod again;
mod answer;
mod attacks;
mod claims;
mod details;
mod detours;
mod files;
mod history;
mod left;
mod messages;
mod network;
mod nothing;
mod ordered;
mod pages;
mod property;
mod rollout;
mod scale;
mod service;
mod shape;
mod shop;
mod story;
mod support;
mod survival;
mod troubles;
mod workloads;

use super::{
    Arg, Baselines, Check, HeadlessService, Judgement, ScaledBack, ScaledUp, SetClaims, SetPages, SetSize, SinceStep,
    StatefulSetShape, Survived, Verdict, judge,
};
use crate::id::StepId;
use story::Story;
use support::{CLAIM, DOCROOT, Namespace};

fn step(id: &str) -> StepId {
    id.parse().expect("a step's id")
}

fn headless_service() -> Check {
    let selector = [("app".to_owned(), "nginx".to_owned())].into();
    Check::HeadlessService(HeadlessService { name: "nginx".into(), port: 80, port_name: None, selector })
}

fn shape_of(mount_path: &str) -> Check {
    Check::StatefulSet(StatefulSetShape {
        name: "nginx".into(),
        replicas: 2,
        service_name: "nginx".into(),
        claim: CLAIM.into(),
        storage: "1G".into(),
        access_mode: "ReadWriteOnce".into(),
        mount_path: mount_path.into(),
        container: None,
        requests: Default::default(),
        limits: Default::default(),
        storage_class: None,
    })
}

fn ordered_start() -> Check {
    Check::OrderedStart(SetSize { statefulset: "nginx".into(), replicas: 2 })
}

fn claims_bound() -> Check {
    Check::ClaimsBound(SetClaims {
        statefulset: "nginx".into(),
        claim: CLAIM.into(),
        replicas: 2,
        default_class: false,
    })
}

fn set_pages() -> SetPages {
    SetPages {
        statefulset: "nginx".into(),
        claim: CLAIM.into(),
        replicas: 2,
        mount_path: DOCROOT.into(),
        file: "index.html".into(),
        served_on: None,
        ordinals: Vec::new(),
        text: None,
    }
}

fn own_pages() -> Check {
    Check::OwnPages(set_pages())
}

fn pages_survived() -> Check {
    Check::PagesSurvived(Survived { pages: set_pages(), since: step("pages") })
}

fn scaled_up() -> Check {
    Check::ScaledUp(ScaledUp { statefulset: "nginx".into(), from: 2, to: 4 })
}

fn scaled_to_zero() -> Check {
    Check::ScaledToZero(SinceStep { statefulset: "nginx".into(), claim: CLAIM.into(), claims: 4 })
}

fn scaled_back() -> Check {
    Check::ScaledBack(ScaledBack { pages: set_pages(), since: step("scale-to-zero") })
}

/// The first lab's judged steps.
fn lab() -> Vec<(StepId, Check)> {
    vec![
        (step("headless-service"), headless_service()),
        (step("statefulset"), shape_of(DOCROOT)),
        (step("ordered-start"), ordered_start()),
        (step("claims"), claims_bound()),
        (step("pages"), own_pages()),
        (step("survival"), pages_survived()),
        (step("scale-up"), scaled_up()),
        (step("scale-to-zero"), scaled_to_zero()),
        (step("scale-back"), scaled_back()),
    ]
}

/// The lab's set, running.
fn running() -> Namespace {
    Namespace::new().service(&[("app", "nginx")]).set("nginx", 2).pods_ready()
}

/// The same with a page in each pod.
fn written() -> Namespace {
    running().pages(["Nginx-0", "Nginx-1"])
}

/// What is said of a namespace without any past.
fn said(check: &Check, namespace: &Namespace) -> Judgement {
    judge(check, &namespace.for_check(check), &Baselines::default())
}

/// One line of a table: what happened, what was said of it, and what should have been.
struct Row {
    what: &'static str,
    said: Judgement,
    verdict: Verdict,
    key: &'static str,
    args: Vec<(&'static str, &'static str)>,
}

fn row<const N: usize>(
    what: &'static str,
    said: Judgement,
    verdict: Verdict,
    key: &'static str,
    args: [(&'static str, &'static str); N],
) -> Row {
    Row { what, said, verdict, key, args: args.into() }
}

impl Row {
    /// What differs from what should be.
    fn fault(&self) -> Option<String> {
        let (message, what) = (&self.said.message, self.what);
        if (self.said.verdict, message.key.as_str()) != (self.verdict, self.key) {
            let expected = (self.verdict, self.key);
            return Some(format!("{what}: {:?} {message:?}, not {expected:?}", self.said.verdict));
        }
        if (self.said.verdict == Verdict::Passed) == self.said.evidence.is_null() {
            return Some(format!("{what}: a pass has evidence, and nothing else has"));
        }
        let text = |arg: &Arg| match arg {
            Arg::Number(number) => number.to_string(),
            Arg::Text(text) => text.clone(),
        };
        let wrong = |(name, value): &&(&str, &str)| message.args.get(*name).map(text).as_deref() != Some(*value);
        let wrong = self.args.iter().find(wrong)?;
        Some(format!("{what}: `{}` should have {wrong:?}: {:?}", self.key, message.args))
    }
}

/// All of a table's faults at once.
#[track_caller]
fn hold(table: &[Row]) {
    let faults: Vec<_> = table.iter().filter_map(Row::fault).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
