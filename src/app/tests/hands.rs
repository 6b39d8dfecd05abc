//! The lead's further hands: help, rounds, decisions before the room, plans, closing, what stays in
//! place; and what others see of it.

use warroom_register::words::{Call, EntryKind, Helper, Outcome, Phase, Role};
use warroom_register::{Command, ReviewDue, Seq, Text};

use super::desk::{self, Desk, text};
use super::fixture::hands::{crowded, title, with_a_plan};
use super::fixture::{World, at, busy, handle};
use crate::app::needs::Card;
use crate::keys::Place;

/// What somebody at the crowded screen asks with these keys.
fn asks(who: &str, script: &str) -> Vec<Command> {
    desk::asks(who, &crowded(), script)
}

/// What somebody is told after these keys, while nothing is asked.
fn told(who: &str, script: &str) -> String {
    desk::told(who, &crowded(), script)
}

#[test]
fn help_is_asked_with_whom_for_what_and_by_when() {
    let ask = |reference: &str, until| Command::AskHelp {
        of: Helper::Supplier,
        whom: title("Payline"),
        text: text("their status page is green"),
        reference: text(reference),
        until,
    };
    let words = "H3Payline<Enter>their status page is green<Enter>";
    assert_eq!(asks("ben", &format!("{words}<Enter><Enter>")), [ask("", None)]);
    let until = Some(at("14:40"));
    assert_eq!(asks("ben", &format!("{words}88213<Enter>14:40<Enter>")), [ask("88213", until)]);
    assert!(told("ben", "H3<Enter>").contains("whom"));
    assert!(told("ben", &format!("{words}<Enter>soon<Enter>")).contains("is no time to come"));
}

#[test]
fn help_that_was_asked_is_promised_and_answered() {
    let entry = Seq(36);
    let until = Some(at("14:50"));
    let promise =
        Command::PromiseHelp { entry, until, reference: text("88214"), text: Text::default() };
    // The last row of what was promised.
    let row = "<Tab><Tab><Tab><Tab><Tab><Tab><Tab><End>";
    assert_eq!(asks("eve", &format!("<Esc>{row}+14:50 88214<Enter>")), [promise]);
    let answer = Command::AnswerHelp { entry, text: text("no") };
    assert_eq!(asks("eve", &format!("<Esc>{row}ano<Enter>")), [answer]);
    let cancel = Command::Cancel { entry, why: text("not needed") };
    assert_eq!(asks("eve", &format!("<Esc>{row}xnot needed<Enter>")), [cancel]);
    let later = Command::Snooze { entry: Seq(24), minutes: 15 };
    assert_eq!(asks("ana", "<Tab><Tab><Tab><Tab><Tab><Tab><Tab>+15<Enter>"), [later]);
}

#[test]
fn a_round_is_called_with_a_digit_and_answered_in_a_line() {
    let round = |to, entry| Command::CallRound { to, entry, text: Text::default() };
    assert_eq!(asks("ana", "C0"), [round(None, None)]);
    let ben = Some(handle("ben"));
    assert_eq!(asks("ana", "5<Down><Down><Down>C2"), [round(ben, Some(Seq(29)))]);
    assert!(told("ben", "C").contains("ana leads"));

    let mut world = crowded();
    world.script("14:19:50 ana round all");
    let mut ben = Desk::new("ben", &world, "14:20");
    assert_eq!(ben.app.cards.open(), Some(Card::Round(Seq(58))));
    assert!(ben.text(80, 24).contains("ana asks YOU: how does it stand?"));
    let stands = |text: &str, actions: &str, needs: &str| Command::ReportBack {
        entry: None,
        text: text.into(),
        actions: actions.into(),
        needs: needs.into(),
    };
    ben.keys("a9 of 12 pods<Enter>");
    assert_eq!(ben.sent(), [stands("9 of 12 pods", "", "")]);
    let mut ben = Desk::new("ben", &world, "14:20");
    ben.keys("a9 of 12 pods<Tab>slowly<Tab>a second pair of eyes<Enter>");
    assert_eq!(ben.sent(), [stands("9 of 12 pods", "slowly", "a second pair of eyes")]);
    // Backspace in an empty line goes back to the part before.
    let mut ben = Desk::new("ben", &world, "14:20");
    ben.keys("a9 of 12<Tab><Backspace> pods<Enter>");
    assert_eq!(ben.sent(), [stands("9 of 12 pods", "", "")]);
}

