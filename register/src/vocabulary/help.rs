//! Help from outside the room, and promises that may be looked at later.

macro_rules! help_rows {
    ($then:ident $rest:tt { $($rows:tt)* }) => { $then! { $rest { $($rows)*

        /// Help is asked of a team, a person or a supplier.
        AskHelp => HelpAsked {
            /// What kind of helper.
            of: Helper,
            /// By name.
            whom: Title,
            /// For what.
            #[serde(default)]
            text: Text,
            /// What they call it: the number of their ticket.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            reference: Text,
            /// By when they said they would answer.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            until: Option<At>,
        }
        /// They say when they will answer.
        PromiseHelp => HelpPromised {
            /// The help that was asked.
            entry: EntryId,
            /// By when.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            until: Option<At>,
            /// What they call it.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            reference: Text,
            /// A word with it.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            text: Text,
        }
        /// They answered.
        AnswerHelp => HelpAnswered {
            /// The help that was asked.
            entry: EntryId,
            /// The answer.
            #[serde(default)]
            text: Text,
        }
        /// A promise is not asked about for a while.
        Snooze => Snoozed {
            /// Help, words to an audience, or a decision to be looked at again.
            entry: EntryId,
            /// For so long.
            minutes: u16,
        }

    } } };
}
pub(super) use help_rows;
