//! Batches that are decided while the journal writes the one before.

use super::*;
use tokio::task::JoinHandle;

/// Asks while the journal writes nothing, and comes back when the room has done what it can.
async fn ask(stage: &Stage, words: &str) -> JoinHandle<Result<Seq, Refusal>> {
    let (room, ask) = (stage.room.clone(), asked(saw(words)));
    let told = tokio::spawn(async move { room.record(ana(), ask).await });
    // The clock is held: it goes on when nobody has anything left to do.
    tokio::time::sleep(Duration::from_millis(1)).await;
    told
}

#[tokio::test(start_paused = true)]
async fn what_is_decided_while_the_journal_writes_is_recorded_behind_it_and_unseen_before() {
    let stage = Stage::opened().await;
    let held = stage.memory.hold().await;
    let mut told = Vec::new();
    for n in 0..12 {
        told.push(ask(&stage, &format!("the {n}th")).await);
    }
    assert_eq!((stage.events().len(), stage.room.head()), (1, Seq(1)));
    assert!(told.iter().all(|told| !told.is_finished()));
    drop(held);
    for (n, told) in (2..).zip(told) {
        assert_eq!(told.await.unwrap(), Ok(Seq(n)));
    }
    assert_eq!(stage.records().len(), 13);
}

#[tokio::test(start_paused = true)]
async fn what_was_decided_on_top_of_a_lost_append_is_decided_anew() {
    let stage = Stage::opened().await;
    let held = stage.memory.hold().await;
    stage.memory.fail_next(Fault::Lost(JournalError::Unavailable("cut".into())));
    let [lost, next, third] =
        [ask(&stage, "lost").await, ask(&stage, "next").await, ask(&stage, "last").await];
    drop(held);
    assert!(matches!(lost.await.unwrap(), Err(Refusal::NotRecorded { .. })));
    assert_eq!((next.await.unwrap(), third.await.unwrap()), (Ok(Seq(2)), Ok(Seq(3))));
    assert_eq!(stage.records().len(), 3);
    assert_eq!(stage.reopened().await.records().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn what_was_recorded_on_top_of_one_that_only_seemed_lost_is_recorded_once() {
    let stage = Stage::opened().await;
    let held = stage.memory.hold().await;
    stage.memory.fail_next(Fault::Written(JournalError::Unavailable("fsync".into())));
    let [first, next] = [ask(&stage, "seems lost").await, ask(&stage, "next").await];
    drop(held);
    assert_eq!((first.await.unwrap(), next.await.unwrap()), (Ok(Seq(2)), Ok(Seq(3))));
    assert_eq!(stage.records().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn words_that_are_taken_out_while_the_journal_writes_are_gone_when_it_has() {
    let mut stage = Stage::opened().await;
    stage.room.record(ana(), asked(saw("a secret"))).await.unwrap();
    let held = stage.memory.hold().await;
    let before = ask(&stage, "before").await;
    let why = Text::from("a password was pasted");
    let redact = asked(Command::Redact { entry: Seq(2), why, asked: None });
    let room = stage.room.clone();
    let redacted = tokio::spawn(async move { room.record(ana(), redact).await });
    let after = ask(&stage, "after").await;
    drop(held);
    for (n, told) in (3..).zip([before, redacted, after]) {
        assert_eq!(told.await.unwrap(), Ok(Seq(n)));
    }
    stage.wait(|events| events.len() == 5).await;
    tokio::time::sleep(Duration::from_millis(1)).await;
    let Following::Lines { text, .. } = stage.room.after(Seq(1)) else { panic!("nothing") };
    assert!(!text.contains("a secret"), "{text}");
    assert_eq!(stage.reopened().await.records().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_room_is_not_deserted_while_what_was_asked_is_under_way() {
    let stage = Stage::opened().await;
    tokio::time::sleep(Duration::from_millis(1)).await;
    assert!(stage.room.is_deserted());
    let held = stage.memory.hold().await;
    let desk = Arc::new(Desk::blind());
    assert!(stage.room.submit(ana(), asked(saw("and gone")), &desk).await);
    assert!(!stage.room.is_deserted(), "it waits for the room");
    tokio::time::sleep(Duration::from_millis(1)).await;
    assert!(!stage.room.is_deserted(), "it waits for the journal");
    drop(held);
    while !stage.room.is_deserted() {
        tokio::task::yield_now().await;
    }
    assert_eq!(stage.room.head(), Seq(2));
}

#[tokio::test]
async fn a_room_has_an_inbox_of_so_many_asks() {
    let stage = Stage::opened().await;
    // One that does not run takes nothing out of it.
    let still = Ready::open(stage.context.clone(), &stage.stored).await.unwrap();
    let job = || {
        let wish = Wish::ask(ana(), asked(saw("one more")), Source::Seat);
        Job { wish, answer: Answer::Nobody }
    };
    for n in 0..INBOX_ASKS_MAX {
        assert!(still.handle.inbox.try_send(job()).is_ok(), "the {n}th");
    }
    assert!(still.handle.inbox.try_send(job()).is_err());
}
