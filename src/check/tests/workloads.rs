//! Deployments, and which pods stand behind a Service.

use super::Verdict::{NotYet, Passed, Untried, Wrong};
use super::shop::{after, deploy, nothing, say, shop, stand_behind};
use super::*;
use crate::check::observed::{Observed, Trouble};
use crate::check::{DeploymentShape, DeploymentSince, EndpointsMixed, EndpointsOf, EndpointsSince};

fn deployment() -> Check {
    let labels = Some([("app".to_owned(), "shop".to_owned())].into());
    Check::Deployment(DeploymentShape { name: "shop".into(), replicas: 2, labels })
}

fn endpoints_of(since: Option<&str>) -> Check {
    let since = since.map(step);
    Check::EndpointsOf(EndpointsOf { service: "shop".into(), deployment: "shop".into(), since })
}

fn follow() -> Check {
    let (service, deployment) = ("shop".into(), "shop".into());
    Check::EndpointsFollow(EndpointsSince { service, deployment, since: step("before") })
}

fn replaced() -> Check {
    Check::DeploymentPodReplaced(DeploymentSince { deployment: "shop".into(), since: step("before") })
}

fn mixed() -> Check {
    Check::EndpointsMixed(EndpointsMixed { service: "shop".into(), deployments: vec!["shop".into(), "bank".into()] })
}

pub(super) fn table() -> Vec<Row> {
    let mut rows = deployments();
    rows.extend(endpoints());
    rows
}

/// A third pod of the Deployment's, which its node stopped: the ReplicaSet leaves it there.
fn evicted(it: &mut Observed) {
    let mut pod = it.pods["shop-5d4-1"].clone();
    (pod.name, pod.uid, pod.phase, pod.ready) = ("shop-5d4-7".into(), "evicted".into(), "Failed".into(), false);
    let message = "Pod ephemeral local storage usage exceeds the total limit of containers 256Mi. ".into();
    pod.trouble = Some(Trouble { reason: "Evicted".into(), message });
    it.pods.insert(pod.name.clone(), pod);
}

fn deployments() -> Vec<Row> {
    let of = |edit: fn(&mut Observed)| say(&deployment(), &shop(edit));
    let is = ("deployment", "shop");
    let changed = |edit: fn(&mut Observed)| after(&deployment(), &shop(nothing), &replaced(), &shop(edit));
    vec![
        row("as asked", of(nothing), Passed, "deployment-ok", [is, ("replicas", "2")]),
        row("none", of(|it| it.deployments.clear()), Untried, "deployment-missing", [is]),
        row(
            "other labels",
            of(|it| drop(it.deployments.get_mut("shop").expect("it").selector.insert("a".into(), "b".into()))),
            Wrong,
            "deployment-labels",
            [("expected", "app=shop"), ("found", "a=b,app=shop")],
        ),
        row(
            "one more",
            of(|it| it.deployments.get_mut("shop").expect("it").replicas = 3),
            Wrong,
            "deployment-replicas",
            [("expected", "2"), ("found", "3")],
        ),
        row(
            "one is not Ready",
            of(|it| it.pods.get_mut("shop-5d4-1").expect("it").ready = false),
            NotYet,
            "deployment-waiting",
            [("ready", "1"), ("replicas", "2")],
        ),
        row(
            "one was evicted, and another is on its way",
            of(|it| {
                evicted(it);
                it.pods.get_mut("shop-5d4-1").expect("it").ready = false;
            }),
            Wrong,
            "pod-evicted",
            [("pod", "shop-5d4-7")],
        ),
        row("one was evicted, and another is there", of(evicted), Passed, "deployment-ok", [is, ("replicas", "2")]),
        row(
            "one was evicted, and the next is refused",
            of(|it| {
                evicted(it);
                it.pods.retain(|name, _| name == "shop-5d4-2" || name == "shop-5d4-7");
                it.pods.get_mut("shop-5d4-7").expect("it").trouble = None;
                it.probes.refusals.insert("Deployment/shop".into(), "exceeded quota: kindlab".into());
            }),
            Wrong,
            "pods-over-quota",
            [("kind", "deployment"), ("name", "shop")],
        ),
        row(
            "one is refused",
            of(|it| {
                it.pods.remove("shop-5d4-1");
                it.probes.refusals.insert("Deployment/shop".into(), "exceeded quota: kindlab".into());
            }),
            Wrong,
            "pods-over-quota",
            [("kind", "deployment"), ("name", "shop")],
        ),
        row("nothing replaced", changed(nothing), NotYet, "replaced-awaited", [is]),
        row(
            "one replaced",
            changed(|it| {
                it.pods.remove("shop-5d4-2");
                deploy(it, "shop", &[3], "shop");
                it.deployments.get_mut("shop").expect("it").replicas = 2;
                it.deployments.get_mut("shop").expect("it").updated = 2;
            }),
            Passed,
            "replaced-ok",
            [("gone", "shop-5d4-2"), ("pod", "shop-5d4-3")],
        ),
        row(
            "changed itself",
            changed(|it| {
                let it = it.deployments.get_mut("shop").expect("it");
                (it.generation, it.observed_generation) = (2, 2);
            }),
            NotYet,
            "replaced-was-change",
            [is],
        ),
    ]
}

