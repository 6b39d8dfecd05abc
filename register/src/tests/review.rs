//! The review: held behind a closed incident, on its own record, and nothing left raw in silence.

mod asked;
mod parked;

use super::script::{Room, STORY};
use crate::limits::ADVICE_DAYS_MAX;
use crate::words::{AdviceKind, EntryKind, FactorKind, Section};
use crate::{AdviceState, Agenda, At, Command, Event, Handle, NewEntry, Seen, Seq, Text};

fn handle(name: &str) -> Handle {
    name.parse().unwrap()
}

fn ask(room: &mut Room, who: &str, command: Command) -> Result<Seq, String> {
    room.ask(handle(who), command)
}

fn done(room: &mut Room, who: &str, command: Command) -> Seq {
    ask(room, who, command).unwrap()
}

fn text(words: &str) -> Text {
    Text::from(words)
}

/// The story, closed, with a review that ben leads.
fn held() -> Room {
    let mut room = Room::of(STORY);
    let open = Command::OpenReview {
        facilitator: handle("ben"),
        notes: Some(handle("eve")),
        agenda: Agenda::default(),
    };
    done(&mut room, "ana", open);
    room
}

fn recommend(words: &str) -> Command {
    Command::Recommend { kind: AdviceKind::Technical, text: text(words), idea: None }
}

#[test]
fn a_review_begins_behind_a_closed_incident_and_once() {
    let mut room = Room::staffed();
    let open =
        Command::OpenReview { facilitator: handle("ben"), notes: None, agenda: Agenda::default() };
    let early = ask(&mut room, "ana", open.clone()).unwrap_err();
    assert!(early.contains("not closed yet"), "{early}");
    let mut room = held();
    let twice = ask(&mut room, "ana", open).unwrap_err();
    assert_eq!(twice, "a review is held already: ben has the chair");
    let review = room.register.learning().review().unwrap();
    assert_eq!((review.step, review.agenda.total()), (1, 60));
    assert!(review.attended.contains(&handle("eve")));
}

#[test]
fn once_closed_only_the_review_passes() {
    let mut room = held();
    let saw = NewEntry::of(EntryKind::Observation, "late").write();
    assert!(ask(&mut room, "ben", saw).unwrap_err().contains("this incident is closed"));
    let idea = NewEntry::of(EntryKind::Idea, "a canary").write();
    let idea = done(&mut room, "gil", idea);
    assert_eq!(room.register.learning().advice[&idea].state, AdviceState::Raw);
    assert!(room.register.is_kept_from(idea, Some(handle("ana"))), "parked until its step");
    assert!(!room.register.is_kept_from(idea, Some(handle("gil"))), "it is gil's");
    let amend = Command::Amend { entry: idea, text: text("a canary for payments") };
    done(&mut room, "gil", amend);
    done(&mut room, "ben", Command::MoveStep { step: 4 });
    assert!(room.register.is_kept_from(idea, None), "causes are not its turn");
    done(&mut room, "ben", Command::MoveStep { step: 5 });
    assert!(!room.register.is_kept_from(idea, None), "it is its turn");
}

#[test]
fn the_chair_alone_moves_the_agenda_and_is_taken_when_it_is_gone() {
    let mut room = held();
    let no = ask(&mut room, "ana", Command::MoveStep { step: 2 }).unwrap_err();
    assert!(no.starts_with("only the chair may do that: ben has it"), "{no}");
    done(&mut room, "ben", Command::MoveStep { step: 2 });
    assert!(ask(&mut room, "ben", Command::MoveStep { step: 6 }).unwrap_err().contains("five"));
    let here = ask(&mut room, "eve", Command::TakeChair { why: text("") }).unwrap_err();
    assert_eq!(
        here,
        "ben has the chair, and has not been gone for 45 seconds: ask for it, or wait"
    );
    done(&mut room, "warroom", Command::NoteAway { who: handle("ben") });
    done(&mut room, "eve", Command::TakeChair { why: text("ben lost the link") });
    done(&mut room, "eve", Command::MoveStep { step: 3 });
    let review = room.register.learning().review().unwrap();
    assert_eq!((review.chair, review.step), (handle("eve"), 3));
}

