//! Entries: what people write down, and what later becomes of it.

macro_rules! entries_rows {
    ($then:ident $rest:tt { $($rows:tt)* }) => { $then! { $rest { $($rows)*

        /// An entry of some kind; which of the fields belong to which kind is checked by `decide`.
        Write => Written {
            /// What kind of entry.
            kind: EntryKind,
            /// The words.
            #[serde(default)]
            text: Text,
            /// When it happened, as the author says.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            seen_at: Option<Seen>,
            /// The entry it is about: a question's subject, an action's task, a task's decision.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            about: Option<EntryId>,
            /// Task: who is to do it.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            owner: Option<Handle>,
            /// Task: its box. Update: until the next word.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            minutes: Option<u16>,
            /// Fact: held, but not confirmed.
            #[serde(default, skip_serializing_if = "std::ops::Not::not")]
            suspected: bool,
            /// Fact or impact: the one it follows, which was true and has changed.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            replaces: Option<EntryId>,
            /// Update: whom it is for.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            audience: Option<Audience>,
            /// Impact: whether personal data is touched.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            personal_data: Option<PersonalData>,
            /// Impact: who, how many, from when to when.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            affected: Option<Affected>,
            /// Action: what it was done to, as its author believes.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            target: Text,
            /// Action: it stays in place, away from normal, until it is put back.
            #[serde(default, skip_serializing_if = "std::ops::Not::not")]
            in_place: bool,
        }
        /// It was wrong; this is right. The old wording stays readable.
        Amend => Amended {
            /// Which entry.
            entry: EntryId,
            /// What it says now.
            #[serde(default)]
            text: Text,
        }
        /// It does not stand any more.
        Retract => Retracted {
            /// Which entry.
            entry: EntryId,
            /// Why not.
            #[serde(default)]
            why: Text,
        }
        /// A moment to stop at when the record is read out.
        Star => Starred {
            /// Which record.
            entry: EntryId,
            /// Set or taken away.
            on: bool,
        }
        /// A question has its answer, which may be a fact from now on.
        Answer => Answered {
            /// The question.
            entry: EntryId,
            /// The answer.
            #[serde(default)]
            text: Text,
            /// This record is a fact too.
            #[serde(default, skip_serializing_if = "std::ops::Not::not")]
            fact: bool,
        }
        /// Words leave the building.
        Send => Sent {
            /// The update.
            entry: EntryId,
            /// When it was, where all is written down afterwards.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            seen_at: Option<Seen>,
        }

    } } };
}
pub(super) use entries_rows;
