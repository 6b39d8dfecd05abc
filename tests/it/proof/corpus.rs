//! The corpus of hostile input (`tests/corpus/hostile.json`), and what must come of each case.
//!
//! Here: words that people write, names, titles, invites and files. What comes over the wire stands
//! in `frames`. Not one byte reaches a terminal that the program would not write by itself.

mod files;
mod inventory;
mod recordings;
mod told;

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use warroom_register::words::EntryKind;
use warroom_register::{NewEntry, Recording};

use super::history::{Moment, Notes};
use super::seat::Writer;
use super::served::{Served, incident};
use super::table::proof;
use crate::terminal::{Machine, Terminal, program};

/// One text, in bytes; more is refused.
const TEXT_BYTES_MAX: usize = 16 * 1024;
/// One writer's burst.
const TEXTS_EACH: usize = 18;

/// One case.
pub(super) struct Case {
    pub(super) id: String,
    pub(super) field: String,
    pub(super) input: Value,
    pub(super) verdict: String,
    pub(super) code: Option<u64>,
    /// Who runs it elsewhere, or why nobody does yet.
    note: String,
}

/// The cases that are run so.
pub(super) fn cases(how: &str) -> Vec<Case> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/hostile.json");
    let corpus: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let word = |case: &Value, name: &str| case[name].as_str().unwrap().to_owned();
    let all = corpus["cases"].as_array().unwrap().iter();
    all.filter(|case| case["how"] == how)
        .map(|case| Case {
            id: word(case, "id"),
            field: word(case, "where"),
            input: case["input"].clone(),
            verdict: word(case, "verdict"),
            code: case["code"].as_u64(),
            note: case["note"].as_str().unwrap_or_default().to_owned(),
        })
        .collect()
}

/// The bytes that an input stands for.
pub(super) fn bytes(input: &Value) -> Vec<u8> {
    if let Some(text) = input.as_str().or_else(|| input["text"].as_str()) {
        return text.as_bytes().to_vec();
    }
    if let Some(text) = input["b64"].as_str() {
        return STANDARD.decode(text).unwrap();
    }
    if let Some(all) = input["concat"].as_array().or_else(|| input["concat_http"].as_array()) {
        return all.iter().flat_map(bytes).collect();
    }
    if let Some(keys) = input["keys"].as_u64() {
        return (0..keys).flat_map(|key| format!("\"{key}\":0,").into_bytes()).collect();
    }
    let times = usize::try_from(input["repeat"]["n"].as_u64().unwrap()).unwrap();
    bytes(&input["repeat"]["text"]).repeat(times)
}

/// The words that somebody might say.
pub(crate) fn words_said() -> Vec<String> {
    cases("said").iter().map(text).collect()
}

fn text(case: &Case) -> String {
    String::from_utf8(bytes(&case.input)).unwrap()
}

/// Whether a program's words hold nothing that could drive a terminal, hide or turn around.
fn is_safe(words: &str) -> bool {
    words.chars().all(|c| {
        let hidden = matches!(u32::from(c),
            0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0x061c | 0xfeff
            | 0xe_0000..=0xe_0fff | 0xe000..=0xf8ff);
        c == '\n' || !(c.is_control() || hidden)
    })
}

fn assert_safe(what: &str, words: &str) {
    let bad = words.chars().find(|c| !is_safe(&c.to_string()));
    assert!(bad.is_none(), "{what} lets {:?} through", bad.unwrap());
}

/// A room in which everybody said all of this.
struct Said {
    machine: Machine,
    served: Served,
    writers: Vec<Writer>,
}

/// Writes each text, as something seen and as a question; those that are too long must be refused.
async fn said(texts: &[String]) -> Said {
    let machine = Machine::of("ana");
    let served = Served::start(&machine, None).unwrap();
    let invite = incident(&machine);
    let notes = Notes::begin("zoe".parse().unwrap());
    let mut writers = Vec::new();
    for (n, part) in texts.chunks(TEXTS_EACH).enumerate() {
        let mut writer = Writer::new(&format!("person-{n}"), &invite, &notes);
        writer.most = 0;
        let mut socket = writer.enter(&served.address).await.unwrap();
        for words in part {
            for kind in [EntryKind::Observation, EntryKind::Question] {
                writer.ask(NewEntry::of(kind, words.as_str()).write());
                writer.settled(&mut socket).await.unwrap();
            }
        }
        writers.push(writer);
    }
    Said { machine, served, writers }
}

