//! Words that were taken out: those that wait here go too, and the record is told that they did.

use warroom_register::{Command, CommandId, EntryId, PublicKey, Record, Seq, Text};

use super::{Desk, Reach, Waiting};
use crate::app::msg::LinkMsg;
use crate::app::without;
use crate::link::outbox::Outbox;
use crate::trouble::Trouble;
use warroom_register::protocol::Asked;

/// Said of what waited and held such words.
const HELD_WORDS: &str =
    "it held words that were taken out of the record: write it again without them";
/// Of such that was sent before.
const HELD_AND_SENT: &str = "it held words that were taken out of the record, and was sent before that: see whether \
                             it is recorded before you write it again";

impl Desk {
    /// Lets go of everything that holds these words, on disk too; fails where something there still does.
    /// What went is owed to the screen.
    pub(in crate::link) fn forget(
        &mut self,
        held: &[Record],
        words: &[Text],
    ) -> Result<(), Trouble> {
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
                || asked.command.written().iter().any(|it| without(it.raw(), words).is_some())
        };
        let on_disk = match (&self.outbox, &self.leaves) {
            (Some(outbox), _) => outbox.forget(&holds),
            (None, Some(folder)) => Outbox::at(folder.clone()).forget(&holds),
            (None, None) => Ok(()),
        };
        // What is under way may be recorded: its record says so, or the server's no.
        for waiting in self.queue.iter_mut().filter(|it| it.sent) {
            waiting.redacted |= holds(&waiting.asked);
        }
        let (gone, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut self.queue)
            .into_iter()
            .partition(|it| !it.sent && holds(&it.asked));
        self.queue = kept.into();
        let all_is_seen = self.reach == Reach::Whole;
        for waiting in gone {
            let perhaps = waiting.cut_off && !all_is_seen;
            let why = if perhaps { HELD_AND_SENT } else { HELD_WORDS }.to_owned();
            self.owed.push_back(LinkMsg::Refused { command: waiting.asked.id, why });
        }
        on_disk
    }

    /// What was under way when its words were taken out is not sent again.
    pub(super) fn give_up_redacted(&mut self) {
        let queue = std::mem::take(&mut self.queue);
        let (gone, kept): (Vec<_>, Vec<_>) = queue.into_iter().partition(|it| it.redacted);
        self.queue = kept.into();
        for waiting in gone {
            let (command, why) = (waiting.asked.id, HELD_AND_SENT.to_owned());
            self.owed.push_back(LinkMsg::Refused { command, why });
        }
    }

    /// The words that were to stand in place of those of these records: they say the same.
    pub(in crate::link) fn rewordings(&mut self, held: &[Record]) -> Vec<Text> {
        let kept = match (&self.outbox, &self.leaves) {
            (Some(outbox), _) => Some(outbox.contents()),
            (None, Some(folder)) if folder.exists() => Some(Outbox::at(folder.clone()).contents()),
            (None, _) => None,
        };
        let kept = kept.transpose();
        // Where the folder does not read, some of them may stay in a draft or another file of this machine.
        let kept = kept.unwrap_or_else(|why| {
            self.note_once(why.to_string());
            None
        });
        let kept = kept.into_iter().flat_map(|contents| contents.waiting);
        let all = self.queue.iter().map(|waiting| waiting.asked.clone()).chain(kept);
        let rewords = all.filter_map(|asked| match asked.command {
            Command::Amend { entry, text } if held.iter().any(|it| it.seq == entry) => Some(text),
            _ => None,
        });
        rewords.collect()
    }

    /// Says, for the record, that this machine is clean of what this redaction took; on disk, until it is
    /// recorded. A link that only reads leaves it to the next one that sends.
    pub(in crate::link) fn confirm(
        &mut self,
        redaction: Seq,
        key: PublicKey,
    ) -> Result<(), Trouble> {
        let id = CommandId(uuid::Uuid::now_v7());
        let asked = Asked::new(id, Command::ConfirmRedaction { redaction, key });
        match (&self.outbox, &self.leaves) {
            (Some(outbox), _) => {
                let unsent = matches!(self.reach, Reach::Down | Reach::Stopped);
                outbox.put(&asked, unsent)?;
                self.queue.push_back(Waiting { unsent, ..Waiting::kept(asked) });
            }
            (None, Some(folder)) => Outbox::open(folder.clone())?.put(&asked, true)?,
            (None, None) => {}
        }
        Ok(())
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
