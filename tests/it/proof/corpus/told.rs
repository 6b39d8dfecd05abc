//! The words of the corpus in reviews and all that is made of them: the library, actions, calendars,
//! pages, numbers, recordings of terminals, and the screens on which a review is held.

use std::collections::BTreeSet;
use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;
use warroom_register::words::AdviceKind;
use warroom_register::{Agenda, At, Command as Asks, Event, Recording, Seq, Text};

use super::{TEXT_BYTES_MAX, TEXTS_EACH, assert_safe, cases, leave, sequences, text};
use crate::proof::history::Notes;
use crate::proof::seat::{Socket, Writer, saw};
use crate::proof::served::{Served, incident};
use crate::proof::table::{control, proof};
use crate::terminal::Machine;

/// What the harmless words lead to.
const PAGE: &str = "https://example.org/";
/// A word by which all of it is found.
const WORD: &str = "zebra";

/// An incident that was reviewed, with these words wherever words may stand.
struct Reviewed {
    machine: Machine,
    _served: Served,
}

async fn asks(writer: &mut Writer, socket: &mut Socket, command: Asks) {
    writer.ask(command);
    writer.settled(socket).await.unwrap();
    assert_eq!(writer.refusal, None);
}

/// A day that is still to come.
fn due() -> At {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
    At::from_ms(i64::try_from(now).unwrap()).plus_seconds(20 * 86_400)
}

impl Reviewed {
    async fn with(texts: &[String]) -> Self {
        let machine = Machine::of("ana");
        let served = Served::start(&machine, None).unwrap();
        let invite = incident(&machine);
        let notes = Notes::begin("zoe".parse().unwrap());
        let mut chair = Writer::new("person-0", &invite, &notes);
        chair.most = 0;
        let mut at = chair.enter(&served.address).await.unwrap();
        asks(&mut chair, &mut at, saw("something is wrong")).await;
        machine.run(&["phase", "closed", "over", "--incident", "INC-1"]).ok();
        let (facilitator, agenda) = (chair.who, Agenda::default());
        asks(&mut chair, &mut at, Asks::OpenReview { facilitator, notes: None, agenda }).await;
        for (n, part) in texts.chunks(TEXTS_EACH).enumerate() {
            let mut writer = Writer::new(&format!("person-{}", n + 1), &invite, &notes);
            writer.most = 0;
            let mut socket = writer.enter(&served.address).await.unwrap();
            for words in part {
                let (kind, text) = (AdviceKind::Technical, Text::from(words.as_str()));
                let raw = Asks::Recommend { kind, text: text.clone(), idea: None };
                asks(&mut writer, &mut socket, raw).await;
                asks(&mut writer, &mut socket, Asks::Comment { entry: None, text }).await;
            }
        }
        asks(&mut chair, &mut at, Asks::MoveStep { step: 5 }).await;
        for (entry, words) in recommended(&machine).into_iter().zip(texts) {
            // What is no page and no word of a tracker is refused as a link.
            let (owner, due, link) = (chair.who, due(), Text::from(words.as_str()));
            chair.ask(Asks::AcceptAdvice { entry, owner, due, link });
            chair.settled(&mut at).await.unwrap();
            assert!(chair.refusal.take().is_some(), "{words:?} is no link");
            let link = Text::from("TEAM-481");
            asks(&mut chair, &mut at, Asks::AcceptAdvice { entry, owner, due, link }).await;
        }
        // Another one is like it, and is told what was recommended then.
        machine.run(&["open", "Checkout returns 500s", "--no-join"]).ok();
        let paper = machine.home().join("theirs.md");
        fs::write(&paper, format!("# A day of theirs\n\n{}\n", texts.join("\n\n"))).unwrap();
        machine.run(&["import", paper.to_str().unwrap()]);
        Self { machine, _served: served }
    }

    /// What a command prints.
    fn told(&self, arguments: &[&str]) -> String {
        let told = self.machine.run(arguments);
        assert_safe(&arguments.join(" "), &told.err);
        told.ok()
    }

    /// What drives the terminals on which the review is held, and stepped through again. The first
    /// is only gone on from when it shows this.
    fn looked_at(&self, first: &str) -> BTreeSet<String> {
        let mut first = Some(first);
        let mut kinds = BTreeSet::new();
        for arguments in [["review", "INC-1"], ["replay", "INC-1"]] {
            for size in [(160, 45), (80, 24), (40, 15)] {
                let mut screen = self.machine.terminal(size, &arguments);
                screen.sees(first.take().unwrap_or("INC-1"));
                for keys in ["\x1b[F", "\x1b[A", "\r", "\x1b", " ", "n", "\x1b[6~", "\x1b[5~"] {
                    for _ in 0..5 {
                        screen.keys(keys);
                    }
                }
                leave(&mut screen);
                kinds.extend(sequences(&screen.bytes()));
            }
        }
        kinds
    }

    /// The same of a player of the walkthrough as it was recorded.
    fn played(&self) -> BTreeSet<String> {
        let cast = self.told(&["cast", "INC-1", "--size", "80x24"]);
        assert_safe("cast", &cast);
        let mut told = Vec::new();
        for line in cast.lines().skip(1) {
            let line: Value = serde_json::from_str(line).unwrap();
            if line[1] == "o" {
                told.extend_from_slice(line[2].as_str().unwrap().as_bytes());
            } else {
                assert_safe("a chapter", line[2].as_str().unwrap());
            }
        }
        sequences(&told)
    }
}

