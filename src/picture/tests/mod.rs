//! Scenes that a lab goes through, drawn.

mod layout;
mod timeline;

use super::samples::{pod, set};
use super::{Empty, PodState, Scene, Seat};
use crate::check::observed::{Observed, Pod};

fn seats(scene: &Scene) -> Vec<String> {
    let seat = |seat: &Seat| match seat {
        Seat::Pod(pod) => format!("{} {}", pod.name, pod.state.word()),
        Seat::Empty(name, Empty::After(other)) => format!("{name} after {other}"),
        Seat::Empty(name, Empty::Coming) => format!("{name} coming"),
        Seat::Empty(name, Empty::Scaled) => format!("{name} scaled"),
        Seat::Nobody => "nobody".to_owned(),
    };
    scene.rows().map(|(_, row)| seat(&row.seat)).collect()
}

#[test]
fn a_pod_its_claim_and_its_volume_are_one_row() {
    let scene = Scene::of(&set(2));
    assert_eq!(seats(&scene), ["nginx-0 Ready", "nginx-1 Ready"]);
    let group = &scene.groups[0];
    assert_eq!(group.services[0].endpoints, ["uid-of-nginx-0", "uid-of-nginx-1"]);
    let claim = &group.rows[1].claims[0];
    assert_eq!((claim.name.as_str(), claim.phase.as_str()), ("www-nginx-1", "Bound"));
    assert_eq!(claim.volume.as_ref().map(|volume| volume.name.as_str()), Some("pvc-1"));
    let dns: Vec<_> = scene.pods().filter_map(|pod| pod.dns.as_deref()).collect();
    assert_eq!(dns, ["nginx-0.nginx", "nginx-1.nginx"]);
}

#[test]
fn a_deleted_pod_leaves_its_row_and_its_claim_and_the_next_one_takes_them() {
    let mut seen = set(2);
    let before = Scene::of(&seen).groups[0].rows[1].clone();
    seen.pods.get_mut("nginx-1").expect("a pod").deleting = true;
    assert_eq!(seats(&Scene::of(&seen))[1], "nginx-1 Terminating");
    seen.pods.remove("nginx-1");
    let between = Scene::of(&seen).groups[0].rows[1].clone();
    assert_eq!(seats(&Scene::of(&seen))[1], "nginx-1 coming");
    seen.pods.insert("nginx-1".to_owned(), Pod { uid: "another".to_owned(), ..pod("nginx", 1) });
    let after = Scene::of(&seen).groups[0].rows[1].clone();
    assert_eq!((&before.key, &before.key), (&between.key, &after.key));
    assert_eq!((&before.claims, &before.claims), (&between.claims, &after.claims));
    assert_ne!(before.seat, after.seat);
}

#[test]
fn pods_that_wait_say_for_whom() {
    let mut seen = set(3);
    seen.pods.retain(|name, _| name == "nginx-0");
    seen.pods.get_mut("nginx-0").expect("a pod").ready = false;
    assert_eq!(seats(&Scene::of(&seen)), ["nginx-0 Running", "nginx-1 after nginx-0", "nginx-2 after nginx-0"]);
    seen.pods.get_mut("nginx-0").expect("a pod").ready = true;
    assert_eq!(seats(&Scene::of(&seen)), ["nginx-0 Ready", "nginx-1 coming", "nginx-2 after nginx-1"]);
    seen.stateful_sets.get_mut("nginx").expect("a set").pod_management = "Parallel".to_owned();
    assert_eq!(seats(&Scene::of(&seen)), ["nginx-0 Ready", "nginx-1 coming", "nginx-2 coming"]);
}

#[test]
fn claims_of_pods_that_were_scaled_away_stay_in_their_rows() {
    let mut seen = set(3);
    seen.stateful_sets.get_mut("nginx").expect("a set").replicas = 1;
    seen.pods.retain(|name, _| name == "nginx-0");
    let scene = Scene::of(&seen);
    assert_eq!(seats(&scene), ["nginx-0 Ready", "nginx-1 scaled", "nginx-2 scaled"]);
    assert_eq!(scene.groups[0].rows[2].claims[0].name, "www-nginx-2");
}

#[test]
fn what_belongs_to_nobody_is_shown_too() {
    let mut seen = set(1);
    seen.stateful_sets.clear();
    let scene = Scene::of(&seen);
    assert_eq!(scene.groups[0].owner.as_ref().map(|owner| (owner.name.as_str(), owner.ready)), Some(("nginx", None)));
    seen.pods.clear();
    let scene = Scene::of(&seen);
    assert_eq!(seats(&scene), ["nobody"]);
    assert_eq!(scene.groups[1].services[0].name, "nginx", "a Service without pods stands on its own");
    assert!(Scene::of(&Observed::nothing()).is_empty());
}

#[test]
fn a_shared_claim_stands_once() {
    let mut seen = set(2);
    seen.pods.get_mut("nginx-1").expect("a pod").claims = [("www".to_owned(), "www-nginx-0".to_owned())].into();
    let scene = Scene::of(&seen);
    assert_eq!(scene.groups[0].rows[1].shared, ["uid-of-www-nginx-0"]);
}

#[test]
fn a_pod_s_state_is_the_one_that_matters_most() {
    let state = |pod: Pod| {
        let mut seen = Observed::nothing();
        seen.pods.insert("nginx-0".to_owned(), pod);
        Scene::of(&seen).pods().next().map(|pod| pod.state.clone())
    };
    let trouble = crate::check::observed::Trouble { reason: "ErrImagePull".to_owned(), ..Default::default() };
    let stuck = Pod { ready: false, phase: "Pending".to_owned(), trouble: Some(trouble), ..pod("nginx", 0) };
    assert_eq!(state(stuck.clone()), Some(PodState::Trouble("ErrImagePull".to_owned())));
    assert_eq!(state(Pod { deleting: true, ..stuck.clone() }), Some(PodState::Terminating));
    let why = stuck.trouble.clone();
    assert_eq!(state(Pod { phase: "Failed".to_owned(), ..stuck }), why.map(|why| PodState::Trouble(why.reason)));
    assert_eq!(state(Pod { phase: "Failed".to_owned(), ready: false, ..pod("nginx", 0) }), Some(PodState::Failed));
    assert_eq!(state(Pod { ready: false, ..pod("nginx", 0) }), Some(PodState::Running));
    assert_eq!(state(Pod { phase: "Succeeded".to_owned(), ..pod("nginx", 0) }), Some(PodState::Succeeded));
}

#[test]
fn a_sandbox_full_of_things_has_an_end() {
    let mut seen = set(500);
    seen.stateful_sets.get_mut("nginx").expect("a set").replicas = i64::MAX;
    let scene = Scene::of(&seen);
    assert_eq!(scene.rows().count(), 60);
    assert!(scene.left_out >= 440, "{}", scene.left_out);
}
