//! A disk as its power may fail: which of what was written to it is there afterwards.
//!
//! Made of the shim's record of every write and sync. At a cut, what was synced is there; each write
//! that was not is kept, dropped, torn or turned to garbage, each by itself; of the entries of a
//! folder that was not synced since, those made later go first.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use super::chance::Chance;

/// A folder and all folders in it.
pub(crate) fn folders(folder: &Path) -> Vec<PathBuf> {
    let inside = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let below: Vec<_> = inside.filter(|path| path.is_dir()).flat_map(|it| folders(&it)).collect();
    [vec![folder.to_owned()], below].concat()
}

/// What a disk tears and spoils whole, in bytes.
const SECTOR_BYTES: usize = 512;

/// One note of the shim.
#[derive(Clone, Debug)]
enum Note {
    Create(u64, PathBuf),
    Folder(u64, PathBuf),
    Write(u64, usize, Vec<u8>),
    Truncate(u64, usize),
    Syncing(u64),
    Synced(u64),
    Rename(PathBuf, PathBuf),
    Remove(PathBuf),
}

/// All notes, each with where in the record it ends.
#[derive(Debug)]
pub(crate) struct Recorded(Vec<(u64, Note)>);

impl Recorded {
    /// Reads the record; a note that was cut off at its end is none.
    pub(crate) fn read(file: &Path) -> Self {
        let bytes = fs::read(file).unwrap();
        let mut notes = Vec::new();
        let mut rest = bytes.as_slice();
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let head = std::str::from_utf8(&rest[..end]).unwrap();
            let body = &rest[end + 1..];
            let (what, of) = head.split_once(' ').unwrap();
            let mut words = of.split(' ');
            let mut number = || words.next().unwrap().parse::<u64>().unwrap();
            let mut length = 0;
            let note = match what {
                "write" => {
                    let (file, at) = (number(), usize::try_from(number()).unwrap());
                    length = usize::try_from(number()).unwrap();
                    if body.len() < length {
                        break;
                    }
                    Note::Write(file, at, body[..length].to_vec())
                }
                "truncate" => Note::Truncate(number(), usize::try_from(number()).unwrap()),
                "syncing" => Note::Syncing(number()),
                "synced" => Note::Synced(number()),
                "create" | "mkdir" => {
                    let (file, path) = of.split_once(' ').unwrap();
                    let (file, path) = (file.parse().unwrap(), PathBuf::from(path));
                    if what == "create" {
                        Note::Create(file, path)
                    } else {
                        Note::Folder(file, path)
                    }
                }
                "rename" => {
                    let (from, to) = of.split_once('\t').unwrap();
                    Note::Rename(from.into(), to.into())
                }
                "remove" => Note::Remove(of.into()),
                other => panic!("the shim wrote {other:?}"),
            };
            rest = &body[length..];
            notes.push(((bytes.len() - rest.len()) as u64, note));
        }
        Self(notes)
    }

    /// Whether a file with these words was written, then put in its place, and then that was synced.
    pub(crate) fn holds(&self, words: &str) -> bool {
        let has = |body: &[u8]| body.windows(words.len()).any(|it| it == words.as_bytes());
        let mut notes = self.0.iter().map(|(_, note)| note);
        notes.any(|note| matches!(note, Note::Write(_, _, body) if has(body)))
            && notes.any(|note| matches!(note, Note::Rename(..)))
            && notes.any(|note| matches!(note, Note::Synced(_)))
    }

    /// How long the record is.
    pub(crate) fn end(&self) -> u64 {
        self.0.last().map_or(0, |(end, _)| *end)
    }
}

/// A write or truncation that no sync has reached yet; by which note it was made.
#[derive(Clone, Debug)]
struct Unsynced {
    made: u64,
    change: Change,
}

#[derive(Clone, Debug)]
enum Change {
    Write(usize, Vec<u8>),
    Truncate(usize),
}

#[derive(Clone, Debug, Default)]
struct Content {
    synced: Vec<u8>,
    unsynced: Vec<Unsynced>,
    /// Where a sync that is under way began.
    syncing: u64,
}

#[derive(Clone, Debug)]
enum Entry {
    Bind(PathBuf, u64),
    Unbind(PathBuf),
}

/// A disk at some moment.
#[derive(Debug, Default)]
pub(crate) struct Disk {
    files: HashMap<u64, Content>,
    /// What programs see.
    now: BTreeMap<PathBuf, u64>,
    /// What is there for sure.
    entries: BTreeMap<PathBuf, u64>,
    /// What was done to folders and not synced, in order.
    undecided: Vec<(u64, Entry)>,
    folders: BTreeMap<u64, (PathBuf, u64)>,
    done: usize,
    /// Syncs of files that end so do nothing: a disk that lies, as a control.
    pub(crate) lies_about: Option<&'static str>,
}

impl Disk {
    /// A disk that has these folders, for sure, and nothing that matters in them.
    pub(crate) fn with(folders: &[PathBuf]) -> Self {
        let mut disk = Self::default();
        for folder in folders {
            let file = fs::metadata(folder).unwrap().ino();
            disk.folders.insert(file, (folder.clone(), 0));
            disk.entries.insert(folder.clone(), file);
        }
        disk
    }

