//! Each way to make the server fetch something else than a page of one's own pods.

use http::Method;

use super::target::{Door, PageKind, PageRefusal, PageTarget, is_plain};
use super::{PageRequest, PodPage, is_the_api_servers, relinked, request, root};
use crate::check::observed::{Container, EndpointAddress, Endpoints, Observed, Pod, Service, ServicePort};
use crate::picture::samples;

fn asked(kind: PageKind, name: &str, port: u16) -> PageTarget {
    PageTarget { kind, name: name.to_owned(), port }
}

/// Two running pods behind a Service with a port.
fn sandbox() -> Observed {
    let mut seen = samples::set(2);
    for pod in seen.pods.values_mut() {
        pod.ip = "10.244.1.5".to_owned();
    }
    let service = seen.services.get_mut("nginx").expect("a Service");
    service.ports = vec![ServicePort { port: 8080, target: "80".to_owned(), ..ServicePort::default() }];
    seen
}

fn service(seen: &mut Observed, change: impl FnOnce(&mut Service)) -> Result<Door, PageRefusal> {
    change(seen.services.get_mut("nginx").expect("a Service"));
    asked(PageKind::Service, "nginx", 8080).resolve(seen)
}

#[test]
fn a_pod_and_a_service_lead_to_a_pod_of_the_sandbox() {
    let mut seen = sandbox();
    let door = |port| Door { pod: "nginx-0".to_owned(), uid: "uid-of-nginx-0".to_owned(), port };
    assert_eq!(asked(PageKind::Pod, "nginx-0", 3000).resolve(&seen), Ok(door(3000)));
    assert_eq!(service(&mut seen, |_| ()), Ok(door(80)));
    assert_eq!(service(&mut seen, |it| it.ports[0].target = String::new()), Ok(door(8080)));
    let ports = vec![("web".to_owned(), 8000)];
    seen.pods.get_mut("nginx-0").expect("a pod").containers = vec![Container { ports, ..Container::default() }];
    assert_eq!(service(&mut seen, |it| it.ports[0].target = "web".to_owned()), Ok(door(8000)));
    assert_eq!(service(&mut seen, |it| it.ports[0].target = "other".to_owned()), Err(PageRefusal::NoSuch));
}

#[test]
fn services_that_lead_out_are_refused() {
    let refused = |change: fn(&mut Service)| service(&mut sandbox(), change);
    assert_eq!(refused(|it| it.kind = "ExternalName".to_owned()), Err(PageRefusal::ExternalName));
    assert_eq!(refused(|it| it.external_name = "example.org".to_owned()), Err(PageRefusal::ExternalName));
    assert_eq!(refused(|it| it.external_ips = vec!["10.0.0.1".to_owned()]), Err(PageRefusal::ExternalIps));
    assert_eq!(refused(|it| it.selector.clear()), Err(PageRefusal::NoSelector));
}

#[test]
fn written_endpoints_lead_nowhere() {
    let mut seen = sandbox();
    let claimed = [
        EndpointAddress { ip: "169.254.169.254".to_owned(), ..EndpointAddress::default() },
        EndpointAddress { pod: "nginx-0".to_owned(), pod_uid: "another".to_owned(), ..EndpointAddress::default() },
        EndpointAddress { pod: "elsewhere".to_owned(), pod_uid: "uid".to_owned(), ..EndpointAddress::default() },
    ];
    for address in claimed {
        seen.endpoints.insert("nginx".to_owned(), Endpoints { name: "nginx".to_owned(), addresses: vec![address] });
        assert_eq!(service(&mut seen, |_| ()), Err(PageRefusal::NoEndpoint));
    }
    let mut seen = sandbox();
    for pod in seen.pods.values_mut() {
        pod.labels.clear();
    }
    assert_eq!(service(&mut seen, |_| ()), Err(PageRefusal::NoEndpoint), "not selected");
}

