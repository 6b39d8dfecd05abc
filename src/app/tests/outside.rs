//! Questions from outside: who only watches asks comms with the key that asks the room; comms takes,
//! answers, passes on; and the answer stands on the line of whoever asked.

use warroom_register::words::EntryKind;
use warroom_register::{Command, NewEntry, Seq, Text};

use super::desk::{Desk, asks, text, told};
use super::fixture::hands::crowded;
use super::fixture::{World, at, handle};
use crate::app::msg::Effect;

/// The crowded room, with two questions from outside: gil's, and one that came by phone.
pub(crate) fn asked_from_outside() -> World {
    let mut world = crowded();
    world.ask("14:19:46", "gil", &inquire("is customer data touched?", ""));
    let phone = inquire("how many orders are lost?", "Ofcom, by phone");
    world.ask("14:19:50", "ben", &phone);
    world
}

/// Where gil's question stands in that room.
pub(crate) fn first(world: &World) -> Seq {
    *world.register.inquiries().keys().next().unwrap()
}

fn inquire(words: &str, asker: &str) -> Command {
    Command::Inquire { text: words.into(), asker: asker.into(), about: None, seen_at: None }
}

#[test]
fn what_somebody_asks_who_only_watches_goes_to_comms() {
    let world = crowded();
    let mut gil = Desk::watching("gil", &world, "14:20");
    gil.keys("<Esc>q");
    assert!(gil.text(80, 24).contains("question to eve >"));
    gil.keys("when is it over?<Enter>");
    assert_eq!(gil.sent(), [inquire("when is it over?", "")]);
    let mut gil = Desk::watching("gil", &world, "14:20");
    gil.keys("<Esc>g#8<Enter>q");
    assert!(gil.text(80, 24).contains("question to eve on #8 >"));
    gil.keys("of how many?<Enter>");
    let about = Some(Seq(8));
    let asked = Command::Inquire {
        text: text("of how many?"),
        asker: Text::default(),
        about,
        seen_at: None,
    };
    assert_eq!(gil.sent(), [asked]);
    // When it was, is kept: of a question from outside as of any entry, on a row or on none.
    for (keys, about) in [("<Esc>q", None), ("<Esc>g#8<Enter>q", about)] {
        let mut gil = Desk::watching("gil", &world, "14:20");
        gil.keys(&format!("{keys}14:06~ who was hit first?<Enter>"));
        let sent = gil.sent();
        let [Command::Inquire { text, about: on, seen_at: Some(seen), .. }] = &sent[..] else {
            panic!("{sent:?}")
        };
        assert_eq!((text.raw(), *on), ("who was hit first?", about));
        assert_eq!((seen.at, seen.about), (at("14:06"), true));
    }
    let room = NewEntry::of(EntryKind::Question, "when is it over?").write();
    assert_eq!(
        asks("ben", &world, "<Esc>qwhen is it over?<Enter>"),
        [room],
        "who works asks the room"
    );
}

#[test]
fn comms_takes_answers_passes_on_or_says_why_not() {
    let world = asked_from_outside();
    let entry = first(&world);
    let eve = |keys: &str| asks("eve", &world, keys);
    let answer = |words: &str| Command::Answer { entry, text: text(words), fact: false };
    assert_eq!(eve("<Esc>Q11"), [Command::Acknowledge { entry }]);
    assert_eq!(eve("<Esc>Q12no, only orders<Enter>"), [answer("no, only orders")]);
    let pass = |words: &str| Command::PassInquiry { entry, text: text(words) };
    assert_eq!(eve("<Esc>Q13<Enter>"), [pass("is customer data touched?")], "in the same words");
    assert_eq!(
        eve("<Esc>Q13 Which tables?<Enter>"),
        [pass("is customer data touched? Which tables?")]
    );
    let why = text("see the press release");
    assert_eq!(eve("<Esc>Q14see the press release<Enter>"), [Command::Cancel { entry, why }]);
    let go = format!("<Esc>g#{}<Enter>", entry.0);
    assert_eq!(eve(&format!("{go}y")), [Command::Acknowledge { entry }]);
    assert_eq!(eve(&format!("{go}ano<Enter>")), [answer("no")]);
    assert_eq!(eve(&format!("{go}Q2no<Enter>")), [answer("no")], "the selected one at once");
}

#[test]
fn the_next_thing_that_needs_comms_is_what_waits_outside() {
    let world = asked_from_outside();
    let mut eve = Desk::new("eve", &world, "14:20");
    eve.keys("<Esc>");
    let entry = first(&world);
    let asked = format!("gil asks from outside: {entry}");
    let shows = (0..12).any(|_| {
        eve.keys("n");
        let text = eve.text(160, 45);
        text.contains(&asked) && text.contains("a answer  y take it  Q pass on, or not")
    });
    assert!(shows, "{}", eve.text(160, 45));
}

