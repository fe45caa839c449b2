//! One learner is out of another's reach: every address and method of the server's, asked with somebody else's session.
//!
//! The addresses are read from the route table itself: a new one is asked here from the day it is there.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::class::{Class, text};
use crate::support::cluster::cluster;
use crate::support::fresh_id;
use crate::support::http::{Client, Reply};
use crate::support::learner::Learner;
use crate::support::server::{LAB, Server};
use crate::support::stream::Stream;

const ROUTES: &str = include_str!("../../src/web/routes.rs");

/// What somebody may ask who has opened nothing: public pages, and what begins something of their own. All else must
/// be refused to them.
const PUBLIC: &[&str] = &[
    "GET /",
    "GET /{lang}",
    "GET /{lang}/labs",
    "GET /{lang}/labs/{lab}",
    "POST /{lang}/labs/{lab}/open",
    "GET /{lang}/resume",
    // Says that the code is nobody's.
    "POST /{lang}/resume",
    "POST /{lang}/join",
    "GET /{lang}/continue",
    "POST /{lang}/continue",
    "GET /{lang}/leave",
    "POST /{lang}/leave",
    "GET /{lang}/join",
    "GET /{lang}/class",
    "GET /{lang}/instructor",
    "POST /{lang}/instructor/logout",
    "GET /api/labs",
    "POST /api/labs/{lab}/open",
    "POST /api/resume-code",
    "GET /api/openapi.json",
    "GET /static/{version}/{*name}",
    "GET /favicon.ico",
    "GET /healthz",
    "GET /readyz",
];

/// Of what a neighbour does to themselves, this comes last: they are nobody afterwards.
const LAST: &[&str] = &["reset", "leave", "logout"];

/// `METHOD PATTERN` of each route.
fn routes() -> Vec<String> {
    let mut found = Vec::new();
    for piece in ROUTES.split(".route(\"").skip(1) {
        let (pattern, rest) = piece.split_once('"').expect("a pattern");
        // Up to the next route: chained methods may stand on lines of their own.
        let handlers = rest.split(".route(").next().unwrap_or_default();
        let methods = ["get", "post", "put", "patch", "delete", "any"].into_iter().filter(|method| {
            let call = format!("{method}(");
            handlers.match_indices(&call).any(|(at, _)| {
                let before = handlers[..at].chars().next_back();
                before.is_none_or(|before| !before.is_alphanumeric() && before != '_' && before != ':')
            })
        });
        let methods: Vec<_> = methods.collect();
        assert!(!methods.is_empty() && !methods.contains(&"any"), "the methods of `{pattern}` can't be read");
        found.extend(methods.iter().map(|method| format!("{} {pattern}", method.to_uppercase())));
    }
    assert!(found.len() > 40, "the route table can't be read: {found:?}");
    found
}

/// What only an instructor may ask: of classes, and of the room.
fn is_the_teacher_s(route: &str) -> bool {
    ["/instructor/classes", "/instructor/room", "/api/classes"].iter().any(|part| route.contains(part))
}

/// Somebody of a class with a lab open who has done something in it.
struct Victim {
    learner: Learner,
    run: String,
    class: Class,
    /// Their id, as the class's addresses name them.
    id: String,
    /// What nobody else may ever be told.
    secrets: Vec<String>,
}

impl Victim {
    fn new(server: &Server) -> Self {
        let class = Class::open(server, 3);
        let name = format!("Vera {}", &fresh_id()[..12]);
        let (client, joined) = class.member(&server.address, &name);
        let learner = Learner::open(client, LAB);
        let id = text(&learner.client.get("/api/class").is(200).json()["me"]["learner"]);
        let marker = format!("marker-{}", fresh_id());
        learner.save("statefulset.yaml", &format!("# {marker}\n"));
        let run = learner.start("list-classes");
        learner.run_is(&run, "ended");
        learner.typed("echo mine > note; kubectl create configmap mine --from-literal=a=b");
        let code = text(&joined["resume_code"]);
        let secrets = vec![learner.namespace.clone(), learner.sandbox.clone(), marker, run.clone(), code, name];
        Self { learner, run, class, id, secrets }
    }

    /// The class as its teacher sees it: itself, and the victim in it.
    fn class(&self) -> Value {
        let mut class = self.class.teacher.get(&self.class.api("")).is(200).json();
        let members = class["members"].as_array().expect("members").iter();
        let them: Vec<_> = members.filter(|member| member["learner"] == self.id.as_str()).cloned().collect();
        assert_eq!(them.len(), 1, "{class}");
        class["members"] = json!(them);
        // Whoever else is in it may come and go.
        class["present"] = Value::Null;
        let learner_s = self.learner.client.get("/api/class").is(200).json();
        json!([class, learner_s])
    }