#[test]
fn what_is_not_there_or_does_not_run_has_no_page() {
    let mut seen = sandbox();
    assert_eq!(asked(PageKind::Pod, "nginx-9", 80).resolve(&seen), Err(PageRefusal::NoSuch));
    assert_eq!(asked(PageKind::Service, "other", 80).resolve(&seen), Err(PageRefusal::NoSuch));
    assert_eq!(asked(PageKind::Service, "nginx", 81).resolve(&seen), Err(PageRefusal::NoSuch));
    assert_eq!(asked(PageKind::Pod, "nginx-0", 0).resolve(&seen), Err(PageRefusal::NoSuch));
    let stopped: [fn(&mut Pod); 3] =
        [|pod| pod.deleting = true, |pod| pod.phase = "Pending".to_owned(), |pod| pod.ip = String::new()];
    for stop in stopped {
        let mut seen = sandbox();
        stop(seen.pods.get_mut("nginx-0").expect("a pod"));
        assert_eq!(asked(PageKind::Pod, "nginx-0", 80).resolve(&seen), Err(PageRefusal::NotRunning));
    }
    seen.pods.clear();
    assert_eq!(asked(PageKind::Service, "nginx", 8080).resolve(&seen), Err(PageRefusal::NoEndpoint));
}

#[test]
fn a_path_stays_beneath_its_pod() {
    for path in ["/", "/index.html", "/a/b.css?x=1&y=%2e%2e/", "/%C3%A9", "/.well-known/x", "/a..b/"] {
        assert!(is_plain(path), "{path}");
    }
    let ways_out = [
        "",
        "x",
        "/..",
        "/../x",
        "/a/../../secrets",
        "/a/./b",
        "/%2e%2e/x",
        "/%2E./x",
        "/a%2f..%2f",
        "/a%5c..",
        "/a\\..",
        "/%252e%252e/",
        "//evil",
        "/a//b",
        "/a b",
        "/a\r\nx: y",
        "/%0d%0a",
        "/é",
        "/a#b",
        "/a%00",
        "/a%3fb",
        "/x?a#b",
    ];
    for path in ways_out {
        assert!(!is_plain(path), "{path}");
    }
}

#[test]
fn only_reading_is_passed_on_and_only_accept_goes_along() {
    let root = root("lab-x", &Door { pod: "nginx-0".to_owned(), uid: "u".to_owned(), port: 80 });
    let target = asked(PageKind::Pod, "nginx-0", 80);
    let send = |method: &Method, path| {
        request(&root, &PageRequest { target: &target, method, path, accept: Some("text/html"), seen_at: "" })
    };
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS, Method::CONNECT] {
        assert!(matches!(send(&method, "/"), Err(PageRefusal::NotThisWay)), "{method}");
    }
    assert!(matches!(send(&Method::GET, "/../x"), Err(PageRefusal::BadPath)));
    let asked = send(&Method::GET, "/a?b=c").expect("a request");
    assert_eq!(asked.uri(), "/api/v1/namespaces/lab-x/pods/nginx-0:80/proxy/a?b=c");
    let headers: Vec<_> = asked.headers().keys().map(|name| name.as_str()).collect();
    assert_eq!(headers, ["accept"]);
}

fn page(status: u16, kind: &str, body: &[u8]) -> PodPage {
    PodPage { status, content_type: Some(kind.to_owned()), body: body.to_vec() }
}

#[test]
fn links_that_the_api_server_wrote_anew_lead_to_where_the_browser_sees_the_pod() {
    let root = "/api/v1/namespaces/lab-x/pods/nginx-0:80/proxy";
    let body = b"\xff<img src=\"/api/v1/namespaces/lab-x/pods/nginx-0:80/proxy/a.png\"><a href=\"b\">/api/v1/x</a>";
    let seen = relinked(page(200, "text/html; charset=x", body), root, "/en/pods/k");
    assert_eq!(seen.body, b"\xff<img src=\"/en/pods/k/a.png\"><a href=\"b\">/api/v1/x</a>");
    let text = relinked(page(200, "text/plain", body), root, "/en/pods/k");
    assert_eq!(text.body, body);
}

#[test]
fn what_the_api_server_says_is_no_page() {
    let status = br#"{"kind":"Status","apiVersion":"v1","status":"Failure","message":"dial tcp 10.244.1.5:80"}"#;
    assert!(is_the_api_servers(&page(503, "application/json", status)));
    assert!(is_the_api_servers(&page(503, "text/plain", b"Error trying to reach service: 'dial tcp 10.244.1.5:80'")));
    assert!(!is_the_api_servers(&page(200, "application/json", status)), "a pod may answer with anything");
    assert!(!is_the_api_servers(&page(503, "text/html", b"<h1>maintenance</h1>")));
    assert!(!is_the_api_servers(&page(404, "application/json", br#"{"kind":"Error"}"#)));
}
