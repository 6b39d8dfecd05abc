//! From the words in the line to a command: the time in front, `@ben 10m`, `#27`, `?`.

use warroom_register::words::{Audience, EntryKind, PersonalData};
use warroom_register::{
    Affected, At, Command, EntryId, Handle, InFront, NewEntry, Seen, Text, What, when,
};

use super::board::Board;
use super::purpose::{Proposal, Purpose, Remark, Stand};

/// What Enter leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Read {
    /// A command, ready to be asked.
    Command(Box<Command>),
    /// The next part of a proposal.
    More(Proposal),
    /// The next part of something else.
    Next(Purpose),
}

/// What the time box grows by where nobody says otherwise, in minutes.
const MORE_MINUTES: u16 = 5;

/// Reads the line.
pub(crate) fn read(purpose: &Purpose, words: &str, board: &Board) -> Result<Read, String> {
    let words = words.trim();
    if words.is_empty() && !purpose.may_be_empty() {
        return Err("nothing is written yet".into());
    }
    let text = || Text::from(words);
    let command = match purpose {
        Purpose::Entry(kind) => entry(*kind, words, board)?,
        Purpose::About(about) => {
            let (seen, words) = when::lead_in(words, board.now)?;
            Fields { seen, about: Some(*about), ..Fields::default() }
                .write(EntryKind::Question, words)
        }
        Purpose::Impact => impact(words, board)?,
        Purpose::Update(audience) => {
            let (fields, words) = Fields::in_front(EntryKind::Update, words, board.now)?;
            Fields { audience: Some(*audience), ..fields }.write(EntryKind::Update, words)
        }
        Purpose::Propose(proposal) => return propose(proposal, words, board),
        Purpose::Answer { entry, fact } => {
            Command::Answer { entry: *entry, text: text(), fact: *fact }
        }
        Purpose::Reply(entry) => Command::Answer { entry: *entry, text: text(), fact: false },
        Purpose::Pass(entry) => Command::PassInquiry { entry: *entry, text: text() },
        Purpose::Correct(entry) => Command::Amend { entry: *entry, text: text() },
        Purpose::Change(old) => {
            Fields { replaces: Some(*old), ..Fields::default() }.write(EntryKind::Fact, words)
        }
        Purpose::Retract(entry) => Command::Retract { entry: *entry, why: text() },
        Purpose::Decline(entry) | Purpose::EndHelp(entry) => {
            Command::Decline { entry: *entry, why: text() }
        }
        Purpose::Cancel(entry) => Command::Cancel { entry: *entry, why: text() },
        Purpose::Object(entry) => Command::Object { entry: *entry, why: text() },
        Purpose::DeclineRole(role) => Command::DeclineRole { role: *role, why: text() },
        Purpose::Finish(entry) => Command::Finish { entry: *entry, text: text() },
        Purpose::Block(entry) => Command::Block { entry: *entry, need: text() },
        Purpose::Extend(entry) => {
            Command::Extend { entry: *entry, minutes: more_minutes(words)?, from_now: true }
        }
        Purpose::TakeLead => Command::TakeLead { seen_at: None, why: text() },
        Purpose::Stand(stand) => stands(stand, words),
        Purpose::AnswerHelp(entry) => Command::AnswerHelp { entry: *entry, text: text() },
        Purpose::Beside(what) => {
            return Err(format!(
                "nothing is sent: these words were for {what}. Open that again, and Tab there brings \
                 them back; Tab here makes them something you saw"
            ));
        }
        Purpose::PromiseHelp(entry) => promise(*entry, words, board)?,
        Purpose::Snooze(entry) => Command::Snooze { entry: *entry, minutes: more_minutes(words)? },
        Purpose::Target(entry) => Command::CorrectTarget { entry: *entry, target: text() },
        Purpose::Skills => Command::SetSkills { skills: text() },
        Purpose::Talk => Command::SetTalk { talk: text() },
        Purpose::Remark(remark) => return remark.read(words, board.now),
    };
    Ok(Read::Command(Box::new(command)))
}

