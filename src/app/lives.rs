//! Where a room of this machine's own server lives: that changes under an open screen, when others are
//! let in.

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

impl App {
    /// The server says where it is reached: who was let in since, or kept out, is said anew.
    pub(super) fn reached(&mut self, up: &Up) {
        let turned = !self.addresses.is_empty() && self.local != up.local;
        if turned && self.lives.is_some() {
            self.lives = Some(on_this_machine("this machine", &up.addresses, !up.local));
        }
        self.local = up.local;
        self.addresses.clone_from(&up.addresses);
        self.invite_leads_to(up);
    }

    /// What the invite of this machine is good for; none where the record does not know it.
    pub(crate) fn invite_allows(&self) -> Option<String> {
        let link = self.invite.as_deref()?.parse::<InviteLink>().ok()?;
        let token = Hash::of(&link.token.0);
        let mut invites = self.live.register.invites().iter();
        let (seq, invite) = invites.find(|(_, invite)| invite.token == token)?;
        Some(if invite.is_open(self.live.now) {
            format!("{seq}: who comes by it {}", invite.scope.meaning())
        } else {
            format!("{seq} lets nobody in any more: warroom invite makes another")
        })
    }

    /// The invite is passed on as one to where the room lives now: it may have been begun anew
    /// elsewhere, or have let in nobody but this machine.
    fn invite_leads_to(&mut self, up: &Up) {
        let known = self.invite.as_deref().and_then(|invite| invite.parse::<InviteLink>().ok());
        let Some(link) = known else { return };
        let moved = link.pin.is_some_and(|pin| pin != up.pin);
        let opened = !up.local && only_here(&link);
        if (moved || opened) && !up.addresses.is_empty() {
            let addresses = InviteLink::for_others(&up.addresses);
            let (incident, pin) = (up.incident.or(link.incident), link.pin.map(|_| up.pin));
            self.invite = Some(InviteLink { addresses, incident, pin, ..link }.to_string());
        }
    }
}

/// It leads nobody here from another machine.
fn only_here(link: &InviteLink) -> bool {
    link.addresses.iter().all(|a| InviteLink::is_near(a))
}
