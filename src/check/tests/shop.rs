//! A namespace with Deployments and Services in front of them, as the cluster would have made it.

use crate::check::observed::{
    Deployment, EndpointAddress, Endpoints, HttpAnswer, HttpQuestion, Observed, Owner, Pod, ReplicaSet, Service,
    ServicePort,
};
use crate::check::{Baselines, Check, Judgement, Verdict, judge};

use super::step;
use super::support::Namespace;

pub(super) const SHOP: &str = "10.96.0.7";
pub(super) const NODE: &str = "172.18.0.2";

pub(super) fn pod(deployment: &str, number: u8, app: &str) -> Pod {
    let set = format!("{deployment}-5d4");
    Pod {
        name: format!("{set}-{number}"),
        uid: format!("pod-{deployment}-{number}"),
        ip: format!("10.244.1.{number}"),
        ready: true,
        labels: [("app".to_owned(), app.to_owned())].into(),
        owner: Some(Owner { kind: "ReplicaSet".into(), name: set.clone(), uid: format!("{set}-uid") }),
        ..Pod::default()
    }
}

pub(super) fn deploy(seen: &mut Observed, name: &str, numbers: &[u8], app: &str) {
    let count = i64::try_from(numbers.len()).expect("a few");
    let set = format!("{name}-5d4");
    seen.deployments.insert(
        name.into(),
        Deployment {
            name: name.into(),
            uid: format!("{name}-uid"),
            generation: 1,
            observed_generation: 1,
            updated: count,
            ready: count,
            replicas: count,
            selector: [("app".to_owned(), app.to_owned())].into(),
        },
    );
    let owner = Owner { kind: "Deployment".into(), name: name.into(), uid: format!("{name}-uid") };
    seen.replica_sets
        .insert(set.clone(), ReplicaSet { name: set.clone(), uid: format!("{set}-uid"), owner: Some(owner) });
    for number in numbers {
        let pod = pod(name, *number, app);
        seen.pods.insert(pod.name.clone(), pod);
    }
}

pub(super) fn expose(seen: &mut Observed, name: &str, kind: &str, address: &str) {
    let port = ServicePort { name: "web".into(), port: 80, target: "8080".into(), node_port: 30080 };
    let service = Service {
        name: name.into(),
        uid: format!("{name}-service"),
        kind: kind.into(),
        cluster_ip: address.into(),
        selector: [("app".to_owned(), "shop".to_owned())].into(),
        ports: vec![port],
        ..Service::default()
    };
    seen.services.insert(name.into(), service);
    stand_behind(seen, name, |pod| pod.labels["app"] == "shop");
    answers(seen, address, 80, Ok(200));
}

pub(super) fn stand_behind(seen: &mut Observed, service: &str, those: impl Fn(&Pod) -> bool) {
    let addresses = seen.pods.values().filter(|pod| those(pod)).map(|pod| EndpointAddress {
        ip: pod.ip.clone(),
        hostname: String::new(),
        pod: pod.name.clone(),
        pod_uid: pod.uid.clone(),
    });
    let endpoints = Endpoints { name: service.into(), addresses: addresses.collect() };
    seen.endpoints.insert(service.into(), endpoints);
}

pub(super) fn answers(seen: &mut Observed, address: &str, port: i64, answer: Result<u16, &str>) {
    let answer = answer.map(|status| HttpAnswer { status, ..HttpAnswer::default() }).map_err(str::to_owned);
    seen.probes.http.insert(HttpQuestion { address: address.into(), port }, answer);
}

/// Two pods of `shop` behind a Service of that name, which answers; then something is otherwise.
pub(super) fn shop(edit: impl FnOnce(&mut Observed)) -> Observed {
    shop_of("ClusterIP", edit)
}

pub(super) fn shop_of(kind: &str, edit: impl FnOnce(&mut Observed)) -> Observed {
    let mut seen = Namespace::new().seen;
    deploy(&mut seen, "shop", &[1, 2], "shop");
    expose(&mut seen, "shop", kind, SHOP);
    answers(&mut seen, NODE, 30080, Ok(200));
    edit(&mut seen);
    seen
}

pub(super) fn nothing(_: &mut Observed) {}

pub(super) fn say(check: &Check, seen: &Observed) -> Judgement {
    judge(check, seen, &Baselines::default())
}

/// The check, after the step `before` passed on what was there then.
pub(super) fn after(before: &Check, then: &Observed, check: &Check, now: &Observed) -> Judgement {
    let passed = say(before, then);
    assert_eq!(passed.verdict, Verdict::Passed, "{passed:?}");
    judge(check, now, &Baselines { of: [(step("before"), passed.evidence)].into(), own: None })
}
