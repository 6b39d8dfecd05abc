//! Who is new here: one quiet question; and who or what `@` and `#` may mean, before Tab.

use warroom_register::words::{EntryKind, Scope, Severity};
use warroom_register::{Command, Seq};

use super::desk::{Desk, opening, text};
use super::fixture::hands::crowded;
use super::fixture::{World, at, busy};
use crate::app::Opening;
use crate::keys::Place;

const QUESTION: &str = "what can you help with?";

/// A large incident under way, and somebody who has just joined it for the first time.
fn newcomer() -> (World, Desk) {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:20 ben join command");
    let desk = coming(&world, None);
    (world, desk)
}

fn coming(world: &World, read: Option<Seq>) -> Desk {
    Desk::opened(Opening { read, ..opening("ben", at("14:05")) }, world, Scope::Command)
}

#[test]
fn who_joins_is_asked_what_they_can_help_with_and_tab_answers() {
    let (mut world, mut ben) = newcomer();
    let screen = ben.text(80, 24);
    assert!(screen.contains(&format!("new here: {QUESTION} Tab says it, Enter skips")), "{screen}");
    assert!(screen.contains("saw >"), "the line is what it always is");
    ben.keys("<Tab>");
    assert!(ben.text(80, 24).contains("I can help with >"));
    ben.keys("checkout, kubernetes<Enter>");
    let said = ben.carry_out(&mut world);
    assert_eq!(said, [Command::SetSkills { skills: text("checkout, kubernetes") }]);
    let screen = ben.text(80, 24);
    assert!(!screen.contains(QUESTION) && screen.contains("saw >"), "{screen}");
}

#[test]
fn who_is_asked_sends_a_proposal_by_tab_like_anybody() {
    let (_, mut ben) = newcomer();
    ben.keys("<Esc>pfail over<Enter>");
    assert!(ben.text(80, 24).contains("what could go wrong?"), "{}", ben.text(80, 24));
    ben.keys("<Tab>");
    let sent = ben.sent();
    assert!(matches!(&sent[..], [Command::Propose { .. }]), "{sent:?}");
}

#[test]
fn enter_skips_it_for_good_and_a_sentence_is_what_it_always_is() {
    let (mut world, mut ben) = newcomer();
    ben.keys("5xx at 38 percent<Enter>");
    let sent = ben.carry_out(&mut world);
    assert!(matches!(&sent[..], [Command::Write { kind: EntryKind::Observation, .. }]), "{sent:?}");
    assert!(!ben.text(80, 24).contains(QUESTION), "who writes has a part in it, and is asked once");
    let (_, mut ben) = newcomer();
    ben.keys("<Enter>");
    assert_eq!(ben.sent(), []);
    assert!(!ben.text(80, 24).contains(QUESTION));
    ben.keys("<Tab>");
    assert!(ben.text(80, 24).contains("did >"), "Tab is for the kind again");
    // An answer that is begun and left empty is skipped as well.
    let (_, mut ben) = newcomer();
    ben.keys("<Tab><Enter>");
    assert_eq!(ben.sent(), []);
    let screen = ben.text(80, 24);
    assert!(!screen.contains(QUESTION) && screen.contains("saw >"), "{screen}");
    assert_eq!(ben.app.place, Place::Line);
}

#[test]
fn who_comes_once_it_is_closed_is_not_asked() {
    let (mut world, _) = newcomer();
    world.script("14:04 ana phase closed");
    let mut ben = coming(&world, None);
    assert!(!ben.text(80, 24).contains(QUESTION), "{}", ben.text(80, 24));
}

#[test]
fn who_was_here_before_who_leads_and_who_only_watches_are_not_asked() {
    let (world, _) = newcomer();
    assert!(!coming(&world, Some(Seq(2))).text(80, 24).contains(QUESTION));
    let ana = Opening { read: None, ..opening("ana", at("14:05")) };
    assert!(!Desk::opened(ana, &world, Scope::Command).text(80, 24).contains(QUESTION));
    let gil = Opening { read: None, ..opening("gil", at("14:20")) };
    assert!(!Desk::opened(gil, &busy(), Scope::Observe).text(80, 24).contains(QUESTION));
    let mut small = World::open("14:03", "A page is slow");
    small.script("14:03:20 ben join command");
    let grade = Command::Grade { severity: Severity::P3, why: text("one page") };
    small.ask("14:04", "ana", &grade);
    assert!(!coming(&small, None).text(80, 24).contains(QUESTION));
}

