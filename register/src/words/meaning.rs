//! What the words bring with them: signs, duties, the moments that a phase marks.

use super::{Call, EntryKind, Moment, Phase, Role};

impl Role {
    /// What its holder does, for whoever accepts it: three lines.
    pub const fn duties(self) -> [&'static str; 3] {
        match self {
            Self::Lead => [
                "Decide, and say what was decided. Give each next step to one person by name.",
                "Keep the overview: who does what until when, what is late, what was promised.",
                "Touch nothing yourself. Give duties away; hand the lead over before you tire.",
            ],
            Self::Comms => [
                "You are the one voice to users, managers and the press: all words go through you.",
                "Say what is known, what is not, and when the next word comes. Keep that promise.",
                "Take the questions from outside, so that nobody who works is asked.",
            ],
            Self::Deputy => [
                "Stand in for the lead at once when they are gone, or need a pause.",
                "Watch the clock: boxes that run over, owners who are silent, promises due.",
                "Say to the lead what they do not see. Command only what they leave to you.",
            ],
            Self::Scribe => [
                "Write down what is said aloud and not yet on the register, with the time.",
                "Keep facts true: correct what was wrong, mark what has changed.",
                "See that each question has an owner and each decision its reason.",
            ],
            Self::Liaison => [
                "Speak with suppliers and other teams, so that the lead need not.",
                "Keep for each of them: reference, what was promised, by when.",
                "Bring their answers onto the register; ask again before a promise is late.",
            ],
        }
    }
}

impl Phase {
    /// The moment that entering this phase marks, unless somebody has marked it already.
    pub const fn marks(self) -> Option<Moment> {
        match self {
            Self::Identified => Some(Moment::Identified),
            Self::Monitoring => Some(Moment::Mitigated),
            Self::Resolved => Some(Moment::Restored),
            Self::Investigating | Self::Closed => None,
        }
    }

    /// Whether what was over goes on with this one: nobody does that without a reason.
    pub fn opens_again(self, next: Self) -> bool {
        next < self && self >= Self::Resolved
    }
}

impl Call {
    /// As it stands before what was decided.
    pub const fn aloud(self) -> &'static str {
        match self {
            Self::Go => "GO",
            Self::No => "NO",
            Self::Amended => "GO, amended",
        }
    }

    /// What the words of whoever called it are: the change itself, or a reason.
    pub(crate) const fn comes_with(self) -> &'static str {
        match self {
            Self::Go | Self::No => "why",
            Self::Amended => "changed",
        }
    }
}

impl EntryKind {
    /// The kind that a key letter at the start of a line chooses.
    pub fn of_letter(letter: char) -> Option<Self> {
        match letter {
            'o' => Some(Self::Observation),
            'd' => Some(Self::Action),
            'f' => Some(Self::Fact),
            'q' => Some(Self::Question),
            't' => Some(Self::Task),
            '%' => Some(Self::Impact),
            'i' => Some(Self::Idea),
            _ => None,
        }
    }

    /// The sign on the timeline, which is also the key that writes it.
    pub const fn sign(self) -> char {
        match self {
            Self::Observation => 'o',
            Self::Action => 'd',
            Self::Fact => 'f',
            Self::Question => 'q',
            Self::Task => 't',
            Self::Decision => '◆',
            Self::Impact => '%',
            Self::Update => '▷',
            Self::Idea => 'i',
        }
    }

    /// The word in front of the line while it is written.
    pub const fn verb(self) -> &'static str {
        match self {
            Self::Observation => "saw",
            Self::Action => "did",
            Self::Fact => "fact",
            Self::Question => "question",
            Self::Task => "task",
            Self::Decision => "decision",
            Self::Impact => "impact",
            Self::Update => "update",
            Self::Idea => "IDEA",
        }
    }
}
