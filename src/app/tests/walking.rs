//! Walking through a record: what was known then, and nothing that was learnt later.

mod alone;
mod between;
mod rows;

use crossterm::event::{MouseButton, MouseEventKind};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use warroom_register::words::{Call, EntryKind};
use warroom_register::{
    Agenda, At, Chain, Command, CommandId, FORMAT, Hash, Header, IncidentId, Label, NewEntry,
    Record, Recording, Register, Seen, Seq,
};

use super::desk::{Desk, opening};
use super::finding::mouse;
use super::fixture::{World, at, busy, handle};
use crate::app::msg::Effect;
use crate::app::past::Past;
use crate::app::past::beside::Now;
use crate::app::{App, WalkStart};

/// A walkthrough of these records at its first.
pub(crate) fn walk(records: &[Record], start: WalkStart) -> Desk {
    walk_of(records, start, false)
}

/// A walk, perhaps of a file that is cut off.
fn walk_of(records: &[Record], start: WalkStart, torn: bool) -> Desk {
    let head = records.last().map(|r| r.seq).unwrap_or_default();
    let header = Header {
        warroom: FORMAT,
        id: IncidentId(uuid::Uuid::nil()),
        incident: Some(Label(42)),
        opened_at: records.first().map(|r| r.at).unwrap_or_default(),
    };
    let chain = Chain { head, hash: Hash::default() };
    let recording = Recording { header, records: records.to_vec(), chain, broken: None, torn };
    let now = records.last().map_or_else(|| at("18:00"), |r| r.at.plus_seconds(86_400));
    let app = App::walkthrough(opening("ana", now), recording, start);
    Desk { app, effects: Vec::new(), clock: now }
}

fn past(desk: &Desk) -> &Past {
    desk.app.past.as_ref().unwrap()
}

#[test]
fn a_damaged_recording_says_so_and_at_its_end_that_more_cannot_be_read() {
    let records = busy().records;
    let mut cut = walk_of(&records, WalkStart::default(), true);
    let first = cut.text(160, 45);
    assert!(first.contains("this file is damaged"), "{first}");
    cut.keys("<End><Enter>");
    let end = cut.text(160, 45);
    assert!(end.contains("DAMAGED: more was recorded, and cannot be read here"), "{end}");
    assert!(!end.contains("is not shown yet"), "{end}");
    let mut whole = walk(&records, WalkStart::default());
    whole.keys("<End><Enter>");
    assert!(!whole.text(160, 45).contains("DAMAGED"));
}

fn go(desk: &mut Desk, place: u64) {
    desk.keys(&format!("g{place}<Enter>"));
    assert_eq!(past(desk).place(), Seq(place));
}

/// What one responder may do next, by a few numbers.
#[derive(Clone, Debug)]
struct Deed {
    by: usize,
    kind: usize,
    about: u64,
    seconds: i64,
    before: i64,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = (0..4_usize, 0..14_usize, 1..60_u64, 0..600_i64, 0..3000_i64);
    let deed = deed.prop_map(|(by, kind, about, seconds, before)| Deed {
        by,
        kind,
        about,
        seconds,
        before,
    });
    prop::collection::vec(deed, 20..60)
}

/// A journal of these deeds, as far as the room carries them out; each says a word of its own.
fn journal(deeds: &[Deed]) -> Vec<Record> {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:10 ben join command\n14:03:11 cy join respond\n14:03:12 dia join respond");
    let mut now = at("14:04");
    for (n, deed) in deeds.iter().enumerate() {
        now = now.plus_seconds(deed.seconds);
        let by = handle(["ana", "ben", "cy", "dia"][deed.by]);
        let command = command(deed, now, &format!("word{n}z"));
        let id = CommandId(uuid::Uuid::from_u128(1000 + n as u128));
        drop(world.try_as((now, by), id, &command));
    }
    world.records
}