#[test]
fn the_answer_stands_beside_its_task_with_its_age() {
    let mut world = crowded();
    world.script("14:17 ben stand 9 of 12 pods");
    let mut ana = Desk::new("ana", &world, "14:20");
    assert!(ana.text(160, 45).contains("9 of 12 pods 3m"));
}

#[test]
fn a_proposal_is_put_to_the_room_and_only_objections_are_asked_for() {
    let put = |seconds| Command::PutToRoom { entry: Seq(54), seconds };
    assert_eq!(asks("ana", "nD1<Enter>"), [put(30)]);
    assert_eq!(asks("ana", "nD160<Enter>"), [put(60)]);
    assert!(told("ana", "nD1300<Enter>").contains("15 to 120"));

    let mut world = crowded();
    world.script("14:19:50 ana room #54 30");
    let mut eve = Desk::new("eve", &world, "14:20");
    eve.keys("<Esc>");
    let screen = eve.text(80, 24);
    for words in ["DECISION put to the room by ana", "s left", "1 strong objection", "ana calls it"]
    {
        assert!(screen.contains(words), "{words}\n{screen}");
    }
    assert!(!screen.contains("LATE"), "it stands over YOU and LATE:\n{screen}");
    let rings = eve.effects.iter().any(|e| matches!(e, crate::app::msg::Effect::Ring(_)));
    assert!(!rings, "it rings nobody");
    // From wherever one is, x is an objection to it.
    eve.keys("xit breaks payments<Enter>");
    assert_eq!(eve.sent(), [Command::Object { entry: Seq(54), why: text("it breaks payments") }]);
    // In a closed incident nobody calls it any more.
    world.script("14:19:55 ana phase closed it is over");
    let mut closed = Desk::new("eve", &world, "14:20");
    assert!(!closed.text(80, 24).contains("DECISION put"), "{}", closed.text(80, 24));
    eve.wait(30_000);
    assert!(!eve.text(80, 24).contains("DECISION put"));
}

#[test]
fn a_task_that_is_longer_than_its_card_is_read_before_it_is_answered() {
    let mut world = busy();
    let long = format!("restart them one by one, {}but never-db1", "and look at each, ".repeat(30));
    world.script(&format!("14:19:40 ana task @dia 5m {long}"));
    for (width, height) in [(160, 45), (80, 24), (40, 15)] {
        for keys in [" ", "n<Enter>"] {
            let mut dia = Desk::new("dia", &world, "14:20");
            dia.size(width, height);
            let card = dia.text(width, height);
            assert!(card.contains("Space reads all") || card.contains("Space all,"), "{card}");
            dia.keys(keys);
            dia.keys("<End>");
            let read = dia.text(width, height);
            assert!(read.contains("never-db1"), "{keys}\n{read}");
        }
    }
}

#[test]
fn who_is_asked_for_a_person_sees_the_time_of_the_task_that_is_named() {
    let mut world = busy();
    world.script("14:19:40 ana task @dia 5m look at the database");
    let short = world.register.head();
    world.script(&format!("14:19:45 dia yes {short}"));
    let mut ana = Desk::new("ana", &world, "14:20");
    ana.keys("<Esc>g#35<Enter>A");
    let screen = ana.text(160, 45);
    let is_it = |line: &&str| line.contains("4 dia ") && line.contains(" left");
    let row = screen.lines().find(is_it).unwrap_or(&screen);
    let (first, second) = (row.find(&short.to_string()), row.find("#25"));
    assert!(first.is_some() && first < second && row.contains("5m left"), "{row}");
}

