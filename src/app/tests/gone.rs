//! The lead is gone: who may take it is told the key, everybody else whom to ask.

use warroom_register::Command;
use warroom_register::words::{Audience, EntryKind};

use super::desk::{Desk, asks, told};
use super::fixture::{World, busy, handle};
use crate::app::msg::{LinkMsg, Msg};
use crate::keys::{Action, Place};

fn without_ana() -> World {
    let mut world = busy();
    world.ask("14:19:50", "warroom", &Command::NoteAway { who: handle("ana") });
    world
}

fn here(desk: &mut Desk, who: &[&str]) {
    desk.tell(Msg::Link(LinkMsg::Here(who.iter().map(|who| handle(who)).collect())));
}

#[test]
fn who_may_not_take_the_lead_is_told_who_may_and_sends_nothing() {
    let world = without_ana();
    let mut ben = Desk::new("ben", &world, "14:20");
    assert!(ben.text(160, 45).contains("L takes the lead") && ben.app.can(Action::TakeLead));

    let mut cy = Desk::new("cy", &world, "14:20");
    assert!(cy.text(160, 45).contains("the lead is gone 10s: ben may take it: ask them"));
    assert!(!cy.app.can(Action::TakeLead));
    cy.keys("<Esc>L");
    let said = "your invite does not let you take the lead: ben may take it: ask them";
    assert_eq!((cy.said(), cy.app.place, cy.sent()), (said.to_owned(), Place::Register, vec![]));

    here(&mut cy, &["cy", "dia"]);
    cy.keys("L");
    let said = cy.said();
    assert!(said.contains("nobody here may take it: warroom join on the server's host"), "{said}");
    assert_eq!(cy.sent(), []);
    // Whom to ask for a wider invite: not for somebody who is gone.
    assert!(told("gil", &world, "<Esc>o").contains("ask whoever leads next for it"));
    assert!(told("gil", &busy(), "<Esc>o").contains("ask ana for it"));
}

#[test]
fn each_kind_of_entry_has_its_letter_at_the_start_of_the_line() {
    let in_line = |who, keys: &str| asks(who, &busy(), &format!("<Esc>o{keys}"));
    let sent = in_line("ben", "p drain eu-west<Tab>");
    assert!(matches!(&sent[..], [Command::Propose { text, .. }] if text.raw() == "drain eu-west"));
    for letter in ["u", "U"] {
        let sent = in_line("ben", &format!("{letter} half of it works again<Enter>"));
        let [Command::Write { kind, audience, text, .. }] = &sent[..] else { panic!("{sent:?}") };
        assert_eq!((*kind, *audience), (EntryKind::Update, Some(Audience::Public)));
        assert_eq!(text.raw(), "half of it works again");
    }
    let sent = in_line("ana", "D no deploys today<Enter>");
    assert!(matches!(&sent[..], [Command::Write { kind: EntryKind::Decision, .. }]), "{sent:?}");
    // Chosen by mistake it is taken back, and Tab goes through the kinds as ever.
    for letter in ["p ", "u ", "D "] {
        let mut ana = Desk::new("ana", &busy(), "14:20");
        ana.keys(&format!("<Esc>o{letter}"));
        assert!(!ana.text(80, 24).contains("saw >"), "{letter}");
        ana.keys("<Backspace>");
        assert!(ana.text(80, 24).contains("saw >"), "{letter}");
        ana.keys("<Tab>");
        assert!(ana.text(80, 24).contains("did >"), "{letter}");
    }
    // What only begins so is a sentence.
    let sent = in_line("ben", "payments fail again<Enter>");
    assert!(matches!(&sent[..], [Command::Write { kind: EntryKind::Observation, .. }]), "{sent:?}");
}
