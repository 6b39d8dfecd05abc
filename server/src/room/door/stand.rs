//! Who stands at the door, and who went away before anybody answered. Pure.
//!
//! Whoever stands there asks again every second; one that falls silent is gone. A script asks once, and
//! comes back later: it stands there for as long as a person would wait.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;
use warroom_register::limits::{KNOCK_ONCE_SECONDS, KNOCK_SILENCE_SECONDS};
use warroom_register::{Command, Handle, Knock, PublicKey, Seq};

/// When those who knocked were heard.
#[derive(Debug, Default)]
pub(in crate::room) struct AtDoor {
    heard: BTreeMap<(Handle, PublicKey), Heard>,
}

/// The first time and the last.
#[derive(Clone, Copy, Debug)]
struct Heard {
    first: Instant,
    last: Instant,
}

impl Heard {
    /// Until when nobody takes them for gone.
    fn until(self) -> Instant {
        let seconds =
            if self.last > self.first { KNOCK_SILENCE_SECONDS } else { KNOCK_ONCE_SECONDS };
        self.last + Duration::from_secs(seconds)
    }
}

impl AtDoor {
    /// Somebody knocks, or asks again whether it is open; whether they are taken for gone sooner by it.
    pub(in crate::room) fn came(&mut self, who: Handle, key: PublicKey, now: Instant) -> bool {
        let heard = self.heard.entry((who, key)).or_insert(Heard { first: now, last: now });
        let once = heard.last == heard.first;
        heard.last = now;
        once && heard.last > heard.first
    }

    /// What is to be noted now, and when to look again.
    pub(in crate::room) fn look<'a>(
        &mut self,
        now: Instant,
        waiting: impl Iterator<Item = (Seq, &'a Knock)>,
    ) -> (Vec<Command>, Option<Instant>) {
        let (mut notes, mut again) = (Vec::new(), None::<Instant>);
        let mut before = std::mem::take(&mut self.heard);
        for (knock, Knock { who, key, .. }) in waiting {
            let fresh = Heard { first: now, last: now };
            let heard = before.remove(&(*who, *key)).unwrap_or(fresh);
            self.heard.insert((*who, *key), heard);
            let due = heard.until();
            if due <= now {
                notes.push(Command::NoteGone { knock });
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
    use warroom_register::words::Scope;
    use warroom_register::{At, Bytes, KnockState};

    fn knock(seq: u64, name: &str) -> (Seq, Knock) {
        let (who, key) = (name.parse().unwrap(), Bytes([3; 32]));
        let (scope, invite, at) = (Scope::Respond, None, At::default());
        (Seq(seq), Knock { who, key, scope, invite, at, state: KnockState::Waits })
    }

    fn look(door: &mut AtDoor, now: Instant, all: &[(Seq, Knock)]) -> (usize, Option<Instant>) {
        let (notes, again) = door.look(now, all.iter().map(|(seq, knock)| (*seq, knock)));
        (notes.len(), again)
    }

    #[test]
    fn who_asked_again_and_falls_silent_is_gone_and_a_script_may_come_back_later() {
        let (begin, second) = (Instant::now(), Duration::from_secs(1));
        let all = [knock(4, "kim"), knock(5, "lou")];
        let (kim, lou) = (&all[0].1, &all[1].1);
        let mut door = AtDoor::default();
        assert!(!door.came(kim.who, kim.key, begin));
        assert!(!door.came(lou.who, lou.key, begin));
        assert!(door.came(kim.who, kim.key, begin + second));
        let silence = begin + second + Duration::from_secs(KNOCK_SILENCE_SECONDS);
        let once = begin + Duration::from_secs(KNOCK_ONCE_SECONDS);
        assert_eq!(look(&mut door, begin + second, &all), (0, Some(silence)));
        // As long as it is heard it stands there.
        assert!(!door.came(kim.who, kim.key, silence));
        let later = silence + Duration::from_secs(KNOCK_SILENCE_SECONDS);
        assert_eq!(look(&mut door, silence, &all), (0, Some(later)));
        assert_eq!(look(&mut door, later, &all), (1, Some(once)), "kim is gone");
        assert_eq!(look(&mut door, later, &all[1..]), (0, Some(once)));
        assert_eq!(look(&mut door, once, &all[1..]), (1, None), "and by then lou, too");
    }

    #[test]
    fn who_stood_there_before_the_server_was_started_again_is_given_time_to_come_back() {
        let (now, all) = (Instant::now(), [knock(4, "kim")]);
        let once = now + Duration::from_secs(KNOCK_ONCE_SECONDS);
        let mut door = AtDoor::default();
        assert_eq!(look(&mut door, now, &all), (0, Some(once)));
        assert_eq!(look(&mut door, once, &all), (1, None));
    }
}
