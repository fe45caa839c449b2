//! Connected pages: ticks arrive without a reload, a broken connection loses nothing, and ends with the server.

use std::time::{Duration, Instant};

use crate::support::PATIENCE;
use crate::support::kubernetes::SERVICE;
use crate::support::server::{LAB, Server};
use crate::support::stream::Stream;

#[test]
fn a_tick_reaches_the_page_in_its_own_language() {
    let server = Server::start();
    let learner = server.open(LAB);
    for (lang, word) in [("pt", "headless"), ("es", "headless"), ("en", "headless")] {
        let mut stream = Stream::open(&learner.client, &format!("/{lang}/labs/{LAB}/events"), None);
        learner.apply(SERVICE);
        let event =
            stream.find(PATIENCE, "step", |data| data["step"] == "headless-service" && data["verdict"] == "passed");
        let html = event.data["html"].as_str().expect("a fragment");
        assert!(html.contains("data-verdict-line") && html.contains(word), "{html}");
        assert_eq!(event.data["passed"], 1);
    }
}

#[test]
fn the_tick_comes_within_seconds_of_the_change() {
    let server = Server::start();
    let learner = server.open(LAB);
    let mut stream = Stream::open(&learner.client, &format!("/pt/labs/{LAB}/events"), None);
    stream.find(PATIENCE, "step", |data| data["step"] == "headless-service" && data["verdict"] == "untried");
    learner.apply(SERVICE);
    let applied = Instant::now();
    stream.find(PATIENCE, "step", |data| data["step"] == "headless-service" && data["verdict"] == "passed");
    assert!(applied.elapsed() < Duration::from_secs(5), "the tick took {:?}", applied.elapsed());
}

#[test]
fn a_connection_that_broke_is_continued_after_the_last_event_without_loss() {
    let server = Server::start();
    let learner = server.open(LAB);
    let path = format!("/en/labs/{LAB}/events");
    let mut stream = Stream::open(&learner.client, &path, None);
    learner.apply(SERVICE);
    stream.find(PATIENCE, "step", |data| data["step"] == "headless-service" && data["verdict"] == "passed");
    let seen = stream.find(PATIENCE, "seen", |_| true).id.expect("a number to continue from");
    drop(stream);
    // What happens while nobody is connected:
    learner.kubectl(&["create", "deployment", "nginx", "--image=nginx"]);
    learner.sees("statefulset", "untried", "set-missing-deployment");
    learner.ran("list-services");
    let mut stream = Stream::open(&learner.client, &path, Some(seen));
    let mut names = Vec::new();
    let seen_again = loop {
        let event = stream.next(PATIENCE).expect("the stream goes on");
        assert!(event.data["step"] != "headless-service", "what was seen before comes again: {event:?}");
        names.push((
            event.name.clone(),
            event.data["step"].as_str().or(event.data["command"].as_str()).map(str::to_owned),
        ));
        if event.name == "seen" {
            break event.id.expect("a number");
        }
    };
    assert!(seen_again > seen);
    assert!(names.contains(&("step".into(), Some("statefulset".into()))), "{names:?}");
    assert!(names.contains(&("run".into(), Some("list-services".into()))), "{names:?}");
}

/// Its sandbox is found again only after the server reached the cluster. Nothing else asks for the attempt here.
#[test]
fn a_page_that_is_back_at_once_after_a_restart_is_told_of_what_no_watch_tells() {
    let mut server = Server::start();
    let learner = server.open(LAB);
    learner.has_a_set();
    server.kill_9();
    server.start_again();
    let mut stream = Stream::open(&learner.client, &format!("/es/labs/{LAB}/events"), None);
    // A task that has just begun asks for some seconds, whoever looks.
    std::thread::sleep(Duration::from_secs(12));
    learner.writes("nginx-0", "page of zero");
    learner.writes("nginx-1", "page of one");
    stream.find(Duration::from_secs(40), "step", |data| data["step"] == "pages" && data["verdict"] == "passed");
}

#[test]
fn output_arrives_while_the_command_runs() {
    let server = Server::probe();
    let learner = server.open("probe");
    learner.save("script.sh", "for n in 1 2 3; do echo line $n; sleep 1; done\n");
    learner.ran("count");
    let mut stream = Stream::open(&learner.client, "/es/labs/probe/events", None);
    let id = learner.start("script");
    let first = stream.find(PATIENCE, "output", |data| data["run"] == id.as_str());
    assert_eq!((&first.data["offset"], &first.data["command"]), (&0.into(), &"script".into()));
    assert_eq!(learner.run_now(&id)["state"], "running", "the first line came only when the run was over");
    let over = stream.find(PATIENCE, "run", |data| data["run"] == id.as_str() && data["over"] == true);
    assert!(over.data["html"].as_str().is_some_and(|html| html.contains("line 3")), "{over:?}");
}

#[test]
fn a_reset_tells_the_page_to_load_anew() {
    let server = Server::probe();
    let learner = server.open("probe");
    let mut stream = Stream::open(&learner.client, "/en/labs/probe/events", None);
    learner.client.post(&learner.api("/reset")).is(200);
    stream.find(PATIENCE, "reload", |_| true);
    assert_eq!(stream.next(PATIENCE), None, "and ends");
}

#[test]
fn the_server_ends_within_five_seconds_with_open_streams_and_a_running_command() {
    let mut server = Server::probe();
    let learner = server.open("probe");
    let id = learner.start("wait-long");
    learner.run_is(&id, "running");
    let mut streams: Vec<_> = (0..5).map(|_| Stream::open(&learner.client, "/en/labs/probe/events", None)).collect();
    for stream in &mut streams {
        stream.find(PATIENCE, "cluster", |data| data["ok"] == true);
    }
    let took = server.terminate();
    assert!(took < Duration::from_secs(5), "it took {took:?}");
    for mut stream in streams {
        while stream.next(Duration::from_secs(5)).is_some() {}
    }
    assert!(!server.data().join("server.pid").exists(), "server.pid is left behind");
    // The command goes on; the next server finds it.
    server.start_again();
    assert_eq!(learner.run_is(&id, "running")["command"], "wait-long");
}

#[test]
fn the_instructor_sees_the_class_as_it_works() {
    let server = Server::start();
    let token =
        server.printed.iter().find_map(|line| line.strip_prefix("instructor token (shown once): ")).expect("a token");
    let instructor = crate::support::http::Client::new(&server.address);
    assert_eq!(instructor.post_form("/pt/instructor/login", &format!("token={token}")).status, 303);
    let learner = server.open(LAB);
    learner.apply(&SERVICE.replace("app: nginx", "app: web"));
    learner.sees("headless-service", "wrong", "service-selector");
    let page = instructor.get("/pt/instructor").is(200).text;
    assert!(page.contains("app=web"), "the failing message is not on the board: {page}");
    let mut stream = Stream::open(&instructor, "/pt/instructor/events", None);
    learner.apply(SERVICE);
    let start = Instant::now();
    loop {
        let event = stream.next(PATIENCE).expect("the stream goes on");
        if event.data.to_string().contains("data-verdict=\\\"passed\\\"") {
            break;
        }
        assert!(start.elapsed() < PATIENCE, "no row with a pass came");
    }
}
