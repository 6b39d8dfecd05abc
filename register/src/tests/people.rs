//! Who is there, who holds what, and how bad it is.

use super::script::{Room, check, compare};
use crate::rights::{Who, right};
use crate::words::Scope;
use crate::{Bytes, Command, Handle, Hash, Refusal, Title};

fn handle(name: &str) -> Handle {
    name.parse().unwrap()
}

#[test]
fn people_come_and_go() {
    check(
        "eve: join respond",
        "
        People: 1 ana here, 2 ben here, 3 cy here, 4 dia here, 5 gil watching here, 6 eve here
        14:03 #6 · eve joined  eve
        ",
    );
    check(
        "ben: leave",
        "
        People: 1 ana here, 2 ben left, 3 cy here, 4 dia here, 5 gil watching here
        14:03 #6 · ben left  ben
        ",
    );
    check(
        "ben: leave\nben: saw x",
        "you have not joined this incident: warroom join with an invite",
    );
    check(
        "ben: leave\nben: join respond",
        "
        14:03 #6 · ben left  ben
        14:03 #7 · ben joined  ben
        ",
    );
    check("zoe: saw x", "you have not joined this incident: warroom join with an invite");
    check(
        "gil: join respond\ngil: saw x",
        "
        People: 1 ana here, 2 ben here, 3 cy here, 4 dia here, 5 gil here
        14:03 #6 · gil joined  gil
        14:03 #7 o x  gil
        ",
    );
    check(
        "gil: saw x",
        "your invite lets you observe; this needs one that lets you respond: ask ana for it",
    );
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
fn a_server_keeps_keys_and_doors_in_a_journal_that_never_opens() {
    let mut room = Room::empty();
    let key = Bytes([7; 32]);
    let enrol = Command::Enrol { key, scope: Scope::Command, invite: None };
    room.ask(handle("ana"), enrol).unwrap();
    assert_eq!(room.register.key_scope(&key), Some(Scope::Command));
    room.run("ana: invite respond 8 the team\nana: revoke 2").unwrap();
    assert!(room.register.is_server());
    let last = room.printed().lines().last().unwrap_or_default().to_owned();
    compare(&last, "14:03 #3 · invite #2 was revoked  ana");
}

#[test]
fn who_holds_a_role_and_is_gone_is_marked() {
    check(
        "+5m\nwarroom: away ana\n+1m",
        "
        People: 1 ana gone 1m, 2 ben here, 3 cy here, 4 dia here, 5 gil watching here
        Wanted: 3
        LATE 1m ana leads and is gone
        14:08 #6 · ana is gone  warroom
        ",
    );
    check(
        "warroom: away ana\n+1m\nwarroom: back ana",
        "
        14:03 #6 · ana is gone  warroom
        14:04 #7 · ana is back  warroom
        ",
    );
}

#[test]
fn only_the_room_notes_who_is_gone() {
    // The room refuses these from anybody else: it alone knows which commands are its own.
    for who in [handle("ana"), handle("cy")] {
        assert_eq!(right(&Command::NoteAway { who }).1, Who::Room);
        assert_eq!(right(&Command::NoteBack { who }).1, Who::Room);
    }
}

#[test]
fn doors_are_opened_and_closed() {
    check("ana: invite respond 8 suppliers", "14:03 #6 · invited others: suppliers  ana");
    check(
        "ana: invite respond 0 suppliers",
        "that end is over already: say until when others may come in",
    );
    check(
        "ben: invite respond 8 suppliers",
        "only the lead may do that: ana leads. Tell them with a question",
    );
    check(
        "ana: invite respond 8 suppliers\nana: revoke 6",
        "
        14:03 #6 · invited others: suppliers  ana
        14:03 #7 · invite #6 was revoked  ana
        ",
    );
    check("ana: invite respond 8 suppliers\nana: revoke 6\nana: revoke 6", "it is so already");
    check(
        "ana: revoke 2",
        "#2 is no invite or token: name one of those that are listed beside who is here",
    );
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
    check(
        "ana: offer comms cy please",
        "
        Wanted: 1
        0s cy is offered comms
        14:03 #6 · comms offered to cy: please  ana
        ",
    );
    check(
        "ana: offer comms cy\ncy: accept comms",
        "
        Roles: lead ana 0s, comms cy 0s
        14:03 #6 · comms offered to cy  ana
        14:03 #7 · cy has comms  cy
        ",
    );
    check(
        "ana: offer comms cy\ncy: decline comms I write badly",
        "
        Wanted: 1
        0s ana offered comms, and it was declined: #7 I write badly
        14:03 #6 · comms offered to cy  ana
        14:03 #7 x cy does not take comms: I write badly  cy
        ",
    );
    check("ana: offer comms cy\nben: accept comms", "nobody offered you comms");
    check("cy: accept comms", "nobody offered you comms");
    check("cy: decline comms", "nobody offered you comms");
    check("ana: offer comms gil", "gil may only watch: give it to somebody who responds");
    check(
        "ana: offer comms zoe",
        "zoe is not in this room: let them in first, or choose one of ana, ben, cy, dia; \
         a team is asked for help",
    );
    check("ben: offer comms cy", "only the lead may do that: ana leads. Tell them with a question");
    check("ana: offer lead ana", "ana has lead already: to hand it on, offer it to somebody else");
    check(
        "ana: offer comms cy\nana: offer comms ben\ncy: accept comms",
        "nobody offered you comms",
    );
}

#[test]
fn comms_speak_for_the_room() {
    check(
        "ana: offer comms cy\ncy: accept comms\ncy: update Hello. {audience public}",
        "
        Roles: lead ana 0s, comms cy 0s
        Words to others: 1
        #8 Hello. (public, sent 14:03 by cy)
        14:03 #6 · comms offered to cy  ana
        14:03 #7 · cy has comms  cy
        14:03 #8 ▷ to public: Hello.  cy
        ",
    );
    check(
        "ana: offer comms cy\ncy: accept comms\nben: update Hi.\nben: send 8",
        "only cy may send words outside; yours stay as a draft",
    );
}

#[test]
fn the_lead_is_handed_over_or_taken() {
    check(
        "ana: offer lead ben\nben: accept lead",
        "
        Roles: lead ben 0s
        14:03 #6 · lead offered to ben  ana
        14:03 #7 · ben has lead  ben
        ",
    );
    check(
        "dia: take I can",
        "ana leads, and has not been gone for 45 seconds: ask for the lead, or wait",
    );
    check(
        "warroom: away ana\ndia: take ana is gone",
        "
        Roles: lead dia 0s
        People: 1 ana gone 45s, 2 ben here, 3 cy here, 4 dia here, 5 gil watching here
        14:03 #6 · ana is gone  warroom
        14:03 #7 · dia took the lead: ana is gone  dia
        ",
    );
    check("warroom: away ana\ndia: take", "a reason is needed: one line of why");
    check(
        "warroom: away ana\nben: take I want to",
        "your invite lets you respond; this needs one that lets you command: ask whoever leads next for it",
    );
    check("ana: take me again", "ana has lead already: to hand it on, offer it to somebody else");
    check(
        "ana: leave",
        "
        Roles: lead NOBODY
        People: 1 ana left, 2 ben here, 3 cy here, 4 dia here, 5 gil watching here
        Wanted: 1
        LATE 0s nobody leads
        14:03 #6 · ana left  ana
        ",
    );
    check(
        "ana: leave\ndia: take nobody leads",
        "
        Roles: lead dia 0s
        People: 1 ana left, 2 ben here, 3 cy here, 4 dia here, 5 gil watching here
        14:03 #6 · ana left  ana
        14:03 #7 · dia took the lead: nobody leads  dia
        ",
    );
    check(
        "ana: leave\nben: grade P2 x",
        "only the lead may do that, and nobody leads: take the lead first",
    );
}

#[test]
fn the_deputy_commands_too() {
    check(
        "ana: offer deputy ben\nben: accept deputy\nben: grade P2 less",
        "
        P2 availability, investigating, 0s since 14:03 UTC on Saturday 21 November 2026
        Roles: lead ana 0s, deputy ben 0s
        14:03 #6 · deputy offered to ben  ana
        14:03 #7 · ben has deputy  ben
        14:03 #8 · severity is P2: less  ben
        ",
    );
}

/// Somebody comes in by a key.
fn joins(room: &mut Room, name: &str, key: u8) {
    let key = Some(Bytes([key; 32]));
    let join = Command::Join { key, scope: Scope::Respond, invite: None };
    room.ask(handle(name), join).unwrap();
}

#[test]
fn promise_15_a_machine_that_is_put_out_is_put_out_under_each_of_its_names() {
    let mut room = Room::staffed();
    for (name, key) in [("mal", 1), ("mal2", 1), ("kim", 2)] {
        joins(&mut room, name, key);
    }
    room.run("mal2: token 60\nana: remove mal hostile").unwrap();
    let out = |room: &Room, name| room.register.responders()[&handle(name)].removed;
    assert_eq!(["mal", "mal2", "kim"].map(|name| out(&room, name)), [true, true, false]);
    assert_eq!(room.register.good_tokens().count(), 0);
    for line in ["mal2: saw x", "mal2: token 60"] {
        assert_eq!(room.run(line), Err(Refusal::NotJoined.to_string()));
    }
    // Any of its names lets it in again.
    room.run("ana: admit mal2").unwrap();
    assert_eq!(["mal", "mal2"].map(|name| out(&room, name)), [false, false]);
    assert_eq!(room.register.barred(&Bytes([1; 32])), None);
    assert_eq!(room.register.good_tokens().count(), 0, "what was closed stays so");
}

#[test]
fn nobody_puts_out_their_own_machine_or_that_of_the_lead_under_another_name() {
    let mut room = Room::empty();
    room.run("ana: open P1 availability Checkout returns 500s").unwrap();
    let laptop = Bytes([1; 32]);
    for (name, key) in [("ben", 2), ("as-ana", 1), ("as-ben", 2), ("cy", 3)] {
        joins(&mut room, name, key);
    }
    // The laptop is ana's second machine.
    let knock =
        Command::Knock { who: handle("ana"), key: laptop, scope: Scope::Respond, invite: None };
    let knock = room.ask(Handle::warroom(), knock).unwrap();
    room.ask(handle("ana"), Command::Admit { who: handle("ana"), knock: Some(knock) }).unwrap();
    assert_eq!(room.run("ana: remove as-ana x"), Err(Refusal::RemovesSelf.to_string()));
    room.run("ana: offer deputy ben\nben: accept deputy").unwrap();
    let stays = Refusal::LeadStays { lead: handle("ana") }.to_string();
    assert_eq!(room.run("ben: remove as-ana x"), Err(stays));
    assert_eq!(room.run("ben: remove as-ben x"), Err(Refusal::RemovesSelf.to_string()));
    // Who has another machine beside stays in by that one.
    let knock = Command::Knock {
        who: handle("cy"),
        key: Bytes([4; 32]),
        scope: Scope::Respond,
        invite: None,
    };
    let knock = room.ask(Handle::warroom(), knock).unwrap();
    room.ask(handle("ana"), Command::Admit { who: handle("cy"), knock: Some(knock) }).unwrap();
    joins(&mut room, "as-cy", 3);
    room.run("ana: remove as-cy x\ncy: saw y").unwrap();
    assert_eq!(room.register.barred(&Bytes([3; 32])), Some(handle("as-cy")));
    assert_eq!(room.register.barred(&Bytes([4; 32])), None);
}

#[test]
fn whoever_is_in_the_room_waits_at_its_door_no_more() {
    let mut room = Room::staffed();
    let key = Bytes([1; 32]);
    let knock = Command::Knock { who: handle("nia"), key, scope: Scope::Respond, invite: None };
    let knock = room.ask(Handle::warroom(), knock).unwrap();
    assert_eq!(room.register.waiting_at_door().count(), 1);
    joins(&mut room, "nia", 1);
    assert_eq!(room.register.waiting_at_door().count(), 0);
    let away = room.ask(handle("ana"), Command::TurnAway { knock, why: "late".into() });
    assert_eq!(away, Err(format!("{knock} is not open any more: it is in the room")));
}
