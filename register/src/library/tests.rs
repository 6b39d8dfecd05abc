//! Cards of made-up incidents: what is kept of them, and which are like which.

use super::{Card, Stand, Subject, alike, passages};
use crate::tests::script::{Room, STORY};
use crate::times::Span;
use crate::words::{AdviceKind, Kind, Severity};
use crate::{Agenda, At, Command, Handle, IncidentId, Label, Seq, Text};

fn handle(name: &str) -> Handle {
    name.parse().unwrap()
}

fn card(room: &Room, label: u32) -> Card {
    let id = IncidentId(uuid::Uuid::from_u128(label.into()));
    Card::of(&room.register, Some(Label(label)), id).unwrap()
}

#[test]
fn a_rest_that_is_over_is_overdue() {
    let (mut room, all) = reviewed();
    let until = room.now.plus_seconds(2 * 86_400);
    room.ask(handle("cy"), Command::RestAdvice { entry: all[2], until }).unwrap();
    let card = card(&room, 17);
    let rests = card.recommended.iter().find(|one| one.entry == all[2]).unwrap();
    assert!(!rests.is_overdue(room.now) && rests.is_overdue(until.plus_seconds(60)));
}

#[test]
fn what_ended_it_is_told_of_what_was_really_hit() {
    let room = Room::of(
        "ana: open P1 data x
        ana: did emptied the cache {on db2}
        ana: target 2 db1
        ana: verify 2 worked",
    );
    assert_eq!(card(&room, 18).gist.ended.raw(), "emptied the cache (on db2) (really on db1)");
}

/// The story, closed, with recommendations in every state.
fn reviewed() -> (Room, Vec<Seq>) {
    let mut room = Room::of(STORY);
    let mut all = Vec::new();
    let (facilitator, agenda) = (handle("cy"), Agenda::default());
    let open = Command::OpenReview { facilitator, notes: None, agenda };
    room.ask(facilitator, open).unwrap();
    room.ask(facilitator, Command::MoveStep { step: 5 }).unwrap();
    for words in ["colour the prompt", "drop the old tool", "think about it", "alarm on 5xx"] {
        let text = Text::from(words);
        let command = Command::Recommend { kind: AdviceKind::Technical, text, idea: None };
        all.push(room.ask(handle("cy"), command).unwrap());
    }
    let due = room.now.plus_seconds(86_400);
    let accept = |entry| Command::AcceptAdvice {
        entry,
        owner: handle("ben"),
        due,
        link: Text::from("TEAM-481"),
    };
    room.ask(handle("cy"), accept(all[0])).unwrap();
    room.ask(handle("cy"), accept(all[3])).unwrap();
    let why = Text::from("it goes in March");
    room.ask(handle("cy"), Command::DeclineAdvice { entry: all[1], why }).unwrap();
    let text = Text::from("live on all hosts");
    room.ask(handle("ben"), Command::FinishAdvice { entry: all[3], text }).unwrap();
    (room, all)
}

#[test]
fn a_card_tells_how_it_ended_and_what_was_recommended() {
    let (room, all) = reviewed();
    let card = card(&room, 17);
    assert_eq!(card.name(), "INC-17");
    assert_eq!(card.gist.ended.raw(), "roll back eu-west");
    let restore = card.facts.seconds[&Span::Restore];
    // When it began is approximate in the story, so that this is.
    assert_eq!(card.ending(40), format!("roll back eu-west, ~{}", crate::show::age(restore)));
    let state = |entry| card.recommended.iter().find(|r| r.entry == entry).unwrap();
    assert_eq!(state(all[0]).state, Stand::Accepted);
    assert_eq!(state(all[0]).owner, Some(handle("ben")));
    assert_eq!(state(all[0]).link.raw(), "TEAM-481");
    assert_eq!(
        (state(all[1]).state, state(all[1]).said.raw()),
        (Stand::Declined, "it goes in March")
    );
    assert_eq!(state(all[2]).state, Stand::Raw);
    let done = state(all[3]);
    assert_eq!((done.state, done.said.raw()), (Stand::Done, "live on all hosts"));
    assert_eq!((done.since, done.link.raw()), (room.now, "TEAM-481"));
    assert_eq!(done.due, state(all[0]).due, "what it was accepted with is told still");
    assert!(!state(all[0]).is_overdue(room.now));
    assert!(state(all[0]).is_overdue(room.now.plus_seconds(2 * 86_400)));
    assert!(!state(all[3]).is_overdue(room.now.plus_seconds(2 * 86_400)), "it is done");
}

