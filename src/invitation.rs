//! The invitation to a review, as a file that calendars read.
//!
//! Who answers for the service, by the kind of incident, and everyone in the record whose address is
//! known. Pure: it is made of the register, the settings and a moment, and sends nothing.

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use icalendar::{Calendar, Component as _, Event, EventLike as _, Property};
use warroom_register::{Agenda, At, Handle, IncidentId, Label, Register, Shown, Step};

use crate::guide::{Hour, Inviting, Mail, Within, is_working_day};

/// The hour where nobody says one.
const HOUR: Hour = Hour { seconds: 10 * 3600 };
const DAY_SECONDS: i64 = 86_400;
/// Of a calendar, its end not counted.
const LINE_BYTES_MAX: usize = 75;

/// What an invitation is made of.
pub(crate) struct Invitation<'a> {
    /// The incident.
    pub(crate) register: &'a Register,
    /// Its own id.
    pub(crate) id: IncidentId,
    /// What its server calls it.
    pub(crate) label: Option<Label>,
    /// Minutes a step.
    pub(crate) agenda: Agenda,
    /// Who is invited, and by when it is held.
    pub(crate) inviting: &'a Inviting,
    /// Now.
    pub(crate) now: At,
}

/// One who is invited.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Guest {
    mail: Mail,
    name: String,
}