#[test]
fn who_agrees_and_then_sees_it_differently_does_not_agree() {
    let mut room = held();
    done(&mut room, "ana", Command::AgreeTimeline {});
    done(&mut room, "cy", Command::AgreeTimeline {});
    done(&mut room, "cy", Command::SeeDifferently { why: text("the restart came first") });
    let review = room.register.learning().review().unwrap();
    assert_eq!(review.agreed.keys().copied().collect::<Vec<_>>(), [handle("ana")]);
    assert_eq!(review.differs.keys().copied().collect::<Vec<_>>(), [handle("cy")]);
}

#[test]
fn an_entry_that_was_missing_stands_at_its_time_and_says_that_it_was_added() {
    let mut room = held();
    let seen = At::parse("2026-11-21T14:06:00.000Z").unwrap();
    let missing = Command::AddMissing {
        kind: EntryKind::Observation,
        seen_at: Seen { at: seen, about: true },
        text: text("the mirror was in use"),
    };
    let seq = done(&mut room, "cy", missing);
    let row = room.register.row(seq).unwrap();
    assert_eq!(row.happened(), seen);
    assert!(row.learnt_later().is_some());
    let words = room.register.sentence(seq);
    assert_eq!(words.raw(), "added later, observation: the mirror was in use");
    let future = Command::AddMissing {
        kind: EntryKind::Observation,
        seen_at: Seen { at: room.now.plus_seconds(600), about: false },
        text: text("x"),
    };
    assert!(ask(&mut room, "cy", future).is_err());
}

#[test]
fn what_is_worth_doing_is_due_in_sight() {
    let mut room = held();
    let entry = done(&mut room, "cy", recommend("prompt"));
    let latest = room.now.plus_seconds(ADVICE_DAYS_MAX * 86_400);
    let accept =
        |due| Command::AcceptAdvice { entry, owner: handle("eve"), due, link: text("TEAM-481") };
    let rest = |until| Command::RestAdvice { entry, until };
    let far = latest.plus_seconds(1);
    for never in [accept(far), rest(far)] {
        let why = ask(&mut room, "ben", never).unwrap_err();
        assert_eq!(why, "that day is more than ten years ahead: look at it again");
    }
    done(&mut room, "ben", rest(latest));
    done(&mut room, "ben", accept(latest));
}

#[test]
fn recommendations_are_accepted_by_one_person_declined_with_a_reason_or_rest() {
    let mut room = held();
    let all: Vec<Seq> =
        ["prompt", "restore drill", "archive"].map(|w| done(&mut room, "cy", recommend(w))).into();
    let due = room.now.plus_seconds(14 * 86_400);
    let accept =
        |entry| Command::AcceptAdvice { entry, owner: handle("eve"), due, link: text("TEAM-481") };
    assert!(ask(&mut room, "cy", accept(all[0])).unwrap_err().contains("only the chair"));
    done(&mut room, "ben", accept(all[0]));
    let no = Command::DeclineAdvice { entry: all[1], why: text("") };
    assert!(ask(&mut room, "ben", no).unwrap_err().contains("a reason is needed"));
    done(&mut room, "ben", Command::DeclineAdvice { entry: all[1], why: text("done already") });
    // One is raw, and one idea of the incident itself.
    let silent = ask(&mut room, "ben", Command::CloseReview { why: text("") }).unwrap_err();
    assert!(silent.starts_with("2 ideas are still raw"), "{silent}");
    done(&mut room, "ben", Command::RestAdvice { entry: all[2], until: due });
    done(&mut room, "ben", Command::CloseReview { why: text("the idea waits for finance") });
    let learning = room.register.learning();
    assert!(learning.review().is_none());
    let states: Vec<_> = all.iter().map(|entry| learning.advice[entry].state.name()).collect();
    assert_eq!(states, ["accepted", "declined", "resting"]);
    // Done from anywhere afterwards, by whoever did it; the owner stays named.
    done(&mut room, "cy", Command::FinishAdvice { entry: all[0], text: text("live") });
    let state = &room.register.learning().advice[&all[0]].state;
    assert!(matches!(state, AdviceState::Done(owner, _) if *owner == handle("eve")));
}

