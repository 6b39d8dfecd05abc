//! Records that were never recorded here, said to have been lost: nobody brings them in.

use std::time::Duration;
use uuid::Uuid;
use warroom_register::limits::{BRING_SILENCE_SECONDS_MAX, PLACE_MAX};
use warroom_register::protocol::{ClientMessage, Door, SeatEnd, ServerMessage, StopWhy};
use warroom_register::{Chain, Command, CommandId, Event, Record, Seq, Text};

use super::altered::Kept;
use super::client::{Client, Manner, Person, saw};
use super::whole::{Loss, bring, forged, go_on, stopped};
use super::{in_memory, incident, joined, options};
use crate::journal::{LINES_AT_ONCE_MAX, Store};
use crate::{Keep, start};

/// Lines behind a chain that nobody ever wrote.
pub(super) fn invented(after: Chain, like: &Record, count: usize) -> String {
    let one = |n: usize| Record {
        seq: Seq(after.head.0 + 1 + n as u64),
        command: CommandId(Uuid::from_u128(n as u128 + 1)),
        ..like.clone()
    };
    forged(after, &(0..count).map(one).collect::<Vec<_>>())
}

impl Loss {
    /// Where one of the lost would stand, and what would be behind all of them.
    fn more(&self, count: usize) -> String {
        invented(self.whole, self.records.last().unwrap(), count)
    }

    /// The server loses the last record as well and begins anew; what it then says of it.
    async fn of_one_more(self) -> Option<(StopWhy, Seq, Seq)> {
        self.server.stop().await;
        let store = Store::Memory(self.memory.clone());
        let stored = store.list().await.unwrap();
        let id = stored.into_iter().find(|it| it.label.is_some()).unwrap().id;
        self.memory.lose(id, 1);
        let server = start(options(Keep::Memory(self.memory.clone()))).await.unwrap();
        let ana = Client::back(&server, &self.ana, self.label).await.unwrap();
        stopped(&ana).map(|told| (told.why, told.from, told.to))
    }
}

#[tokio::test]
async fn promise_15_who_may_only_watch_puts_nothing_into_a_record_and_keeps_nobody_from_it() {
    let loss = Loss::of_last(true).await;
    let mut gil = loss.with_all(&loss.gil).await;
    let why = bring(&mut gil, &(loss.missing() + &loss.more(5))).await.unwrap_err();
    assert!(why.contains("who may only watch"), "{why}");
    // Nor does a piece of theirs take the turn.
    gil.send(ClientMessage::Lines { text: "{".into(), last: false }).await;
    let refused = |word: &&ServerMessage| matches!(word, ServerMessage::NotBrought { .. });
    gil.wait(|it| it.words.iter().filter(refused).count() == 2).await;
    let mut ben = loss.with_all(&loss.ben).await;
    assert_eq!(bring(&mut ben, &loss.missing()).await, Ok(loss.whole.head));
}

#[tokio::test]
async fn promise_2_what_stands_behind_the_proven_place_of_a_copy_is_not_taken() {
    let loss = Loss::of_last(true).await;
    let mut ben = loss.with_all(&loss.ben).await;
    let brought = bring(&mut ben, &(loss.missing() + &loss.more(5))).await;
    assert_eq!(brought, Ok(loss.whole.head));
    let mut ana = loss.enter(&loss.ana, Manner::default()).await.unwrap();
    ana.record(saw("and on")).await;
    let known = loss.records.len();
    assert_eq!(ana.records[..known], loss.records);
    let (from_seq, to_seq) = (loss.left.head.next(), loss.whole.head);
    assert_eq!(ana.records[known].event, Event::Restored { from_seq, to_seq, replaced: None });
    assert_eq!(ana.head().0, known as u64 + 2);
}

