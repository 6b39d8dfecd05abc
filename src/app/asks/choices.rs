//! What there is to pick from, and which words go with it: of what the register knows at the moment.

use warroom_register::words::{EntryKind, Kind, Outcome, Phase};
use warroom_register::{At, Command, EntryId, Invite, Plan, What, WriteToken};

use super::Deed;
use crate::app::board::Board;
use crate::app::purpose::Purpose;
use crate::app::words::{many, span};

/// One of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    /// What it is called.
    pub(crate) name: String,
    /// What it means.
    pub(crate) meaning: String,
}

impl Choice {
    pub(super) fn new(name: impl Into<String>, meaning: impl Into<String>) -> Self {
        Self { name: name.into(), meaning: meaning.into() }
    }
}

/// So many of a list are chosen by a digit; those behind are gone to.
pub(crate) const DIGITS: usize = 9;

/// The digit that stands before one of a list; a blank where none chooses it.
pub(super) fn digit_of(index: usize) -> String {
    if index < DIGITS { (index + 1).to_string() } else { " ".to_owned() }
}

/// What may become of a proposal, in the order of the digits.
pub(super) const CALLS: [(&str, &str); 4] = [
    ("put it to the room", "for 30 seconds: only strong objections are asked for"),
    ("go", "do it"),
    ("no", "do not do it"),
    ("amended", "do it, changed"),
];

/// Words that go with a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// What stands before them.
    pub(crate) label: &'static str,
    /// Enter does not go on without them.
    pub(crate) needed: bool,
}

pub(super) const fn needed(label: &'static str) -> Wanted {
    Wanted { label, needed: true }
}

pub(super) const fn perhaps(label: &'static str) -> Wanted {
    Wanted { label, needed: false }
}

pub(super) fn is_in_place(board: &Board, entry: EntryId) -> bool {
    board.register.in_place().get(&entry).is_some_and(|away| away.back.is_none())
}

/// The invites by which somebody may still come and the tokens by which somebody may still write,
/// newest first, as many as there are digits for.
pub(super) fn doors(board: &Board) -> Vec<Choice> {
    open_doors(board).into_iter().map(|(_, choice)| choice).collect()
}

pub(super) fn door_at(board: &Board, index: usize) -> Option<EntryId> {
    open_doors(board).into_iter().nth(index).map(|(seq, _)| seq)
}

fn open_doors(board: &Board) -> Vec<(EntryId, Choice)> {
    let (register, now) = (&board.register, board.now);
    let invites = register.invites().iter().filter(|(_, invite)| invite.is_open(now));
    let invites = invites.map(|(seq, it)| (*seq, it.name.as_str(), invite_in_words(it, now)));
    let tokens = register.tokens().iter().filter(|(_, token)| token.state(now) == "open");
    let tokens = tokens.map(|(seq, it)| (*seq, it.name.as_str(), token_in_words(it, now)));
    let all = invites.chain(tokens);
    let mut all: Vec<(EntryId, Choice)> =
        all.map(|(seq, name, words)| (seq, Choice::new(format!("{seq} {name}"), words))).collect();
    all.sort_by_key(|(seq, _)| std::cmp::Reverse(*seq));
    all.truncate(9);
    all
}

/// `ben's token to write, for 7h 12m more`
pub(crate) fn token_in_words(token: &WriteToken, now: At) -> String {
    let whose = format!("{}'s token to write", token.by);
    if token.state(now) != "open" {
        return whose;
    }
    format!("{whose}, for {} more", span(token.until.seconds_since(now)))
}

/// `respond, for 7h 12m more, 47 may come`
pub(crate) fn invite_in_words(invite: &Invite, now: At) -> String {
    if !invite.is_open(now) {
        return invite.scope.to_string();
    }
    let (left, uses) = (span(invite.until.seconds_since(now)), invite.uses_left);
    format!("{}, for {left} more, {uses} may come", invite.scope)
}

/// The kinds, and below them the plans that fit: their digits lay them out.
pub(super) fn kinds(board: &Board) -> Vec<Choice> {
    let kinds = Kind::ALL.iter().map(|kind| Choice::new(kind.name(), kind.meaning()));
    let plans = plans(board).into_iter().map(|plan| {
        let used = board.register.plan_used(plan);
        let meaning = match used {
            Some(by) => format!("laid out already: {by}"),
            None => format!("lay it out: {}", contents(plan)),
        };
        Choice::new(format!("plan {}", plan.name.as_str()), meaning)
    });
    kinds.chain(plans).collect()
}

