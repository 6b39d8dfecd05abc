//! Texts that were too many for their minute: one record says how many, once it is over.
//!
//! It is an entry like those that were taken, in the same name and by the same rights. Where the room
//! does not record it, the log says how many there were.

use tokio::time::{Instant, sleep_until};
use warroom_register::limits::TEXTS_PER_MINUTE_MAX;
use warroom_register::protocol::Asked;
use warroom_register::words::EntryKind;
use warroom_register::{CommandId, Handle, Hash, Label, NewEntry};

use super::Front;
use crate::room::RoomHandle;

/// By which token texts come, in whose name, and where they go.
pub(super) struct Source {
    pub(super) label: Label,
    pub(super) room: RoomHandle,
    pub(super) token: Hash,
    pub(super) author: Handle,
}

/// Tells of all that came beyond by then; at once where the server stops before.
pub(super) fn tell_at(front: &Front, at: Instant, source: Source) {
    let told = front.clone();
    front.tasks.spawn(async move {
        told.stop.run_until_cancelled(sleep_until(at)).await;
        tell(&told, source).await;
    });
}

async fn tell(front: &Front, Source { label, room, token, author }: Source) {
    let many = front.house.sources.take_untold(token);
    let command = NewEntry::of(EntryKind::Observation, words(many)).write();
    let asked = Asked::new(CommandId(uuid::Uuid::now_v7()), command);
    if let Err(refusal) = room.record_of(author, asked).await {
        tracing::warn!(incident = %label, by = %author, many, %refusal, "texts too many, not on record");
    }
}

fn words(many: u32) -> String {
    let (requests, were) = if many == 1 { ("request", "was") } else { ("requests", "were") };
    format!(
        "{many} more {requests} by this token {were} turned away within a minute: \
         {TEXTS_PER_MINUTE_MAX} texts a minute are the most"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_a_request_and_two_are_requests() {
        let one = "1 more request by this token was turned away within a minute: 30 texts a minute \
                   are the most";
        assert_eq!(words(1), one);
        assert!(words(2).starts_with("2 more requests by this token were"), "{}", words(2));
    }
}