/// The day of a time in front of the line, where it is another one than today: who writes `23:59~`
/// in the morning sees that it is yesterday's before it is sent.
pub(crate) fn another_day(purpose: &Purpose, words: &str, now: At) -> Option<String> {
    let words = words.trim();
    let (seen, beside) = match purpose {
        Purpose::Remark(Remark::Missing { near, .. }) => {
            (when::lead_in_near(words, *near).ok()?.0?, At::default())
        }
        Purpose::Entry(_)
        | Purpose::About(_)
        | Purpose::Impact
        | Purpose::Remark(Remark::Aware(None)) => (when::lead_in(words, now).ok()?.0?, now),
        _ => return None,
    };
    let at = seen.at;
    (at.day() != beside.day()).then(|| format!("that is {}", at.named(now)))
}

/// The kind that the first two characters choose, and what is left of the line.
pub(crate) fn kind_letter(words: &str) -> Option<(EntryKind, &str)> {
    let (first, rest) = words.split_once(' ')?;
    let mut letters = first.chars();
    let letter = letters.next()?;
    let kind = EntryKind::of_letter(letter)?;
    match (kind, letters.as_str()) {
        (kind, "") => Some((kind, rest)),
        (EntryKind::Fact, "?") => Some((kind, words.get(1..).unwrap_or_default())),
        _ => None,
    }
}

fn entry(kind: EntryKind, words: &str, board: &Board) -> Result<Command, String> {
    let (fields, words) = Fields::in_front(kind, words, board.now)?;
    Ok(match kind {
        EntryKind::Decision if is_digit(words) => return Err(NO_DECISION.to_owned()),
        EntryKind::Action => {
            Fields { about: board.register.task_named(words), ..fields }.write(kind, words)
        }
        _ => fields.write(kind, words),
    })
}

/// Whoever presses a digit here meant to call a proposal.
const NO_DECISION: &str = "a digit alone decides nothing: write what is decided, for all; a proposal \
                           is called once it is selected";

fn is_digit(words: &str) -> bool {
    words.len() == 1 && words.bytes().all(|b| b.is_ascii_digit())
}

/// In one line: what was said of data and of the beginning stands, who and how many are in the words.
fn impact(words: &str, board: &Board) -> Result<Command, String> {
    // When it happened is, of an impact, since when.
    let (since, words) = when::lead_in(words, board.now)?;
    let old = board.register.impact();
    let parts = old.and_then(|old| board.register.impact_parts(old));
    let since = since.or_else(|| parts.and_then(|parts| parts.affected.since));
    let data = match old.and_then(|old| board.register.what(old)) {
        Some(What::Impact(data)) => data,
        _ => PersonalData::NotKnown,
    };
    let affected = since.map(|_| Affected { since, ..Affected::default() });
    let fields = Fields { affected, data: Some(data), replaces: old, ..Fields::default() };
    Ok(fields.write(EntryKind::Impact, words))
}

/// The next part of a proposal, or the whole where this was the last.
fn propose(proposal: &Proposal, words: &str, board: &Board) -> Result<Read, String> {
    let part = Some(Text::from(words));
    let before = proposal.clone();
    let next = match before {
        Proposal { text: None, .. } => Proposal { text: part, ..before },
        Proposal { risk: None, .. } => Proposal { risk: part, ..before },
        Proposal { undo: None, .. } => Proposal { undo: part, ..before },
        Proposal { expect: None, .. } => Proposal { expect: part, ..before },
        Proposal { look: None, .. } => {
            if !words.is_empty() {
                when::ahead(words, board.now)?;
            }
            Proposal { look: part, ..before }
        }
        Proposal { .. } => return proposed(before, words, board),
    };
    Ok(Read::More(next))
}

