//! What is pasted where no words are taken.

use warroom_register::words::EntryKind;
use warroom_register::{Command, Seq};

use super::desk::Desk;
use super::fixture::{busy, handle};
use crate::app::asks::Ask;
use crate::app::msg::Msg;
use crate::keys::Place;

fn paste(desk: &mut Desk, words: &str) {
    desk.wait(1000);
    desk.tell(Msg::Paste(words.to_owned()));
}

/// The words in the line, and whether it has the keys.
fn line(desk: &Desk) -> (&str, bool) {
    (desk.app.line.edit.text(), desk.app.place == Place::Line)
}

#[test]
fn promise_7_a_paste_over_a_list_waits_in_the_line_and_the_list_stays() {
    let world = busy();
    for opens in ["A", "V", "S"] {
        let mut ana = Desk::new("ana", &world, "14:20");
        ana.keys("orestart everything<Esc>g#23<Enter>");
        ana.keys(opens);
        assert!(ana.app.ask.as_ref().is_some_and(Ask::chooses), "{opens}");
        paste(&mut ana, "3\n");
        assert!(ana.app.ask.as_ref().is_some_and(Ask::chooses), "{opens}: the list is closed");
        assert!(ana.said().contains("it waits in the line"), "{}", ana.said());
        // The Enter that was meant for the list sends nothing to anybody.
        ana.keys("<Enter>");
        assert_eq!(ana.sent(), [], "{opens}");
        ana.keys("<Esc>");
        assert_eq!(line(&ana), ("3", false), "{opens}");
        ana.keys("l<Down>");
        assert_eq!(line(&ana), ("restart everything", true), "{opens}");
    }
}

#[test]
fn behind_a_paste_the_list_does_what_it_is_for() {
    let world = busy();
    let mut ana = Desk::new("ana", &world, "14:20");
    ana.keys("<Esc>g#23<Enter>A");
    paste(&mut ana, "3\n");
    ana.keys("3");
    let [Command::Assign { entry, to, .. }] = &ana.sent()[..] else { panic!("it was given") };
    assert_eq!((*entry, *to), (Seq(23), Some(handle("cy"))));
    assert_eq!(line(&ana), ("3", false));
}

#[test]
fn promise_7_a_paste_that_is_asked_of_once_more_is_no_yes_and_is_not_sent_by_the_next_enter() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("<Esc><Esc>");
    ana.keys("<Ctrl-c>");
    assert!(matches!(ana.app.ask, Some(Ask::Sure(_))), "{}", ana.text(80, 24));
    paste(&mut ana, "look at this\n");
    ana.keys("<Enter>");
    assert_eq!((ana.sent(), line(&ana)), (Vec::new(), ("look at this", true)));
    ana.keys("<Enter>");
    assert!(matches!(&ana.sent()[..], [Command::Write { kind: EntryKind::Observation, .. }]));
}

#[test]
fn what_is_pasted_beside_the_line_is_a_draft_of_its_own() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("orestart everything<Esc>");
    paste(&mut ana, "3");
    assert_eq!(line(&ana), ("3", true));
    assert!(ana.text(80, 24).contains("1 more draft of yours"), "{}", ana.text(80, 24));
    // In the line it goes where the cursor is.
    paste(&mut ana, " pods");
    assert_eq!(line(&ana), ("3 pods", true));
}
