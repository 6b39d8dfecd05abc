//! What a link remembers of its incident, from the records that pass.

use warroom_register::words::Phase;
use warroom_register::{Event, Record};

use super::Task;
use crate::link::dial::Road;

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

    pub(super) fn remember(&mut self) {
        if let (Some(remember), Some(id)) = (&mut self.hooks.remember, self.incident) {
            self.places.looked_at = self.known.pin;
            remember(id, &self.known);
        }
    }
}
