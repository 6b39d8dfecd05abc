//! What the library keeps of an incident: a card, as in a catalogue.

use serde::{Deserialize, Serialize};

use super::{Facts, Gist};
use crate::learning::{Advice, AdviceState};
use crate::show::age;
use crate::times::Span;
use crate::words::{AdviceKind, words};
use crate::{At, EntryId, Handle, IncidentId, Label, Register, Shown, Text};

words! {
    /// How a recommendation stands.
    Stand, "state of a recommendation" {
        Raw = "raw": "nobody has said yet whether it is worth doing",
        Accepted = "accepted": "one person makes it happen",
        Declined = "declined": "not worth doing",
        Resting = "resting": "a small group looks at it",
        Done = "done": "done",
    }
}

/// An incident's card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The values that numbers are made of.
    pub facts: Facts,
    /// What it was about.
    pub gist: Gist,
    /// What was recommended after it, oldest first.
    pub recommended: Vec<Recommendation>,
}

/// Something that was recommended after an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recommendation {
    /// The entry it stands in.
    pub entry: EntryId,
    /// Technical or organisational; not said of an idea.
    pub kind: Option<AdviceKind>,
    /// The words.
    pub text: Text,
    /// Since when it is there for others to do; not told by earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<At>,
    /// How it stands.
    pub state: Stand,
    /// Since when; of what is done, when that was said.
    pub since: At,
    /// Who makes, or made, it happen.
    pub owner: Option<Handle>,
    /// By when it is, or was, to be done, or until when it rests.
    pub due: Option<At>,
    /// Where it is, or was, tracked.
    pub link: Text,
    /// Why it was declined, or what was done.
    pub said: Text,
}

impl Card {
    /// The card of an incident; none before it was opened.
    pub fn of(register: &Register, incident: Option<Label>, id: IncidentId) -> Option<Self> {
        let facts = Facts::of(register, incident, id)?;
        let all = register.learning().advice.iter();
        let told = |entry: EntryId| !register.is_parked(entry);
        let standing = all.filter(|(entry, _)| register.stands(**entry) && told(**entry));
        let recommended = standing.map(|(entry, one)| Recommendation::of(register, *entry, one));
        Some(Self { facts, gist: Gist::of(register), recommended: recommended.collect() })
    }

    /// What it is called: by its server, else by its own id.
    pub fn name(&self) -> String {
        let label = self.facts.incident.map(|label| label.to_string());
        label.unwrap_or_else(|| self.facts.id.to_string())
    }

    /// How it ended and how long that took, as far as it is known: `rolled back, ~40m`.
    pub fn ending(&self, cells: usize) -> String {
        let facts = &self.facts;
        let tilde = |about: bool| if about { "~" } else { "" };
        let long = if facts.impossible.contains(&Span::Restore) {
            Some("its times cannot be".to_owned())
        } else {
            let took = facts.took(Span::Restore).or_else(|| facts.took(Span::Fix));
            took.map(|(seconds, about)| format!("{}{}", tilde(about), age(seconds)))
        };
        let ended = Shown::line(self.gist.ended.raw(), cells).to_string();
        let parts = [Some(ended).filter(|words| !words.is_empty()), long];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

impl Recommendation {
    fn of(register: &Register, entry: EntryId, advice: &Advice) -> Self {
        let (mut owner, mut due) = (None, None);
        let (mut link, mut said) = (Text::default(), Text::default());
        let state = match &advice.state {
            AdviceState::Raw => Stand::Raw,
            AdviceState::Accepted { owner: who, due: until, link: at } => {
                (owner, due) = (Some(*who), Some(*until));
                link.clone_from(at);
                Stand::Accepted
            }
            AdviceState::Declined(seq) => {
                said = register.text(*seq);
                Stand::Declined
            }
            AdviceState::Resting(until) => {
                due = Some(*until);
                Stand::Resting
            }
            AdviceState::Done(who, seq) => {
                owner = Some(*who);
                said = register.text(*seq);
                if let Some(terms) = &advice.terms {
                    due = Some(terms.due);
                    link.clone_from(&terms.link);
                }
                Stand::Done
            }
        };
        let (kind, text, since) = (advice.kind, register.text(entry), advice.since);
        let made = made(register, entry);
        Self { entry, kind, text, made, state, since, owner, due, link, said }
    }

    /// Its time is over and it is not done.
    pub fn is_overdue(&self, now: At) -> bool {
        // A rest that is over is an answer that nobody gave.
        let waits = matches!(self.state, Stand::Accepted | Stand::Resting);
        waits && self.due.is_some_and(|due| due < now)
    }

    /// The days that it was left to a small group are over, and nobody has said what comes of it.
    pub fn rest_is_over(&self, now: At) -> bool {
        self.state == Stand::Resting && self.is_overdue(now)
    }

    /// At this moment somebody had recommended it, and it was not done: it would perhaps have
    /// helped. What was declined was looked at.
    pub fn was_undone(&self, at: At) -> bool {
        let was_there = self.made.unwrap_or(self.since) <= at;
        match self.state {
            Stand::Declined => false,
            // Where nobody told since when it is there, it was some time before it was done.
            Stand::Done => self.since > at && (was_there || self.made.is_none()),
            Stand::Raw | Stand::Accepted | Stand::Resting => was_there,
        }
    }
}

/// Since when others can know of it: what was parked was its writer's alone until its turn.
fn made(register: &Register, entry: EntryId) -> Option<At> {
    let written = register.row(entry)?.at;
    let told = register.told_by(entry).and_then(|seq| register.row(seq)).map(|row| row.at);
    Some(told.map_or(written, |told| told.max(written)))
}
