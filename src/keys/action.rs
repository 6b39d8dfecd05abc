//! The one list of what keys can mean, from which keymap, help, `warroom keys` and docs/keys.md come.
//!
//! An action is what a key means and nothing else: no ticks, no drawing, no answers from the room.
//! Whoever adds one adds one row here. The keys are the ones a responder has without a keymap file.

use crossterm::event::KeyCode;

use super::Place;
use super::key::Key;

const fn ch(c: char) -> Key {
    Key::char(c)
}

const fn ctrl(c: char) -> Key {
    Key::ctrl(c)
}

impl Action {
    /// Where then is looked at in a room, its key means this as it does at the register, whatever it
    /// means in a walkthrough: what writes, commands, or leads to what waits.
    pub(super) const fn is_the_registers(self) -> bool {
        matches!(self.group(), Group::Writes | Group::Commands) || matches!(self, Self::NextNeed)
    }
}

macro_rules! actions {
    (
        $($group:ident {
            $($action:ident $name:literal $doc:literal
                $([$($place:ident)|+ : $($key:expr),+])+;)+
        })+
    ) => {
        /// What a key means; the same action may have other keys in another place.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Action {
            $($(#[doc = $doc] $action,)+)+
        }

        impl Action {
            /// Every action once, in the order of the help.
            pub(crate) const ALL: &[Self] = &[$($(Self::$action,)+)+];

            /// The name a keymap file uses.
            pub(crate) const fn name(self) -> &'static str {
                match self {
                    $($(Self::$action => $name,)+)+
                }
            }

            /// One short line that says what happens.
            pub(crate) const fn doc(self) -> &'static str {
                match self {
                    $($(Self::$action => $doc,)+)+
                }
            }

            /// The heading it stands under in the help.
            pub(crate) const fn group(self) -> Group {
                match self {
                    $($(Self::$action)|+ => Group::$group,)+
                }
            }

            /// The keys it has from the start, place by place; hints name the first.
            pub(super) const fn defaults(self) -> &'static [DefaultKeys] {
                match self {
                    $($(Self::$action => {
                        const {
                            &[$(DefaultKeys {
                                places: &[$(Place::$place),+],
                                keys: &[$($key),+],
                            }),+]
                        }
                    })+)+
                }
            }
        }
    };
}

/// The keys of one action in the places where it has the same ones.
pub(super) struct DefaultKeys {
    pub(super) places: &'static [Place],
    pub(super) keys: &'static [Key],
}

/// What sort of thing an action does; the help has a heading for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Group {
    /// Starts an entry, or answers one.
    Writes,
    /// Opens an ask that a digit or Enter completes.
    Commands,
    /// Says something at a review, or moves it on.
    Reviews,
    /// Moves through a finished journal.
    Walks,
    /// Changes this screen and nothing else.
    Looks,
    /// Writes and changes the text in the line.
    Types,
    /// Leaves, steps back, explains.
    Everywhere,
}

impl Group {
    /// The heading in the help.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Writes => "Write: goes out with Enter, not before",
            Self::Commands => "Command: a digit or Enter completes it",
            Self::Reviews => "Review: what is said is recorded; capitals are the chair's, or ask",
            Self::Walks => "Walk through the record",
            Self::Looks => "Look: only this screen changes",
            Self::Types => "Type",
            Self::Everywhere => "Always",
        }
    }
}