/// The proposal as it is written, with these words as its options.
fn proposed(proposal: Proposal, options: &str, board: &Board) -> Result<Read, String> {
    let Proposal { text, risk, undo, expect, look } = proposal;
    let look = look.filter(|look| !look.is_empty());
    let look_at = look.map(|look| when::ahead(look.raw(), board.now)).transpose()?;
    let options = options.split(';').map(str::trim).filter(|option| !option.is_empty());
    Ok(Read::Command(Box::new(Command::Propose {
        text: text.unwrap_or_default(),
        risk: risk.unwrap_or_default(),
        undo: undo.unwrap_or_default(),
        expect: expect.unwrap_or_default(),
        options: options.map(Text::from).collect(),
        look_at,
    })))
}

/// The proposal whose part is being written, without the parts that were not asked yet.
pub(crate) fn propose_now(proposal: &Proposal, words: &str, board: &Board) -> Result<Read, String> {
    match propose(proposal, words.trim(), board)? {
        Read::More(proposal) => proposed(proposal, "", board),
        read @ (Read::Command(_) | Read::Next(_)) => Ok(read),
    }
}

fn stands(stand: &Stand, words: &str) -> Command {
    let (said, words) = (stand.clone(), Text::from(words));
    let (text, actions, needs) = match (said.text, said.actions) {
        (None, _) => (words, Text::default(), Text::default()),
        (Some(text), None) => (text, words, Text::default()),
        (Some(text), Some(actions)) => (text, actions, words),
    };
    Command::ReportBack { entry: said.about, text, actions, needs }
}

/// `14:40 88213`: when, and what they call it.
fn promise(entry: EntryId, words: &str, board: &Board) -> Result<Command, String> {
    let (time, reference) = words.split_once(' ').unwrap_or((words, ""));
    let until = Some(when::ahead(time, board.now)?);
    let reference = Text::from(reference.trim());
    Ok(Command::PromiseHelp { entry, until, reference, text: Text::default() })
}

fn more_minutes(words: &str) -> Result<u16, String> {
    if words.is_empty() {
        return Ok(MORE_MINUTES);
    }
    let digits = words.strip_suffix('m').unwrap_or(words);
    let minutes = digits.trim().parse().ok();
    minutes.ok_or_else(|| "how many minutes more? Only digits".into())
}

/// What an entry may have beside its words.
#[derive(Default)]
struct Fields {
    seen: Option<Seen>,
    about: Option<EntryId>,
    owner: Option<Handle>,
    minutes: Option<u16>,
    suspected: bool,
    replaces: Option<EntryId>,
    audience: Option<Audience>,
    data: Option<PersonalData>,
    affected: Option<Affected>,
}

impl Fields {
    /// What stands in front of the words of an entry, and the words.
    fn in_front(kind: EntryKind, line: &str, now: At) -> Result<(Self, &str), String> {
        let (InFront { seen, owner, minutes, suspected }, words) = InFront::read(kind, line, now)?;
        Ok((Self { seen, owner, minutes, suspected, ..Self::default() }, words))
    }

    fn write(self, kind: EntryKind, words: &str) -> Command {
        let entry = NewEntry {
            seen_at: self.seen,
            about: self.about,
            owner: self.owner,
            minutes: self.minutes,
            suspected: self.suspected,
            replaces: self.replaces,
            audience: self.audience,
            personal_data: self.data,
            affected: self.affected,
            ..NewEntry::of(kind, words)
        };
        entry.write()
    }
}

/// The lead's decision in one line, without more.
pub(crate) fn decided(words: &str) -> Command {
    of_kind(EntryKind::Decision, words)
}

/// An entry of a kind, without more.
pub(crate) fn of_kind(kind: EntryKind, words: &str) -> Command {
    Fields::default().write(kind, words)
}

/// Words to an audience, without more.
pub(crate) fn words_to(audience: Audience, words: &str) -> Command {
    Fields { audience: Some(audience), ..Fields::default() }.write(EntryKind::Update, words)
}

/// A next step that carries out a decision, for somebody, or for nobody yet.
pub(crate) fn step(
    decision: EntryId,
    text: &Text,
    owner: Option<Handle>,
    minutes: Option<u16>,
) -> Command {
    let about = Some(decision);
    Fields { about, owner, minutes, ..Fields::default() }.write(EntryKind::Task, text.raw())
}
