//! From the words in the line to a command: the time in front, `@ben 10m`, `#27`, `?`.

use warroom_register::words::{Audience, EntryKind, PersonalData};
use warroom_register::{Command, EntryId, Handle, NewEntry, Register, Seen, Seq, Text, when};

use super::board::Board;
use super::purpose::{Proposal, Purpose};

/// What Enter leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Read {
    /// A command, ready to be asked.
    Command(Box<Command>),
    /// The next part of a proposal.
    More(Proposal),
}

/// What the time box grows by where nobody says otherwise, in minutes.
const MORE_MINUTES: u16 = 5;

/// Reads the line.
pub(crate) fn read(purpose: &Purpose, words: &str, board: &Board) -> Result<Read, String> {
    let words = words.trim();
    if words.is_empty() && !purpose.may_be_empty() {
        return Err("nothing is written yet: write it, then Enter".into());
    }
    let text = || Text::from(words);
    let command = match purpose {
        Purpose::Entry(kind) => entry(*kind, words, board)?,
        Purpose::About(about) => {
            Fields { about: Some(*about), ..Fields::default() }.write(EntryKind::Question, words)
        }
        Purpose::Impact(data) => impact(*data, words, board)?,
        Purpose::Update(audience) => update(*audience, words),
        Purpose::Propose(proposal) => return Ok(propose(proposal, words)),
        Purpose::Answer { entry, fact } => {
            Command::Answer { entry: *entry, text: text(), fact: *fact }
        }
        Purpose::Correct(entry) => Command::Amend { entry: *entry, text: text() },
        Purpose::Change(old) => {
            Fields { replaces: Some(*old), ..Fields::default() }.write(EntryKind::Fact, words)
        }
        Purpose::Retract(entry) => Command::Retract { entry: *entry, why: text() },
        Purpose::Decline(entry) => Command::Decline { entry: *entry, why: text() },
        Purpose::Cancel(entry) => Command::Cancel { entry: *entry, why: text() },
        Purpose::Object(entry) => Command::Object { entry: *entry, why: text() },
        Purpose::DeclineRole(role) => Command::DeclineRole { role: *role, why: text() },
        Purpose::Finish(entry) => Command::Finish { entry: *entry, text: text() },
        Purpose::Block(entry) => Command::Block { entry: *entry, need: text() },
        Purpose::Extend(entry) => Command::Extend { entry: *entry, minutes: more_minutes(words)? },
        Purpose::TakeLead => Command::TakeLead { why: text() },
    };
    Ok(Read::Command(Box::new(command)))
}

/// The kind that the first two characters choose, and what is left of the line.
pub(crate) fn kind_letter(words: &str) -> Option<(EntryKind, &str)> {
    let (first, rest) = words.split_once(' ')?;
    let mut letters = first.chars();
    let letter = letters.next()?;
    let kind = EntryKind::of_letter(letter)?;
    match (kind, letters.as_str()) {
        // "i think..." is how people write; an idea is chosen by its key.
        (EntryKind::Idea, _) => None,
        (kind, "") => Some((kind, rest)),
        (EntryKind::Fact, "?") => Some((kind, words.get(1..).unwrap_or_default())),
        _ => None,
    }
}

fn entry(kind: EntryKind, words: &str, board: &Board) -> Result<Command, String> {
    let (seen, words) = when::lead_in(words, board.now)?;
    let fields = Fields { seen, ..Fields::default() };
    Ok(match kind {
        EntryKind::Task => task(fields, words),
        EntryKind::Fact => {
            let suspected = words.strip_prefix('?').map(str::trim_start);
            Fields { suspected: suspected.is_some(), ..fields }
                .write(kind, suspected.unwrap_or(words))
        }
        EntryKind::Action => {
            Fields { about: task_in(words, &board.register), ..fields }.write(kind, words)
        }
        _ => fields.write(kind, words),
    })
}

