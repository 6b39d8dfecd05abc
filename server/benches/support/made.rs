//! A room made without a server: its journal in a folder, and the same lines in memory.
//!
//! What is in it is what a long incident has: mostly observations, some of everything else, twenty
//! people. One thread that decodes, verifies and folds these lines is what joins and openings are
//! held against.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tempfile::TempDir;
use warroom_register::words::{EntryKind, Scope};
use warroom_register::{
    At, Bytes, Chain, Command, CommandId, Event, FORMAT, Handle, Hash, Header, IncidentId,
    InviteLink, Label, Record, Register, Seq, Title,
};
use warroom_server::journal::{LINES_AT_ONCE_MAX, Naming, Sqlite, Store};

use super::roles::folder;
use super::warroom::{INVITE_USES, Person, entry, leave, opening};
use super::wire::Trouble;

const LABEL: Label = Label(42);
const TOKEN: Bytes<16> = Bytes([7; 16]);
const PEOPLE: u64 = 20;
const DAY: Duration = Duration::from_secs(24 * 3600);
/// Between two records: 100,000 of them are less than a day.
const STEP_MS: i64 = 700;

/// A room with its journal.
pub(crate) struct Made {
    pub(crate) folder: TempDir,
    header: String,
    lines: Vec<Arc<str>>,
}

impl Made {
    pub(crate) fn new(records: u64) -> Result<Self, Trouble> {
        let folder = folder()?;
        let opened_at = before(now()?, DAY);
        let id = IncidentId(uuid::Uuid::from_u128(42));
        let header = Header { warroom: FORMAT, id, incident: Some(LABEL), opened_at }.line();
        let lines = lines(&header, opened_at, records)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(keep(folder.path(), id, &header, &lines))?;
        leave(folder.path(), &invite())?;
        Ok(Self { folder, header, lines })
    }

    pub(crate) fn head(&self) -> Seq {
        Seq(self.lines.len() as u64)
    }

    /// How long one thread takes to decode, verify and fold it.
    pub(crate) fn fold(&self) -> Result<Duration, Trouble> {
        let begun = Instant::now();
        let mut chain = Chain::begin(&self.header);
        let mut register = Register::default();
        for line in &self.lines {
            register.apply(&chain.read(line)?)?;
        }
        let took = begun.elapsed();
        if register.head() == self.head() { Ok(took) } else { Err("it folds to less".into()) }
    }
}

async fn keep(
    folder: &Path,
    id: IncidentId,
    header: &str,
    lines: &[Arc<str>],
) -> Result<(), Trouble> {
    let store = Store::Sqlite(Sqlite::open(folder)?);
    let header = header.to_owned();
    store.create(id, Naming::Kept(LABEL), Box::new(move |_label| header.clone())).await?;
    let mut head = Seq(0);
    for group in lines.chunks(LINES_AT_ONCE_MAX) {
        head = store.append(id, head, group.to_vec()).await?;
    }
    Ok(())
}

/// Whoever serves the folder puts the address and the pin in.
fn invite() -> InviteLink {
    let addresses = vec!["localhost:1".to_owned()];
    InviteLink { addresses, incident: Some(LABEL), token: TOKEN, pin: None }
}

fn lines(header: &str, opened_at: At, records: u64) -> Result<Vec<Arc<str>>, Trouble> {
    let mut prev = Hash::of(header.as_bytes());
    let mut lines = Vec::new();
    for n in 1..=records {
        let line = record(n, prev, opened_at)?.line();
        prev = Hash::of(line.as_bytes());
        lines.push(line.into());
    }
    Ok(lines)
}

fn record(n: u64, prev: Hash, opened_at: At) -> Result<Record, Trouble> {
    let (by, event) = event(n, opened_at)?;
    let noise = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let at = At::from_ms(opened_at.ms() + i64::try_from(n)? * STEP_MS);
    // Version 7 ids begin with the time: near ones are near.
    let command = uuid::Uuid::from_u64_pair(at.ms().unsigned_abs() << 16 | 0x7000, noise);
    let mut salt = [0; 16];
    salt.copy_from_slice(&[noise.to_le_bytes(), noise.rotate_left(32).to_be_bytes()].concat());
    Ok(Record {
        seq: Seq(n),
        prev,
        salt: Some(Bytes(salt)),
        at,
        by,
        knew: (n > 1).then_some(Seq(n - 1)),
        command: CommandId(command),
        event,
        redacted_by: None,
        hash: None,
    })
}

fn event(n: u64, opened_at: At) -> Result<(Handle, Event), Trouble> {
    let person = Person::at(usize::try_from(match n {
        1 => 0,
        2..=21 => n - 2,
        _ => n % PEOPLE,
    })?)?;
    let command = match n {
        1 => opening(Some(&person))?,
        2 => return Ok((Handle::warroom(), door(opened_at)?.event())),
        3..=21 => {
            Command::Join { key: Some(person.key()), scope: Scope::Respond, invite: Some(Seq(2)) }
        }
        _ => entry(kind(n), words(n)),
    };
    Ok((person.handle, command.event()))
}

fn door(opened_at: At) -> Result<Command, Trouble> {
    Ok(Command::Invite {
        name: Title::try_from("all".to_owned())?,
        scope: Scope::Respond,
        until: opened_at.plus_seconds(i64::try_from(3 * DAY.as_secs())?),
        uses: INVITE_USES,
        token: Hash::of(&TOKEN.0),
    })
}

fn kind(n: u64) -> EntryKind {
    match n {
        n if n.is_multiple_of(50) => EntryKind::Fact,
        n if n.is_multiple_of(31) => EntryKind::Question,
        n if n.is_multiple_of(71) => EntryKind::Task,
        n if n.is_multiple_of(7) => EntryKind::Action,
        _ => EntryKind::Observation,
    }
}

/// About 120 characters.
fn words(n: u64) -> String {
    format!(
        "entry {n}: 5xx on checkout eu-west is at {} % and the queue holds {n} jobs, see the board \
         of payments for the rest",
        n % 100
    )
}

fn now() -> Result<At, Trouble> {
    let past = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(At::from_ms(i64::try_from(past.as_millis())?))
}

fn before(at: At, time: Duration) -> At {
    at.plus_seconds(-i64::try_from(time.as_secs()).unwrap_or(0))
}