    /// Goes on to this place of the record.
    pub(crate) fn go_to(&mut self, recorded: &Recorded, place: u64) {
        while let Some((end, note)) = recorded.0.get(self.done).filter(|(end, _)| *end <= place) {
            self.step(*end, note);
            self.done += 1;
        }
    }

    fn step(&mut self, end: u64, note: &Note) {
        match note.clone() {
            Note::Create(file, path) => {
                self.files.insert(file, Content::default());
                self.now.insert(path.clone(), file);
                self.undecided.push((end, Entry::Bind(path, file)));
            }
            Note::Folder(file, path) => {
                self.folders.insert(file, (path.clone(), 0));
                self.undecided.push((end, Entry::Bind(path, file)));
            }
            Note::Write(file, at, bytes) => self.change(file, end, Change::Write(at, bytes)),
            Note::Truncate(file, length) => self.change(file, end, Change::Truncate(length)),
            Note::Syncing(file) => {
                self.files.entry(file).or_default().syncing = end;
                if let Some((_, syncing)) = self.folders.get_mut(&file) {
                    *syncing = end;
                }
            }
            Note::Synced(file) => self.synced(file),
            Note::Rename(from, to) => {
                let file = self.now.remove(&from).unwrap();
                self.now.insert(to.clone(), file);
                self.undecided.push((end, Entry::Bind(to, file)));
                self.undecided.push((end, Entry::Unbind(from)));
            }
            Note::Remove(path) => {
                self.now.remove(&path);
                self.undecided.push((end, Entry::Unbind(path)));
            }
        }
    }

    fn change(&mut self, file: u64, made: u64, change: Change) {
        self.files.entry(file).or_default().unsynced.push(Unsynced { made, change });
    }

    /// What a sync has reached is what was written before it began.
    fn synced(&mut self, file: u64) {
        if let Some((folder, syncing)) = self.folders.get(&file).cloned() {
            let undecided = std::mem::take(&mut self.undecided);
            for (made, entry) in undecided {
                let (Entry::Bind(path, _) | Entry::Unbind(path)) = &entry;
                if made < syncing && path.parent() == Some(&folder) {
                    enter(&mut self.entries, entry);
                } else {
                    self.undecided.push((made, entry));
                }
            }
            return;
        }
        let lies = |path: &PathBuf| {
            self.lies_about.is_some_and(|end| path.to_string_lossy().ends_with(end))
        };
        if self.now.iter().any(|(path, it)| *it == file && lies(path)) {
            return;
        }
        let content = self.files.entry(file).or_default();
        let unsynced = std::mem::take(&mut content.unsynced);
        for Unsynced { made, change } in unsynced {
            if made < content.syncing {
                apply(&mut content.synced, &change);
            } else {
                content.unsynced.push(Unsynced { made, change });
            }
        }
    }

    /// The power goes: puts what is then there of `from` into the folder `to`.
    pub(crate) fn cut(&self, chance: &mut Chance, from: &Path, to: &Path) {
        let mut entries = self.entries.clone();
        let kept = chance.below(self.undecided.len() as u64 + 1);
        for (_, entry) in self.undecided.iter().take(usize::try_from(kept).unwrap()) {
            enter(&mut entries, entry.clone());
        }
        let lost = |path: &Path| {
            let new = |folder: &&Path| self.folders.values().any(|(it, _)| it == *folder);
            path.ancestors().skip(1).filter(new).any(|it| it != from && !entries.contains_key(it))
        };
        for (path, file) in &entries {
            let Ok(inside) = path.strip_prefix(from) else { continue };
            if lost(path) || self.folders.contains_key(file) {
                continue;
            }
            let name = path.file_name().unwrap().to_string_lossy();
            // Shared memory is no file to the disk; locks are empty.
            if name.ends_with("-shm") || name.ends_with("lock") {
                continue;
            }
            let place = to.join(inside);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::write(place, self.files[file].cut(chance)).unwrap();
        }
    }
}

impl Content {
    fn cut(&self, chance: &mut Chance) -> Vec<u8> {
        let mut bytes = self.synced.clone();
        for Unsynced { change, .. } in &self.unsynced {
            let Change::Write(at, written) = change else {
                if chance.percent(50) {
                    apply(&mut bytes, change);
                }
                continue;
            };
            match chance.below(10) {
                0..=3 => apply(&mut bytes, change),
                4..=7 => {}
                8 => {
                    let sectors = (written.len() / SECTOR_BYTES) as u64;
                    let whole = usize::try_from(chance.below(sectors + 1)).unwrap() * SECTOR_BYTES;
                    let torn = written[..whole.min(written.len())].to_vec();
                    apply(&mut bytes, &Change::Write(*at, torn));
                }
                _ => {
                    let garbage = written.iter().map(|_| chance.number().to_le_bytes()[0]);
                    apply(&mut bytes, &Change::Write(*at, garbage.collect()));
                }
            }
        }
        bytes
    }
}

fn enter(entries: &mut BTreeMap<PathBuf, u64>, entry: Entry) {
    match entry {
        Entry::Bind(path, file) => drop(entries.insert(path, file)),
        Entry::Unbind(path) => drop(entries.remove(&path)),
    }
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Write(at, written) => {
            if bytes.len() < at + written.len() {
                bytes.resize(at + written.len(), 0);
            }
            bytes[*at..at + written.len()].copy_from_slice(written);
        }
        Change::Truncate(length) => bytes.resize(*length, 0),
    }
}
