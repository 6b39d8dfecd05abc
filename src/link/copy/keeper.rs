//! Who keeps the file of a copy: one link of this machine at a time, by a lock.
//!
//! Whoever wished to and came second reads, and takes over once the first is gone, with what came
//! meanwhile. So does a screen that was opened in the moment in which a one-shot held the file.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;

use warroom_register::{Chain, Header, Record, Seq};

use super::Copy;
use super::purge::is_at;
use super::told::{Mark, note};
use crate::paths::make_folder;
use crate::trouble::{Trouble, said, shown};

/// Of a file that ends before what this screen knows, with records between that it has not.
const HAS_A_GAP: &str = "it was damaged, and the rest comes when this incident is opened anew";

/// Whether this link is to keep the file.
#[derive(Debug, Default)]
pub(super) struct Turn {
    /// It was opened for that.
    wished: bool,
    /// The file did not go on to what this link knew.
    parted: Option<Parted>,
}

/// How the file was when it did not go on to what this link knew.
#[derive(Clone, Copy, Debug)]
struct Parted {
    /// So long.
    length: u64,
    /// With this link there; none where the file has a gap, which no record that comes closes.
    chain: Option<Chain>,
}

/// What was read of a copy, up to the first line that does not follow.
#[derive(Default)]
pub(super) struct Read {
    pub(super) header: Option<String>,
    pub(super) chain: Option<Chain>,
    pub(super) went_on: Vec<Mark>,
    pub(super) records: Vec<Record>,
    /// How many bytes are whole lines that follow.
    pub(super) good: usize,
    /// Why the next whole line does not.
    pub(super) damage: Option<String>,
}

impl Read {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut read = Self::default();
        for line in bytes.split_inclusive(|b| *b == b'\n') {
            let Some(line) = line.strip_suffix(b"\n") else { break };
            match read.step(line) {
                Ok(record) => read.records.extend(record),
                Err(why) => {
                    read.damage = Some(why);
                    break;
                }
            }
            read.good += line.len() + 1;
        }
        read
    }

    fn step(&mut self, line: &[u8]) -> Result<Option<Record>, String> {
        let line = std::str::from_utf8(line).map_err(|e| e.to_string())?;
        if let Some(chain) = &mut self.chain {
            let record = chain.read(line).map_err(|e| e.to_string())?;
            note(&mut self.went_on, &record, *chain);
            return Ok(Some(record));
        }
        Header::read(line).map_err(|e| e.to_string())?;
        self.chain = Some(Chain::begin(line));
        self.header = Some(line.to_owned());
        Ok(None)
    }

    /// What of these lines follows, and is followed.
    fn follow(&mut self, lines: &[u8]) -> Vec<u8> {
        let mut rest = Vec::new();
        for line in lines.split_inclusive(|b| *b == b'\n') {
            if line.strip_suffix(b"\n").is_some_and(|line| self.step(line).is_ok()) {
                rest.extend_from_slice(line);
            }
        }
        rest
    }

    fn head(&self) -> Seq {
        self.chain.map_or(Seq(0), |chain| chain.head)
    }
}

impl Copy {
    pub(super) fn open_to_keep(mut self) -> Result<(Self, Vec<Record>), Trouble> {
        make_folder(self.path.parent().unwrap_or(&self.path))?;
        self.turn.wished = true;
        let file = self.create(false)?;
        let Some((file, mut read)) = self.hold(file)? else { return self.open_to_read() };
        self.kept.length = read.good as u64;
        self.file = Some(file);
        let records = self.knows(&mut read);
        Ok((self, records))
    }

    /// Takes in what was read; gives the records.
    pub(super) fn knows(&mut self, read: &mut Read) -> Vec<Record> {
        self.header = read.header.take();
        self.chain = read.chain;
        self.went_on = std::mem::take(&mut read.went_on);
        std::mem::take(&mut read.records)
    }

    /// Whether it is to be kept by this link, which does not keep it yet.
    pub(super) const fn waits_its_turn(&self) -> bool {
        self.turn.wished && self.file.is_none()
    }

