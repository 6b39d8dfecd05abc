//! What a link remembers of its incident, from the records that pass.

use warroom_register::words::Phase;
use warroom_register::{Event, Record};

use super::Task;
use crate::link::dial::Road;
use crate::link::down::Down;
use crate::link::hosts::not_followed;

impl<R: Road> Task<R> {
    /// What of these records this machine remembers of the incident.
    pub(super) fn learn(&mut self, records: &[Record]) {
        let before = self.known.clone();
        self.hosts.learn(records);
        // It may be on record only now that the room is here.
        self.settle_here();
        for record in records {
            match &record.event {
                Event::Opened { title, .. } => self.known.title = Some(title.clone()),
                Event::PhaseMoved { phase, .. } => self.known.open = *phase != Phase::Closed,
                _ => {}
            }
        }
        if self.known != before {
            self.remember();
        }
    }

    /// Why nothing of these lines is taken: by them somebody serves the room who was put out before.
    pub(super) fn usurped(&self, lines: &str) -> Option<Down> {
        self.hosts.usurper(lines).map(|who| Down::passing(not_followed(who)))
    }

    /// Why the link ends where these records say that whoever begins the room anew was put out.
    pub(super) fn rescuer_is_out(&self) -> Option<Down> {
        let by = self.stopped.as_ref().and_then(|stopped| stopped.by);
        let out = by.filter(|by| !self.hosts.may_serve(*by));
        out.map(|who| Down::passing(not_followed(who)))
    }

    pub(super) fn remember(&mut self) {
        if let (Some(remember), Some(id)) = (&mut self.hooks.remember, self.incident) {
            self.places.looked_at = self.known.pin;
            remember(id, &self.known);
        }
    }
}
