//! When the room notes that the holder of a role is away, and that they are back. Pure.
//!
//! A lead whose link flickers is not away; one whose last screen is gone for a while is, and then
//! the lead can be taken. Whoever has no role comes and goes without a record.

use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;
use warroom_register::{Command, Handle};

/// What is looked at for one responder.
#[derive(Clone, Copy, Debug)]
pub(super) struct Person {
    /// Who.
    pub(super) handle: Handle,
    /// They hold a role.
    pub(super) role: bool,
    /// A screen of theirs is here.
    pub(super) here: bool,
    /// The record says that they are away.
    pub(super) away: bool,
    /// When they were last heard, where their screen fell silent and nobody saw it end.
    pub(super) silent_since: Option<Instant>,
}

/// Since when holders of roles are gone.
#[derive(Debug)]
pub(super) struct Watch {
    patience: Duration,
    gone: BTreeMap<Handle, Instant>,
}

impl Watch {
    /// A watch that notes who is gone for longer than this.
    pub(super) fn new(patience: Duration) -> Self {
        Self { patience, gone: BTreeMap::new() }
    }

    /// What is to be noted now, and when to look again.
    pub(super) fn look(
        &mut self,
        now: Instant,
        people: impl IntoIterator<Item = Person>,
    ) -> (Vec<Command>, Option<Instant>) {
        let (mut notes, mut again) = (Vec::new(), None::<Instant>);
        let before = std::mem::take(&mut self.gone);
        for Person { handle: who, role, here, away, silent_since } in people {
            if here && away {
                notes.push(Command::NoteBack { who });
            }
            if here || away || !role {
                continue;
            }
            let since = before.get(&who).copied().or(silent_since).unwrap_or(now);
            self.gone.insert(who, since);
            let due = since + self.patience;
            if due <= now {
                notes.push(Command::NoteAway { who });
            } else {
                again = Some(again.map_or(due, |other| other.min(due)));
            }
        }
        (notes, again)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use warroom_register::limits::AWAY_SECONDS;

    #[test]
    fn who_has_a_role_is_away_after_so_long_and_not_before() {
        let mut watch = Watch::new(Duration::from_secs(AWAY_SECONDS));
        let gone = |role| {
            [Person {
                handle: "ana".parse().unwrap(),
                role,
                here: false,
                away: false,
                silent_since: None,
            }]
        };
        let begin = Instant::now();
        let due = begin + Duration::from_secs(AWAY_SECONDS);
        assert_eq!(watch.look(begin, gone(true)), (Vec::new(), Some(due)));
        let before = watch.look(due - Duration::from_millis(1), gone(true));
        assert_eq!(before, (Vec::new(), Some(due)));
        let (notes, again) = watch.look(due, gone(true));
        assert!(matches!(notes[..], [Command::NoteAway { .. }]), "{notes:?}");
        assert_eq!(again, None);
        assert_eq!(watch.look(due, gone(false)), (Vec::new(), None), "without a role nobody is");
    }

    #[test]
    fn who_fell_silent_is_gone_since_they_were_heard_last() {
        let mut watch = Watch::new(Duration::from_secs(AWAY_SECONDS));
        let heard = Instant::now();
        let ana = Person {
            handle: "ana".parse().unwrap(),
            role: true,
            here: false,
            away: false,
            silent_since: Some(heard),
        };
        let due = heard + Duration::from_secs(AWAY_SECONDS);
        let found_out = heard + Duration::from_secs(30);
        assert_eq!(watch.look(found_out, [ana]), (Vec::new(), Some(due)));
        let (notes, _) = watch.look(due, [ana]);
        assert!(matches!(notes[..], [Command::NoteAway { .. }]), "{notes:?}");
    }
}
