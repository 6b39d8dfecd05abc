//! What the review found: factors, recommendations, prose, accounts; who was there and agreed; what
//! readers asked. It is written behind the incident and stands apart from what was known then.

use serde::Serialize;
use std::collections::BTreeMap;

use super::story::{Said, Story};
use crate::learning::{self, AdviceState, Review};
use crate::register::What;
use crate::words::{AdviceKind, FactorKind, Section};
use crate::{At, EntryId, Register, Row, Seq};

/// Something that contributed.
#[derive(Debug, Serialize)]
pub(super) struct Factor {
    #[serde(flatten)]
    said: Said,
    kind: FactorKind,
    words: &'static str,
    /// The entry that shows it.
    shown_by: Option<EntryId>,
}

/// What contributed, by kind, each in the order of writing. What was taken back is not among it.
pub(super) fn factors(story: &Story<'_>) -> Vec<Factor> {
    let all = story.now.learning().factors.iter();
    let one = |(entry, kind): (&EntryId, &FactorKind)| {
        Some(Factor {
            said: story.words_of(*entry).filter(|_| story.now.stands(*entry))?,
            kind: *kind,
            words: kind.meaning(),
            shown_by: shown_by(story, *entry),
        })
    };
    let mut found: Vec<Factor> = all.filter_map(one).collect();
    found.sort_by_key(|factor| factor.kind);
    found
}

/// The entry that a factor's author named with it.
fn shown_by(story: &Story<'_>, factor: EntryId) -> Option<EntryId> {
    let record = factor.index().and_then(|index| story.records.get(index))?;
    match &record.event {
        crate::Event::FactorAdded { entry, .. } => *entry,
        _ => None,
    }
}

/// Something that was recommended.
#[derive(Debug, Serialize)]
pub(super) struct Recommended {
    #[serde(flatten)]
    said: Said,
    kind: Option<AdviceKind>,
    state: &'static str,
    since: At,
    owner: Option<String>,
    due: Option<At>,
    link: String,
    /// Why it was declined, or what was done.
    why: Option<Said>,
}

/// The order in which recommendations are read: what is to be done first.
const fn order(state: &AdviceState) -> u8 {
    match state {
        AdviceState::Accepted { .. } => 0,
        AdviceState::Done(..) => 1,
        AdviceState::Resting(_) => 2,
        AdviceState::Raw => 3,
        AdviceState::Declined(_) => 4,
    }
}

/// What was recommended, with what was decided about it. Ideas that nobody has looked at have a
/// place of their own.
pub(super) fn recommended(story: &Story<'_>) -> Vec<Recommended> {
    let all = story.now.learning().advice.iter();
    let mut all: Vec<_> = all
        .filter(|(entry, advice)| {
            let idea = advice.kind.is_none() && advice.state == AdviceState::Raw;
            story.now.stands(**entry) && !idea && !story.now.is_parked(**entry)
        })
        .collect();
    all.sort_by_key(|(entry, advice)| (order(&advice.state), **entry));
    let one = |(entry, advice): (&EntryId, &learning::Advice)| {
        // A link is followed: with a role in it, it would lead nowhere.
        let (mut owner, mut due, mut link, mut why) = (None, None, String::new(), None);
        match &advice.state {
            AdviceState::Accepted { owner: who, due: until, link: at } => {
                (owner, due, link) = (Some(*who), Some(*until), at.raw().to_owned());
            }
            AdviceState::Done(who, seq) => {
                (owner, why) = (Some(*who), story.words_of(*seq));
                if let Some(terms) = &advice.terms {
                    (due, link) = (Some(terms.due), terms.link.raw().to_owned());
                }
            }
            AdviceState::Declined(seq) => why = story.words_of(*seq),
            AdviceState::Resting(until) => due = Some(*until),
            AdviceState::Raw => {}
        }
        Some(Recommended {
            said: story.words_of(*entry)?,
            kind: advice.kind,
            state: advice.state.name(),
            since: advice.since,
            owner: owner.map(|who| story.name(who)),
            due,
            link,
            why,
        })
    };
    all.into_iter().filter_map(one).collect()
}

/// The parts that people wrote; `None` if nobody did.
pub(super) fn prose(story: &Story<'_>) -> BTreeMap<Section, Option<Said>> {
    let sections = &story.now.learning().sections;
    let one = |section: &Section| {
        let said = sections.get(section).and_then(|prose| {
            let said = story.words_of(prose.seq)?;
            Some(Said { text: story.called.text(&prose.text), ..said })
        });
        (*section, said.filter(|said| !said.text.is_empty()))
    };
    Section::ALL.iter().map(one).collect()
}