#[test]
fn go_over_an_objection_needs_a_why_and_an_amendment_its_change() {
    let call = |call, why: &str| Command::Call { entry: Seq(54), call, why: text(why) };
    assert!(told("ana", "nD2<Enter>").contains("why, over the objection"));
    assert_eq!(asks("ana", "nD2it is our last<Enter>"), [call(Call::Go, "it is our last")]);
    assert_eq!(asks("ana", "nD3<Enter>"), [call(Call::No, "")]);
    // A reason may begin with a digit: it is no other choice.
    assert_eq!(asks("ana", "nD238 % is worse<Enter>"), [call(Call::Go, "38 % is worse")]);
    assert!(told("ana", "nD4<Enter>").contains("what is changed"));
    assert_eq!(asks("ana", "nD4half of it<Enter>"), [call(Call::Amended, "half of it")]);
}

#[test]
fn a_proposal_may_say_more_or_go_as_it_is() {
    let propose = |risk: &str, options: Vec<Text>, look_at| Command::Propose {
        text: text("fail over"),
        risk: text(risk),
        undo: Text::default(),
        expect: Text::default(),
        options,
        look_at,
    };
    assert_eq!(asks("ben", "pfail over<Tab>"), [propose("", Vec::new(), None)]);
    assert_eq!(asks("ben", "pfail over<Enter>load<Tab>"), [propose("load", Vec::new(), None)]);
    let options = vec![text("wait"), text("drain half")];
    let sent =
        asks("ben", "pfail over<Enter><Enter><Enter><Enter>10m<Enter>wait; drain half<Enter>");
    let [Command::Propose { look_at: Some(look_at), .. }] = &sent[..] else { panic!("{sent:?}") };
    assert!((600..660).contains(&look_at.seconds_since(at("14:20"))), "{look_at:?}");
    assert_eq!(sent, [propose("", options, Some(*look_at))]);
    assert!(told("ben", "pfail over<Enter><Enter><Enter><Enter>soon<Enter>").contains("no time"));
}

#[test]
fn a_plan_is_shown_and_laid_out_by_its_digit() {
    let world = World::open_with("14:03", "Checkout returns 500s", with_a_plan());
    let mut ana = Desk::new("ana", &world, "14:03:20");
    assert!(ana.text(80, 24).contains("Plan site down (agreed by operations, 3 June)"));
    ana.keys("<Esc>K6");
    assert!(ana.text(80, 24).contains("what changed last?"));
    ana.keys("<Enter>");
    assert_eq!(ana.sent(), [Command::UsePlan { name: title("site down") }]);
}

#[test]
fn closing_shows_what_is_open_and_asks_who_calls_the_review() {
    let close = |why: &str, review| Command::MovePhase {
        phase: Phase::Closed,
        why: text(why),
        card: None,
        card_salt: None,
        seen_at: None,
        review,
    };
    assert_eq!(asks("ana", "P5<Enter><Enter><Enter>"), [close("", None)]);
    let sent = asks("ana", "P5all is well<Enter>ben<Enter>3d<Enter>");
    let [Command::MovePhase { review: Some(ReviewDue { who, until: due }), .. }] = &sent[..] else {
        panic!("{sent:?}");
    };
    assert_eq!(*who, Some(handle("ben")));
    let days = 3 * 86_400;
    let within = due.unwrap().seconds_since(at("14:20"));
    assert!(
        (days..days + 60).contains(&within),
        "the keys themselves take a second each: {within}"
    );
    let mut ana = Desk::new("ana", &crowded(), "14:20");
    ana.keys("P5");
    let ask = ana.text(80, 24);
    for words in ["5 next steps", "3 questions", "3 promises", "2 away from normal"] {
        assert!(ask.contains(words), "{words}\n{ask}");
    }
}

