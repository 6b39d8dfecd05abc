//! An Enter that comes twice: the second answers nothing that nobody has read yet.

use warroom_register::Command;

use super::desk::Desk;
use super::fixture::{World, busy};
use crate::app::asks::Ask;

const BOUNCE_MS: i64 = 80;

fn alone() -> World {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:20 ben join respond\n14:04 ana task @ana 10m roll back");
    world
}

/// The first Enter is answered; as often as it bounces nothing is asked of the room, and what is said
/// stays; the one that is meant does it.
fn passes_only_when_meant(mut desk: Desk, what: &str) {
    assert_eq!(desk.sent(), [], "{what}: {}", desk.said());
    let said = desk.said();
    for _ in 0..30 {
        desk.keys_each(BOUNCE_MS, "<Enter>");
        assert_eq!((desk.sent(), desk.said()), (vec![], said.clone()), "{what}");
    }
    desk.keys_each(800, "<Enter>");
    assert_eq!(desk.sent().len(), 1, "{what}: {}", desk.said());
}

#[test]
fn words_behind_a_key_that_opened_the_line_are_sent_by_no_bounce() {
    for typed in ["errors are at 31 %", "blocked by the firewall", "Deploy 2 rolled back"] {
        let mut ana = Desk::new("ana", &alone(), "14:06");
        ana.keys("<Esc>");
        ana.keys_each(BOUNCE_MS, &format!("{typed}<Enter>"));
        passes_only_when_meant(ana, typed);
    }
}

#[test]
fn what_is_doubted_is_sent_by_no_bounce() {
    for typed in ["o#999 did it", "i am sure", "u half of them fail"] {
        let mut ana = Desk::new("ana", &alone(), "14:06");
        ana.keys("<Esc>o<Esc><Esc>o");
        ana.keys(&format!("{typed}<Enter>"));
        passes_only_when_meant(ana, typed);
    }
}

#[test]
fn a_time_that_cannot_be_is_recorded_by_no_bounce() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("<Esc>M514:01<Enter>");
    assert!(matches!(ana.app.ask, Some(Ask::Sure(_))), "{}", ana.said());
    passes_only_when_meant(ana, "a time that cannot be");
}

#[test]
fn words_are_taken_out_by_no_bounce() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("<Esc>:redact 8 a password<Enter>");
    assert!(matches!(ana.app.ask, Some(Ask::Sure(_))), "{}", ana.said());
    ana.keys_each(BOUNCE_MS, "<Enter>");
    assert_eq!(ana.sent(), []);
    ana.keys_each(800, "<Enter>");
    assert!(matches!(ana.sent()[..], [Command::Redact { .. }]));
}

#[test]
fn an_incident_is_closed_by_no_burst() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("<Esc>P5");
    ana.keys_each(BOUNCE_MS, &"<Enter>".repeat(40));
    assert_eq!(ana.sent(), []);
    ana.keys_each(800, "<Enter><Enter>");
    assert!(matches!(ana.sent()[..], [Command::MovePhase { .. }]));
    // Where nothing more is asked, it is as fast as ever.
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys_each(BOUNCE_MS, "<Esc>P2<Enter>");
    assert!(matches!(ana.sent()[..], [Command::MovePhase { .. }]), "{}", ana.said());
}

#[test]
fn two_lines_one_after_the_other_are_two_entries_however_fast() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("<Esc>o");
    ana.keys_each(10, "one<Enter>otwo<Enter>");
    assert_eq!(ana.sent().len(), 2);
}
