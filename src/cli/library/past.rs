//! An incident of before, typed in afterwards: mode `past`.
//!
//! Each line is a time, who it was, and a command as on the command line; each is decided by the
//! same rules as in a room, so what comes out is a recording like any other. Its times are those
//! that were typed, and its last record says who typed it in and when.

mod book;
mod same;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, IsTerminal as _};
use std::path::Path;

use warroom_register::library::Facts;
use warroom_register::words::{EntryKind, Kind, Mode, Severity};
use warroom_register::{
    At, Command, FORMAT, Handle, Hash, Header, IncidentId, Label, Policy, Seen, Seq, Text, Title,
};

use super::import::{Import, Taken};
use crate::cli::line::{read, said, split};
use crate::cli::seat::Run;
use crate::cli::source::read_file;
use crate::cli::{edit, file};
use crate::host::library;
use crate::paths::make_folder;
use crate::trouble::{Trouble, shown};
use crate::{clock, out};
use book::Book;

pub(super) use book::append;

/// What an editor begins with.
const SHEET: &str = include_str!("sheet.txt");

/// Past incidents are numbered from here, out of the way of servers' own numbers.
const LABEL_FROM: u32 = 9001;

/// Whether an incident was typed in afterwards.
pub(super) fn is_typed_in(facts: &Facts) -> bool {
    facts.mode == Mode::Past
}

/// Takes in an incident of before from a file, or line by line from whoever types. Gives what it is
/// called, its title and its file.
pub(super) fn typed_in(run: &Run, import: &Import, path: Option<&Path>) -> Result<Taken, Trouble> {
    let from = path.map_or_else(
        || "by hand".to_owned(),
        |path| format!("from {}", path.file_name().unwrap_or_default().to_string_lossy()),
    );
    taken_in(run, import, (path, &from))
}

fn taken_in(
    run: &Run,
    import: &Import,
    (path, from): (Option<&Path>, &str),
) -> Result<Taken, Trouble> {
    let items = library::open(&run.paths)?.items()?;
    let labels = items.iter().filter_map(|item| item.facts.as_ref()?.incident);
    let last = labels.map(|Label(n)| n).filter(|n| *n >= LABEL_FROM).max();
    let mut typist = Typist::new(Label(last.map_or(LABEL_FROM, |n| n + 1)));
    match path {
        Some(path) => from_file(&mut typist, path)?,
        None => from_terminal(&mut typist)?,
    }
    let Some(mut book) = typist.book else {
        return Err(Trouble::Usage(
            "nothing happened in it: a line is a time, who, and what, such as \
             2026-03-03 14:06 ana saw error rate at 40 %"
                .into(),
        ));
    };
    if let Some(known) = same::known(run, &items, &book.text)? {
        import.is_kept_as_before(&known.item, Some(Path::new(&known.file)));
        return Ok(known);
    }
    let now = clock::now();
    let text = format!("typed in afterwards {from}, on {}", now.date());
    let by = run.handle()?;
    let told = Command::Comment { entry: None, text: Text::from(text) };
    book.says(by, now, told).map_err(|why| Trouble::Refused(why.to_string()))?;
    let id = book.header.id;
    let (label, title) = (book.header.incident, book.register.incident().title.clone());
    make_folder(&run.paths.recordings_folder())?;
    let to = run.paths.recording_file(id);
    import.stays_here(&to)?;
    file::write(&to, book.text.as_bytes(), false)?;
    library::open(&run.paths)?;
    let item = label.map(|label| label.to_string()).unwrap_or_default();
    let title = title.map(|title| title.to_string()).unwrap_or_default();
    Ok(Taken { item, title, file: to.to_string_lossy().into_owned(), known: false })
}

/// Takes in what is typed in an editor; what cannot be taken in is there still.
pub(super) fn edited_in(run: &Run, import: &Import) -> Result<Taken, Trouble> {
    let stem = run.paths.library_folder().join("typed-in");
    let edited = edit::edited(&stem, SHEET, "warroom import --past")?;
    let done = taken_in(run, import, (Some(edited.file()), "in an editor"));
    edited.done(done)
}

