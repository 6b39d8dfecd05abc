//! Finding rows, names of actions and keys; going from entry to entry; the mouse.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use warroom_register::{Command, Seq};

use super::desk::Desk;
use super::fixture::{World, busy};
use crate::app::asks::Ask;
use crate::app::asks::look::LookAt;
use crate::app::msg::Msg;
use crate::app::select::{Pane, Spot};
use crate::keys::{Action, Place};

fn shown(desk: &Desk) -> Vec<u64> {
    desk.app.live.timeline.iter().map(|s| s.0).collect()
}

#[test]
fn down_is_the_next_match_and_enter_goes_there_on_the_whole_timeline() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("5<Down>/us-east");
    assert_eq!(shown(&ana), [22, 45, 46]);
    assert_eq!(ana.app.select.entry(), Some(Seq(46)), "the newest first");
    ana.keys("<Down>");
    assert_eq!(ana.app.select.entry(), Some(Seq(22)), "behind the last stands the first");
    ana.keys("<Down><Enter>");
    assert_eq!(ana.app.select.spot, Some(Spot::Entry(Seq(45))));
    assert_eq!(ana.app.live.timeline.len(), 48);
    assert!(ana.app.ask.is_none());
}

#[test]
fn esc_gives_timeline_and_selection_back() {
    for size in [(160, 45), (80, 24)] {
        let mut ana = Desk::new("ana", &busy(), "14:20");
        ana.size(size.0, size.1);
        ana.keys("5<Down>");
        let before = ana.app.select.clone();
        ana.keys("/us-east<Down><Esc>");
        let after = &ana.app.select;
        assert_eq!((after.pane, after.spot, after.tab), (before.pane, before.spot, before.tab));
        assert_eq!(ana.app.live.timeline.len(), 48);
    }
}

#[test]
fn find_and_palette_open_from_an_empty_line_and_are_text_else() {
    let mut gil = Desk::new("gil", &busy(), "14:20");
    assert_eq!(gil.app.place, Place::Line);
    gil.keys("/429");
    assert_eq!(shown(&gil), [34]);
    gil.keys("<Esc>:sever");
    assert!(matches!(gil.app.ask, Some(Ask::Palette(_))));
    gil.keys("<Esc>5xx: a/b");
    assert_eq!(gil.app.line.edit.text(), "5xx: a/b");
}

#[test]
fn a_term_that_says_nothing_is_told_whole_at_each_size_and_how_one_leaves_stays() {
    for (width, height) in [(160, 45), (80, 24), (40, 15)] {
        let mut ana = Desk::new("ana", &busy(), "14:20");
        ana.size(width, height);
        ana.keys("<Esc>/kind:bogus");
        let text = ana.text(width, height);
        let words: String = text.replace('\u{2502}', " ");
        let words: Vec<&str> = words.split_whitespace().collect();
        let words = words.join(" ");
        for said in ["no kind is called bogus:", "verified, star, room", "Esc as it was"] {
            assert!(words.contains(said), "{said} at {width}x{height}\n{text}");
        }
    }
}

#[test]
fn the_palette_finds_by_name_and_by_what_it_does() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("<Esc>:sev<Enter>");
    assert!(ana.text(80, 24).contains("S: how bad is it?"));
    ana.keys("<Esc>:hand over");
    let screen = ana.text(80, 24);
    assert!(screen.contains("offer a role"), "{screen}");
    ana.keys("<Esc>:zzzz<Enter>");
    assert_eq!(ana.said(), "nothing is called zzzz");
    // A name that begins so comes before one that has it in the middle.
    ana.keys("<Esc>:ro<Enter>");
    assert!(ana.text(80, 24).contains("R: offer which role?"), "{}", ana.text(80, 24));
}

#[test]
fn what_cannot_be_taken_back_is_typed_out_and_asked_once_more() {
    let mut world = busy();
    let token = warroom_register::Hash::of(b"token");
    let invite = world.ask("14:20", "ana", &super::fixture::invite(token));
    let mut ana = Desk::new("ana", &world, "14:21");
    ana.keys("<Esc>:revoke<Enter>");
    assert_eq!(
        ana.said(),
        format!("write revoke and the number of an invite or a token: {invite}")
    );
    ana.keys(&format!(" {invite}<Enter>"));
    assert!(ana.text(80, 24).contains(&format!("Revoke the invite {invite}?")));
    assert_eq!(ana.sent(), []);
    ana.keys("<Enter>");
    assert_eq!(ana.sent(), [Command::Revoke { invite }]);
}

#[test]
fn the_phase_is_the_leads_to_move_from_the_first_on() {
    let ana = Desk::new("ana", &World::open("14:03", "Checkout returns 500s"), "14:04");
    assert!(ana.app.can(Action::Phase));
}

#[test]
fn only_what_this_person_may_do_now_is_bright() {
    let world = busy();
    let (ana, cy) = (Desk::new("ana", &world, "14:20"), Desk::new("cy", &world, "14:20"));
    let gil = Desk::watching("gil", &world, "14:20");
    for (action, lead, responder, watcher) in [
        (Action::Severity, true, false, false),
        (Action::Observation, true, true, false),
        (Action::Question, true, true, true),
        (Action::Roles, true, false, false),
        (Action::Find, true, true, true),
        (Action::TakeLead, false, false, false),
    ] {
        let can = [ana.app.can(action), cy.app.can(action), gil.app.can(action)];
        assert_eq!(can, [lead, responder, watcher], "{action:?}");
    }
    let mut dia = Desk::new("dia", &world, "14:20");
    assert!(!dia.app.can(Action::Ended), "no row is selected");
    dia.keys("<Esc>g25<Enter>");
    assert!(dia.app.can(Action::Ended), "her own task is");
}

