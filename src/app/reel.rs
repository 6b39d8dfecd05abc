//! Walking through a journal from its first record to its last, for whoever plays or records it.

use warroom_register::{At, Seq, What};

use super::App;
use crate::keys::Action;

/// A step of the walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// The record that is shown.
    pub(crate) place: Seq,
    /// When it was written.
    pub(crate) at: At,
    /// It turned things.
    pub(crate) turned: bool,
}

impl App {
    /// A walkthrough plays, so that its clock needs to be told more often.
    pub(crate) fn plays(&self) -> bool {
        self.past.as_ref().is_some_and(|past| past.playing_at().is_some())
    }

    /// Where the walk stands.
    pub(crate) fn reel_step(&self) -> Option<Step> {
        let past = self.past.as_ref()?;
        let place = past.place();
        let at = past.board.register.row(place)?.at;
        Some(Step { place, at, turned: past.turned(place) })
    }

    /// Goes one record on; none where that was the last.
    pub(crate) fn reel_on(&mut self) -> Option<Step> {
        let before = self.reel_step()?;
        self.walk_act(Action::NextRecord);
        self.reel_step().filter(|step| step.place != before.place)
    }

    /// Of the record that is shown when it was and what kind of turn it is, and nothing of how it went.
    pub(crate) fn bare_chapter(&self, step: Step) -> String {
        let turn = self.register().what(step.place).map_or("record", turn);
        format!("{} {} {turn}", step.at.clock(), step.place)
    }

    /// What the record that is shown says, for a chapter's name.
    pub(crate) fn chapter(&self, step: Step) -> String {
        let register = self.register();
        let sentence = register.sentence(step.place);
        let about = register.what(step.place).filter(|what| !what.is_entry());
        let about = about.and_then(|what| what.about()).map(|entry| register.text(entry));
        let about = about.map_or_else(String::new, |text| format!(" ({})", text.shown()));
        format!("{} {} {}{about}", step.at.clock(), step.place, sentence.shown())
    }
}

/// What kind of turn a record is, in a word.
const fn turn(what: What) -> &'static str {
    match what {
        What::Proposed | What::Decision | What::Called(..) => "decision",
        What::Verified(..) | What::Finished(_) => "result",
        What::Phase(_) => "phase",
        What::Graded(_) => "severity",
        What::LeadTaken | What::RoleAccepted(_) => "handover",
        What::Impact(_) => "impact",
        _ => "late entry",
    }
}
