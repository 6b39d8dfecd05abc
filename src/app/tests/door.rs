//! Who may not come in by themselves, who must go, and words that must: asked once more, each.

use warroom_register::protocol::Summary;
use warroom_register::words::{Kind, Mode, Phase, Scope, Severity};
use warroom_register::{At, Bytes, Command, IncidentId, Label, Seq, Title};

use super::desk::{self, Desk, opening, text};
use super::fixture::{World, at, busy, handle};
use crate::app::msg::{Effect, LinkMsg, Msg};
use crate::app::{App, Opening};

fn knocked() -> (World, Seq) {
    let mut world = busy();
    let key = Bytes([7; 32]);
    let knock = Command::Knock { who: handle("ben"), key, scope: Scope::Respond, invite: None };
    let seq = world.ask("14:19:50", "warroom", &knock);
    (world, seq)
}

#[test]
fn who_waits_at_the_door_is_let_in_by_y() {
    let (world, knock) = knocked();
    let mut ana = Desk::new("ana", &world, "14:20");
    assert!(ana.text(160, 45).contains("another machine says it is ben: Y lets it in"));
    ana.keys("Y");
    let screen = ana.text(80, 24);
    assert!(screen.contains("another machine of ben"), "{screen}");
    assert_eq!(ana.sent(), []);
    ana.keys("<Enter>");
    assert_eq!(ana.sent(), [Command::Admit { who: handle("ben"), knock: Some(knock) }]);
    let mut ana = Desk::new("ana", &world, "14:20");
    ana.keys(":turn-away ben who is it?<Enter><Enter>");
    assert_eq!(ana.sent(), [Command::TurnAway { knock, why: text("who is it?") }]);
    assert!(desk::told("dia", &world, "<Esc>Y").contains("nothing waits for your Y"));
    assert!(desk::told("ana", &busy(), ":turn-away<Enter>").contains("nobody waits at the door"));
}

#[test]
fn words_are_taken_out_by_name_with_the_reason() {
    let entry = Seq(41);
    let redact = Command::Redact { entry, why: text("a password"), asked: None };
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys(":redact #41 a password<Enter>");
    let screen = ana.text(80, 24);
    assert!(
        screen.contains("Take #41 \"pulled the image")
            && screen.contains("if it is a secret, change it"),
        "{screen}"
    );
    assert_eq!(ana.sent(), []);
    ana.keys("<Enter>");
    assert_eq!(ana.sent(), [redact]);
    let ask = Command::AskRedaction { entry, why: text("a password") };
    assert_eq!(desk::asks("dia", &busy(), "<Esc>:redact 41 a password<Enter><Enter>"), [ask]);
    assert!(desk::told("ana", &busy(), ":redact 41<Enter>").contains("and why"));
    assert!(desk::told("ana", &busy(), ":redact 999 x<Enter>").contains("the number of an entry"));
}

#[test]
fn somebody_is_put_out_by_name_with_the_reason() {
    let remove = Command::Remove { who: handle("gil"), why: text("nobody knows them") };
    assert_eq!(desk::asks("ana", &busy(), ":remove gil nobody knows them<Enter><Enter>"), [remove]);
    assert!(desk::told("ana", &busy(), ":remove gil<Enter>").contains("and why"));
    assert!(desk::told("ana", &busy(), ":remove mallory x<Enter>").contains("somebody here"));
    assert!(desk::told("dia", &busy(), "<Esc>:remove gil x<Enter><Enter>").contains("ana leads"));
}

fn summary(number: u32, title: &str, lead: &str, opened: At) -> Summary {
    Summary {
        incident: Label(number),
        id: IncidentId(uuid::Uuid::from_u128(u128::from(number))),
        title: Title::try_from(title.to_owned()).unwrap(),
        severity: Severity::P2,
        kind: Kind::Availability,
        phase: Phase::Investigating,
        mode: Mode::Real,
        opened_at: opened,
        lead: Some(handle(lead)),
        here: 2,
        head: Seq(3),
        review: None,
        meets: None,
        stopped: None,
    }
}

fn lobby() -> Desk {
    let now = at("14:20");
    let app = App::new(Opening { incident: None, ..opening("ana", now) });
    let mut desk = Desk { app, effects: Vec::new(), clock: now };
    let all = vec![
        summary(42, "Checkout returns 500s", "ana", at("14:03")),
        summary(43, "Search is slow", "ben", at("14:10")),
        summary(44, "Mail is late", "cy", at("14:15")),
    ];
    desk.tell(Msg::Link(LinkMsg::Lobby(all)));
    desk
}

#[test]
fn in_the_lobby_a_slash_finds_and_enter_joins() {
    let mut desk = lobby();
    desk.keys("/chkout");
    let screen = desk.text(80, 24);
    assert!(screen.contains("1 found") && !screen.contains("Search is slow"), "{screen}");
    desk.keys("<Enter>");
    let joined = |effect: &Effect| matches!(effect, Effect::Join(Label(42), _));
    assert!(desk.effects.iter().any(joined), "{:?}", desk.effects);
    let mut desk = lobby();
    desk.keys("/ben");
    assert!(desk.text(80, 24).contains("Search is slow"), "by who leads, too");
    desk.keys("<Esc>");
    assert!(desk.text(80, 24).contains("Mail is late"), "and all of them again");
    desk.keys("/zzz");
    assert!(desk.text(80, 24).contains("Nothing here has these words"));
    // What comes meanwhile is found as well, and nothing of it is lost.
    desk.tell(Msg::Link(LinkMsg::Lobby(vec![summary(45, "zzz top", "ana", at("14:19"))])));
    assert!(desk.text(80, 24).contains("zzz top"));
}

#[test]
fn in_the_lobby_a_colon_does_by_name_what_can_be_done_there() {
    let mut desk = lobby();
    desk.keys(":");
    let screen = desk.text(80, 24);
    assert!(screen.contains("join the selected incident"), "{screen}");
    for other in ["redact", "severity", "assign"] {
        assert!(!screen.contains(other), "{other}:\n{screen}");
    }
    desk.keys("join<Enter>");
    assert!(desk.effects.iter().any(|effect| matches!(effect, Effect::Join(..))));
    let mut desk = lobby();
    desk.keys("x");
    assert!(desk.said().contains("x is no key here"), "{}", desk.said());
}
