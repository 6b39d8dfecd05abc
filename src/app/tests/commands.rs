//! Keys of the register and the commands that come of them.

use warroom_register::words::{Call, EntryKind, Kind, Moment, Outcome, Phase, Role, Severity};
use warroom_register::{Command, Seen, Seq, Text};

use super::desk::{self, Desk, text};
use super::fixture::{World, at, busy, handle};
use crate::app::msg::Effect;
use crate::keys::Action;

/// What somebody at the busy screen asks with these keys.
fn asks(who: &str, script: &str) -> Vec<Command> {
    desk::asks(who, &busy(), script)
}

/// What somebody is told after these keys, while nothing is asked.
fn told(who: &str, script: &str) -> String {
    desk::told(who, &busy(), script)
}

#[test]
fn assigning_is_two_keys_on_the_selected_task() {
    let give = |to, minutes| Command::Assign { entry: Seq(35), to, minutes };
    assert_eq!(asks("ana", "5<Down>A4"), [give(Some(handle("dia")), Some(10))]);
    assert_eq!(asks("ana", "5<Down>A<Right>4"), [give(Some(handle("dia")), Some(15))]);
    assert_eq!(asks("ana", "5<Down>A<Left><Left>2"), [give(Some(handle("ben")), Some(1))]);
    assert_eq!(asks("ana", "5<Down>Adia<Enter>"), [give(Some(handle("dia")), Some(10))]);
    let lay_down = Command::Assign { entry: Seq(39), to: None, minutes: None };
    assert_eq!(asks("ana", "5A0"), [lay_down]);
}

#[test]
fn an_ask_takes_digits_and_esc_does_nothing() {
    assert_eq!(asks("ana", "5<Down>Aand so on<Esc>"), []);
    assert_eq!(asks("ana", "S3 is down<Esc>"), []);
    assert_eq!(told("ana", "5<Down>A9"), "nobody here has the digit 9");
    assert!(told("ana", "5<Down>A6").contains("watch"));
}

#[test]
fn a_question_can_be_given_too() {
    let to = Some(handle("cy"));
    assert_eq!(asks("ana", "4A3"), [Command::Assign { entry: Seq(22), to, minutes: None }]);
}

#[test]
fn a_key_that_is_not_mine_says_who_may() {
    for key in ["S", "P", "K", "R", "D"] {
        assert!(told("ben", key).contains("ana leads"), "{key}: {}", told("ben", key));
    }
    let times = "times are corrected by ana, who leads, or by a scribe, whom the lead names. Tell them \
                 with a question: q";
    assert_eq!(told("ben", "M"), times);
    assert!(told("ben", "L").contains("ana"), "{}", told("ben", "L"));
    assert!(told("ben", "S").ends_with("with a question: q"), "{}", told("ben", "S"));
    // While one writes, a letter is no key.
    let in_line = told("ben", "t@dia 10m look at the log<Enter>");
    assert!(in_line.ends_with("with a question: Esc, q"), "{in_line}");
}

#[test]
fn whom_nobody_knows_is_refused_at_once_with_keys_that_lead_somewhere() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("<Esc>t@zoe 10m look at the log<Enter>");
    let asked = "zoe is not in this room: let them in first, or choose one of ana, ben, cy, dia, eve; \
                 a team is asked for help: Esc, then H, or W to let them in";
    assert_eq!(ana.said(), asked);
    assert!(ana.text(80, 24).contains("@zoe 10m look at the log"), "the words stay");
    ana.keys("<Enter>");
    assert_eq!((ana.said().as_str(), ana.sent()), (asked, vec![]), "and no Enter sends them");
    ana.keys("<Esc>H");
    assert!(ana.text(80, 24).contains("H: ask whom for help?"), "{}", ana.text(80, 24));
    ana.keys("<Esc>W");
    assert!(ana.text(80, 24).contains("W: who is here"), "{}", ana.text(80, 24));
    // Where letters are keys there is nothing to step out of; from the palette there is.
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:20 gil join observe");
    let alone = "nobody else works here yet: let somebody in, or ask for help: ";
    assert_eq!(desk::told("ana", &world, "<Esc>C"), format!("{alone}H, or W to let them in"));
    let named = desk::told("ana", &world, "<Esc>:call-round<Enter>");
    assert_eq!(named, format!("{alone}Esc, then H, or W to let them in"));
    // Of a name in plain words others may be meant than those who are here.
    let doubted = told("ana", "o@zoe has the key<Enter>");
    assert!(doubted.contains("nobody called zoe here"), "{doubted}");
}