#[test]
fn a_time_that_cannot_be_is_no_number_anywhere() {
    let mut room = Room::of("ana: open P3 data x\n+10m\nana: mark began 14:09");
    room.run("ana: mark detected 14:05\n+1m\nana: phase resolved y\nana: phase closed z").unwrap();
    let facts = card(&room, 17).facts;
    // It began after it was detected: one of the two is wrong, and nobody knows which.
    for span in [Span::Detect, Span::Restore, Span::Total, Span::Declare] {
        assert!(facts.impossible.contains(&span), "{span}");
        assert_eq!(facts.took(span), None, "{span}");
    }
    assert_eq!(facts.took(Span::Fix), Some((660, false)), "it rests on other times");
    assert_eq!(card(&room, 17).ending(40), "y, its times cannot be");
    let whole = serde_json::to_string(&facts).unwrap();
    let before = whole.replace(r#""impossible":["#, r#""not_there_before":["#);
    let read: super::Facts = serde_json::from_str(&before).unwrap();
    assert!(read.impossible.is_empty() && read.about.is_empty(), "of an older server");
}

#[test]
fn what_would_have_helped_was_recommended_before_and_not_done_by_then() {
    let (room, all) = reviewed();
    let card = card(&room, 17);
    let undone = |at: At| -> Vec<Seq> {
        card.recommended.iter().filter(|r| r.was_undone(at)).map(|r| r.entry).collect()
    };
    let idea = card.recommended[0].entry;
    assert_eq!(undone(room.now.plus_seconds(60)), [idea, all[0], all[2]]);
    assert_eq!(undone(room.header.opened_at), [], "nothing had been recommended by then");
}

/// Another incident may begin between any two moments of what is recommended.
#[test]
fn what_was_recommended_only_after_another_incident_began_would_not_have_helped_there() {
    let mut room = Room::of("ana: open P3 data x\nana: idea a canary\n+10m");
    let parked = room.now;
    room.run("ana: phase closed y").unwrap();
    let (facilitator, agenda) = (handle("ana"), Agenda::default());
    let open = Command::OpenReview { facilitator, notes: None, agenda };
    room.ask(facilitator, open).unwrap();
    room.ask(facilitator, Command::MoveStep { step: 5 }).unwrap();
    room.run("+10m").unwrap();
    let text = Text::from("alarm on 5xx");
    let command = Command::Recommend { kind: AdviceKind::Technical, text, idea: None };
    let entry = room.ask(handle("ana"), command).unwrap();
    let (idea, made) = (Seq(2), room.now);
    let undone = |room: &Room, at: At| -> Vec<Seq> {
        let all = card(room, 17).recommended.into_iter();
        all.filter(|one| one.was_undone(at)).map(|one| one.entry).collect()
    };
    let holds = |room: &Room| {
        assert_eq!(undone(room, parked.plus_seconds(-60)), [], "it was its writer's alone");
        assert_eq!(undone(room, made.plus_seconds(-60)), [idea]);
        // Whatever was decided about it later.
        assert_eq!(undone(room, made.plus_seconds(60)), [idea, entry]);
    };
    holds(&room);
    room.run("+1h").unwrap();
    let until = room.now.plus_seconds(86_400);
    room.ask(handle("ana"), Command::RestAdvice { entry, until }).unwrap();
    holds(&room);
    room.run("+1h").unwrap();
    let (owner, link) = (handle("ana"), Text::default());
    room.ask(handle("ana"), Command::AcceptAdvice { entry, owner, due: until, link }).unwrap();
    holds(&room);
    room.run("+1h").unwrap();
    let text = Text::from("it rings");
    room.ask(handle("ana"), Command::FinishAdvice { entry, text }).unwrap();
    holds(&room);
    assert_eq!(undone(&room, room.now.plus_seconds(60)), [idea], "it is done by then");
}

#[test]
fn a_card_is_the_same_after_it_was_written_and_read() {
    let (room, _) = reviewed();
    let card = card(&room, 17);
    let text = serde_json::to_string(&card).unwrap();
    assert_eq!(serde_json::from_str::<Card>(&text).unwrap(), card);
}

fn like(this: &Room, others: &[Room]) -> Vec<(usize, String)> {
    let all: Vec<Card> = (100..).zip(others).map(|(n, room)| card(room, n)).collect();
    let this = card(this, 1);
    let subject = |card: &Card| (Some(card.facts.kind), card.gist.clone());
    let all: Vec<_> = all.iter().map(subject).collect();
    let all: Vec<_> = all.iter().map(|(kind, gist)| Subject { kind: *kind, gist }).collect();
    let found = alike(&Subject { kind: Some(this.facts.kind), gist: &this.gist }, &all, 5);
    found.into_iter().map(|alike| (alike.place, alike.because())).collect()
}

#[test]
fn an_incident_of_the_same_words_is_found_and_one_of_others_is_not() {
    let this = Room::of("ana: open P1 availability Checkout returns 502s\nana: fact only eu-west");
    let others = [
        Room::of("ana: open P1 availability Search is slow in the north"),
        Room::of(STORY),
        Room::of("ana: open P3 data Two columns are swapped\nana: fact only the export"),
    ];
    let found = like(&this, &others);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, 1);
    assert!(found[0].1.contains("checkout") && found[0].1.contains("west"), "{found:?}");
    assert!(found[0].1.ends_with("the same kind"), "{found:?}");
}

