//! The one clock of the client. Everything else takes its times as values.

use warroom_register::At;

/// Now, by this machine's clock.
#[expect(clippy::disallowed_methods, reason = "this is the one clock of the crate")]
pub(crate) fn now() -> At {
    At::from_ms(chrono::Utc::now().timestamp_millis())
}
