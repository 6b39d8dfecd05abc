//! Who is gone: from the door of a room, and from the chair of its review.

use super::*;
use warroom_register::limits::{AWAY_SECONDS, KNOCK_SILENCE_SECONDS};

#[tokio::test(start_paused = true)]
async fn who_knocked_and_went_away_is_noted_and_knocks_anew() {
    let mut stage = Stage::opened().await;
    stage.room.record(ana(), asked(Command::SetDoor { one_by_one: true })).await.unwrap();
    let (handle, right) = ("kim".parse().unwrap(), Right::Key(Some(Scope::Respond)));
    let kim = Newcomer { handle, key: key(), right, unsure: false };
    let room = stage.room.clone();
    let knock = || room.admit(kim.clone());
    let gone = |events: &[Event]| {
        events.iter().filter(|event| matches!(event, Event::GoneFromDoor { .. })).count()
    };
    let begun = Instant::now();
    for _ in 0..3 {
        assert_eq!(knock().await.unwrap_err().end, SeatEnd::Waits);
        tokio::time::advance(Duration::from_secs(1)).await;
    }
    stage.wait(|events| gone(events) == 1).await;
    assert!(
        begun.elapsed() >= Duration::from_secs(2 + KNOCK_SILENCE_SECONDS),
        "{:?}",
        begun.elapsed()
    );
    assert!(
        begun.elapsed() < Duration::from_secs(2 * KNOCK_SILENCE_SECONDS),
        "as a script would be"
    );
    let records = stage.records();
    let noted = records.last().unwrap();
    assert_eq!(
        (noted.by, &noted.event),
        (Handle::warroom(), &Event::GoneFromDoor { knock: Seq(3) })
    );
    // Nobody can let them in any more; who comes back is asked for again.
    let admit = Command::Admit { who: kim.handle, knock: Some(Seq(3)) };
    let why = stage.room.record_of(ana(), asked(admit)).await.unwrap_err().to_string();
    assert!(why.contains("gone from the door"), "{why}");
    assert_eq!(knock().await.unwrap_err().end, SeatEnd::Waits);
    let admit = Command::Admit { who: kim.handle, knock: Some(Seq(5)) };
    stage.room.record_of(ana(), asked(admit)).await.unwrap();
    assert_eq!(knock().await, Ok(Scope::Respond));
    tokio::time::advance(Duration::from_secs(3600)).await;
    stage.room.record(ana(), asked(saw("an hour later"))).await.unwrap();
    assert_eq!(gone(&stage.events()), 1, "who is in is not gone");
}

#[tokio::test(start_paused = true)]
async fn a_chair_who_never_had_a_screen_is_noted_gone_as_well() {
    let patience = Duration::from_secs(45);
    let mut stage = Stage::opened_where_away_is(patience).await;
    let (why, phase) = (Text::from("over"), Phase::Closed);
    let close =
        Command::MovePhase { phase, why, card: None, card_salt: None, seen_at: None, review: None };
    stage.room.record(ana(), asked(close)).await.unwrap();
    // An hour on a closed incident: nobody has to be there for it.
    tokio::time::advance(Duration::from_secs(3600)).await;
    let agenda = warroom_register::Agenda::default();
    let open = Command::OpenReview { facilitator: ana(), notes: None, agenda };
    let begun = Instant::now();
    stage.room.record(ana(), asked(open)).await.unwrap();
    let away = |events: &[Event]| {
        events.iter().any(|event| matches!(event, Event::Away { who } if *who == ana()))
    };
    assert!(!away(&stage.events()));
    let noted = tokio::time::timeout(10 * patience, stage.wait(away)).await;
    assert!(noted.is_ok(), "nobody looked after the chair");
    assert!(begun.elapsed() >= patience, "{:?}", begun.elapsed());
}

fn trusted(name: &str, key: u8) -> Newcomer {
    let right = Right::Key(Some(Scope::Command));
    Newcomer { handle: name.parse().unwrap(), key: Bytes([key; 32]), right, unsure: false }
}

#[tokio::test(start_paused = true)]
async fn promise_15_a_door_that_is_opened_one_by_one_opens_by_itself_only_where_nobody_is_left_to()
{
    let mut stage = Stage::opened_where_away_is(Duration::from_secs(AWAY_SECONDS)).await;
    let room = stage.room.clone();
    let (ben, nia, pam) = (trusted("ben", 2), trusted("nia", 3), trusted("pam", 4));
    room.admit(ben.clone()).await.unwrap();
    let screen = room.attend(ben.handle, true);
    room.record(ana(), asked(Command::SetDoor { one_by_one: true })).await.unwrap();
    let comes = |who: &Newcomer| {
        let (room, who) = (room.clone(), who.clone());
        async move { room.admit(who).await.map_err(|turned| turned.end) }
    };
    assert_eq!(comes(&nia).await, Err(SeatEnd::Waits));
    assert_eq!(comes(&pam).await, Err(SeatEnd::Waits));
    stage.wait(|events| events.iter().any(|it| matches!(it, Event::Away { .. }))).await;
    // The lead is gone; ben could open, and is asked.
    assert_eq!(comes(&nia).await, Err(SeatEnd::Waits));
    let of_pam =
        |it: &&Record| matches!(&it.event, Event::Knocked { who, .. } if *who == pam.handle);
    let knock = stage.records().iter().rfind(of_pam).unwrap().seq;
    let away = Command::TurnAway { knock, why: Text::default() };
    room.record_of(ben.handle, asked(away)).await.unwrap();
    drop(screen);
    assert_eq!(comes(&nia).await, Ok(Scope::Command), "nobody is left who could open");
    assert_eq!(comes(&pam).await, Err(SeatEnd::Denied), "she was turned away");
    assert_eq!(
        comes(&Newcomer { handle: "sam".parse().unwrap(), ..pam }).await,
        Err(SeatEnd::Waits)
    );
}

/// A token is looked up by its hash: how much of it is right says nothing.
#[tokio::test]
async fn a_token_that_is_nearly_right_is_answered_as_any_wrong_one() {
    let stage = Stage::opened().await;
    let token = [7_u8; 16];
    let (until, name) =
        (At::from_ms(START.ms() + 3_600_000), "team".to_owned().try_into().unwrap());
    let (scope, uses) = (Scope::Respond, 10);
    let invite = Command::Invite { name, scope, until, uses, token: Hash::of(&token) };
    stage.room.record(ana(), asked(invite)).await.unwrap();
    let comes = async |token: [u8; 16]| {
        let right = Right::Token(Hash::of(&token));
        let kim = Newcomer { handle: "kim".parse().unwrap(), key: key(), right, unsure: false };
        stage.room.would_admit(kim).await
    };
    assert_eq!(comes(token).await, Ok(Scope::Respond));
    let mut answers = Vec::new();
    for right in 0..token.len() {
        let mut nearly = token;
        nearly[right..].fill(8);
        answers.push(comes(nearly).await.unwrap_err());
    }
    assert!(answers[0].why.contains("does not open INC-1") && answers[0].guessed);
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
}
