//! Rooms over a journal in memory. No socket, no sleep: states, and short patience.

mod door;
mod flights;
mod order;
mod own;
mod rest;
mod tokens;

use std::time::Duration;
use tokio::time::Instant;
use tokio_util::task::TaskTracker;
use uuid::Uuid;
use warroom_register::words::{EntryKind, Kind, Mode, Phase, Severity};
use warroom_register::{
    At, Bytes, Chain, Command, CommandId, Event, FORMAT, Header, NewEntry, Plan, Policy, Text,
};

use super::*;
use crate::journal::{Fault, Memory, Naming};

const START: At = At::from_ms(1_795_269_791_204);

/// A room, what it stands on, and how far a reader has come.
struct Stage {
    memory: Memory,
    context: Context,
    stored: Stored,
    room: RoomHandle,
    tasks: TaskTracker,
    news: watch::Receiver<News>,
}

impl Stage {
    async fn set(away: Duration) -> Self {
        let memory = Memory::new();
        let store = Store::Memory(memory.clone());
        let id = IncidentId(Uuid::from_u128(7));
        let header =
            move |incident| Header { warroom: FORMAT, id, incident, opened_at: START }.line();
        store.create(id, Naming::Next, Box::new(header)).await.unwrap();
        let context = Context {
            policy: Policies::fixed(Policy::standard()),
            store,
            clock: Clock::starting(START),
            chance: Chance::System,
            limits: Limits { away, ..Limits::unpaced() },
            seal: Seal::random(&Chance::System).unwrap(),
            board: Arc::new(Board::new()),
            health: Arc::new(Health::new(Clock::starting(START))),
            erased: None,
            place: Arc::new((vec!["127.0.0.1:7443".to_owned()], Hash::default())),
            space: Space::of(0),
        };
        Self::over(memory, context).await
    }

    async fn over(memory: Memory, context: Context) -> Self {
        let stored = context.store.list().await.unwrap().remove(0);
        let tasks = TaskTracker::new();
        let room = Ready::open(context.clone(), &stored).await.unwrap().run(&tasks);
        let news = room.news();
        Self { memory, context, stored, room, tasks, news }
    }

    /// Opened by ana, who leads; nobody is away for not being here.
    async fn opened() -> Self {
        Self::opened_where_away_is(Duration::from_secs(3600)).await
    }

    async fn opened_where_away_is(away: Duration) -> Self {
        let stage = Self::set(away).await;
        let sealed = stage.context.seal.seal(stage.stored.id, Mode::Drill);
        stage.room.record(ana(), asked(open(sealed))).await.unwrap();
        stage
    }

    async fn reopened(self) -> Self {
        let Self { memory, context, room, tasks, .. } = self;
        drop(room);
        tasks.close();
        tasks.wait().await;
        Self::over(memory, context).await
    }

    fn events(&self) -> Vec<Event> {
        self.records().into_iter().map(|record| record.event).collect()
    }

    /// All that a seat can read, checked.
    fn records(&self) -> Vec<Record> {
        let mut chain = Chain::begin(self.room.header());
        let mut records = Vec::new();
        while let Following::Lines { text, .. } = self.room.after(chain.head) {
            records.extend(text.split('\n').map(|line| chain.read(line).unwrap()));
        }
        records
    }

    async fn wait(&mut self, holds: impl Fn(&[Event]) -> bool) {
        while !holds(&self.events()) {
            self.news.changed().await.unwrap();
        }
    }
}

fn ana() -> Handle {
    "ana".parse().unwrap()
}

fn key() -> PublicKey {
    Bytes([1; 32])
}

fn asked(command: Command) -> Asked {
    Asked::new(CommandId(Uuid::now_v7()), command)
}

fn open(sealed: Hash) -> Command {
    Command::Open {
        sealed,
        title: "Checkout returns 500s".to_owned().try_into().unwrap(),
        severity: Severity::P1,
        kind: Kind::Availability,
        mode: None,
        talk: Text::default(),
        key: Some(key()),
        policy: Policy::default(),
    }
}

fn saw(text: &str) -> Command {
    NewEntry::of(EntryKind::Observation, text).write()
}

/// What the desk says next.
async fn said(desk: &Desk) -> ServerMessage {
    loop {
        if let Some(word) = desk.take() {
            return word;
        }
        desk.rung().await;
    }
}

/// What the watch says of ana after each of these seconds.
#[derive(Clone, Copy)]
struct Look {
    second: u64,
    role: bool,
    here: bool,
    away: bool,
}

fn looks(states: &[Look]) -> Vec<Vec<Command>> {
    let start = Instant::now();
    let mut watch = away::Watch::new(Duration::from_secs(45));
    let look = |it: &Look| {
        let Look { role, here, away, second } = *it;
        let person = away::Person { handle: ana(), role, here, away, silent_since: None };
        watch.look(start + Duration::from_secs(second), [person]).0
    };
    states.iter().map(look).collect()
}