#[tokio::test]
async fn promise_2_who_says_that_they_hold_more_cannot_invent_it() {
    let server = in_memory().await;
    let (ana, mallory) = (Person::new("ana"), Person::new("mallory"));
    let label = incident(&server, &ana).await;
    let mut lead = joined(&server, label, &ana).await;
    let cy = Person::new("cy");
    drop((joined(&server, label, &mallory).await, joined(&server, label, &cy).await));
    lead.record(saw("one")).await;
    let (held, like) = (lead.chain.unwrap(), lead.records.last().unwrap().clone());
    let more = Chain { head: Seq(held.head.0 + 5), ..held };
    let manner = || Manner { after: Some(held), holds: Some(more), ..Manner::default() };
    let door = || Door::Key { incident: Some(label) };
    let mut other = Client::enter(&server, &mallory, door(), manner()).await.unwrap();
    let why = bring(&mut other, &invented(held, &like, 5)).await.unwrap_err();
    assert!(why.contains("it is taken of the lead alone"), "{why}");
    assert_eq!(lead.head(), held.head);
    // Once they are overruled they are not asked again, and what they say keeps nothing stopped.
    lead.wait(|it| stopped(it).is_some()).await;
    go_on(lead, "there is no more").await;
    let mut lead = Client::back(&server, &ana, label).await.unwrap();
    lead.record(saw("two")).await;
    let held = lead.chain.unwrap();
    let more = Chain { head: Seq(held.head.0 + 5), ..held };
    let manner = || Manner { after: Some(held), holds: Some(more), ..Manner::default() };
    drop(Client::enter(&server, &cy, door(), manner()).await.unwrap());
    lead.wait(|it| stopped(it).is_some()).await;
    let mut other = Client::enter(&server, &mallory, door(), manner()).await.unwrap();
    let why = bring(&mut other, &invented(held, &like, 5)).await.unwrap_err();
    assert!(why.contains("went on without what your copy holds"), "{why}");
    assert_eq!(stopped(&other).unwrap().holders, [cy.handle]);
}

#[tokio::test]
async fn promise_9_who_begins_to_bring_and_says_no_more_keeps_nobody_waiting() {
    let loss = Loss::of_last(true).await;
    let mut slow = loss.with_all(&loss.ana).await;
    let mut ben = loss.with_all(&loss.ben).await;
    slow.send(ClientMessage::Lines { text: "{".into(), last: false }).await;
    // Nor has one person more than one turn.
    let mut again = loss.with_all(&loss.ana).await;
    loop {
        match bring(&mut again, "").await {
            Err(why) if why.contains("another program of yours is just putting it back") => break,
            _ => tokio::task::yield_now().await,
        }
    }
    // Others are heard meanwhile: this is looked at, and has nothing in it.
    let why = bring(&mut ben, "").await.unwrap_err();
    assert!(why.contains("has none of the missing records"), "{why}");
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(BRING_SILENCE_SECONDS_MAX + 1)).await;
    tokio::time::resume();
    let late = |word: &ServerMessage| matches!(word, ServerMessage::NotBrought { why } if why.contains("did not come in time"));
    slow.wait(|it| it.words.iter().any(late)).await;
    assert_eq!(bring(&mut ben, &loss.missing()).await, Ok(loss.whole.head));
}

#[tokio::test]
async fn who_may_only_watch_keeps_no_room_stopped() {
    let loss = Loss::of_last(true).await;
    let ana = loss.enter(&loss.ana, Manner::default()).await.unwrap();
    // They are let in and told; what they say they hold changes nothing.
    let more = Chain { head: Seq(loss.whole.head.0 + 9), ..loss.whole };
    let manner = Manner { after: Some(loss.left), holds: Some(more), ..Manner::default() };
    let gil = loss.enter(&loss.gil, manner).await.unwrap();
    let told = stopped(&gil).unwrap();
    assert_eq!((told.why, told.to, told.holders), (StopWhy::Lost, loss.whole.head, Vec::new()));
    let mut ben = loss.with_all(&loss.ben).await;
    assert_eq!(bring(&mut ben, &loss.missing()).await, Ok(loss.whole.head));
    drop(ana);
    let mut ana = loss.enter(&loss.ana, Manner::default()).await.unwrap();
    ana.record(saw("and on")).await;
}

#[tokio::test]
async fn promise_2_after_the_room_went_on_what_it_loses_is_noticed_as_before() {
    let loss = Loss::of_last(true).await;
    let ana = loss.enter(&loss.ana, Manner::default()).await.unwrap();
    let told = stopped(&ana).unwrap();
    go_on(ana, "nobody has them").await;
    let mut ana = loss.enter(&loss.ana, Manner::default()).await.unwrap();
    // Its head is still below the last of those it went on without.
    let last = ana.record(saw("on")).await;
    assert!(last < told.to);
    drop(ana);
    assert_eq!(loss.of_one_more().await, Some((StopWhy::Lost, last, last)));
}

#[tokio::test]
async fn promise_2_a_claim_of_a_place_that_the_room_reaches_later_silences_no_loss_there() {
    let loss = Loss::of_last(false).await;
    // Somebody says that they hold a few more, which is not so; the lead goes on.
    let more = Chain { head: Seq(loss.left.head.0 + 4), ..loss.whole };
    let manner = Manner { after: Some(loss.left), holds: Some(more), ..Manner::default() };
    drop(loss.enter(&loss.ben, manner).await.unwrap());
    let ana = loss.enter(&loss.ana, Manner::default()).await.unwrap();
    let told = stopped(&ana).unwrap();
    assert_eq!(told.to, more.head);
    go_on(ana, "nobody has them").await;
    // The room comes to that very place, and loses what stands there.
    let mut ana = loss.enter(&loss.ana, Manner::default()).await.unwrap();
    while ana.record(saw("on")).await < more.head {}
    drop(ana);
    assert_eq!(loss.of_one_more().await, Some((StopWhy::Lost, more.head, more.head)));
}

