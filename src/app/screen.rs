//! Which of the screens is shown.

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
