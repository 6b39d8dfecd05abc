//! Whose machines are hosts of a room.

use warroom_register::words::Scope;
use warroom_register::{At, Bytes, CommandId, Text};

use super::*;

fn record(n: u64, by: &str, event: Event) -> Record {
    Record {
        seq: warroom_register::Seq(n),
        prev: Hash::default(),
        salt: Some(Bytes([1; 16])),
        at: At::from_ms(0),
        by: handle(by),
        knew: None,
        command: CommandId(uuid::Uuid::from_u128(u128::from(n))),
        event,
        redacted_by: None,
        hash: None,
    }
}

fn handle(of: &str) -> Handle {
    of.parse().unwrap()
}

fn pin(of: &str) -> Hash {
    Hash::of(of.as_bytes())
}

fn offers(n: u64, who: &str) -> Record {
    let addresses = vec![format!("{who}:7443")];
    record(n, who, Event::HostOffered { addresses, pin: pin(who) })
}

fn rescues(n: u64, who: &str, term: u32) -> Record {
    let addresses = vec![format!("{who}:7443")];
    let (from_seq, hash) = (warroom_register::Seq(n - 1), Hash::default());
    record(n, who, Event::Rescued { from_seq, hash, term, addresses, pin: pin(who) })
}

fn removes(n: u64, who: &str) -> Record {
    record(n, "ana", Event::Removed { who: handle(who), why: Text::default() })
}

fn names(hosts: &Hosts) -> Vec<String> {
    hosts.others(pin("ana")).iter().map(|host| host.by.to_string()).collect()
}

#[test]
fn promise_15_a_host_is_one_only_while_its_owner_belongs() {
    let mut hosts = Hosts::of(&[offers(1, "ben"), offers(2, "cat")]);
    assert_eq!(names(&hosts), ["ben", "cat"]);
    hosts.learn(&[removes(3, "ben")]);
    assert_eq!(names(&hosts), ["cat"]);
    assert_eq!(hosts.barred(pin("ben")), Some(handle("ben")));
    assert_eq!(hosts.barred(pin("cat")), None);
    // Nor does it become one by saying so.
    hosts.learn(&[rescues(4, "ben", 9)]);
    assert_eq!((hosts.served_by(), hosts.term()), (None, 0));
    assert_eq!(names(&hosts), ["cat"]);
    // Whoever is let in again belongs again.
    hosts.learn(&[record(5, "ana", Event::Admitted { who: handle("ben"), knock: None })]);
    assert_eq!(names(&hosts), ["ben", "cat"]);
}

#[test]
fn promise_15_where_the_room_is_it_stays_until_it_is_served_elsewhere() {
    let mut hosts = Hosts::of(&[offers(1, "ben"), rescues(2, "ben", 1), removes(3, "ben")]);
    assert_eq!(hosts.barred(pin("ben")), None, "the room is there, and has to be moved first");
    hosts.learn(&[rescues(4, "cat", 2)]);
    assert_eq!(hosts.barred(pin("ben")), Some(handle("ben")));
    assert_eq!(names(&hosts), ["cat"]);
}

#[test]
fn promise_15_who_serves_a_room_that_put_them_out_is_found_out_before_it_is_taken() {
    let text = |records: &[Record]| records.iter().map(|it| it.line() + "\n").collect::<String>();
    let hosts = Hosts::of(&[offers(1, "ben")]);
    let good = [rescues(2, "ben", 1), removes(3, "ben")];
    assert_eq!(hosts.usurper(&text(&good)), None);
    let bad = [removes(2, "ben"), rescues(3, "ben", 1)];
    assert_eq!(hosts.usurper(&text(&bad)), Some(handle("ben")));
    // Nor does anybody serve it who may only watch.
    let scope = Scope::Observe;
    let watches = record(2, "gil", Event::Joined { key: None, scope, invite: None });
    assert_eq!(hosts.usurper(&text(&[watches, rescues(3, "gil", 1)])), Some(handle("gil")));
}
