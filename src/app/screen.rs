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
