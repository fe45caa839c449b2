//! Web pages of a learner's own pods: what comes through, what does not, and who is not let in.

use std::time::{Duration, Instant};

use crate::support::http::Client;
use crate::support::learner::Learner;
use crate::support::server::Server;
use crate::support::{PATIENCE, until};

const SITE: &str = r#"
apiVersion: v1
kind: ConfigMap
metadata: {name: site}
data:
  index.html: |
    <!doctype html><title>Mine</title><link rel="stylesheet" href="/style.css"><img src="/dot.svg"><a href="next.html">next</a>
  style.css: "body { color: teal }"
  dot.svg: '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
  nginx.conf: |
    error_log /dev/stderr;
    events {}
    http {
      access_log /dev/stdout;
      types { text/html html; text/css css; image/svg+xml svg; }
      server {
        listen 80;
        root /site;
        location = /moved { return 301 /style.css; }
        location = /slow { alias /site/index.html; limit_rate 10; }
        location = /big { alias /tmp/big; }
        location = /told { default_type text/plain; add_header Set-Cookie "kindlab=x; Path=/"; add_header X-Own "1";
          return 200 "cookie=$http_cookie authorization=$http_authorization referer=$http_referer"; }
      }
    }
---
apiVersion: v1
kind: Pod
metadata: {name: site, labels: {app: site}}
spec:
  containers:
  - name: nginx
    image: nginx
    imagePullPolicy: IfNotPresent
    command: [sh, -c, "head -c 2000000 /dev/zero >/tmp/big; exec nginx -c /site/nginx.conf -g 'daemon off;'"]
    readinessProbe: {tcpSocket: {port: 80}, periodSeconds: 1}
    volumeMounts: [{name: site, mountPath: /site}]
  volumes: [{name: site, configMap: {name: site}}]
