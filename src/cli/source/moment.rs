//! The moment that somebody names: a record, or a time, of whichever day that is.

use warroom_register::when::{self, Miss, Stretch, Taken};
use warroom_register::{At, Seq, Shown};

use super::Source;
use crate::out;
use crate::trouble::Trouble;

impl Source {
    /// The last record that was there at `#31` or at a time, and that time.
    pub(crate) fn place_at(&self, moment: &str) -> Result<(Seq, Option<At>), Trouble> {
        let records = &self.recording.records;
        let bare = moment.strip_prefix('#').unwrap_or(moment);
        if bare.bytes().all(|b| b.is_ascii_digit()) {
            let place: Seq = bare.parse().map_err(Trouble::Usage)?;
            if records.last().is_none_or(|record| record.seq < place) {
                if self.damaged.is_some() {
                    return Err(self.behind_damage(&place.to_string()));
                }
                let head = self.recording.chain.head;
                return Err(Trouble::Usage(format!(
                    "there is no {place} here: the last is {head}"
                )));
            }
            return Ok((place, None));
        }
        let Some(stretch) = Stretch::of_records(records) else {
            return Err(Trouble::Usage("nothing is on the record here yet".into()));
        };
        let taken = self.taken(moment, &stretch)?;
        let place = Seq(records.partition_point(|record| record.at <= taken.until) as u64);
        // The next record would have said that nothing else was written until then.
        if self.damaged.is_some() && records.last().is_some_and(|last| last.seq <= place) {
            return Err(self.behind_damage(moment));
        }
        // Which day it was taken for is said where it could have been another one.
        if taken.chosen && (stretch.has_days() || taken.at.day() != self.now.day()) {
            let at = taken.at.named(self.now);
            out::note(&format!("as of {at} UTC, up to {place}"));
        }
        Ok((place, Some(taken.at)))
    }

    /// Which instant a time means: in a room that is open the latest past one, else the one that
    /// the record has.
    fn taken(&self, moment: &str, stretch: &Stretch) -> Result<Taken, Trouble> {
        let no = |miss: &Miss| Trouble::Usage(stretch.said_of_moment(moment, miss));
        if self.from_room && !stretch.over {
            let taken = when::latest(moment, self.now).map_err(Trouble::Usage)?;
            let before = taken.until < stretch.from;
            return if before { Err(no(&Miss::Before(taken))) } else { Ok(taken) };
        }
        match stretch.find(moment, None) {
            // Whoever says the day may well ask for all of it.
            Err(Miss::After(taken)) if !taken.chosen => Ok(taken),
            Err(Miss::After(_)) if self.damaged.is_some() => Err(self.behind_damage(moment)),
            // What was said of it later, at a review, is on the record as well.
            Err(miss @ (Miss::After(_) | Miss::NoDay)) => {
                let last = self.recording.records.last().map_or(stretch.to, |record| record.at);
                let to = if self.from_room { last.max(self.now) } else { last };
                let whole = Stretch { to, ..*stretch };
                whole.find(moment, None).map_err(|_of_none| no(&miss))
            }
            found => found.map_err(|miss| no(&miss)),
        }
    }

    /// A moment of which a damaged file has nothing any more.
    fn behind_damage(&self, moment: &str) -> Trouble {
        let head = self.recording.chain.head;
        let at = self.recording.records.last().map_or(self.now, |last| last.at);
        Trouble::Usage(format!(
            "{} is not in what can be read of this file, which ends with {head} at {} UTC: \
             --as-of {} shows it as of then",
            Shown::line(moment, 32),
            at.clock_seconds(),
            head.0
        ))
    }
}