#[test]
fn what_was_left_to_rest_is_answered_behind_the_meeting_by_its_chair_or_by_who_leads() {
    let mut room = held();
    let lead = room.register.lead().unwrap();
    let all: Vec<Seq> =
        ["prompt", "drill", "cache"].map(|w| done(&mut room, "cy", recommend(w))).into();
    let due = room.now.plus_seconds(2 * 86_400);
    for entry in &all {
        done(&mut room, "ben", Command::RestAdvice { entry: *entry, until: due });
    }
    done(&mut room, "ben", Command::CloseReview { why: text("a small group looks at them") });
    let accept = |entry| Command::AcceptAdvice { entry, owner: handle("eve"), due, link: text("") };
    let no = ask(&mut room, "eve", accept(all[0])).unwrap_err();
    assert!(no.contains(&format!("{lead}, who leads, or ben, who had the chair")), "{no}");
    done(&mut room, "ben", accept(all[0]));
    done(&mut room, "ben", Command::DeclineAdvice { entry: all[1], why: text("no need") });
    done(&mut room, lead.as_str(), accept(all[2]));
}

#[test]
fn an_idea_is_made_to_happen_once_it_is_technical_or_organisational() {
    let mut room = held();
    let learning = room.register.learning();
    let idea = *learning.advice.keys().find(|entry| learning.is_idea(**entry)).unwrap();
    let due = room.now.plus_seconds(14 * 86_400);
    let accept = |entry| Command::AcceptAdvice { entry, owner: handle("eve"), due, link: text("") };
    let why = ask(&mut room, "ben", accept(idea)).unwrap_err();
    assert!(why.contains("recommend it first, as technical or organisational"), "{why}");
    done(&mut room, "ben", Command::RestAdvice { entry: idea, until: due });
    let kind = AdviceKind::Organisational;
    let recommend = Command::Recommend { kind, text: text("a drill each month"), idea: Some(idea) };
    let advice = done(&mut room, "ben", recommend);
    let late = ask(&mut room, "ben", Command::DeclineAdvice { entry: idea, why: text("no") });
    assert_eq!(late.unwrap_err(), format!("{idea} has changed already: see {advice}"));
    done(&mut room, "ben", accept(advice));
}

#[test]
fn factors_accounts_sections_comments_and_readers_are_kept() {
    let mut room = held();
    let factor = Command::AddFactor {
        kind: FactorKind::DelayedSeeing,
        text: text("no alert on the failure rate"),
        entry: Some(Seq(9)),
    };
    // What contributed is told once all of the timeline was.
    for step in 1..=2 {
        let early = ask(&mut room, "ana", factor.clone()).unwrap_err();
        let said = format!("from step 3 of the review on, which is at step {step}");
        assert!(early.contains(&said), "{early}");
        done(&mut room, "ben", Command::MoveStep { step: step + 1 });
    }
    let factor = done(&mut room, "ana", factor);
    let account = Command::Recount {
        entry: Some(Seq(12)),
        text: text("I thought it was the network"),
        tool: text("capacity board"),
        out_of_reach: text("us-east boards"),
    };
    let account = done(&mut room, "ben", account);
    let section =
        |words: &str| Command::WriteSection { section: Section::Summary, text: text(words) };
    done(&mut room, "ana", section("first"));
    let last = done(&mut room, "ana", section("Payments failed for 70 minutes."));
    let comment = done(&mut room, "gil", Command::Comment { entry: None, text: text("thanks") });
    let reader = done(&mut room, "gil", Command::AskOfReport { text: text("paid twice?") });
    let answer = Command::AnswerReader { entry: reader, text: text("no") };
    let answered = done(&mut room, "eve", answer.clone());
    assert!(ask(&mut room, "eve", answer).unwrap_err().contains("was answered"));
    let agreed = done(&mut room, "cy", Command::AgreeReport {});
    let learning = room.register.learning();
    assert_eq!(learning.factors[&factor], FactorKind::DelayedSeeing);
    assert_eq!(learning.accounts[&account].out_of_reach.raw(), "us-east boards");
    assert_eq!(learning.sections[&Section::Summary].seq, last);
    assert_eq!(learning.comments, [comment]);
    assert_eq!(learning.readers[&reader], Some(answered));
    assert_eq!(learning.report_agreed[&handle("cy")], agreed);
}

