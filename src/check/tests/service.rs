//! The headless Service.

use super::Verdict::{Passed, Untried, Wrong};
use super::*;

pub(super) fn table() -> Vec<Row> {
    let of = |edit: fn(&mut crate::check::observed::Service)| {
        said(&headless_service(), &Namespace::new().service(&[("app", "nginx")]).edit_service(edit))
    };
    let service = ("service", "nginx");
    vec![
        row("none", said(&headless_service(), &Namespace::new()), Untried, "service-missing", [service]),
        row("as asked", of(|_| {}), Passed, "headless-service-ok", [service]),
        row(
            "another name of the port, another target",
            of(|it| {
                it.ports[0].name = "web".into();
                it.ports[0].target = "http".into();
            }),
            Passed,
            "headless-service-ok",
            [],
        ),
        row(
            "one more port",
            of(|it| {
                let port = crate::check::observed::ServicePort { port: 443, ..it.ports[0].clone() };
                it.ports.insert(0, port);
            }),
            Passed,
            "headless-service-ok",
            [],
        ),
        row(
            "with an address",
            of(|it| it.cluster_ip = "10.96.0.7".into()),
            Wrong,
            "service-not-headless",
            [service, ("expected", "None"), ("found", "10.96.0.7")],
        ),
        row(
            "without one for now",
            of(|it| it.cluster_ip.clear()),
            Wrong,
            "service-not-headless",
            [("found", "<none>")],
        ),
        row(
            "an alias",
            of(|it| {
                it.kind = "ExternalName".into();
                it.cluster_ip.clear();
            }),
            Wrong,
            "service-type",
            [service, ("expected", "ClusterIP"), ("found", "ExternalName")],
        ),
        row("no selector", of(|it| it.selector.clear()), Wrong, "service-selector", [("found", "<none>")]),
        row(
            "another value",
            of(|it| drop(it.selector.insert("app".into(), "Nginx".into()))),
            Wrong,
            "service-selector",
            [service, ("expected", "app=nginx"), ("found", "app=Nginx")],
        ),
        row(
            "narrower",
            of(|it| drop(it.selector.insert("tier".into(), "web".into()))),
            Wrong,
            "service-selector",
            [("found", "app=nginx,tier=web")],
        ),
        row(
            "no port",
            of(|it| it.ports.clear()),
            Wrong,
            "service-port",
            [service, ("expected", "80"), ("found", "<none>")],
        ),
        row("only other ports", of(|it| it.ports[0].port = 8080), Wrong, "service-port", [("found", "8080")]),
    ]
}

#[test]
fn a_headless_service_is_told_from_others() {
    hold(&table());
}
