//! Decisions: proposed, objected to, called by the lead.

macro_rules! decisions_rows {
    ($then:ident $rest:tt { $($rows:tt)* }) => { $then! { $rest { $($rows)*

        /// A decision for the lead to call.
        Propose => Proposed {
            /// What to do.
            #[serde(default)]
            text: Text,
            /// What could go wrong.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            risk: Text,
            /// How it is undone.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            undo: Text,
            /// By what we shall see that it works.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            expect: Text,
            /// What else could be done.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            options: Vec<Text>,
            /// When to look whether it works.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            look_at: Option<At>,
        }
        /// A proposal is put to the room: who objects strongly says so now.
        PutToRoom => PutToRoom {
            /// The proposal.
            entry: EntryId,
            /// For so long.
            seconds: u16,
        }
        /// When a decision is to be looked at again; absent: never.
        SetLook => LookSet {
            /// The decision.
            entry: EntryId,
            /// When.
            at: Option<At>,
        }
        /// A strong objection.
        Object => Objected {
            /// The proposal.
            entry: EntryId,
            /// Why.
            #[serde(default)]
            why: Text,
        }
        /// The lead calls a proposal.
        Call => Called {
            /// The proposal.
            entry: EntryId,
            /// Go, no, or go with a change.
            call: Call,
            /// The change, or why.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            why: Text,
        }

    } } };
}
pub(super) use decisions_rows;
