//! What pages and learners read, in each language.

mod catalogue;
mod format;
mod negotiate;

use super::{Tr, all};
use crate::check::{Arg, Message};
use crate::lab::Lang;

#[test]
fn a_message_is_said_in_every_language() {
    let message = Message::new("service-selector")
        .with("service", "nginx")
        .with("expected", "app=nginx")
        .with("found", "app=web");
    let said = all(&message);
    assert_eq!(
        said[&Lang::Pt],
        "O Service nginx seleciona app=web, e o esperado era app=nginx; veja `kubectl describe service nginx`."
    );
    assert_eq!(
        said[&Lang::Es],
        "El Service nginx selecciona app=web, y se esperaba app=nginx; mira `kubectl describe service nginx`."
    );
    assert_eq!(
        said[&Lang::En],
        "The Service nginx selects app=web, and app=nginx was expected; see `kubectl describe service nginx`."
    );
}

#[test]
fn plurals_follow_each_language() {
    let bound = |lang, count: i64| Tr::new(lang).message(&Message::new("claims-ok").with("count", count));
    assert_eq!(bound(Lang::Pt, 1), "O PVC está em Bound com o volume dele.");
    assert_eq!(bound(Lang::Pt, 2), "Os 2 PVCs estão em Bound, cada um com um volume só dele.");
    assert_eq!(bound(Lang::Es, 2), "Los 2 PVC están en Bound, cada uno con un volumen propio.");
    assert_eq!(bound(Lang::En, 1), "The PVC is Bound to its volume.");
    assert_eq!(Tr::new(Lang::Es).n("lab-minutes", 1), "1 minuto");
    assert_eq!(Tr::new(Lang::En).n("lab-minutes", 50), "50 minutes");
}

#[test]
fn an_unknown_key_shows_itself_and_a_missing_argument_its_name() {
    let tr = Tr::new(Lang::Pt);
    assert_eq!(tr.msg("no-such-key"), "[no-such-key]");
    assert_eq!(tr.message(&Message::new("")), "[]");
    assert_eq!(tr.msg("service-missing"), "Ainda não há um Service {$service} no seu namespace.");
}

#[test]
fn what_learners_type_is_shown_as_it_is() {
    let hostile = "{ $set } <script>\u{2068}`rm`\n= x";
    let said = Tr::new(Lang::En).with("answer-not-right", &[("said", Arg::from(hostile))]);
    assert_eq!(
        said,
        format!("The cluster says something other than “{hostile}”; look once more at what the command shows.")
    );
}

#[test]
fn ports_and_years_are_not_grouped() {
    let said = Tr::new(Lang::Pt).with("set-ok", &[("set", Arg::from("web")), ("replicas", Arg::Number(8080))]);
    assert!(said.contains("os 8080 pods"), "{said}");
}

#[test]
fn each_language_knows_itself() {
    for lang in Lang::ALL {
        assert_eq!(Tr::new(lang).lang(), lang);
        assert_eq!(Tr::new(lang).bundle.locales[0].to_string(), lang.tag());
    }
    assert_eq!(Tr::new(Lang::Pt).msg("lang-name"), "Português");
}
