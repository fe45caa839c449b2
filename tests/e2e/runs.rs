//! Runs: once per id, one at a time, ended as a group, with their output's end.

use std::time::{Duration, Instant};

use crate::support::server::Server;
use crate::support::{PATIENCE, fresh_id, until};

#[test]
fn a_run_says_what_it_printed_and_how_it_ended() {
    let server = Server::probe();
    let learner = server.open("probe");
    learner.save("script.sh", "echo out; echo err >&2; printf 'no line end: çñ'; exit 7\n");
    let run = learner.run("script");
    assert_eq!((&run["exit"], &run["truncated"]), (&7.into(), &false.into()), "{run}");
    let output = run["output"].as_str().expect("output");
    for part in ["out\n", "err\n", "no line end: çñ"] {
        assert!(output.contains(part), "{output}");
    }
    // A command that a signal ended has the status that a shell gives it.
    learner.save("script.sh", "kill -KILL $$\n");
    assert_eq!(learner.run("script")["exit"], 137);
}

#[test]
fn the_same_id_asked_twenty_times_at_once_runs_once() {
    let server = Server::probe();
    let learner = server.open("probe");
    learner.save("script.sh", "echo once >> ran; sleep 1\n");
    learner.ran("script");
    let id = fresh_id();
    let replies: Vec<_> = std::thread::scope(|scope| {
        let asked: Vec<_> = (0..20).map(|_| scope.spawn(|| learner.post_run("script", &id))).collect();
        asked.into_iter().map(|asked| asked.join().expect("an answer")).collect()
    });
    for reply in replies {
        assert_eq!(reply.status, 202, "{}", reply.text);
        assert_eq!(reply.json()["id"], id.as_str());
    }
    learner.run_is(&id, "ended");
    // And once more when it is over.
    learner.post_run("script", &id).is(202);
    assert_eq!(learner.run_now(&id)["state"], "ended");
    assert_eq!(learner.typed("grep -c once ran").trim(), "2", "the run before and this one, each once");
    let other = learner.post_run("count", &id).is(409).json();
    assert_eq!(other["error"]["code"], "run-id-taken");
}

#[test]
fn two_commands_of_a_sandbox_do_not_run_at_once() {
    let server = Server::probe();
    let learner = server.open("probe");
    let id = learner.start("wait-long");
    learner.run_is(&id, "running");
    let refused = learner.post_run("count", &fresh_id()).is(409).json();
    assert_eq!(refused["error"]["code"], "busy");
    for lang in ["pt", "es", "en"] {
        let page =
            learner.client.post_form(&format!("/{lang}/labs/probe/commands/count/run"), &format!("id={}", fresh_id()));
        assert_eq!(page.status, 409);
        assert!(page.text.contains(&format!("href=\"/{lang}/labs/probe\"")), "no way back: {}", page.text);
    }
    // Somebody else is not in the way.
    let other = server.open("probe");
    other.ran("script");
    learner.client.post(&learner.api("/commands/wait-long/stop")).is(202);
    learner.run_is(&id, "stopped");
    learner.ran("count");
}

#[test]
fn somebody_else_s_run_can_be_neither_read_nor_taken_over() {
    let server = Server::probe();
    let (learner, other) = (server.open("probe"), server.open("probe"));
    let run = learner.run("script");
    let id = run["id"].as_str().expect("an id");
    other.client.get(&format!("/api/runs/{id}")).is(404);
    assert_eq!(other.post_run("script", id).is(409).json()["error"]["code"], "run-id-taken");
}

#[test]
fn stopping_ends_everything_the_command_started() {
    let server = Server::probe();
    let learner = server.open("probe");
    learner.save(
        "script.sh",
        "sleep 1001 & set -m; sleep 1002 & (sleep 1003; echo late) & trap '' TERM INT HUP; echo up; sleep 1004\n",
    );
    let id = learner.start("script");
    until(PATIENCE, "the command is up", || learner.run_now(&id)["output"].as_str()?.contains("up").then_some(()));
    learner.client.post(&learner.api("/commands/script/stop")).is(202);
    learner.run_is(&id, "stopped");
    until(PATIENCE, "nothing of it is left", || {
        let left = learner.typed("cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '");
        (!left.contains("sleep 100")).then_some(())
    });
    // Stopping what is over does nothing.
    learner.client.post(&learner.api("/commands/script/stop")).is(202);
    assert_eq!(learner.run_now(&id)["state"], "stopped");
}

#[test]
fn a_command_that_takes_too_long_is_ended_with_everything_it_started() {
    let server = Server::probe();
    let learner = server.open("probe");
    learner.workbench_is_up();
    learner.save("script.sh", "echo before; sleep 1005 & sleep 1006\n");
    let start = Instant::now();
    let id = learner.start("script-in-a-hurry");
    let run = learner.run_is(&id, "timeout");
    assert!(start.elapsed() >= Duration::from_secs(3), "ended after {:?}", start.elapsed());
    assert!(run["output"].as_str().is_some_and(|text| text.contains("before")), "{run}");
    until(PATIENCE, "nothing of it is left", || {
        let left = learner.typed("cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '");
        (!left.contains("sleep 100")).then_some(())
    });
}

#[test]
fn of_a_long_output_the_end_is_kept_and_this_is_said() {
    let server = Server::probe();
    let learner = server.open("probe");
    let run = learner.run("count");
    let output = run["output"].as_str().expect("output");
    assert_eq!((&run["exit"], &run["truncated"]), (&0.into(), &true.into()));
    assert!(output.ends_with("199999\n200000\n"), "{}", &output[output.len() - 40..]);
    assert!(output.len() <= 64 * 1024, "{} bytes", output.len());
    let page = learner.client.get("/es/labs/probe").text;
    assert!(page.contains("class=\"cut\""), "the page does not say that the beginning was dropped");
}

#[test]
fn what_a_command_prints_is_text_and_never_markup() {
    let server = Server::probe();
    let learner = server.open("probe");
    let hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>&amp;\u{202e}";
    learner.save("script.sh", &format!("cat <<'END'\n{hostile}\nEND\nprintf '\\033[31mred\\000\\377'\n"));
    let run = learner.run("script");
    assert!(run["output"].as_str().is_some_and(|text| text.contains("<script>alert(1)")), "{run}");
    let page = learner.client.get("/pt/labs/probe").text;
    assert!(
        page.contains("&lt;script&gt;alert(1)") || page.contains("&#60;script&#62;alert(1)"),
        "the output is not shown"
    );
    assert!(!page.contains("<script>alert(1)") && !page.contains("<img src=x"), "output became markup");
}

#[test]
fn a_file_that_a_command_wrote_is_what_the_editor_shows() {
    let server = Server::probe();
    let learner = server.open("probe");
    learner.save("script.sh", "echo 'echo rewritten by itself' > script.sh\r\n");
    learner.ran("script");
    let page = learner.client.get("/en/labs/probe").text;
    assert!(
        page.contains("echo rewritten by itself</textarea>") || page.contains("echo rewritten by itself\n</textarea>")
    );
    assert_eq!(learner.ran("script"), "rewritten by itself\n");
}