/// What somebody saw or thought at a moment, told afterwards.
#[derive(Debug, Serialize)]
pub(super) struct Account {
    #[serde(flatten)]
    said: Said,
    /// The moment.
    of: Option<EntryId>,
    tool: String,
    out_of_reach: String,
}

pub(super) fn accounts(story: &Story<'_>) -> Vec<Account> {
    let one = |(entry, account): (&EntryId, &learning::Account)| {
        let of = story.now.what(*entry).and_then(|what| what.about());
        Some(Account {
            said: story.words_of(*entry).filter(|_| story.now.stands(*entry))?,
            of,
            tool: story.called.text(&account.tool),
            out_of_reach: story.called.text(&account.out_of_reach),
        })
    };
    story.now.learning().accounts.iter().filter_map(one).collect()
}

/// A meeting.
#[derive(Debug, Serialize)]
pub(super) struct Meeting {
    opened: At,
    closed: Option<At>,
    /// Why something was left raw.
    left_raw: Option<String>,
    /// Who has it, or had it at the end.
    chair: String,
    /// Who had it, one after the other.
    chairs: Vec<InChair>,
    notes: Option<String>,
    attended: Vec<String>,
    agreed_to_timeline: Vec<String>,
    /// Who agreed to the timeline, with when, and whether it was the timeline as it stands now.
    timeline_agreed: Vec<Agreed>,
    saw_it_differently: Vec<Differed>,
}

pub(super) fn meetings(story: &Story<'_>) -> Vec<Meeting> {
    let at = |seq: Seq| story.now.row(seq).map_or_else(At::default, |row| row.at);
    let one = |review: &Review| Meeting {
        opened: at(review.opened),
        closed: review.closed.map(at),
        left_raw: review
            .closed
            .and_then(|seq| story.words_of(seq))
            .map(|said| said.text)
            .filter(|text| !text.is_empty()),
        chair: story.name(review.chair),
        chairs: chairs(story, review),
        notes: review.notes.map(|who| story.name(who)),
        attended: review.attended.iter().map(|who| story.name(*who)).collect(),
        agreed_to_timeline: review.agreed.keys().map(|who| story.name(*who)).collect(),
        timeline_agreed: timeline_agreed(story, review),
        saw_it_differently: differed(story, review),
    };
    story.now.learning().reviews.iter().map(one).collect()
}

/// Who agrees to the timeline, in the order in which they did.
fn timeline_agreed(story: &Story<'_>, review: &Review) -> Vec<Agreed> {
    let changed = story.now.timeline_changed();
    let one = |(who, seq): (&crate::Handle, &Seq)| Agreed {
        who: story.name(*who),
        at: story.now.row(*seq).map_or_else(At::default, |row| row.at),
        outdated: *seq < changed,
    };
    let mut all: Vec<_> = review.agreed.iter().collect();
    all.sort_by_key(|(_, seq)| **seq);
    all.into_iter().map(one).collect()
}

/// Somebody who saw the timeline differently: on record, also where they agreed later.
#[derive(Debug, Serialize)]
struct Differed {
    #[serde(flatten)]
    said: Said,
    /// When they agreed all the same.
    agreed_later: Option<At>,
}

fn differed(story: &Story<'_>, review: &Review) -> Vec<Differed> {
    let one = |seq: &Seq| {
        let by = story.now.row(*seq)?.by;
        let agreed = review.agreed.get(&by).filter(|agreed| *agreed > seq);
        let agreed_later = agreed.and_then(|agreed| story.now.row(*agreed)).map(|row| row.at);
        Some(Differed { said: story.words_of(*seq)?, agreed_later })
    };
    review.differed.iter().filter_map(one).collect()
}

/// Somebody in the chair of a meeting, from when on.
#[derive(Debug, Serialize)]
struct InChair {
    who: String,
    from: At,
}

/// Who led through it: also who only began it, or was gone in the middle.
fn chairs(story: &Story<'_>, review: &Review) -> Vec<InChair> {
    let one = |(who, from): &(crate::Handle, At)| InChair { who: story.name(*who), from: *from };
    review.chairs.iter().map(one).collect()
}

/// Somebody's yes, to the timeline or to this report.
#[derive(Debug, Serialize)]
pub(super) struct Agreed {
    who: String,
    at: At,
    /// What they agreed to was changed afterwards.
    outdated: bool,
}

pub(super) fn agreed(story: &Story<'_>) -> Vec<Agreed> {
    let one = |(who, seq, current): (crate::Handle, Seq, bool)| Agreed {
        who: story.name(who),
        at: story.now.row(seq).map_or_else(At::default, |row| row.at),
        outdated: !current,
    };
    story.now.agreed_to_report().into_iter().map(one).collect()
}