actions! {
    Writes {
        Observation "observation" "write what you saw" [Register: ch('o')];
        Did "did" "write what you did; #27 in it puts it on that task" [Register: ch('d')];
        Fact "fact" "write what is known; begin with ? where it is suspected" [Register: ch('f')];
        Question "question" "ask; on a selected row it is about that row" [Register | Review: ch('q')];
        Task "task" "write a next step; @ben 10m gives it at once" [Register: ch('t')];
        Impact "impact" "write who is hit, how many, since when" [Register: ch('%')];
        Idea "idea" "an idea for the review, hidden until then" [Register | Review: ch('i')];
        Propose "propose" "propose a decision" [Register: ch('p')];
        GoOn "go-on" "go on with the draft in the line, for what it was" [Register | Review: ch('l')];
        Answer "answer" "answer the selected question, or how it stands" [Register | Review: ch('a')];
        Correct "correct" "change the selected entry; the old words stay readable"
            [Register | Review: ch('c')];
        Retract "retract" "take the selected entry back, with the reason" [Register | Review: ch('r')];
        TakeBack "take-back" "take back the last that I did" [Register | Review: ch('u')];
        Yes "yes" "yes: I have this task, this question is mine" [Register: ch('y')];
        No "no" "no, because: cannot do it, object, decline, call it off" [Register: ch('x')];
        Ended "ended" "my task is finished, with its result" [Register: ch('e')];
        Blocked "blocked" "my task is blocked; say what you need" [Register: ch('b')];
        MoreTime "more-time" "my task needs more time; a promise can wait" [Register: ch('+')];
        Star "star" "star this moment for the walkthrough; again takes it off" [Register | Review: ch('*')];
    }
    Reviews {
        Account "account" "what I saw or thought then, with which tool, what was out of reach"
            [Review: ch('w')];
        Missing "missing" "an entry that is missing: when and what; marked as added later"
            [Review: ch('+')];
        Factor "factor" "what contributed, from the third step on" [Review: ch('f')];
        Comment "comment" "a comment, before the meeting or after it" [Review: ch('m')];
        Agree "agree" "agree to the timeline as it stands" [Review: ch('y')];
        Differ "differ" "I see it differently; in the fifth step: it is not worth doing"
            [Review: ch('x')];
        Follow "follow" "back to what the chair shows" [Review: ch('.')];
        Sheet "sheet" "timeline, what was said, the sheet of the step"
            [Review: Key::new(KeyCode::Tab)];
        Agenda "agenda" "the review: go to it, begin it, its next step, its end"
            [Register | Review: ch('G')];
        WorthDoing "worth-doing" "it is worth doing: who, by when, where; 0 leaves it to rest"
            [Review: ch('A')];
        Chair "chair" "give the chair on, or say who takes notes" [Review: ch('R')];
        TakeChair "take-chair" "take the chair, where whoever had it is gone" [Review: ch('L')];
        Section "section" "write a part of the report" [Review: ch('E')];
        AgreeReport "agree-report" "agree to the report, by name" [Review: ch('Y')];
        Aware "aware" "write down who was made aware of the report, and how" [Review: ch('I')];
    }
    Commands {
        Assign "assign" "give the selected task or question to somebody" [Register: ch('A')];
        CallRound "call-round" "how does it stand? ask one owner, or all" [Register: ch('C')];
        Decide "decide" "put the selected proposal to the room, or call it; on nothing: decided"
            [Register: ch('D')];
        AskHelp "ask-help" "ask a team, a person or a supplier for help" [Register: ch('H')];
        Kind "kind" "the kind of trouble, by its definitions, and its plan" [Register: ch('K')];
        TakeLead "take-lead" "take the lead, if nobody has it or the lead is gone"
            [Register: ch('L')];
        MarkTime "mark-time" "correct when it began, was detected, mitigated, restored"
            [Register | Review: ch('M')];
        Outside "outside" "questions from outside: take, answer, pass to the room, or not answer"
            [Register: ch('Q')];
        Phase "phase" "set the phase, and mark its time" [Register: ch('P')];
        Roles "roles" "offer a role; handing over the lead is the first row" [Register: ch('R')];
        Severity "severity" "set the severity, by its written definitions" [Register: ch('S')];
        Update "update" "words for team, stakeholders or public" [Register: ch('U')];
        Verify "verify" "did it work? and: it stays in place, it is put back" [Register: ch('V')];
        Who "who" "who is here, what they can help with, where the voices are, the invite"
            [Register | Review: ch('W')];
        Accept "accept" "accept a role offered to me, or send the selected draft" [Register: ch('Y')];
    }
    Walks {
        NextRecord "next-record" "next record" [Walkthrough | Review: ch(' ')];
        PreviousRecord "previous-record" "record before"
            [Walkthrough | Review: ch('b'), Key::new(KeyCode::Backspace)];
        MinuteOn "minute-on" "a minute on" [Walkthrough | Review: Key::new(KeyCode::Right)];
        MinuteBack "minute-back" "a minute back" [Walkthrough | Review: Key::new(KeyCode::Left)];
        NextPivot "next-pivot" "next pivot: decision, phase, severity, role, result, star, late"
            [Walkthrough | Review: ch('n'), Key::new(KeyCode::PageDown)];
        PreviousPivot "previous-pivot" "pivot before" [Walkthrough | Review: Key::new(KeyCode::PageUp)];
        Play "play" "play, and stop" [Walkthrough | Review: ch('p')];
        Slower "slower" "play slower" [Walkthrough | Review: ch('<')];
        Faster "faster" "play faster" [Walkthrough | Review: ch('>')];
        ThenAndNow "then-and-now" "what was known then beside now; opens the rest of the band"
            [Walkthrough | Review: ch('h')];
    }
    Looks {
        Open "open" "open the selected row: its history and its keys"
            [Register | Walkthrough | Review: Key::new(KeyCode::Enter)];
        Join "join" "join the selected incident; walk through what is kept, read a report" [Lobby: Key::new(KeyCode::Enter)];
        Peek "peek" "the whole text of the selected row" [Register: ch(' ')];
        NextNeed "next-need" "next thing that needs me, then what is late" [Register: ch('n')];
        Now "now" "back to now, out of the past too; a finished journal has no now"
            [Register | Walkthrough: ch('.')];
        Down "down" "one row down" [Register | Walkthrough | Review | Lobby: Key::new(KeyCode::Down), ch('j')];
        Up "up" "one row up" [Register | Walkthrough | Review | Lobby: Key::new(KeyCode::Up), ch('k')];
        PageDown "page-down" "one page down" [Register | Lobby: Key::new(KeyCode::PageDown)];
        PageUp "page-up" "one page up" [Register | Lobby: Key::new(KeyCode::PageUp)];
        First "first" "to the first" [Register | Walkthrough | Review | Lobby: Key::new(KeyCode::Home)];
        Last "last" "to the last" [Register | Walkthrough | Review | Lobby: Key::new(KeyCode::End)];
        NextPane "next-pane" "next pane" [Register | Walkthrough: Key::new(KeyCode::Tab)];
        PreviousPane "previous-pane" "pane before"
            [Register | Walkthrough | Review: Key::new(KeyCode::BackTab)];
        Pane1 "pane-1" "now: the digest of it all" [Register | Walkthrough | Review: ch('1')];
        Pane2 "pane-2" "the timeline" [Register | Walkthrough | Review: ch('2')];
        Pane3 "pane-3" "what is known" [Register | Walkthrough | Review: ch('3')];
        Pane4 "pane-4" "what is asked" [Register | Walkthrough | Review: ch('4')];
        Pane5 "pane-5" "what is being done" [Register | Walkthrough | Review: ch('5')];
        Pane6 "pane-6" "people" [Register | Walkthrough | Review: ch('6')];
        Zoom "zoom" "this pane alone, or all again" [Register: ch('z')];
        Wider "wider" "this pane's column wider" [Register: ch('>')];
        Narrower "narrower" "this pane's column narrower" [Register: ch('<')];
        Higher "higher" "this pane one line higher" [Register: ch('=')];
        Lower "lower" "this pane one line lower" [Register: ch('-')];
        Find "find" "find as one types: timeline, review sheet, lobby"
            [Register | Walkthrough | Review | Lobby: ch('/')];
        Palette "palette" "everything by its name, also what has no key"
            [Register | Walkthrough | Review | Lobby: ch(':')];
        GoTo "go-to" "go to #31 or to 14:20" [Register | Walkthrough | Review: ch('g')];
        Then "then" "the register as it was known at a time; writing goes on as now" [Register: ch('h')];
        Situation "situation" "the situation in six lines" [Register | Walkthrough | Review: ch('s')];
        ReadReport "read-report" "read the report as it stands" [Register | Walkthrough | Review: ch('v')];
    }
    Types {
        Send "send" "send to everyone" [Line: Key::new(KeyCode::Enter)];
        ChangeKind "change-kind" "another kind of entry" [Line: Key::new(KeyCode::Tab)];
        LineBefore "line-before" "bring back what I wrote before" [Line: Key::new(KeyCode::Up)];
        LineAfter "line-after" "what I wrote after that; then the next draft" [Line: Key::new(KeyCode::Down)];
        CursorLeft "cursor-left" "one letter left" [Line: Key::new(KeyCode::Left)];
        CursorRight "cursor-right" "one letter right" [Line: Key::new(KeyCode::Right)];
        LineStart "line-start" "to the start of the line"
            [Line: Key::new(KeyCode::Home), ctrl('a')];
        LineEnd "line-end" "to the end of the line" [Line: Key::new(KeyCode::End), ctrl('e')];
        DeleteBack "delete-back" "delete the letter before"
            [Line: Key::new(KeyCode::Backspace), ctrl('h')];
        DeleteForward "delete-forward" "delete the letter here" [Line: Key::new(KeyCode::Delete)];
        DeleteWord "delete-word" "delete the word before" [Line: ctrl('w')];
        DeleteToStart "delete-to-start" "delete all before the cursor" [Line: ctrl('u')];
        Editor "editor" "write it in your own editor ($EDITOR); Enter sends it after that"
            [Line: ctrl('o')];
    }
    Everywhere {
        StepOut "step-out" "one step out; no text is ever lost by it"
            [Line: Key::new(KeyCode::Esc), ctrl('c')]
            [Register | Walkthrough | Review: Key::new(KeyCode::Esc)];
        Help "help" "the keys, of this place first"
            [Line: Key::new(KeyCode::F(1))]
            [Register | Walkthrough | Review | Lobby: ch('?'), Key::new(KeyCode::F(1))];
        Leave "leave" "leave; says first what you hold" [Register | Walkthrough | Review | Lobby: ctrl('c')];
        Suspend "suspend" "suspend to the shell" [Line | Register | Walkthrough | Review | Lobby: ctrl('z')];
        Redraw "redraw" "draw the screen again" [Line | Register | Walkthrough | Review | Lobby: ctrl('l')];
    }
}