/// The plans for this kind of trouble that there are digits for.
pub(crate) fn plans(board: &Board) -> Vec<&Plan> {
    let incident = board.register.incident();
    let title = incident.title.as_ref().map_or("", |title| title.as_str());
    let digits = 9_usize.saturating_sub(Kind::ALL.len());
    incident.policy.plans_for(incident.kind, title).into_iter().take(digits).collect()
}

/// `5 questions, 3 tasks, 1 standing decision`
pub(crate) fn contents(plan: &Plan) -> String {
    let counts = [
        (plan.questions.len(), "question"),
        (plan.tasks.len(), "task"),
        (plan.decisions.len(), "standing decision"),
    ];
    let some = counts.into_iter().filter(|(count, _)| *count > 0);
    some.map(|(count, what)| many(count, what)).collect::<Vec<_>>().join(", ")
}

/// The plan behind a digit that is no kind's.
pub(crate) fn plan_picked(board: &Board, index: usize) -> Option<&Plan> {
    let at = index.checked_sub(Kind::ALL.len())?;
    plans(board).get(at).copied()
}

pub(super) fn plan_at(board: &Board, index: usize) -> Option<Command> {
    plan_picked(board, index).map(|plan| Command::UsePlan { name: plan.name.clone() })
}

pub(super) fn outcomes(board: &Board, entry: EntryId) -> Vec<Choice> {
    let mut all: Vec<Choice> =
        Outcome::ALL.iter().map(|o| Choice::new(o.words(), o.meaning())).collect();
    all.push(if is_in_place(board, entry) {
        Choice::new("put back", "it is as it is normally again")
    } else {
        Choice::new("stays in place", "away from normal until it is put back")
    });
    all
}

pub(super) fn mends(board: &Board, entry: EntryId) -> Vec<Choice> {
    let wrong = Choice::new("it was wrong", "the new words take its place; the old stay readable");
    let other = match board.register.what(entry) {
        Some(What::Action(_)) => {
            Choice::new("it hit something else", "what it really was done to; the belief stays")
        }
        _ => Choice::new("it has changed since", "it was true; a new one follows it"),
    };
    if !was_said(board, entry) {
        return vec![wrong, other];
    }
    vec![wrong, other, Choice::new("it is a fact", "held true from now on, with a link to this")]
}

/// Something seen or answered, which may be held true; only facts have others that follow them.
fn was_said(board: &Board, entry: EntryId) -> bool {
    matches!(
        board.register.what(entry),
        Some(What::Observation | What::Answered { fact: false, .. })
    )
}

pub(super) fn mend(board: &Board, entry: EntryId, index: usize) -> Deed {
    let action = matches!(board.register.what(entry), Some(What::Action(_)));
    if index > 0 && was_said(board, entry) {
        let kind = if index == 1 { EntryKind::Observation } else { EntryKind::Fact };
        let linked = format!("{} ({entry})", board.register.text(entry).raw());
        return Deed::Write(Purpose::Entry(kind), linked);
    }
    let purpose = match (index, action) {
        (0, _) => Purpose::Correct(entry),
        (_, true) => return Deed::Write(Purpose::Target(entry), String::new()),
        (_, false) => Purpose::Change(entry),
    };
    Deed::Write(purpose, board.register.text(entry).raw().to_owned())
}

pub(super) fn wanted_of_call(board: &Board, entry: EntryId, index: usize) -> &'static [Wanted] {
    let decision = board.register.decisions().get(&entry);
    let against = decision.is_some_and(|decision| !decision.objections.is_empty());
    match index {
        0 => const { &[perhaps("seconds (30)")] },
        1 if against => const { &[needed("why, over the objection")] },
        3 => const { &[needed("what is changed")] },
        _ => const { &[perhaps("why")] },
    }
}

pub(super) fn wanted_of_phase(board: &Board, phase: Option<Phase>) -> &'static [Wanted] {
    let now = board.register.incident().phase;
    match phase {
        Some(Phase::Closed) => {
            const {
                &[
                    perhaps("why now?"),
                    perhaps("who calls the review? a name"),
                    perhaps("by when? 3d, 2026-12-01"),
                ]
            }
        }
        Some(phase) if now.opens_again(phase) => const { &[needed("why is it open again?")] },
        _ => const { &[perhaps("why now?")] },
    }
}
