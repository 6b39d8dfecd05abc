//! A lead who comes back and leads no more: what they wanted is offered, not done.

use warroom_register::protocol::Asked;
use warroom_register::words::{EntryKind, Scope};
use warroom_register::{Command, CommandId, Hash, Seq};

use super::desk::Desk;
use super::fixture::{World, at, handle};
use crate::app::msg::{Effect, LinkMsg, Msg, Up};

/// Said by the server, as it refuses.
const WHY: &str = "only the lead may do that: ben leads. Tell them with a question";

/// What was sent last, and its id.
fn sent(desk: &mut Desk) -> (CommandId, Command) {
    let sent = std::mem::take(&mut desk.effects).into_iter().filter_map(|effect| match effect {
        Effect::Send(Asked { id, command, .. }) => Some((id, command)),
        _ => None,
    });
    sent.collect::<Vec<_>>().pop().unwrap()
}

fn world() -> World {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:20 ben join command");
    world
}

/// A lead asks for something, and leads no more when it is refused: what they asked, what is in their
/// line then, and as what that is sent.
fn comes_back(keys: &str) -> (Command, String, EntryKind) {
    let mut world = world();
    let mut ana = Desk::new("ana", &world, "14:06");
    ana.keys(keys);
    let (id, asked) = sent(&mut ana);
    let known = world.records.len();
    world.ask("14:07", "warroom", &Command::NoteAway { who: handle("ana") });
    world.script("14:07:30 ben lead ana is cut off");
    ana.records(&world.records[known..]);
    ana.tell(Msg::Link(LinkMsg::Refused { command: id, why: WHY.to_owned() }));
    assert!(ana.said().starts_with(WHY), "{}", ana.said());
    let line = ana.app.line.edit.text().to_owned();
    ana.keys("o<Enter>");
    let (_, command) = sent(&mut ana);
    let Command::Write { kind, .. } = command else { panic!("{command:?}") };
    (asked, line, kind)
}

#[test]
fn what_a_former_lead_wanted_comes_back_as_an_observation() {
    let (asked, line, kind) = comes_back("<Esc>S2half is back<Enter>");
    assert!(matches!(asked, Command::Grade { .. }), "{asked:?}");
    assert_eq!(line, "(I led until 14:07; not carried out) severity is P2: half is back");
    assert_eq!(kind, EntryKind::Observation);
}

#[test]
fn a_task_with_a_name_that_a_former_lead_wrote_comes_back_so_too() {
    let (asked, line, kind) = comes_back("<Esc>t@ben 5m drop the cache<Enter>");
    assert!(matches!(asked, Command::Write { owner: Some(_), .. }), "{asked:?}");
    assert_eq!(line, "(I led until 14:07; not carried out) drop the cache: ben");
    assert_eq!(kind, EntryKind::Observation);
}

/// An id that was made at this time, as a shell makes one.
fn id_at(clock: &str) -> CommandId {
    let ms = u64::try_from(at(clock).ms()).unwrap();
    let time = uuid::Timestamp::from_unix(uuid::NoContext, ms / 1000, 0);
    CommandId(uuid::Uuid::new_v7(time))
}

/// What a shell asked at this time and left in the outbox: it knew nothing of the record.
fn from_a_shell(clock: &str) -> Asked {
    let command = Command::Assign { entry: Seq(3), to: Some(handle("ben")), minutes: None };
    Asked::new(id_at(clock), command)
}

#[test]
fn what_waited_from_a_shell_comes_back_as_well() {
    let mut world = world();
    world.script("14:04 ana task roll back");
    world.ask("14:07", "warroom", &Command::NoteAway { who: handle("ana") });
    world.script("14:07:30 ben lead ana is cut off");
    let refused = |clock: &str| {
        let mut ana = Desk::new("ana", &world, "14:09");
        let asked = from_a_shell(clock);
        ana.tell(Msg::Link(LinkMsg::Waiting(vec![asked.clone()])));
        ana.tell(Msg::Link(LinkMsg::Refused { command: asked.id, why: WHY.to_owned() }));
        ana.app.line.edit.text().to_owned()
    };
    assert_eq!(refused("14:06"), "(I led until 14:07; not carried out) #3 given to ben");
    assert_eq!(refused("14:08"), "", "she did not lead any more when she asked that");
}

#[test]
fn a_refusal_that_comes_before_the_records_it_rests_on_waits_for_them() {
    let mut world = world();
    world.script("14:04 ana task roll back");
    let known = world.records.len();
    let mut ana = Desk::new("ana", &world, "14:06");
    world.ask("14:07", "warroom", &Command::NoteAway { who: handle("ana") });
    world.script("14:07:30 ben lead ana is cut off");
    let asked = from_a_shell("14:06");
    ana.tell(Msg::Link(LinkMsg::Up(Up {
        incident: None,
        id: None,
        scope: Scope::Command,
        head: world.register.head(),
        now: at("14:06"),
        addresses: Vec::new(),
        pin: Hash::default(),
        local: false,
    })));
    ana.tell(Msg::Link(LinkMsg::Waiting(vec![asked.clone()])));
    ana.tell(Msg::Link(LinkMsg::Refused { command: asked.id, why: WHY.to_owned() }));
    assert_eq!((ana.app.line.edit.text(), ana.said().as_str()), ("", ""));
    ana.records(&world.records[known..]);
    let line = ana.app.line.edit.text();
    assert_eq!(line, "(I led until 14:07; not carried out) #3 given to ben");
}

#[test]
fn who_never_led_is_told_why_and_no_more() {
    let mut world = world();
    let known = world.records.len();
    let mut ben = Desk::new("ben", &world, "14:06");
    world.script("14:06:10 ana offer lead ben\n14:06:20 ben accept lead");
    ben.records(&world.records[known..]);
    ben.keys("<Esc>S2<Enter>");
    let (id, _) = sent(&mut ben);
    ben.tell(Msg::Link(LinkMsg::Refused { command: id, why: WHY.to_owned() }));
    assert_eq!(ben.app.line.edit.text(), "", "ben leads: what is refused was not for that");
    assert_eq!(ben.said(), WHY);
}

#[test]
fn a_step_that_a_former_lead_gave_comes_back_as_an_observation_too() {
    let mut world = world();
    let mut ana = Desk::new("ana", &world, "14:06");
    ana.keys("<Esc>t@ben 5m drop the cache<Enter>");
    let (id, _) = sent(&mut ana);
    let known = world.records.len();
    world.ask("14:07", "warroom", &Command::NoteAway { who: handle("ana") });
    world.script("14:07:30 ben lead ana is cut off");
    ana.records(&world.records[known..]);
    ana.tell(Msg::Link(LinkMsg::Refused { command: id, why: WHY.to_owned() }));
    let line = ana.app.line.edit.text();
    assert_eq!(line, "(I led until 14:07; not carried out) drop the cache: ben");
    assert_eq!(ana.app.line.purpose.label(), "saw");
}
