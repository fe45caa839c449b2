//! Classes: who is in one, whose work belongs to it, and what is left when it is purged.

use super::{Disk, id, lab, passed, said};
use crate::check::Verdict;
use crate::class::{Class, Hand, JoinCode, Said, Words};
use crate::id::ClassId;
use crate::lab::Lang;
use crate::progress::{Attempt, Millis};

fn class(name: &str, letter: u8) -> Class {
    Class {
        id: id(name),
        name: "Monday <b>".to_owned(),
        code: JoinCode::of([letter; 6]),
        lang: Lang::Es,
        size: 30,
        labs: vec![lab()],
        created: 5,
        ends: 1000,
        ended: None,
    }
}

async fn learner(disk: &Disk, name: &str) {
    disk.store.create_learner(&id(name), &format!("t-{name}"), &format!("r-{name}"), 1).await.expect("new");
}

async fn join(disk: &Disk, class: &ClassId, who: &str, name: &str, now: Millis) -> String {
    let name = name.parse().expect("a name");
    disk.store.join(class, &id(who), &name, Lang::Pt, now).await.expect("joins").name
}

async fn opens(disk: &Disk, who: &str, attempt: &str) -> Attempt {
    let attempt = super::attempt(attempt, who, 20);
    disk.store.current_or_begin(&attempt).await.expect("begins")
}

#[tokio::test]
async fn the_same_name_is_told_apart_and_somebody_comes_back_under_their_own() {
    let disk = Disk::new().await;
    let monday = class("monday-class", 1);
    disk.store.create_class(&monday).await.unwrap();
    for who in ["ana-0000001", "ana-0000002", "ana-0000003"] {
        learner(&disk, who).await;
    }
    assert_eq!(join(&disk, &monday.id, "ana-0000001", "Ana", 10).await, "Ana");
    assert_eq!(join(&disk, &monday.id, "ana-0000002", "ana", 11).await, "ana (2)");
    assert!(disk.store.leave(&monday.id, &id("ana-0000002"), 12).await.unwrap());
    assert!(!disk.store.leave(&monday.id, &id("ana-0000002"), 13).await.unwrap(), "once is enough");
    // Who left keeps the name: the export stays unambiguous.
    assert_eq!(join(&disk, &monday.id, "ana-0000003", "Ana", 14).await, "Ana (3)");
    assert_eq!(join(&disk, &monday.id, "ana-0000002", "Somebody", 15).await, "ana (2)");
    let disk = disk.reopened().await;
    let room = disk.store.room(&monday.id).await.unwrap().expect("the class");
    assert_eq!(room.class, monday);
    assert_eq!(room.present().count(), 3);
    assert_eq!(disk.store.class_by_code(&monday.code).await.unwrap(), Some(monday.clone()));
    assert!(
        disk.store.create_class(&class("other-class", 1)).await.unwrap_err().is_conflict(),
        "a code is one class's"
    );
}

#[tokio::test]
async fn an_attempt_belongs_to_the_class_it_was_opened_in() {
    let disk = Disk::new().await;
    let (monday, tuesday) = (class("monday-class", 1), class("tuesday-class", 2));
    disk.store.create_class(&monday).await.unwrap();
    disk.store.create_class(&tuesday).await.unwrap();
    learner(&disk, "ana-0000001").await;
    let own = opens(&disk, "ana-0000001", "ana-try-own").await;
    join(&disk, &monday.id, "ana-0000001", "Ana", 10).await;
    assert_eq!(disk.store.current_attempt(&id("ana-0000001"), &lab()).await.unwrap(), None);
    let there = opens(&disk, "ana-0000001", "ana-try-mon").await;
    disk.store.record(&there.id, &said("pods", Verdict::Wrong, "one"), None, 30).await.unwrap();
    disk.store.record(&there.id, &said("pods", Verdict::Wrong, "one"), None, 31).await.unwrap();
    disk.store.record(&there.id, &said("pods", Verdict::Wrong, "two"), None, 32).await.unwrap();
    disk.store.record(&there.id, &passed("service", "u1"), None, 40).await.unwrap();
    let room = disk.store.room(&monday.id).await.unwrap().expect("the class");
    assert_eq!(room.works.len(), 1);
    let work = &room.works[0];
    assert_eq!((&work.attempt, work.began, work.last_activity), (&there.id, 20, 40));
    assert_eq!(work.wrongs, [(id("pods"), 2)].into(), "the same said again is not another try");
    assert_eq!(work.steps.len(), 2);
    // In another class everything begins anew; in none, their own is there again.
    join(&disk, &tuesday.id, "ana-0000001", "Ana", 50).await;
    assert_eq!(disk.store.current_attempt(&id("ana-0000001"), &lab()).await.unwrap(), None);
    assert_eq!(disk.store.room(&monday.id).await.unwrap().expect("the class").present().count(), 0);
    disk.store.leave(&tuesday.id, &id("ana-0000001"), 60).await.unwrap();
    assert_eq!(disk.store.current_attempt(&id("ana-0000001"), &lab()).await.unwrap(), Some(own));
    assert_eq!(disk.store.board().await.unwrap().len(), 1, "the board of everybody else has only what is in no class");
}

