//! Who comes late, who comes back, and what they are told; panes that are made to fit.

use warroom_register::words::{EntryKind, Scope};
use warroom_register::{Command, Label, Seq};

use super::desk::{Desk, opening};
use super::fixture::hands::crowded;
use super::fixture::{World, at, busy};
use crate::app::absence::Brief;
use crate::app::layout::Layout;
use crate::app::msg::{Effect, Msg};
use crate::app::select::Pane;
use crate::app::{Opening, words};

/// Somebody whose last screen was read up to there; none: there was no such screen.
fn coming(me: &str, world: &World, clock: &str, read: Option<u64>) -> Desk {
    let opening = Opening { read: read.map(Seq), ..opening(me, at(clock)) };
    Desk::opened(opening, world, Scope::Command)
}

#[test]
fn who_comes_late_gets_a_brief_until_the_first_key() {
    let mut hana = coming("hana", &busy(), "14:20", None);
    assert_eq!(hana.app.brief(), Some(Brief::Late));
    let screen = hana.text(160, 45);
    for words in ["You come in after 17m: the situation", "52 % of checkouts fail", "any key"] {
        assert!(screen.contains(words), "{words}:\n{screen}");
    }
    // The first key does what it does all the same.
    hana.keys("h");
    assert_eq!((hana.app.brief(), hana.app.line.edit.text()), (None, "h"));
    let mut gil = coming("gil", &busy(), "14:20", None);
    gil.keys("<Esc>");
    assert_eq!(gil.app.brief(), None);
    assert_eq!(gil.app.place, crate::keys::Place::Register, "letters are keys, as the hint said");
    // Beside the line it only puts the brief away.
    let mut dia = coming("dia", &busy(), "14:20", Some(21));
    assert_eq!(dia.app.place, crate::keys::Place::Register);
    dia.app.select.spot = Some(crate::app::select::Spot::Entry(Seq(22)));
    dia.keys("<Esc>");
    assert_eq!((dia.app.brief(), dia.app.select.entry()), (None, Some(Seq(22))));
}

#[test]
fn who_opened_it_and_who_comes_to_little_gets_none() {
    let world = World::open("14:03", "Checkout returns 500s");
    assert_eq!(coming("ana", &world, "14:03:20", None).app.brief(), None);
    assert_eq!(coming("ben", &world, "14:03:20", None).app.brief(), None);
    assert_eq!(coming("ana", &busy(), "14:20", None).app.brief(), None);
}

#[test]
fn who_comes_back_is_told_what_came_since() {
    let mut dia = coming("dia", &busy(), "14:20", Some(21));
    assert_eq!(dia.app.brief(), Some(Brief::Since(Seq(21))));
    let screen = dia.text(160, 45);
    assert!(screen.contains("Since you were here, 9m ago: "), "{screen}");
    assert!(screen.contains("the mirror registry serves the 13:49 image"), "{screen}");
    dia.keys("<Esc>");
    let screen = dia.text(160, 45);
    assert!(!screen.contains("Since you were here"));
    dia.keys("<Esc>g22<Enter>");
    let screen = dia.text(160, 45);
    assert!(screen.contains("new since you looked, 14:10"), "the line stays:\n{screen}");
}

#[test]
fn who_was_away_for_a_moment_is_told_nothing() {
    assert_eq!(coming("dia", &busy(), "14:20", Some(47)).app.brief(), None);
    assert_eq!(coming("dia", &busy(), "14:20", Some(48)).app.brief(), None);
}

#[test]
fn what_was_read_is_kept_while_somebody_is_at_the_keys() {
    let saved = |desk: &Desk| {
        desk.effects.iter().rev().find_map(|effect| match effect {
            Effect::SaveRead(seq) => Some(seq.0),
            _ => None,
        })
    };
    let mut world = busy();
    let mut dia = coming("dia", &world, "14:20", Some(21));
    dia.wait(60_000);
    assert_eq!(saved(&dia), None, "nobody has looked yet");
    dia.keys("<Esc>");
    dia.wait(6000);
    assert_eq!(saved(&dia), Some(48));
    dia.tell(Msg::Focus(false));
    world.script("14:22 ben saw 5xx at 30 %");
    let last = world.records.last().cloned().unwrap();
    dia.records(&[last]);
    dia.wait(6000);
    assert_eq!(saved(&dia), Some(48), "somebody else's window has the focus");
    dia.tell(Msg::Focus(true));
    dia.wait(6000);
    assert_eq!(saved(&dia), Some(49));
}

#[test]
fn the_title_says_who_asks() {
    let world = busy();
    let mut cy = Desk::new("cy", &world, "14:20");
    let title = |desk: &Desk| {
        desk.effects.iter().rev().find_map(|effect| match effect {
            Effect::Title(title) => Some(title.clone()),
            _ => None,
        })
    };
    cy.keys("<Esc>y");
    drop(cy.sent());
    let mut ben = World::open("14:03", "Checkout returns 500s");
    ben.script("14:03:20 ben join command\n14:04 ana task @ben 10m roll back");
    let mut desk = coming("ben", &ben, "14:04", None);
    ben.script("14:04:30 ana task @ben 5m look at the queue");
    let last = ben.records.last().cloned().unwrap();
    desk.records(&[last]);
    assert_eq!(title(&desk).as_deref(), Some("(2) INC-42 ana asks you"));
}

