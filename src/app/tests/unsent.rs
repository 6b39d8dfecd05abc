//! What is not sent yet: it says what the next key does, stays in sight, and comes back as what it was.

use crossterm::event::{KeyCode, KeyEvent};
use warroom_register::words::{Call, EntryKind, Moment};
use warroom_register::{Command, Seq, Text};

use super::desk::{Desk, opening};
use super::fixture::{World, at, busy};
use crate::app::App;
use crate::app::msg::{Effect, LinkMsg, Msg};
use crate::keys::Place;

fn ana() -> Desk {
    Desk::new("ana", &busy(), "14:20")
}

/// The next screen of somebody whose program ends here.
fn next_screen(desk: &mut Desk) -> Desk {
    desk.app.end();
    let mut start = opening("ana", at("14:20"));
    desk.app.kept.words().clone_into(&mut start.draft);
    Desk { app: App::new(start), effects: Vec::new(), clock: at("14:20") }
}

fn stands(desk: &Desk) -> (String, String) {
    (desk.app.line.purpose.label(), desk.app.line.edit.text().to_owned())
}

#[test]
fn a_proposal_says_that_it_asks_on_and_stays_in_sight_until_it_is_sent() {
    let mut ana = ana();
    ana.keys("pdrain us-east");
    let text = ana.text(80, 24);
    assert!(text.contains("Enter first of 5 questions  Tab sends it now"), "{text}");
    assert!(!text.contains("sends it to everyone"), "{text}");
    ana.keys("<Enter>");
    assert!(ana.text(80, 24).contains("Enter next question, 4 left  Tab sends it now"));
    assert!(ana.text(40, 15).contains("Enter asks on  Tab sends  Esc keys"));
    ana.keys("<Esc>");
    assert_eq!(ana.sent(), []);
    let text = ana.text(80, 24);
    assert!(text.contains("write > propose > drain us-east (draft, 5 questions left)"), "{text}");
    assert!(text.contains("l goes on"), "{text}");
    let text = ana.text(40, 15);
    assert!(text.contains("propose > drain") && text.contains("(draft)"), "{text}");
    ana.keys("lit may overload<Enter>");
    assert_eq!(stands(&ana).0, "how is it undone?");
    ana.keys("<Enter><Enter><Enter>");
    assert!(ana.text(80, 24).contains("Enter sends it to everyone"), "the last one sends");
    ana.keys("<Enter>");
    assert!(
        matches!(&ana.sent()[..], [Command::Propose { text, .. }] if text.raw() == "drain us-east")
    );
    assert!(!ana.text(80, 24).contains("(draft"));
}

#[test]
fn promise_7_an_answer_that_came_too_late_is_not_hidden_by_another_line() {
    let mut world = busy();
    world.script("14:19:50 ana ask who owns the mirror?");
    let asked = world.register.head();
    let mut ana = Desk::new("ana", &world, "14:20");
    ana.keys(&format!("g{asked}<Enter>athe platform team"));
    world.script(&format!("14:19:55 ben answer {asked} payments"));
    ana.records(&world.records[world.records.len() - 1..]);
    ana.keys("<Enter>");
    assert_eq!(ana.sent(), [], "it was answered");
    let late = (format!("answer {asked}"), "the platform team".to_owned());
    ana.keys("<Esc>o");
    assert_eq!(stands(&ana).1, "", "a line of its own");
    ana.keys("<Esc>");
    assert_eq!(stands(&ana), late);
    let text = ana.text(80, 24);
    assert!(text.contains(&format!("answer {asked} > the platform team (draft)")), "{text}");
    // Another one is written, and this one is there again.
    ana.keys("oseen<Enter>");
    assert_eq!(ana.sent().len(), 1);
    assert_eq!(stands(&ana), late);
    ana.keys("l");
    assert_eq!((ana.app.place, stands(&ana)), (Place::Line, late.clone()));
    // From a line opened for nothing it is one key away, too.
    ana.keys("<Esc>o<Up>");
    assert_eq!(stands(&ana), late);
    ana.keys("<Esc>oseen<Esc>");
    assert!(ana.text(80, 24).contains("seen (draft, 1 more)"));
}

