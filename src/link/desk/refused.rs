//! What was refused: kept with its reason as long as there is something in it that somebody typed.

use warroom_register::CommandId;

use super::{Desk, Left};
use crate::app::msg::LinkMsg;
use crate::clock;

impl Desk {
    /// A command was refused.
    pub(in crate::link) fn refuse(&mut self, command: CommandId, why: &str) {
        let before = self.queue.len();
        self.queue.retain(|w| w.asked.id != command);
        if self.queue.len() < before {
            self.refused.insert(command, why.to_owned());
        }
        self.keep_refused(command, why);
    }

    /// Keeps what was refused, and tells its author.
    pub(in crate::link) async fn refuse_and_tell(
        &mut self,
        command: CommandId,
        why: String,
    ) -> Result<(), Left> {
        // Nobody typed it: that a copy is clean is known already.
        let quiet = self.is_quiet(command);
        let over = self.is_over_once_told(command);
        self.refuse(command, &why);
        if !quiet {
            self.tell(LinkMsg::Refused { command, why }).await?;
        }
        if let Some(outbox) = self.outbox.as_ref().filter(|_| over) {
            self.notes.extend(outbox.forget_refused(command).err().map(|why| why.to_string()));
        }
        Ok(())
    }

    /// Keeps what was refused while its author leaves: told if they still listen, and kept in any case.
    pub(in crate::link) fn refuse_at_last(&mut self, command: CommandId, why: String) {
        let quiet = self.is_quiet(command);
        self.refuse(command, &why);
        if !quiet {
            drop(self.inbox.try_send(LinkMsg::Refused { command, why }));
        }
    }

    /// Whether it has no words, and only this program of the machine knows of it: another one that has it
    /// waiting learns of the refusal by what is kept of it.
    fn is_over_once_told(&self, command: CommandId) -> bool {
        let here = self.queue.iter().find(|waiting| waiting.asked.id == command);
        here.is_some_and(|it| !it.cut_off && it.asked.command.words().is_empty())
    }

    pub(super) fn keep_refused(&mut self, command: CommandId, why: &str) {
        let kept = self.outbox.as_ref().map(|outbox| outbox.refuse(command, why, clock::now()));
        if let Some(Err(why)) = kept {
            self.notes.push(why.to_string());
        }
    }
}