#[test]
fn a_role_holder_is_away_after_45_seconds_and_a_flicker_is_nothing() {
    let gone = |second| Look { second, role: true, here: false, away: false };
    let here = |second| Look { here: true, ..gone(second) };
    let note = vec![Command::NoteAway { who: ana() }];
    assert_eq!(looks(&[gone(0), gone(44), gone(45)]), [vec![], vec![], note.clone()]);
    assert_eq!(
        looks(&[gone(0), here(44), gone(45), gone(89), gone(90)]),
        [vec![], vec![], vec![], vec![], note]
    );
    let noted = Look { away: true, ..gone(50) };
    assert_eq!(looks(&[gone(0), noted]), [vec![], vec![]]);
    let back = Look { away: true, ..here(60) };
    assert_eq!(looks(&[back]), [vec![Command::NoteBack { who: ana() }]]);
    let no_role = |second| Look { role: false, ..gone(second) };
    assert_eq!(looks(&[no_role(0), no_role(600)]), [vec![], vec![]]);
}

#[tokio::test]
async fn a_lead_who_goes_is_noted_away_and_then_back() {
    let mut stage = Stage::opened_where_away_is(Duration::from_millis(30)).await;
    let seat = stage.room.attend(ana(), true);
    stage.room.record(ana(), asked(saw("here"))).await.unwrap();
    drop(seat);
    stage.wait(|events| events.contains(&Event::Away { who: ana() })).await;
    let records = stage.records();
    let away = records.iter().find(|record| matches!(record.event, Event::Away { .. })).unwrap();
    assert_eq!(away.by, Handle::warroom());
    let _seat = stage.room.attend(ana(), true);
    stage.wait(|events| events.contains(&Event::Back { who: ana() })).await;
}

#[tokio::test]
async fn a_seat_without_a_screen_is_not_here() {
    let mut stage = Stage::opened_where_away_is(Duration::from_millis(30)).await;
    let _one_shot = stage.room.attend(ana(), false);
    stage.wait(|events| events.contains(&Event::Away { who: ana() })).await;
    assert!(stage.room.news().borrow().here.handles.is_empty());
}

#[tokio::test]
async fn who_has_no_role_comes_and_goes_without_a_record() {
    let mut stage = Stage::opened_where_away_is(Duration::from_millis(30)).await;
    let (handle, right) = ("ben".parse().unwrap(), Right::Key(Some(Scope::Respond)));
    let ben = Newcomer { handle, key: key(), right, unsure: false };
    assert_eq!(stage.room.admit(ben.clone()).await, Ok(Scope::Respond));
    drop(stage.room.attend(ben.handle, true));
    // Ana, who leads and is not here either, was noted after ben went.
    stage.wait(|events| events.contains(&Event::Away { who: ana() })).await;
    assert_eq!(stage.events().len(), 3);
}

#[tokio::test]
async fn who_is_here_is_told_together() {
    let mut stage = Stage::opened().await;
    let handles = (0..50).map(|n| format!("r{n}").parse().unwrap());
    let seats: Vec<_> = handles.map(|handle| stage.room.attend(handle, true)).collect();
    let mut told = 0;
    while stage.news.borrow_and_update().here.handles.len() < seats.len() {
        stage.news.changed().await.unwrap();
        told += 1;
    }
    assert!(told <= 3, "told {told} times");
}

#[tokio::test]
async fn a_lost_append_records_nothing_and_the_room_goes_on() {
    let stage = Stage::opened().await;
    stage.memory.fail_next(Fault::Lost(JournalError::Full));
    let desk = Arc::new(Desk::default());
    let ask = asked(saw("the disk is full"));
    assert!(stage.room.submit(ana(), ask.clone(), &desk).await);
    let ServerMessage::Refused { command, why } = said(&desk).await else { panic!("not refused") };
    assert_eq!(command, ask.id);
    assert!(why.starts_with("nothing was recorded: the server's disk is full"), "{why}");
    assert_eq!(stage.events().len(), 1);
    assert_eq!(stage.room.record(ana(), ask).await, Ok(Seq(2)));
    assert_eq!(stage.records().len(), 2);
}

#[tokio::test]
async fn an_append_that_fails_but_was_written_is_found_out() {
    let stage = Stage::opened().await;
    let cut = JournalError::Unavailable("fsync".into());
    stage.memory.fail_next(Fault::Written(cut));
    assert_eq!(stage.room.record(ana(), asked(saw("on disk all the same"))).await, Ok(Seq(2)));
    assert_eq!(stage.records().len(), 2);
    assert_eq!(stage.room.record(ana(), asked(saw("and on"))).await, Ok(Seq(3)));
}