---
{apiVersion: v1, kind: Service, metadata: {name: site}, spec: {selector: {app: site}, ports: [{port: 8080, targetPort: 80}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: headless}, spec: {clusterIP: None, selector: {app: site}, ports: [{port: 80}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: outside}, spec: {type: ExternalName, externalName: example.org, ports: [{port: 80}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: unselected}, spec: {ports: [{port: 80}]}}
---
{apiVersion: v1, kind: Endpoints, metadata: {name: unselected}, subsets: [{addresses: [{ip: 192.0.2.1}], ports: [{port: 80}]}]}
"#;

fn door(of: &str, port: u16) -> String {
    format!("/en/labs/probe/pages/{of}/{port}")
}

/// Where the frame is sent.
#[track_caller]
fn key_to(learner: &Learner, of: &str, port: u16) -> String {
    let reply = learner.client.get(&door(of, port)).is(303);
    assert!(reply.location.starts_with("/en/pods/") && reply.location.ends_with('/'), "{}", reply.location);
    reply.location
}

/// A learner whose pod serves a site, which their page shows by now.
#[track_caller]
fn with_site(server: &Server) -> Learner {
    let learner = server.open("probe");
    learner.apply(SITE);
    for (of, port) in [("pod.site", 80), ("service.site", 8080)] {
        let at = key_to(&learner, of, port);
        until(PATIENCE, "the site is there", || (learner.client.get(&at).status == 200).then_some(()));
    }
    learner
}

#[test]
fn a_pod_s_page_comes_with_its_parts_and_with_nothing_of_anybody_s() {
    let server = Server::probe();
    let learner = with_site(&server);
    for (of, port) in [("pod.site", 80), ("service.site", 8080)] {
        let at = key_to(&learner, of, port);
        // A page in a sandboxed frame has no cookie to send.
        let frame = Client::new(learner.client.address());
        let page = frame.get(&at).is(200);
        let header = |name: &str| page.headers.get(name).map_or("", |value| value.to_str().expect("text"));
        assert!(header("content-security-policy").starts_with("sandbox allow-scripts"));
        assert_eq!((header("referrer-policy"), header("cache-control")), ("no-referrer", "no-store"));
        assert_eq!(header("content-type"), "text/html");
        assert!(page.text.contains(&format!("src=\"{at}dot.svg\"")), "{}", page.text);
        assert!(!page.text.contains("/api/v1/"), "{}", page.text);
        assert_eq!(frame.get(&format!("{at}style.css")).is(200).headers["content-type"], "text/css");
        frame.get(&format!("{at}next.html")).is(404);
        frame.get(at.trim_end_matches('/')).is(404);
    }
}

#[test]
fn no_cookie_goes_to_a_pod_and_none_comes_back() {
    let server = Server::probe();
    let learner = with_site(&server);
    let told = learner.client.get(&format!("{}told", key_to(&learner, "pod.site", 80))).is(200);
    assert_eq!(told.text, "cookie= authorization= referer=");
    assert!(told.headers.get("set-cookie").is_none() && told.headers.get("x-own").is_none());
    let with_code = Client::with_code(learner.client.address(), "a-secret");
    let told = with_code.get(&format!("{}told", key_to(&learner, "pod.site", 80))).is(200);
    assert_eq!(told.text, "cookie= authorization= referer=");
}

#[test]
fn what_is_slow_large_or_elsewhere_ends_in_words() {
    let server = Server::probe();
    let learner = with_site(&server);
    let at = key_to(&learner, "pod.site", 80);
    assert!(learner.client.get(&format!("{at}moved")).is(502).text.contains("Redirects are not followed"));
    assert!(learner.client.get(&format!("{at}big")).is(502).text.contains("1 MiB"));
    let start = Instant::now();
    assert!(learner.client.get(&format!("{at}slow")).is(502).text.contains("Nothing answered"));
    assert!(start.elapsed() < Duration::from_secs(9), "{:?}", start.elapsed());
    let closed = learner.client.get(&key_to(&learner, "pod.site", 81)).is(502).text;
    assert!(closed.contains("Nothing answered") && !closed.contains("dial"), "{closed}");
    learner.client.post(&at).is(405);
    for way_out in ["%2e%2e/", "..%2f..%2f", "%2e%2e%2f", "a//b"] {
        learner.client.get(&format!("{at}{way_out}")).is(400);
    }
}

#[test]
fn nothing_but_the_sandbox_s_own_pods_is_opened_and_by_nobody_else() {
    let server = Server::probe();
    let learner = with_site(&server);
    for (name, word) in [("outside", "out of the cluster"), ("unselected", "no selector")] {
        let refused = learner.client.get(&key_to(&learner, &format!("service.{name}"), 80)).is(403);
        assert!(refused.text.contains(word), "{}", refused.text);
    }
    learner.client.get(&key_to(&learner, "pod.workbench", 80)).is(404);
    let stranger = Client::new(learner.client.address());
    stranger.get(&door("pod.site", 80)).is(409);
    stranger.get("/en/pods/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/").is(404);
    // Another learner's key leads to their own sandbox, where there is no such pod.
    let other = server.open("probe");
    other.client.get(&key_to(&other, "pod.site", 80)).is(404);
    let at = key_to(&learner, "pod.site", 80);
    learner.client.get(&at).is(200);
    learner.client.post("/en/leave").is(303);
    stranger.get(&at).is(404);
}

#[test]
fn ten_requests_say_which_pod_answered() {
    let server = Server::probe();
    let learner = with_site(&server);
    // Just made, its address is not yet known on every node: that shows, as it should.
    let ten = until(PATIENCE, "all ten are answered", || {
        let ten = learner.client.post("/en/labs/probe/ten/service.site/8080").is(200).text;
        ten.contains("<td>10</td>").then_some(ten)
    });
    assert!(ten.contains("site</code>"), "{ten}");
    assert_eq!(ten.matches("class=\"hit\"").count(), 10, "{ten}");
    let headless = learner.client.post("/en/labs/probe/ten/service.headless/80").is(502).text;
    assert!(headless.contains("headless"), "{headless}");
    learner.client.post("/en/labs/probe/ten/service.outside/80").is(403);
}
