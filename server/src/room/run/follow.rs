//! What is not asked but follows of time: who is here, who is away, what the lobby shows.

use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use warroom_register::protocol::Summary;
use warroom_register::{Command, Handle, Header};

use super::timers::Timer;
use super::{RETRY, Room};
use crate::doors::Doors;
use crate::room::away::Person;
use crate::room::draft::Draft;
use crate::room::jobs::{Answer, Job, Source, Wish};
use crate::room::looking::LOOK_PACE;
use crate::room::stop::Stop;
use crate::room::{Here, Shown};

/// Between two tellings of who is here, and of what the lobby shows.
const PULSE: Duration = Duration::from_secs(1);

impl Room {
    /// Does what is due, while nothing is under way.
    pub(super) async fn keep_time(&mut self) {
        let now = Instant::now();
        for timer in Timer::ALL {
            if self.flights.is_empty() && self.timers.take(timer, now) {
                self.do_in_time(timer, now).await;
            }
        }
    }

    async fn do_in_time(&mut self, timer: Timer, now: Instant) {
        match timer {
            Timer::Retry => self.settle_old().await,
            Timer::Erase => self.erase().await,
            Timer::Gather => self.end_gathering(now).await,
            Timer::Pulse => self.pulse(now),
            Timer::Show => self.show(now),
            Timer::Look => self.look(now).await,
        }
    }

    /// Somebody shows something: it is told now, or as soon as the pace allows.
    pub(super) fn want_show(&mut self) {
        let now = Instant::now();
        let soonest = self.showed.map_or(now, |last| last + LOOK_PACE);
        self.timers.want(Timer::Show, soonest.max(now));
    }

    /// Tells what the chair shows; what anybody else would show is forgotten.
    fn show(&mut self, now: Instant) {
        let register = self.draft.as_ref().map(Draft::register);
        let held = register.and_then(|r| r.learning().review());
        let (chair, held) = (held.map(|review| review.chair), held.map(|review| review.opened));
        let Some(look) = self.shared.looking.take(chair) else { return };
        self.shown_at = held;
        let told = self.shared.news.send_if_modified(|news| {
            let differs = news.shown.look != Some(look);
            if differs {
                news.shown = Arc::new(Shown::of(look));
            }
            differs
        });
        if told {
            self.showed = Some(now);
        }
    }

    /// What was shown at a meeting is nothing of the next one: nobody is told of it there.
    pub(super) fn forget_shown(&mut self) {
        let held = self.draft.as_ref().and_then(|draft| draft.register().learning().review());
        let held = held.map(|review| review.opened);
        if self.shown_at.is_some() && held.is_some() && held != self.shown_at {
            self.shown_at = None;
            self.shared.looking.take(None);
            self.shared.news.send_modify(|news| news.shown = Arc::default());
        }
    }

    /// Notes who is away, who is back, and who is gone from the door.
    async fn look(&mut self, now: Instant) {
        let mut notes = self.all_due(now);
        notes.extend(self.beyond.due(now));
        let next = self.beyond.next(now);
        self.timers.hurry(Timer::Look, next);
        if notes.is_empty() {
            return;
        }
        let jobs: Vec<_> = notes
            .into_iter()
            .map(|command| {
                let wish = Wish::ask(Handle::warroom(), self.machine(command), Source::Own);
                Job { wish, answer: Answer::Nobody }
            })
            .collect();
        self.launch(jobs, 0).await;
        if !self.all_due(now).is_empty() {
            self.timers.set(Timer::Look, now + RETRY);
        }
        self.timers.hurry(Timer::Look, self.beyond.next(now));
    }

    fn all_due(&mut self, now: Instant) -> Vec<Command> {
        let mut notes = self.due_notes(now);
        let Some(draft) = &self.draft else { return notes };
        let (gone, again) = self.at_door.look(now, draft.register().waiting_at_door());
        self.timers.hurry(Timer::Look, again);
        notes.extend(gone);
        notes
    }

    fn due_notes(&mut self, now: Instant) -> Vec<Command> {
        let Some(draft) = self.draft.as_ref().filter(|_| self.shared.label.is_some()) else {
            self.timers.set(Timer::Look, self.shared.label.map(|_| now + RETRY));
            return Vec::new();
        };
        let register = draft.register();
        let here = self.shared.presence.here();
        let closed = register.incident().closed_at.is_some();
        let chair = register.learning().review().map(|review| review.chair);
        let people = register.responders().keys().map(|handle| Person {
            handle: *handle,
            role: chair == Some(*handle) || (!closed && draft.has_role(*handle)),
            here: here.binary_search(handle).is_ok(),
            away: register.away_since(*handle).is_some(),
            silent_since: self.shared.presence.silent_since(*handle),
        });
        let (notes, again) = self.watch.look(now, people);
        self.timers.set(Timer::Look, again);
        notes
    }

    pub(super) fn want_pulse(&mut self) {
        let now = Instant::now();
        let soonest = self.pulsed.map_or(now, |last| last + PULSE);
        self.timers.want(Timer::Pulse, soonest.max(now));
    }

    fn pulse(&mut self, now: Instant) {
        if self.shared.label.is_none() {
            return;
        }
        let handles = self.shared.presence.here();
        let told = self.shared.news.send_if_modified(|news| {
            let differs = news.here.handles != handles;
            if differs {
                news.here = Arc::new(Here::of(handles));
            }
            differs
        });
        let posted = self.post();
        if told || posted {
            self.pulsed = Some(now);
        }
    }

    /// Tells all seats what the server cannot do just now.
    pub(super) fn tell_lacking(&mut self) {
        let lacking = Arc::clone(&self.lacking.borrow_and_update());
        self.shared.news.send_modify(|news| news.lacking = lacking);
    }

    /// Wakes all seats if there is something they have not seen; and tells who was put out by then.
    pub(super) fn announce(&mut self, doors: Arc<Doors>) {
        self.shared.announce(self.seen.head, doors);
        self.want_pulse();
    }

    /// Who has seen that an incident is closed and then looks at the list finds it closed there.
    pub(super) fn post_turn(&self) {
        let (Some(draft), Some(label)) = (&self.draft, self.shared.label) else { return };
        let recorded = draft.register().head() == self.seen.head;
        if recorded && self.context.board.turns(label, draft.register()) {
            self.post();
        }
    }

    /// Puts up the incident's line in the lobby: false if there is none, or it stands there already.
    pub(in crate::room) fn post(&self) -> bool {
        let opener = self.draft.as_ref().and_then(|draft| draft.register().opener());
        self.summary().is_some_and(|summary| self.context.board.post(summary, opener))
    }

    fn summary(&self) -> Option<Summary> {
        let register = self.draft.as_ref()?.register();
        let here = u32::try_from(self.shared.presence.here().len()).unwrap_or(u32::MAX);
        let (label, id) = (self.shared.label?, self.shared.id);
        let stopped = self.stop.as_ref().map(|stop| stop.halt(self.seen.head).stopped);
        if self.stop.as_ref().is_some_and(Stop::is_blank) {
            // Of one that cannot be shown it is known that it is there, and since when.
            let opened_at = Header::read(&self.shared.header).ok()?.opened_at;
            return Some(Summary::blank(label, id, opened_at, stopped?));
        }
        Some(Summary { stopped, ..Summary::of(register, label, id, here)? })
    }

    /// What the log calls this room.
    pub(super) fn name(&self) -> String {
        self.shared.label.map_or_else(|| "server".to_owned(), |label| label.to_string())
    }
}
