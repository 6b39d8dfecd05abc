//! What goes into one answer: whoever asks, and reads none of it, costs the server so much and no more,
//! however much is kept here.
//!
//! It is counted in bytes as they are written. What there is no room for comes with the next question,
//! where there is one; of what a search finds the best comes first, and the rest is left out.

#[cfg(test)]
mod tests;

use serde::Serialize;
use std::collections::BTreeSet;
use warroom_register::library::{Card, Gist, Paper};
use warroom_register::limits::{CONSULT_ANSWER_BYTES_MAX, CONSULT_BYTES_MAX};
use warroom_register::protocol::{Consulted, Likeness, ServerMessage, written_bytes};

/// Of one moment's words so many bytes are told at most: whoever wants them all opens it.
const HIT_BYTES_MAX: usize = 4 * 1024;
/// What was recommended after one incident comes in parts of so many bytes; the words that go beyond are
/// whole.
const ADVICE_BYTES_MAX: usize = 256 * 1024;
/// Said instead of an answer that no message has room for.
const TOO_LONG: &str = "what is kept of it is too long for one answer: ask for less, or read it on the \
                        server's machine";

/// What one answer still has room for.
#[derive(Debug)]
pub(super) struct Room {
    skip: usize,
    bytes: usize,
}

impl Room {
    /// All of it, behind so many that were told already.
    pub(super) fn behind(skip: u32) -> Self {
        let skip = usize::try_from(skip).unwrap_or(usize::MAX);
        Self { skip, bytes: CONSULT_BYTES_MAX }
    }

    /// The next of these that there is room for, and whether there are more behind them.
    pub(super) fn take<T: Serialize>(&mut self, all: impl Iterator<Item = T>) -> (Vec<T>, bool) {
        let mut some = Vec::new();
        for one in all {
            if self.skip > 0 {
                self.skip -= 1;
            } else if !self.has(&one) {
                return (some, true);
            } else {
                some.push(one);
            }
        }
        (some, false)
    }

    /// Whether there is room for one more, which then has it: the one that goes beyond is whole.
    fn has<T: Serialize>(&mut self, one: &T) -> bool {
        let free = self.bytes > 0;
        self.bytes = self.bytes.saturating_sub(written_bytes(one));
        free
    }
}

/// A card in parts, each of which fits an answer: of one incident, with what was recommended after it.
pub(super) fn parts(card: Card) -> Vec<Card> {
    let Card { facts, gist, recommended } = card;
    let bare = Card { facts, gist, recommended: Vec::new() };
    let (mut parts, mut part, mut bytes) = (Vec::new(), bare.clone(), 0);
    for one in recommended {
        if bytes > ADVICE_BYTES_MAX {
            parts.push(std::mem::replace(&mut part, bare.clone()));
            bytes = 0;
        }
        bytes += written_bytes(&one);
        part.recommended.push(one);
    }
    parts.push(part);
    parts
}

/// As much of what was found as there is room for, the best first.
pub(super) fn within(answer: Consulted) -> Consulted {
    let mut room = Room::behind(0);
    match answer {
        Consulted::Words { mut found, mut facts, mut papers } => {
            let each = HIT_BYTES_MAX.min(CONSULT_BYTES_MAX / 2 / found.hits.len().max(1));
            found.hits.iter_mut().for_each(|hit| shorten(&mut hit.text, each));
            (found.hits, _) = room.take(found.hits.into_iter());
            (facts, _) = room.take(facts.into_iter());
            (papers, _) = room.take(papers.into_iter());
            // A moment of which nobody can say whose it is tells nothing.
            let told = facts.iter().map(|facts| facts.id.to_string());
            let told: BTreeSet<String> = told.chain(papers.iter().map(Paper::team_name)).collect();
            found.hits.retain(|hit| told.contains(&hit.item));
            Consulted::Words { found, facts, papers }
        }
        Consulted::Alike { mut likes, mut papers } => {
            for Likeness { card, .. } in &mut likes {
                let mut bytes = 0;
                card.recommended.retain(|one| {
                    let fits = bytes <= ADVICE_BYTES_MAX;
                    bytes += written_bytes(one);
                    fits
                });
                // They were compared here; what ended it is told.
                let ended = std::mem::take(&mut card.gist.ended);
                card.gist = Gist { ended, ..Gist::default() };
            }
            (likes, _) = room.take(likes.into_iter());
            (papers, _) = room.take(papers.into_iter());
            Consulted::Alike { likes, papers }
        }
        other => other,
    }
}

/// The beginning of a text that is no longer than this where it is written.
fn shorten(text: &mut String, bytes: usize) {
    let mut most = bytes;
    while written_bytes(text.as_str()) > bytes {
        let whole = |at: &usize| text.is_char_boundary(*at);
        let end = (0..=most.min(text.len())).rev().find(whole).unwrap_or(0);
        text.truncate(end);
        most = most / 4 * 3;
    }
}

/// The next lines of a recording, and whether there are more behind them.
pub(super) fn piece(all: &str, skip: u32) -> (String, bool) {
    let (lines, more) = Room::behind(skip).take(all.split_inclusive('\n'));
    (lines.concat(), more)
}

/// An answer as the message that it goes out in; a sentence where it is too long for one.
pub(super) fn frame(answer: Consulted) -> String {
    let frame = ServerMessage::Consulted(answer).frame();
    if frame.len() <= CONSULT_ANSWER_BYTES_MAX {
        return frame;
    }
    ServerMessage::Consulted(Consulted::Unable { why: TOO_LONG.to_owned() }).frame()
}