    /// Becomes the one who keeps it, if nobody else does any more.
    pub(super) fn take_over(&mut self) {
        if self.waits_its_turn()
            && let Err(why) = self.try_to_take_over()
        {
            self.cannot_keep(why.to_string());
        }
    }

    fn try_to_take_over(&mut self) -> Result<(), Trouble> {
        let file = match OpenOptions::new().read(true).append(true).open(&self.path) {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(e) => return Err(self.bad(&e)),
        };
        // It is long, and this comes every few seconds.
        if let Some(parted) = self.turn.parted.filter(|it| self.is_as_it_was(it, &file)) {
            self.has_parted(&parted);
            return Ok(());
        }
        let Some((file, mut read)) = self.hold(file)? else {
            // Whoever does writes into it what comes.
            self.can_keep();
            return Ok(());
        };
        let good = read.good as u64;
        let rest = read.follow(&self.came);
        if read.chain != self.chain {
            // Whoever kept it may have been told more than this link so far.
            let has_gap = read.head() < self.held().0;
            let chain = self.chain.filter(|_| !has_gap);
            let parted = Parted { length: length_of(&file), chain };
            self.turn.parted = Some(parted);
            self.has_parted(&parted);
            return Ok(());
        }
        self.kept.length = good;
        self.file = Some(file);
        self.came = rest;
        self.write_what_came();
        Ok(())
    }

    /// Whatever else was wrong before is over: the file could be looked at.
    fn has_parted(&mut self, parted: &Parted) {
        match parted.chain {
            Some(_) => self.can_keep(),
            None => self.cannot_keep(HAS_A_GAP.to_owned()),
        }
    }

    /// Whether there is nothing new to be found in it.
    fn is_as_it_was(&self, parted: &Parted, file: &File) -> bool {
        parted.length == length_of(file) && parted.chain.is_none_or(|it| Some(it) == self.chain)
    }

    /// The file, held and read, if nobody else keeps it: what was cut off or altered is no more in it.
    pub(super) fn hold(&mut self, mut file: File) -> Result<Option<(File, Read)>, Trouble> {
        match file.try_lock() {
            // Another may stand in its place by now, without some words.
            Ok(()) if is_at(&file, &self.path) => {}
            Ok(()) | Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(e)) => return Err(self.bad(&e)),
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(|e| self.bad(&e))?;
        let read = Read::of(&bytes);
        if let Some(why) = &read.damage {
            let anew = self.begin_anew(bytes.get(..read.good).unwrap_or_default(), why)?;
            return Ok(anew.map(|file| (file, read)));
        }
        if read.good < bytes.len() {
            let cut = bytes.len() - read.good;
            file.set_len(read.good as u64).map_err(|e| self.bad(&e))?;
            self.note(&format!("ended in the middle of a line: {cut} bytes were cut off"));
        }
        Ok(Some((file, read)))
    }

    fn create(&self, new: bool) -> Result<File, Trouble> {
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true).create_new(new).mode(0o600);
        options.open(&self.path).map_err(|e| self.bad(&e))
    }

    /// Moves the damaged file aside and goes on with what of it is good, unless somebody else does.
    fn begin_anew(&mut self, good: &[u8], why: &str) -> Result<Option<File>, Trouble> {
        let aside = (1..u32::MAX)
            .map(|n| self.path.with_extension(format!("damaged-{n}.jsonl")))
            .find(|path| !path.exists())
            .unwrap_or_else(|| self.path.with_extension("damaged.jsonl"));
        std::fs::rename(&self.path, &aside).map_err(|e| self.bad(&e))?;
        let mut file = self.create(true)?;
        file.write_all(good).map_err(|e| self.bad(&e))?;
        let aside = shown(&aside);
        self.note(&format!("was damaged ({why}): it is kept as {aside}, the rest comes anew"));
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(e)) => Err(self.bad(&e)),
        }
    }

    pub(super) fn bad(&self, error: &io::Error) -> Trouble {
        Trouble::file(&self.path, said(error))
    }
}

fn length_of(file: &File) -> u64 {
    file.metadata().map(|it| it.len()).unwrap_or_default()
}
