//! A room that records nothing because its record is not whole, at every size: what is the matter, what
//! to do about it, and what becomes of what one writes.

use warroom_register::protocol::{StopWhy, Stopped};
use warroom_register::{Command, Handle, Hash, Seq};

use super::screens::{SIZES, picture};
use crate::app::msg::{LinkMsg, Msg};
use crate::app::tests::desk::Desk;
use crate::app::tests::fixture::hands::crowded;

fn unproven(from: u64, to: u64, holders: &[&str]) -> Msg {
    let Msg::Link(LinkMsg::Stopped(stopped)) = stopped(StopWhy::Lost, from, to, holders) else {
        unreachable!()
    };
    Msg::Link(LinkMsg::Stopped(Stopped { unproven: true, ..stopped }))
}

fn stopped(why: StopWhy, from: u64, to: u64, holders: &[&str]) -> Msg {
    let holders: Vec<Handle> = holders.iter().map(|it| it.parse().unwrap()).collect();
    Msg::Link(LinkMsg::Stopped(Stopped {
        why,
        from: Seq(from),
        to: Seq(to),
        holders,
        unproven: false,
        by: None,
        told: Vec::new(),
    }))
}

/// The picture at each size, with what must be on it.
fn pictures(name: &str, desk: &mut Desk, words: &[&str]) {
    for (width, height) in SIZES {
        let text = desk.text(width, height);
        assert!(text.contains("NOT RECORDED"), "{text}");
        if width >= 80 {
            for words in words {
                assert!(text.contains(words), "{words:?} in {text}");
            }
        }
        picture(&format!("{name}_{width}x{height}"), &text);
    }
}

#[test]
fn promise_2_records_are_missing_and_this_machine_has_them() {
    let world = crowded();
    let head = Desk::new("ben", &world, "14:20").app.live.register.head().0;
    let mut ben = Desk::new("ben", &world, "14:20");
    ben.tell(stopped(StopWhy::Lost, head - 2, head, &["ben", "cy", "dia"]));
    pictures("stopped_lost_here", &mut ben, &["warroom restore"]);
}

#[test]
fn promise_2_records_are_missing_and_others_have_them() {
    let world = crowded();
    let head = Desk::new("ben", &world, "14:20").app.live.register.head().0;
    let mut ben = Desk::new("ben", &world, "14:20");
    ben.tell(stopped(StopWhy::Lost, head + 1, head + 12, &["cy"]));
    pictures("stopped_lost", &mut ben, &["12 records", "cy"]);
}

#[test]
fn promise_2_what_nothing_proves_is_the_leads_to_put_back_whoever_has_it() {
    let world = crowded();
    let head = Desk::new("ben", &world, "14:20").app.live.register.head().0;
    // ben has them and does not lead: a file of his is what he can give.
    let mut ben = Desk::new("ben", &world, "14:20");
    ben.tell(unproven(head - 2, head, &["ben"]));
    pictures("stopped_unproven_here", &mut ben, &["warroom export", "lead"]);
    let mut ana = Desk::new("ana", &world, "14:20");
    ana.tell(unproven(head - 2, head, &["ana"]));
    pictures("stopped_unproven_lead", &mut ana, &["this machine has them: warroom restore"]);
    let mut cy = Desk::new("cy", &world, "14:20");
    cy.tell(unproven(head + 1, head + 12, &["ben"]));
    pictures("stopped_unproven", &mut cy, &["12 records", "only who leads"]);
}

#[test]
fn promise_2_the_record_was_altered() {
    let world = crowded();
    let head = Desk::new("ana", &world, "14:20").app.live.register.head().0;
    let mut ana = Desk::new("ana", &world, "14:20");
    ana.tell(stopped(StopWhy::Altered, 1, head, &[]));
    pictures("stopped_altered", &mut ana, &["altered", "warroom restore"]);
    // Over something else that is read, too.
    ana.keys("W");
    let text = ana.text(80, 24);
    assert!(text.contains("altered"), "{text}");
}

#[test]
fn promise_2_copies_differ() {
    let mut ana = Desk::new("ana", &crowded(), "14:20");
    ana.tell(stopped(StopWhy::Differs, 31, 31, &["ben"]));
    pictures("stopped_differs", &mut ana, &["ben", "--go-on"]);
}

#[test]
fn promise_11_the_room_was_begun_anew_and_gathers() {
    let mut ana = Desk::new("ana", &crowded(), "14:20");
    ana.tell(stopped(StopWhy::Gathers, 60, 60, &[]));
    pictures("stopped_gathers", &mut ana, &["begun anew"]);
}

#[test]
fn promise_11_who_is_here_shows_where_the_room_would_go_on() {
    let mut world = crowded();
    for (by, address) in [("ben", "10.0.0.9:7443"), ("dia", "war.example:7443")] {
        let (addresses, pin) = (vec![address.to_owned()], Hash::of(by.as_bytes()));
        world.ask("14:19:50", by, &Command::OfferHost { addresses, pin });
    }
    let mut ana = Desk::new("ana", &world, "14:20");
    ana.keys("W");
    let text = ana.text(120, 45);
    assert!(text.contains("If its server is lost"), "{text}");
    picture("who_hosts_120x45", &text);
    ana.keys("<Esc>:rescue<Enter>");
    let text = ana.text(120, 45);
    assert!(text.contains("warroom rescue") && text.contains("ben, dia"), "{text}");
}