#[test]
fn promise_7_a_draft_comes_back_as_what_it_was() {
    for keys in [
        "feu-west only",
        "trestart it @ben 10m",
        "drestarted checkout-3",
        "pdrain us-east<Enter>may overload",
        "g#36<Enter>athe registry",
        "g#36<Enter>athe registry<Tab>",
        "cis it dns?",
        "iwe could cache it",
        "oseen it",
        "odas\u{1d}ist es",
    ] {
        let mut ana = ana();
        ana.keys(keys);
        let before = stands(&ana);
        let mut next = next_screen(&mut ana);
        assert_eq!(stands(&next), before, "{keys}");
        assert_eq!(next.app.line.purpose, ana.app.line.purpose, "{keys}");
        // And once more, whatever a screen does with what it read.
        next.keys("<Esc>");
        assert_eq!(stands(&next_screen(&mut next)), before, "{keys}");
    }
    let mut ana = ana();
    ana.keys("%half of the cards fail");
    assert_eq!(stands(&next_screen(&mut ana)), ("impact".into(), "half of the cards fail".into()));
}

#[test]
fn promise_7_what_a_screen_before_left_is_marked_unsent_until_a_letter_changes() {
    let mut ana = ana();
    ana.keys("ohalf a sentence");
    let mut next = next_screen(&mut ana);
    for (width, height) in [(160, 45), (80, 24), (40, 15)] {
        let text = next.text(width, height);
        assert!(text.contains("from before, not sent"), "{text}");
    }
    next.keys(" more");
    assert!(!next.text(80, 24).contains("from before"));
}

#[test]
fn promise_7_a_draft_that_does_not_read_is_there_as_words() {
    let mut start = opening("ana", at("14:20"));
    start.draft = "\u{1d}{\"Nonsense\":1}\nthe words".to_owned();
    let app = App::new(start);
    assert_eq!(app.line.edit.text(), "\u{1d}{\"Nonsense\":1}\nthe words");
}

#[test]
fn promise_13_words_taken_out_go_from_the_parts_of_a_proposal_too() {
    let mut ana = ana();
    ana.keys("puse the key xyzzy-1<Enter>it may leak<Esc>");
    let (records, words) = (ana.app.journal().to_vec(), vec![Text::from("xyzzy-1")]);
    ana.tell(Msg::Link(LinkMsg::Afresh { records, words }));
    ana.keys("l<Tab>");
    let sent = ana.sent();
    let [Command::Propose { text, .. }] = &sent[..] else { panic!("{sent:?}") };
    assert_eq!(text.raw(), "use the key [taken out]");
}

#[test]
fn the_key_that_decides_says_for_whom_and_takes_no_bare_digit() {
    let mut ana = ana();
    // While a proposal waits, it is what is meant on any row.
    ana.keys("g#40<Enter>D");
    assert!(ana.text(80, 24).contains("D: call #45"), "{}", ana.text(80, 24));
    ana.keys("3<Enter>");
    assert!(matches!(&ana.sent()[..], [Command::Call { entry: Seq(45), call: Call::No, .. }]));
    ana.keys("<Esc><Esc>D");
    assert!(ana.text(80, 24).contains("decided, for all >"));
    ana.keys("1<Enter>");
    assert_eq!((ana.sent(), stands(&ana).1.as_str()), (Vec::new(), "1"));
    assert!(ana.said().contains("a digit alone decides nothing"), "{}", ana.said());
    ana.keys("<Backspace>we wait<Enter>");
    assert!(matches!(&ana.sent()[..], [Command::Write { kind: EntryKind::Decision, text, .. }]
        if text.raw() == "we wait"));
}

#[test]
fn a_digit_always_chooses_in_a_list_that_is_opened_and_what_was_written_is_offered() {
    let mut ana = ana();
    ana.keys("M10918<Esc>");
    assert_eq!(ana.sent(), []);
    ana.keys("M2");
    let text = ana.text(80, 24);
    assert!(text.contains("Tab: as you wrote before: 0918"), "{text}");
    ana.keys("14:05<Enter>");
    assert!(matches!(ana.sent()[..], [Command::Mark { moment, when }]
        if moment == Moment::ALL[1] && when.at == at("14:05")));
    // The other one is there still, for its own choice at once.
    ana.keys("M1");
    assert!(ana.text(80, 24).contains("when > 0918") || ana.text(80, 24).contains("0918"));
    ana.keys("<Ctrl-u>14:04<Enter>");
    assert!(matches!(ana.sent()[..], [Command::Mark { moment, when }]
        if moment == Moment::ALL[0] && when.at == at("14:04")));
    ana.keys("M2");
    assert!(!ana.text(80, 24).contains("as you wrote before"));
    ana.keys("<Esc>S2half of<Esc>S3<Tab> the users<Enter>");
    assert!(
        matches!(&ana.sent()[..], [Command::Grade { why, .. }] if why.raw() == "half of the users")
    );
}

