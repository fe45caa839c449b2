//! The terminal's shell: the same one for whoever comes back, one client at a time, never more output than was shown.

use crate::support::until;
use crate::terminal::Workbench;

/// How much output may be on its way, and the two frames that may be half-way.
const WINDOW: u64 = 128 * 1024 + 2 * 16 * 1024;

#[test]
fn whoever_comes_back_finds_the_same_shell_and_its_screen() {
    let workbench = Workbench::new();
    let mut first = workbench.terminal("tab");
    first.keys("mine=$((20 + 22)); echo here-$mine\r");
    first.shows("here-42", 1);
    first.settle();
    let seen = first.text.clone();
    let (shell, shown) = first.leave();

    let mut reloaded = workbench.terminal("tab");
    reloaded.expect(b'H');
    reloaded.settle();
    assert_eq!((reloaded.text.as_str(), reloaded.shell.as_str()), (seen.as_str(), shell.as_str()));
    reloaded.keys("echo still-$mine\r");
    reloaded.shows("still-42", 1);
    reloaded.leave();

    let from = shown.to_string();
    let mut goes_on = workbench.attach(&["--client", "tab", "--from", &from, "--shell", &shell]);
    assert_eq!(goes_on.expect(b'H')["goes_on"], true);
    goes_on.shows("still-42", 1);
    assert!(!goes_on.text.contains("here-42"), "what was seen comes again: {}", goes_on.text);
    // Nothing that was typed is typed again by coming back.
    goes_on.keys("history | grep -c 'echo here'\r");
    goes_on.shows("\r2\r\n", 1);
}

#[test]
fn two_who_begin_at_once_get_one_shell() {
    let workbench = Workbench::new();
    let names: Vec<_> = std::thread::scope(|scope| {
        let begun: Vec<_> = (0..6)
            .map(|_| {
                scope.spawn(|| {
                    let mut terminal = workbench.terminal("tab");
                    terminal.expect(b'H');
                    terminal.shell.clone()
                })
            })
            .collect();
        begun.into_iter().map(|begun| begun.join().expect("a shell")).collect()
    });
    assert!(names.iter().all(|name| *name == names[0]), "{names:?}");
}

#[test]
fn a_second_tab_takes_over_only_when_it_says_so() {
    let workbench = Workbench::new();
    let mut first = workbench.terminal("first");
    first.expect(b'H');
    let mut second = workbench.terminal("second");
    second.expect(b'B');
    first.keys("echo undis''turbed\r");
    first.shows("undisturbed", 1);
    let mut second = workbench.attach(&["--client", "second", "--take"]);
    second.expect(b'H');
    first.expect(b'T');
    second.shows("undisturbed", 1);
    assert_eq!(second.shell, first.shell);
}

#[test]
fn output_waits_until_it_was_shown_and_ctrl_c_comes_through() {
    let workbench = Workbench::new();
    let mut terminal = workbench.terminal("tab");
    terminal.confirms = false;
    terminal.keys("yes 'a rather long line of no interest'\r");
    terminal.settle();
    assert!((100_000..WINDOW).contains(&terminal.shown), "{} bytes came unconfirmed", terminal.shown);
    terminal.confirm();
    let before = terminal.shown;
    terminal.settle();
    assert!((100_000..WINDOW).contains(&(terminal.shown - before)));
    terminal.keys("\u{3}");
    terminal.confirms = true;
    terminal.confirm();
    terminal.keys("echo over-$((1 + 1))\r");
    terminal.shows("over-2", 1);
    assert!(terminal.shown < before + 3 * WINDOW, "{} bytes more came after Ctrl-C", terminal.shown - before);
}

#[test]
fn a_shell_nobody_watches_goes_on_slowly_and_keeps_the_latest() {
    let workbench = Workbench::new();
    let mut terminal = workbench.terminal("tab");
    terminal.keys("printf '\\033[?1049h'; yes | head -c 3000000; echo; echo the-$((3 + 4))-end\r");
    terminal.shows("\ny", 1);
    terminal.leave();
    until("the rest was printed", || {
        let mut terminal = workbench.terminal("tab");
        let hello = terminal.expect(b'H');
        terminal.settle();
        let kept = hello["end"].as_u64().expect("an end") - hello["offset"].as_u64().expect("an offset");
        assert!(kept <= 512 * 1024, "{kept} bytes are kept");
        let told = String::from_utf8(crate::support::unbase64(&hello["prelude"])).expect("text");
        terminal.text.contains("the-7-end") && told.contains("\u{1b}[?1049h")
    });
}

#[test]
fn binary_output_and_input_nobody_reads_do_no_harm() {
    let workbench = Workbench::new();
    let mut terminal = workbench.terminal("tab");
    terminal.keys("head -c 2000000 /dev/urandom; stty sane; sleep 1000\r");
    terminal.settle();
    for _ in 0..6 {
        terminal.send(b'I', &[b'x'; 60_000]);
    }
    terminal.expect(b'L');
    terminal.keys("\u{3}");
    terminal.send(b'P', b"");
    terminal.expect(b'P');
}

#[test]
fn the_screen_s_size_is_the_program_s() {
    let workbench = Workbench::new();
    let mut terminal = workbench.attach(&["--client", "tab", "--start", "--cols", "91", "--rows", "33"]);
    terminal.keys("stty size\r");
    terminal.shows("33 91", 1);
    terminal.send(b'R', &[0, 120, 0, 50]);
    terminal.keys("stty size; echo $TERM $COLORTERM; tty\r");
    terminal.shows("50 120", 1);
    terminal.shows("xterm-256color truecolor", 1);
    terminal.shows("/dev/pts/", 1);
}

#[test]
fn a_command_is_typed_once_and_only_at_the_prompt() {
    let workbench = Workbench::new();
    let mut terminal = workbench.terminal("tab");
    let text = "for i in 1 2; do\n  echo ran-$i >> ran\ndone";
    assert_eq!(terminal.command("one", text)["typed"], true);
    assert_eq!(terminal.command("one", text)["why"], "again");
    assert_eq!(terminal.command("two", "touch begun; sleep 1000; echo slept")["typed"], true);
    until("it sleeps", || workbench.0.path("begun").exists());
    let refused = terminal.command("three", "echo never >> ran");
    assert_eq!((&refused["typed"], &refused["why"]), (&false.into(), &"busy".into()));
    terminal.keys("\u{3}");
    // A line that was begun is put aside.
    terminal.keys("rm -r nothing-");
    assert_eq!(terminal.command("four", "echo four >> ran")["typed"], true);
    until("it ran", || std::fs::read_to_string(workbench.0.path("ran")).is_ok_and(|text| text.ends_with("four\n")));
    assert_eq!(std::fs::read_to_string(workbench.0.path("ran")).expect("reads"), "ran-1\nran-2\nfour\n");
}

#[test]
fn a_shell_that_ends_says_how_and_another_begins_only_when_asked() {
    let workbench = Workbench::new();
    let mut terminal = workbench.terminal("tab");
    terminal.keys("exit 7\r");
    assert_eq!(terminal.expect(b'E')["exit"], 7);
    let before = terminal.shell.clone();
    let (_, shown) = terminal.leave();
    workbench.attach(&["--client", "tab"]).expect(b'N');
    let args = ["--client", "tab", "--start", "--from", &shown.to_string(), "--shell", &before];
    let mut fresh = workbench.attach(&args);
    let hello = fresh.expect(b'H');
    assert_eq!((&hello["goes_on"], &hello["offset"]), (&false.into(), &0.into()));
    assert_ne!(fresh.shell, before);
}
