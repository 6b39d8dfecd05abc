//! Words taken out, people at the door and out of it, hosts that take over.

use crate::register::{Register, What};
use crate::state::{Host, Knock, KnockState, Redaction, Responder};
use crate::vocabulary::Event;
use crate::{At, EntryId, Handle, PublicKey, Record, Seq, Text};

/// Hosts that are kept: the newest of each responder, the oldest go first.
const HOSTS_MAX: usize = 16;

impl Register {
    pub(super) fn redaction_asked(&mut self, r: &Record, entry: EntryId) -> What {
        self.redactions_asked.entry(entry).or_insert(r.seq);
        What::RedactionAsked(entry)
    }

    pub(super) fn redacted(&mut self, r: &Record, entry: EntryId, asked: Option<Seq>) -> What {
        self.redactions_asked.remove(&entry);
        let fresh = Redaction { by: r.seq, asked, confirmed: Vec::new() };
        self.redactions.entry(entry).or_insert(fresh);
        What::Redacted(entry)
    }

    pub(super) fn confirmed(&mut self, by: Handle, redaction: Seq, key: PublicKey) -> What {
        let found = self.redactions.values_mut().find(|it| it.by == redaction);
        if let Some(it) = found {
            it.confirmed.push((by, key));
        }
        What::RedactionConfirmed(redaction)
    }

    pub(super) fn removed(&mut self, who: Handle, at: At) -> What {
        let others: Vec<_> = self.names_of_machines_of(who).collect();
        let keys = self.responders.get(&who).into_iter().flat_map(Responder::keys);
        self.barred.extend(keys.map(|key| (key, who)));
        self.put_out(who, at);
        // A machine that is refused has no other name by which it goes on.
        for other in others {
            let barred = |it: &Responder| it.keys().all(|key| self.barred.contains_key(&key));
            if self.responders.get(&other).is_some_and(barred) {
                self.put_out(other, at);
            }
        }
        What::Removed(who)
    }

    fn put_out(&mut self, who: Handle, at: At) {
        // What writes in their name is closed with them, and stays so if they come again.
        self.tokens.values_mut().filter(|it| it.by == who).for_each(|it| it.revoked = true);
        self.left(who, at);
        // Where the room is now it stays until it is served elsewhere: nobody would find it else.
        self.hosts.retain(|host| host.by != who || self.served_by.as_ref() == Some(host));
        if let Some(responder) = self.responders.get_mut(&who) {
            responder.removed = true;
        }
    }

    /// Takes back that somebody was put out, and with them the other names of their machines.
    fn let_back(&mut self, who: Handle) {
        let others: Vec<_> = self.names_of_machines_of(who).collect();
        let keys: Vec<_> =
            self.responders.get(&who).into_iter().flat_map(Responder::keys).collect();
        self.barred.retain(|key, barred| *barred != who && !keys.contains(key));
        for name in others {
            if let Some(other) = self.responders.get_mut(&name) {
                let barred = other.keys().any(|key| self.barred.contains_key(&key));
                other.removed &= barred;
            }
        }
    }

    pub(super) fn knocked(&mut self, r: &Record) -> What {
        let Event::Knocked { who, key, scope, invite } = &r.event else { return What::Newer };
        let (who, key, scope, invite) = (*who, *key, *scope, *invite);
        let state = KnockState::Waits;
        self.knocks.insert(r.seq, Knock { who, key, scope, invite, at: r.at, state });
        What::Knocked(who)
    }

    pub(super) fn admitted(&mut self, who: Handle, knock: Option<Seq>) -> What {
        // In a server's journal people come in by nothing but a knock.
        let waits = |(_, knock): &(Seq, &Knock)| knock.who == who;
        let at_server = self.is_server().then(|| self.waiting_at_door().find(waits));
        let knock = knock.or_else(|| at_server.flatten().map(|(seq, _)| seq));
        if self.is_server()
            && let Some(&Knock { who, key, scope, invite, .. }) =
                knock.and_then(|seq| self.knocks.get(&seq))
        {
            self.enrolled(who, key, scope, invite);
        }
        let knock = knock.and_then(|seq| self.knocks.get_mut(&seq));
        let key = knock.map(|knock| {
            knock.state = KnockState::Admitted;
            knock.key
        });
        if let Some(responder) = self.responders.get_mut(&who) {
            responder.removed = false;
            if let Some(key) = key.filter(|key| !responder.knows(*key)) {
                responder.more_keys.push(key);
            }
        }
        if key.is_none() {
            self.let_back(who);
        }
        What::Admitted(who)
    }

    pub(super) fn turned_away(&mut self, knock: Seq, why: &Text) -> (What, Text) {
        if let Some(knock) = self.knocks.get_mut(&knock) {
            knock.state = KnockState::TurnedAway;
        }
        (What::TurnedAway(knock), why.clone())
    }

    /// Whoever is in the room waits at its door no more.
    pub(super) fn is_in(&mut self, who: Handle, key: Option<PublicKey>) {
        let waits =
            |it: &&mut Knock| it.who == who && Some(it.key) == key && it.state == KnockState::Waits;
        self.knocks.values_mut().filter(waits).for_each(|knock| knock.state = KnockState::CameIn);
    }

    /// Who comes again knocks anew.
    pub(super) fn gone_from_door(&mut self, knock: Seq) -> What {
        if let Some(knock) = self.knocks.get_mut(&knock) {
            knock.state = KnockState::Gone;
        }
        What::GoneFromDoor(knock)
    }

    pub(super) fn host_offered(&mut self, r: &Record) -> What {
        if let Event::HostOffered { addresses, pin } = &r.event {
            self.take_host(Host { by: r.by, addresses: addresses.clone(), pin: *pin });
        }
        What::HostOffered
    }

    pub(super) fn rescued(&mut self, r: &Record) -> What {
        let Event::Rescued { from_seq, term, addresses, pin, .. } = &r.event else {
            return What::Newer;
        };
        self.forks.push(*from_seq);
        let out = |who: Handle| self.responders.get(&who).is_some_and(|known| known.removed);
        if out(r.by) {
            return What::Rescued(*from_seq);
        }
        self.hosts.retain(|host| !out(host.by));
        self.term = self.term.max(*term);
        let host = Host { by: r.by, addresses: addresses.clone(), pin: *pin };
        self.served_by = Some(host.clone());
        self.take_host(host);
        What::Rescued(*from_seq)
    }

    pub(super) fn went_on(&mut self, at: Seq, (from, to): (Seq, Seq), why: &Text) -> (What, Text) {
        self.forks.push(Seq(from.0.saturating_sub(1)));
        self.went_on_to.insert(to, at);
        (What::WentOn(from, to), why.clone())
    }

    /// A later offer of the same server takes the place of an earlier one.
    fn take_host(&mut self, host: Host) {
        if let Some(known) = self.hosts.iter_mut().find(|known| known.pin == host.pin) {
            *known = host;
            return;
        }
        if self.hosts.len() >= HOSTS_MAX {
            self.hosts.remove(0);
        }
        self.hosts.push(host);
    }
}
