//! Nothing overlaps, and what is the same keeps its key.

use std::collections::BTreeSet;

use super::Scene;
use crate::check::observed::{Observed, Pod, Service};
use crate::picture::layout::{Drawing, Placed, Sheet, What};
use crate::picture::samples::{pod, set};

const SHEETS: [Sheet; 2] = [Sheet::Wide, Sheet::Narrow];

fn overlap(a: &Placed<'_>, b: &Placed<'_>) -> bool {
    a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}

#[track_caller]
fn assert_legible(seen: &Observed, sheet: Sheet) {
    let scene = Scene::of(seen);
    let drawing = Drawing::of(&scene, sheet);
    for (i, a) in drawing.boxes.iter().enumerate() {
        assert!(
            a.x >= 0 && a.y >= 0 && a.x + a.w <= drawing.width && a.y + a.h <= drawing.height,
            "{a:?} is off the sheet"
        );
        for b in &drawing.boxes[i + 1..] {
            assert!(!overlap(a, b), "{a:?} overlaps {b:?}");
        }
    }
    let keys: BTreeSet<_> = drawing.boxes.iter().map(|placed| &placed.key).collect();
    assert_eq!(keys.len(), drawing.boxes.len(), "keys of boxes are not unique");
    let keys: BTreeSet<_> = drawing.lines.iter().map(|line| &line.key).collect();
    assert_eq!(keys.len(), drawing.lines.len(), "keys of lines are not unique");
}

#[test]
fn nothing_overlaps_at_four_pods_and_at_thirty() {
    for sheet in SHEETS {
        for count in [0, 1, 4, 10, 11, 30, 200] {
            assert_legible(&set(count), sheet);
        }
        assert_legible(&Observed::nothing(), sheet);
    }
}

#[test]
fn many_services_and_pods_of_nobody_find_their_place() {
    let mut seen = set(2);
    for number in 0..6 {
        let name = format!("more-{number}");
        let service = Service { name: name.clone(), uid: name.clone(), ..seen.services["nginx"].clone() };
        seen.services.insert(name, service);
        let lone =
            Pod { name: format!("lone-{number}"), uid: format!("lone-{number}"), owner: None, ..pod("x", number) };
        seen.pods.insert(lone.name.clone(), lone);
    }
    seen.pods.get_mut("nginx-0").expect("a pod").claims.insert("extra".to_owned(), "not-there".to_owned());
    for sheet in SHEETS {
        assert_legible(&seen, sheet);
    }
}

#[test]
fn thirty_pods_are_one_line_each() {
    let seen = set(30);
    let scene = Scene::of(&seen);
    let drawing = Drawing::of(&scene, Sheet::Wide);
    assert!(drawing.dense && drawing.height < 900, "{}", drawing.height);
}

#[test]
fn a_new_pod_stands_where_the_old_one_stood() {
    let mut seen = set(3);
    let spot = |seen: &Observed| {
        let scene = Scene::of(seen);
        let drawing = Drawing::of(&scene, Sheet::Wide);
        let found = drawing.boxes.iter().find(|placed| match placed.what {
            What::Pod(pod) => pod.name == "nginx-1",
            What::Empty(name, _) => name == "nginx-1",
            _ => false,
        });
        let found = found.expect("a place");
        (found.key.clone(), found.y)
    };
    let before = spot(&seen);
    seen.pods.remove("nginx-1");
    let between = spot(&seen);
    seen.pods.insert("nginx-1".to_owned(), Pod { uid: "another".to_owned(), ..pod("nginx", 1) });
    let after = spot(&seen);
    assert!(before.1 == between.1 && between.1 == after.1);
    assert!(before.0 != between.0 && before.0 != after.0, "another pod has another key");
}

#[test]
fn endpoints_and_owners_have_lines() {
    let seen = set(2);
    let scene = Scene::of(&seen);
    let drawing = Drawing::of(&scene, Sheet::Wide);
    let count = |class: &str| drawing.lines.iter().filter(|line| line.class == class).count();
    assert_eq!((count("owns"), count("routes")), (2, 2));
    assert!(drawing.lines.iter().all(|line| line.path.starts_with('M')));
}
