//! Asked steps: the fact that a question asks for, and what counts as saying it.

use super::*;
use crate::check::{fact, matches};
use crate::lab::{Answer, StorageClassField};

#[test]
fn facts_are_read_from_the_cluster() {
    let mut seen = running().seen;
    let class = seen.storage_classes.get_mut("standard").expect("the class");
    (class.provisioner, class.reclaim_policy) = ("rancher.io/local-path".into(), "Delete".into());
    class.binding_mode = "WaitForFirstConsumer".into();
    seen.pods.get_mut("nginx-0").expect("the pod").ip = "10.244.1.7".into();
    seen.services.get_mut("nginx").expect("the Service").cluster_ip = "None".into();
    let volume = seen.claims["nginx-html-nginx-0"].volume.clone();
    for (answer, expected) in [
        (Answer::DefaultStorageClass(StorageClassField::Name), Some("standard")),
        (Answer::DefaultStorageClass(StorageClassField::Provisioner), Some("rancher.io/local-path")),
        (Answer::DefaultStorageClass(StorageClassField::ReclaimPolicy), Some("Delete")),
        (Answer::DefaultStorageClass(StorageClassField::VolumeBindingMode), Some("WaitForFirstConsumer")),
        (Answer::PodIp("nginx-0".into()), Some("10.244.1.7")),
        (Answer::PodIp("nginx-1".into()), None),
        (Answer::PodIp("nginx-2".into()), None),
        (Answer::PodNode("nginx-0".into()), Some("worker")),
        (Answer::ClaimVolume("nginx-html-nginx-0".into()), Some(volume.as_str())),
        (Answer::ClaimVolume("none".into()), None),
        (Answer::ServiceClusterIp("nginx".into()), Some("None")),
    ] {
        assert_eq!(fact(&answer, &seen).as_deref(), expected, "{answer:?}");
        let away = Namespace { seen: seen.clone(), ..running() }.unreachable().seen;
        assert_eq!(fact(&answer, &away), None, "{answer:?} when the cluster does not answer");
    }
    seen.storage_classes.get_mut("standard").expect("the class").default = false;
    assert_eq!(fact(&Answer::DefaultStorageClass(StorageClassField::Name), &seen), None);
}

#[test]
fn an_answer_is_what_it_says_not_how_it_is_typed() {
    for same in ["Delete", "delete", " DELETE\n", "\"Delete\"", "`Delete`", "'delete'.", "\u{a0}Delete "] {
        assert!(matches("Delete", same), "{same:?}");
    }
    for other in ["", " ", "\"\"", ".", "Delet", "Delete Retain", "De lete", "Retain"] {
        assert!(!matches("Delete", other), "{other:?}");
    }
    assert!(!matches("", "") && !matches("", " . "));
}