#[test]
fn while_something_waits_tab_is_for_the_kind() {
    let (mut world, mut ben) = newcomer();
    let known = world.records.len();
    world.script("14:05 ana task @ben 10m roll back");
    ben.records(&world.records[known..]);
    assert!(!ben.text(80, 24).contains(QUESTION));
    ben.keys("<Tab>");
    assert!(ben.text(80, 24).contains("did >"));
    ben.keys("<Tab><Tab><Tab><Tab><Alt-y>");
    ben.carry_out(&mut world);
    assert!(ben.text(80, 24).contains(QUESTION), "it is asked once there is room for it");
}

#[test]
fn a_line_that_is_only_a_key_of_the_open_card_is_told_to_nobody() {
    let (mut world, mut ben) = newcomer();
    let known = world.records.len();
    world.script("14:05 ana task @ben 10m roll back");
    ben.records(&world.records[known..]);
    ben.keys("<Enter>");
    for words in ["y", "yes", "Yes"] {
        ben.keys(&format!("{words}<Enter><Enter>"));
        assert_eq!(ben.sent(), []);
        assert!(ben.said().contains("press Esc, then y, or Alt-y"), "{}", ben.said());
        assert_eq!(ben.app.line.edit.text(), words, "it stays");
        ben.keys("<Ctrl-u>");
    }
    ben.keys("yes, it is down<Enter>");
    assert_eq!(ben.sent().len(), 1, "a sentence is a sentence");
}

#[test]
fn enter_on_the_brief_only_puts_the_brief_away() {
    let mut world = crowded();
    world.script("14:19:50 zoe join respond");
    let zoe = Opening { read: None, ..opening("zoe", at("14:20")) };
    let mut zoe = Desk::opened(zoe, &world, Scope::Respond);
    assert!(zoe.text(80, 24).contains("You come in after"));
    zoe.keys("<Enter>");
    let screen = zoe.text(80, 24);
    assert!(!screen.contains("You come in after") && screen.contains(QUESTION), "{screen}");
}

/// The line above the one in which ana writes these words.
fn shown(words: &str, size: (u16, u16)) -> String {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys(&format!("o{words}"));
    let text = ana.text(size.0, size.1);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len() - 3].trim_start_matches('─').to_owned()
}

#[test]
fn who_and_what_may_be_meant_is_shown_as_one_types() {
    let line = shown("ask @", (80, 24));
    assert!(line.starts_with(" Tab @ana  @ben  @cy  @dia  @eve "), "{line}");
    let line = shown("ask @d", (80, 24));
    assert!(line.starts_with(" Tab @dia ") && !line.contains("@ben"), "{line}");
    let line = shown("as in #4", (160, 45));
    assert!(line.contains("Tab #4 ") && line.contains("#48 Half of all card"), "{line}");
    // A number that is there is meant before those that begin so.
    assert!(shown("#23", (80, 24)).contains("Tab #23 roll back eu-west"));
    for nothing in ["mail a@b", "no. 4", "ask @zzz", "#x", "plain words"] {
        let line = shown(nothing, (80, 24));
        assert!(!line.contains("Tab"), "{nothing}: {line}");
    }
    let line = shown("ask @", (40, 15));
    assert!(line.contains("Tab @ana"), "{line}");
}

#[test]
fn candidates_steal_no_key() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("oask @d<Enter>");
    assert!(ana.said().contains("nobody called d here"), "{}", ana.said());
    ana.keys("<Enter>");
    assert!(matches!(&ana.sent()[..], [Command::Write { text, .. }] if text.raw() == "ask @d"));
    ana.keys("oask @d<Tab>please<Enter>");
    assert!(
        matches!(&ana.sent()[..], [Command::Write { text, .. }] if text.raw() == "ask @dia please")
    );
}

#[test]
fn behind_a_number_sign_ones_own_task_comes_first() {
    let mut ben = Desk::new("ben", &busy(), "14:20");
    ben.keys("<Esc>d3 of 12 back #<Tab><Enter>");
    let sent = ben.sent();
    let [Command::Write { about, text, .. }] = &sent[..] else { panic!("{sent:?}") };
    assert_eq!((about, text.raw()), (&Some(Seq(23)), "3 of 12 back #23"));
}

#[test]
fn an_answer_that_is_held_true_is_asked_for_in_a_sentence() {
    let mut ben = Desk::new("ben", &busy(), "14:20");
    ben.keys("<Esc>4<Down>a");
    assert!(!ben.text(80, 24).contains("in a sentence"));
    ben.keys("<Tab>");
    let text = ben.text(80, 24);
    // Among the facts it stands without its question.
    assert!(text.contains(", a fact in a sentence > "), "{text}");
}
