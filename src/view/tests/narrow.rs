//! Where there is little room: nothing is drawn over something else, and of what is said, what has
//! to be known is said whole.

use warroom_register::words::Scope;

use super::screens::{SIZES, picture};
use crate::app::Opening;
use crate::app::msg::Msg;
use crate::app::tests::desk::{Desk, opening};
use crate::app::tests::fixture::hands::crowded;
use crate::app::tests::fixture::{World, at, busy};
use crate::app::tests::outside::asked_from_outside;

const PHONE: (u16, u16) = (40, 15);
const LONG: &str = "pause the queue workers so that retries do not charge people twice or thrice";

fn phone(desk: &mut Desk) -> String {
    desk.text(PHONE.0, PHONE.1)
}

#[test]
fn how_many_are_not_in_view_is_drawn_over_nothing() {
    let mut world = crowded();
    world.script("14:19:50 ana room #54 120");
    let mut ana = Desk::new("ana", &world, "14:20");
    ana.size(PHONE.0, PHONE.1);
    // A sentence of three lines under a banner leaves the list two lines or one.
    for keys in ["<Esc>V", "<Down><Down><Down>", "<Down><Down>c", "<End>V"] {
        ana.keys(keys);
        let text = phone(&mut ana);
        for line in text.lines().filter(|line| line.contains(" more")) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let alone = matches!(words[..], ["and", _, "more"] | [_, "more", "above"]);
            assert!(alone, "{line:?} in\n{text}");
        }
        let selected = ana.app.entry().map(|entry| entry.to_string());
        assert!(selected.is_none_or(|entry| text.contains(&entry)), "{text}");
    }
}

#[test]
fn the_box_of_a_task_is_on_its_card_however_long_its_words_are() {
    let mut world = busy();
    world.script(&format!("14:19:50 ana task @dia 15m {LONG}"));
    for (width, height) in SIZES {
        let text = Desk::new("dia", &world, "14:20").text(width, height);
        for words in ["15 minutes: back to ana by 14:34", "yes, I have it", "it is done already"] {
            assert!(text.contains(words), "{words} is missing:\n{text}");
        }
        assert!(text.contains("it stays under YOU"), "{text}");
    }
}

#[test]
fn on_a_phone_a_key_of_the_offered_lead_shows_how_it_stands() {
    let mut world = busy();
    world.script("14:19:50 ana offer lead dia I have been up since 05:00, please take it from me");
    let mut dia = Desk::new("dia", &world, "14:20");
    let text = phone(&mut dia);
    for words in ["Y  I take the lead", "s  how it stands", "Esc later: it stays under YOU"] {
        assert!(text.contains(words), "{words} is missing:\n{text}");
    }
    dia.keys("s");
    assert!(phone(&mut dia).contains("The situation of INC-42"));
    // Read, it is still to be answered.
    dia.keys("<Esc>");
    assert!(phone(&mut dia).contains("Y  I take the lead"));
}

#[test]
fn on_the_edges_of_cards_things_are_said_whole_or_not_at_all() {
    let keys =
        ["<Esc>W", "<Esc>s", "<Esc>?", "<Esc><Ctrl-c>", "<Esc>/", "<Esc>:", "<Esc>S2", "<Esc>R1"];
    for (size, keys) in SIZES.iter().flat_map(|size| keys.map(|keys| (size, keys))) {
        let mut ana = Desk::new("ana", &crowded(), "14:20");
        ana.size(size.0, size.1);
        ana.keys(keys);
        let text = ana.text(size.0, size.1);
        let edge = text.lines().rev().find(|line| line.contains('└')).unwrap();
        assert!(!edge.contains('…'), "{keys} at {size:?}: {edge}");
    }
}

#[test]
fn what_a_key_does_is_told_in_full_at_every_size() {
    for (width, height) in SIZES {
        let mut ana = Desk::new("ana", &crowded(), "14:20");
        ana.size(width, height);
        ana.keys("<Esc>?");
        for _page in 0..60 {
            let text = ana.text(width, height);
            let inside = text.lines().filter(|line| line.contains('│'));
            let cut = inside.clone().find(|line| line.contains('…'));
            assert_eq!(cut, None, "at {width}x{height}");
            ana.keys("<Down><Down><Down><Down>");
        }
    }
}

