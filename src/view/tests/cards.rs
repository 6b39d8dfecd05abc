//! Cards: what stands on the one of who is here, and that none cuts a sentence beside it.

use warroom_register::words::Scope;
use warroom_register::{Command, Hash, Title};

use super::screens::picture;
use crate::app::tests::desk::Desk;
use crate::app::tests::fixture::hands::crowded;
use crate::app::tests::fixture::{World, at};
use crate::app::tests::outside::asked_from_outside;

#[test]
fn the_invites_and_what_became_of_them() {
    let mut world = crowded();
    let invite = |name: &str, scope, uses, until| Command::Invite {
        name: Title::try_from(name.to_owned()).unwrap(),
        scope,
        until: at(until),
        uses,
        token: Hash::of(name.as_bytes()),
    };
    let first = world.ask("14:10", "ana", &invite("suppliers", Scope::Observe, 10, "22:10"));
    world.ask("14:10:10", "ana", &invite("until a quarter past", Scope::Respond, 3, "14:15"));
    world.ask("14:11", "ana", &Command::Revoke { invite: first });
    let last = world.ask("14:12", "ana", &invite("night shift", Scope::Command, 47, "23:30"));
    let mut ana = Desk::new("ana", &world, "14:20");
    ana.keys("<Esc>W");
    for (width, height) in [(160, 45), (80, 24), (40, 15)] {
        picture(&format!("invites_{width}x{height}"), &ana.text(width, height));
    }
    ana.keys("r");
    picture("ask_revoke", &ana.text(80, 24));
    ana.keys("1<Enter>");
    assert_eq!(ana.sent(), [Command::Revoke { invite: last }]);
    // Who does not lead is told who does.
    let mut ben = Desk::new("ben", &world, "14:20");
    ben.keys("<Esc>Wr");
    assert!(ben.sent().is_empty() && ben.text(80, 24).contains("ana"), "{}", ben.text(80, 24));
}

#[test]
fn beside_a_card_no_sentence_is_cut() {
    // Cells from one column on, or up to one, line by line; the head and the bottom are not the room's.
    let rows = |desk: &mut Desk, part: std::ops::Range<usize>| -> Vec<String> {
        let text = desk.text(160, 45);
        let cells = |line: &str| line.chars().skip(part.start).take(part.len()).collect::<String>();
        text.lines().skip(5).take(37).map(|line| cells(line).trim_end().to_owned()).collect()
    };
    let (timeline, doing) = (0..68, 116..160);
    for keys in
        ["W", "s", "D", "S2", "R", "K", ":", "C", "H", "P5", "<Enter>", "5<Down>A", "%", "U", "Q"]
    {
        let mut ana = Desk::new("ana", &crowded(), "14:20");
        ana.keys("<Esc>n");
        if keys == "5<Down>A" {
            ana.keys("5<Down>");
        }
        let before = rows(&mut ana, timeline.clone());
        ana.keys(keys.trim_start_matches("5<Down>"));
        assert!(ana.app.ask.is_some(), "{keys}");
        assert_eq!(rows(&mut ana, timeline.clone()), before, "{keys}");
    }
    let mut world = crowded();
    world.script("14:19:50 ana offer lead dia please");
    let mut dia = Desk::new("dia", &world, "14:20");
    let with_card = rows(&mut dia, doing.clone());
    assert!(dia.text(160, 45).contains("ana offers YOU the lead"));
    dia.keys("<Esc>");
    assert_eq!(rows(&mut dia, doing), with_card);
    // A task lies over the timeline alone.
    let mut cy = Desk::new("cy", &crowded(), "14:20");
    let with_card = rows(&mut cy, 69..160);
    assert!(cy.text(160, 45).contains("ana asks YOU"));
    cy.keys("<Esc>");
    assert_eq!(rows(&mut cy, 69..160), with_card);
}

