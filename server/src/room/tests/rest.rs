//! A room that nobody is in is not shut before nothing is in hand, in doubt, or still to be taken out.

use super::*;
use futures_util::FutureExt as _;
use warroom_register::protocol::Lacks;

fn redact(entry: Seq) -> Asked {
    asked(Command::Redact { entry, why: Text::from("a password was pasted"), asked: None })
}

fn ill() -> JournalError {
    JournalError::Unavailable("disk I/O error".to_owned())
}

impl Stage {
    /// Whether the journal holds these words.
    async fn holds(&self, words: &str) -> bool {
        let lines = self.context.store.read(self.stored.id, Seq(0), 10).await.unwrap();
        lines.iter().any(|line| line.contains(words))
    }

    /// The clock is held: it goes on when the room has done what it can.
    async fn pass(&self, seconds: u64) {
        tokio::time::sleep(Duration::from_secs(seconds) + Duration::from_millis(1)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn promise_13_a_room_is_not_shut_before_the_words_are_gone_that_were_taken_out() {
    let stage = Stage::opened().await;
    stage.room.record(ana(), asked(saw("a secret"))).await.unwrap();
    stage.pass(0).await;
    assert!(stage.room.is_deserted());
    stage.memory.erase_nothing(Some(ill()));
    stage.room.record(ana(), redact(Seq(2))).await.unwrap();
    for _ in 0..3 {
        stage.pass(6).await;
        assert!(!stage.room.is_deserted() && stage.holds("a secret").await);
    }
    stage.memory.erase_nothing(None);
    stage.pass(6).await;
    assert!(stage.room.is_deserted() && !stage.holds("a secret").await);
}

#[tokio::test(start_paused = true)]
async fn promise_13_what_one_nobody_knew_of_takes_out_is_gone_though_nobody_asks_and_then_it_is_shut()
 {
    let stage = Stage::opened().await;
    stage.room.record(ana(), asked(saw("a secret"))).await.unwrap();
    stage.memory.fail_next(Fault::Written(ill()));
    stage.memory.leave_in_doubt(3);
    let desk = Arc::new(Desk::blind());
    assert!(stage.room.submit(ana(), redact(Seq(2)), &desk).await);
    stage.pass(6).await;
    assert!(!stage.room.is_deserted(), "nobody knows what became of it");
    assert_eq!(stage.room.head(), Seq(2));
    stage.pass(20).await;
    assert_eq!(stage.room.head(), Seq(3));
    assert!(stage.room.is_deserted() && !stage.holds("a secret").await);
}

#[tokio::test(start_paused = true)]
async fn promise_13_words_that_are_left_go_though_the_journal_does_not_read_after_the_first() {
    let stage = Stage::opened().await;
    for secret in ["one secret", "two secret"] {
        stage.room.record(ana(), asked(saw(secret))).await.unwrap();
    }
    stage.memory.erase_nothing(Some(ill()));
    for entry in [2, 3] {
        stage.room.record(ana(), redact(Seq(entry))).await.unwrap();
    }
    stage.memory.erase_nothing(None);
    stage.memory.leave_in_doubt(2);
    stage.pass(6).await;
    assert!(!stage.room.is_deserted(), "its register is not made anew");
    stage.pass(20).await;
    assert!(stage.room.is_deserted() && !stage.holds("secret").await);
}

#[tokio::test(start_paused = true)]
async fn promise_13_words_that_stay_in_a_journal_are_told_of_until_they_are_gone() {
    let stage = Stage::opened().await;
    let (health, store) = (Arc::clone(&stage.context.health), stage.context.store.clone());
    tokio::spawn(async move { health.keep(&store, || false).await });
    stage.room.record(ana(), asked(saw("a secret"))).await.unwrap();
    stage.memory.erase_nothing(Some(ill()));
    stage.room.record(ana(), redact(Seq(2))).await.unwrap();
    let lacks = || stage.context.health.lacking().lacks.clone();
    for _ in 0..5 {
        stage.pass(2).await;
        let told: Vec<_> = lacks().into_iter().map(|lack| (lack.what, lack.why)).collect();
        assert_eq!(told, [(Lacks::Erasing, ill().to_string())]);
    }
    stage.memory.erase_nothing(None);
    stage.pass(7).await;
    assert!(lacks().is_empty() && !stage.holds("a secret").await);
}

#[tokio::test]
async fn what_is_taken_out_of_the_inbox_stirs_the_room_and_nothing_does_not() {
    let (sender, mut inbox) = mpsc::channel(1);
    let (rest, mut jobs) = (Rest::default(), Vec::new());
    assert!(!rest.is(), "it does not run yet");
    rest.set(true);
    assert_eq!(rest.hear(&mut inbox, &mut jobs).now_or_never(), None);
    assert!(rest.is());
    let wish = Wish::ask(ana(), asked(saw("one more")), Source::Seat);
    assert!(sender.try_send(Job { wish, answer: Answer::Nobody }).is_ok());
    assert_eq!(rest.hear(&mut inbox, &mut jobs).now_or_never(), Some(1));
    assert!(!rest.is() && jobs.len() == 1);
}
