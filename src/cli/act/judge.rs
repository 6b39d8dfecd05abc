//! By which clock the times are judged that were typed.

use warroom_register::{At, Register, Seen, when};

use crate::trouble::Trouble;

/// Whatever is to come is to come after this.
const FIRST: At = At::from_ms(0);
/// What is known of now where a command is made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Judge {
    pub(crate) now: At,
    /// Only whether a time is one: which it is, another clock and the incident's days will say.
    shape: bool,
}

impl Judge {
    /// Whatever has happened is past by then: the end of the year 9999.
    pub(super) const LAST: At = At::from_ms(253_402_300_799_000);

    /// This is now.
    pub(crate) const fn of(now: At) -> Self {
        Self { now, shape: false }
    }

    /// Nobody knows yet what the server's clock says, nor the days of the incident.
    pub(crate) const fn of_shape(now: At) -> Self {
        Self { now, shape: true }
    }

    /// When a thing happened.
    pub(crate) fn seen(self, text: &str) -> Result<Seen, Trouble> {
        let seen = if self.shape { self.shaped(text) } else { when::parse(text, self.now) };
        seen.map_err(Trouble::Usage)
    }

    /// When it happened, where what is known of the incident says of which day a time may be.
    pub(crate) fn happened(self, text: &str, register: Option<&Register>) -> Result<Seen, Trouble> {
        match register.filter(|_| !self.shape) {
            Some(known) => when::happened(text, self.now, known).map_err(Trouble::Usage),
            None => self.seen(text),
        }
    }

    /// A time to come.
    pub(super) fn ahead(self, text: &str) -> Result<At, Trouble> {
        self.next(text, when::ahead)
    }

    /// The day by which something is to be done.
    pub(crate) fn day_ahead(self, text: &str) -> Result<At, Trouble> {
        self.next(text, when::day_ahead)
    }

    fn shaped(self, text: &str) -> Result<Seen, String> {
        when::latest(text, Self::LAST).map(|_| Seen { at: self.now, about: false })
    }

    fn next(self, text: &str, read: fn(&str, At) -> Result<At, String>) -> Result<At, Trouble> {
        let next = read(text, self.now);
        let next = next.or_else(|why| match read(text, FIRST) {
            Ok(_) if self.shape => Ok(self.now),
            _ => Err(why),
        });
        next.map_err(Trouble::Usage)
    }
}
