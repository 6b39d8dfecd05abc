//! Who is proposed for the notes as a review begins: by name, beside whoever was chosen to lead it.

use warroom_register::Handle;

use crate::app::App;
use crate::app::asks::{Ask, Meet, Subject};

impl App {
    /// Who would best take notes beside this chair, of those who are here.
    pub(crate) fn notes_beside(&self, chair: Handle) -> Option<Handle> {
        self.live.register.best_notes(chair, |who| self.here.contains(&who))
    }

    /// Somebody is proposed for the notes beside whoever was chosen to lead.
    pub(in crate::app) fn propose_notes(&mut self) {
        let Some(Ask::Pick(pick)) = &self.ask else { return };
        if !matches!(pick.subject, Subject::Meet(Meet::Facilitator(_))) {
            return;
        }
        let all = self.live.register.facilitators();
        let chair = pick.picked.and_then(|index| all.get(index)).map(|one| one.who);
        let notes = chair.and_then(|chair| self.notes_beside(chair));
        if let Some(Ask::Pick(pick)) = &mut self.ask {
            pick.notes = notes;
        }
    }
}