#[test]
fn one_word_of_both_titles_is_enough_for_two_of_one_kind() {
    let this = Room::of("ana: open P1 availability Checkout returns 500s\nana: fact only eu-west");
    let others = [
        Room::of("ana: open P1 availability Checkout certificate expired"),
        Room::of("ana: open P1 data Checkout certificate expired"),
        Room::of("ana: open P1 availability Mail is late\nana: fact checkout is well"),
    ];
    let why = "the same words: checkout; the same kind";
    assert_eq!(like(&this, &others), [(0, why.to_owned())]);
}

#[test]
fn a_report_on_a_service_is_like_an_incident_that_has_it_in_its_title() {
    let room = Room::of("ana: open P1 availability Card checkout returns 500s");
    let this = card(&room, 1);
    let on = |service: &str| super::Gist {
        services: [service.to_owned()].into(),
        ..super::Gist::of_words("The day the roof came off", std::iter::empty())
    };
    let all = [on("checkout"), on("card checkout"), on("checkout mail"), on("is")];
    let all = all.each_ref().map(|gist| Subject { kind: None, gist });
    let found = alike(&Subject { kind: Some(this.facts.kind), gist: &this.gist }, &all, 5);
    let found: Vec<_> = found.iter().map(|it| (it.place, it.because())).collect();
    let why = |service: &str| format!("the same service: {service}");
    assert_eq!(found, [(0, why("checkout")), (1, why("card checkout"))]);
}

#[test]
fn the_first_minute_has_a_title_and_that_is_enough() {
    let this = Room::of("ana: open P2 availability Card payments fail at checkout");
    let found = like(&this, &[Room::of("ana: open P3 data x"), Room::of(STORY)]);
    assert_eq!(found.iter().map(|(place, _)| *place).collect::<Vec<_>>(), [1]);
}

#[test]
fn nothing_is_like_an_incident_without_words_of_its_own() {
    let this = Room::of("ana: open P2 availability It is down again");
    assert_eq!(like(&this, &[Room::of(STORY)]), []);
    let gist = super::Gist::default();
    let none = Subject { kind: Some(Kind::Data), gist: &gist };
    assert_eq!(alike(&none, &[none], 5), []);
}

#[test]
fn words_lead_to_their_moment_and_what_is_taken_out_is_not_among_them() {
    let mut room =
        Room::of("ana: open P1 availability Checkout returns 500s\nana: saw the key is hunter2");
    let words = |room: &Room| -> Vec<(Seq, &'static str, String)> {
        let all = passages(&room.records, &room.register, Seq(0));
        all.into_iter().map(|p| (p.seq, p.kind, p.text)).collect()
    };
    assert_eq!(
        words(&room),
        [
            (Seq(1), "opened", "Checkout returns 500s".to_owned()),
            (Seq(2), "observation", "the key is hunter2".to_owned())
        ]
    );
    let why = Text::from("a password");
    room.ask(handle("ana"), Command::Redact { entry: Seq(2), why, asked: None }).unwrap();
    assert_eq!(words(&room)[1], (Seq(3), "redacted", "a password".to_owned()));
    let later = passages(&room.records, &room.register, Seq(2));
    assert_eq!(later.len(), 1, "only what is behind that place");
}

#[test]
fn ideas_are_no_part_of_it_before_their_step_of_the_review() {
    let mut room = Room::of("ana: open P1 availability x\nana: idea a canary");
    let told = |room: &Room| {
        let words = passages(&room.records, &room.register, Seq(0));
        (words.iter().any(|p| p.text == "a canary"), card(room, 1).recommended.len())
    };
    assert_eq!(told(&room), (false, 0));
    room.run("ana: phase closed y").unwrap();
    assert_eq!(told(&room), (false, 0));
    let open =
        Command::OpenReview { facilitator: handle("ana"), notes: None, agenda: Agenda::default() };
    room.ask(handle("ana"), open).unwrap();
    room.ask(handle("ana"), Command::MoveStep { step: 5 }).unwrap();
    assert_eq!(told(&room), (true, 1));
}

#[test]
fn what_ends_before_it_begins_is_among_the_times_that_cannot_be() {
    let room = Room::of("ana: open P3 data x\n+10m\nana: mark detected 14:05");
    let facts = card(&room, 17).facts;
    assert!(facts.impossible.contains(&Span::Declare), "declared before it was detected");
    assert_eq!(facts.took(Span::Declare), None);
}

#[test]
fn what_it_was_graded_last_is_told_beside_the_worst() {
    let mut room = Room::of("ana: open P1 data x");
    let now = |room: &Room| {
        let facts = card(room, 17).facts;
        (facts.worst, facts.severity())
    };
    assert_eq!(now(&room), (Severity::P1, Severity::P1));
    room.run("ana: grade P3 it is smaller").unwrap();
    assert_eq!(now(&room), (Severity::P1, Severity::P3));
    let told = serde_json::to_string(&card(&room, 17).facts).unwrap();
    let older = told.replace(r#""milder":"P3","#, "");
    let read: super::Facts = serde_json::from_str(&older).unwrap();
    assert_eq!((told != older, read.severity()), (true, Severity::P1), "of an older server");
}
