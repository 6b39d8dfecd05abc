//! Words that were taken out: those that wait here go too, and the record is told that they did.

use warroom_register::{Command, CommandId, EntryId, PublicKey, Record, Seq, Text};

use super::{Desk, Left, Waiting};
use crate::app::msg::LinkMsg;
use crate::link::outbox::Outbox;
use crate::link::words::said;
use warroom_register::protocol::Asked;

/// Shorter words are in too many other texts to be looked for.
const SOUGHT_CHARS_MIN: usize = 4;
/// Said of what waited and held such words.
const HELD_WORDS: &str =
    "it held words that were taken out of the record: write it again without them";

impl Desk {
    /// Lets go of everything that holds these words, on disk too.
    pub(in crate::link) async fn forget(
        &mut self,
        held: &[Record],
        words: &[Text],
    ) -> Result<(), Left> {
        let own = |id: CommandId| held.iter().any(|record| record.command == id);
        // What was to stand in its place says the same in other words.
        let is_taken = |entry: EntryId| held.iter().any(|record| record.seq == entry);
        let rewords = |command: &Command| match command {
            Command::Amend { entry, .. } => is_taken(*entry),
            _ => false,
        };
        let holds = |asked: &Asked| {
            own(asked.id)
                || rewords(&asked.command)
                || said(&asked.command).is_some_and(|said| holds_any(&said, words))
        };
        if let Some(Err(why)) = self.outbox.as_ref().map(|outbox| outbox.forget(&holds)) {
            self.notes.push(why.to_string());
        }
        let (gone, kept): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.queue).into_iter().partition(|it| holds(&it.asked));
        self.queue = kept.into();
        for waiting in gone {
            let (command, why) = (waiting.asked.id, HELD_WORDS.to_owned());
            self.tell(LinkMsg::Refused { command, why }).await?;
        }
        Ok(())
    }

    /// Says, for the record, that this machine's copy is clean; on disk until it is recorded.
    pub(in crate::link) fn confirm(&mut self, redaction: Seq, key: PublicKey) {
        if self.outbox.is_none() {
            return;
        }
        let id = CommandId(uuid::Uuid::now_v7());
        let command = Command::ConfirmRedaction { redaction, key };
        self.keep(Asked { id, knew: None, command });
    }

    /// What another program of this machine has sent meanwhile, and was refused, is not sent again.
    pub(super) fn drop_refused_elsewhere(&mut self) {
        if self.queue.is_empty() {
            return;
        }
        // What cannot be read is said where the outbox is taken up.
        let Some(Ok(refused)) = self.outbox.as_ref().map(Outbox::refused) else { return };
        for waiting in std::mem::take(&mut self.queue) {
            let command = waiting.asked.id;
            match refused.iter().find(|refused| refused.asked.id == command) {
                Some(it) => {
                    self.refused.insert(command, it.why.clone());
                    self.owed.push_back(LinkMsg::Refused { command, why: it.why.clone() });
                }
                None => self.queue.push_back(waiting),
            }
        }
    }

    /// Whether nobody typed this command, so that nobody wants to hear of it.
    pub(super) fn is_quiet(&self, command: CommandId) -> bool {
        self.queue.iter().any(|it| it.asked.id == command && it.is_quiet())
    }
}

impl Waiting {
    pub(super) const fn is_quiet(&self) -> bool {
        matches!(self.asked.command, Command::ConfirmRedaction { .. })
    }
}

/// Whether a text holds any of these words, whole.
pub(crate) fn holds_any(text: &str, words: &[Text]) -> bool {
    words.iter().any(|taken| {
        let taken = taken.raw().trim();
        taken.chars().count() >= SOUGHT_CHARS_MIN && text.contains(taken)
    })
}
