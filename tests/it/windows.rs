//! Two windows of one person on one incident, and either of them is killed, while both are cut off or at
//! any moment of their coming back: what was sent or typed there is lost nowhere and is nowhere twice.

use std::fs;

use serde_json::Value;

use crate::proof::chance::Chance;
use crate::room::{joined, opened};
use crate::terminal::{Machine, Terminal, keep_port, listens};

const USUAL: (u16, u16) = (80, 24);
/// Both windows killed, while the server is away and after it came back.
const ROUNDS: u64 = 6;

/// How often each of these words stands on the record, as entries.
fn recorded(ana: &Machine, words: &[String]) -> Vec<usize> {
    // Where the server is busy just then, it is told as this machine's own copy has it.
    let shown = ana.run(&["show", "INC-1", "--json"]);
    let shown: Value = serde_json::from_str(&shown.out).unwrap_or_else(|_| panic!("{shown:?}"));
    let texts: Vec<&str> = shown["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|row| row["text"].as_str())
        .collect();
    words.iter().map(|words| texts.iter().filter(|text| *text == words).count()).collect()
}

/// So many commands lie in this machine's outbox.
fn waiting(ben: &Machine) -> usize {
    let outboxes = fs::read_dir(ben.home().join("state/outbox")).unwrap().flatten();
    let files = outboxes.flat_map(|outbox| fs::read_dir(outbox.path()).unwrap().flatten());
    files.filter(|file| file.path().extension().is_some_and(|it| it == "json")).count()
}

fn round(seed: u64) {
    let mut chance = Chance::new(seed);
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    let (_lead, invite) = opened(&ana, USUAL);
    let mut windows: Vec<Terminal> = vec![joined(&ben, USUAL, &invite)];
    windows.push(ben.terminal(USUAL, &["join", "INC-1"]));
    let before = listens(&ana);
    ana.run(&["stop"]).ok();
    let port = keep_port(&ana);
    let sent: Vec<String> = (0..4).map(|n| format!("entry {n} of round {seed}")).collect();
    for (window, said) in windows.iter_mut().zip(sent.chunks(2)) {
        window.sees("CUT OFF");
        for words in said {
            window.keys(&format!("{words}\r"));
            window.eventually(words, || ben.run(&["outbox"]).ok().contains(words));
        }
    }
    for (n, window) in windows.iter_mut().enumerate() {
        let draft = format!("draft {n}");
        window.keys(&draft).sees(&draft).draft_is_kept(&ben, &draft);
    }
    let victim = usize::from(seed % 2 == 1);
    let killed = windows.remove(victim);
    let away = seed < ROUNDS / 2;
    if away {
        killed.signal("-KILL");
    }
    let opened = ana.run(&["open", "Another", "--no-join"]);
    assert_eq!(listens(&ana), before, "another program took its port: {}", opened.err);
    drop(port);
    if !away {
        let few = usize::try_from(chance.below(4)).unwrap();
        killed.eventually("so few wait", || waiting(&ben) <= few);
        killed.signal("-KILL");
    }
    drop(killed);
    let left = &windows[0];
    left.sees("live");
    let all = vec![1; sent.len()];
    left.eventually("each entry once", || recorded(&ana, &sent) == all);
    assert_eq!(ben.run(&["outbox"]).ok(), "", "seed {seed}");
    // What the one that is gone had typed is the next one's; what the other has typed stays there.
    let next = ben.terminal(USUAL, &["join", "INC-1"]);
    next.sees(&format!("draft {victim}"));
    left.sees(&format!("draft {}", 1 - victim));
    assert_eq!(recorded(&ana, &sent), all, "seed {seed}");
}

#[test]
fn promise_7_two_windows_lose_and_double_nothing_whichever_is_killed() {
    (0..ROUNDS).for_each(round);
}
