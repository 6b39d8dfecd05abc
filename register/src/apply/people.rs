//! Who is in the room, and by which door they came.

use crate::register::{Register, What};
use crate::state::{Invite, Responder, WriteToken};
use crate::vocabulary::Event;
use crate::words::Scope;
use crate::{At, Handle, Hash, PublicKey, Record, Seq, Text, Title};

impl Register {
    pub(super) fn seat(&mut self, who: Handle, at: At, key: Option<PublicKey>, scope: Scope) {
        let number = u32::try_from(self.responders.len() + 1).unwrap_or(u32::MAX);
        let responder = self.responders.entry(who).or_insert_with(|| Responder {
            number,
            scope,
            key,
            more_keys: Vec::new(),
            joined_at: at,
            left: false,
            removed: false,
            skills: Text::default(),
        });
        responder.scope = responder.scope.max(scope);
        responder.left = false;
        responder.key = responder.key.or(key);
    }

    pub(super) fn joined(
        &mut self,
        r: &Record,
        key: Option<PublicKey>,
        scope: Scope,
        invite: Option<Seq>,
    ) -> (What, Text) {
        self.seat(r.by, r.at, key, scope);
        self.use_door(invite);
        self.is_in(r.by, key);
        (What::Joined, Text::default())
    }

    pub(super) fn left(&mut self, who: Handle, at: At) -> (What, Text) {
        if let Some(responder) = self.responders.get_mut(&who) {
            responder.left = true;
        }
        self.roles.retain(|_, (holder, _)| *holder != who);
        self.away.remove(&who);
        self.lay_all_down(who, at);
        (What::Left, Text::default())
    }

    pub(super) fn gone(&mut self, who: Handle, at: At) -> (What, Text) {
        self.away.insert(who, at);
        (What::Away(who), Text::default())
    }

    pub(super) fn back(&mut self, who: Handle) -> (What, Text) {
        self.away.remove(&who);
        (What::Back(who), Text::default())
    }

    pub(super) fn invited(&mut self, r: &Record) -> (What, Text) {
        let Event::Invited { name, scope, until, uses, token } = &r.event else {
            return (What::Invited, Text::default());
        };
        let invite = Invite {
            name: name.clone(),
            scope: *scope,
            until: *until,
            uses_left: *uses,
            token: *token,
            by: r.by,
            revoked: false,
        };
        self.invites.insert(r.seq, invite);
        (What::Invited, Text::from(name.as_str()))
    }

    pub(super) fn token_made(
        &mut self,
        r: &Record,
        name: &Title,
        until: At,
        token: Hash,
    ) -> (What, Text) {
        let (words, name) = (Text::from(name.as_str()), name.clone());
        self.tokens.insert(r.seq, WriteToken { name, until, token, by: r.by, revoked: false });
        (What::TokenMade, words)
    }

    pub(super) fn revoked(&mut self, invite: Seq) -> (What, Text) {
        if let Some(door) = self.invites.get_mut(&invite) {
            door.revoked = true;
        }
        if let Some(token) = self.tokens.get_mut(&invite) {
            token.revoked = true;
        }
        (What::Revoked(invite), Text::default())
    }

    pub(super) fn enrolled(
        &mut self,
        by: Handle,
        key: PublicKey,
        scope: Scope,
        invite: Option<Seq>,
    ) -> (What, Text) {
        // The machine that a server runs for is enrolled before anybody says who sits there.
        if by != Handle::warroom() {
            self.owners.entry(by).or_default().insert(key);
        }
        let known = self.keys.entry(key).or_insert(scope);
        *known = (*known).max(scope);
        self.use_door(invite);
        (What::Enrolled, Text::default())
    }

    fn use_door(&mut self, invite: Option<Seq>) {
        if let Some(door) = invite.and_then(|seq| self.invites.get_mut(&seq)) {
            door.uses_left = door.uses_left.saturating_sub(1);
        }
    }
}
