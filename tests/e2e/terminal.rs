//! The terminal on a real cluster: the same shell for whoever comes back, and nothing that it prints does harm.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::http::Client;
use crate::support::learner::Learner;
use crate::support::server::{LAB, Server};
use crate::support::{PATIENCE, until};

/// What may be on its way without being confirmed: the keeper's window and the pieces at its edge.
const WINDOW: u64 = 128 * 1024 + 2 * 16 * 1024;

#[test]
fn a_page_that_comes_back_finds_the_same_shell_and_no_command_twice() {
    let mut server = Server::probe();
    let learner = server.open("probe");
    let mut page = learner.terminal("page");
    page.enter("mine=$((20 + 22)); echo here-$mine; echo once >> ran", "here-42");
    page.settle();
    let (shell, received, text) = (page.shell.clone(), page.received, page.text.clone());
    drop(page);

    let mut reloaded = learner.connect(json!({})).expect("a WebSocket");
    assert_eq!(reloaded.until("begun")["shell"], shell.as_str());
    reloaded.shows(&text);
    drop(reloaded);

    server.kill_9();
    server.start_again();
    let has = json!([shell, received]);
    let again = || {
        let mut page = learner.connect(json!({ "has": has })).ok()?;
        while page.last.is_null() && page.take(PATIENCE) {}
        // Its page would wait for somebody to wake it.
        assert_ne!(page.last["is"], "asleep", "the server has just begun, and can't know that");
        (page.last["is"] == "begun").then_some(page)
    };
    let mut page = until(PATIENCE, "the restarted server finds the shell", again);
    assert_eq!((&page.last["goes_on"], page.shell.as_str()), (&true.into(), shell.as_str()));
    page.enter("echo still-$mine; wc -l < ran", "still-42");
    page.shows("\r\n1\r\n");
    assert!(!page.text.contains("here-42"), "what the page has comes again: {}", page.text);
}

#[test]
fn a_second_page_takes_the_terminal_over_only_when_it_says_so() {
    let server = Server::probe();
    let learner = server.open("probe");
    let mut first = learner.terminal("first");
    first.enter("echo mi''ne", "mine");
    let mut second = learner.connect(json!({ "client": "second", "start": true })).expect("a WebSocket");
    second.until("busy");
    first.enter("echo undis''turbed", "undisturbed");
    let mut second = learner.connect(json!({ "client": "second", "take": true })).expect("a WebSocket");
    second.until("begun");
    first.until("taken");
    second.shows("undisturbed");
}

#[test]
fn endless_and_binary_output_wait_and_hurt_nobody() {
    let server = Server::probe();
    let learner = server.open("probe");
    let mut page = learner.terminal("page");
    let before = server.memory();
    page.confirms = false;
    page.keys("yes 'a rather long line of no interest to anybody'\r");
    page.settle();
    assert!((60_000..WINDOW).contains(&page.received), "{} bytes came unconfirmed", page.received);
    // A page that confirms what it never got is believed as far as it was sent, no further.
    page.say(json!({ "shown": u64::MAX }));
    page.settle();
    assert!(page.received < 2 * WINDOW, "{} bytes came", page.received);
    page.confirm();
    page.confirms = true;
    page.keys("\u{3}");
    page.enter("echo over-$((1 + 1))", "over-2");
    page.keys("cat /dev/urandom\r");
    let until = Instant::now() + Duration::from_secs(4);
    while Instant::now() < until {
        page.take(Duration::from_millis(200));
    }
    let asked = Instant::now();
    Client::new(&server.address).get("/en/labs").is(200);
    assert!(asked.elapsed() < Duration::from_secs(3), "others wait for {:?}", asked.elapsed());
    page.keys("\u{3}");
    page.settle();
    page.keys("\u{3}stty sane\r");
    page.enter("echo and-$((2 + 2))", "and-4");
    let grown = server.memory().saturating_sub(before);
    assert!(grown < 24 << 20, "the server grew by {grown} bytes");
}

#[test]
fn it_is_a_terminal_as_on_a_desk() {
    let server = Server::start();
    let learner = server.open(LAB);
    let mut page = learner.terminal("page");
    page.enter("stty size", "30 100");
    page.say(json!({ "size": [90, 40] }));
    page.enter("stty size; echo $TERM", "40 90");
    page.shows("xterm-256color");
    page.keys("k get statef\t");
    page.shows("k get statefulset");
    page.keys("\u{15}");
    page.enter("k version --client=true >/dev/null && echo alias-$?", "alias-0");
    let image = "nginx:1.22";
    learner.kubectl(&["run", "web", "--image", image, "--restart=Never"]);
    learner.kubectl(&["wait", "--for=condition=Ready", "pod/web", "--timeout=120s"]);
    page.enter("kubectl exec -it web -- sh -c 'stty size; tty; read -p \"na\"me: line; echo got-$line'", "name:");
    page.shows("/dev/pts/");
    page.enter("Zé", "got-Zé");
    let run = format!("kubectl run -it --rm probe --image={image} --restart=Never -- sh");
    page.enter(&run, "pressing enter");
    page.enter("echo in''side", "inside");
    page.keys("exit\r");
    page.shows("deleted");
    page.keys("watch -n 1 'date +%s; echo watched'\r");
    page.shows("watched");
    page.shows("\u{1b}[?1049h");
    page.keys("q\u{3}");
    page.shows("\u{1b}[?1049l");
    page.enter("exit 3", "logout");
    assert_eq!(page.until("ended")["exit"], 3);
}

#[test]
fn what_is_done_by_hand_is_judged_when_the_terminal_falls_quiet() {
    let server = Server::probe();
    let learner = server.open("probe");
    let mut page = learner.terminal("page");
    page.enter("kubectl create service clusterip nginx --clusterip=None --tcp=80:80 && echo ma''de", "made");
    learner.passes("service");
    page.enter("echo 'echo by hand' > script.sh; echo writ''ten", "written");
    until(PATIENCE, "the page's editor has what was written in the terminal", || {
        learner.client.get("/en/labs/probe").text.contains("echo by hand").then_some(())
    });
    page.say(json!({ "type": { "id": "one", "command": "script" } }));
    page.shows("by hand\r\n");
    page.say(json!({ "type": { "id": "one", "command": "script" } }));
    assert_eq!(page.until("typed")["refused"], json!(null));
    page.last = json!(null);
    assert_eq!(page.until("typed")["refused"], "again");
}

#[test]
fn only_the_learner_s_own_page_gets_a_terminal() {
    let server = Server::probe();
    let learner = server.open("probe");
    assert_eq!(learner.connect_from("http://evil.example", json!({})).err(), Some(403));
    let stranger = Learner { client: Client::new(&server.address), ..learner.clone() };
    assert_eq!(stranger.connect(json!({})).err(), Some(409));
    let told = learner.client.get(&learner.api("/terminal")).is(426).json();
    assert_eq!(told["error"]["code"], "not-upgraded");
}

#[test]
fn a_page_left_open_does_not_wake_a_workbench() {
    let server = Server::probe();
    let learner = server.open("probe");
    let mut page = learner.terminal("page");
    page.enter("echo he''re", "here");
    crate::support::cluster::cluster().ok(&["delete", "pod", "workbench", "-n", &learner.companion()], "");
    let shell = page.shell.clone();
    page.until("lost");
    let mut again = learner.connect(json!({ "has": [shell, page.received] })).expect("a WebSocket");
    again.until("asleep");
    let mut woken = learner.terminal("page");
    assert_ne!(woken.shell, shell);
    woken.enter("ls script.sh", "script.sh\r\n");
}