impl Invitation<'_> {
    /// By when the review is to be held: as it was said at closing, else by severity.
    pub(crate) fn due(&self) -> At {
        let incident = self.register.incident();
        let said = incident.review.as_ref().and_then(|review| review.until);
        said.unwrap_or_else(|| self.within().end(incident.closed_at.unwrap_or(self.now)))
    }

    /// That it begins too late, and what says so.
    pub(crate) fn is_late(&self, start: At) -> Option<String> {
        let (due, incident) = (self.due(), self.register.incident());
        let said = incident.review.as_ref().filter(|review| review.until.is_some());
        let why = match said.map(|review| review.who) {
            Some(Some(who)) => format!("{who} was to call it by {}", due.date()),
            Some(None) => format!("it was to be called by {}", due.date()),
            None => {
                let within = self.within().words();
                format!("{within} after a {}, by {}", incident.severity, due.date())
            }
        };
        (start > due).then(|| format!("that is later than it is due: {why}"))
    }

    /// When it begins, where that is in another year than whoever says a day without one may mean.
    pub(crate) fn is_of_another_year(&self, start: At) -> Option<String> {
        let year = |at: At| at.date().split(' ').next_back().map(str::to_owned);
        let differs = year(start) != year(self.now);
        differs.then(|| format!("it begins on {}, {}", start.date(), start.clock()))
    }

    /// How long after closing that is, where nobody said a day.
    pub(crate) fn within(&self) -> Within {
        let severity = self.register.incident().severity;
        let own = self.inviting.due.get(&severity).copied();
        own.unwrap_or_else(|| Within::standard(severity))
    }

    /// When it begins, where nobody says so: on the last working day that is in time, at the usual
    /// hour; where that is over, on the next one.
    pub(crate) fn usual_start(&self) -> At {
        let hour = self.inviting.hour.unwrap_or(HOUR).seconds;
        let due = self.due();
        let mut at = due.day().plus_seconds(hour);
        while at > due || (!is_working_day(at) && at > self.now) {
            at = at.plus_seconds(-DAY_SECONDS);
        }
        while at <= self.now || !is_working_day(at) {
            at = at.plus_seconds(DAY_SECONDS);
        }
        at
    }

    /// Who was in it and has no address here.
    pub(crate) fn unreached(&self) -> Vec<Handle> {
        let mut all = self.people();
        all.retain(|who| !self.inviting.people.contains_key(who));
        all
    }

    /// The file.
    pub(crate) fn ics(&self, start: At) -> String {
        let end = start.plus_seconds(i64::from(self.agenda.total()) * 60);
        let mut event = Event::new();
        event
            .uid(&format!("{}-review@warroom", self.id.0))
            .timestamp(instant(self.now))
            .sequence(u32::try_from(self.register.head().0).unwrap_or(u32::MAX))
            .summary(&self.summary())
            .description(&self.description(start))
            .starts(instant(start))
            .ends(instant(end));
        let location = self.location();
        if !location.is_empty() {
            event.location(&location);
        }
        if let Some(organizer) = &self.inviting.organizer {
            event.append_property(Property::new("ORGANIZER", format!("mailto:{}", organizer.0)));
        }
        for guest in self.guests() {
            event.append_multi_property(attendee(&guest));
        }
        let mut calendar = Calendar::empty();
        // Without somebody who invites there is nobody to answer to.
        let method = if self.inviting.organizer.is_some() { "REQUEST" } else { "PUBLISH" };
        calendar.append_property(Property::new("VERSION", "2.0"));
        calendar.append_property(Property::new("PRODID", "-//warroom//review//EN"));
        calendar.append_property(Property::new("METHOD", method));
        calendar.push(event.done());
        folded(&calendar)
    }

    fn name(&self) -> String {
        self.label.map_or_else(|| "the incident".to_owned(), |label| label.to_string())
    }

    fn summary(&self) -> String {
        let title = self.register.incident().title.as_ref();
        let title = title.map(|title| format!(": {title}")).unwrap_or_default();
        Shown::of(&format!("Review of {}{title}", self.name())).to_string()
    }

    fn location(&self) -> String {
        let talk = &self.register.incident().talk;
        let own = self.inviting.location.as_ref().map(|words| Shown::of(words).to_string());
        own.unwrap_or_else(|| talk.shown().to_string())
    }

    fn description(&self, start: At) -> String {
        let steps = Step::ALL.into_iter().map(|step| {
            let minutes = self.agenda.minutes(step);
            format!("{}. {}, {minutes} min", step.number(), step.name())
        });
        let name = self.name();
        let mut lines = vec![
            "We look for what we can learn, and for nobody to blame.".to_owned(),
            String::new(),
        ];
        lines.extend(steps);
        lines.extend([
            String::new(),
            format!("Before: read the draft report (warroom report {name})."),
            format!("Comments, also from whoever cannot come: warroom review {name}, then m."),
            format!("The meeting: warroom review {name}"),
        ]);
        if let Some(words) = self.register.proposed_for_review(|_anybody| true) {
            lines.push(format!("Proposed: {words}."));
        }
        if start > self.due() {
            lines.push(format!("It was due by {}.", self.due().date()));
        }
        let unreached: Vec<String> = self.unreached().iter().map(ToString::to_string).collect();
        if !unreached.is_empty() {
            lines.extend([String::new(), format!("Also invited: {}", unreached.join(", "))]);
        }
        lines.join("\n")
    }

    /// Everyone in the record, and whoever calls the review.
    fn people(&self) -> Vec<Handle> {
        let mut all = self.register.people_in_it();
        let caller = self.register.incident().review.as_ref().and_then(|review| review.who);
        all.extend(caller.filter(|who| !all.contains(who)));
        all
    }

    /// Those who answer for the service first, each address once.
    fn guests(&self) -> Vec<Guest> {
        let kind = self.register.incident().kind.name();
        let of = |kind: &str| self.inviting.owners.get(kind);
        let (own, any) = (of(kind), of("any"));
        let owner = |name: &str, mail: Option<&Mail>| {
            mail.map(|mail| Guest { mail: mail.clone(), name: name.to_owned() })
        };
        let risk = own.and_then(|o| o.risk.as_ref()).or_else(|| any?.risk.as_ref());
        let product = own.and_then(|o| o.product.as_ref()).or_else(|| any?.product.as_ref());
        let technical = own.and_then(|o| o.technical.as_ref()).or_else(|| any?.technical.as_ref());
        let owners = [
            owner("senior risk owner", risk),
            owner("product owner", product),
            owner("technical owner", technical),
        ];
        let people = self.people().into_iter().filter_map(|who| {
            let mail = self.inviting.people.get(&who)?.clone();
            Some(Guest { mail, name: who.to_string() })
        });
        let mut all: Vec<Guest> = Vec::new();
        for guest in owners.into_iter().flatten().chain(people) {
            if !all.iter().any(|other| other.mail == guest.mail) {
                all.push(guest);
            }
        }
        all
    }
}

/// A calendar as text, no line of it longer than 75 bytes (RFC 5545, 3.1): the last piece of a long
/// line comes from the library with a blank more.
pub(crate) fn folded(calendar: &Calendar) -> String {
    let text = calendar.to_string();
    let lines = text.split_inclusive("\r\n").map(|line| {
        let words = line.trim_end_matches("\r\n");
        let fits = (0..=LINE_BYTES_MAX).rev().find(|at| words.is_char_boundary(*at));
        match words.split_at(fits.unwrap_or_default()) {
            (_, "") => line.to_owned(),
            (head, rest) => format!("{head}\r\n {rest}\r\n"),
        }
    });
    lines.collect()
}

fn attendee(guest: &Guest) -> Property {
    Property::new("ATTENDEE", format!("mailto:{}", guest.mail.0))
        .add_parameter("CN", &guest.name)
        .add_parameter("ROLE", "REQ-PARTICIPANT")
        .add_parameter("PARTSTAT", "NEEDS-ACTION")
        .add_parameter("RSVP", "TRUE")
        .done()
}

fn instant(at: At) -> DateTime<Utc> {
    // To the second, as calendars have it.
    DateTime::from_timestamp(at.ms().div_euclid(1000), 0).unwrap_or_default()
}
