//! The first sending of a command, with when it was written where that is no longer now.

use warroom_register::protocol::Asked;
use warroom_register::{At, Command, Seen};

use super::Desk;
use crate::app::outbox::asked_at;
use crate::clock;
use crate::link::outbox::First;

/// Who reads an entry that was recorded so soon after it was written misses nothing by its time; in
/// seconds.
const LATE_SECONDS_MIN: u64 = 60;

/// By which a command is given when it was written.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::link) struct Times {
    /// How far the server's clock is ahead of this machine's, in milliseconds.
    ahead_ms: i64,
    /// When the incident was opened: nothing was written in it before, whatever a clock said.
    opened_at: Option<At>,
}

impl Times {
    /// As the server says its clock is now.
    pub(in crate::link) fn of(server: At, opened_at: Option<At>) -> Self {
        Self { ahead_ms: server.ms().saturating_sub(clock::now().ms()), opened_at }
    }

    /// The command as it goes out at this moment of this machine's clock.
    fn given(self, asked: &Asked, now: At) -> Asked {
        let mut given = asked.clone();
        if let (Command::Write { seen_at: seen @ None, .. }, Some(at)) =
            (&mut given.command, self.written(asked, now))
        {
            *seen = Some(Seen { at, about: false });
        }
        given
    }

    /// When it was written, by the server's clock, if that is worth to be said.
    fn written(self, asked: &Asked, now: At) -> Option<At> {
        let by_server = |at: At| At::from_ms(at.ms().saturating_add(self.ahead_ms));
        let written = asked_at(asked.id)?;
        let late = written < now && now.seconds_since(written) >= LATE_SECONDS_MIN;
        let written = by_server(written);
        (late && self.opened_at.is_some_and(|opened| opened <= written)).then_some(written)
    }
}

impl Desk {
    /// By which what is sent from now on is given when it was written.
    pub(in crate::link) const fn tell_times(&mut self, times: Times) {
        self.times = times;
    }

    /// What goes out of this place of the queue; nothing where it was settled elsewhere.
    pub(super) fn goes_out(&mut self, place: usize) -> Option<Asked> {
        let waiting = self.queue.get_mut(place)?;
        let outbox = self.outbox.as_ref().filter(|_| waiting.unsent);
        let wished = self.times.given(&waiting.asked, clock::now());
        match outbox.map(|outbox| outbox.send_first(&wished, wished != waiting.asked)) {
            Some(Ok(First::Goes(asked))) => waiting.asked = *asked,
            Some(Ok(First::Settled)) => {
                let command = waiting.asked.id;
                // Its record comes, or its refusal is told.
                self.drop_refused_elsewhere();
                self.queue.retain(|waiting| waiting.asked.id != command);
                return None;
            }
            // It goes as it was written, so that it is the same however often it is sent.
            Some(Err(why)) => self.notes.push(why.to_string()),
            None => {}
        }
        waiting.unsent = false;
        waiting.sent = true;
        Some(waiting.asked.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use warroom_register::words::EntryKind;
    use warroom_register::{CommandId, NewEntry};

    const WRITTEN: i64 = 1_795_269_791_204;

    fn asked(command: Command) -> Asked {
        let (seconds, nanos) = (u64::try_from(WRITTEN / 1000).unwrap(), 204_000_000);
        let time = uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanos);
        Asked::new(CommandId(uuid::Uuid::new_v7(time)), command)
    }

    fn seen(times: Times, asked: &Asked, after_seconds: i64) -> Option<At> {
        let now = At::from_ms(WRITTEN).plus_seconds(after_seconds);
        match times.given(asked, now).command {
            Command::Write { seen_at, .. } => seen_at.map(|seen| seen.at),
            _ => None,
        }
    }

    #[test]
    fn what_goes_out_late_says_when_it_was_written_by_the_servers_clock() {
        let saw = asked(NewEntry::of(EntryKind::Observation, "x").write());
        let opened = At::from_ms(WRITTEN).plus_seconds(-600);
        let times = Times { ahead_ms: 3000, opened_at: Some(opened) };
        assert_eq!(seen(times, &saw, 59), None, "not worth it");
        assert_eq!(seen(times, &saw, 60), Some(At::from_ms(WRITTEN + 3000)));
        assert_eq!(seen(times, &saw, -600), None, "the clock was put back");
        // A clock that was wrong while it was written says nothing.
        let later = Times { opened_at: Some(At::from_ms(WRITTEN + 3001)), ..times };
        assert_eq!(seen(later, &saw, 3600), None);
        assert_eq!(seen(Times::default(), &saw, 3600), None);
    }

    #[test]
    fn what_its_author_said_stands_and_what_is_no_entry_has_no_time() {
        let at = At::from_ms(7);
        let mut said = asked(NewEntry::of(EntryKind::Action, "x").write());
        if let Command::Write { seen_at, .. } = &mut said.command {
            *seen_at = Some(Seen { at, about: true });
        }
        let times = Times { ahead_ms: 0, opened_at: Some(at) };
        assert_eq!(seen(times, &said, 3600), Some(at));
        let star = asked(Command::Star { entry: warroom_register::Seq(1), on: true });
        assert_eq!(times.given(&star, At::from_ms(WRITTEN + 3_600_000)), star);
    }
}