fn endpoints() -> Vec<Row> {
    let is = [("service", "shop"), ("deployment", "shop")];
    let of = |edit: fn(&mut Observed)| say(&endpoints_of(None), &shop(edit));
    let two = |edit: fn(&mut Observed)| {
        say(
            &mixed(),
            &shop(|it| {
                deploy(it, "bank", &[8], "shop");
                stand_behind(it, "shop", |_| true);
                edit(it);
            }),
        )
    };
    let grown = |edit: fn(&mut Observed)| after(&endpoints_of(None), &shop(nothing), &follow(), &shop(edit));
    let with_a_third = |it: &mut Observed| {
        deploy(it, "shop", &[1, 2, 3], "shop");
        stand_behind(it, "shop", |_| true);
    };
    vec![
        row("all of it", of(nothing), Passed, "endpoints-ok", is),
        row(
            "before the accident was seen",
            say(&endpoints_of(Some("before")), &shop(nothing)),
            Untried,
            "since-nothing",
            [("set", "shop")],
        ),
        row("no Service", of(|it| it.services.clear()), Untried, "service-missing", [("service", "shop")]),
        row(
            "selects nobody",
            of(|it| {
                it.endpoints.clear();
                it.services.get_mut("shop").expect("it").selector = [("app".to_owned(), "shpo".to_owned())].into();
            }),
            Wrong,
            "endpoints-none-selected",
            [("selector", "app=shpo")],
        ),
        row(
            "nobody Ready",
            of(|it| {
                it.endpoints.clear();
                it.pods.values_mut().for_each(|pod| pod.ready = false);
            }),
            NotYet,
            "endpoints-none-ready",
            [("selector", "app=shop")],
        ),
        row(
            "written by hand",
            of(|it| it.endpoints.get_mut("shop").expect("it").addresses[0].ip = "8.8.8.8".into()),
            NotYet,
            "endpoints-foreign",
            [("address", "8.8.8.8")],
        ),
        row(
            "somebody else's too",
            of(|it| {
                deploy(it, "bank", &[8], "shop");
                stand_behind(it, "shop", |_| true);
            }),
            Wrong,
            "endpoints-others",
            [("pods", "bank-5d4-8")],
        ),
        row(
            "one is missing",
            of(|it| drop(it.endpoints.get_mut("shop").expect("it").addresses.pop())),
            NotYet,
            "endpoints-missing",
            [("pods", "shop-5d4-2")],
        ),
        row("two Deployments", two(nothing), Passed, "endpoints-mixed-ok", [("service", "shop")]),
        row(
            "one of the two alone",
            two(|it| stand_behind(it, "shop", |pod| pod.name.starts_with("shop"))),
            NotYet,
            "endpoints-not-mixed",
            [("deployment", "bank")],
        ),
        row("the same as before", grown(nothing), NotYet, "endpoints-follow-awaited", is),
        row("one more", grown(with_a_third), Passed, "endpoints-follow-ok", [("count", "3")]),
        row(
            "one more, behind another Service",
            grown(|it| {
                deploy(it, "shop", &[1, 2, 3], "shop");
                stand_behind(it, "shop", |_| true);
                it.services.get_mut("shop").expect("it").uid = "newer".into();
            }),
            NotYet,
            "endpoints-other-service",
            is,
        ),
    ]
}

#[test]
fn who_stands_behind_a_service_is_told() {
    hold(&table());
}
