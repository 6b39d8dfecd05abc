//! Coming to a review: from the lobby, and from the room in which one sits while it begins.

use super::super::shelf::{lobby, room};
use super::*;
use warroom_register::words::Severity;

#[test]
fn the_lobby_says_of_which_incident_a_review_is_held() {
    let mut desk = lobby(false);
    let mut line = room(42, "Checkout returns 500s", Severity::P1, Phase::Closed);
    line.meets = Some(handle("gil"));
    desk.tell(Msg::Link(LinkMsg::Lobby(vec![line])));
    for (width, height) in [(160, 45), (80, 24), (40, 15)] {
        let text = desk.text(width, height);
        assert!(text.contains("in review, gil"), "{text}");
        assert!(text.contains("joins it, and its review"), "{text}");
    }
}

#[test]
fn whoever_comes_into_a_room_under_review_is_offered_the_review() {
    let world = held(2);
    let mut ben = Desk::new("ben", &world, "16:10");
    assert!(ben.text(80, 24).contains("gil leads the review of this incident now"));
    ben.keys("<Enter>");
    assert!(ben.app.meeting.is_some() && ben.app.ask.is_none());
    ben.keys("<Esc>");
    assert!(ben.app.meeting.is_none(), "back in the room");
    ben.wait(1000);
    assert!(ben.app.ask.is_none(), "asked once");
    // Who stays in the room is asked no more.
    let mut ben = Desk::new("ben", &world, "16:10");
    ben.keys("<Esc>");
    ben.wait(1000);
    assert!(ben.app.ask.is_none() && ben.app.meeting.is_none());
    // Nobody is taken from what goes on.
    assert!(Desk::new("ben", &closed(), "16:10").app.ask.is_none());
}

#[test]
fn who_sits_in_the_room_when_it_begins_is_asked_to_come() {
    let mut world = closed();
    let mut ben = Desk::new("ben", &world, "16:04:30");
    ben.keys("<Esc>");
    let (facilitator, agenda) = (handle("gil"), Agenda::default());
    world.ask("16:05", "hana", &Command::OpenReview { facilitator, notes: None, agenda });
    hear(&mut [&mut ben], &world, None);
    assert!(ben.app.ask.is_none(), "no ask comes over what one does");
    assert!(ben.effects.iter().any(|effect| matches!(effect, Effect::Ring(_))));
    for (width, height) in [(160, 45), (80, 24)] {
        let text = ben.text(width, height);
        assert!(text.contains("gil leads the review now: G goes there"), "{text}");
    }
    ben.keys("G");
    assert!(ben.app.meeting.is_some());
    ben.wait(1000);
    ben.carry_out(&mut world);
    assert!(world.register.learning().review().unwrap().attended.contains(&handle("ben")));
}

#[test]
fn find_goes_through_the_rows_of_a_sheet() {
    let world = told(4);
    let mut ben = at_review("ben", &world, "16:40");
    let picked = |desk: &Desk| {
        let entry = desk.app.meeting.as_ref().unwrap().picked;
        entry.map(|entry| desk.app.live.register.text(entry).raw().to_owned())
    };
    ben.keys("<Down>");
    let before = picked(&ben);
    ben.keys("/registry limits");
    assert!(picked(&ben).unwrap().starts_with("the registry limits pulls"), "{:?}", picked(&ben));
    let text = ben.text(80, 24);
    assert!(text.contains("1 found") && text.contains("registry limits pulls"), "{text}");
    ben.keys("<Esc>");
    assert_eq!(picked(&ben), before, "as it was");
    ben.keys("/nobody had listed<Enter>");
    assert!(picked(&ben).unwrap().ends_with("that nobody had listed"), "{:?}", picked(&ben));
    assert!(ben.app.ask.is_none());
    // Through several, and from the last to the first; what is nowhere picks nothing.
    ben.keys("/the");
    let first = picked(&ben);
    ben.keys("<Down>");
    assert_ne!(picked(&ben), first);
    ben.keys("<Esc>/zeppelin");
    assert_eq!(picked(&ben), None);
}

#[test]
fn who_comes_or_leaves_while_one_chooses_a_person_moves_no_digit_and_no_choice() {
    let join = Command::Join { key: None, scope: Scope::Command, invite: None };
    let mut world = closed();
    world.ask("16:03", "gil", &Command::Leave {});
    let mut ana = at_review("ana", &world, "16:05");
    ana.keys("G2");
    let line = |desk: &mut Desk, who: &str| {
        let text = desk.text(160, 45);
        text.lines().any(|line| line.contains(who) && line.contains("was"))
    };
    assert!(line(&mut ana, "2 ben") && line(&mut ana, "7 hana"));
    world.ask("16:06", "gil", &join);
    world.ask("16:06", "hana", &Command::Leave {});
    hear(&mut [&mut ana], &world, None);
    assert!(line(&mut ana, "2 ben") && line(&mut ana, "6 gil"), "{}", ana.text(160, 45));
    ana.keys("-<Enter>");
    let open = |facilitator| Command::OpenReview {
        facilitator: handle(facilitator),
        notes: None,
        agenda: Agenda::default(),
    };
    assert_eq!(ana.sent(), [open("ben")]);
    // Who is chosen and gone is chosen no more.
    let mut ana = at_review("ana", &world, "16:07");
    ana.keys("G2");
    world.ask("16:07", "ben", &Command::Leave {});
    hear(&mut [&mut ana], &world, None);
    ana.keys("<Enter>");
    assert_eq!(ana.sent(), []);
}

#[test]
fn what_rests_stays_what_rests_though_somebody_comes() {
    let mut world = told(5);
    world.ask("16:40", "cy", &Command::Leave {});
    let mut gil = at_review("gil", &world, "16:41");
    gil.keys("<Down>A0");
    let join = Command::Join { key: None, scope: Scope::Respond, invite: None };
    world.ask("16:41", "cy", &join);
    hear(&mut [&mut gil], &world, None);
    gil.keys("<Enter>");
    let sent = gil.sent();
    assert!(matches!(sent[..], [Command::RestAdvice { .. }]), "{sent:?}");
}
