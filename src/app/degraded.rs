//! What the server cannot do just now: nothing is recorded, or nobody new comes in.
//!
//! Reading goes on, and the bar says since when and why. That it is over is said once.

use warroom_register::protocol::{Lack, Lacks};

use super::App;

impl App {
    /// Why nothing is recorded just now, if that is so.
    pub(crate) fn unrecorded(&self) -> Option<&Lack> {
        self.lacks.iter().find(|lack| lack.what == Lacks::Records)
    }

    /// Whether nobody new comes in just now.
    pub(crate) fn is_door_shut(&self) -> bool {
        self.lacks.iter().any(|lack| lack.what == Lacks::Door)
    }

    pub(super) fn degraded(&mut self, lacks: Vec<Lack>) {
        let before = std::mem::replace(&mut self.lacks, lacks);
        let new = |lack: &&Lack| !before.iter().any(|was| was.what == lack.what);
        // The bar has no place for it: it is said once.
        let erasing = |lack: &&Lack| lack.what == Lacks::Erasing;
        if let Some(told) = self.lacks.iter().filter(erasing).find(new).map(sentence) {
            self.say(told);
        }
        let gone = |lack: &&Lack| !self.lacks.iter().any(|now| now.what == lack.what);
        if let Some(lack) = before.iter().find(gone) {
            let (since, now) = (lack.since.clock(), self.now().clock());
            self.say_good(match lack.what {
                Lacks::Records => format!(
                    "The server records again. Nothing was from {since} to {now}: what you wrote \
                     then was refused, and is in your line or in warroom outbox"
                ),
                Lacks::Door => format!("People come in again; from {since} to {now} nobody could"),
                Lacks::Erasing => {
                    "The words that were taken out are gone from the server".to_owned()
                }
            });
        }
    }
}

/// What is lacking, since when and why, in a sentence.
pub(crate) fn sentence(lack: &Lack) -> String {
    let (since, why) = (lack.since.clock(), &lack.why);
    match lack.what {
        Lacks::Records => {
            format!("nothing is recorded since {since}, and reading goes on: {why}")
        }
        Lacks::Door => format!("nobody new comes in since {since}, who is here goes on: {why}"),
        Lacks::Erasing => format!(
            "words that were taken out still stand on the server's disk since {since}: {why}"
        ),
    }
}