/// So many texts come by one token within a minute.
const TEXTS_BY_TOKEN: usize = 30;

/// The same texts by plain requests, as from a host that has no warroom: each is kept as it came, but
/// for the newline with which a shell ends what it prints, or refused in words that drive nothing.
fn by_curl(machine: &Machine, texts: &[String]) {
    for part in texts.chunks(TEXTS_BY_TOKEN) {
        let line = machine.run(&["invite", "--scope", "record"]).ok();
        let says = |words: &[u8]| -> (String, String) {
            let mut child = Command::new("sh")
                .args(["-c", &format!("{} -w '%{{http_code}}'", line.trim())])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            child.stdin.take().unwrap().write_all(words).unwrap();
            let said = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
            let (answer, status) = said.rsplit_once('\n').unwrap();
            (answer.to_owned(), status.to_owned())
        };
        for words in part {
            let (answer, status) = says(words.as_bytes());
            assert_safe("what curl is answered", &answer);
            let words = words.strip_suffix('\n').unwrap_or(words);
            let wanted = match words {
                _ if words.len() > TEXT_BYTES_MAX || words.lines().count() > 500 => "413",
                _ if words.trim().is_empty() => "422",
                _ => "200",
            };
            assert_eq!(status, wanted, "{words:?}: {answer}");
        }
    }
}

impl Said {
    /// What the commands that print say.
    fn printed(&self) -> Vec<(&'static str, String)> {
        let file = self.machine.home().join("export.jsonl");
        let file = file.to_str().unwrap();
        self.machine.run(&["export", "INC-1", "-o", file]).ok();
        vec![
            ("show", self.machine.run(&["show"]).ok()),
            ("show --json", self.machine.run(&["show", "--json"]).ok()),
            ("brief", self.machine.run(&["brief"]).ok()),
            ("tail", self.tail()),
            ("report", self.machine.run(&["report", file]).ok()),
            ("replay", self.machine.run(&["replay", file]).ok()),
            ("export", fs::read_to_string(file).unwrap()),
            ("the log of the server", self.served.log()),
        ]
    }

    /// What `tail` prints of all that is there.
    fn tail(&self) -> String {
        let head = self.writers.iter().map(Writer::head).max().unwrap();
        let mut child = Command::new(program())
            .args(["tail", "--after", "0"])
            .env_clear()
            .envs(self.machine.environment())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut all = String::new();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        for line in lines.map_while(Result::ok) {
            all.push_str(&line);
            all.push('\n');
            if line.contains(&format!("{head} ")) {
                break;
            }
        }
        drop(child.kill());
        drop(child.wait());
        assert!(all.contains(&format!("{head} ")), "all of it was printed, not this:\n{all}");
        all
    }

    /// Every kind of control sequence that a person's screen is told while they look around.
    fn looked_at(&self) -> BTreeSet<String> {
        let mut kinds = BTreeSet::new();
        for size in [(160, 45), (80, 24), (40, 15)] {
            let mut screen = self.machine.terminal(size, &["join", "INC-1"]);
            screen.sees("INC-1");
            screen.keys("\x1b").sees("write");
            for keys in
                ["\x1b[A", "\x1b[5~", "\x1b[A", " ", "\x1b", "2", "\x1b[A", "\r", "\x1b", "n"]
            {
                for _ in 0..6 {
                    screen.keys(keys);
                }
            }
            leave(&mut screen);
            kinds.extend(sequences(&screen.bytes()));
        }
        kinds
    }
}

fn leave(screen: &mut Terminal) {
    screen.signal("-TERM");
    screen.ended();
}