#[test]
fn what_was_seen_or_answered_can_be_held_true() {
    let mut ben = Desk::new("ben", &busy(), "14:20");
    ben.keys("<Esc>g43<Enter>c3");
    assert_eq!(ben.app.line.edit.text(), "5xx down to 44 % with 6 of 12 pods (#43)");
    ben.keys("<Enter>");
    let sent = ben.sent();
    assert!(
        matches!(&sent[..], [Command::Write { kind: EntryKind::Fact, text, .. }]
            if text.raw().ends_with("(#43)")),
        "{sent:?}"
    );
    // The words of others are theirs to mend.
    ben.keys("g43<Enter>c1 now<Enter>");
    assert_eq!(ben.sent(), []);
    assert!(ben.said().contains("only dia or the lead"), "{}", ben.said());
}

#[test]
fn panes_are_made_to_fit_and_stay_so_at_that_size() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    let lines = |desk: &mut Desk, size: (u16, u16)| {
        let text = desk.text(size.0, size.1);
        let rule = text.lines().find(|line| line.contains("Timeline")).unwrap().to_owned();
        let column = rule.chars().position(|c| c == '┬').unwrap();
        let below = text.lines().position(|line| line.contains("─ People")).unwrap();
        (column, below)
    };
    let (column, people) = lines(&mut ana, (160, 45));
    ana.keys("<Esc>2>>");
    assert_eq!(lines(&mut ana, (160, 45)).0, column + 8);
    ana.keys("<<5==");
    let after = lines(&mut ana, (160, 45));
    assert_eq!(after, (column, people + 2));
    let kept = ana.effects.iter().rev().find_map(|effect| match effect {
        Effect::SaveLayout(kept) => Some(kept.clone()),
        _ => None,
    });
    // Another screen, of another size, and of the same.
    let layout = Layout::read(&kept.unwrap());
    let opening = Opening { layout, ..opening("ana", at("14:20")) };
    let mut later = Desk::opened(opening, &busy(), Scope::Command);
    let mut plain = Desk::new("ana", &busy(), "14:20");
    assert_eq!(lines(&mut later, (160, 45)).1, people + 2);
    assert_eq!(later.text(120, 40), plain.text(120, 40));
    ana.size(80, 24);
    ana.keys("5=");
    assert!(ana.said().contains("one pane is seen at a time"), "{}", ana.said());
    assert_eq!(ana.app.select.pane, Pane::Doing);
}

#[test]
fn what_was_kept_and_does_not_read_is_as_if_there_were_nothing() {
    for kept in ["", "{", "{\"wide\":7}", "{\"wide\":{\"cells\":{\"Nowhere\":4}}}"] {
        assert_eq!(Layout::read(kept), Layout::default());
    }
}

#[test]
fn however_much_is_asked_of_it_every_pane_keeps_room() {
    for keys in ["2>", "2<", "3>", "5>", "5<", "5=", "6=", "3=", "3-", "6-"] {
        let mut ana = Desk::new("ana", &busy(), "14:20");
        ana.keys("<Esc>");
        let mut keys = keys.chars();
        ana.keys(&keys.next().unwrap().to_string());
        let key = keys.next().unwrap().to_string().repeat(60);
        ana.keys(&key);
        for (width, height) in [(160, 45), (200, 60), (144, 30), (120, 40), (104, 30)] {
            let text = ana.text(width, height);
            assert!(text.contains("People"), "{key} at {width}x{height}:\n{text}");
        }
    }
}

#[test]
fn a_time_of_another_day_has_its_date() {
    assert_eq!(words::clock(at("13:58"), at("14:20")), "13:58");
    let yesterday = at("13:58").plus_seconds(-86_400);
    assert_eq!(words::clock(yesterday, at("14:20")), "20 Nov 13:58");
    let mut world = World::open("14:03", "Checkout returns 500s");
    let seen = warroom_register::Seen { at: yesterday, about: true };
    let command = super::fixture::observed("the first failed order", seen);
    world.ask("14:05", "ana", &command);
    let mut ana = Desk::new("ana", &world, "14:06");
    assert!(ana.text(160, 45).contains("(20 Nov 13:58~) the first failed order"));
    // Over midnight a line names the day.
    let tomorrow = at("14:05").plus_seconds(86_400);
    let id = warroom_register::CommandId(uuid::Uuid::from_u128(99));
    world.ask_as((tomorrow, super::fixture::handle("ana")), id, &command);
    let last = world.records.last().cloned().unwrap();
    ana.records(&[last]);
    assert!(ana.text(160, 45).contains("─ Sunday 22 November 2026 ─"), "{}", ana.text(160, 45));
    assert_eq!(ana.app.incident, Some(Label(42)));
}

#[test]
fn a_brief_that_is_cut_says_how_much_is_below_and_which_key_shows_it() {
    let mut world = crowded();
    world.script("14:19:50 ana room #54 120");
    for (width, height) in [(40, 15), (80, 20), (80, 24), (120, 30), (160, 45)] {
        let mut hana = coming("hana", &world, "14:20", None);
        let text = hana.text(width, height);
        assert!(text.contains("You come in after"), "{text}");
        let whole = text.contains("\u{2502} People ");
        assert!(whole != text.contains("below: Esc s"), "{width} x {height}:\n{text}");
        if !whole {
            hana.keys("<Esc>s");
            assert!(hana.text(width, height).contains("The situation of INC-42"));
        }
    }
    // Less of each is said before a whole row is left out.
    let text = coming("hana", &world, "14:20", None).text(80, 24);
    for row in ["Doing", "Asked", "To call", "Decided"] {
        assert!(text.contains(&format!("\u{2502} {row} ")), "{row}:\n{text}");
    }
}