fn command(deed: &Deed, now: At, word: &str) -> Command {
    let entry = Seq(deed.about);
    let seen = Some(Seen { at: now.plus_seconds(-deed.before), about: deed.by == 1 });
    let late = |kind| NewEntry { seen_at: seen, ..NewEntry::of(kind, word) }.write();
    let why = || word.into();
    match deed.kind {
        0 | 1 => NewEntry::of(EntryKind::Observation, word).write(),
        2 => late(EntryKind::Observation),
        3 => late(EntryKind::Action),
        4 => late(EntryKind::Fact),
        5 => NewEntry::of(EntryKind::Question, word).write(),
        6 => NewEntry::of(EntryKind::Task, word).write(),
        7 => NewEntry::of(EntryKind::Impact, word).write(),
        8 => Command::Amend { entry, text: why() },
        9 => Command::Retract { entry, why: why() },
        10 => Command::Answer { entry, text: why(), fact: true },
        11 => Command::Object { entry, why: why() },
        12 => Command::Call { entry, call: Call::Go, why: why() },
        _ => super::fixture::proposal(word),
    }
}

proptest! {
    #![proptest_config(Config { cases: 24, rng_seed: RngSeed::Fixed(5), ..Config::default() })]

    /// The screen at a moment is the screen of a journal that ends there: so it shows no entry a
    /// moment too early, and nothing on it gives away what is still to come.
    #[test]
    fn a_moment_looks_as_if_the_record_ended_there(deeds in deeds(), stops in prop::collection::vec(0..100_usize, 4)) {
        let records = journal(&deeds);
        let mut whole = walk(&records, WalkStart::default());
        for stop in stops {
            let place = 1 + stop * (records.len() - 1) / 100;
            go(&mut whole, place as u64);
            let mut ended = walk(&records[..place], WalkStart::default());
            go(&mut ended, place as u64);
            for (width, height) in [(160, 45), (120, 40), (80, 24), (40, 15)] {
                prop_assert_eq!(whole.text(width, height), ended.text(width, height));
            }
        }
    }

    /// Every entry stands where it happened from the moment on when it was written, and not before.
    #[test]
    fn an_entry_is_there_from_the_moment_it_was_written(deeds in deeds(), jumps in prop::collection::vec(0..100_usize, 6)) {
        let records = journal(&deeds);
        let mut walk = walk(&records, WalkStart::default());
        for jump in jumps {
            let place = 1 + jump * (records.len() - 1) / 100;
            go(&mut walk, place as u64);
            let board = &past(&walk).board;
            let mut fresh = Register::default();
            records[..place].iter().for_each(|record| fresh.look_on(record).unwrap());
            prop_assert!(board.register == fresh);
            let shown: std::collections::BTreeSet<Seq> = board.timeline.iter().copied().collect();
            prop_assert_eq!(shown.last().copied(), Some(Seq(place as u64)));
            prop_assert_eq!(shown.len(), place);
            let happened = board.timeline.iter().map(|s| board.register.row(*s).unwrap().happened());
            prop_assert!(happened.is_sorted());
        }
    }
}

#[test]
fn a_late_entry_stands_in_its_place_and_says_when_it_was_learnt() {
    let mut world = busy();
    world.script("14:30 ben saw 14:05~ the first pods never took traffic");
    let last = world.records.len() as u64;
    let mut walk = walk(&world.records, WalkStart::default());
    go(&mut walk, last - 1);
    assert!(!walk.text(160, 45).contains("never took traffic"));
    go(&mut walk, last);
    let text = walk.text(160, 45);
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().position(|line| line.contains("never took traffic")).unwrap();
    assert!(lines[at].contains("▸14:05~"), "{text}");
    assert!(lines[at + 1].contains("learnt 14:30, 25m later: not known before that"), "{text}");
    assert!(lines[at + 2].contains("14:05"), "{text}");
}

#[test]
fn a_correction_is_not_applied_before_it_was_made() {
    let mut world = busy();
    let action = world.ask("14:21", "ben", &NewEntry::of(EntryKind::Action, "emptied db2").write());
    let text = "emptied db1, the primary".into();
    let amended = world.ask("14:25", "ben", &Command::Amend { entry: action, text });
    let mut walk = walk(&world.records, WalkStart::default());
    go(&mut walk, amended.0 - 1);
    let then = walk.text(160, 45);
    assert!(then.contains("emptied db2") && !then.contains("db1"), "{then}");
    walk.keys("h");
    let now = walk.text(160, 45);
    assert!(now.contains("emptied db2") && now.contains("emptied db1, the primary"), "{now}");
    walk.keys("h ");
    assert!(walk.text(160, 45).contains("emptied db1"));
}

