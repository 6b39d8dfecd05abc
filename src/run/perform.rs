//! What the state wants is done: sent, kept, copied, rung. Nothing is decided here.

use super::{Exit, Loop, kept};
use crate::app::msg::Effect;

impl Loop {
    /// Does all of it, in its order.
    pub(super) async fn perform(&mut self, effects: Vec<Effect>) -> anyhow::Result<()> {
        for effect in effects {
            match effect {
                Effect::Send(asked) => {
                    if let Some(link) = &self.outside.link {
                        link.send(asked).await;
                    }
                }
                Effect::Show(look) => self.outside.link.iter().for_each(|link| link.show(look)),
                Effect::SaveDraft(words) => self.keep_draft(&words),
                Effect::SaveRead(seq) => {
                    kept::keep(&mut self.outside.read_file, &seq.0.to_string(), &mut self.app);
                }
                Effect::SaveLayout(kept) => {
                    kept::keep(&mut self.outside.layout_file, &kept, &mut self.app);
                }
                Effect::Copy(words) => self.terminal.copy(&words)?,
                Effect::Ring(words) => self.terminal.ring(&words)?,
                Effect::Title(words) => self.terminal.title(&words)?,
                Effect::Edit(words) => self.edit(&words)?,
                Effect::Join(label, id) => self.exit = Some(Exit::Join(label, id)),
                Effect::Walk(id) => self.exit = Some(Exit::Walk(id)),
                Effect::Read(name) => self.library.read(name),
                Effect::Suspend => {
                    self.draft_rests().await;
                    self.terminal.suspend()?;
                }
                Effect::Redraw => self.terminal.forget(),
                Effect::Leave => self.exit = Some(Exit::Left),
            }
        }
        Ok(())
    }
}