#[test]
fn one_goes_back_and_forth_between_the_fields_of_an_ask_and_loses_nothing() {
    let written = "P5all is well<Enter>ben<Enter>14:40";
    let close = asks("ana", &format!("{written}<Enter>"));
    assert_eq!(close.len(), 1);
    // Back to the first and forth again, by Enter or by Down.
    for keys in ["<Up><Up><Enter><Enter><Enter>", "<Up><Up><Down><Down><Enter>"] {
        let again = asks("ana", &format!("{written}{keys}"));
        assert_eq!(again, close, "{keys}");
    }
    let mut ana = Desk::new("ana", &crowded(), "14:20");
    ana.keys(&format!("{written}<Up>"));
    let ask = ana.text(80, 24);
    assert!(ask.contains("> ben") && ask.contains("> 14:40"), "{ask}");
    let help = "H3Payline<Enter>all 502<Enter>88213<Enter>";
    assert_eq!(
        asks("ben", &format!("{help}<Up><Up><Down><Enter><Enter>")),
        asks("ben", &format!("{help}<Enter>"))
    );
}

#[test]
fn what_was_decided_stands_before_the_reason_and_a_reopening_is_called_so() {
    let mut world = busy();
    world.script(
        "14:19:50 ana call #45 go half only, ben keeps the warm spares for the other half\n\
         14:19:52 ana phase resolved\n14:19:54 ana phase investigating the errors are back",
    );
    let call = world.register.head().0 - 2;
    let mut dia = Desk::new("dia", &world, "14:20");
    dia.keys("<Esc>");
    let screen = dia.text(160, 45);
    let lines: Vec<&str> = screen.lines().collect();
    let at = lines.iter().position(|line| line.contains("GO: #45 drain eu-west")).expect(&screen);
    assert!(lines[at + 1].contains("   why: half only, ben keeps"), "{screen}");
    assert!(screen.contains("reopened, investigating: the errors are back"), "{screen}");
    dia.keys("s");
    let state = "P1 reopened 14:19, investigating, 17m: the errors are back";
    assert!(dia.text(80, 24).contains(state), "{}", dia.text(80, 24));
    assert!(dia.text(40, 15).contains("P1 reopened 14:19"), "{}", dia.text(40, 15));
    dia.keys("<Esc>");
    // One line has room for what was decided, and perhaps for more.
    let narrow = dia.text(80, 24);
    assert!(narrow.contains("GO: #45 drain eu-west to us-east; why: half"), "{narrow}");
    dia.keys(&format!("g#{call}<Enter><Enter>"));
    let read = dia.text(80, 24);
    let lines: Vec<&str> = read.lines().collect();
    let at = lines.iter().position(|line| line.contains("│ GO: #45 drain eu-west")).expect(&read);
    assert!(lines[at + 1].contains("│ why: half only, ben keeps the warm spares"), "{read}");
}

#[test]
fn a_name_that_is_not_here_is_refused_where_it_is_written() {
    let mut ana = Desk::new("ana", &crowded(), "14:20");
    ana.keys("P5<Enter>zoe<Enter>");
    assert!(ana.said().contains("zoe is not in this room"), "{}", ana.said());
    assert!(!ana.said().contains("a team"), "{}", ana.said());
    let ask = ana.text(80, 24);
    assert!(ask.contains("> zoe") && !ask.contains("by when?"), "{ask}");
}

#[test]
fn opening_again_needs_a_reason() {
    let mut world = crowded();
    world.script("14:20 ana phase resolved");
    let mut ana = Desk::new("ana", &world, "14:21");
    ana.keys("P1<Enter>");
    assert_eq!(ana.sent(), []);
    assert!(ana.said().contains("why is it open again?"));
    ana.keys("it is back<Enter>");
    let sent = ana.sent();
    let [Command::MovePhase { phase: Phase::Investigating, why, .. }] = &sent[..] else {
        panic!("{sent:?}");
    };
    assert_eq!(*why, text("it is back"));
}