#[tokio::test(start_paused = true)]
async fn what_nobody_knows_yet_is_not_refused_however_often_it_is_asked() {
    let stage = Stage::opened().await;
    stage.memory.fail_next(Fault::Written(JournalError::Unavailable("fsync".into())));
    stage.memory.leave_in_doubt(5);
    let desk = Arc::new(Desk::default());
    let ask = asked(saw("on disk, and nobody knows"));
    for _ in 0..2 {
        assert!(stage.room.submit(ana(), ask.clone(), &desk).await);
        // The clock is held: it goes on when the room has done what it can.
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    // What was never tried can be refused.
    let other = stage.room.record(ana(), asked(saw("never tried"))).await;
    assert!(matches!(other, Err(Refusal::NotRecorded { .. })), "{other:?}");
    let ServerMessage::Already { command, seq } = said(&desk).await else { panic!("refused") };
    assert_eq!((command, seq), (ask.id, Seq(2)));
}

#[tokio::test]
async fn another_writer_is_read_on_and_followed() {
    let stage = Stage::opened().await;
    // Another node writes behind this room's back.
    let other = Ready::open(stage.context.clone(), &stage.stored).await.unwrap();
    let other = other.run(&stage.tasks);
    other.record(ana(), asked(saw("from the other node"))).await.unwrap();
    assert_eq!(stage.room.record(ana(), asked(saw("from here"))).await, Ok(Seq(3)));
    assert_eq!(stage.records().len(), 3);
    assert_eq!(other.record(ana(), asked(saw("and back"))).await, Ok(Seq(4)));
}

#[tokio::test]
async fn a_journal_that_was_altered_closes_the_room() {
    let stage = Stage::opened().await;
    let mut lines = stage.context.store.read(stage.stored.id, Seq(0), 10).await.unwrap();
    let altered = lines.remove(0).replace("500s", "501s");
    let copy = Memory::new();
    let store = Store::Memory(copy);
    let header = stage.stored.header.clone();
    store.create(stage.stored.id, Naming::Next, Box::new(move |_| header.clone())).await.unwrap();
    let second = altered.replace("\"seq\":1", "\"seq\":2");
    let lines = vec![altered.into(), second.into()];
    store.append(stage.stored.id, Seq(0), lines).await.unwrap();
    let context = Context { store, ..stage.context.clone() };
    let closed = Ready::open(context, &stage.stored).await.unwrap_err();
    assert_eq!(
        closed.to_string(),
        "the journal here is damaged: #1 was altered, or #2 was: they do not fit together"
    );
}

#[tokio::test]
async fn a_journal_that_lost_or_changed_what_was_seen_is_no_room() {
    let stage = Stage::opened().await;
    let seen = Chain { head: Seq(2), hash: Hash::default() };
    let lost = replay::replay(&stage.room.shared, seen).await.unwrap_err();
    assert_eq!(
        lost.to_string(),
        "the journal here has lost records: it ends at #1, and #2 was seen"
    );
    let seen = Chain { head: Seq(1), ..seen };
    let altered = replay::replay(&stage.room.shared, seen).await.unwrap_err();
    assert_eq!(altered.to_string(), "the journal here was altered at #1 or before");
}

#[tokio::test]
async fn a_room_reopens_as_it_was() {
    let stage = Stage::opened().await;
    for n in 0..20 {
        stage.room.record(ana(), asked(saw(&format!("entry {n}")))).await.unwrap();
    }
    let before = stage.records();
    let stage = stage.reopened().await;
    assert_eq!(stage.records(), before);
    assert_eq!(stage.room.record(ana(), asked(saw("on"))).await, Ok(Seq(22)));
}

#[tokio::test]
async fn closing_opens_the_card() {
    let stage = Stage::opened().await;
    let (why, phase) = (Text::from("over"), Phase::Closed);
    let (card, card_salt, seen_at, review) = (Some(Mode::Real), None, None, None);
    let lie = Command::MovePhase { phase, why, card, card_salt, seen_at, review };
    stage.room.record(ana(), asked(lie)).await.unwrap();
    let events = stage.events();
    let Event::Opened { sealed, .. } = &events[0] else { panic!("not opened") };
    let Event::PhaseMoved { card: Some(card), card_salt: Some(salt), .. } = &events[1] else {
        panic!("no card: {:?}", events[1])
    };
    assert_eq!(*card, Mode::Drill);
    assert_eq!(Hash::of(&[b"drill\0".as_slice(), &salt.0].concat()), *sealed);
}

#[tokio::test]
async fn a_plan_is_laid_out_with_its_record() {
    let mut stage = Stage::set(Duration::from_secs(3600)).await;
    let plan = Plan {
        name: "checkout down".to_owned().try_into().unwrap(),
        kind: None,
        service: None,
        agreed_by: Text::default(),
        agreed_on: Text::default(),
        questions: vec!["which regions?".into()],
        tasks: Vec::new(),
        decisions: Vec::new(),
    };
    let mut opening = open(Hash::default());
    if let Command::Open { policy, .. } = &mut opening {
        policy.plans.push(plan.clone());
    }
    stage.room.record(ana(), asked(opening)).await.unwrap();
    let lay_out = asked(Command::UsePlan { name: plan.name });
    assert_eq!(stage.room.record(ana(), lay_out.clone()).await, Ok(Seq(2)));
    stage.wait(|events| events.len() == 3).await;
    let last = stage.records().pop().unwrap();
    assert!(matches!(&last.event, Event::Written { about: Some(Seq(2)), .. }), "{last:?}");
    assert_eq!(last.by, Handle::warroom());
    stage.room.record(ana(), lay_out).await.unwrap();
    assert_eq!(stage.records().len(), 3, "asked twice, it is laid out once");
}