fn impact(data: PersonalData, words: &str, board: &Board) -> Result<Command, String> {
    let (seen, words) = when::lead_in(words, board.now)?;
    Ok(Fields { seen, data: Some(data), ..Fields::default() }.write(EntryKind::Impact, words))
}

/// `30m` in front promises the next word.
fn update(audience: Audience, words: &str) -> Command {
    let (minutes, words) = match words.split_once(' ') {
        Some((first, rest)) if minutes(first).is_some() => (minutes(first), rest.trim_start()),
        _ => (None, words),
    };
    Fields { audience: Some(audience), minutes, ..Fields::default() }
        .write(EntryKind::Update, words)
}

fn propose(proposal: &Proposal, words: &str) -> Read {
    let expect = Text::from(words);
    let words = Some(expect.clone());
    let before = proposal.clone();
    match before {
        Proposal { text: None, .. } => Read::More(Proposal { text: words, ..before }),
        Proposal { risk: None, .. } => Read::More(Proposal { risk: words, ..before }),
        Proposal { undo: None, .. } => Read::More(Proposal { undo: words, ..before }),
        Proposal { text, risk, undo } => Read::Command(Box::new(Command::Propose {
            text: text.unwrap_or_default(),
            risk: risk.unwrap_or_default(),
            undo: undo.unwrap_or_default(),
            expect,
            options: Vec::new(),
            look_at: None,
        })),
    }
}

fn more_minutes(words: &str) -> Result<u16, String> {
    if words.is_empty() {
        return Ok(MORE_MINUTES);
    }
    let digits = words.strip_suffix('m').unwrap_or(words);
    let minutes = digits.trim().parse().ok();
    minutes.ok_or_else(|| "how many minutes more? Digits, then Enter".into())
}

/// `@ben 10m` in front, or `@ben`, `@ben 10m` at the end, gives the task at once.
fn task(mut fields: Fields, words: &str) -> Command {
    let mut rest = words;
    while let Some((first, after)) = rest.split_once(' ') {
        match (handle(first), minutes(first)) {
            (Some(owner), _) if fields.owner.is_none() => fields.owner = Some(owner),
            (_, Some(minutes)) if fields.minutes.is_none() => fields.minutes = Some(minutes),
            _ => break,
        }
        rest = after.trim_start();
    }
    if fields.owner.is_none() {
        rest = task_end(&mut fields, rest);
    }
    fields.write(EntryKind::Task, rest)
}

/// Minutes at the end count only behind a name: "look again in 10m" is part of the task.
fn task_end<'a>(fields: &mut Fields, words: &'a str) -> &'a str {
    let Some((before, last)) = words.rsplit_once(' ') else { return words };
    if let Some(owner) = handle(last) {
        fields.owner = Some(owner);
        return before.trim_end();
    }
    let (Some(minutes), Some((start, name))) = (minutes(last), before.trim_end().rsplit_once(' '))
    else {
        return words;
    };
    let Some(owner) = handle(name) else { return words };
    fields.owner = Some(owner);
    fields.minutes = Some(minutes);
    start.trim_end()
}

fn handle(word: &str) -> Option<Handle> {
    word.strip_prefix('@')?.trim_end_matches([',', ':']).parse().ok()
}

fn minutes(word: &str) -> Option<u16> {
    word.strip_suffix('m')?.parse().ok().filter(|m| *m > 0)
}

/// The first task that is named in these words.
fn task_in(words: &str, register: &Register) -> Option<EntryId> {
    entries_in(words).find(|entry| register.tasks().contains_key(entry))
}

/// The entries named in words, as `#27`.
pub(crate) fn entries_in(words: &str) -> impl Iterator<Item = EntryId> {
    words.split('#').skip(1).filter_map(|after| {
        let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        after.get(..end)?.parse().ok().map(Seq)
    })
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
}

impl Fields {
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

/// A next step for somebody, or for nobody yet.
pub(crate) fn step(text: &Text, owner: Option<Handle>, minutes: Option<u16>) -> Command {
    Fields { owner, minutes, ..Fields::default() }.write(EntryKind::Task, text.raw())
}