#[test]
fn what_stays_in_place_is_put_back_by_the_same_digit() {
    let entry = Seq(33);
    let leave = Command::LeaveInPlace { entry, text: Text::default() };
    assert_eq!(asks("ana", "5<Down><Down>V4"), [leave]);
    // The first row of what is away from normal.
    let back = Command::PutBack { entry: Seq(38), text: Text::default() };
    assert_eq!(asks("ana", "<Tab><Tab><Tab><Tab>V4"), [back]);
    let worked =
        Command::Verify { entry: Seq(38), outcome: Outcome::Worked, text: Text::default() };
    assert_eq!(asks("ana", "<Tab><Tab><Tab><Tab>V1"), [worked]);
}

#[test]
fn what_an_action_really_hit_is_a_correction_of_its_own() {
    let target = Command::CorrectTarget { entry: Seq(49), target: text("the mirror of us-east") };
    assert_eq!(asks("ben", "<Tab><Tab><Tab><Tab><Down>c2the mirror of us-east<Enter>"), [target]);
}

#[test]
fn skills_and_the_voices_are_said_where_people_are_listed() {
    let skills = Command::SetSkills { skills: text("payments, refunds") };
    assert_eq!(asks("cy", "<Esc>Ws, refunds<Enter>"), [skills]);
    let talk = Command::SetTalk { talk: text("call.example/42b") };
    assert_eq!(asks("ana", "Wtb<Enter>"), [talk]);
    assert!(told("ben", "Wt").contains("ana leads"));
}

#[test]
fn the_duties_come_with_a_role() {
    let mut world = crowded();
    world.script("14:19:50 ana offer scribe dia");
    let mut dia = Desk::new("dia", &world, "14:20");
    assert!(dia.text(80, 24).contains("Keep facts true"));
    dia.keys("Y");
    assert_eq!(dia.sent(), [Command::AcceptRole { seen_at: None, role: Role::Scribe }]);
    assert!(dia.said().contains("Keep facts true"), "{}", dia.said());
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:20 eve join respond\n14:04 ana offer comms eve");
    let mut eve = Desk::new("eve", &world, "14:05");
    let whole = "so that nobody who works is asked";
    assert!(eve.text(80, 24).contains(whole), "{}", eve.text(80, 24));
    eve.keys("<Esc>Y");
    eve.carry_out(&mut world);
    assert!(eve.text(80, 24).contains(whole), "{}", eve.text(80, 24));
}

#[test]
fn from_the_list_of_people_help_is_one_key_away() {
    let mut ana = Desk::new("ana", &crowded(), "14:20");
    ana.keys("5<Down>AH");
    assert!(ana.text(80, 24).contains("H: ask whom for help?"));
    assert_eq!(ana.sent(), []);
}

#[test]
fn a_decision_in_one_line_stays_one_line() {
    let sent = asks("ana", "Dno more deploys today<Enter>");
    assert!(matches!(&sent[..], [Command::Write { kind: EntryKind::Decision, .. }]));
}

#[test]
fn who_only_watches_is_shown_the_keys_that_are_theirs_and_told_of_the_others() {
    let mut gil = Desk::watching("gil", &busy(), "14:20");
    assert!(gil.text(80, 24).contains("question to eve >"));
    assert!(gil.text(80, 24).contains("Ask what you must know."));
    gil.keys("<Esc>");
    let text = gil.text(80, 24);
    assert!(
        text.contains("q question") && text.contains("letters are keys; q starts a line"),
        "{text}"
    );
    assert!(!text.contains("o saw") && !text.contains("t task"), "{text}");
    for key in ["o", "d", "f", "t", "%", "p"] {
        gil.keys(key);
        assert!(gil.said().contains("lets you respond"), "{key}: {}", gil.said());
        assert_eq!(gil.app.place, Place::Register, "{key} opened a line");
    }
    gil.keys("qwhen is it back?<Enter>");
    assert_eq!(gil.sent().len(), 1);
}
