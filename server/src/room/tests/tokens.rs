//! What comes by a token has no place among the last records of a room.

use super::*;
use crate::journal::LINES_AT_ONCE_MAX;
use crate::room::draft::Draft;
use warroom_register::Ask;
use warroom_register::limits::{RECORDS_FOR_PEOPLE, RECORDS_MAX};

/// Fills the journal of a room that is not open with stars, up to that place.
async fn fill(stage: &Stage, to: u64) {
    let header = stage.room.header();
    let mut draft = Draft::begin(header, &stage.context.chance);
    for line in stage.records().iter().map(Record::line) {
        draft.replay(&line).unwrap();
    }
    let mut after = draft.chain().head;
    let mut lines = Vec::new();
    for n in after.0 + 1..=to {
        let command = Command::Star { entry: Seq(2), on: n % 2 == 0 };
        let Asked { id, knew, command } = asked(command);
        let event = command.clone().event();
        let ask = Ask { id, author: ana(), knew, now: START, command };
        let (seq, line) = draft.write(&ask, event).unwrap();
        lines.push(line);
        if lines.len() == LINES_AT_ONCE_MAX || seq.0 == to {
            let append =
                stage.context.store.append(stage.stored.id, after, std::mem::take(&mut lines));
            after = append.await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_token_writes_up_to_the_records_that_are_for_people_and_people_go_on() {
    let stage = Stage::opened().await;
    stage.room.record(ana(), asked(saw("what is starred"))).await.unwrap();
    fill(&stage, RECORDS_MAX - RECORDS_FOR_PEOPLE - 1).await;
    let stage = stage.reopened().await;
    let last = asked(saw("the last of a token"));
    let place = Ok(Seq(RECORDS_MAX - RECORDS_FOR_PEOPLE));
    assert_eq!(stage.room.record_of(ana(), last.clone()).await, place);
    let more = stage.room.record_of(ana(), asked(saw("one more"))).await;
    assert_eq!(more, Err(Refusal::FullForTokens));
    assert_eq!(stage.room.record_of(ana(), last).await, place, "what was recorded stays so");
    let desk = Arc::new(Desk::default());
    assert!(stage.room.submit(ana(), asked(saw("a person's")), &desk).await);
    let mut news = stage.room.news();
    news.wait_for(|_| stage.room.head().0 > place.as_ref().unwrap().0).await.unwrap();
}
