//! The tones: what a style is for, never how it looks.
//!
//! One closed list, so that a slip in a theme file is an error and not a colour that never comes.
//! A tone that a theme leaves out looks like the broader one named behind its `<`; dotted names
//! fall back to what stands before the last dot, the plain states to the level they belong to.

macro_rules! tones {
    ($($tone:ident $name:literal < $broader:ident: $doc:literal;)+) => {
        /// What a piece of text on screen is for; a theme says how each looks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Tone {
            $(#[doc = $doc] $tone,)+
        }

        impl Tone {
            /// Every tone once, in the order in which a theme is best written.
            pub(crate) const ALL: &[Self] = &[$(Self::$tone),+];

            /// The name a theme file uses, as in `"entry.fact" = "green"`.
            pub(crate) const fn name(self) -> &'static str {
                match self {
                    $(Self::$tone => $name,)+
                }
            }

            /// The tone this one looks like where a theme does not name it; `text` is the last.
            pub(crate) const fn broader(self) -> Self {
                match self {
                    $(Self::$tone => Self::$broader,)+
                }
            }
        }
    };
}

tones! {
    Text "text" < Text: "Plain words: entries, facts, questions and tasks that are in time.";
    Quiet "quiet" < Text: "What may be overlooked: authors, ages, what the room notes by itself.";
    Loud "loud" < Text: "What must be seen: made it worse, to be called, a drill.";
    Alarm "alarm" < Loud: "What must be seen now; at most two areas of a screen at once.";
    Selected "selected" < Text: "The one row that the keys are about.";
    Pending "pending" < Quiet: "Written here and not recorded yet.";
    Severity "severity" < Loud: "The severity tag, where no grade of its own is given.";
    SeverityP1 "severity.p1" < Severity: "The tag of a P1, the loudest thing on a calm screen.";
    SeverityP2 "severity.p2" < Severity: "The tag of a P2.";
    SeverityP3 "severity.p3" < Severity: "The tag of a P3.";
    SeverityP4 "severity.p4" < Severity: "The tag of a P4, which asks for nothing.";
    Entry "entry" < Text: "Any entry whose kind has no look of its own.";
    EntryObservation "entry.observation" < Entry: "Something seen.";
    EntryAction "entry.action" < Entry: "Something done.";
    EntryFact "entry.fact" < Entry: "Something known.";
    EntryFactSuspected "entry.fact.suspected" < EntryFact: "Something held likely, not known.";
    EntryQuestion "entry.question" < Entry: "Something asked.";
    EntryTask "entry.task" < Entry: "A next step.";
    EntryDecision "entry.decision" < Entry: "A decision, proposed or called.";
    EntryImpact "entry.impact" < Entry: "Who is hit, and how.";
    EntryUpdate "entry.update" < Entry: "Words to the team, to stakeholders, to the public.";
    EntryAlert "entry.alert" < Entry: "An alert that a machine raised.";
    EntryRoom "entry.room" < Entry: "What the room notes by itself: who came, who took a role.";
    Late "late" < Loud: "Over its time.";
    Nobody "nobody" < Loud: "Without an owner.";
    Retracted "retracted" < Quiet: "Taken back; the old words stay readable.";
    Role "role" < Text: "A role that somebody holds.";
    RoleLead "role.lead" < Role: "The lead.";
    RoleComms "role.comms" < Role: "Who speaks to the outside.";
    Frame "frame" < Quiet: "Lines between panes.";
    FrameFocus "frame.focus" < Frame: "The frame of the pane that the keys go to, and of a card.";
    Heading "heading" < Text: "The title of a pane.";
    Hint "hint" < Quiet: "The hint line, and advice in empty places.";
    Key "key" < Text: "A key that may be pressed, where it is named.";
    Warning "warning" < Loud: "Something that may go wrong: this room lives on one laptop.";
    Ok "ok" < Text: "It worked, it is live, it is recorded.";
    CutOff "cut_off" < Alarm: "The link is down: since when, and what waits.";
    Header "header" < Text: "The first line: incident, phase, clock.";
    You "you" < Alarm: "The YOU line while it holds something.";
    Input "input" < Text: "What is being typed.";
    InputCursor "input.cursor" < Input: "The place where the next letter goes.";
}
