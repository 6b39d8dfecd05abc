//! What the link tells, and how that is kept: live, cut off since when, who is here.

use warroom_register::protocol::{Asked, Stopped};
use warroom_register::words::{EntryKind, Role, Scope};
use warroom_register::{At, Command, CommandId, Record, What};

use super::msg::{Effect, LinkMsg, Up};
use super::outbox::{asked_at, is_leads};
use super::purpose::Purpose;
use super::select::Pane;
use super::typed::Typed;
use super::{App, Screen};
use crate::keys::Place;

/// So far two clocks may be apart that were compared while a screen was starting; seconds.
const CLOCKS_APART_SECONDS: i64 = 5;

/// How the link is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LinkState {
    /// On its way.
    Connecting {
        /// Since when.
        since: At,
    },
    /// What is written is recorded at once.
    Live,
    /// Cut off: what is shown is as of then.
    Down {
        /// Since when.
        since: At,
        /// Why, as a sentence.
        why: String,
        /// When it tries again; none: it does not by itself.
        retry_at: Option<At>,
    },
}

impl App {
    pub(super) fn heard(&mut self, msg: LinkMsg) -> Vec<Effect> {
        match msg {
            LinkMsg::Up(up) => self.up(&up),
            LinkMsg::Records(records) => self.records(records),
            LinkMsg::Afresh { records, words } => return self.afresh(records, &words),
            LinkMsg::Waiting(waiting) => self.pending.waiting(waiting),
            LinkMsg::Refused { command, why } => self.refused(command, why),
            LinkMsg::Already { command, .. } => drop(self.pending.settle(command)),
            LinkMsg::Said(words) => self.say(words),
            LinkMsg::Stopped(stopped) => self.halts(stopped),
            LinkMsg::Here(here) => self.here = here,
            LinkMsg::Degraded(lacks) => self.degraded(lacks),
            LinkMsg::Look(look) => self.shown(look),
            LinkMsg::Lobby(incidents) => self.lobby.list(incidents),
            LinkMsg::Down { why, retry_seconds } => self.down(why, retry_seconds),
        }
        Vec::new()
    }

    fn up(&mut self, up: &Up) {
        self.link = LinkState::Live;
        // Whoever comes while something is lacking is told so.
        self.lacks.clear();
        self.pending.rests_on(up.head);
        self.goes_on();
        self.ahead_ms = up.now.ms().saturating_sub(self.clock.ms());
        self.reached.hear(up);
        self.head_then = up.head;
        self.id = up.id.or(self.id);
        // Who may only watch may ask: what is typed is a question, not a refusal.
        if up.scope < Scope::Respond && self.screen == Screen::Room {
            self.line.begins_with(EntryKind::Question);
        }
        self.incident = up.incident.or(self.incident);
    }

    /// It records again: what was said of that is over.
    fn goes_on(&mut self) {
        if self.says_stopped() {
            self.notice = None;
        }
        self.stopped = None;
    }

    /// The room records nothing: said whole, once.
    fn halts(&mut self, stopped: Stopped) {
        if self.says_stopped()
            || self.stopped.as_ref().is_none_or(|before| before.why != stopped.why)
        {
            self.say_stopped(stopped.sentence());
        }
        self.stopped = Some(stopped);
    }

    fn down(&mut self, why: String, retry_seconds: Option<u64>) {
        let now = self.clock;
        let since = match &self.link {
            LinkState::Down { since, .. } | LinkState::Connecting { since } => *since,
            LinkState::Live => now,
        };
        let in_seconds = |s: u64| now.plus_seconds(i64::try_from(s).unwrap_or(i64::MAX));
        self.goes_on();
        if retry_seconds.is_none() {
            self.say(why.clone());
        }
        self.lacks.clear();
        self.link = LinkState::Down { since, why, retry_at: retry_seconds.map(in_seconds) };
    }