#[tokio::test]
async fn nobody_holds_more_than_any_incident_may_have() {
    let loss = Loss::of_last(false).await;
    for (head, code) in [(PLACE_MAX, None), (PLACE_MAX + 1, Some(SeatEnd::Malformed.code()))] {
        let more = Chain { head: Seq(head), ..loss.whole };
        let manner = Manner { after: Some(loss.left), holds: Some(more), ..Manner::default() };
        let came = loss.enter(&loss.ben, manner).await;
        assert_eq!(came.err().map(|away| away.code), code, "{head}");
    }
}

#[tokio::test]
async fn more_than_one_append_takes_is_put_back_whole() {
    let loss = Loss::of_last(false).await;
    let count = LINES_AT_ONCE_MAX + 100;
    let lines = invented(loss.left, loss.records.last().unwrap(), count);
    let head = Seq(loss.left.head.0 + count as u64);
    let more = Chain { head, ..loss.whole };
    let manner = Manner { after: Some(loss.left), holds: Some(more), ..Manner::default() };
    let mut lead = loss.enter(&loss.ana, manner).await.unwrap();
    let pieces: Vec<&str> = lines.split_inclusive('\n').collect();
    for piece in pieces.chunks(50) {
        lead.send(ClientMessage::Lines { text: piece.concat(), last: false }).await;
    }
    assert_eq!(bring(&mut lead, "").await, Ok(head));
    let mut fresh = loss.enter(&loss.ben, Manner::default()).await.unwrap();
    fresh.wait(|it| it.head() == head.next()).await;
}

#[tokio::test]
async fn promise_2_a_hash_that_a_whole_line_names_of_itself_sends_nobody_away() {
    let kept = Kept::new().await;
    let last = kept.records.last().unwrap();
    let line = Record { hash: Some(kept.whole.hash), ..last.clone() }.line();
    kept.line(kept.lines.len(), &line);
    // Nothing says what it was before, and who comes holds it so.
    std::fs::remove_file(kept.folder.path().join("heads")).unwrap();
    let after = Chain { head: kept.whole.head, hash: Record::hash_of_line(&line) };
    let server = kept.server().await;
    let manner = Manner { after: Some(after), ..Manner::default() };
    let ana = Client::enter(&server, &kept.ana, kept.door(), manner).await.unwrap();
    assert_eq!(stopped(&ana), None);
}

#[tokio::test]
async fn who_was_overruled_does_not_stop_the_room_again() {
    let server = in_memory().await;
    let (ana, mallory, cy) = (Person::new("ana"), Person::new("mallory"), Person::new("cy"));
    let label = incident(&server, &ana).await;
    let mut lead = joined(&server, label, &ana).await;
    let mut other = joined(&server, label, &mallory).await;
    drop(joined(&server, label, &cy).await);
    let door = Door::Key { incident: Some(label) };
    let claims = async |held: Chain, who: &Person| {
        let more = Chain { head: Seq(held.head.0 + 5), ..held };
        let manner = Manner { after: Some(held), holds: Some(more), ..Manner::default() };
        Client::enter(&server, who, door.clone(), manner).await
    };
    lead.wait(|it| it.head() >= Seq(5)).await;
    other.wait(|it| it.head() == lead.head()).await;
    let seat = claims(lead.chain.unwrap(), &mallory).await.unwrap();
    lead.wait(|it| stopped(it).is_some()).await;
    let told = stopped(&lead).unwrap();
    assert_eq!(told.holders, [mallory.handle]);
    go_on(lead, "there is nothing more").await;
    drop((seat, other));
    // Now the same claim is not heard, and the lead can put them out.
    let mut lead = Client::back(&server, &ana, label).await.unwrap();
    let head = lead.record(saw("on")).await;
    lead.wait(|it| it.head() >= head).await;
    let away = claims(lead.chain.unwrap(), &mallory).await.err().unwrap();
    assert!(away.why.contains("one of the two has lost records"), "{}", away.why);
    assert_eq!(stopped(&lead), None);
    lead.record(Command::Remove { who: mallory.handle, why: Text::from("a false claim") }).await;
    // Somebody else's is heard as ever.
    drop(claims(lead.chain.unwrap(), &cy).await.unwrap());
    lead.wait(|it| stopped(it).is_some()).await;
}
