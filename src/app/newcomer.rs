//! Who is new in a room is asked one thing, quietly: what they can help with. Tab in the empty line
//! answers, Enter there skips it, and nothing is lost by writing something else.

use super::App;
use crate::keys::Action;

impl App {
    /// Whether the question stands on YOU: nothing waits there, and this is the first screen of somebody
    /// who works here and has not said it. At a small or closed incident it is not asked, and who leads has other
    /// things to do; who has led, written something or taken a role is not new.
    pub(crate) fn asks_skills(&self) -> bool {
        let register = &self.live.register;
        let incident = register.incident();
        let silent = register.responders().get(&self.me).is_some_and(|r| r.skills.is_empty());
        let works = register.crew().any(|who| who == self.me);
        let leads = register.lead() == Some(self.me);
        let first =
            self.is_first_screen() && !self.skips_skills && !self.demo && self.past.is_none();
        let asks = first && silent && works && !leads && incident.closed_at.is_none();
        asks && incident.policy.rule(incident.severity).nags && self.live.you(self.me).is_empty()
    }

    /// Not now; `W` asks for it at any time.
    pub(super) fn skip_skills(&mut self) {
        if self.asks_skills() {
            self.skips_skills = true;
            let who = self.key_of(Action::Who);
            self.say_good(format!("{who} then s says it later"));
        }
    }
}
