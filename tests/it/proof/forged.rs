//! The checker, held against histories that were forged: each lie must be caught by its name.

use uuid::Uuid;
use warroom_register::words::EntryKind;
use warroom_register::{At, Bytes, Command, CommandId, Handle, Hash, NewEntry, Record, Seq};

use super::history::{Client, History, Line, Moment};
use super::table::control;

fn handle(name: &str) -> Handle {
    name.parse().unwrap()
}

fn id(n: u128) -> CommandId {
    CommandId(Uuid::from_u128(n))
}

fn saw(n: u128) -> Command {
    NewEntry::of(EntryKind::Observation, format!("number {n}")).write()
}

const HEADER: &str = "a header";

/// The journal of these commands, each by ana or, where its number is even, by ben.
fn journal(numbers: &[u128]) -> Vec<Line> {
    let mut prev = Hash::of(HEADER.as_bytes());
    let mut lines = Vec::new();
    for (seq, n) in (1..).zip(numbers) {
        let record = Record {
            seq: Seq(seq),
            prev,
            salt: Some(Bytes([1; 16])),
            at: At::from_ms(0),
            by: handle(if n % 2 == 0 { "ben" } else { "ana" }),
            knew: None,
            command: id(*n),
            event: saw(*n).event(),
            redacted_by: None,
            hash: None,
        };
        let line = Line::again(&record);
        prev = line.hash;
        lines.push(line);
    }
    lines
}

/// Ana asks 1, 3, 5 and ben 2, 4, in turn; both see all of it as it comes.
fn honest() -> History {
    let journal = journal(&[1, 2, 3, 4, 5]);
    let mut ana = Client { who: handle("ana"), moments: Vec::new() };
    let mut ben = Client { who: handle("ben"), moments: Vec::new() };
    let mut stamp = 0;
    let mut next = || {
        stamp += 1;
        stamp
    };
    for (n, line) in (1..).zip(&journal) {
        let asker = if n % 2 == 0 { &mut ben } else { &mut ana };
        asker.moments.push((next(), Moment::Asked(id(n), saw(n))));
        ana.moments.push((next(), Moment::Saw(line.clone())));
        ben.moments.push((next(), Moment::Saw(line.clone())));
    }
    History { clients: vec![ana, ben], header: HEADER.to_owned(), journal }
}

/// Where ana saw this place.
fn seen(history: &History, place: u64) -> usize {
    let is = |moment: &Moment| matches!(moment, Moment::Saw(line) if line.seq == Seq(place));
    history.clients[0].moments.iter().position(|(_, moment)| is(moment)).unwrap()
}

fn tell(history: &mut History, moment: Moment) {
    history.clients[0].moments.push((1_000, moment));
}

type Forgery = (&'static str, fn(&mut History));

/// Each lie, and the rule that must catch it.
const FORGERIES: [Forgery; 18] = [
    ("lost", |it| drop(it.journal.pop())),
    ("missing", |it| it.journal.truncate(4)),
    ("missing", |it| tell(it, Moment::Asked(id(7), saw(7)))),
    ("twice", |it| it.journal = journal(&[1, 2, 3, 4, 5, 3])),
    ("refused", |it| tell(it, Moment::Refused(id(3)))),
    ("content", |it| it.journal[2].event = saw(9).event()),
    ("author", |it| it.journal[2].by = handle("ben")),
    ("invented", |it| it.journal = journal(&[1, 2, 3, 4, 5, 9])),
    ("already", |it| tell(it, Moment::Already(id(3), Seq(4)))),
    ("gap", |it| drop(it.journal.remove(2))),
    ("chain", |it| it.journal[2].prev = Hash::of(b"another past")),
    ("fork", |it| it.journal[4].hash = Hash::of(b"another present")),
    ("skipped", |it| {
        let at = seen(it, 3);
        it.clients[0].moments.remove(at);
    }),
    ("shrunk", |it| {
        let again = it.clients[0].moments[seen(it, 2)].1.clone();
        tell(it, again);
    }),
    ("shrunk", |it| {
        let (two, three) = (seen(it, 2), seen(it, 3));
        let stamps = (it.clients[0].moments[two].0, it.clients[0].moments[three].0);
        it.clients[0].moments.swap(two, three);
        (it.clients[0].moments[two].0, it.clients[0].moments[three].0) = stamps;
    }),
    ("order", |it| {
        let asked = |n: u128| {
            let is = |moment: &Moment| matches!(moment, Moment::Asked(it, _) if *it == id(n));
            it.clients[0].moments.iter().position(|(_, moment)| is(moment)).unwrap()
        };
        let (one, five) = (asked(1), asked(5));
        it.clients[0].moments.swap(one, five);
    }),
    ("early", |it| {
        let asked = it.clients[1].moments.iter().position(|(_, m)| matches!(m, Moment::Asked(..)));
        it.clients[1].moments[asked.unwrap()].0 = 900;
    }),
    ("late", |it| {
        // Ben asks for 2 when ana has long seen 3.
        let stamp = it.clients[0].moments[seen(it, 3)].0;
        it.clients[1].moments.retain(|(_, moment)| !matches!(moment, Moment::Saw(_)));
        it.clients[1].moments[0].0 = stamp + 1;
    }),
];

#[test]
fn the_checker_believes_an_honest_history() {
    assert_eq!(honest().check(), Vec::<String>::new());
    assert_eq!(honest().asked(), 5);
}

#[test]
fn the_checker_knows_what_is_no_lie() {
    let mut refused_then_asked_again = honest();
    refused_then_asked_again.clients[0].moments.insert(1, (1, Moment::Refused(id(1))));
    refused_then_asked_again.clients[0].moments.insert(2, (1, Moment::Asked(id(1), saw(1))));
    assert_eq!(refused_then_asked_again.check(), Vec::<String>::new());

    let mut died = honest();
    let all: Vec<_> = died.journal.clone();
    tell(&mut died, Moment::Asked(id(7), saw(7)));
    tell(&mut died, Moment::Died);
    tell(&mut died, Moment::Lost(id(7)));
    for line in all {
        tell(&mut died, Moment::Saw(line));
    }
    assert_eq!(died.check(), Vec::<String>::new());
}

#[test]
fn the_checker_catches_every_forged_history() {
    for (rule, forge) in FORGERIES {
        let mut history = honest();
        forge(&mut history);
        let wrongs = history.check();
        let caught = wrongs.iter().any(|wrong| wrong.starts_with(&format!("{rule}: ")));
        assert!(caught, "a history with {rule} in it passed: {wrongs:?}");
    }
    control("checker", FORGERIES.len(), FORGERIES.len(), "each caught");
}