#[test]
fn tokens_stand_beside_the_invites_and_are_closed_where_they_stand() {
    let mut world = crowded();
    let name = Title::try_from("pay-3".to_owned()).unwrap();
    let until = at("22:10");
    let make = Command::MakeToken { name, until, token: Hash::of(b"pay-3") };
    let token = world.ask("14:10", "ben", &make);
    let mut ana = Desk::new("ana", &world, "14:20");
    ana.keys("<Esc>W");
    let text = ana.text(80, 24);
    assert!(text.contains("r closes an invite or a token."), "{text}");
    assert!(
        text.contains("pay-3") && text.contains("ben's token to write, for 7h49m more"),
        "{text}"
    );
    ana.keys("r1");
    assert!(ana.text(80, 24).contains(&format!("▸1 {token} pay-3")), "{}", ana.text(80, 24));
    ana.keys("<Enter>");
    assert_eq!(ana.sent(), [Command::Revoke { invite: token }]);
    // Whose it is closes it, too, by its name: they do not lead.
    let mut ben = Desk::new("ben", &world, "14:20");
    ben.keys("<Esc>W");
    assert!(ben.text(160, 45).contains(&format!(":revoke {}", token.0)), "{}", ben.text(160, 45));
    ben.keys(&format!("<Esc>:revoke {}<Enter>", token.0));
    assert!(ben.text(80, 24).contains(&format!("Revoke the token {token}?")));
    ben.keys("<Enter>");
    assert_eq!(ben.sent(), [Command::Revoke { invite: token }]);
}

/// The crowded room with two questions from outside and one more proposal that nobody called.
fn much_left_open() -> World {
    let mut world = asked_from_outside();
    world.script("14:19:52 ben propose drop the cache | | | ");
    world
}

#[test]
fn whoever_closes_or_takes_the_lead_sees_what_waits_outside_and_what_is_not_called() {
    let world = much_left_open();
    let mut ana = Desk::new("ana", &world, "14:20");
    ana.keys("<Esc>P5");
    let text = ana.text(80, 24);
    for words in [
        "still open: 2 proposals, #54 drain eu-west to us-east",
        "still open: 2 from outside, #58 is customer data touched?",
        "still open: 1 draft, #57 Half of all card payments in Europe",
        "still open: 2 away from normal, #38",
    ] {
        assert!(text.contains(words), "{words}:\n{text}");
    }
    let mut world = world;
    world.script("14:19:54 ana offer lead dia please");
    let mut dia = Desk::new("dia", &world, "14:20");
    let text = dia.text(80, 24);
    for words in [
        "Doing 5",
        "Asked 3",
        "Outside 2  #58 gil: is customer data touched?",
        "To call 2  #54 drain eu-west to us-east",
        "1 objection",
        "Promised",
        "Away",
        "Y  I take the lead",
    ] {
        assert!(text.contains(words), "{words}:\n{text}");
    }
    dia.keys("<Esc>s");
    let text = dia.text(80, 24);
    for words in ["#59 Ofcom, by phone: how many orders are lost?", "drop the cache"] {
        assert!(text.contains(words), "{words}:\n{text}");
    }
}

#[test]
fn the_newest_record_stands_above_a_card_at_each_size() {
    let mut world = crowded();
    world.script("14:19:50 ana offer lead dia please");
    for n in 1..=20 {
        world.script(&format!("14:19:55 ben saw look {n}"));
    }
    for name in ["cy", "dia"] {
        let mut desk = Desk::new(name, &world, "14:20");
        let edge = if name == "cy" { "ana asks YOU" } else { "ana offers YOU" };
        for (width, height) in [(160, 45), (120, 40), (100, 30), (80, 24), (40, 15)] {
            let text = desk.text(width, height);
            let line = |words: &str| {
                let found = text.lines().position(|line| line.contains(words));
                found.unwrap_or_else(|| panic!("{name} {width}x{height}: {words}\n{text}"))
            };
            assert!(line("look 20") < line(edge), "{name} {width}x{height}\n{text}");
        }
    }
}

#[test]
fn above_a_card_the_list_says_what_is_below_the_row_that_one_reads() {
    let mut world = crowded();
    world.script("14:19:50 ana offer lead dia please");
    let mut dia = Desk::new("dia", &world, "14:20");
    dia.keys("1<Home>");
    let text = dia.text(160, 45);
    let line = |words: &str| text.lines().position(|line| line.contains(words)).unwrap();
    assert!(line("records below") < line("ana offers YOU the lead"), "{text}");
}

#[test]
fn a_task_whose_box_is_over_says_so_on_its_card() {
    let mut world = World::open("14:00", "Checkout returns 500s");
    world.script("14:01 ben join respond");
    world.script("14:02 ana task @ben 5m check VAT");
    let card = |at: &str| {
        let mut ben = Desk::new("ben", &world, at);
        [(160, 45), (80, 24), (40, 15)].map(|(width, height)| ben.text(width, height))
    };
    for text in card("14:03") {
        assert!(text.contains("5 minutes: back to ana by 14:07"), "{text}");
    }
    for text in card("14:11") {
        assert!(!text.contains("5 minutes"), "{text}");
        assert!(text.contains("over 4m: due back to ana 14:07"), "{text}");
    }
}
