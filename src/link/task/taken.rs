//! Words that were taken out of the record go from all that a link keeps, shows or has waiting.

use warroom_register::Text;

use super::Task;
use crate::app::msg::LinkMsg;
use crate::link::Erasure;
use crate::link::copy::purge::{Purged, Taken};
use crate::link::desk::Left;
use crate::link::dial::Road;

impl<R: Road> Task<R> {
    /// Takes words out of all that this machine keeps, shows or has waiting, and says so for the
    /// record.
    pub(super) async fn purge(&mut self, taken: &[Taken]) -> Result<(), Left> {
        if taken.is_empty() {
            return Ok(());
        }
        let Purged { gone, held, records, journal } = self.copy.purge(taken);
        let mut words: Vec<Text> = held.iter().flat_map(|record| record.event.words()).collect();
        words.extend(self.desk.rewordings(&held));
        if let (Some(erased), Some(id)) = (&self.hooks.erased, self.incident) {
            erased(id, &Erasure { taken, words: &words, journal: &journal });
        }
        self.desk.forget(&held, &words).await?;
        if let Some(records) = records {
            self.desk.tell(LinkMsg::Afresh { records, words }).await?;
        }
        let key = self.caller.machine.public();
        for (_, redaction) in gone {
            self.desk.confirm(redaction, key);
        }
        Ok(())
    }
}
