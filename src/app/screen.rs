//! Which of the screens is shown, and what of it.

use super::App;
use super::meeting::Meeting;
use super::past::Past;

/// What is on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Screen {
    /// The list of incidents.
    Lobby,
    /// A room.
    Room,
    /// A finished journal.
    Walkthrough,
}

/// What a room's screen is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OpenedFor {
    /// The incident, or the lobby.
    Work,
    /// The review of a closed incident.
    Review,
    /// To look around in what others play; nothing of it is kept.
    Demo,
}

/// What is shown on it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shows<'a> {
    /// The list of incidents.
    Lobby,
    /// A room as it is now.
    Room,
    /// A room that goes on, and in its panes how it stood at a moment.
    Then(&'a Past),
    /// A finished journal, at a moment: the whole screen is about that.
    Walk(&'a Past),
    /// A review, and the moment that it has come to.
    Review(&'a Meeting, &'a Past),
}

impl App {
    /// What is shown: whoever asks says what holds for each.
    pub(crate) fn shows(&self) -> Shows<'_> {
        match (self.screen, &self.past, &self.meeting) {
            (Screen::Lobby, _, _) => Shows::Lobby,
            // A review is shown and left together with its moment.
            (_, None, _) => Shows::Room,
            (_, Some(past), Some(meeting)) => Shows::Review(meeting, past),
            (Screen::Room, Some(past), None) if !past.alone => Shows::Then(past),
            (_, Some(past), None) => Shows::Walk(past),
        }
    }
}