#[test]
fn a_decision_opens_with_what_its_author_could_see() {
    let mut world = busy();
    let call = Command::Call { entry: Seq(45), call: Call::No, why: "us-east is full".into() };
    let seq = world.ask("14:21:10", "ana", &call);
    world.script("14:40 dia saw 5xx gone, as #45 hoped");
    let mut records = world.records.clone();
    let index = usize::try_from(seq.0 - 1).unwrap();
    records[index].knew = Some(Seq(seq.0 - 1));
    let text = decision_at(&records, seq);
    assert!(text.contains("a screen with every record up to #48"), "{text}");
    assert!(text.contains("us-east may overload") && text.contains("us-east is at 70 % CPU"));
    assert!(!text.contains("as #45 hoped"), "{text}");
    // Behind: three records of others were on no screen of ana's.
    records[index].knew = Some(Seq(45));
    assert!(decision_at(&records, seq).contains("not seen: 3 records, #46 #47 #48"));
    // From the outbox: the id says when Enter was pressed.
    let pressed = u64::try_from(at("14:20:30").ms()).unwrap();
    let id = uuid::Builder::from_unix_timestamp_millis(pressed, &[7; 10]).into_uuid();
    records[index].command = CommandId(id);
    assert!(decision_at(&records, seq).contains("from the outbox: written 40s before"));
    // From a shell nothing is known of the screen.
    records[index].knew = None;
    assert!(decision_at(&records, seq).contains("it came from a shell"));
}

fn decision_at(records: &[Record], seq: Seq) -> String {
    let mut walk = walk(records, WalkStart::default());
    go(&mut walk, seq.0);
    walk.text(160, 45)
}

#[test]
fn what_came_of_it_is_hidden_until_h() {
    let mut world = busy();
    world.script(
        "14:40 dia saw 5xx gone, as #45 hoped\n14:41 ana phase resolved\n14:55 dia saw quiet",
    );
    let mut walk = walk(
        &world.records,
        WalkStart { place: Seq(45), title_hidden: true, ..WalkStart::default() },
    );
    let then = walk.text(160, 45);
    assert!(then.contains("hidden. h shows") && !then.contains("hoped"), "{then}");
    assert!(then.contains("title hidden") && !then.contains("Checkout returns 500s"), "{then}");
    assert!(!then.contains("resolved") && !then.contains(" of 51"), "{then}");
    walk.keys("h");
    let now = walk.text(160, 45);
    assert!(now.contains("as #45 hoped") && now.contains("Checkout returns 500s"), "{now}");
    assert!(now.contains("record 45 of 51") && now.contains("resolved"), "{now}");
    let parts = &past(&walk).later.parts;
    let asked = parts.iter().find(|part| part.name == "Asked").unwrap();
    assert!(
        asked.pairs.iter().all(|p| p.now == Now::Else("nobody answered it".into())),
        "{asked:?}"
    );
}

#[test]
fn the_end_is_asked_for_before_it_is_shown() {
    let mut walk = walk(&busy().records, WalkStart::default());
    walk.keys("<End>");
    assert_eq!(past(&walk).place(), Seq(1));
    walk.keys("<Enter>");
    assert_eq!(past(&walk).place(), Seq(48));
    // A record behind the end is asked about like the end, and like a time behind it.
    walk.keys("<Home>g99<Enter>");
    assert!(walk.text(160, 45).contains("Go to the end? It gives the outcome away."));
    walk.keys("<Esc>");
    assert_eq!(past(&walk).place(), Seq(1));
    walk.keys("<Home>h<End>");
    assert_eq!(past(&walk).place(), Seq(48), "with hindsight nothing is given away");
    walk.keys("g99<Enter>");
    assert_eq!(walk.said(), "there is no #99 in this record");
}

#[test]
fn playing_at_600x_folds_what_is_idle() {
    let mut world = busy();
    world.script("23:40 dia saw all quiet");
    let mut walk = walk(
        &world.records,
        WalkStart { place: Seq(46), title_hidden: false, ..WalkStart::default() },
    );
    walk.keys(">>>>>>>>p");
    assert_eq!(past(&walk).playing_at(), Some(600));
    assert!(walk.text(160, 45).contains("PLAYING 600x"));
    for _ in 0..40 {
        walk.wait(100);
    }
    assert_eq!(past(&walk).place(), Seq(49), "nine idle hours take three seconds");
}