    /// All that is theirs: what the server says of it, their objects, their home, the runs in their workbench.
    fn all(&self) -> Vec<Value> {
        let said = self.learner.client.get(&self.learner.api("")).is(200).json();
        let objects = |namespace: &str| {
            let path = "jsonpath={range .items[*]}{.kind} {.metadata.name} {.metadata.uid}{\"\\n\"}{end}";
            let kinds = "pods,services,statefulsets,deployments,persistentvolumeclaims,configmaps";
            json!(cluster().ok(&["get", kinds, "-n", namespace, "-o", path], ""))
        };
        let home = "cat statefulset.yaml note; kindlab-agent list | grep -o '\"id\":\"[^\"]*\"'";
        vec![
            said,
            self.learner.run_now(&self.run),
            objects(&self.learner.namespace),
            objects(&self.learner.companion()),
            json!(self.learner.typed(home)),
            self.class(),
        ]
    }
}

/// What the patterns' names stand for: things of the victim's wherever an address can name them.
fn filled(pattern: &str, victim: &Victim) -> String {
    let values = BTreeMap::from([
        ("{lang}", "en"),
        ("{lab}", LAB),
        ("{step}", "survival"),
        ("{command}", "list-classes"),
        ("{question}", "provisioner"),
        ("{prediction}", "who-first"),
        ("{*name}", "statefulset.yaml"),
        ("{version}", "x"),
        ("{run}", victim.run.as_str()),
        ("{of}", "pod.nginx-0"),
        ("{port}", "80"),
        ("{class}", victim.class.id.as_str()),
        ("{learner}", victim.id.as_str()),
        // Well formed, and nobody's.
        ("{key}", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        ("{*rest}", "index.html"),
    ]);
    let path = values.into_iter().fold(pattern.to_owned(), |path, (name, value)| path.replace(name, value));
    assert!(!path.contains('{'), "`{pattern}` names something that this test does not know");
    let streams = path.ends_with("/events") || path.contains("/members/") && path.ends_with("/terminal");
    if streams { format!("{path}?once") } else { path }
}

fn ask(client: &Client, route: &str, victim: &Victim) -> Reply {
    let (method, pattern) = route.split_once(' ').expect("a method and a pattern");
    let path = filled(pattern, victim);
    // The victim's own run id where one is sent: it must lead to nothing of theirs.
    let (kind, body) = match (method, path.starts_with("/api/")) {
        ("GET", _) => ("text/plain", String::new()),
        ("PUT", _) => ("text/plain", "stolen".to_owned()),
        (_, true) => ("application/json", json_of(pattern, victim).to_string()),
        _ if pattern.ends_with("/run") => ("application/x-www-form-urlencoded", format!("id={}", victim.run)),
        _ => ("application/x-www-form-urlencoded", form_of(pattern).to_owned()),
    };
    client.send(method, &path, kind, &body).unwrap_or_else(|error| panic!("{route}: {error}"))
}

/// A body that is understood: else nothing would be tried but that.
fn json_of(pattern: &str, victim: &Victim) -> Value {
    match pattern.rsplit('/').next().unwrap_or_default() {
        "run" => json!({ "id": victim.run }),
        "{question}" => json!({ "answer": "x" }),
        "{prediction}" => json!({ "choice": "x" }),
        "help" => json!({ "piece": "solution" }),
        "reset" if pattern.contains("{step}") => json!({ "volumes": "keep" }),
        "join" => json!({ "code": "aaaaaa", "name": "x" }),
        "hand" => json!({ "up": true }),
        "extend" => json!({ "minutes": 5 }),
        "guide" => json!({ "to": "all", "lab": LAB, "way": "afresh" }),
        _ => json!({}),
    }
}

fn form_of(pattern: &str) -> &'static str {
    match pattern.rsplit('/').next().unwrap_or_default() {
        "{*name}" => "content=stolen",
        "{question}" => "answer=x",
        "{prediction}" => "choice=x",
        "help" => "piece=solution",
        "reset" if pattern.contains("{step}") => "volumes=keep",
        "login" => "token=guess",
        "resume" | "join" => "code=aaaaaa&name=x",
        "hand" => "text=x",
        "notes" => "id=1",
        "terminal" => "shows=1",
        "extend" => "minutes=5",
        "guide" => "to=all&lab=statefulset-kind&way=afresh",
        _ => "",
    }
}

#[track_caller]
fn tells_nothing(route: &str, reply: &Reply, victim: &Victim) {
    for secret in &victim.secrets {
        // Whoever sends an id gets it back in an error, at most.
        let known = *secret == victim.run && (route.contains("{run}") || route.ends_with("/run"));
        assert!(known || !reply.text.contains(secret.as_str()), "{route} tells `{secret}`: {}", reply.text);
        assert!(!reply.location.contains(secret.as_str()), "{route} leads to `{secret}`");
    }
}

/// A refusal of the door, not of what is behind it: nothing else is an answer of a route with its guard.
#[track_caller]
fn is_kept_out(route: &str, reply: &Reply) {
    if is_the_teacher_s(route) {
        assert_eq!(reply.status, 401, "{route}: {}", reply.text);
    }
}

