//! The command line's own manners: settings that are shown with their reason, checked with their
//! line; a doctor; help, completions and manual pages of everything; pipes that close.

use crate::terminal::Machine;
use std::fs;
use std::process::Stdio;

fn opened() -> Machine {
    let ana = Machine::of("ana");
    ana.run(&["open", "Checkout returns 500s", "--no-join"]).ok();
    ana
}

fn configured(machine: &Machine, text: &str) -> String {
    let folder = machine.home().join("config");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("config.toml");
    fs::write(&file, text).unwrap();
    file.display().to_string()
}

#[test]
fn settings_are_shown_with_where_they_come_from() {
    let ana = Machine::of("ana");
    let file = configured(
        &ana,
        "# mine\nserver = 'war.example:7443'\n\n[serve]\nlisten = '127.0.0.1:1'\n",
    );
    let shown = ana.run(&["config"]).ok();
    let line = |name: &str| shown.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
    assert!(line("handle").contains("\"ana\"") && line("handle").ends_with("# WARROOM_HANDLE"));
    assert!(line("server").ends_with(&format!("# {file}:2")), "{shown}");
    assert!(line("serve.listen").ends_with(&format!("# {file}:5")), "{shown}");
    assert!(line("theme = \"auto\"").ends_with("# built in"), "{shown}");
    let json = ana.run(&["config", "show", "--json", "--as", "ben"]).ok();
    assert!(json.contains(r#"{"name":"handle","value":"\"ben\"","origin":"--as"}"#), "{json}");
}

#[test]
fn a_file_to_begin_with_sets_nothing_and_a_bad_one_is_refused_by_line() {
    let ana = Machine::of("ana");
    let init = ana.run(&["config", "init"]).ok();
    let file = configured(&ana, &init);
    assert!(ana.run(&["config", "check"]).ok().contains("is good"));
    for (name, good, bad) in [
        ("review.toml", "text = 'Kind to people.'\n", "minutes = [0, 0, 0, 0, 0]\n"),
        ("hints.toml", "built_in = false\n", "built = 1\n"),
        ("policy.toml", "task_minutes = 5\n", "task_minutes = 0\n"),
    ] {
        let beside = ana.home().join("config").join(name);
        fs::write(&beside, bad).unwrap();
        ana.run(&["config", "check"]).refused(2, name);
        fs::write(&beside, good).unwrap();
        assert!(ana.run(&["config", "check"]).ok().contains(&format!("{name} is good")));
    }
    configured(&ana, "\n\ncolour = 'never'\n");
    ana.run(&["config", "check"])
        .refused(2, "config.toml:3: there is no colour here: did you mean color?");
    ana.run(&["config", "check", &file]).refused(2, "config.toml:3");
    configured(&ana, "theme = 'mine'\n");
    ana.run(&["config", "check"]).refused(2, "config.toml:1: \"mine\" is no theme");
    let themes = ana.home().join("config/themes");
    fs::create_dir_all(&themes).unwrap();
    fs::write(
        themes.join("mine.toml"),
        "name = \"mine\"\ninherits = \"dark\"\n[tones]\nok = 999\n",
    )
    .unwrap();
    ana.run(&["config", "check"]).refused(2, "mine.toml:4: unknown colour");
    configured(&ana, "");
    let keymap = ana.home().join("config/keymap.toml");
    fs::write(&keymap, "[register]\nstar = \"A\"\n").unwrap();
    fs::remove_file(themes.join("mine.toml")).unwrap();
    ana.run(&["config", "check"]).refused(2, "keymap.toml:2: A in [register] is to be star");
    // Each mistake of each file is named.
    configured(&ana, "\ntheme = 'mine'\n");
    let said = ana.run(&["config", "check"]);
    assert!(said.err.contains("keymap.toml:2: A in [register]"), "{}", said.err);
    said.refused(2, "config.toml:2: \"mine\" is no theme");
    // An incident is not opened for a screen that cannot be shown.
    let mut screen = ana.terminal((80, 24), &["open", "Checkout returns 500s"]);
    screen.sees("\"mine\" is no theme");
    screen.ended();
    assert!(ana.run(&["list"]).out.is_empty());
    configured(&ana, "");
    files_by_path(&ana);
    ana.run(&["config", "check", "/nowhere/config.toml"]).refused(2, "there is no such file");
}

#[test]
fn the_doctor_finds_a_healthy_machine_and_an_ill_one() {
    let ana = opened();
    let shown = ana.run(&["doctor"]).ok();
    for words in
        ["version", "256 colours", "of this machine, for it alone", "INC-1 as ana", "clocks agree"]
    {
        assert!(shown.contains(words), "{words} is missing:\n{shown}");
    }
    ana.run(&["stop"]).ok();
    let ill = ana.run(&["doctor", "--json"]);
    assert_eq!(ill.code, 1, "{}", ill.out);
    assert!(ill.out.contains(r#""what":"room","state":"bad""#), "{}", ill.out);
    assert!(ill.err.contains("one thing does not work"), "{}", ill.err);
    let key = ana.home().join("state/machine.key");
    let mut wide = fs::metadata(&key).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut wide, 0o644);
    fs::set_permissions(&key, wide).unwrap();
    configured(&ana, "handel = 'ana'\n");
    let ill = ana.run(&["doctor"]);
    assert_eq!(ill.code, 1);
    assert!(ill.out.contains("did you mean handle?"), "{}", ill.out);
    assert!(
        ill.out.lines().any(|l| l.starts_with("BAD") && l.contains("machine.key")),
        "{}",
        ill.out
    );
}

#[test]
fn in_a_terminal_the_doctor_names_it() {
    let ana = Machine::of("ana");
    let mut screen = ana.terminal_with((120, 40), &["doctor"], &[("TMUX", "/tmp/t,1,0")]);
    screen.ended();
    let text = screen.text();
    assert!(text.contains("xterm-256color, 120 x 40"), "{text}");
    assert!(text.contains("set -g set-clipboard on"), "{text}");
}

/// The names of the commands, as the help lists them.
fn commands(machine: &Machine, above: &[&str]) -> Vec<String> {
    let help = machine.run(&[above, &["--help"]].concat()).ok();
    let list = help.split("Commands:\n").nth(1).map(|rest| rest.split("\n\n").next().unwrap());
    let names = list.unwrap_or_default().lines().filter(|line| !line.starts_with("   "));
    names.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn every_command_has_help_with_an_example_and_a_manual_page() {
    let ana = Machine::of("ana");
    let all = commands(&ana, &[]);
    assert!(all.len() > 40 && all.contains(&"exec".to_owned()), "{all:?}");
    let mut ways: Vec<Vec<&str>> = all.iter().map(|name| vec![name.as_str()]).collect();
    let inner: Vec<(String, Vec<String>)> =
        all.iter().map(|name| (name.clone(), commands(&ana, &[name]))).collect();
    for (outer, inner) in &inner {
        ways.extend(inner.iter().map(|name| vec![outer.as_str(), name.as_str()]));
    }
    for way in &ways {
        let help = ana.run(&[way.as_slice(), &["--help"]].concat()).ok();
        assert!(help.contains("Example: warroom"), "{way:?} has no example:\n{help}");
        let page = ana.run(&[&["man"], way.as_slice()].concat()).ok();
        assert!(page.starts_with(".ie") || page.contains(".TH"), "{way:?}: {page}");
        assert!(
            page.contains(&way.join("-")) || page.contains(&way.join("\\-")),
            "{way:?}: {page}"
        );
    }
    let main = ana.run(&["man"]).ok();
    for words in ["EXIT STATUS", "WARROOM_HOME", "NO_COLOR", "ENVIRONMENT"] {
        assert!(main.contains(words), "{words} is not in the manual page");
    }
    ana.run(&["man", "fly"]).refused(2, "there is no command fly");
}

#[test]
fn completions_are_made_for_every_shell() {
    let ana = Machine::of("ana");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let text = ana.run(&["completions", shell]).ok();
        assert!(text.contains("doctor") && text.contains("exec"), "{shell}");
    }
}

#[test]
fn whoever_closes_the_pipe_has_read_enough() {
    let ana = opened();
    for n in 0..40 {
        ana.run(&["saw", &format!("line {n}")]).ok();
    }
    let tail = ["tail", "--after", "1"];
    for arguments in
        [&["show"][..], &["keys"], &["show", "--json"], &["completions", "zsh"], &["man"], &tail]
    {
        let mut command = ana.command(arguments);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Closed before a byte was read.
        drop(child.stdout.take());
        let ended = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert_eq!(ended.status.code(), Some(0), "{arguments:?}: {said}");
        assert!(!said.contains("panicked"), "{arguments:?}: {said}");
    }
}

#[test]
fn two_open_incidents_are_not_guessed_between() {
    let ana = opened();
    ana.run(&["open", "Search is slow", "--no-join"]).ok();
    for arguments in [&["saw", "x"][..], &["show"], &["exec", "--", "true"], &["tail"]] {
        let run = ana.run(arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.err);
        assert!(
            run.err.contains("--incident INC-1") && run.err.contains("--incident INC-2"),
            "{}",
            run.err
        );
    }
    ana.run(&["saw", "x", "--incident", "INC-2"]).ok();
    assert!(!ana.run(&["show", "INC-1"]).ok().contains(" o x "));
}

#[test]
fn open_alone_asks_for_one_line() {
    let ana = Machine::of("ana");
    let mut screen = ana.terminal((80, 24), &["open"]);
    screen.sees("What is wrong?");
    screen.keys("Checkout can't pay\r").sees("saw >").sees("Checkout can't pay");
}

#[test]
fn the_lead_does_not_leave_by_a_slip() {
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    let made = ana.run(&["open", "Checkout", "--no-join", "--json"]).ok();
    let made: serde_json::Value = serde_json::from_str(&made).unwrap();
    ben.run(&["join", made["invite"].as_str().unwrap()]).ok();
    ana.run(&["leave"]).refused(1, "you lead: hand over first");
    assert!(ana.run(&["show"]).ok().contains("lead ana"));
    ben.run(&["leave"]).ok();
    ana.run(&["leave", "--yes"]).ok();
}

#[test]
fn a_room_that_was_joined_by_invite_is_in_the_lobby() {
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    let made = ana.run(&["open", "Checkout returns 500s", "--no-join", "--json"]).ok();
    let made: serde_json::Value = serde_json::from_str(&made).unwrap();
    let mut first = ben.terminal((80, 24), &["join", made["invite"].as_str().unwrap()]);
    first.sees("saw >").sees("Checkout returns 500s");
    first.signal("-TERM");
    first.ended();
    // Without a server that knows this machine the rooms are listed, and joined from there.
    let mut list = ben.terminal((80, 24), &[]);
    list.sees("no server").sees("Checkout returns 500s").sees("joins it");
    list.keys("\r").sees("LEAD ana");
    list.signal("-TERM");
    list.ended();
    // In the lobby of another server they stand among its own, although the names are the same.
    ben.run(&["open", "Search is slow", "--here", "--no-join"]).ok();
    let mut lobby = ben.terminal((80, 24), &[]);
    lobby.sees("Search is slow").sees("Checkout returns 500s");
    lobby.keys("\x1b[B\r").sees("LEAD ana").sees("Checkout returns 500s");
}

#[test]
fn the_tail_says_what_the_screen_says() {
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    let made = ana.run(&["open", "Checkout returns 500s", "--no-join", "--json"]).ok();
    let made: serde_json::Value = serde_json::from_str(&made).unwrap();
    ben.run(&["join", made["invite"].as_str().unwrap()]).ok();
    ben.run(&["saw", "5xx at 40 percent"]).ok();
    let tail = ben.terminal((120, 40), &["tail"]);
    tail.sees("INC-1 P2 availability, investigating, ana leads: Checkout returns 500s");
    tail.sees("Impact: not known yet").sees("5xx at 40 percent");
    let task = ana.run(&["task", "roll back", "--owner", "ben"]).ok();
    tail.sees("roll back: ben").sees("YOU   ben has not answered");
    ben.run(&["yes", task.trim().trim_start_matches('#')]).ok();
    tail.sees("ben has #").sees("YOU   nothing waits for you");
    let screen = ana.terminal((80, 24), &["join", "INC-1"]);
    tail.sees("ana is here");
    drop(screen);
    tail.sees("ana is not here any more");
    // After an entry only what is new; as JSON a record a line.
    let file = ana.home().join("a.jsonl");
    ana.run(&["export", "-o", file.to_str().unwrap()]).ok();
    let whole = ana.run(&["tail", file.to_str().unwrap(), "--after", "0"]).ok();
    assert!(whole.contains(" #1 "), "with the first: {whole}");
    let json = ana.run(&["tail", file.to_str().unwrap(), "--after", "4", "--json"]).ok();
    let first: serde_json::Value = serde_json::from_str(json.lines().next().unwrap()).unwrap();
    assert_eq!(first["seq"], 5);
}

/// A file that is named is checked as what it is by its name, its folder or its words.
fn files_by_path(ana: &Machine) {
    let folder = ana.home().join("elsewhere");
    fs::create_dir_all(folder.join("plans")).unwrap();
    let checked = |name: &str, text: &str| {
        let file = folder.join(name);
        fs::write(&file, text).unwrap();
        ana.run(&["config", "check", &file.display().to_string()])
    };
    let good = [
        ("review.toml", "minutes = [2, 20, 5, 8, 5]\n"),
        ("hints.toml", "built_in = false\n"),
        ("policy.toml", "task_minutes = 10\n"),
        ("plans/one.toml", "name = \"one\"\nquestions = [\"what changed?\"]\n"),
        ("ours.toml", "text = \"We say what we saw.\"\n"),
        ("words.toml", "[[hints]]\nwords = [\"culprit\"]\ninstead = \"what happened\"\n"),
        ("asked.toml", "root_causes = true\n"),
    ];
    for (name, text) in good {
        assert!(checked(name, text).ok().contains("is good"), "{name}");
    }
    let none = "review.toml:1: step 3 of the agenda (impact and times) has no minutes";
    checked("review.toml", "minutes = [3, 30, 0, 10, 10]\n").refused(2, none);
    checked("ours.toml", "text = \"x\"\nminutes = [3, 0, 7, 10, 10]\n")
        .refused(2, "ours.toml:2: step 2");
    checked("hints.toml", "[[hints]]\nwords = []\ninstead = \"x\"\n").refused(2, "without words");
    checked("asked.toml", "task_minutes = 0\n").refused(2, "task_minutes is 0");
    checked("plans/one.toml", "nome = \"one\"\n").refused(2, "one.toml:1: unknown field");
    checked("review.toml", "[invite.owners.secrity]\n").refused(2, "secrity is no kind");
}
