//! Where a room may be when its server is gone: the machines that the record names, in its order.
//!
//! Worked out of records alone. Whether a machine really has the room is found out by asking it.

use warroom_register::{Event, Hash, Host, Record};

/// Machines that are remembered; the oldest go first.
const HOSTS_MAX: usize = 16;

/// The machines that the record names.
#[derive(Debug, Default)]
pub(super) struct Hosts {
    all: Vec<Host>,
    served_by: Option<Host>,
    /// How often the room was served anew.
    term: u32,
}

impl Hosts {
    /// Takes in what these records say of machines.
    pub(super) fn learn(&mut self, records: &[Record]) {
        for record in records {
            match &record.event {
                Event::HostOffered { addresses, pin } => self.take(record, addresses, *pin),
                Event::Rescued { addresses, pin, term, .. } => {
                    self.take(record, addresses, *pin);
                    self.term = self.term.max(*term);
                    self.served_by = self.all.iter().find(|host| host.pin == *pin).cloned();
                }
                _ => {}
            }
        }
    }

    fn take(&mut self, record: &Record, addresses: &[String], pin: Hash) {
        let host = Host { by: record.by, addresses: addresses.to_vec(), pin };
        if let Some(known) = self.all.iter_mut().find(|known| known.pin == pin) {
            *known = host;
            return;
        }
        if self.all.len() >= HOSTS_MAX {
            self.all.remove(0);
        }
        self.all.push(host);
    }

    /// The machine that serves the room since it was served anew; none while it never was.
    pub(super) const fn served_by(&self) -> Option<&Host> {
        self.served_by.as_ref()
    }

    /// How often the room was served anew, by the record.
    pub(super) const fn term(&self) -> u32 {
        self.term
    }

    /// Where else the room may be than at this server: first where it was last, then in the recorded
    /// order.
    pub(super) fn others(&self, pin: Hash) -> Vec<Host> {
        let last = self.served_by.iter();
        let rest = self.all.iter().filter(|host| Some(*host) != self.served_by.as_ref());
        last.chain(rest).filter(|host| host.pin != pin).cloned().collect()
    }
}