fn from_file(typist: &mut Typist, path: &Path) -> Result<(), Trouble> {
    let text = String::from_utf8(read_file(path)?)
        .map_err(|_bytes| Trouble::file(path, "it is not text in UTF-8"))?;
    for (number, line) in (1..).zip(text.lines()) {
        typist
            .line(line)
            .map_err(|why| Trouble::Usage(format!("{}:{number}: {why}", shown(path))))?;
    }
    Ok(())
}

/// A line that is refused is said at once, and the next one is waited for.
fn from_terminal(typist: &mut Typist) -> Result<(), Trouble> {
    let stdin = std::io::stdin();
    let person = stdin.is_terminal();
    if person {
        out::note(
            "type: title WORDS, severity, kind, then a line for each thing that happened, such as\n\
             2026-03-03 14:06 ana saw error rate at 40 %    (Ctrl-D ends)",
        );
    }
    for (number, line) in (1..).zip(stdin.lock().lines()) {
        let line = line.map_err(|e| Trouble::Usage(crate::trouble::said(&e)))?;
        match typist.line(&line) {
            Ok(()) => {}
            Err(why) if person => out::note(&format!("not taken in: {why}")),
            Err(why) => return Err(Trouble::Usage(format!("line {number}: {why}"))),
        }
    }
    Ok(())
}

/// Reads the lines that somebody types.
struct Typist {
    label: Label,
    title: Option<Title>,
    severity: Severity,
    kind: Kind,
    day: Option<String>,
    last: Option<At>,
    named: BTreeMap<String, Seq>,
    /// The lines of the head that were read.
    said: BTreeSet<&'static str>,
    book: Option<Book>,
}

impl Typist {
    fn new(label: Label) -> Self {
        Self {
            label,
            title: None,
            severity: Severity::P2,
            kind: Kind::Availability,
            day: None,
            last: None,
            named: BTreeMap::new(),
            said: BTreeSet::new(),
            book: None,
        }
    }

