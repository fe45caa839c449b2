//! What is asked from inside the cluster: addresses and names.

use super::Verdict::{CannotTell, NotYet, Passed, Untried, Wrong};
use super::shop::{NODE, SHOP, after, answers, expose, nothing, say, shop, shop_of, stand_behind};
use super::*;
use crate::check::observed::{DnsAnswer, DnsQuestion, Observed, Service};
use crate::check::{
    DnsFollows, DnsPods, ExternalName, ExternalNameChanged, HttpService, SameEndpoints, SelectedService, Spread,
};

pub(super) fn table() -> Vec<Row> {
    let mut rows = requests();
    rows.extend(types());
    rows.extend(names());
    rows
}

fn requests() -> Vec<Row> {
    let http = |edit: fn(&mut Observed)| {
        say(&Check::HttpService(HttpService { service: "shop".into(), port: 80 }), &shop(edit))
    };
    let spread = |counts: Option<&'static [u64]>, edit: fn(&mut Observed)| {
        let mut seen = shop(edit);
        if let Some(counts) = counts {
            let counts = counts.iter().enumerate().map(|(at, count)| (format!("shop-5d4-{}", at + 1), *count));
            seen.probes.spread.insert("shop".into(), counts.collect());
        }
        say(&Check::Spread(Spread { service: "shop".into(), port: 80, requests: 30 }), &seen)
    };
    let (is, at) = (("service", "shop"), ("address", "10.96.0.7:80"));
    vec![
        row("answers", http(nothing), Passed, "http-ok", [is]),
        row("was not asked", http(|it| it.probes.http.clear()), CannotTell, "http-unreachable", [at]),
        row("another status", http(|it| answers(it, SHOP, 80, Ok(403))), NotYet, "http-status", [at, ("found", "403")]),
        row(
            "nobody listens there",
            http(|it| answers(it, SHOP, 80, Err("refused"))),
            Wrong,
            "http-target-port",
            [is, ("target", "8080"), ("found", "refused")],
        ),
        row(
            "no address",
            http(|it| it.services.get_mut("shop").expect("it").cluster_ip = "None".into()),
            Wrong,
            "service-no-address",
            [is],
        ),
        row(
            "another port",
            http(|it| it.services.get_mut("shop").expect("it").ports[0].port = 8080),
            Wrong,
            "service-port",
            [("expected", "80"), ("found", "8080")],
        ),
        row(
            "no port at all",
            http(|it| it.services.get_mut("shop").expect("it").ports.clear()),
            Wrong,
            "service-port",
            [("found", "<none>")],
        ),
        row("spread", spread(Some(&[14, 16]), nothing), Passed, "spread-ok", [is, ("count", "2")]),
        row("one answers all", spread(Some(&[30, 0]), nothing), NotYet, "spread-one-answered", [is]),
        row("not asked", spread(None, nothing), CannotTell, "spread-unknown", [is]),
        row(
            "one pod",
            spread(Some(&[30]), |it| drop(it.endpoints.get_mut("shop").expect("it").addresses.pop())),
            NotYet,
            "spread-one-pod",
            [is],
        ),
    ]
}

fn types() -> Vec<Row> {
    let selector = || SelectedService { selector: [("app".to_owned(), "shop".to_owned())].into(), port: 80 };
    let node = |edit: fn(&mut Observed)| say(&Check::NodePort(selector()), &shop_of("NodePort", edit));
    let balancer = |edit: fn(&mut Observed)| say(&Check::LoadBalancer(selector()), &shop_of("LoadBalancer", edit));
    let reached =
        |edit: fn(&mut Observed)| say(&Check::LoadBalancerAddress(selector()), &shop_of("LoadBalancer", edit));
    let same = |edit: fn(&mut Observed)| {
        let check = SameEndpoints {
            selector: selector().selector,
            types: vec!["ClusterIP".into(), "NodePort".into()],
            port: 80,
        };
        let mut seen = shop(nothing);
        expose(&mut seen, "shop-np", "NodePort", "10.96.0.8");
        edit(&mut seen);
        say(&Check::SameEndpoints(check), &seen)
    };
    let is = ("service", "shop");
    let assigned = |it: &mut Observed| {
        it.services.get_mut("shop").expect("it").balancer = vec!["172.18.255.200".into()];
        answers(it, "172.18.255.200", 80, Ok(200));
    };
    vec![
        row("on every node", node(nothing), Passed, "node-port-ok", [is, ("port", "30080")]),
        row(
            "of another type",
            say(&Check::NodePort(selector()), &shop(nothing)),
            Untried,
            "service-type-missing",
            [("kind", "NodePort"), ("selector", "app=shop")],
        ),
        row(
            "no node port",
            node(|it| it.services.get_mut("shop").expect("it").ports[0].node_port = 0),
            Wrong,
            "service-no-node-port",
            [is],
        ),
        row(
            "silent on a node",
            node(|it| answers(it, NODE, 30080, Err("timeout"))),
            NotYet,
            "http-no-answer",
            [("address", "172.18.0.2:30080"), ("node", "worker")],
        ),
        row("pending", balancer(nothing), Passed, "load-balancer-pending", [is, ("port", "30080")]),
        row("assigned", balancer(assigned), Passed, "load-balancer-ok", [("address", "172.18.255.200")]),
        row("an address of its own", reached(assigned), Passed, "load-balancer-ok", [("address", "172.18.255.200")]),
        row("none of its own", reached(nothing), NotYet, "load-balancer-no-address", [is]),
        row("two Services", same(nothing), Passed, "same-endpoints-ok", [("names", "shop, shop-np")]),
        row(
            "the second in front of one pod",
            same(|it| drop(it.endpoints.get_mut("shop-np").expect("it").addresses.pop())),
            Wrong,
            "same-endpoints-differ",
            [("service", "shop-np")],
        ),
    ]
}

