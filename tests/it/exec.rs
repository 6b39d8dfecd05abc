//! Commands that are run under warroom's eyes: shown, passed on, recorded, whatever becomes of them.

use crate::terminal::{Machine, Run};
use std::fs;
use std::io::Read;
use std::process::{Command, Output, Stdio};

/// A machine with an incident of its own open.
fn opened() -> Machine {
    let ana = Machine::of("ana");
    ana.run(&["open", "Checkout returns 500s", "--no-join"]).ok();
    ana
}

/// What is on the record of the last run.
fn recorded(machine: &Machine) -> serde_json::Value {
    let shown: serde_json::Value =
        serde_json::from_str(&machine.run(&["show", "--json"]).ok()).unwrap();
    let lines = shown["timeline"].as_array().unwrap();
    lines.iter().rev().find(|line| line["run"].is_object()).unwrap().clone()
}

fn sh(machine: &Machine, script: &str) -> Run {
    machine.run(&["exec", "--", "sh", "-c", script])
}

/// How many bytes came, where they may be no text.
fn bytes_of(machine: &Machine, arguments: &[&str]) -> usize {
    machine.command(arguments).stdin(Stdio::null()).output().unwrap().stdout.len()
}

/// Runs a command until it has printed these words, then sends it a signal by name.
fn run_until(machine: &Machine, arguments: &[&str], words: &str, signal: &str) -> Run {
    let mut command = machine.command(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    let (mut text, mut block) = (Vec::new(), [0; 1024]);
    while !String::from_utf8_lossy(&text).contains(words) {
        let n = out.read(&mut block).unwrap();
        assert!(n > 0, "{words:?} never came");
        text.extend_from_slice(&block[..n]);
    }
    let pid = child.id().to_string();
    assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    out.read_to_end(&mut text).unwrap();
    let output = child.wait_with_output().unwrap();
    Run::of(Output { stdout: text, ..output }, arguments)
}

#[test]
fn a_command_is_shown_passed_on_and_recorded() {
    let ana = opened();
    let run = sh(&ana, "echo out; echo err >&2; exit 7");
    assert_eq!((run.code, run.out.as_str()), (7, "out\n"), "{}", run.err);
    assert!(run.err.contains("err\n") && run.err.contains("-> INC-1 as ana"), "{}", run.err);
    let line = recorded(&ana);
    assert_eq!(line["kind"], "action");
    assert_eq!(line["text"], "sh -c 'echo out; echo err >&2; exit 7'");
    assert_eq!((&line["run"]["exit"], &line["run"]["output_bytes"]), (&7.into(), &8.into()));
    let output = line["run"]["output"].as_str().unwrap();
    assert!(output.contains("out") && output.contains("err"), "{output}");
    assert!(ana.run(&["show"]).ok().contains("ran, exit 7: sh -c"));
}

#[test]
fn what_it_reads_comes_from_the_pipe() {
    let ana = opened();
    let run = ana.run_with(&["exec", "--", "tr", "a-z", "A-Z"], "shout\n");
    assert_eq!((run.code, run.out.as_str()), (0, "SHOUT\n"));
}

#[test]
fn a_pipe_stands_behind_the_words_and_a_long_one_is_cut_in_the_middle() {
    let ana = opened();
    let text = |arguments: &[&str], input: &str| {
        let run = ana.run_with(arguments, input);
        let err = run.err.clone();
        run.ok();
        let shown = ana.run(&["show", "--json"]).ok();
        let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
        let text = shown["timeline"].as_array().unwrap().last().unwrap()["text"].clone();
        (text.as_str().unwrap().to_owned(), err)
    };
    assert_eq!(text(&["saw", "pods now"], "a 1/1\nb 0/1\n").0, "pods now\na 1/1\nb 0/1");
    assert_eq!(text(&["saw"], "a 1/1\nb 0/1\n").0, "a 1/1\nb 0/1");
    assert_eq!(text(&["saw", "words", "alone"], "").0, "words alone");
    let lines: Vec<String> = (0..5_000).map(|n| format!("line {n}")).collect();
    let (long, err) = text(&["saw", "the log"], &lines.join("\n"));
    assert!(long.starts_with("the log\nline 0\n") && long.ends_with("line 4999"));
    assert!(long.contains("lines") && long.contains("cut out here") && long.len() <= 16 * 1024);
    assert!(err.contains("too long for one entry"), "{err}");
}

#[test]
fn a_loop_keeps_the_file_that_it_reads() {
    let ana = opened();
    let hosts = ana.home().join("hosts");
    fs::write(&hosts, "web1\nweb2\nweb3\n").unwrap();
    let loops = "while read host; do \"$0\" did restarted $host; done < hosts";
    let mut shell = Command::new("sh");
    let from = ana.command(&[]);
    let variables = from.get_envs().filter_map(|(name, value)| Some((name, value?)));
    shell.args(["-c", loops]).arg(from.get_program()).env_clear().envs(variables);
    assert!(shell.current_dir(ana.home()).output().unwrap().status.success());
    let shown = ana.run(&["show"]).ok();
    assert!(["web1", "web2", "web3"].iter().all(|host| shown.contains(host)), "{shown}");
}

#[test]
fn only_the_end_of_much_output_is_kept_and_all_of_it_is_shown() {
    let ana = opened();
    let run = sh(&ana, "i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done");
    assert_eq!(run.out.lines().count(), 20_000);
    let kept = recorded(&ana);
    let output = kept["run"]["output"].as_str().unwrap();
    assert!(output.len() <= 4096 && output.ends_with("line 19999"), "{}", output.len());
    assert_eq!(kept["run"]["output_bytes"], run.out.len());
}

#[test]
fn secrets_are_masked_in_command_and_output() {
    let ana = opened();
    sh(&ana, "echo DB_PASSWORD=hunter2hunter2; echo ghp_0123456789abcdefghijABCDEFGHIJ012345");
    let line = recorded(&ana);
    let all = line.to_string();
    assert!(!all.contains("hunter2") && !all.contains("0123456789abc"), "{all}");
    assert!(all.contains("[masked: GitHub token]"), "{all}");
    let file = ana.home().join("a.jsonl");
    ana.run(&["export", "-o", file.to_str().unwrap()]).ok();
    assert!(!fs::read_to_string(file).unwrap().contains("hunter2"));
    ana.run(&["exec", "--no-output", "--", "echo", "quiet words"]).ok();
    let line = recorded(&ana);
    assert_eq!(line["run"]["output"], "");
    assert_eq!(line["run"]["output_bytes"], 12);
}

#[test]
fn binary_output_is_bounded_and_said_in_a_sentence() {
    let ana = opened();
    let script = r"i=0; while [ $i -lt 2000 ]; do printf '\000\377\001binary'; i=$((i+1)); done";
    let run = bytes_of(&ana, &["exec", "--", "sh", "-c", script]);
    assert_eq!(run, 2000 * 9, "all of it is passed on");
    let line = recorded(&ana);
    assert_eq!((&line["run"]["binary"], &line["run"]["output"]), (&true.into(), &"".into()));
    let seq = line["seq"].as_u64().unwrap().to_string();
    let mut screen = ana.terminal((80, 24), &["join", "INC-1"]);
    screen.sees("saw >").sees("ran sh");
    screen.keys("\x1b").sees("write >");
    screen.keys("g").keys(&format!("#{seq}\r")).keys("\r");
    screen.sees("18000 bytes that are no text");
}

#[test]
fn a_command_that_is_not_there_is_said_and_not_recorded() {
    let ana = opened();
    ana.run(&["exec", "--", "no-such-command-here"]).refused(127, "no-such-command-here");
    ana.run(&["exec", "--", "/etc/passwd"]).refused(126, "permission denied");
    ana.run(&["exec"]).refused(2, "COMMAND");
    let shown: serde_json::Value =
        serde_json::from_str(&ana.run(&["show", "--json"]).ok()).unwrap();
    assert!(shown["timeline"].as_array().unwrap().iter().all(|line| !line["run"].is_object()));
}

#[test]
fn run_for_a_task_it_is_the_owners_yes() {
    let ana = opened();
    let task = ana.run(&["task", "roll back", "--owner", "ana"]).ok();
    let task = task.trim().trim_start_matches('#').to_owned();
    ana.run(&["exec", "--task", &task, "--", "true"]).ok();
    assert_eq!(recorded(&ana)["run"]["exit"], 0);
    // What is no task costs the entry nothing but the tie.
    let run = ana.run(&["exec", "--task", "1", "--", "echo", "kept"]);
    assert_eq!(run.code, 0);
    assert!(run.err.contains("#1 is no task"), "{}", run.err);
    assert_eq!(recorded(&ana)["text"], "echo kept");
}

#[test]
fn where_the_server_is_not_there_the_entry_waits() {
    let ana = opened();
    ana.run(&["stop"]).ok();
    let run = sh(&ana, "echo done while away; exit 4");
    assert_eq!((run.code, run.out.as_str()), (4, "done while away\n"));
    assert!(run.err.contains("waits on this machine"), "{}", run.err);
    assert!(ana.run(&["outbox"]).ok().contains("command run: sh -c"));
}

#[test]
fn a_signal_goes_to_the_command_and_its_end_is_passed_on() {
    let ana = opened();
    let script = "trap 'echo told; exit 5' INT; echo ready; while :; do sleep 0.05; done";
    let run = run_until(&ana, &["exec", "--", "sh", "-c", script], "ready", "-INT");
    assert_eq!((run.code, run.out.as_str()), (5, "ready\ntold\n"), "{}", run.err);
    assert_eq!(recorded(&ana)["run"]["exit"], 5);
    let run = run_until(
        &ana,
        &["exec", "--", "sh", "-c", "echo ready; exec sleep 600"],
        "ready",
        "-TERM",
    );
    assert_eq!(run.code, 128 + 15);
    assert_eq!(recorded(&ana)["run"]["signal"], 15);
}

#[test]
fn in_a_terminal_it_has_a_terminal() {
    let ana = opened();
    let script = "test -t 0 && test -t 1 && echo a terminal of $(stty size); read word; echo got $word; exit 3";
    let mut screen = ana.terminal((90, 20), &["exec", "--", "sh", "-c", script]);
    screen.sees("a terminal of 20 90");
    screen.keys("hello\r").sees("got hello").sees("-> INC-1 as ana");
    assert_eq!(screen.ended(), 3);
    let run = recorded(&ana);
    assert!(run["run"]["output"].as_str().unwrap().contains("got hello"), "{run}");
}

#[test]
fn in_a_terminal_ctrl_c_is_the_commands() {
    let ana = opened();
    let script = "trap 'echo told; exit 9' INT; echo ready; while :; do sleep 0.05; done";
    let mut screen = ana.terminal((80, 24), &["exec", "--", "sh", "-c", script]);
    screen.sees("ready");
    screen.keys("\x03").sees("told");
    assert_eq!(screen.ended(), 9);
    assert_eq!(recorded(&ana)["run"]["exit"], 9);
}