#[test]
fn the_help_is_searched_by_typing() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("<Esc>?");
    assert!(ana.text(160, 100).contains("with Shift held it selects text"));
    ana.keys("severity");
    let help = ana.text(160, 45);
    assert!(help.contains("set the severity") && !help.contains("write what you saw"), "{help}");
    ana.keys("xx");
    assert!(ana.text(160, 45).contains("no key does that"));
    ana.keys("<Esc>??");
    assert!(ana.app.ask.is_none(), "the key that opens it closes it");
}

#[test]
fn a_wrong_key_does_nothing_and_says_so_quietly() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("<Esc>J");
    assert_eq!(ana.said(), "J is no key here: ? shows them");
    assert!(ana.app.notice.as_ref().unwrap().tells == crate::app::notice::Tells::Quietly);
    assert_eq!(ana.sent(), []);
    // So does one that a card does not know; the card stays, and nothing is asked of anybody.
    for (opens, wrong) in [("K", "9"), ("S", "g"), ("R", "7"), ("P", "0"), ("<Ctrl-c>", "y")] {
        ana.keys(&format!("{opens}{wrong}"));
        let said = format!("{wrong} is no key of this card: it says which are");
        assert_eq!((ana.said(), ana.app.ask.is_some()), (said, true), "{opens}{wrong}");
        assert_eq!(ana.sent(), []);
        ana.keys("<Esc>");
    }
}

#[test]
fn from_an_entry_to_what_it_is_linked_with_and_back() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("g23<Enter><Enter><Tab><Tab>");
    let screen = ana.text(120, 40);
    assert!(screen.contains("What came of it") && screen.contains("ben has #23"), "{screen}");
    let entry = |desk: &Desk| match &desk.app.ask {
        Some(Ask::Look(look)) => match &look.at {
            LookAt::Detail(detail) => detail.entry,
            _ => panic!("not an entry"),
        },
        _ => panic!("nothing is read"),
    };
    ana.keys("<Enter>");
    assert_eq!(entry(&ana), Seq(31), "what was done on the task");
    assert!(ana.text(120, 40).contains("It speaks of"));
    ana.keys("<Tab><Enter>");
    assert_eq!(entry(&ana), Seq(23), "the link goes both ways");
    ana.keys("<Backspace>");
    assert_eq!(entry(&ana), Seq(31));
    ana.keys("<Backspace><Backspace>");
    assert_eq!(entry(&ana), Seq(23));
    ana.keys("<Enter>");
    assert!(ana.app.ask.is_none(), "nothing is picked: it closes");
}

/// Where these words stand on the screen.
pub(crate) fn place(desk: &mut Desk, size: (u16, u16), words: &str) -> (u16, u16) {
    let text = desk.text(size.0, size.1);
    for (line, y) in text.lines().zip(0..) {
        if let Some((before, _)) = line.split_once(words) {
            return (u16::try_from(before.chars().count()).unwrap(), y);
        }
    }
    panic!("{words:?} is not on the screen:\n{text}");
}

/// Something that the mouse does at a cell.
pub(crate) fn mouse(desk: &mut Desk, kind: MouseEventKind, (column, row): (u16, u16)) {
    let modifiers = KeyModifiers::NONE;
    desk.tell(Msg::Mouse(MouseEvent { kind, column, row, modifiers }));
}

const CLICK: MouseEventKind = MouseEventKind::Down(MouseButton::Left);

#[test]
fn a_click_selects_a_row_and_on_the_selected_one_opens_it() {
    for size in [(160, 45), (120, 40), (80, 24), (40, 15)] {
        let mut ana = Desk::new("ana", &busy(), "14:20");
        let at = place(&mut ana, size, "roll back eu-west");
        mouse(&mut ana, CLICK, at);
        assert!(ana.app.select.spot.is_some(), "{size:?}");
        assert!(ana.app.ask.is_none());
        drop(ana.text(size.0, size.1));
        mouse(&mut ana, CLICK, at);
        assert!(matches!(ana.app.ask, Some(Ask::Look(_))), "{size:?}");
    }
}

#[test]
fn a_click_focuses_and_the_wheel_scrolls_what_is_below_it() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    let at = place(&mut ana, (160, 45), "Known facts");
    mouse(&mut ana, MouseEventKind::ScrollDown, (at.0, at.1 + 1));
    assert_eq!((ana.app.select.pane, ana.app.select.entry().is_some()), (Pane::Known, true));
    let line = place(&mut ana, (160, 45), "write >");
    mouse(&mut ana, CLICK, line);
    assert_eq!(ana.app.place, Place::Line);
    let tab = place(&mut ana, (80, 24), "4 Asked");
    mouse(&mut ana, CLICK, tab);
    assert_eq!((ana.app.select.tab, ana.app.place), (Some(Pane::Asked), Place::Register));
    assert_eq!(ana.sent(), [], "the mouse asks nothing of the room");
}

#[test]
fn what_lies_below_a_card_is_not_met_and_a_list_is_picked_from() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("<Esc>:");
    let at = place(&mut ana, (80, 24), "write a next step");
    mouse(&mut ana, CLICK, at);
    assert!(matches!(&ana.app.ask, Some(Ask::Palette(palette)) if palette.picked == 4));
    let before = ana.app.select.spot;
    mouse(&mut ana, CLICK, (10, 2));
    assert_eq!(ana.app.select.spot, before);
    ana.keys("<Enter>");
    assert_eq!(ana.app.line.purpose.label(), "task");
}
