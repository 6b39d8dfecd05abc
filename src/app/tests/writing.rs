//! The line: what a newcomer types, what an expert types, and what is never lost.

use warroom_register::words::{EntryKind, PersonalData};
use warroom_register::{Command, Handle, Seq, Text};

use super::desk::Desk;
use super::fixture::{World, at, busy, handle};
use crate::app::msg::{Effect, LinkMsg, Msg};
use crate::keys::Place;

/// Types a line as ben, who has never written here, and gives the one command that came of it.
fn typed(script: &str) -> Command {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:20 ben join command\n14:04 ana task restart the queue");
    let mut ben = Desk::new("ben", &world, "14:06");
    ben.keys(script);
    let mut sent = ben.sent();
    assert_eq!(sent.len(), 1, "{script}: {sent:?} {:?}", ben.said());
    sent.remove(0)
}

/// What an entry says beside its words.
#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    about: Option<Seq>,
    owner: Option<Handle>,
    minutes: Option<u16>,
    suspected: bool,
    personal_data: Option<PersonalData>,
}

/// That this is an entry of that kind with those words; gives the rest of it.
fn written(command: Command, wanted: EntryKind, words: &str) -> Said {
    match command {
        Command::Write { kind, text, about, owner, minutes, suspected, personal_data, .. } => {
            assert_eq!((kind, text.raw()), (wanted, words));
            Said { about, owner, minutes, suspected, personal_data }
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_newcomer_types_a_sentence_and_enter() {
    assert_eq!(
        written(
            typed("the graph jumps at 13:58<Enter>"),
            EntryKind::Observation,
            "the graph jumps at 13:58"
        ),
        Said::default()
    );
}

#[test]
fn who_is_hit_needs_no_blank_behind_its_sign() {
    let words = "customers in eu-west cannot pay";
    written(typed(&format!("%{words}<Enter>")), EntryKind::Impact, words);
    // A digit may be what a log says: it is said once, and goes as it is.
    written(typed("%52 of them<Enter><Enter>"), EntryKind::Observation, "%52 of them");
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:20 ben join command");
    let mut ben = Desk::new("ben", &world, "14:06");
    ben.keys("%52 of them<Enter>");
    assert_eq!(ben.sent(), []);
    assert!(ben.said().contains("a blank behind the %"), "{}", ben.said());
}

#[test]
fn a_letter_and_a_space_choose_the_kind() {
    assert_eq!(
        written(typed("f only eu-west<Enter>"), EntryKind::Fact, "only eu-west"),
        Said::default()
    );
    assert_eq!(
        written(typed("f? only eu-west<Enter>"), EntryKind::Fact, "only eu-west"),
        Said { suspected: true, ..Said::default() }
    );
    assert_eq!(written(typed("q why?<Enter>"), EntryKind::Question, "why?"), Said::default());
    assert_eq!(
        written(typed("d restarted it<Enter>"), EntryKind::Action, "restarted it"),
        Said::default()
    );
    assert_eq!(
        written(typed("% all of France<Enter>"), EntryKind::Impact, "all of France"),
        Said { personal_data: Some(PersonalData::NotKnown), ..Said::default() }
    );
}

#[test]
fn a_letter_and_a_space_choose_the_kind_where_another_was_chosen_before() {
    let mut ben = Desk::new("ben", &busy(), "14:20");
    ben.keys("<Esc>tcustomers<Ctrl-u>% all of France<Enter>");
    assert_eq!(
        written(ben.sent().remove(0), EntryKind::Impact, "all of France"),
        Said { personal_data: Some(PersonalData::NotKnown), ..Said::default() }
    );
    // "I" begins what somebody did more often than an idea.
    ben.keys("<Esc>di restarted it<Enter>");
    assert_eq!(written(ben.sent().remove(0), EntryKind::Action, "i restarted it"), Said::default());
}

#[test]
fn i_and_a_space_choose_an_idea_and_a_sentence_about_oneself_is_never_hidden_by_a_slip() {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:20 ben join command");
    let mut desk = Desk::new("ben", &world, "14:06");
    desk.keys("i think it is dns");
    let text = desk.text(160, 45);
    assert!(text.contains("IDEA > think it is dns"), "{text}");
    desk.keys("<Enter>");
    assert_eq!(desk.sent(), []);
    assert!(desk.said().contains("nobody else sees before the review"), "{}", desk.said());
    desk.keys("<Tab><Enter>");
    let sent = desk.sent().remove(0);
    let said = written(sent, EntryKind::Observation, "i think it is dns");
    assert_eq!(said, Said::default());
    desk.keys("i a canary<Enter><Enter>");
    let idea = desk.sent().remove(0);
    assert_eq!(written(idea, EntryKind::Idea, "a canary"), Said::default());
    // By its key nothing is asked.
    desk.keys("<Esc>ia runbook<Enter>");
    let idea = desk.sent().remove(0);
    assert_eq!(written(idea, EntryKind::Idea, "a runbook"), Said::default());
}

#[test]
fn tab_chooses_the_kind_and_keeps_the_words() {
    assert_eq!(
        written(typed("only eu-west<Tab><Tab><Enter>"), EntryKind::Fact, "only eu-west"),
        Said::default()
    );
    assert_eq!(
        written(typed("x<Tab><Tab><Tab><Tab><Tab><Enter>"), EntryKind::Observation, "x"),
        Said::default()
    );
}

#[test]
fn a_time_in_front_is_when_it_happened() {
    let Command::Write { seen_at, text, .. } = typed("14:01~ the first error<Enter>") else {
        panic!("not written")
    };
    let seen = seen_at.unwrap();
    assert_eq!((seen.at, seen.about, text.raw()), (at("14:01"), true, "the first error"));
    let Command::Write { seen_at, .. } = typed("-5m restarted it<Enter>") else {
        panic!("not written")
    };
    let ago = at("14:06").ms() - seen_at.unwrap().at.ms();
    assert!((280_000..=320_000).contains(&ago), "{ago}");
}

#[test]
fn a_task_is_given_with_a_name_and_a_box() {
    let ben = Some(handle("ben"));
    assert_eq!(
        written(typed("t @ben 10m roll back<Enter>"), EntryKind::Task, "roll back"),
        Said { owner: ben, minutes: Some(10), ..Said::default() }
    );
    assert_eq!(
        written(typed("t roll back @ben<Enter>"), EntryKind::Task, "roll back"),
        Said { owner: ben, ..Said::default() }
    );
    assert_eq!(
        written(typed("t roll back @ben 5m<Enter>"), EntryKind::Task, "roll back"),
        Said { owner: ben, minutes: Some(5), ..Said::default() }
    );
    assert_eq!(
        written(typed("t look again in 10m<Enter>"), EntryKind::Task, "look again in 10m"),
        Said::default()
    );
}

#[test]
fn a_deed_names_its_task() {
    assert_eq!(
        written(typed("d half done #3<Enter>"), EntryKind::Action, "half done #3"),
        Said { about: Some(Seq(3)), ..Said::default() }
    );
    assert_eq!(
        written(typed("d half done #2<Enter>"), EntryKind::Action, "half done #2"),
        Said::default()
    );
}

#[test]
fn names_and_numbers_are_completed() {
    assert_eq!(
        written(typed("t @b<Tab>roll back<Enter>"), EntryKind::Task, "roll back"),
        Said { owner: Some(handle("ben")), ..Said::default() }
    );
    assert_eq!(
        written(typed("saw #3<Tab>again<Enter>"), EntryKind::Observation, "saw #3 again"),
        Said::default()
    );
}

#[test]
fn nothing_goes_out_before_enter_and_esc_keeps_the_draft() {
    let world = busy();
    let mut cy = Desk::new("gil", &world, "14:20");
    cy.keys("payments team says their<Esc>");
    assert_eq!(cy.sent(), []);
    assert_eq!(cy.app.place, Place::Register);
    assert!(cy.text(80, 24).contains("payments team says their (draft)"));
    cy.keys("q");
    assert_eq!(cy.app.line.edit.text(), "payments team says their");
}

#[test]
fn drafts_of_other_purposes_are_set_aside_and_come_back() {
    let world = busy();
    let mut ana = Desk::new("ana", &world, "14:20");
    ana.keys("ohalf a sentence<Esc>4adns<Esc>");
    assert_eq!(ana.app.line.edit.text(), "dns");
    ana.keys("a was it<Enter>");
    let answer = Command::Answer { entry: Seq(22), text: Text::from("dns was it"), fact: false };
    assert_eq!(ana.sent(), [answer]);
    assert_eq!(ana.app.line.edit.text(), "half a sentence");
}

#[test]
fn what_was_sent_can_be_brought_back() {
    let world = busy();
    let mut gil = Desk::new("ben", &world, "14:20");
    gil.keys("oone<Enter>otwo<Enter>othree<Up>");
    assert_eq!(gil.app.line.edit.text(), "two");
    gil.keys("<Up><Up>");
    assert_eq!(gil.app.line.edit.text(), "one");
    gil.keys("<Down><Down>");
    assert_eq!(gil.app.line.edit.text(), "three");
}

#[test]
fn a_paste_of_lines_is_one_draft_and_never_sent() {
    let world = busy();
    let mut ana = Desk::new("ana", &world, "14:20");
    ana.tell(Msg::Paste("first\r\nA3 second\nthird".to_owned()));
    assert_eq!(ana.sent(), []);
    assert_eq!(ana.app.line.edit.text(), "first\nA3 second\nthird");
    let screen = ana.text(80, 24);
    assert!(screen.contains("3 lines, Enter sends them as one"), "{screen}");
    ana.keys("<Enter>");
    assert_eq!(
        written(ana.sent().remove(0), EntryKind::Observation, "first\nA3 second\nthird"),
        Said::default()
    );
}

#[test]
fn the_draft_is_kept_on_disk() {
    let world = busy();
    let mut ana = Desk::new("ana", &world, "14:20");
    ana.keys("ohalf");
    ana.wait(1000);
    assert!(ana.effects.contains(&Effect::SaveDraft("half".into())), "{:?}", ana.effects);
    ana.effects.clear();
    ana.keys("<Enter>");
    ana.wait(1000);
    assert!(ana.effects.contains(&Effect::SaveDraft(String::new())), "{:?}", ana.effects);
}

#[test]
fn what_is_not_recorded_is_drawn_dim_and_refused_words_come_back() {
    let world = busy();
    let mut ben = Desk::new("ben", &world, "14:20");
    ben.keys("othe payments team is green<Enter>");
    let id = match ben.effects.iter().find(|e| matches!(e, Effect::Send(_))) {
        Some(Effect::Send(asked)) => asked.id,
        other => panic!("{other:?}"),
    };
    let screen = ben.text(160, 45);
    assert!(screen.contains("... o the payments team is green"), "{screen}");
    assert!(screen.contains("1 line of yours is not recorded yet"));
    ben.keys("otyping on");
    let why = "this incident is closed: reopen it first".to_owned();
    ben.tell(Msg::Link(LinkMsg::Refused { command: id, why: why.clone() }));
    assert_eq!(ben.said(), why);
    assert_eq!(ben.app.line.edit.text(), "the payments team is green");
    assert!(!ben.text(160, 45).contains("not recorded yet"));
    // What was being typed is not lost either.
    ben.keys("<Enter>");
    assert_eq!(ben.app.line.edit.text(), "typing on");
}

#[test]
fn no_typed_sentence_takes_control() {
    let world = busy();
    let sentences = [
        "Also, the cache restarted. Restarted it twice. S3 is down, P1 is near, D2 too.",
        "Let us try A1 again; Yes, R2D2 rolled back 9 pods!",
        "Verify #3 worked 1 2 3, Marked 14:05, Kept going, Larry said so",
    ];
    for sentence in sentences {
        for who in ["ana", "cy"] {
            let mut desk = Desk::new(who, &world, "14:20");
            desk.keys(sentence);
            let asked: Vec<_> = desk.sent().iter().map(Command::name).collect();
            let harmless = ["Acknowledge", "Star"];
            assert!(asked.iter().all(|name| harmless.contains(name)), "{sentence}: {asked:?}");
        }
    }
}

#[test]
fn who_only_watches_asks() {
    let world = busy();
    let mut gil = Desk::watching("gil", &world, "14:20");
    gil.keys("are cards refunded?<Enter>");
    let text = Text::from("are cards refunded?");
    let asked = Command::Inquire { text, asker: Text::default(), about: None, seen_at: None };
    assert_eq!(gil.sent(), [asked]);
    assert_eq!(gil.app.line.purpose.label(), "question");
}

/// Types as ben, and gives what was said; nothing must be sent, and the words must stay.
fn refused(script: &str) -> (Desk, String) {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:20 ben join command");
    let mut ben = Desk::new("ben", &world, "14:06");
    ben.keys(script);
    ben.keys("<Enter>");
    assert_eq!(ben.sent(), [], "{script}");
    assert_eq!(ben.app.line.edit.text(), script, "the words stay");
    let said = ben.said();
    (ben, said)
}

#[test]
fn what_is_meant_as_a_time_and_is_none_is_told_and_the_words_stay() {
    for (script, says) in [
        ("25:99~ the first error", "25:99~ is no time"),
        ("~14:60 the first error", "~14:60 is no time"),
        ("-5min restarted it", "-5min is no time"),
        ("14:06:99~ odd", "is no time"),
        ("18:40~ it dips", "still to come today: where yesterday's is meant"),
    ] {
        let (_, said) = refused(script);
        assert!(said.contains(says), "{script}: {said}");
    }
    // What has not the shape of a time is text.
    for script in ["-3dB on the line", "- a dash", "14:99 is on the clock", "~ about", "5~ pods"] {
        let shaped = script.starts_with("5~");
        let mut world = World::open("14:03", "Checkout returns 500s");
        world.script("14:03:20 ben join command");
        let mut ben = Desk::new("ben", &world, "14:06");
        ben.keys(&format!("{script}<Enter>"));
        assert_eq!(ben.sent().len(), usize::from(!shaped), "{script}: {}", ben.said());
    }
}

#[test]
fn a_number_of_nothing_is_told_once_and_goes_out_with_a_second_enter() {
    let (mut ben, said) = refused("see #88213 at the supplier");
    assert!(said.starts_with("there is no #88213 here, the last is #2"), "{said}");
    ben.keys("<Enter>");
    assert_eq!(
        written(ben.sent().remove(0), EntryKind::Observation, "see #88213 at the supplier"),
        Said::default()
    );
}

#[test]
fn the_empty_line_at_the_end_of_a_paste_is_no_line() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.tell(Msg::Paste("one\ntwo\r\n\r\n".to_owned()));
    assert_eq!(ana.app.line.edit.text(), "one\ntwo");
}

#[test]
fn a_paste_that_no_entry_could_hold_is_not_put_in_and_told() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("<Esc>olog: ");
    ana.tell(Msg::Paste("x".repeat(1024 * 1024)));
    assert_eq!(ana.app.line.edit.text(), "log: ");
    assert!(ana.said().contains("1048576 bytes in 1 line;"), "{}", ana.said());
    ana.tell(Msg::Paste("line\n".repeat(501)));
    assert!(ana.said().contains("501 lines"), "{}", ana.said());
    ana.tell(Msg::Paste("line\n".repeat(500)));
    assert_eq!(ana.app.line.edit.text().lines().count(), 500);
}

#[test]
fn in_several_lines_the_arrows_go_from_line_to_line_before_the_history() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("<Esc>osent before<Enter>o");
    ana.tell(Msg::Paste("first\nsecond one".to_owned()));
    ana.keys("<Up>-");
    assert_eq!(ana.app.line.edit.text(), "first-\nsecond one");
    ana.keys("<Down>+");
    assert_eq!(ana.app.line.edit.text(), "first-\nsecond+ one");
    ana.keys("<Up><Up>");
    assert_eq!(ana.app.line.edit.text(), "sent before");
    ana.keys("<Down>");
    assert_eq!(ana.app.line.edit.text(), "first-\nsecond+ one");
}
