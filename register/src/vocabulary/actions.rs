//! Commands of a shell that were run under warroom's eyes.

macro_rules! actions_rows {
    ($then:ident $rest:tt { $($rows:tt)* }) => { $then! { $rest { $($rows)*

        /// A command was run in a shell, and this is how it went: an action like any other.
        NoteRun => Ran {
            /// The command as it could be typed, known forms of secrets masked.
            #[serde(default)]
            command: Text,
            /// The task it was run for.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            task: Option<EntryId>,
            /// When it began.
            began: Seen,
            /// How long it ran, in milliseconds.
            millis: u64,
            /// Its exit status; absent if a signal ended it.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            exit: Option<i32>,
            /// The number of the signal that ended it.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            signal: Option<i32>,
            /// The end of what it printed, known forms of secrets masked.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            output: Text,
            /// How much it printed in all, in bytes.
            #[serde(default)]
            output_bytes: u64,
            /// What it printed is no text, and is not kept.
            #[serde(default, skip_serializing_if = "std::ops::Not::not")]
            binary: bool,
            /// How many secrets were masked in command and output.
            #[serde(default)]
            masked: u32,
        }

    } } };
}
pub(super) use actions_rows;
