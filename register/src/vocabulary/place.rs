//! What becomes of what was done: it stays in place, is put back, hit something else.

macro_rules! place_rows {
    ($then:ident $rest:tt { $($rows:tt)* }) => { $then! { $rest { $($rows)*

        /// What was done stays in place: it is away from normal until it is put back.
        LeaveInPlace => LeftInPlace {
            /// The action, task or decision.
            entry: EntryId,
            /// What is not as it is normally.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            text: Text,
        }
        /// It is as it is normally again.
        PutBack => PutBack {
            /// What was away from normal.
            entry: EntryId,
            /// How, or a word with it.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            text: Text,
        }
        /// What an action really hit, found out later; what its author believed stays.
        CorrectTarget => TargetCorrected {
            /// The action.
            entry: EntryId,
            /// What it hit.
            #[serde(default)]
            target: Text,
        }

    } } };
}
pub(super) use place_rows;