#[test]
fn the_band_is_dragged_to_a_moment() {
    let mut walk = walk(
        &busy().records,
        WalkStart { place: Seq(40), title_hidden: false, ..WalkStart::default() },
    );
    drop(walk.text(160, 45));
    let width = 160 - 9;
    // The band is half an hour wide: the cell a third on is ten minutes from its left edge.
    mouse(&mut walk, MouseEventKind::Down(MouseButton::Left), (8 + width / 3, 40));
    let place = past(&walk).place();
    let at_place = walk.app.board().now;
    assert!(place < Seq(40) && at_place < at("14:14"), "{place} {}", at_place.clock());
    let left = MouseButton::Left;
    mouse(&mut walk, MouseEventKind::Drag(left), (8 + width / 2, 12));
    assert!(past(&walk).dragged.is_some());
    mouse(&mut walk, MouseEventKind::Up(left), (8 + width * 2 / 3, 12));
    assert!(past(&walk).place() > place);
    assert_eq!(past(&walk).dragged, None);
}

#[test]
fn the_walk_ends_before_the_review() {
    let mut world = busy();
    world.script("14:41 ana phase closed");
    let closed = world.register.head();
    let (facilitator, agenda) = (handle("gil"), Agenda::default());
    world.ask("16:00", "ana", &Command::OpenReview { facilitator, notes: None, agenda });
    let seen_at = Seen { at: at("14:05"), about: true };
    let text = "the mirror was in use".into();
    let kind = EntryKind::Observation;
    world.ask("16:10", "ben", &Command::AddMissing { kind, seen_at, text });
    let mut walk = walk(&world.records, WalkStart::default());
    walk.keys("<End><Enter>");
    assert_eq!(past(&walk).place(), closed);
    assert!(!walk.text(160, 45).contains("the mirror was in use"));
    walk.keys("h");
    assert!(walk.text(160, 45).contains("the mirror was in use (learnt 16:10)"));
}

#[test]
fn who_comes_in_for_the_review_makes_no_incident_longer() {
    let world = super::review::closed();
    let closed = world.records.iter().rposition(|r| r.at == at("16:00")).unwrap() as u64 + 1;
    let mut desk = walk(
        &world.records,
        WalkStart { place: Seq(1), title_hidden: false, ..WalkStart::default() },
    );
    desk.keys("h");
    let text = desk.text(160, 45);
    assert!(text.contains(&format!("record 1 of {closed}")), "{text}");
    // The end is the closing, days before the meeting or minutes.
    desk.keys("<End>");
    assert_eq!(past(&desk).place(), Seq(closed));
}

#[test]
fn a_walk_that_was_begun_in_the_lobby_leads_back_there_by_one_key() {
    let start = WalkStart { from_lobby: true, ..WalkStart::default() };
    let mut walk = walk(&busy().records, start);
    walk.keys("<Esc>");
    assert!(walk.effects.contains(&Effect::Leave), "{:?}", walk.effects);
}

#[test]
fn a_key_that_leads_beyond_either_end_says_so() {
    let mut desk = walk(&busy().records, WalkStart::default());
    for key in ["b", "<Left>", "<PgUp>"] {
        desk.keys(key);
        assert_eq!(desk.said(), "the beginning of the record", "{key}");
    }
    desk.keys("<End><Enter>");
    for key in [" ", "n", "<Right>", "p"] {
        desk.keys(key);
        assert_eq!(desk.said(), "the end of the record", "{key}");
        assert!(past(&desk).playing_at().is_none());
    }
    let mut live = Desk::new("ana", &busy(), "14:20");
    live.keys("<Esc>h14:19<Enter>");
    live.keys(&"<PgDn>".repeat(20));
    assert_eq!(live.said(), "the end of the record so far; . is now");
}

#[test]
fn a_sentence_typed_at_leave_closes_no_walk() {
    let mut desk = walk(&busy().records, WalkStart::default());
    desk.keys("<Esc>I want to know more<Enter>");
    assert!(!desk.effects.contains(&Effect::Leave) && desk.said().contains("Enter once more"));
    desk.keys("<Enter>");
    assert!(desk.effects.contains(&Effect::Leave));
}
