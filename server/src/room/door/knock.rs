//! At a door that does not open by itself: a handle used from another machine, or a room into which
//! the lead lets people one by one.

use warroom_register::limits::KNOCKS_WAITING_MAX;
use warroom_register::protocol::SeatEnd;
use warroom_register::rights::keeps_gate;
use warroom_register::words::Scope;
use warroom_register::{Command, Handle, Knock, KnockState, Label, Register, Seq};

use super::{Entrance, Newcomer, Right, Turned};

/// Whether a newcomer to a room that lets people in one by one was let in, or needs nobody: where
/// nobody is left to open, a machine that this server trusts to lead may, unless it was turned away.
pub(super) fn let_in(register: &Register, here: &[Handle], newcomer: &Newcomer) -> bool {
    let knock = register.knock_of(newcomer.handle, newcomer.key);
    if knock.is_some_and(|(_, knock)| knock.state == KnockState::Admitted) {
        return true;
    }
    let trusted = newcomer.right == Right::Key(Some(Scope::Command));
    let gone = register.lead().is_none_or(|lead| register.away_since(lead).is_some());
    let opens = || here.iter().any(|who| keeps_gate(register, *who));
    let refused = || {
        let of_it = |knock: &&Knock| knock.key == newcomer.key;
        let mut knocks = register.knocks().values().filter(of_it);
        knocks.any(|knock| knock.state == KnockState::TurnedAway)
    };
    trusted && gone && !opens() && !refused()
}

/// What somebody comes in with who was let in by name, or waits for that, though the invite by which they
/// knocked was used up or has ended since. Whoever closes one means it.
pub(super) fn offered(register: &Register, newcomer: &Newcomer) -> Option<(Scope, Option<Seq>)> {
    let (_, knock) = register.knock_of(newcomer.handle, newcomer.key)?;
    let invite = knock.invite.and_then(|seq| register.invites().get(&seq));
    let closed = invite.is_some_and(|invite| invite.revoked);
    let waits = knock.state == KnockState::Waits && register.is_one_by_one();
    let stands = knock.state == KnockState::Admitted || waits;
    (stands && !closed).then_some((knock.scope, knock.invite))
}

/// What somebody at the door is told; the first time it is put on the record.
pub(super) fn at_door(
    register: &Register,
    label: Label,
    newcomer: &Newcomer,
    (scope, invite): (Scope, Option<Seq>),
) -> Result<Entrance, Turned> {
    let what = label.to_string();
    let (who, wait) = (who_opens(register), waiting(register, label, newcomer.handle));
    knocking(register, newcomer, (scope, invite), &what, (who, wait))
}

/// What a machine is told that says a handle which is another's at this server.
pub(super) fn at_server(
    register: &Register,
    newcomer: &Newcomer,
    offer: (Scope, Option<Seq>),
) -> Result<Entrance, Turned> {
    let handle = newcomer.handle;
    let wait = format!(
        "{handle} is known to this server by another machine's key: from a machine that may command \
         here, warroom admit {handle} --server lets this one in too. If that is not you, come under \
         another name (--as)"
    );
    knocking(register, newcomer, offer, "this server", ("its host".to_owned(), wait))
}

fn knocking(
    register: &Register,
    newcomer: &Newcomer,
    (scope, invite): (Scope, Option<Seq>),
    what: &str,
    (who, wait): (String, String),
) -> Result<Entrance, Turned> {
    let Newcomer { handle, key, .. } = *newcomer;
    let waits = Turned::new(SeatEnd::Waits, wait);
    match register.knock_of(handle, key) {
        Some((_, knock)) if knock.state == KnockState::Waits => return Err(waits),
        Some((_, knock)) if knock.state == KnockState::TurnedAway => {
            let why = format!("{who} did not let this machine into {what}");
            return Err(Turned::new(SeatEnd::Denied, why));
        }
        Some(_) | None => {}
    }
    if register.waiting_at_door().count() >= KNOCKS_WAITING_MAX {
        let why = format!("too many wait at the door of {what} already: try again in a while");
        return Err(Turned::new(SeatEnd::Limit, why));
    }
    let command = Command::Knock { who: handle, key, scope, invite };
    Ok(Entrance::Knock(command, waits))
}

fn waiting(register: &Register, label: Label, handle: Handle) -> String {
    let who = who_opens(register);
    if register.responders().contains_key(&handle) {
        return format!(
            "{handle} is in {label} by another machine's key: {who} was asked to let this one in \
             too. If that is not you, come under another name (--as)"
        );
    }
    format!("people come into {label} one by one: {who} was asked to let you in")
}

/// Who opens: the lead, else whoever may lead.
fn who_opens(register: &Register) -> String {
    match register.lead() {
        Some(lead) if register.away_since(lead).is_none() => lead.to_string(),
        Some(_) | None => {
            let other = register.responders().keys().copied().find(|it| keeps_gate(register, *it));
            other.map_or_else(|| "its host (warroom admit)".to_owned(), |it| it.to_string())
        }
    }
}