    fn records(&mut self, records: Vec<Record>) {
        let begins = self.live.register.head().0 == 0;
        for record in records {
            // The link hands on what follows and nothing else; what came twice changes nothing.
            if self.live.apply(&record).is_err() {
                continue;
            }
            // Who has led, or has a part in it by now, is not new here.
            self.skips_skills |= self.live.register.lead() == Some(self.me);
            let takes_part = |what: What| what.is_entry() || matches!(what, What::RoleAccepted(_));
            let what = self.live.register.what(record.seq);
            self.skips_skills |= record.by == self.me && what.is_some_and(takes_part);
            let mine = self.pending.settle(record.command).is_some();
            if mine {
                self.follow_own(&record);
                self.say_recorded_now(&record);
                self.pick_own(record.seq);
            }
            self.journal.push(record);
        }
        for (command, why) in self.pending.refused_early(self.live.register.head()) {
            self.refused(command, why);
        }
        if begins {
            self.bell.hush();
            self.first_place();
        }
    }

    /// A person who has never written here starts in the line, everybody else at the register; but for
    /// a sentence that was being typed. What was being done to something waits there.
    fn first_place(&mut self) {
        if self.touched || self.screen != Screen::Room || self.meeting.is_some() {
            return;
        }
        let wrote = self.live.register.rows().iter().rev().take(2000);
        let known = wrote.filter(|row| row.by == self.me).any(|row| row.what.is_entry());
        let sentence = self.line.purpose.is_plain() && self.line.holds_words();
        self.place = if known && !sentence { Place::Register } else { Place::Line };
    }

    /// Enter leaves the new task selected, so that `A` and a digit give it at once.
    fn follow_own(&mut self, record: &Record) {
        use warroom_register::Event;
        let task = matches!(
            record.event,
            Event::Written { kind: EntryKind::Task, owner: None, .. } | Event::Proposed { .. }
        );
        if task && self.place == Place::Register && self.ask.is_none() && self.past.is_none() {
            let pane = if matches!(record.event, Event::Proposed { .. }) {
                Pane::Decisions
            } else {
                Pane::Doing
            };
            self.select.go(pane, super::select::Spot::Entry(record.seq));
        }
    }

    /// Whether this was a lead's to give, and its author led when they gave it: the lead has changed
    /// hands while it was on its way.
    fn led_when_asked(&self, asked: &Asked) -> bool {
        let register = &self.live.register;
        let me = Some(self.me);
        let led = match asked.knew {
            Some(knew) => register.lead_at(knew) == me,
            // From a shell: what its author knew is not said, but when it was is, by another clock.
            None => asked_at(asked.id).is_some_and(|at| {
                let at = self.server_time(at);
                let about = [-CLOCKS_APART_SECONDS, 0, CLOCKS_APART_SECONDS].into_iter();
                about.map(|by| register.lead_then(at.plus_seconds(by))).any(|lead| lead == me)
            }),
        };
        is_leads(&asked.command) && register.lead() != me && led
    }

    /// What a former lead wanted is not carried out; it is put into the line as something seen,
    /// marked, for them to send or to throw away.
    fn offer_as_seen(&mut self, command: &Command, why: &str) {
        let until = self.live.register.holder(Role::Lead).map(|(_, since)| since.clock());
        let until = until.map_or_else(String::new, |until| format!(" until {until}"));
        let (_, words) = super::outbox::shown(command);
        let words = format!("(I led{until}; not carried out) {words}");
        self.line.give_back(Purpose::Entry(EntryKind::Observation), words);
        self.say(format!(
            "{why}. What you meant is in the line: send it as something you saw, or empty the line"
        ));
    }

    fn refused(&mut self, command: CommandId, why: String) {
        // Who leads by now may stand in records that are still on their way.
        let head = self.live.register.head();
        let Some((command, why)) = self.pending.refused_at(head, command, why) else { return };
        let Some((asked, typed)) = self.pending.settle(command) else { return self.say(why) };
        if self.led_when_asked(&asked) {
            return self.offer_as_seen(&asked.command, &why);
        }
        if !typed.holds_words() {
            return self.say(why);
        }
        let Typed { purpose, words } = typed;
        let purpose = purpose.unwrap_or_default();
        if let Purpose::Beside(what) = &purpose {
            // The ask is not opened again: it would take the keys of whoever types by now.
            self.say(format!(
                "{why}. The words you gave with it are kept, for {what}: Tab there brings them back"
            ));
            self.line.keep_beside(purpose, words);
            if self.place != Place::Line {
                self.line.bring_back();
            }
            return;
        }
        self.line.give_back(purpose, words);
        self.say(why);
    }
}
