//! Words to others, proposed: `U` and a digit open the line with what the register can say.
//!
//! A person's own words are never written over; words that were only proposed are made anew, since
//! the times in them would be old.

use warroom_register::draft::{Draft, draft};
use warroom_register::report::Template;
use warroom_register::rights::leads;
use warroom_register::words::Audience;

use super::App;
use super::edit::Edit;
use super::purpose::Purpose;
use super::stray::BREATH_MS;
use crate::keys::{Action, Place};

/// In less than so many milliseconds nobody has read what was proposed.
const READ_MS: i64 = 1_500;

/// The team's own templates, by audience; where there is none, what is built in holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Templates(pub(crate) Vec<(Audience, Template)>);

impl Templates {
    /// The one for this audience.
    pub(crate) fn of(&self, audience: Audience) -> Option<&Template> {
        self.0.iter().find(|(of, _)| *of == audience).map(|(_, template)| template)
    }
}

/// What words to others are proposed from, and which were.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wording {
    templates: Templates,
    /// The words that were proposed last, as they stood in the line.
    proposed: String,
}

impl From<Templates> for Wording {
    fn from(templates: Templates) -> Self {
        Self { templates, proposed: String::new() }
    }
}

impl App {
    /// Opens the line for words to this audience. Where nothing was written yet, with a proposal.
    pub(super) fn propose_words(&mut self, audience: Audience) {
        if self.place != Place::Line || self.line.purpose != Purpose::Update(audience) {
            self.write(Purpose::Update(audience));
        }
        let only_proposed =
            !self.wording.proposed.is_empty() && self.line.edit.text() == self.wording.proposed;
        if !self.line.edit.is_empty() && !only_proposed {
            return;
        }
        let line = in_line(self.proposal(audience));
        self.line.edit = Edit::from(line.clone());
        (self.wording.proposed, self.line.opened) = (line, Some(self.clock));
    }

    /// A letter in the line. One that comes right behind the key that opened it belongs to what somebody
    /// was typing, and what it gets into is not sent by the first Enter.
    pub(super) fn writes_on(&mut self) {
        let at = self.line.opened.take();
        self.line.strayed |= at.is_some_and(|at| self.clock.ms() - at.ms() < BREATH_MS);
    }

    /// Words that leave the building, which nobody has changed and nobody can have read yet, are not
    /// sent, however often Enter is pressed: the sentence that says so.
    pub(super) fn unread_words(&mut self) -> Option<String> {
        let at = self.line.opened?;
        let speaks =
            self.live.register.voice() == Some(self.me) || leads(&self.live.register, self.me);
        let proposed = self.line.edit.text() == self.wording.proposed;
        if !(self.leaves_the_building() && speaks && proposed)
            || self.clock.ms() - at.ms() >= READ_MS
        {
            self.line.opened = None;
            return None;
        }
        let send = self.key_in_line(Action::Send);
        Some(format!("these words leave the building: read them, then {send} sends them"))
    }

    const fn leaves_the_building(&self) -> bool {
        matches!(self.line.purpose, Purpose::Update(Audience::Stakeholders | Audience::Public))
    }

    /// Tab: what was only proposed makes room for a person's own words, and comes back to an empty line.
    pub(super) fn own_words_or_proposed(&mut self, audience: Audience) {
        if self.line.edit.is_empty() {
            self.propose_words(audience);
        } else if self.line.edit.text() == self.wording.proposed {
            self.line.edit.take();
            self.line.opened = None;
        }
    }

    /// What can be said now; of a template that does not fit its trouble is said, and what is built
    /// in holds.
    fn proposal(&mut self, audience: Audience) -> Option<Draft> {
        let (label, now) = (self.incident, self.now());
        let register = &self.live.register;
        let made = draft(register, label, audience, now, self.wording.templates.of(audience));
        let trouble = match made {
            Ok(draft) => return Some(draft),
            Err(trouble) => trouble,
        };
        let built_in = draft(register, label, audience, now, None).ok();
        self.say(format!("{trouble}; what is built in stands here instead"));
        built_in
    }
}

/// As it stands in the line: the promise of the next word is in front.
fn in_line(draft: Option<Draft>) -> String {
    let Some(Draft { text, minutes }) = draft else { return String::new() };
    minutes.map_or_else(|| text.clone(), |minutes| format!("{minutes}m {text}"))
}