impl Register {
    /// Who agreed to the report, by which record, and whether to it as it stands: nothing in it was
    /// changed since. In the order in which they did.
    pub fn agreed_to_report(&self) -> Vec<(crate::Handle, Seq, bool)> {
        let last = last_change(self);
        let all = self.learning().report_agreed.iter();
        let mut all: Vec<_> = all.map(|(who, seq)| (*who, *seq, *seq >= last)).collect();
        all.sort_by_key(|(_, seq, _)| *seq);
        all
    }
}

/// `draft`, `in review` or `agreed`: agreed is what somebody agreed to as it stands.
pub(super) fn state(register: &Register) -> &'static str {
    let learning = register.learning();
    let last = last_change(register);
    if learning.review().is_some() {
        "in review"
    } else if learning.report_agreed.values().any(|seq| *seq > last) {
        "agreed"
    } else if learning.reviews.is_empty() {
        "draft"
    } else {
        "in review"
    }
}

/// The last record that changed what the report says. That somebody came, agreed, or asked or said
/// something of the report itself changes nothing in it; another meeting does, and its last word.
fn last_change(register: &Register) -> Seq {
    use crate::learning::Said as S;
    let first = register.learning().reviews.first().map(|review| review.opened);
    let changes = |seq: Seq, row: &Row| match row.what {
        What::Said(S::Opened) => Some(seq) != first,
        What::Said(S::Closed) => !row.text.is_empty(),
        What::Said(said) => matches!(
            said,
            S::Missing(_)
                | S::Factor(_)
                | S::Advice(_)
                | S::Accepted(..)
                | S::Declined(_)
                | S::Rested(_)
                | S::Section(_)
                | S::Account(_)
                | S::Differs
        ),
        What::Amended(_)
        | What::Retracted(_)
        | What::Redacted(_)
        | What::Marked(_)
        | What::Question(_)
        | What::Answered { .. }
        | What::Cancelled(_) => true,
        What::Phase(phase) => phase != crate::words::Phase::Closed,
        _ => false,
    };
    register
        .places()
        .filter(|(seq, row)| changes(*seq, row))
        .map(|(seq, _)| seq)
        .last()
        .unwrap_or_default()
}

/// A reader's question about this report.
#[derive(Debug, Serialize)]
pub(super) struct Reader {
    #[serde(flatten)]
    said: Said,
    answer: Option<Said>,
}

pub(super) fn readers(story: &Story<'_>) -> Vec<Reader> {
    let all = story.now.learning().readers.iter();
    let one = |(entry, answer): (&EntryId, &Option<Seq>)| {
        let said = story.words_of(*entry).filter(|_| story.now.stands(*entry))?;
        Some(Reader { said, answer: answer.and_then(|seq| story.words_of(seq)) })
    };
    all.filter_map(one).collect()
}

/// A word on the incident or on the draft, before or after the meeting.
#[derive(Debug, Serialize)]
pub(super) struct Comment {
    #[serde(flatten)]
    said: Said,
    of: Option<EntryId>,
    /// `before the meeting`, `after the meeting`, `not in the meeting`; empty: in it.
    when: &'static str,
}

pub(super) fn comments(story: &Story<'_>) -> Vec<Comment> {
    let all = story.now.learning().comments.iter().filter(|entry| story.now.stands(**entry));
    let one = |entry: &EntryId| {
        let of = story.now.what(*entry).and_then(|what| what.about());
        let when = story.now.said_when(*entry).words();
        Some(Comment { said: story.words_of(*entry)?, of, when })
    };
    all.filter_map(one).collect()
}

/// Somebody who was made aware of this report; `text` says who.
#[derive(Debug, Serialize)]
pub(super) struct Aware {
    #[serde(flatten)]
    said: Said,
    /// When they were, as whoever wrote it says.
    when: At,
    about: bool,
    /// By which channel; empty: nobody said.
    how: String,
    /// The report was changed afterwards.
    outdated: bool,
}

/// Who was made aware of it, in the order in which they were.
pub(super) fn aware(story: &Story<'_>) -> Vec<Aware> {
    let last = last_change(&story.now);
    let one = |(entry, how): (&EntryId, &crate::Text)| {
        let seen = story.happened(*entry);
        Some(Aware {
            said: story.words_of(*entry).filter(|_| story.now.stands(*entry))?,
            when: seen.at,
            about: seen.about,
            how: story.called.text(how),
            outdated: *entry < last,
        })
    };
    let mut all: Vec<Aware> = story.now.learning().aware.iter().filter_map(one).collect();
    all.sort_by_key(|row| row.when);
    all
}