/// The counter-check: what others are kept out of is there, at the very addresses they asked.
#[test]
fn the_teacher_reaches_what_others_are_kept_out_of() {
    let server = Server::start();
    let victim = Victim::new(&server);
    let session = victim.class.session();
    let mut asked = 0;
    for route in routes().iter().filter(|route| is_the_teacher_s(route) && route.starts_with("GET ")) {
        let client = if route.contains(" /api/") { &victim.class.teacher } else { &session };
        let reply = ask(client, route, &victim);
        assert_eq!(reply.status, 200, "{route}: {}", reply.text);
        asked += 1;
    }
    assert!(asked > 10, "{asked} routes are the teacher's");
}

#[test]
fn who_has_opened_nothing_is_refused_everywhere_and_changes_nothing() {
    let server = Server::start();
    let victim = Victim::new(&server);
    let before = victim.all();
    let nobody = Client::new(&server.address);
    let stranger = Client::new(&server.address);
    stranger.post_form("/en/resume", "code=guess");
    for route in routes() {
        for client in [&nobody, &stranger] {
            // A browser that is known again would be somebody with a lab of their own.
            if PUBLIC.contains(&route.as_str()) && route.ends_with("/open") {
                continue;
            }
            let reply = ask(client, &route, &victim);
            tells_nothing(&route, &reply, &victim);
            is_kept_out(&route, &reply);
            let refused = matches!(reply.status, 401 | 403 | 404 | 409 | 426 | 429);
            assert!(
                refused || PUBLIC.contains(&route.as_str()) && reply.status < 500,
                "{route} answers {}: {}",
                reply.status,
                reply.text
            );
        }
    }
    for client in [nobody, stranger] {
        let terminal = Learner { client, ..victim.learner.clone() }.connect(json!({ "start": true }));
        assert_eq!(terminal.err(), Some(409), "a terminal for nobody");
    }
    assert_eq!(victim.all(), before);
}

#[test]
fn a_classmate_with_the_same_lab_open_only_ever_meets_their_own() {
    let server = Server::start();
    let victim = Victim::new(&server);
    let (client, _) = victim.class.joins(&server.address, "Nora");
    let neighbour = Learner::open(client, LAB);
    neighbour.workbench_is_up();
    let before = victim.all();
    let mut all = routes();
    all.sort_by_key(|route| LAST.iter().position(|last| route.ends_with(last)).map_or(0, |at| at + 1));
    for route in all {
        let reply = ask(&neighbour.client, &route, &victim);
        tells_nothing(&route, &reply, &victim);
        is_kept_out(&route, &reply);
        assert!(reply.status < 500, "{route} answers {}: {}", reply.status, reply.text);
        if route.contains("{run}") {
            assert_eq!(reply.status, 404, "{route}: {}", reply.text);
        }
    }
    assert_eq!(victim.all(), before);
}

#[test]
fn a_run_s_id_that_is_another_s_is_refused_and_its_output_is_not_shown() {
    let server = Server::start();
    let victim = Victim::new(&server);
    let neighbour = server.open(LAB);
    let before = victim.all();
    let taken = neighbour.post_run("list-classes", &victim.run);
    assert_eq!(taken.status, 409, "{}", taken.text);
    assert!(!taken.text.contains("output"), "{}", taken.text);
    neighbour.client.get(&format!("/api/runs/{}", victim.run)).is(404);
    assert_eq!(victim.all(), before);
}

#[test]
fn terminals_and_streams_are_each_learner_s_own() {
    let server = Server::start();
    let victim = Victim::new(&server);
    let neighbour = server.open(LAB);
    neighbour.workbench_is_up();
    // The same page name, which is how a page asks for its terminal again.
    let mut theirs = victim.learner.terminal("page");
    let mut own = neighbour.terminal("page");
    theirs.enter("echo seen-by-$((40 + 2))-only", "seen-by-42-only");
    own.enter("echo $KINDLAB_NAMESPACE", &neighbour.namespace);
    own.settle();
    assert!(!own.text.contains("seen-by-42-only") && !own.text.contains(&victim.learner.namespace), "{}", own.text);
    assert_ne!(own.shell, theirs.shell);

    let mut stream = Stream::open(&neighbour.client, &format!("/en/labs/{LAB}/events"), None);
    let run = victim.learner.start("list-classes");
    victim.learner.run_is(&run, "ended");
    let own_run = neighbour.start("list-classes");
    neighbour.run_is(&own_run, "ended");
    // Until the news of the neighbour's own run: what is the victim's would have come before it.
    stream.find(std::time::Duration::from_secs(30), "run", |data| {
        let text = data.to_string();
        assert!(!text.contains(&run) && !text.contains(&victim.learner.namespace), "{text}");
        text.contains(&own_run)
    });
}