#[test]
fn an_agenda_of_no_minutes_is_refused() {
    let none = Agenda::of([3, 0, 7, 10, 10]).unwrap_err();
    assert!(none.contains("step 2") && none.contains("no minutes"), "{none}");
    assert!(Agenda::of([480, 1, 1, 1, 1]).unwrap_err().contains("484 minutes"));
    let line = r#"{"type":"review_opened","facilitator":"ben","agenda":[3,0,7,10,10]}"#;
    assert!(serde_json::from_str::<Event>(line).is_err());
}

#[test]
fn the_chair_is_given_on_and_the_notes_are_taken_by_somebody_else() {
    let mut room = held();
    let give = |to: &str| Command::GiveChair { to: handle(to) };
    assert!(ask(&mut room, "ana", give("cy")).unwrap_err().contains("only the chair"));
    assert!(ask(&mut room, "ben", give("zoe")).unwrap_err().contains("zoe is not in this room"));
    assert_eq!(ask(&mut room, "ben", give("ben")).unwrap_err(), "it is so already");
    done(&mut room, "ben", give("cy"));
    done(&mut room, "cy", Command::SetNotes { who: None });
    assert!(ask(&mut room, "cy", Command::SetNotes { who: None }).is_err());
    let review = room.register.learning().review().unwrap();
    assert_eq!((review.chair, review.notes), (handle("cy"), None));
    assert!(review.attended.contains(&handle("cy")));
}

#[test]
fn nobody_whom_the_incident_does_not_know_leads_a_review_or_makes_anything_happen() {
    let mut room = Room::of(STORY);
    let open = |chair: &str, notes: Option<&str>| Command::OpenReview {
        facilitator: handle(chair),
        notes: notes.map(handle),
        agenda: Agenda::default(),
    };
    for unknown in [open("bne", None), open("ben", Some("bne"))] {
        let why = ask(&mut room, "ana", unknown).unwrap_err();
        assert!(why.starts_with("nobody of this incident is called bne: choose one of "), "{why}");
        assert!(why.contains("ben") && why.ends_with("or let them in first"), "{why}");
    }
    done(&mut room, "ana", open("ben", None));
    let entry = done(&mut room, "cy", recommend("prompt"));
    let due = room.now.plus_seconds(86_400);
    let accept = |owner: &str| {
        let link = text("");
        Command::AcceptAdvice { entry, owner: handle(owner), due, link }
    };
    let why = ask(&mut room, "ben", accept("zoe")).unwrap_err();
    assert!(why.contains("nobody of this incident is called zoe"), "{why}");
    // Who came to the meeting alone is somebody.
    done(&mut room, "ben", Command::Attend { who: handle("zoe") });
    done(&mut room, "ben", accept("zoe"));
}

#[test]
fn work_is_tracked_on_a_page_or_by_one_word() {
    let mut room = held();
    let entry = done(&mut room, "cy", recommend("prompt"));
    let due = room.now.plus_seconds(86_400);
    let accept =
        |link: &str| Command::AcceptAdvice { entry, owner: handle("eve"), due, link: text(link) };
    for bad in ["javascript:alert(1)", "data:text/html,x", "https:/x", "two words", "a\u{1b}[2J"] {
        let why = ask(&mut room, "ben", accept(bad)).unwrap_err();
        assert!(why.contains("no link to a tracker"), "{bad}: {why}");
    }
    for good in ["", "TEAM-481", "org/shop#481", "https://example.org/481"] {
        done(&mut room, "ben", accept(good));
    }
}

