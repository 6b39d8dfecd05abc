//! From what was typed to the command that is asked. Pure: words, clock and register come in.

mod entries;
mod hands;
mod judge;
#[cfg(test)]
mod tests;

use warroom_register::words::{Kind, Phase, Role, Severity};
use warroom_register::{
    At, Command, Handle, Register, ReviewDue, Seen, Seq, Shown, Text, entries_named, handles_named,
    times, when,
};

use super::review::ReviewStep;
use super::write::{RoleStep, Write};
use crate::trouble::Trouble;
pub(super) use judge::Judge;

/// The words of an entry in a note, in cells.
const NOTE_CELLS_MAX: usize = 48;

/// Whether a command has words, and from where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted<'a> {
    /// It needs some: without any they come from a pipe.
    Needed(&'a [String]),
    /// It needs some, and they are the reason.
    Reason(&'a [String]),
    /// It may have some.
    Perhaps(&'a [String]),
    /// It has none.
    None,
}

impl Wanted<'_> {
    /// What stands behind the command.
    pub(crate) fn typed(self) -> String {
        match self {
            Self::Needed(words) | Self::Reason(words) | Self::Perhaps(words) => words.join(" "),
            Self::None => String::new(),
        }
    }
}

impl Write {
    /// What words it has.
    pub(crate) fn wanted(&self) -> Wanted<'_> {
        match self {
            Self::Saw { entry, .. }
            | Self::Did { entry, .. }
            | Self::Fact { entry, .. }
            | Self::Impact { entry, .. }
            | Self::Decide { entry } => Wanted::Needed(&entry.text),
            Self::Ask { words, .. }
            | Self::Task { words, .. }
            | Self::Idea { words }
            | Self::Update { words, .. }
            | Self::Answer { words, .. }
            | Self::Blocked { words, .. }
            | Self::Propose { words, .. }
            | Self::Amend { words, .. } => Wanted::Needed(&words.text),
            Self::No { words, .. }
            | Self::Cancel { words, .. }
            | Self::Object { words, .. }
            | Self::Retract { words, .. }
            | Self::Role { step: RoleStep::Take { words, .. } } => Wanted::Reason(&words.text),
            Self::Review { step } => step.wanted(),
            Self::Done { words, .. }
            | Self::Outcome { words, .. }
            | Self::Call { words, .. }
            | Self::Severity { words, .. }
            | Self::Kind { words, .. }
            | Self::Phase { words, .. }
            | Self::Role {
                step: RoleStep::Offer { words, .. } | RoleStep::Decline { words, .. },
            } => Wanted::Perhaps(&words.text),
            Self::Hands(hands) => hands.wanted(),
            Self::Send { .. }
            | Self::Assign { .. }
            | Self::Yes { .. }
            | Self::Extend { .. }
            | Self::Star { .. }
            | Self::Mark { .. }
            | Self::Leave { .. }
            | Self::Role { step: RoleStep::Accept { .. } } => Wanted::None,
        }
    }

    /// The words there are to choose from, with what each means, if that is what is asked for.
    pub(crate) fn listed(&self) -> Option<Vec<(&'static str, &'static str)>> {
        macro_rules! all {
            ($word:ty) => {
                Some(<$word>::ALL.iter().map(|word| (word.name(), word.meaning())).collect())
            };
        }
        match self {
            Self::Severity { list: true, .. } => all!(Severity),
            Self::Kind { list: true, .. } => all!(Kind),
            Self::Phase { list: true, .. } => all!(Phase),
            _ => None,
        }
    }

    /// To whom this gives something to do.
    fn given_to(&self, words: &str) -> Option<Handle> {
        match self {
            Self::Task { owner, .. } => owner.or_else(|| self.in_front(words)?.owner),
            Self::Assign { to, .. } => to.0,
            _ => None,
        }
    }

    /// Whether what it becomes, or what is said with it, hangs on what the room knows.
    pub(crate) fn looks_up(&self, words: &str) -> bool {
        let asks = match self {
            Self::Did { task: None, .. } => entries_named(words).next().is_some(),
            Self::Leave { yes } => !yes,
            Self::Phase { phase: Some(Phase::Closed), .. } | Self::Mark { .. } => true,
            _ => self.of_some_day(),
        };
        let typed = self.typed();
        let names =
            entries_named(&typed).next().is_some() || handles_named(&typed).next().is_some();
        asks || names || self.given_to(words).is_some()
    }

    /// The words that were typed; what came by a pipe is no one's to mend.
    pub(crate) fn typed(&self) -> String {
        self.wanted().typed()
    }

    /// Whether a time goes with it of which the record alone says of which day it is.
    pub(crate) fn of_some_day(&self) -> bool {
        let at = match self {
            Self::Mark { at, .. } => at.as_deref(),
            Self::Review { step: ReviewStep::Missing { at, .. } } => Some(at.as_str()),
            _ => None,
        };
        at.is_some_and(|at| !when::has_day(at))
    }

    /// What speaks against it, as far as it is known here; whoever means it can say so.
    pub(crate) fn against(&self, me: Handle, register: &Register) -> Option<String> {
        let leads = register.lead() == Some(me);
        (leads && matches!(self, Self::Leave { yes: false })).then(|| {
            "you lead: hand over first (warroom role offer lead HANDLE), or leave nobody in the lead \
             with --yes"
                .into()
        })
    }

    /// Whether a time goes with it, which the server's clock will judge.
    pub(crate) fn has_time(&self, words: &str) -> bool {
        let in_front = || self.in_front(words).is_some_and(|front| front.seen.is_some());
        let said = match self {
            Self::Saw { entry, .. }
            | Self::Did { entry, .. }
            | Self::Fact { entry, .. }
            | Self::Decide { entry } => entry.at.is_some(),
            Self::Impact { entry, since, until, .. } => {
                [&entry.at, since, until].into_iter().any(Option::is_some)
            }
            Self::Hands(hands) => hands.has_time(),
            Self::Propose { look, .. } => look.is_some(),
            Self::Phase { review_until, .. } => review_until.is_some(),
            Self::Mark { .. } => true,
            Self::Review { step } => step.has_time(),
            _ => false,
        };
        said || in_front()
    }

    /// Whether it becomes another command where its author only watches.
    pub(crate) const fn hangs_on_scope(&self) -> bool {
        matches!(self, Self::Ask { .. })
    }

    /// The command that is asked.
    pub(crate) fn command(
        self,
        text: String,
        now: At,
        register: Option<&Register>,
    ) -> Result<Command, Trouble> {
        self.made(text, Judge::of(now), register)
    }

    /// Whether a command can be made of it, as far as that can be said before anything is asked of a
    /// server.
    pub(crate) fn made_right(&self, here: At) -> Result<(), Trouble> {
        self.clone().made("x".into(), Judge::of_shape(here), None).map(|_| ())
    }

    fn made(
        self,
        text: String,
        now: Judge,
        register: Option<&Register>,
    ) -> Result<Command, Trouble> {
        use Command as C;
        let words = Text::from(text);
        Ok(match self {
            Self::Send { entry } => C::Send { seen_at: None, entry },
            Self::Answer { entry, fact, .. } => C::Answer { entry, text: words, fact },
            Self::Assign { entry, to, minutes } => C::Assign { entry, to: to.0, minutes },
            Self::Yes { entry } => C::Acknowledge { entry },
            Self::No { entry, .. } => C::Decline { entry, why: words },
            Self::Extend { entry, minutes } => C::Extend { entry, minutes, from_now: true },
            Self::Blocked { entry, .. } => C::Block { entry, need: words },
            Self::Done { entry, .. } => C::Finish { entry, text: words },
            Self::Outcome { entry, outcome, .. } => C::Verify { entry, outcome, text: words },
            Self::Cancel { entry, .. } => C::Cancel { entry, why: words },
            Self::Propose { risk, undo, expect, options, look, .. } => C::Propose {
                text: words,
                risk: risk.into(),
                undo: undo.into(),
                expect: expect.into(),
                options: options.into_iter().map(Text::from).collect(),
                look_at: hands::ahead(look.as_deref(), now)?,
            },
            Self::Object { entry, .. } => C::Object { entry, why: words },
            Self::Call { entry, call, .. } => C::Call { entry, call, why: words },
            Self::Amend { entry, .. } => C::Amend { entry, text: words },
            Self::Retract { entry, .. } => C::Retract { entry, why: words },
            Self::Star { entry, off } => C::Star { entry, on: !off },
            Self::Severity { severity: Some(severity), .. } => C::Grade { severity, why: words },
            Self::Kind { kind: Some(kind), .. } => C::SetKind { kind, why: words },
            Self::Phase { phase: Some(phase), review_by: who, review_until, .. } => {
                let until = hands::ahead(review_until.as_deref(), now)?;
                let review = (who.is_some() || until.is_some()).then_some(ReviewDue { who, until });
                C::MovePhase {
                    phase,
                    why: words,
                    card: None,
                    card_salt: None,
                    seen_at: None,
                    review,
                }
            }
            Self::Hands(hands) => return hands.command(words, now),
            Self::Mark { moment, at } => {
                let when = at.map(|at| now.happened(&at, register)).transpose()?;
                C::Mark { moment, when: when.unwrap_or(Seen { at: now.now, about: false }) }
            }
            Self::Role { step } => step.command(words)?,
            Self::Review { step } => step.command(words, now, register)?,
            Self::Leave { .. } => C::Leave {},
            written => return written.entry(words, now, register),
        })
    }
}

