//! How others get to a room. Where one of this machine's own server lives changes under an open screen,
//! when others are let in.

use warroom_register::{Hash, InviteLink};

use super::App;
use super::msg::Up;

/// Where a room lives that the server of this machine, which is called so, serves.
pub(crate) fn on_this_machine(machine: &str, addresses: &[String], shared: bool) -> String {
    let first = |all: &[String]| all.first().map_or("its server", String::as_str).to_owned();
    if shared {
        let far = first(&InviteLink::for_others(addresses));
        return format!("This room lives on {machine} ({far}): this network, while the lid is up.");
    }
    format!(
        "This room lives on this machine ({}), for its own terminals. warroom share lets others in.",
        first(addresses)
    )
}

/// How others get to a room.
pub(crate) struct Reached {
    invite: Option<String>,
    lives: Option<String>,
    addresses: Vec<String>,
    local: bool,
}

impl Reached {
    /// As this machine remembers it.
    pub(crate) const fn new(invite: Option<String>, lives: Option<String>) -> Self {
        Self { invite, lives, addresses: Vec::new(), local: false }
    }

    /// This machine knows this invite, and no other.
    #[cfg(test)]
    pub(crate) fn know(&mut self, invite: Option<String>) {
        self.invite = invite;
    }

    /// The link that lets others in, if it is known here.
    pub(crate) fn invite(&self) -> Option<&str> {
        self.invite.as_deref()
    }

    /// Where the room lives, as a sentence.
    pub(crate) fn lives(&self) -> Option<&str> {
        self.lives.as_deref()
    }

    /// Where its server is reached.
    pub(crate) fn addresses(&self) -> &[String] {
        &self.addresses
    }

    /// Nobody beyond this network, or this machine, can come in.
    pub(crate) const fn here_only(&self) -> bool {
        self.local
    }

    /// The server says where it is reached: who was let in since, or kept out, is said anew.
    pub(super) fn hear(&mut self, up: &Up) {
        let turned = !self.addresses.is_empty() && self.local != up.local;
        if turned && self.lives.is_some() {
            self.lives = Some(on_this_machine("this machine", &up.addresses, !up.local));
        }
        self.local = up.local;
        self.addresses.clone_from(&up.addresses);
        self.invite_leads_to(up);
    }

    fn link(&self) -> Option<InviteLink> {
        self.invite()?.parse().ok()
    }

    /// The invite is passed on as one to where the room lives now: it may have been begun anew
    /// elsewhere, or have let in nobody but this machine.
    fn invite_leads_to(&mut self, up: &Up) {
        let Some(link) = self.link() else { return };
        let moved = link.pin.is_some_and(|pin| pin != up.pin);
        let opened = !up.local && only_here(&link);
        if (moved || opened) && !up.addresses.is_empty() {
            let addresses = InviteLink::for_others(&up.addresses);
            let (incident, pin) = (up.incident.or(link.incident), link.pin.map(|_| up.pin));
            self.invite = Some(InviteLink { addresses, incident, pin, ..link }.to_string());
        }
    }
}

impl App {
    /// What the invite of this machine is good for; `None` where the record does not know it.
    pub(crate) fn invite_allows(&self) -> Option<String> {
        let token = Hash::of(&self.reached.link()?.token.0);
        let mut invites = self.live.register.invites().iter();
        let (seq, invite) = invites.find(|(_, invite)| invite.token == token)?;
        Some(if invite.is_open(self.live.now) {
            format!("{seq}: who comes by it {}", invite.scope.meaning())
        } else {
            format!("{seq} lets nobody in any more: warroom invite makes another")
        })
    }
}

/// It leads nobody here from another machine.
fn only_here(link: &InviteLink) -> bool {
    link.addresses.iter().all(|a| InviteLink::is_near(a))
}