/// The kinds of control sequences in what a terminal was told, and every lone control.
fn sequences(bytes: &[u8]) -> BTreeSet<String> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let mut kinds = BTreeSet::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c != '\u{1b}' {
            // The terminal itself makes this of the end of a line, once no screen is up.
            let ends_line = c == '\r' && rest.peek() == Some(&'\n');
            if !ends_line && !is_safe(&c.to_string()) {
                kinds.insert(format!("{c:?}"));
            }
            continue;
        }
        let kind = match rest.next() {
            Some('[') => {
                let parameters: String =
                    std::iter::from_fn(|| rest.next_if(|c| !('@'..='~').contains(c))).collect();
                let last = rest.next().unwrap_or('?');
                // Which mode is set matters; where the cursor goes and which colour comes does not.
                let shown = if "hlu".contains(last) || parameters.starts_with(['?', '>', '<']) {
                    parameters
                } else {
                    String::new()
                };
                format!("CSI {shown}{last}")
            }
            Some(c @ (']' | 'P' | '_' | '^' | 'X')) => {
                let number: String =
                    std::iter::from_fn(|| rest.next_if(char::is_ascii_digit)).collect();
                format!("string {c}{number}")
            }
            other => format!("ESC {other:?}"),
        };
        kinds.insert(kind);
    }
    kinds
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_14_nobodys_words_drive_a_terminal() {
    let cases = cases("said");
    let texts: Vec<_> = cases.iter().map(text).filter(|text| text.len() < 60_000).collect();
    let room = said(&texts).await;
    let refused = room.writers.iter().flat_map(|writer| writer.notes.client().moments);
    let refused = refused.filter(|(_, moment)| matches!(moment, Moment::Refused(_))).count();
    let too_much = |text: &&String| text.len() > TEXT_BYTES_MAX || text.lines().count() > 500;
    let blank = |text: &&String| text.trim().is_empty();
    let expected = texts.iter().filter(|it| too_much(it) || blank(it)).count();
    assert_eq!(refused, 2 * expected, "what is too long is refused, and nothing else");
    tokio::task::block_in_place(|| {
        // What no frame would take comes by a pipe.
        for case in cases.iter().filter(|case| bytes(&case.input).len() >= 60_000) {
            let run = room.machine.run_with(&["saw"], &text(case));
            assert!(run.code <= 1, "{}: {}", case.id, run.err);
            assert_safe(&case.id, &run.err);
        }
        by_curl(&room.machine, &texts);
        let printed = room.printed();
        for (what, words) in &printed {
            assert_safe(what, words);
        }
        let (_, export) = printed.iter().find(|(what, _)| *what == "export").unwrap();
        let recording = Recording::read(export).unwrap();
        assert!(recording.broken.is_none());
        for words in texts.iter().filter(|it| !too_much(it) && !blank(it)) {
            let kept = |record: &warroom_register::Record| {
                record.event == NewEntry::of(EntryKind::Question, words.as_str()).write().event()
            };
            assert!(recording.records.iter().any(kept), "not kept as it came: {words:?}");
            let said =
                words.strip_suffix('\n').map_or(words.as_str(), |it| it.trim_end_matches('\r'));
            let came = NewEntry::of(EntryKind::Observation, said).write().event();
            let by_curl =
                |it: &warroom_register::Record| it.by.as_str() == "ana" && it.event == came;
            assert!(recording.records.iter().any(by_curl), "not kept by curl: {words:?}");
        }
        // With an address in each: a link is the program's own way to show one.
        let plain = |n| format!("plain words {n} https://example.org/{n}");
        let plain: Vec<_> = (0..texts.len()).map(plain).collect();
        let harmless = tokio::runtime::Handle::current().block_on(said(&plain));
        let (own, told) = (harmless.looked_at(), room.looked_at());
        let foreign: Vec<_> = told.difference(&own).collect();
        assert!(foreign.is_empty(), "the screen was told {foreign:?}, which is not its own");
        assert!(own.len() > 5, "the control told the screen hardly anything: {own:?}");
    });
    proof("words", cases.len(), "not one byte that is not the program's own");
}