impl RoleStep {
    fn command(self, words: Text) -> Result<Command, Trouble> {
        Ok(match self {
            Self::Offer { role, to, .. } => Command::OfferRole { role, to, text: words },
            Self::Accept { role } => Command::AcceptRole { seen_at: None, role },
            Self::Decline { role, .. } => Command::DeclineRole { role, why: words },
            Self::Take { role: Role::Lead, .. } => Command::TakeLead { seen_at: None, why: words },
            Self::Take { role, .. } => {
                return Err(Trouble::Refused(format!(
                    "only the lead is taken; {role} is offered by whoever leads (warroom role offer \
                     {role} HANDLE), and is yours when you accept"
                )));
            }
        })
    }
}

/// When a thing happened, where that was on another day: nobody has to find out later that a time
/// was taken for yesterday's.
pub(crate) fn another_day(command: &Command, now: At) -> Option<String> {
    let seen = match command {
        Command::Write { seen_at, affected, .. } => {
            seen_at.or(affected.as_ref().and_then(|affected| affected.since))
        }
        Command::Mark { when: seen, .. } | Command::AddMissing { seen_at: seen, .. } => Some(*seen),
        Command::MakeAware { seen_at, .. } | Command::Inquire { seen_at, .. } => *seen_at,
        _ => None,
    };
    let at = seen?.at;
    (at.day() != now.day()).then(|| format!("when it happened: {} UTC", at.named(now)))
}

