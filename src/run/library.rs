//! Asking the library beside all else what was like the incident that runs.

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::app::App;
use crate::start::AlikeOf;

/// Where the library is asked, and where its answer comes.
pub(super) struct Library {
    ask: Option<AlikeOf>,
    tell: mpsc::Sender<Vec<String>>,
    told: mpsc::Receiver<Vec<String>>,
}

impl Library {
    /// One that is asked so; none answers nothing.
    pub(super) fn of(ask: Option<AlikeOf>) -> Self {
        let (tell, told) = mpsc::channel(1);
        Self { ask, tell, told }
    }

    /// Asks where that is due.
    pub(super) fn look(&self, app: &mut App) {
        let Some(ask) = &self.ask else { return };
        let Some(card) = app.alike_due() else { return };
        let (ask, tell) = (Arc::clone(ask), self.tell.clone());
        // Whoever has left does not hear it.
        tokio::task::spawn_blocking(move || drop(tell.blocking_send(ask(&card))));
    }

    /// Waits for an answer.
    pub(super) async fn told(&mut self) -> Vec<String> {
        match self.told.recv().await {
            Some(lines) => lines,
            None => std::future::pending().await,
        }
    }
}