fn asked(seen: &mut Observed, name: &str, kind: &str, values: &[&str]) {
    let question = DnsQuestion { name: format!("{name}.lab-test.svc.cluster.local"), kind: kind.into() };
    let rcode = if values.is_empty() { "NXDOMAIN" } else { "NOERROR" }.to_owned();
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    seen.probes.dns.insert(question, DnsAnswer { rcode, values });
}

/// The lab's set with addresses, its headless Service, and a DNS that knows them.
fn resolved(edit: impl FnOnce(&mut Observed)) -> Observed {
    let ip = |ordinal: i64| format!("10.244.2.{ordinal}");
    let it = running().edit_pod(0, |pod| pod.ip = ip(0)).edit_pod(1, |pod| pod.ip = ip(1));
    let mut seen = it.seen;
    asked(&mut seen, "nginx", "A", &["10.244.2.0", "10.244.2.1"]);
    asked(&mut seen, "nginx-0.nginx", "A", &["10.244.2.0"]);
    asked(&mut seen, "nginx-1.nginx", "A", &["10.244.2.1"]);
    stand_behind(&mut seen, "nginx", |_| true);
    edit(&mut seen);
    seen
}

fn names() -> Vec<Row> {
    let (service, statefulset) = ("nginx".to_owned(), "nginx".to_owned());
    let pods = Check::DnsPods(DnsPods { service: service.clone(), statefulset: statefulset.clone(), replicas: 2 });
    let dns = |edit: fn(&mut Observed)| say(&pods, &resolved(edit));
    let follows = Check::DnsFollows(DnsFollows { service, statefulset, ordinal: 1, since: step("before") });
    let followed = |edit: fn(&mut Observed)| after(&shape_of(DOCROOT), &resolved(nothing), &follows, &resolved(edit));
    let outside = || ExternalName { service: "db".into(), target: "db.example.com".into() };
    let named = |target: &str, answer: &[&str]| {
        let mut seen = Namespace::new().seen;
        let service = Service {
            name: "db".into(),
            uid: "db-uid".into(),
            kind: "ExternalName".into(),
            external_name: target.into(),
            ..Service::default()
        };
        seen.services.insert("db".into(), service);
        asked(&mut seen, "db", "CNAME", answer);
        seen
    };
    let alias = |seen: &Observed| say(&Check::ExternalName(outside()), seen);
    let there = || named("db.example.com", &["db.example.com"]);
    let moved = |seen: &Observed| {
        let check =
            ExternalNameChanged { service: "db".into(), target: "new.example.com".into(), since: step("before") };
        after(&Check::ExternalName(outside()), &there(), &Check::ExternalNameChanged(check), seen)
    };
    let mut cluster_ip = there();
    cluster_ip.services.get_mut("db").expect("it").kind = "ClusterIP".into();
    let mut newer = named("new.example.com", &["new.example.com"]);
    newer.services.get_mut("db").expect("it").uid = "newer".into();
    vec![
        row("all names", dns(nothing), Passed, "dns-ok", [("service", "nginx"), ("count", "2")]),
        row(
            "an old answer",
            dns(|it| asked(it, "nginx-1.nginx", "A", &["10.244.9.9"])),
            NotYet,
            "dns-other",
            [("expected", "10.244.2.1"), ("found", "10.244.9.9")],
        ),
        row("no such name", dns(|it| asked(it, "nginx", "A", &[])), NotYet, "dns-other", [("found", "NXDOMAIN")]),
        row("not asked", dns(|it| it.probes.dns.clear()), CannotTell, "dns-unreachable", []),
        row(
            "another serviceName",
            dns(|it| it.stateful_sets.get_mut("nginx").expect("it").service_name.clear()),
            Wrong,
            "set-service-name",
            [("expected", "nginx"), ("found", "<none>")],
        ),
        row("the pod is the same", followed(nothing), NotYet, "dns-follows-awaited", [("pod", "nginx-1")]),
        row(
            "another pod, the name follows",
            followed(|it| it.pods.get_mut("nginx-1").expect("it").uid = "newer".into()),
            Passed,
            "dns-follows-ok",
            [("pod", "nginx-1"), ("found", "10.244.2.1")],
        ),
        row("an alias", alias(&there()), Passed, "external-name-ok", [("target", "db.example.com")]),
        row(
            "of another host",
            alias(&named("db.example.org", &["db.example.org"])),
            Wrong,
            "external-name-target",
            [("expected", "db.example.com"), ("found", "db.example.org")],
        ),
        row("not an alias", alias(&cluster_ip), Wrong, "service-type", [("found", "ClusterIP")]),
        row("not answered so yet", alias(&named("db.example.com", &[])), NotYet, "dns-other", [("found", "NXDOMAIN")]),
        row(
            "moved",
            moved(&named("new.example.com", &["new.example.com"])),
            Passed,
            "external-name-ok",
            [("target", "new.example.com")],
        ),
        row("not moved yet", moved(&there()), NotYet, "external-name-awaited", [("target", "new.example.com")]),
        row("moved to another Service", moved(&newer), NotYet, "external-name-other-service", [("service", "db")]),
    ]
}

#[test]
fn what_answers_is_told_from_what_should() {
    hold(&table());
}