/// What whoever asks this should know, though it is recorded.
pub(crate) fn warning(register: &Register, command: &Command) -> Option<String> {
    if let Command::Mark { moment, when } = command {
        let doubt = times::against(register, *moment, *when)?;
        return Some(format!("{doubt}: warroom mark {moment} --at TIME puts it right"));
    }
    second_task(register, command)
}

/// What is to be known by whoever gives one more task to somebody who has one: it is allowed.
fn second_task(register: &Register, command: &Command) -> Option<String> {
    let (to, given) = match command {
        Command::Write { owner: Some(to), .. } => (*to, None),
        Command::Assign { entry, to: Some(to), .. } if register.tasks().contains_key(entry) => {
            (*to, Some(*entry))
        }
        _ => return None,
    };
    let has: Vec<_> = register.load(to).filter(|task| Some(*task) != given).collect();
    let first = has.first()?;
    let words = Shown::line(register.text(*first).raw(), NOTE_CELLS_MAX);
    let more = match has.len() {
        1 => String::new(),
        many => format!(" and {} more", many - 1),
    };
    Some(format!("{to} has {first} {words}{more} already: one thing at a time is done sooner"))
}

/// What is left undone where this ends the incident: a line for each sort, the first of it by name.
pub(crate) fn left_undone(register: &Register, command: &Command, now: At) -> Vec<String> {
    if !matches!(command, Command::MovePhase { phase: Phase::Closed, .. }) {
        return Vec::new();
    }
    let said = register.left_open(now).into_iter().map(|left| {
        let first = left.entries.first().copied().unwrap_or_default();
        let words = Shown::line(register.text(first).raw(), NOTE_CELLS_MAX);
        format!("still open: {}, {first} {words}", left.count())
    });
    said.collect()
}

/// The first number in what was typed that names no record, or the first name that is nobody's, and
/// what mends it.
pub(crate) fn unknown_entry(register: &Register, typed: &str, placed: Seq) -> Option<String> {
    let head = register.head();
    let entry = entries_named(typed).find(|entry| *entry > head && head > Seq(0));
    let entry = entry.map(|entry| format!("no {entry} here, the last was {head}"));
    let nobody = || register.nobody_named(typed).map(|who| format!("nobody called {who} here"));
    let what = entry.or_else(nobody)?;
    Some(format!("there is {what}: warroom amend {} TEXT mends it", placed.0))
}
