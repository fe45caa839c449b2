//! Sandboxes made ahead: who comes is given one with its workbench, whole, and nobody another's.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::http::Client;
use crate::support::learner::Learner;
use crate::support::server::{LAB, Server};
use crate::support::{PATIENCE, until};

const AHEAD: usize = 4;

/// An instructor's browser at a server that was just made.
fn instructor(server: &Server) -> Client {
    let token = server.printed.iter().find_map(|line| line.strip_prefix("instructor token (shown once): "));
    let client = Client::new(&server.address);
    client.post_form("/en/instructor/login", &format!("token={}", token.expect("a token"))).is(303);
    client
}

#[test]
fn a_class_that_was_waited_for_opens_at_once_and_each_has_their_own() {
    let mut server = Server::start();
    let teacher = instructor(&server);
    let form = format!("lab={LAB}&count={AHEAD}");
    Client::new(&server.address).post_form("/en/instructor/room/warm", &form).is(401);
    teacher.post_form("/en/instructor/room/warm", &form).is(303);
    let ready = format!("{AHEAD} of {AHEAD} ready");
    let all_ready = |teacher: &Client| {
        let page = teacher.get("/en/instructor/room").is(200).text;
        page.contains(&ready).then_some(())
    };
    until(PATIENCE, "the sandboxes are made", || all_ready(&teacher));
    // A restart loses none, and tidying up takes none for an orphan's.
    server.kill_9();
    server.start_again();
    until(PATIENCE, "the sandboxes are found again", || all_ready(&teacher));

    let address = server.address.clone();
    let threads: Vec<_> = (0..=AHEAD)
        .map(|_| {
            let address = address.clone();
            std::thread::spawn(move || {
                let began = Instant::now();
                let learner = Learner::open(Client::new(&address), LAB);
                let opened = began.elapsed();
                let began = Instant::now();
                learner.ran("list-classes");
                (learner, opened, began.elapsed())
            })
        })
        .collect();
    let came: Vec<_> = threads.into_iter().map(|thread| thread.join().expect("a learner")).collect();
    let spaces: BTreeSet<_> = came.iter().map(|(learner, ..)| learner.namespace.clone()).collect();
    assert_eq!(spaces.len(), AHEAD + 1, "two learners share a sandbox");
    let mut times: Vec<_> = came.iter().map(|(_, opened, ran)| (*opened, *ran)).collect();
    times.sort();
    println!("opened, first command: {times:?}");
    let within = |limit: u64, time: &Duration| *time < Duration::from_secs(limit);
    // One more came than was waited for.
    let quick = times.iter().filter(|(opened, ran)| within(4, opened) && within(10, ran)).count();
    assert!(quick >= AHEAD, "{times:?}");
    for (learner, ..) in &came {
        let files = learner.typed("ls");
        let lab: Value = learner.client.get(&learner.api("")).is(200).json();
        assert_eq!(lab["namespace"], learner.namespace.as_str());
        assert!(files.contains("statefulset.yaml") || files.contains("service.yaml"), "no files of the lab's: {files}");
        assert_eq!(learner.typed("kubectl config view --minify -o jsonpath={..namespace}"), learner.namespace);
    }
    let page = teacher.get("/en/instructor/room").is(200).text;
    assert!(!page.contains(" ready</p>"), "some are still said to wait: {page}");
}

#[test]
fn the_room_page_counts_and_says_what_is_short() {
    let server = Server::with("labs", &["--max-sandboxes", "3"]);
    let teacher = instructor(&server);
    Client::new(&server.address).get("/en/instructor/room").is(401);
    for (lang, short, enough) in
        [("pt", "não basta", "basta"), ("es", "no alcanza", "alcanza"), ("en", "too little", "enough")]
    {
        let page = teacher.get(&format!("/{lang}/instructor/room?learners=4")).is(200).text;
        assert!(page.contains(&format!("</svg>{short}</span>")), "three places for four: {page}");
        assert!(page.contains("--max-sandboxes"), "{page}");
        let page = teacher.get(&format!("/{lang}/instructor/room?learners=2")).is(200).text;
        assert!(!page.contains(&format!("</svg>{short}</span>")) && page.contains(enough), "{page}");
    }
    until(PATIENCE, "the network was tried", || {
        let page = teacher.get("/en/instructor/room").is(200).text;
        (page.contains("(tried with two)") || page.contains("reach another’s over the network.")).then_some(())
    });
}