    fn line(&mut self, line: &str) -> Result<(), String> {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return Ok(());
        }
        let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        let head = ["title", "severity", "kind", "label"].into_iter().find(|name| *name == first);
        if head.is_some_and(|name| !self.said.insert(name)) {
            return Err(format!("{first} was said above: it is said once"));
        }
        match first {
            "title" => self.title = Some(Title::try_from(rest.to_owned())?),
            "severity" => self.severity = Severity::read(rest)?,
            "kind" => self.kind = rest.parse()?,
            "label" => self.label = rest.parse()?,
            _ => return self.happened(line),
        }
        if self.book.is_some() {
            let why = "stands before the first thing that happened: later it is a command, with a \
                       time and who";
            return Err(format!("{first} {why}"));
        }
        Ok(())
    }

    /// `2026-03-03 14:06~ ana saw ...`.
    fn happened(&mut self, line: &str) -> Result<(), String> {
        let mut parts = line.split_whitespace();
        let mut next = || parts.next().unwrap_or_default();
        let mut clock = next();
        if clock.len() == "2026-03-03".len() && clock.contains('-') {
            At::parse(&format!("{clock}T00:00:00.000Z"))
                .ok_or_else(|| format!("{clock} is no day: write it as 2026-03-03"))?;
            self.day = Some(clock.to_owned());
            clock = next();
        }
        let seen = self.time(clock)?;
        let who = Handle::new(next())?;
        let rest: Vec<&str> = parts.collect();
        let (rest, name) = match rest.as_slice() {
            [rest @ .., "as", name] if !rest.is_empty() && !name.contains('"') => {
                (rest, Some((*name).to_owned()))
            }
            rest => (rest, None),
        };
        let words = self.filled_in(split(&rest.join(" ")))?;
        let write = read(&words)?;
        let text = said(&write);
        let at = seen.at;
        let title = self.title.clone().ok_or("say first what it was: title WORDS")?;
        let mut book = match self.book.take() {
            Some(book) => book,
            None => self.opened(title, who, at)?,
        };
        let done = tell(&mut book, who, seen, write, text);
        // Even a refused first line leaves nothing behind.
        if done.is_ok() || book.chain.head.0 > 1 {
            self.book = Some(book);
        }
        let seq = done?;
        self.last = Some(at);
        self.named.extend(name.map(|name| (name, seq)));
        Ok(())
    }

    fn time(&self, clock: &str) -> Result<Seen, String> {
        let (bare, about) = clock.strip_suffix('~').map_or((clock, false), |bare| (bare, true));
        let day = self.day.as_ref().ok_or("the first line needs its day: 2026-03-03 14:06")?;
        let seconds = if bare.len() == "14:06".len() { ":00" } else { "" };
        let at = At::parse(&format!("{day}T{bare}{seconds}.000Z")).ok_or_else(|| no_time(clock))?;
        if self.last.is_some_and(|last| at < last) {
            return Err(format!(
                "{clock} comes before the line above: lines stand in the order in which things \
                 happened; of another day, write the day first, as in 2026-03-04 00:10"
            ));
        }
        if at > clock::now() {
            return Err(format!("{day} {clock} is still to come"));
        }
        Ok(Seen { at, about })
    }

    /// Words with names replaced by entries.
    fn filled_in(&self, words: Vec<String>) -> Result<Vec<String>, String> {
        let fill = |word: String| match word.strip_prefix('$') {
            None => Ok(word),
            Some(name) => self.named.get(name).map(|seq| seq.0.to_string()).ok_or_else(|| {
                format!("nothing above is called {name}: end a line with `as {name}`")
            }),
        };
        words.into_iter().map(fill).collect()
    }

    fn opened(&self, title: Title, who: Handle, at: At) -> Result<Book, String> {
        let header = Header {
            warroom: FORMAT,
            id: IncidentId(uuid::Uuid::now_v7()),
            incident: Some(self.label),
            opened_at: at,
        };
        let mut book = Book::begin(header);
        let open = Command::Open {
            sealed: Hash::default(),
            title,
            severity: self.severity,
            kind: self.kind,
            mode: Some(Mode::Past),
            talk: Text::default(),
            key: None,
            policy: Policy::standard(),
        };
        book.ask(who, at, open)?;
        Ok(book)
    }
}

/// A line begins with a time, or with a day and a time.
fn no_time(clock: &str) -> String {
    if clock.contains(':') {
        return format!("{clock} is no time of day: write 14:06, or 14:06~ (about)");
    }
    format!(
        "a line begins with a time, 14:06, or with its day too, 2026-03-04 00:10; not with {clock}"
    )
}

/// Puts one thing into the book, at the time at which it happened.
fn tell(
    book: &mut Book,
    who: Handle,
    seen: Seen,
    write: crate::cli::write::Write,
    text: String,
) -> Result<Seq, String> {
    let at = seen.at;
    let command = write.command(text, at, Some(&book.register)).map_err(|e| e.to_string())?;
    Ok(book.says(who, at, at_its_time(command, seen))?)
}

/// What was seen and done happened then; a time of its own stays.
fn at_its_time(mut command: Command, seen: Seen) -> Command {
    let has_time = |kind: EntryKind| {
        matches!(
            kind,
            EntryKind::Observation
                | EntryKind::Action
                | EntryKind::Fact
                | EntryKind::Impact
                | EntryKind::Decision
                | EntryKind::Update
        )
    };
    match &mut command {
        Command::Write { seen_at: at @ None, kind, .. } if has_time(*kind) => *at = Some(seen),
        Command::MovePhase { seen_at, .. }
        | Command::AcceptRole { seen_at, .. }
        | Command::TakeLead { seen_at, .. }
        | Command::Send { seen_at, .. } => *seen_at = Some(seen),
        Command::Mark { when, .. } if when.at == seen.at => *when = seen,
        _ => {}
    }
    command
}