#[test]
fn the_line_keys_work_in_every_field() {
    let mut ana = ana();
    ana.keys("S2one two<Ctrl-w>three<Ctrl-a>x<Ctrl-e>y<Enter>");
    assert!(matches!(&ana.sent()[..], [Command::Grade { why, .. }] if why.raw() == "xone threey"));
    let mut ana = self::ana();
    ana.keys("%wrong<Ctrl-u>right<Enter>");
    assert!(matches!(&ana.sent()[..], [Command::Write { text, .. }] if text.raw() == "right"));
}

#[test]
fn a_draft_under_you_is_sent_without_being_selected() {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:20 ben join command\n14:04 ben update Some payments fail.");
    let mut ana = Desk::new("ana", &world, "14:20");
    assert!(ana.text(160, 45).contains("send draft #3"), "{}", ana.text(160, 45));
    ana.keys("<Esc>Y<Enter>");
    assert_eq!(ana.sent(), [Command::Send { seen_at: None, entry: Seq(3) }]);
}

#[test]
fn a_key_pressed_twice_asks_once_and_what_it_said_stays() {
    let mut world = busy();
    world.script("14:19:50 ana offer lead dia take it");
    let mut dia = Desk::new("dia", &world, "14:20");
    // Faster than anybody reads.
    let again = || Msg::Key(KeyEvent::from(KeyCode::Char('Y')));
    dia.keys("Y");
    dia.tell(again());
    let said = dia.said();
    assert!(said.contains("You have the lead"), "{said}");
    assert_eq!(dia.carry_out(&mut world).len(), 1, "one of the two is sent");
    dia.tell(again());
    assert_eq!(dia.said(), said);
    assert_eq!(dia.sent(), []);
}

#[test]
fn the_key_that_leaves_leaves_where_nothing_is_written() {
    let mut ben = Desk::new("ben", &busy(), "14:20");
    ben.app.place = Place::Line;
    ben.keys("<Ctrl-c><Enter>");
    assert!(ben.effects.contains(&Effect::Leave));
    // Words are stepped out of first, and those in an ask are not lost by it.
    let mut ana = ana();
    ana.keys("oseen<Ctrl-c>");
    assert!(ana.app.ask.is_none() && ana.app.place == Place::Register);
    ana.keys("S2half of them<Ctrl-c>");
    assert!(ana.text(80, 24).contains("Leave?"));
    ana.keys("<Esc>S2");
    assert!(ana.text(80, 24).contains("half of them"));
}

/// As on a disk that takes seconds over each sync.
#[test]
fn what_is_not_recorded_for_long_says_for_how_long_at_every_size() {
    let mut ben = Desk::new("ben", &busy(), "14:20");
    ben.keys_each(0, "othe payments team is green<Enter>");
    let says = |ben: &mut Desk, width, height| {
        let text = ben.text(width, height);
        text.lines()
            .find(|line| line.contains("not recorded"))
            .unwrap()
            .trim_matches(['─', '┴'])
            .to_owned()
    };
    let sizes = [(160, 45), (80, 24), (40, 15)];
    let soon = " 1 line of yours is not recorded yet ";
    for ms in [0, 2_000] {
        ben.wait(ms);
        assert_eq!(sizes.map(|(width, height)| says(&mut ben, width, height)), [soon; 3]);
    }
    ben.wait(1_000);
    let late = " 1 line of yours is not recorded yet, after 3s ";
    let narrow = " 1 line not recorded after 3s ";
    assert_eq!(sizes.map(|(width, height)| says(&mut ben, width, height)), [late, late, narrow]);
    // The oldest of them says it.
    ben.wait(150_000);
    ben.keys_each(0, "oso is the other<Enter>");
    let late = " 2 lines of yours are not recorded yet, after 2m ";
    let narrow = " 2 lines not recorded after 2m ";
    assert_eq!(sizes.map(|(width, height)| says(&mut ben, width, height)), [late, late, narrow]);
}