#[test]
fn whoever_has_no_part_in_it_reads_how_far_it_is() {
    let world = asked_from_outside();
    let mut cy = Desk::new("cy", &world, "14:20");
    cy.keys("<Esc><Esc>Q1");
    assert!(cy.text(80, 24).contains("is customer data touched?"));
    cy.keys("2<Esc>");
    assert_eq!(cy.sent(), []);
    let go = format!("<Esc><Esc>g#{}<Enter>y", first(&world).0);
    assert_eq!(
        told("cy", &world, &go),
        "questions from outside are for eve: tell them what you know: q"
    );
}

#[test]
fn the_answer_stands_on_the_line_of_whoever_asked_and_in_the_list() {
    let mut world = asked_from_outside();
    let entry = first(&world);
    let words = text("no, only order numbers");
    world.ask("14:19:55", "eve", &Command::Answer { entry, text: words, fact: false });
    let mut gil = Desk::watching("gil", &world, "14:20");
    let line = format!("eve answers {entry}: no, only order numbers");
    for (width, height) in [(160, 45), (80, 24)] {
        assert!(gil.text(width, height).contains(&line), "{}", gil.text(width, height));
    }
    assert!(gil.text(40, 15).contains(&format!("eve answers {entry}: no")), "{}", gil.text(40, 15));
    gil.keys("<Esc>Q");
    let list = gil.text(80, 24);
    assert!(list.contains("is customer data touched?") && list.contains("answered"), "{list}");
    gil.keys("2");
    let whole = gil.text(80, 24);
    assert!(whole.contains("no, only order numbers"), "{whole}");
}

#[test]
fn what_the_room_found_stands_beside_the_question_when_it_is_answered() {
    let mut world = asked_from_outside();
    let entry = first(&world);
    let pass = Command::PassInquiry { entry, text: text("which tables?") };
    let question = world.ask("14:19:52", "eve", &pass);
    let found = Command::Answer { entry: question, text: text("orders only"), fact: false };
    world.ask("14:19:55", "ben", &found);
    let mut eve = Desk::new("eve", &world, "14:20");
    eve.keys("<Esc>Q1");
    let card = eve.text(80, 24);
    assert!(card.contains("room is through") && card.contains("the room: orders only"), "{card}");
    assert!(world.register.responders().contains_key(&handle("eve")));
}

#[test]
fn without_any_the_list_says_how_one_comes_there() {
    let mut ana = Desk::new("ana", &crowded(), "14:20");
    ana.keys("<Esc>Q");
    let card = ana.text(80, 24);
    assert!(
        card.contains("from outside, nothing waits")
            && card.contains("Who only watches asks here with q")
    );
    assert!(card.contains("there is none to open") && !card.contains("a digit opens it"), "{card}");
}

#[test]
fn what_comms_has_taken_stays_on_its_line_quietly() {
    let mut world = asked_from_outside();
    let entry = first(&world);
    world.ask("14:19:55", "ana", &Command::Acknowledge { entry });
    let mut ana = Desk::new("ana", &world, "14:20");
    let words = format!("you have, from gil: {entry} \"is customer data touched?\"");
    let needs: Vec<String> = ana
        .app
        .live
        .you(ana.app.me)
        .into_iter()
        .map(|need| ana.app.live.asks(need, ana.app.me, &ana.app.here, &ana.app.keymap))
        .collect();
    assert!(needs.contains(&words), "{needs:?}");
    ana.keys("<Esc>");
    let goes = (0..12).any(|_| {
        ana.keys("n");
        ana.app.select.entry() == Some(entry)
    });
    assert!(goes, "{}", ana.text(160, 45));
    // Alone on the line it does not shout, and it never rang.
    let mut calm = World::open("14:03", "x");
    calm.script("14:03:20 gil join observe\n14:03:21 ana impact all of them");
    let asked = calm.ask("14:03:22", "gil", &inquire("when is it over?", ""));
    calm.ask("14:03:23", "ana", &Command::Acknowledge { entry: asked });
    let mut ana = Desk::new("ana", &calm, "14:04");
    let text = ana.text(80, 24);
    assert!(text.contains(&format!("YOU   you have, from gil: {asked}")), "{text}");
    ana.wait(5000);
    assert!(!ana.effects.iter().any(|effect| matches!(effect, Effect::Ring(_))));
}

#[test]
fn who_only_watches_reads_to_whom_a_question_goes() {
    let mut gil = Desk::watching("gil", &crowded(), "14:20");
    gil.keys("<Esc>q");
    for width in [160, 80] {
        let text = gil.text(width, 24);
        assert!(text.contains("Enter sends it to eve"), "{text}");
    }
    gil.keys("<Esc>i");
    let text = gil.text(80, 24);
    assert!(text.contains("Hidden until the review. Enter keeps it"), "{text}");
}