/// The records in which something was recommended.
fn recommended(machine: &Machine) -> Vec<Seq> {
    let file = machine.home().join("so-far.jsonl");
    machine.run(&["export", "INC-1", "-o", file.to_str().unwrap()]).ok();
    let recording = Recording::read(&fs::read_to_string(file).unwrap()).unwrap();
    let wanted =
        recording.records.iter().filter(|it| matches!(it.event, Event::Recommended { .. }));
    wanted.map(|record| record.seq).collect()
}

/// What prints words to a terminal or a pipe, and whether there are words in it.
const PRINTED: &[(&[&str], bool)] = &[
    (&["search", WORD], true),
    (&["search", WORD, "--json"], true),
    (&["similar", "INC-2"], true),
    (&["similar", "INC-2", "--json"], true),
    (&["actions"], true),
    (&["actions", "--all"], true),
    (&["actions", "--json"], true),
    (&["list"], false),
    (&["list", "--json"], false),
    (&["list", "--here"], false),
    (&["stats"], false),
    (&["stats", "--json"], false),
    (&["stats", "--format", "html"], false),
    (&["show", "INC-1"], true),
    (&["show", "INC-1", "--json"], true),
    (&["report", "INC-1"], true),
    (&["report", "INC-1", "--format", "json"], true),
    (&["report", "R-1"], true),
    (&["helpers", "INC-1"], false),
    (&["promises", "INC-1"], false),
];

/// The names of the elements of a page.
fn elements(page: &str) -> BTreeSet<String> {
    let name = |part: &str| part.chars().take_while(char::is_ascii_alphabetic).collect();
    page.split('<').skip(1).map(name).collect()
}

/// The names of the lines of a calendar, which are folded and end as they must.
fn properties(calendar: &str) -> BTreeSet<String> {
    let lines: Vec<_> = calendar.split_terminator("\r\n").collect();
    for line in &lines {
        assert!(line.len() <= 75 && !line.contains('\r'), "{line:?}");
        assert_safe("a calendar", line);
    }
    let begins = lines.iter().filter(|line| !line.starts_with(' '));
    begins.map(|line| line.split([':', ';']).next().unwrap().to_owned()).collect()
}

const CALENDARS: [&[&str]; 2] = [&["actions", "--ics", "-"], &["review", "invite", "INC-1"]];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_14_nor_do_words_of_a_review_the_library_or_a_calendar() {
    let fits = |text: &String| {
        text.len() + 10 < TEXT_BYTES_MAX && text.lines().count() < 500 && !text.trim().is_empty()
    };
    let all = cases("said");
    let texts: Vec<_> = all.iter().map(text).filter(fits).collect();
    let texts: Vec<_> = texts.iter().map(|words| format!("{words} {WORD}")).collect();
    let plain = |n| format!("plain words {n} {PAGE}{n} {WORD}");
    let plain: Vec<_> = (0..texts.len()).map(plain).collect();
    let (room, harmless) = (Reviewed::with(&texts).await, Reviewed::with(&plain).await);
    let seen = tokio::task::block_in_place(|| {
        let mut tries = 0;
        for (arguments, has_words) in PRINTED {
            let told = room.told(arguments);
            assert_safe(&arguments.join(" "), &told);
            assert!(!has_words || told.contains(WORD), "{arguments:?} tells nothing:\n{told}");
            tries += 1;
        }
        let page = ["report", "INC-1", "--format", "html"];
        let (page, own) = (room.told(&page), harmless.told(&page));
        let own = elements(&own);
        let foreign: Vec<_> = elements(&page).difference(&own).cloned().collect();
        assert!(foreign.is_empty() && own.len() > 10, "the page has {foreign:?}, not its own");
        for calendar in CALENDARS {
            let own = properties(&harmless.told(calendar));
            let told = properties(&room.told(calendar));
            let foreign: Vec<_> = told.difference(&own).collect();
            assert!(foreign.is_empty() && own.len() > 5, "{calendar:?} has {foreign:?}");
            tries += 1;
        }
        // However fast the keys come, a page of theirs is drawn once, as the link that it is.
        let looked_at = (harmless.looked_at(PAGE), room.looked_at("INC-1"));
        for (own, told) in [(harmless.played(), room.played()), looked_at] {
            let foreign: Vec<_> = told.difference(&own).collect();
            assert!(foreign.is_empty(), "a terminal was told {foreign:?}, which is not its own");
            assert!(own.len() > 2, "the control told the terminal hardly anything: {own:?}");
            tries += 1;
        }
        // As a control: the same words as they came would be seen by the same eyes.
        let raw = texts.iter().filter(|words| {
            !sequences(words.as_bytes()).is_subset(&BTreeSet::from(["'\\n'".to_owned()]))
        });
        let raw = raw.count();
        assert!(raw > 30, "only {raw} of them drive anything");
        assert!(tries > 20 && texts.len() > 50);
        raw
    });
    proof("told", texts.len(), "not one byte, element or property that is not the program's own");
    control("told-control", seen, texts.len(), "over 30 of them are found, as they must be");
}
