//! The place that somebody names to go to: a record, or a time, of whichever day that is.

use warroom_register::when::{self, Miss, Stretch, Taken};
use warroom_register::{At, Seq};

use crate::app::past::{Moment, Past};
use crate::app::{App, Screen};

/// Where words lead to.
enum Place {
    /// To this record.
    Record(Seq),
    /// To what was written by then.
    Time(Taken),
    /// Behind the end of a journal that is over.
    Behind,
}

impl App {
    /// Does something with the place that these words name.
    pub(in crate::app) fn seek(&mut self, words: &str, then: fn(&mut Self, Moment)) {
        let (here, last) = (self.board().now, self.last_place());
        match self.place_of(words, here, last) {
            Ok(Place::Record(place)) => then(self, Moment::of(place)),
            Ok(Place::Time(taken)) => self.seek_time(taken, here, last, then),
            Ok(Place::Behind) => self.seek_end(Moment::of(last), then),
            Err(sentence) => self.say(sentence),
        }
    }

    /// A minute is meant to its end: what was written in it is seen, and the moment is the last of that;
    /// where nothing was, the moment that was typed.
    fn seek_time(&mut self, taken: Taken, here: At, last: Seq, then: fn(&mut Self, Moment)) {
        let by_then = self.journal().partition_point(|record| record.at <= taken.until) as u64;
        let place = Seq(by_then).min(last);
        let written = place.index().and_then(|i| self.journal().get(i)).map(|record| record.at);
        let shown = Moment { place, as_of: written.max(Some(taken.at)) };
        if place == last {
            return self.seek_end(shown, then);
        }
        then(self, shown);
        // Which day was chosen is said where it is not the one of all that was seen so far.
        let began = self.journal().first().map_or(here, |record| record.at);
        if taken.chosen && (taken.at.day() != here.day() || here.day() != began.day()) {
            let at = taken.at.named(began);
            self.say_good(format!("this is {at}; of another day, write it with its day"));
        }
    }

    /// The end of a finished journal is its outcome: one is asked before it is shown.
    fn seek_end(&mut self, last: Moment, then: fn(&mut Self, Moment)) {
        if !self.would_give_away() {
            then(self, last);
        }
    }

    /// A finished journal, or one of which a review is held: how long it is, is an outcome.
    fn is_over(&self) -> bool {
        self.screen == Screen::Walkthrough || self.meeting.is_some()
    }

    fn last_place(&self) -> Seq {
        let last = Seq(self.journal().len() as u64);
        self.past.as_ref().filter(|_| self.is_over()).map_or(last, Past::end)
    }

    /// `#31`, `31`, `14:20` or `24 Nov 14:20`.
    fn place_of(&self, words: &str, here: At, last: Seq) -> Result<Place, String> {
        if let Ok(seq) = words.parse::<Seq>() {
            return match seq {
                seq if (Seq(1)..=last).contains(&seq) => Ok(Place::Record(seq)),
                // How long it is, is told once the outcome is.
                _ if self.is_over() && !self.past.as_ref().is_some_and(Past::reveals) => {
                    Ok(Place::Behind)
                }
                _ if self.is_over() => Err(format!("there is no {seq} in this record")),
                _ => Err(format!("the last record is {last}")),
            };
        }
        let at = |seq: Seq| seq.index().and_then(|i| self.journal().get(i)).map(|r| r.at);
        let (Some(from), Some(to)) = (at(Seq(1)), at(last)) else {
            return Err("nothing was written yet".to_owned());
        };
        // In a room the latest past instant is meant; in the past, one near what is shown.
        if !self.is_over() && self.past.is_none() {
            let taken = when::latest(words, self.now())?;
            return if taken.until < from {
                Err(early(taken, from))
            } else {
                Ok(Place::Time(taken))
            };
        }
        // A room that goes on ends now, whenever something was written last.
        let to = if self.is_over() { to } else { self.now() };
        let stretch = Stretch { from, to, over: self.is_over() };
        match stretch.find(words, Some(here)) {
            Ok(taken) => Ok(Place::Time(taken)),
            Err(Miss::After(taken)) if !self.is_over() => {
                Err(format!("{} is still to come", taken.at.named(here)))
            }
            Err(Miss::After(_)) => Ok(Place::Behind),
            Err(Miss::Before(taken)) => Err(early(taken, from)),
            Err(Miss::NoTime | Miss::NoDay | Miss::Several(_)) => {
                Err("write #31 for a record; 14:20 or 24 Nov 14:20 for a time".to_owned())
            }
        }
    }
}

fn early(taken: Taken, from: At) -> String {
    format!("nothing was on the record yet at {}", taken.at.named(from))
}
