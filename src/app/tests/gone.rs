//! The lead is gone: who may take it is told the key, everybody else whom to ask.

use warroom_register::words::{Audience, EntryKind, Scope};
use warroom_register::{Bytes, Command, Hash, InviteLink, Label, Title};

use super::desk::{Desk, asks, opening, told};
use super::fixture::{World, at, busy, handle};
use crate::app::Opening;
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
    assert!(cy.text(160, 45).contains("the lead is gone 50s: ben may take it: ask them"));
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

/// ana leads, and the others came by invites that let them respond.
fn responders() -> World {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:20 cy join respond\n14:03:40 dia join respond");
    world
}

fn invite(world: &mut World, scope: Scope, token: u8) -> String {
    let name = Title::try_from("first invite".to_owned()).unwrap();
    let token: warroom_register::Token = Bytes([token; 16]);
    let (until, hash) = (at("22:00"), Hash::of(&token.0));
    let command = Command::Invite { name, scope, until, uses: 50, token: hash };
    world.ask("14:04", "ana", &command);
    let addresses = vec!["10.0.0.4:7443".to_owned()];
    InviteLink { addresses, incident: Some(Label(42)), token, pin: Some(Hash::default()) }
        .to_string()
}

#[test]
fn the_lead_is_told_where_nobody_else_could_lead_and_makes_somebody_deputy_who_can() {
    let warns = |who: &str, world: &World| {
        let mut desk = Desk::new(who, world, "14:20");
        desk.keys("<Esc>W");
        let text = desk.text(80, 24).replace('│', "");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        text.contains("nobody here may take the lead: R offers somebody to be deputy, who may")
    };
    let mut world = responders();
    assert!(warns("ana", &world) && !warns("cy", &world) && !warns("ana", &busy()));
    invite(&mut world, Scope::Respond, 4);
    assert!(warns("ana", &world));
    let mut invited = responders();
    invite(&mut invited, Scope::Command, 4);
    assert!(!warns("ana", &invited), "somebody may come by it who could lead");

    world.script("14:20 ana offer deputy cy\n14:20:10 cy accept deputy");
    assert!(!warns("ana", &world));
    world.ask("14:20:20", "warroom", &Command::NoteAway { who: handle("ana") });
    assert!(Desk::new("dia", &world, "14:21").text(160, 45).contains("cy may take it: ask them"));
    let mut cy = Desk::new("cy", &world, "14:21");
    assert!(cy.text(160, 45).contains("L takes the lead") && cy.app.can(Action::TakeLead));
    cy.keys("<Esc>Lana is cut off<Enter>");
    let taken = cy.carry_out(&mut world);
    assert!(matches!(&taken[..], [Command::TakeLead { .. }]), "{taken:?}");
    assert_eq!(world.register.lead(), Some(handle("cy")));
}

#[test]
fn of_an_invite_that_is_copied_it_is_said_what_it_allows() {
    for (scope, says) in [
        (Scope::Command, "who comes by it may take the lead"),
        (Scope::Respond, "who comes by it may write and take tasks"),
    ] {
        let mut world = responders();
        let link = invite(&mut world, scope, 4);
        let opening = Opening { invite: Some(link), ..opening("ana", at("14:20")) };
        let mut ana = Desk::opened(opening, &world, Scope::Command);
        ana.keys("<Esc>W");
        for (width, height) in [(160, 45), (80, 24)] {
            assert!(ana.text(width, height).contains(says), "{}", ana.text(width, height));
        }
        ana.keys("c");
        assert!(ana.said().contains(says), "{}", ana.said());
    }
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