#[test]
fn a_chair_who_never_came_in_is_taken_from_like_one_who_is_gone() {
    let mut room = Room::of(STORY);
    // As older records have it: today nobody leads whom the incident does not know.
    let open =
        Command::OpenReview { facilitator: handle("zoe"), notes: None, agenda: Agenda::default() };
    room.taken_before(handle("ana"), open);
    assert!(room.register.chair_is_gone());
    done(&mut room, "eve", Command::TakeChair { why: text("") });
    assert!(!room.register.chair_is_gone());
}

#[test]
fn who_was_not_in_the_incident_may_best_lead_and_what_is_said_says_when() {
    use crate::SaidWhen as W;
    let mut room = Room::of(STORY);
    let before = done(&mut room, "gil", Command::Comment { entry: None, text: text("early") });
    let all = room.register.facilitators();
    assert!(all.iter().all(|one| one.who != handle("gil")), "who may only watch cannot lead");
    assert!(all.is_sorted_by_key(|one| one.was_in_it));
    assert!(all.iter().any(|one| one.was_in_it && one.who == handle("ben")));
    assert!(room.register.people_in_it().contains(&handle("ana")));
    let open =
        Command::OpenReview { facilitator: handle("ben"), notes: None, agenda: Agenda::default() };
    done(&mut room, "ana", open);
    let account = |words: &str| Command::Recount {
        entry: None,
        text: text(words),
        tool: text(""),
        out_of_reach: text(""),
    };
    let there = done(&mut room, "ben", account("here"));
    let elsewhere = done(&mut room, "cy", account("from afar"));
    for advice in room.register.learning().raw(&room.register).collect::<Vec<_>>() {
        done(&mut room, "ben", Command::DeclineAdvice { entry: advice, why: text("no") });
    }
    done(&mut room, "ben", Command::CloseReview { why: text("") });
    let after = done(&mut room, "cy", account("later"));
    let when = [before, there, elsewhere, after].map(|seq| room.register.said_when(seq));
    assert_eq!(when, [W::Before, W::There, W::Elsewhere, W::After]);
}

#[test]
fn each_kind_of_moment_is_known_by_its_record() {
    use crate::words::MomentKind as M;
    let room = Room::of(STORY);
    let kinds: Vec<M> =
        room.register.places().filter_map(|(seq, _)| room.register.moment_kind(seq)).collect();
    for kind in [M::Observation, M::Judgement, M::Decision, M::Action, M::Help] {
        assert!(kinds.contains(&kind), "{kind} in the story");
    }
    // How far it is was judged like how bad it is: nobody chose it among others.
    let room = Room::of("ana: open P1 data x\nana: phase resolved quiet\nana: phase closed y");
    assert_eq!([2, 3].map(|seq| room.register.moment_kind(Seq(seq))), [Some(M::Judgement); 2]);
}

#[test]
fn a_time_is_written_down_in_the_meeting_as_of_today() {
    let mut room = held();
    let when = Seen { at: room.now.plus_seconds(-1800), about: true };
    let mark = Command::Mark { moment: crate::words::Moment::Began, when };
    for who in ["ben", "eve", "cy"] {
        // The chair, who takes notes, and the lead.
        done(&mut room, who, mark.clone());
    }
    let other = ask(&mut room, "ana", mark.clone()).unwrap_err();
    assert!(other.contains("lead"), "{other}");
    let raw: Vec<Seq> = room.register.learning().raw(&room.register).collect();
    let why = text(if raw.is_empty() { "" } else { "they wait" });
    done(&mut room, "ben", Command::CloseReview { why });
    assert!(ask(&mut room, "cy", mark).unwrap_err().contains("this incident is closed"));
}
