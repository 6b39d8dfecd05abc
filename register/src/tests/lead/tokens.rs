//! Tokens by which what has no warroom writes in somebody's name.

use crate::tests::script::{Room, check};
use crate::words::Scope;
use crate::{Command, Handle, Hash, Refusal, Seq, Title};

/// Whose tokens are good, by the register.
fn good(script: &str) -> Vec<Handle> {
    let mut room = Room::staffed();
    room.run(script).unwrap();
    room.register.good_tokens().map(|token| token.by).collect()
}

#[test]
fn whoever_works_here_makes_one_and_closes_it_and_so_does_the_lead() {
    let ben: Handle = "ben".parse().unwrap();
    assert_eq!(good("ben: token 60"), [ben]);
    assert_eq!(good("ben: token 60\nben: revoke 6"), []);
    assert_eq!(good("ben: token 60\nana: revoke 6"), []);
    check(
        "ben: token 60\ncy: revoke 6",
        "only the lead may do that: ana leads. Tell them with a question",
    );
    check("ben: token 60\nben: revoke 6\nben: revoke 6", "it is so already");
    check(
        "ben: saw x\nana: revoke 6",
        "#6 is no invite or token: name one of those that are listed beside who is here",
    );
    check(
        "gil: token 60",
        "your invite lets you observe; this needs one that lets you respond: ask ana for it",
    );
    check("ben: token -2", "that time is over already: say when it will be");
    check("ben: token 999999", "that time is more than 90 days ahead: look at it again");
}

#[test]
fn it_dies_with_its_owner_and_does_not_come_back() {
    assert_eq!(good("ben: token 60\nben: leave"), []);
    assert_eq!(good("ben: token 60\nana: remove ben x"), []);
    assert_eq!(good("ben: token 60\nana: remove ben x\nana: admit ben\nben: join respond"), []);
}

#[test]
fn what_became_of_it_stands_in_lists_and_its_hash_alone_on_record() {
    let mut room = Room::staffed();
    room.run("ben: token 60").unwrap();
    let state = |room: &Room| room.register.tokens()[&Seq(6)].state(room.now);
    assert_eq!(state(&room), "open");
    assert_eq!(
        room.register.sentence(Seq(6)).raw(),
        "ben made a token to write without warroom: curl"
    );
    room.run("+61m").unwrap();
    assert_eq!(state(&room), "ended");
    room.run("ben: revoke 6").unwrap();
    assert_eq!(state(&room), "revoked");
}

/// The hash of a token stands in the record, for all to read.
#[test]
fn promise_15_nobody_gives_out_what_was_given_out_before() {
    let mut room = Room::staffed();
    room.run("ben: token 60\nana: invite respond 8 suppliers").unwrap();
    let (token, door) =
        (room.register.tokens()[&Seq(6)].token, room.register.invites()[&Seq(7)].token);
    let name = || Title::try_from("mine".to_owned()).unwrap();
    let make = |token, until| Command::MakeToken { name: name(), until, token };
    let invite = |token, until| {
        let scope = Scope::Command;
        Command::Invite { name: name(), scope, until, uses: 9, token }
    };
    let refuses = |room: &mut Room| {
        let until = room.now.plus_seconds(3600);
        for (hash, entry) in [(token, Seq(6)), (door, Seq(7))] {
            let why = Err(Refusal::TokenGiven { entry }.to_string());
            assert_eq!(room.ask("cy".parse().unwrap(), make(hash, until)), why);
            assert_eq!(room.ask("ana".parse().unwrap(), invite(hash, until)), why);
        }
    };
    refuses(&mut room);
    // Nor what was closed, or has ended, or whose owner was put out.
    room.run("+2h\nana: revoke 7\nana: remove ben x").unwrap();
    refuses(&mut room);
    let until = room.now.plus_seconds(3600);
    assert!(room.ask("cy".parse().unwrap(), make(Hash::of(b"another"), until)).is_ok());
}