#[test]
fn severity_phase_and_kind_wait_for_enter() {
    let grade = Command::Grade { severity: Severity::P2, why: text("half of them") };
    assert_eq!(asks("ana", "S2half of them<Enter>"), [grade]);
    assert_eq!(asks("ana", "S2"), []);
    let phase = Command::MovePhase {
        phase: Phase::Identified,
        why: text("it is the registry"),
        card: None,
        card_salt: None,
        seen_at: None,
        review: None,
    };
    assert_eq!(asks("ana", "P2it is the registry<Enter>"), [phase]);
    let kind = Command::SetKind { kind: Kind::Data, why: Text::default() };
    assert_eq!(asks("ana", "K5<Enter>"), [kind]);
}

#[test]
fn a_time_is_marked_with_digit_and_time() {
    let when = Seen { at: at("13:58"), about: true };
    assert_eq!(asks("ana", "M113:58~<Enter>"), [Command::Mark { moment: Moment::Began, when }]);
    assert!(told("ana", "M1nonsense<Enter>").contains("is no time"));
    // The scribe keeps the times, and no more of what is the lead's.
    let mut world = busy();
    world.script("14:19:50 ana offer scribe dia\n14:19:55 dia accept scribe");
    let mut dia = Desk::new("dia", &world, "14:20");
    dia.keys("<Esc>M113:58~<Enter>");
    assert_eq!(dia.sent(), [Command::Mark { moment: Moment::Began, when }]);
    for key in ["S", "K", "P", "R"] {
        dia.keys(&format!("<Esc>{key}"));
        assert!(dia.app.ask.is_none() && dia.said().contains("ana leads"), "{key}: {}", dia.said());
    }
    assert!(dia.app.can(Action::MarkTime) && !dia.app.can(Action::Severity));
}

#[test]
fn a_role_is_offered_with_two_digits() {
    let offer = |role, to| Command::OfferRole { role, to: handle(to), text: Text::default() };
    assert_eq!(asks("ana", "R12"), [offer(Role::Lead, "ben")]);
    assert_eq!(asks("ana", "R44"), [offer(Role::Scribe, "dia")]);
}

#[test]
fn a_proposal_is_written_part_by_part_and_called() {
    let propose = Command::Propose {
        text: text("fail over"),
        risk: Text::default(),
        undo: text("fail back"),
        expect: Text::default(),
        options: Vec::new(),
        look_at: None,
    };
    assert_eq!(
        asks("ben", "pfail over<Enter><Enter>fail back<Enter><Enter><Enter><Enter>"),
        [propose]
    );
    let call = |call, why: &str| Command::Call { entry: Seq(45), call, why: text(why) };
    assert_eq!(asks("ana", "nD3us-east is full<Enter>"), [call(Call::No, "us-east is full")]);
    assert!(told("ana", "nD2<Enter>").contains("why"));
    let object = Command::Object { entry: Seq(45), why: text("too risky") };
    assert_eq!(asks("cy", "<Esc>3<Tab><Tab>xtoo risky<Enter>"), [object]);
}

#[test]
fn the_lead_decides_in_one_line() {
    let sent = asks("ana", "Dno more deploys today<Enter>");
    assert!(matches!(&sent[..], [Command::Write { kind: EntryKind::Decision, text, .. }]
        if text.raw() == "no more deploys today"));
}

#[test]
fn an_answer_may_be_a_fact() {
    let answer = |fact| Command::Answer { entry: Seq(22), text: text("it has no cache"), fact };
    assert_eq!(asks("ben", "4ait has no cache<Enter>"), [answer(false)]);
    assert_eq!(asks("ben", "4ait has no cache<Tab><Enter>"), [answer(true)]);
    assert!(told("ben", "5a").contains("is no question"));
}

#[test]
fn a_fact_was_wrong_or_has_changed() {
    let amend = Command::Amend { entry: Seq(47), text: text("orders before 13:58 are whole, all") };
    assert_eq!(asks("cy", "<Esc>3c1, all<Enter>"), [amend]);
    let sent = asks("cy", "<Esc>3c2 but one<Enter>");
    assert!(matches!(&sent[..], [Command::Write { replaces: Some(Seq(47)), text, .. }]
        if text.raw() == "orders before 13:58 are whole but one"));
    assert!(told("ben", "3c").contains("only cy or the lead"), "{}", told("ben", "3c"));
}

