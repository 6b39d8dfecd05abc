//! The review: the meeting held over a closed incident, on its own record.

macro_rules! review_rows {
    ($then:ident $rest:tt { $($rows:tt)* }) => { $then! { $rest { $($rows)*

        /// The review begins; its facilitator has the chair.
        OpenReview => ReviewOpened {
            /// Who leads through it; best somebody who was not in the incident.
            facilitator: Handle,
            /// Who takes notes.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            notes: Option<Handle>,
            /// Minutes for each of the five steps.
            agenda: Agenda,
        }
        /// The agenda goes to another step.
        MoveStep => StepMoved {
            /// Which, from 1 to 5.
            step: u8,
        }
        /// The chair is taken because whoever had it is gone.
        TakeChair => ChairTaken {
            /// Why.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            why: Text,
        }
        /// The chair goes to somebody else.
        GiveChair => ChairGiven {
            /// Who leads through it from now on.
            to: Handle,
        }
        /// Who takes notes from now on.
        SetNotes => NotesSet {
            /// Nobody, where none is named.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            who: Option<Handle>,
        }
        /// Somebody is at the review.
        Attend => Attended {
            /// Who.
            who: Handle,
        }
        /// I agree to the timeline as it stands.
        AgreeTimeline => TimelineAgreed {}
        /// I see it differently.
        SeeDifferently => SeenDifferently {
            /// What, and how.
            #[serde(default)]
            why: Text,
        }
        /// What I saw or thought at a moment.
        Recount => Recounted {
            /// The record that the moment was.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            entry: Option<EntryId>,
            /// The words.
            #[serde(default)]
            text: Text,
            /// With which tool I saw it.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            tool: Text,
            /// What I could not reach or see.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            out_of_reach: Text,
        }
        /// An entry that is missing, added later and marked so.
        AddMissing => MissingAdded {
            /// What kind of entry.
            kind: EntryKind,
            /// When it happened.
            seen_at: Seen,
            /// The words.
            #[serde(default)]
            text: Text,
        }
        /// What contributed; there is never just one cause.
        AddFactor => FactorAdded {
            /// In which way.
            kind: FactorKind,
            /// The words.
            #[serde(default)]
            text: Text,
            /// The entry that shows it.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            entry: Option<EntryId>,
        }
        /// Something worth doing, as somebody thinks; raw until the meeting says.
        Recommend => Recommended {
            /// Technical or organisational.
            kind: AdviceKind,
            /// The words.
            #[serde(default)]
            text: Text,
            /// The idea that it grew from.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            idea: Option<EntryId>,
        }
        /// It is worth doing, and this person makes it happen.
        AcceptAdvice => AdviceAccepted {
            /// The recommendation, or the idea that becomes one.
            entry: EntryId,
            /// The one person.
            owner: Handle,
            /// By when.
            due: At,
            /// Where the team tracks it.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            link: Text,
        }
        /// It is not worth doing.
        DeclineAdvice => AdviceDeclined {
            /// The recommendation or idea.
            entry: EntryId,
            /// Why not.
            #[serde(default)]
            why: Text,
        }
        /// It is left to rest for a small group.
        RestAdvice => AdviceRested {
            /// The recommendation or idea.
            entry: EntryId,
            /// Until when.
            until: At,
        }
        /// An accepted recommendation is done.
        FinishAdvice => AdviceFinished {
            /// The recommendation.
            entry: EntryId,
            /// What was done.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            text: Text,
        }
        /// A part of the report in a person's own words; the last ones count.
        WriteSection => SectionWritten {
            /// Which part.
            section: Section,
            /// The words.
            #[serde(default)]
            text: Text,
        }
        /// A word on the incident or on the draft of its report, before or after the meeting.
        Comment => Commented {
            /// What it is about.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            entry: Option<EntryId>,
            /// The words.
            #[serde(default)]
            text: Text,
        }
        /// A reader's question about the report.
        AskOfReport => ReportAsked {
            /// The question.
            #[serde(default)]
            text: Text,
        }
        /// The answer to a reader.
        AnswerReader => ReaderAnswered {
            /// The question.
            entry: EntryId,
            /// The answer.
            #[serde(default)]
            text: Text,
        }
        /// Somebody was made aware of the report.
        MakeAware => MadeAware {
            /// Who: a person, a team, a list of readers.
            #[serde(default)]
            whom: Text,
            /// How: by which channel, in which meeting.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            how: Text,
            /// When, where it was earlier than it is recorded.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            seen_at: Option<Seen>,
        }
        /// I agree to this report, by name.
        AgreeReport => ReportAgreed {}
        /// The meeting is over.
        CloseReview => ReviewClosed {
            /// Why something is left raw; needed where it is.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            why: Text,
        }

    } } };
}
pub(super) use review_rows;
