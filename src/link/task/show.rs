//! When what this screen shows is sent: the latest, at a pace that any wire takes.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};
use warroom_register::protocol::Look;

/// Between two looks that are sent: ten a second follow a hand that plays or drags.
const SHOW_PACE: Duration = Duration::from_millis(100);

/// The pace of one connection.
pub(super) struct Show {
    /// Nothing is sent before.
    from: Instant,
}

impl Show {
    /// What is shown already is sent at once.
    pub(super) fn at_once(shown: &mut watch::Receiver<Option<Look>>) -> Self {
        if shown.borrow().is_some() {
            shown.mark_changed();
        }
        Self { from: Instant::now() }
    }

    /// Waits for the next look that is to be sent. May be dropped and called again: what is waited
    /// for first is time, and a look counts as seen only where it is given out.
    pub(super) async fn next(&mut self, shown: &mut watch::Receiver<Option<Look>>) -> Look {
        loop {
            sleep_until(self.from).await;
            if shown.changed().await.is_err() {
                // The screen is gone; its link ends by another way.
                std::future::pending::<()>().await;
            }
            if let Some(look) = *shown.borrow_and_update() {
                self.from = Instant::now() + SHOW_PACE;
                return look;
            }
        }
    }
}
