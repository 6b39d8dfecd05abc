//! Asking the library beside all else: what was like the incident that runs, what is kept, and others'
//! reports. It is never waited for.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::app::App;
use crate::start::{AlikeOf, AskShelf, ShelfOf, ToldShelf};

/// What is kept may change by other programs of this machine: it is looked at so often.
const LOOK: Duration = Duration::from_secs(5);
/// A large library takes its time: between two looks is so many times what the last one took.
const LOOK_SHARE: u32 = 50;
/// Answers that wait to be heard.
const ANSWERS_MAX: usize = 4;

/// What the library answers.
pub(super) enum Told {
    /// What was alike, a line each, and whether it was asked by the only one in the room.
    Alike(Vec<String>, bool),
    /// What is kept, or a report.
    Shelf(ToldShelf),
}

/// Where the library is asked, and where its answers come.
pub(super) struct Library {
    alike: Option<AlikeOf>,
    shelf: Option<ShelfOf>,
    /// What is asked next about all that is kept, and when; none while an answer is waited for.
    next: Option<(AskShelf, Instant)>,
    /// When that was asked for which an answer is waited for.
    asked: Instant,
    tell: mpsc::Sender<Told>,
    told: mpsc::Receiver<Told>,
}

impl Library {
    /// One that is asked so; none answers nothing.
    pub(super) fn of(alike: Option<AlikeOf>, shelf: Option<ShelfOf>) -> Self {
        let (tell, told) = mpsc::channel(ANSWERS_MAX);
        let library = Self { alike, shelf, next: None, asked: Instant::now(), tell, told };
        // What this machine keeps is there at once; a server may take its time.
        library.ask(AskShelf::Kept);
        library
    }

    /// Asks where that is due.
    pub(super) fn look(&mut self, app: &mut App) {
        let now = Instant::now();
        if let Some((question, _)) = self.next.take_if(|(_, at)| *at <= now) {
            self.asked = now;
            self.ask(question);
        }
        let Some(ask) = &self.alike else { return };
        let Some(question) = app.alike_due() else { return };
        let (ask, tell) = (Arc::clone(ask), self.tell.clone());
        tokio::task::spawn_blocking(move || {
            let Some(lines) = ask(&question) else { return };
            // Whoever has left does not hear it.
            drop(tell.blocking_send(Told::Alike(lines, question.alone)));
        });
    }

    /// Asks for a report.
    pub(super) fn read(&self, name: String) {
        self.ask(AskShelf::Page(name));
    }

    fn ask(&self, question: AskShelf) {
        let Some(answers) = &self.shelf else { return };
        let (answers, tell) = (Arc::clone(answers), self.tell.clone());
        tokio::task::spawn_blocking(move || {
            drop(tell.blocking_send(Told::Shelf(answers(question))));
        });
    }

    /// Hands an answer on, and says what is asked next.
    pub(super) fn hear(&mut self, told: Told, app: &mut App) {
        match told {
            Told::Alike(lines, alone) => app.were_alike(lines, alone),
            Told::Shelf(ToldShelf::Page(page)) => app.reads(page),
            Told::Shelf(ToldShelf::Kept(kept)) => {
                let first = app.lobby.shelf().is_none();
                app.keeps(kept);
                let now = Instant::now();
                if first {
                    self.asked = now;
                    return self.ask(AskShelf::KeptByAll);
                }
                let pause = LOOK.max(now.duration_since(self.asked) * LOOK_SHARE);
                self.next = Some((AskShelf::Kept, now + pause));
            }
        }
    }

    /// Waits for an answer.
    pub(super) async fn told(&mut self) -> Told {
        match self.told.recv().await {
            Some(told) => told,
            None => std::future::pending().await,
        }
    }
}
