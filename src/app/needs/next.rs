//! `n`: goes through all that YOU and LATE name, in their order. What has no row is named with the
//! key that does it, and Enter does it too.

use warroom_register::Handle;
use warroom_register::attention::{Attention, Need};

use crate::app::App;
use crate::app::select::Spot;
use crate::keys::{Action, Place};

impl App {
    /// The next thing that needs me, then what is late, then back to the first.
    pub(crate) fn next_need(&mut self) {
        let all = self.spots_of_needs();
        let here = self.select.spot.and_then(|here| all.iter().position(|spot| *spot == here));
        let next = here.map_or(0, |index| index + 1) % all.len().max(1);
        match all.get(next).copied() {
            Some(Spot::Entry(entry)) => self.go_to_entry(entry),
            Some(spot) => {
                self.select.spot = Some(spot);
                if let Spot::Need(need) = spot {
                    let sentence = self.how_to(need);
                    self.say_good(sentence);
                }
            }
            None => self.say_good("nothing waits for you, and nothing is late"),
        }
    }

    /// Each of them once: a task may be mine to ask about and late for the room.
    fn spots_of_needs(&self) -> Vec<Spot> {
        let (you, late) = (self.live.you(self.me), self.live.late_for_room(self.me));
        // YOU names it only while nothing else is mine.
        let says_first = you.is_empty() && self.says_first_who_is_hit();
        let needs = you.into_iter().chain(late);
        let named = needs.map(|need| need.entry.map_or(Spot::Need(need.what), Spot::Entry));
        let first = says_first.then_some(Spot::Need(Need::NoImpact));
        let mut all: Vec<Spot> = Vec::new();
        for spot in named.chain(first) {
            if !all.contains(&spot) {
                all.push(spot);
            }
        }
        all
    }

    /// Whether the first thing that whoever leads has to do is to say who is hit.
    pub(crate) fn says_first_who_is_hit(&self) -> bool {
        let register = &self.live.register;
        let runs = register.head().0 > 0 && register.incident().closed_at.is_none();
        runs && register.lead() == Some(self.me) && register.impact().is_none()
    }

    /// What `n` named that has no row, and what does it, as long as it is wanted.
    pub(crate) fn named_need(&self) -> Option<(Action, &'static str)> {
        let Some(Spot::Need(need)) = self.select.spot else { return None };
        let wanted = self.spots_of_needs().contains(&Spot::Need(need));
        done_by(need).filter(|(action, _)| wanted && self.can(*action))
    }

    fn how_to(&self, need: Need) -> String {
        let wanted = self.live.needs.iter().find(|it| it.what == need && it.entry.is_none());
        let what = wanted.map_or_else(
            || "nobody said who is hit".to_owned(),
            |wanted| self.live.is_late(wanted),
        );
        let Some((action, does)) = self.named_need() else {
            return format!("{what}{}", self.whose(wanted));
        };
        let key = self.keymap.named(self.place, action);
        let open = self.keymap.named(Place::Register, Action::Open);
        let too = if self.place == Place::Line { String::new() } else { format!(", or {open}") };
        format!("{what}: {key}{too} {does}")
    }

    /// Who does what I may not.
    fn whose(&self, wanted: Option<&Attention>) -> String {
        let other = |who: &Handle| *who != self.me;
        match wanted.map(|it| (it.what, it.asked.filter(other))) {
            Some((Need::NoLead | Need::LeadAway, _)) => {
                format!(": {}", self.live.who_takes(self.me, &self.here, &self.keymap))
            }
            Some((_, Some(who))) => format!(": {who} sees to it"),
            _ => String::new(),
        }
    }
}

/// What does a thing that is about no entry.
const fn done_by(need: Need) -> Option<(Action, &'static str)> {
    Some(match need {
        Need::NoLead | Need::LeadAway => (Action::TakeLead, "takes it"),
        Need::NoComms | Need::NoRole(_) => (Action::Roles, "offers it"),
        Need::NoImpact => (Action::Impact, "says it"),
        Need::WordDue => (Action::Update, "writes it"),
        Need::ReviewNobody | Need::ReviewDue | Need::ReviewToCall => (Action::Agenda, "begins it"),
        _ => return None,
    })
}