#[tokio::test]
async fn hands_and_notes_are_one_s_own() {
    let disk = Disk::new().await;
    let monday = class("monday-class", 1);
    disk.store.create_class(&monday).await.unwrap();
    learner(&disk, "ana-0000001").await;
    learner(&disk, "bob-0000001").await;
    let hand = Hand { raised: 20, text: "<script>".to_owned(), lab: Some(lab()) };
    assert!(!disk.store.set_hand(&id("ana-0000001"), Some(&hand)).await.unwrap(), "outside of classes nobody looks");
    join(&disk, &monday.id, "ana-0000001", "Ana", 10).await;
    join(&disk, &monday.id, "bob-0000001", "Bob", 11).await;
    assert!(disk.store.set_hand(&id("ana-0000001"), Some(&hand)).await.unwrap());
    let (_, member) = disk.store.membership(&id("ana-0000001")).await.unwrap().expect("a member");
    assert_eq!(member.hand, Some(hand));
    let both = [id("ana-0000001"), id("bob-0000001"), id("eva-0000001")];
    let hint = Said::Hint { lab: lab(), step: id("pods"), number: 1 };
    let look = Said::Text(Words::of([(Lang::En, "look"), (Lang::Es, "mira")]).expect("words"));
    assert_eq!(disk.store.say(&monday.id, &both, &look, 30).await.unwrap(), 2);
    assert_eq!(disk.store.say(&monday.id, &both[..1], &hint, 31).await.unwrap(), 1);
    let notes = disk.store.notes(&monday.id, &id("ana-0000001")).await.unwrap();
    assert_eq!(notes.iter().map(|note| note.what.clone()).collect::<Vec<_>>(), [look, hint]);
    assert!(!disk.store.set_shows(&id("eva-0000001"), true).await.unwrap(), "in no class there is nobody to watch");
    assert!(disk.store.set_shows(&id("ana-0000001"), true).await.unwrap());
    let watched = |room: crate::class::Room| room.members.iter().filter(|member| member.shows).count();
    assert_eq!(watched(disk.store.room(&monday.id).await.unwrap().expect("the class")), 1);
    // Bob puts away what is Ana's: nothing happens.
    disk.store.put_away(&id("bob-0000001"), notes[0].id, 40).await.unwrap();
    disk.store.put_away(&id("ana-0000001"), notes[1].id, 40).await.unwrap();
    assert_eq!(disk.store.notes(&monday.id, &id("ana-0000001")).await.unwrap(), notes[..1]);
    assert!(disk.store.end_class(&monday.id, 50).await.unwrap());
    assert!(!disk.store.end_class(&monday.id, 51).await.unwrap());
    let (_, member) = disk.store.membership(&id("ana-0000001")).await.unwrap().expect("still there to read");
    assert_eq!((member.hand, member.shows), (None, false), "with the class the consent ends");
}

#[tokio::test]
async fn a_purged_class_leaves_nothing_of_its_learners() {
    let disk = Disk::new().await;
    let monday = class("monday-class", 1);
    disk.store.create_class(&monday).await.unwrap();
    learner(&disk, "ana-0000001").await;
    learner(&disk, "bob-0000001").await;
    let own = opens(&disk, "bob-0000001", "bob-try-own").await;
    for (who, name, attempt) in [("ana-0000001", "Zuleica", "ana-try-mon"), ("bob-0000001", "Bob", "bob-try-mon")] {
        join(&disk, &monday.id, who, name, 10).await;
        opens(&disk, who, attempt).await;
    }
    assert!(disk.bytes().contains("Zuleica"), "else the last line below says nothing");
    assert_eq!(disk.store.purge_class(&monday.id).await.unwrap(), None, "it goes on");
    disk.store.end_class(&monday.id, 50).await.unwrap();
    assert_eq!(disk.store.classes_ended_before(50).await.unwrap().len(), 0);
    assert_eq!(disk.store.classes_ended_before(51).await.unwrap().len(), 1);
    assert_eq!(disk.store.purge_class(&monday.id).await.unwrap(), Some(2));
    assert_eq!(disk.store.room(&monday.id).await.unwrap(), None);
    assert_eq!(disk.store.attempt(&id("ana-try-mon")).await.unwrap(), None);
    assert_eq!(disk.store.learner_by_token("t-ana-0000001").await.unwrap(), None, "nothing else was hers");
    assert_eq!(disk.store.learner_by_token("t-bob-0000001").await.unwrap(), Some(id("bob-0000001")));
    assert_eq!(disk.store.current_attempt(&id("bob-0000001"), &lab()).await.unwrap(), Some(own));
    assert!(!disk.bytes().contains("Zuleica"), "who reads the file's bytes still finds her name");
}
