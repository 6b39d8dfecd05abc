//! Where a room may be when its server is gone: the machines that the record names, in its order.
//!
//! Worked out of records alone. Whether a machine really has the room is found out by asking it. A
//! machine is one of them only while its owner works on the incident; where the room is now it stays
//! until it is served anew elsewhere, whoever is put out meanwhile.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use warroom_register::words::Scope;
use warroom_register::{Event, Handle, Hash, Host, Record};

/// Machines that are remembered; the oldest go first.
const HOSTS_MAX: usize = 16;

/// The machines that the record names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hosts {
    all: Vec<Host>,
    served_by: Option<Host>,
    /// How often the room was served anew.
    term: u32,
    /// Who was put out, and who may only watch: none of them serves it.
    out: BTreeSet<Handle>,
    watch: BTreeSet<Handle>,
    /// Those that a server names beside: whoever asks once reads no record from its start. They are asked,
    /// and nothing else.
    heard: Vec<Host>,
}

impl Hosts {
    /// What a copy says of machines.
    pub(crate) fn of(records: &[Record]) -> Self {
        let mut hosts = Self::default();
        hosts.learn(records);
        hosts
    }

    /// Takes in what these records say of machines, and of whose they are.
    pub(super) fn learn(&mut self, records: &[Record]) {
        for record in records {
            match &record.event {
                Event::HostOffered { addresses, pin } => {
                    self.take(record, addresses, *pin);
                }
                Event::Rescued { addresses, pin, term, .. } => {
                    self.take(record, addresses, *pin);
                    if self.may_serve(record.by) {
                        self.term = self.term.max(*term);
                        self.served_by = self.all.iter().find(|host| host.pin == *pin).cloned();
                    }
                }
                Event::Removed { who, .. } => drop(self.out.insert(*who)),
                Event::Admitted { who, .. } => drop(self.out.remove(who)),
                Event::Joined { scope: Scope::Observe, .. } => drop(self.watch.insert(record.by)),
                Event::Joined { .. } => drop(self.watch.remove(&record.by)),
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

    /// A server says where else the room could be.
    pub(super) fn hear(&mut self, others: Vec<Host>) {
        self.heard = others.into_iter().take(HOSTS_MAX).collect();
    }

    /// Which machines know whether the room has gone further than at this server.
    pub(super) fn to_ask(&self, pin: Hash) -> Vec<Host> {
        let mut all = self.others(pin);
        for host in self.heard.iter().filter(|host| host.pin != pin) {
            let known = self.all.iter().any(|known| known.pin == host.pin);
            if !known && self.may_serve(host.by) {
                all.push(host.clone());
            }
        }
        all
    }

    /// Whether this person works on the incident, as far as the record says.
    pub(super) fn may_serve(&self, who: Handle) -> bool {
        !self.out.contains(&who) && !self.watch.contains(&who)
    }

    /// Whose machine this is, if it is no host of this room any more: it is not gone to, and nothing is
    /// brought there.
    pub(crate) fn barred(&self, pin: Hash) -> Option<Handle> {
        if self.served_by.as_ref().is_some_and(|host| host.pin == pin) {
            return None;
        }
        let host = self.all.iter().find(|host| host.pin == pin)?;
        (!self.may_serve(host.by)).then_some(host.by)
    }

    /// Who serves the room anew by these lines, though they were put out before that or may only watch.
    pub(crate) fn usurper(&self, lines: &str) -> Option<Handle> {
        // Few frames have one, and the others are read once alone.
        if !lines.contains("\"type\":\"rescued\"") {
            return None;
        }
        let mut then = self.clone();
        for record in lines.split_terminator('\n').filter_map(|line| Record::read(line).ok()) {
            if matches!(record.event, Event::Rescued { .. }) && !then.may_serve(record.by) {
                return Some(record.by);
            }
            then.learn(&[record]);
        }
        None
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
        let all = last.chain(rest).filter(|host| host.pin != pin);
        all.filter(|host| self.barred(host.pin).is_none()).cloned().collect()
    }
}

/// That nothing goes to a machine of somebody who does not belong.
pub(crate) fn not_followed(who: Handle) -> String {
    format!(
        "{who}, who was put out of this incident or may only watch it, would serve it: that machine is \
         not followed, and nothing goes there. Somebody who responds serves it: warroom rescue"
    )
}
