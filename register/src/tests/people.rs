//! Who is there, who holds what, and how bad it is.

use super::script::{Room, check, check_whole, compare};
use crate::words::Scope;
use crate::{At, Bytes, Command, Handle, Hash, Refusal, Seen, Title, words};

fn handle(name: &str) -> Handle {
    name.parse().unwrap()
}

#[test]
fn people_come_and_go() {
    check("eve: join respond", "");
    check("ben: leave", "");
    check("ben: leave\nben: saw x", "");
    check("ben: leave\nben: join respond", "");
    check("zoe: saw x", "");
    check("gil: join respond\ngil: saw x", "");
    check("gil: saw x", "");
}

#[test]
fn a_handle_belongs_to_whoever_took_it_first() {
    let mut room = Room::staffed();
    let key = |n| Some(Bytes([n; 32]));
    let join = |key| Command::Join { key, scope: Scope::Respond, invite: None };
    assert!(room.ask(handle("eve"), join(key(1))).is_ok());
    assert!(room.ask(handle("eve"), join(key(1))).is_ok());
    let taken = Refusal::HandleTaken { handle: handle("eve") }.to_string();
    assert_eq!(room.ask(handle("eve"), join(key(2))), Err(taken));
}

#[test]
fn who_holds_a_role_and_is_gone_is_marked() {
    check("+5m\nwarroom: away ana\n+1m", "");
    check("warroom: away ana\n+1m\nwarroom: back ana", "");
}

#[test]
fn only_the_room_notes_who_is_gone() {
    check("cy: away ana", "");
    check("cy: back ana", "");
}

#[test]
fn doors_are_opened_and_closed() {
    check("ana: invite respond 8 others", "");
    check("ana: invite respond 0 others", "");
    check("ben: invite respond 8 others", "");
    check("ana: invite respond 8 others\nana: revoke 6", "");
    check("ana: invite respond 8 others\nana: revoke 6\nana: revoke 6", "");
    check("ana: revoke 2", "");
}

#[test]
fn a_door_closes_after_so_many() {
    let mut room = Room::staffed();
    let token = Hash::of(b"one");
    let invite = Command::Invite {
        name: Title::try_from("one".to_owned()).unwrap(),
        scope: Scope::Respond,
        until: room.now.plus_seconds(3600),
        uses: 1,
        token,
    };
    let door = room.ask(handle("ana"), invite).unwrap();
    assert_eq!(room.register.door(token, room.now).map(|(seq, _)| seq), Some(door));
    assert!(room.register.door(token, room.now.plus_seconds(3601)).is_none());
    let join = Command::Join { key: None, scope: Scope::Respond, invite: Some(door) };
    room.ask(handle("eve"), join).unwrap();
    assert!(room.register.door(token, room.now).is_none());
}

#[test]
fn a_role_moves_when_it_is_accepted() {
    check("ana: offer comms cy please", "");
    check("ana: offer comms cy\ncy: accept comms", "");
    check("ana: offer comms cy\ncy: decline comms I write badly", "");
    check("ana: offer comms cy\nben: accept comms", "");
    check("cy: accept comms", "");
    check("cy: decline comms", "");
    check("ana: offer comms gil", "");
    check("ana: offer comms zoe", "");
    check("ben: offer comms cy", "");
    check("ana: offer lead ana", "");
    check("ana: offer comms cy\nana: offer comms ben\ncy: accept comms", "");
}

#[test]
fn comms_speak_for_the_room() {
    check("ana: offer comms cy\ncy: accept comms\ncy: update Hello. {audience public}", "");
    check("ana: offer comms cy\ncy: accept comms\nben: update Hi.\nben: send 8", "");
}

#[test]
fn the_lead_is_handed_over_or_taken() {
    check("ana: offer lead ben\nben: accept lead", "");
    check("dia: take I can", "");
    check("warroom: away ana\ndia: take ana is gone", "");
    check("warroom: away ana\ndia: take", "");
    check("warroom: away ana\nben: take I want to", "");
    check("ana: take me again", "");
    check("ana: leave", "");
    check("ana: leave\ndia: take nobody leads", "");
    check("ana: leave\nben: grade P2 x", "");
}

#[test]
fn the_deputy_commands_too() {
    check("ana: offer deputy ben\nben: accept deputy\nben: grade P2 less", "");
}

#[test]
fn severity_and_kind_change_with_a_record() {
    check("ana: grade P2 a third only", "");
    check("ana: grade P1", "");
    check("ben: grade P2", "");
    check("ana: kind data rows are missing", "");
    check("ana: kind availability", "");
}

#[test]
fn phases_mark_their_times() {
    check("+10m\nana: phase identified the TLS library", "");
    check("ana: phase investigating", "");
    check("ben: phase identified", "");
    check("ana: phase resolved\nana: phase investigating", "");
    check("ana: phase resolved\nana: phase investigating it is back", "");
    check("ana: phase monitoring\nana: phase identified", "");
}

#[test]
fn a_closed_incident_takes_no_entries() {
    check("ana: phase closed", "");
    check("ana: phase closed\nben: saw x", "");
    check("ana: phase closed\nana: phase investigating it is back\nben: saw x", "");
    check("ana: phase closed\nben: star 1", "");
    check("ana: phase closed\nana: grade P2", "");
}

#[test]
fn times_are_marked_and_corrected() {
    check("+20m\nana: mark began 13:58~", "");
    check("+20m\nana: mark began 13:58\nana: mark began 13:50", "");
    check("ben: mark began 14:00", "");
}

#[test]
fn nothing_is_written_down_before_it_happened() {
    let mut room = Room::staffed();
    let future = Seen { at: room.now.plus_seconds(3600), about: false };
    let mark = Command::Mark { moment: words::Moment::Began, when: future };
    assert_eq!(room.ask(handle("ana"), mark), Err(Refusal::Future.to_string()));
    let soon = Seen { at: room.now.plus_seconds(30), about: false };
    let mark = Command::Mark { moment: words::Moment::Began, when: soon };
    assert!(room.ask(handle("ana"), mark).is_ok(), "clocks differ by some seconds");
}

#[test]
fn a_small_incident_is_quiet() {
    check_whole("ana: open P3 functionality The export has two columns swapped\n+2h", "");
}

#[test]
fn a_large_one_asks_for_comms_impact_and_words() {
    check("+31m", "");
}

#[test]
fn the_closing_card_says_whether_it_was_a_drill() {
    let mut room = Room::staffed();
    let close = Command::MovePhase {
        phase: words::Phase::Closed,
        why: "done".into(),
        card: Some(words::Mode::Drill),
        card_salt: None,
    };
    room.ask(handle("ana"), close).unwrap();
    let drill = room.printed().lines().nth(2).unwrap_or_default().to_owned();
    compare(&drill, "DRILL: this is an exercise");
}

#[test]
fn ages_are_short() {
    let shown = |s| crate::show::age(s);
    let ages: Vec<_> = [0, 59, 60, 3599, 3600, 6720, 86_399, 86_400, 270_000].map(shown).into();
    assert_eq!(ages.join(" "), "0s 59s 1m 59m 1h00m 1h52m 23h59m 1d00h 3d03h");
    assert_eq!(At::default().clock(), "00:00");
}