#[test]
fn an_entry_is_taken_back_with_a_reason() {
    let retract = Command::Retract { entry: Seq(47), why: text("wrong table") };
    assert_eq!(asks("cy", "<Esc>3rwrong table<Enter>"), [retract]);
    let retract = |why: &str| Command::Retract { entry: Seq(47), why: text(why) };
    assert_eq!(asks("cy", "<Esc>u<Enter>"), [retract("taken back at once")]);
}

#[test]
fn the_owner_of_a_task_says_how_it_goes() {
    let entry = Seq(23);
    let finish = |words: &str| Command::Finish { entry, text: text(words) };
    assert_eq!(asks("ben", "eall 12 pods<Enter>"), [finish("all 12 pods")]);
    assert_eq!(asks("ben", "e<Enter>"), [finish("")]);
    assert_eq!(
        asks("ben", "bthe registry key<Enter>"),
        [Command::Block { entry, need: text("the registry key") }]
    );
    assert_eq!(asks("ben", "+<Enter>"), [Command::Extend { entry, minutes: 5, from_now: true }]);
    assert_eq!(asks("ben", "+15<Enter>"), [Command::Extend { entry, minutes: 15, from_now: true }]);
}

#[test]
fn yes_and_no_are_about_the_selected_row() {
    assert_eq!(asks("ben", "5<Down><Down>y"), [Command::Acknowledge { entry: Seq(35) }]);
    assert_eq!(asks("ben", "4y"), [Command::Acknowledge { entry: Seq(22) }]);
    let cancel = Command::Cancel { entry: Seq(35), why: text("not now") };
    assert_eq!(asks("ana", "5<Down>xnot now<Enter>"), [cancel]);
    assert!(told("ben", "y").contains("select"));
}

#[test]
fn whether_it_worked_is_one_digit() {
    let verify = |outcome| Command::Verify { entry: Seq(27), outcome, text: Text::default() };
    assert_eq!(asks("ana", "5<Down><Down>V1"), [verify(Outcome::Worked)]);
    assert_eq!(asks("ana", "5<Down><Down>V3"), [verify(Outcome::MadeItWorse)]);
}

#[test]
fn a_star_is_a_toggle_on_the_row() {
    assert_eq!(asks("ben", "2<Up>*"), [Command::Star { entry: Seq(48), on: true }]);
}

#[test]
fn words_leave_the_building_by_the_voice_alone() {
    let sent = asks("eve", "<Esc>U3<Tab>Half of all payments fail.<Enter>");
    assert!(matches!(&sent[..], [Command::Write { kind: EntryKind::Update, minutes: None, .. }]));
    let sent = asks("eve", "<Esc>U3<Tab>30m Half of all payments fail.<Enter>");
    assert!(matches!(&sent[..], [Command::Write { minutes: Some(30), .. }]));
    assert_eq!(
        asks("eve", "<Esc>2<Up>Y<Enter>"),
        [Command::Send { seen_at: None, entry: Seq(48) }]
    );
    assert_eq!(asks("eve", "<Esc>2<Up>Y"), []);
    assert!(told("ben", "2<Up>Y<Enter>").contains("only eve"));
}

#[test]
fn the_invite_is_copied() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("Wc");
    let copied = |e: &Effect| matches!(e, Effect::Copy(line) if line.contains("warroom://"));
    assert!(ana.effects.iter().any(copied), "{:?}", ana.effects);
}

#[test]
fn leaving_names_what_one_holds() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("<Ctrl-c>");
    assert!(ana.text(80, 24).contains("(you lead: R hands over)"));
    assert_eq!(ana.effects, []);
    ana.keys("<Enter>");
    assert!(ana.effects.contains(&Effect::Leave));
}

#[test]
fn an_open_entry_takes_the_keys_of_its_row() {
    let give = Command::Assign { entry: Seq(35), to: Some(handle("ben")), minutes: Some(10) };
    assert_eq!(asks("ana", "5<Down><Enter>A2"), [give]);
}

#[test]
fn esc_and_a_key_typed_fast_are_both_meant() {
    assert_eq!(asks("ben", "5<Down><Down>?<Alt-y>"), [Command::Acknowledge { entry: Seq(35) }]);
}

#[test]
fn everything_has_a_name() {
    let grade = Command::Grade { severity: Severity::P3, why: Text::default() };
    assert_eq!(asks("ana", ":severity<Enter>3<Enter>"), [grade]);
}