#[test]
fn the_first_thing_to_do_is_said_whole_on_a_phone() {
    let world = World::open("14:03", "Checkout returns 500s");
    let mut ana = Desk::new("ana", &world, "14:03:20");
    assert!(phone(&mut ana).contains("YOU  say who is hit: % words, Enter"));
    ana.keys("<Esc>");
    assert!(phone(&mut ana).contains("YOU  say who is hit: %, one line, Enter"));
}

/// The screen as one line of words.
fn said(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn words_to_others_are_read_whole_before_they_leave() {
    for (width, height) in SIZES {
        let mut eve = Desk::new("eve", &asked_from_outside(), "14:20");
        eve.size(width, height);
        eve.keys("<Esc>U3");
        let words = said(eve.app.line.edit.text());
        assert!(words.len() > 100, "{words}");
        let text = eve.text(width, height);
        assert!(said(&text).contains(&words), "{words} at {width}x{height}:\n{text}");
        assert!(text.contains("words to the public >"), "{text}");
        // The cursor stands behind the last word, and goes to the first and back.
        let cursor = |eve: &mut Desk| eve.screen(width, height).1.cursor.unwrap();
        let end = cursor(&mut eve);
        let line = text.lines().nth(usize::from(end.y)).unwrap();
        assert!(line.trim_end().ends_with("UTC."), "{line}");
        assert_eq!(usize::from(end.x), line.trim_end().chars().count());
        eve.keys("<Up><Up><Home>");
        let start = cursor(&mut eve);
        let line = text.lines().nth(usize::from(start.y)).unwrap();
        let before: String = line.chars().skip(usize::from(start.x)).collect();
        assert!(before.starts_with("20m 52 %"), "{before}");
    }
    // Words without a blank are broken anywhere, wide ones between letters.
    for words in ["x".repeat(300), "\u{754c}".repeat(90), "a ".repeat(150)] {
        for (width, height) in SIZES {
            let mut eve = Desk::new("eve", &busy(), "14:20");
            eve.size(width, height);
            eve.keys(&format!("<Esc>U3<Tab>{words}"));
            let (_, drawn) = eve.screen(width, height);
            let cursor = drawn.cursor.unwrap();
            assert!(cursor.x < width && cursor.y + 1 < height, "{cursor:?} at {width}x{height}");
        }
    }
}

#[test]
fn what_is_picked_stays_in_sight_when_much_is_still_open() {
    let mut ana = Desk::new("ana", &crowded(), "14:20");
    ana.size(PHONE.0, PHONE.1);
    ana.keys("<Esc>P5");
    let text = phone(&mut ana);
    assert!(text.contains("▸5 closed"), "{text}");
    let open = "still open: 5 next steps, 1 proposal, 3 questions, 1 draft, 3 promises, \
                2 away from normal";
    let inside: String =
        text.lines().map(|line| line.trim_matches(['│', ' ']).to_owned() + " ").collect();
    assert!(said(&inside).contains(open), "{text}");
}

#[test]
fn the_deed_is_named_on_a_phone_whatever_has_scrolled_off() {
    let mut ana = Desk::new("ana", &crowded(), "14:20");
    ana.size(PHONE.0, PHONE.1);
    ana.keys("<Esc>P5done<Enter>ben<Enter>");
    let text = phone(&mut ana);
    assert!(text.contains("P: closed (how far is it?)"), "{text}");
}

#[test]
fn on_a_phone_a_question_from_outside_is_read_in_the_list_and_each_step_whole() {
    let mut eve = Desk::new("eve", &asked_from_outside(), "14:33");
    eve.size(PHONE.0, PHONE.1);
    eve.keys("<Esc>Q");
    let text = phone(&mut eve);
    for words in ["#58 gil", "is customer data touched?", "NOBODY 13m", "how many orders are lost?"]
    {
        assert!(text.contains(words), "{words}:\n{text}");
    }
    eve.keys("1");
    let text = phone(&mut eve);
    for words in ["you see to it", "gil sees your words", "gil sees why"] {
        assert!(text.contains(words), "{words}:\n{text}");
    }
}

#[test]
fn who_has_what_waits_outside_is_said_whole_or_not_at_all() {
    for (width, height) in [(160, 45), (120, 40)] {
        let text = Desk::new("ana", &asked_from_outside(), "14:33").text(width, height);
        let line = text.lines().find(|line| line.contains("2 asked from outside")).unwrap();
        assert!(line.contains("eve, ") && !line.contains('…'), "{line}");
    }
}

#[test]
fn the_room_itself_is_named_whole_where_all_names_are_short() {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:20 ben join command");
    let away = warroom_register::Command::NoteAway { who: "ana".parse().unwrap() };
    world.ask("14:05", "warroom", &away);
    for (width, height) in SIZES {
        let mut ben = Desk::new("ben", &world, "14:06");
        ben.size(width, height);
        ben.keys("<Esc>2");
        let text = ben.text(width, height);
        let line = text.lines().find(|line| line.contains("ana is gone")).unwrap();
        assert!(line.contains("warroom") && !line.contains("wa…"), "{line}");
    }
}

/// Line 1 of a phone at this time, in a room that `lead` leads, as `me` sees it.
fn first_line(lead: &str, me: &str, script: &str, clock: &str) -> String {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script(&format!(
        "14:03:20 {lead} join command
14:03:30 ana offer lead {lead}
14:03:40 {lead} accept lead
14:03:50 gil join command
{script}"
    ));
    let text = phone(&mut Desk::new(me, &world, clock));
    text.lines().next().unwrap_or_default().trim_end().to_owned()
}

#[test]
fn the_clock_of_a_phone_stays_and_the_gaps_the_name_of_the_lead_and_the_phase_give_way() {
    let clocks = ["14:06", "14:23", "19:23", "26:00", "62:00", "302:03"];
    let mut lines = Vec::new();
    for (lead, me) in [("ben", "ben"), ("ben", "gil"), ("hippolyta-anna", "gil")] {
        lines.extend(clocks.map(|clock| first_line(lead, me, "", clock)));
        let resolved = "14:05 {lead} phase resolved".replace("{lead}", lead);
        lines.extend(["14:23", "19:23"].map(|clock| first_line(lead, me, &resolved, clock)));
    }
    for line in &lines {
        let (_, last) = line.rsplit_once(' ').unwrap_or_default();
        assert!(last.len() == 5 && last.contains(':'), "{line:?}");
    }
    picture("first_line_40x15", &lines.join("\n"));
}

#[test]
fn what_is_said_of_several_lines_and_of_drafts_stands_side_by_side() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("oone<Esc>");
    ana.tell(Msg::Paste("first\nsecond\nthird\nfourth".to_owned()));
    let text = phone(&mut ana);
    assert!(text.contains(" 1 more: Down ") && text.contains(" 4 lines, one entry"), "{text}");
    let text = ana.text(80, 24);
    let both = ["1 more draft of yours: Down", "4 lines, Enter sends them as one"];
    assert!(both.iter().all(|words| text.contains(words)), "{text}");
    // What does not fit beside what is said already is left out, not drawn over it.
    let opening = Opening { draft: "old".to_owned(), ..opening("ana", at("14:20")) };
    let mut ana = Desk::opened(opening, &busy(), Scope::Command);
    ana.keys("<Esc>");
    ana.tell(Msg::Paste("first\nsecond".to_owned()));
    ana.keys("<Down>");
    let text = phone(&mut ana);
    assert!(text.contains("from before, not sent"), "{text}");
}

#[test]
fn of_one_that_is_not_in_view_the_timeline_says_so_in_the_singular() {
    let mut seen = Vec::new();
    for height in 36..48 {
        let mut world = crowded();
        let mut ana = Desk::new("ana", &world, "14:20");
        ana.keys("<Esc>2<Up><Up><Up>");
        ana.text(120, height);
        world.script(&format!("14:20 ben saw {LONG}"));
        let last = world.records.last().cloned().unwrap();
        ana.records(&[last]);
        let text = ana.text(120, height);
        seen.extend(text.lines().filter(|l| l.contains(" below: ")).map(str::to_owned));
    }
    let says = |words: &str| seen.iter().any(|line| line.contains(words));
    assert!(says(" 1 record below: ") && says(" 2 records below: "), "{seen:#?}");
}
