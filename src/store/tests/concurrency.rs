//! Many tasks at once on one file: what must be true of one alone stays true.

use std::future::Future;

use serde_json::json;
use tokio::task::JoinSet;

use super::{Disk, attempt, id, lab, live, passed, run, said};
use crate::check::Verdict;
use crate::id::StepId;
use crate::progress::EventKind;
use crate::store::{RunCreated, Store, StoreError};

const TASKS: usize = 20;

/// Runs `work` in twenty tasks at once and gives what each returned.
async fn at_once<T, F>(store: &Store, work: impl Fn(usize, Store) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = Result<T, StoreError>> + Send + 'static,
{
    let mut tasks: JoinSet<_> = (0..TASKS).map(|number| work(number, store.clone())).collect();
    let mut results = Vec::new();
    while let Some(result) = tasks.join_next().await {
        results.push(result.expect("no panic").expect("no error"));
    }
    results
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_twenty_passes_wins_and_nothing_takes_it_back() {
    let disk = Disk::new().await;
    let attempt = disk.opened("ada-0000001").await.id;
    let of = attempt.clone();
    let events = at_once(&disk.store, |number, store| {
        let attempt = of.clone();
        async move {
            let mut written = 0;
            for round in 0..10 {
                let pass = passed("pages", &format!("{number}-{round}"));
                let other = said("pages", Verdict::Wrong, "undone");
                let state = if round > 4 { pass } else { other };
                written += usize::from(store.record(&attempt, &state, None, 100).await?.is_some());
            }
            Ok(written)
        }
    })
    .await;
    let told = disk.store.events_after(&attempt, 0, 1000).await.unwrap();
    let judged: Vec<_> = told.iter().filter(|event| matches!(event.kind, EventKind::Judged { .. })).collect();
    assert_eq!(events.iter().sum::<usize>(), judged.len());
    assert_eq!(judged.len(), 2, "wrong once, passed once: {judged:?}");
    let step = disk.step(&attempt, "pages").await.unwrap();
    assert_eq!(step.verdict, Verdict::Passed);
    let baselines = disk.store.baselines(&attempt).await.unwrap();
    assert_eq!(baselines[&id::<StepId>("pages")], step.evidence, "the baseline is the winner's evidence");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_twenty_posts_of_a_run_starts_it() {
    let disk = Disk::new().await;
    let (_, sandbox) = disk.working("ada-0000001", "sand01").await;
    let same = at_once(&disk.store, |_, store| {
        let asked = run("run-00000001", &sandbox, "apply");
        async move { store.create_run(&asked).await }
    })
    .await;
    assert_eq!(same.iter().filter(|created| **created == RunCreated::New).count(), 1);
    assert_eq!(same.iter().filter(|created| matches!(created, RunCreated::Same(_))).count(), TASKS - 1);

    let (_, sandbox) = disk.working("bob-0000001", "sand02").await;
    let different = at_once(&disk.store, |number, store| {
        let asked = run(&format!("run-b{number:07}"), &sandbox, "apply");
        async move { store.create_run(&asked).await }
    })
    .await;
    assert_eq!(different.iter().filter(|created| **created == RunCreated::New).count(), 1);
    assert_eq!(different.iter().filter(|created| matches!(created, RunCreated::Busy(_))).count(), TASKS - 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_opens_cannot_exceed_the_maximum() {
    let disk = Disk::new().await;
    let mut attempts = Vec::new();
    for number in 0..TASKS {
        attempts.push(disk.opened(&format!("learner-{number:04}")).await.id);
    }
    let made = at_once(&disk.store, |number, store| {
        let sandbox = live(&format!("sand{number:02}"), &attempts[number]);
        async move { store.create_sandbox_within(&sandbox, 7).await }
    })
    .await;
    assert_eq!(made.iter().filter(|made| **made).count(), 7);
    assert_eq!(disk.store.count_sandboxes().await.unwrap(), 7);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_opens_of_one_learner_begin_one_attempt() {
    let disk = Disk::new().await;
    let learner = id("ada-0000001");
    disk.store.create_learner(&learner, "t", "r", 1).await.unwrap();
    let begun = at_once(&disk.store, |number, store| {
        let wanted = attempt(&format!("ada-try-{number:04}"), "ada-0000001", 10);
        async move { store.current_or_begin(&wanted).await }
    })
    .await;
    let current = disk.store.current_attempt(&learner, &lab()).await.unwrap().unwrap();
    assert!(begun.iter().all(|attempt| *attempt == current));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_handles_on_one_file_write_at_once() {
    let disk = Disk::new().await;
    let attempt = disk.opened("ada-0000001").await.id;
    let second = Store::open(&disk.folder.path().join("db")).await.unwrap();
    let of = attempt.clone();
    at_once(&disk.store, |number, store| {
        let (attempt, store) = (of.clone(), if number % 2 == 0 { store } else { second.clone() });
        async move {
            for round in 0..10 {
                let state = said(&format!("step-{number}"), Verdict::NotYet, &format!("waiting-{round}"));
                store.record(&attempt, &state, None, round).await?;
            }
            Ok(())
        }
    })
    .await;
    assert_eq!(disk.store.steps(&attempt).await.unwrap().len(), TASKS);
    let ids: Vec<_> = disk.store.events_after(&attempt, 0, 1000).await.unwrap().iter().map(|event| event.id).collect();
    assert_eq!(ids.len(), 1 + TASKS * 10);
    assert!(ids.is_sorted());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_write_given_up_half_way_leaves_the_writer_free() {
    let disk = Disk::new().await;
    let attempt = disk.opened("ada-0000001").await.id;
    for number in 0..200_u64 {
        let state = said("service", Verdict::NotYet, &format!("waiting-{number}"));
        let write = disk.store.record(&attempt, &state, None, 1);
        // The visitor went away: whatever the moment, the transaction is whole or not there.
        let _ = tokio::time::timeout(std::time::Duration::from_micros(number * 10), write).await;
    }
    disk.store.record(&attempt, &passed("service", "u"), None, 2).await.unwrap();
    let told = disk.store.events_after(&attempt, 0, 1000).await.unwrap();
    let last = told.last().map(|event| &event.kind);
    assert!(matches!(last, Some(EventKind::Judged { verdict: Verdict::Passed, .. })));
    assert_eq!(disk.step(&attempt, "service").await.unwrap().evidence, json!({"uid": "u"}));
}
