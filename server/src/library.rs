//! The library: an index over all recordings and reports that a machine keeps, to search them and
//! to count over them.
//!
//! It holds nothing of its own. Every word in it stands in a recording, a server's journal or a
//! report that was taken in, and where the index is missing, damaged or of another version it is
//! made anew from them. It blocks on the disk and belongs to no runtime. Words that a redaction
//! took are erased from it by [`Library::forget`], the file's free space and log included.
//!
//! | module | what it is |
//! |---|---|
//! | `shelves` | where recordings and reports stand, and reading one |
//! | `index`, `rows` | the tables; what is put in and taken out; what is read |
//! | `opening` | the file is opened, by several programs at once too, or begun anew |
//! | `parting` | recordings of one incident that say otherwise |
//! | `search` | words as people type them, and the moments they lead to |

mod index;
mod opening;
mod parting;
mod rows;
mod search;
mod shelves;
#[cfg(test)]
mod tests;

use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use warroom_register::library::{Beside, Facts, Gist, Paper, Recommendation};
use warroom_register::protocol::Summary;
use warroom_register::{IncidentId, Label, Seq};

pub use shelves::{Shelf, Source};
pub use warroom_register::library::{Found, Hit};

use crate::doors::Doors;
use index::Entered;
use shelves::Spot;

/// How many books are entered in one transaction: a crash loses no more than that work.
const BOOKS_AT_ONCE: usize = 64;

/// Why the library cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// The index cannot be read or written, as the system says it.
    #[error("the index of the library cannot be used: {0}")]
    Index(String),
    /// A folder cannot be read.
    #[error("{}: {what}", folder.display())]
    Folder {
        /// Which.
        folder: PathBuf,
        /// What the system said.
        what: String,
    },
    /// There is no word to look for.
    #[error("there is no word in this to search for: give one that has letters or digits")]
    NoWords,
}

impl From<rusqlite::Error> for LibraryError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Index(error.to_string())
    }
}

/// An incident or a report of the library.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its own id: an incident's, or the name of a report.
    pub id: String,
    /// From where it is read.
    pub source: Source,
    /// The file it stands in; none in a server's journal.
    pub file: Option<PathBuf>,
    /// What is known of an incident.
    pub facts: Option<Facts>,
    /// Of somebody else's report: all but its text.
    pub paper: Option<Paper>,
    /// Two recordings of it say otherwise.
    pub differs: Option<Differs>,
}

/// Where two recordings of one incident part. The one that goes further is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differs {
    /// From this record on.
    pub from: Seq,
    /// The one that is not read.
    pub other: PathBuf,
}

/// An item with what it is compared by.
#[derive(Clone, Debug)]
pub struct Volume {
    /// Which.
    pub item: Item,
    /// What it was about.
    pub gist: Gist,
    /// What was recommended after it.
    pub recommended: Vec<Recommendation>,
}

/// A closed incident of a server's own journal: what is known of it while nobody reads it.
#[derive(Clone, Debug)]
pub(crate) struct Over {
    /// Its line in the lobby.
    pub(crate) line: Summary,
    /// Who is kept out of it, and whom it knows.
    pub(crate) doors: Doors,
}

/// The index, open.
#[derive(Debug)]
pub struct Library {
    db: Connection,
    file: PathBuf,
}

impl Library {
    /// Opens the index at this path, or makes it anew where there is none that can be used. Its
    /// folder must be there.
    pub fn open(file: &Path) -> Result<Self, LibraryError> {
        match opening::open(file) {
            Ok(db) => Ok(Self { db, file: file.to_owned() }),
            Err(error) if is_damage(&error) => {
                opening::remove(file).map_err(|e| LibraryError::Index(e.to_string()))?;
                Ok(Self { db: opening::open(file)?, file: file.to_owned() })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Takes in what has changed on the shelves since last time. `tell` hears how many books are
    /// to be read, before the first is.
    pub fn refresh(
        &mut self,
        shelves: &[Shelf],
        tell: &mut dyn FnMut(usize),
    ) -> Result<(), LibraryError> {
        match self.take_in(shelves, tell) {
            Err(Refused::Sqlite(error)) if is_damage(&error) => {
                self.db = opening::anew(&self.file)?;
                self.take_in(shelves, tell).map_err(Into::into)
            }
            done => done.map_err(Into::into),
        }
    }

    fn take_in(&mut self, shelves: &[Shelf], tell: &mut dyn FnMut(usize)) -> Result<(), Refused> {
        let mut spots: BTreeMap<String, Spot> = BTreeMap::new();
        for shelf in shelves {
            spots.extend(shelf.spots()?.into_iter().map(|spot| (spot.key.clone(), spot)));
        }
        let entered = index::entered(&self.db)?;
        let new: Vec<&Spot> = spots.values().filter(|spot| is_new(&entered, spot)).collect();
        let gone: Vec<&String> = entered.keys().filter(|key| !spots.contains_key(*key)).collect();
        if new.is_empty() && gone.is_empty() {
            return Ok(());
        }
        tell(new.len());
        // Of two recordings of one incident the other is read in the stead of one that is gone.
        let change = begin(&mut self.db)?;
        let mut orphans = Vec::new();
        for key in gone {
            orphans.extend(index::take_out(&change, key)?);
        }
        change.commit()?;
        let again = spots.values().filter(|spot| orphans.contains(&spot.key));
        let all: Vec<&Spot> = new.into_iter().chain(again).collect();
        for some in all.chunks(BOOKS_AT_ONCE) {
            let change = begin(&mut self.db)?;
            for spot in some {
                index::enter(&change, spot, spot.read())?;
            }
            change.commit()?;
        }
        Ok(())
    }

    /// What is wrong with what stands on the shelves: a sentence each.
    pub fn troubles(&self) -> Result<Vec<String>, LibraryError> {
        let mut all = self.damaged()?;
        all.extend(self.partings()?);
        Ok(all)
    }

    /// What of it cannot be read, or not to its end: a sentence each.
    pub fn damaged(&self) -> Result<Vec<String>, LibraryError> {
        Ok(rows::troubles(&self.db)?)
    }

    /// Of which incidents two recordings disagree: a sentence each.
    pub fn partings(&self) -> Result<Vec<String>, LibraryError> {
        Ok(parting::troubles(&self.db)?)
    }

    /// All items, the incident opened last first, then the reports.
    pub fn items(&self) -> Result<Vec<Item>, LibraryError> {
        Ok(rows::items(&self.db)?)
    }

    /// The report that is this one, or has its link and other words, if there is one.
    pub fn beside(&self, paper: &Paper) -> Result<Option<(Item, Beside)>, LibraryError> {
        Ok(rows::beside(&self.db, paper)?)
    }

    /// All items with what they are compared by.
    pub fn volumes(&self) -> Result<Vec<Volume>, LibraryError> {
        Ok(rows::volumes(&self.db, false)?)
    }

    /// The incidents after which something was recommended.
    pub fn recommended(&self) -> Result<Vec<Volume>, LibraryError> {
        Ok(rows::volumes(&self.db, true)?)
    }

    /// The incidents that are closed, as far as they were read.
    pub(crate) fn closed(&self) -> Result<Vec<Over>, LibraryError> {
        Ok(rows::closed(&self.db)?)
    }

    /// The moments in which these words stand. Words in double quotes stand side by side.
    pub fn search(&self, words: &str, most: usize) -> Result<Found, LibraryError> {
        search::search(&self.db, words, most)
    }

    /// Erases every word of an incident: it is taken in anew by the next [`Library::refresh`].
    pub fn forget(&mut self, id: IncidentId) -> Result<(), LibraryError> {
        let change = begin(&mut self.db)?;
        index::forget(&change, &id.to_string())?;
        change.commit()?;
        index::empty_log(&self.db)?;
        Ok(())
    }
}

/// A change that waits for another program's from its beginning: one that began by reading would be
/// refused, not made to wait, when it comes to write.
fn begin(db: &mut Connection) -> Result<Transaction<'_>, rusqlite::Error> {
    db.transaction_with_behavior(TransactionBehavior::Immediate)
}

/// Erases every word of an incident from the index at this path; where that cannot be done the
/// index itself goes, since it can be made anew.
pub fn forget(file: &Path, id: IncidentId) -> io::Result<()> {
    if !file.exists() {
        return Ok(());
    }
    let done = Library::open(file).and_then(|mut library| library.forget(id));
    done.or_else(|_unread| opening::remove(file))
}

/// What a server keeps for its team, in its data folder.
pub fn team_shelves(folder: &Path) -> [Shelf; 2] {
    crate::consult::shelves(folder)
}

/// Where a server's data folder keeps others' reports, a file each.
pub fn team_papers(folder: &Path) -> PathBuf {
    crate::papers::folder(folder)
}

/// The report of this number that a server's data folder keeps.
pub fn team_paper(folder: &Path, number: u32) -> PathBuf {
    crate::papers::folder(folder).join(format!("T-{number}.json"))
}

/// An incident of a server's journal as a recording; its data folder is named.
pub fn journal_lines(folder: &Path, id: IncidentId) -> Result<String, LibraryError> {
    Ok(shelves::lines(&folder.join("journal.db"), id)?)
}

/// The incidents of a server's journal, each with its last record; its data folder is named.
pub fn journal_heads(folder: &Path) -> Result<Vec<(IncidentId, Label, Seq)>, LibraryError> {
    Ok(shelves::heads(&folder.join("journal.db"))?)
}

fn is_new(entered: &BTreeMap<String, Entered>, spot: &Spot) -> bool {
    entered.get(&spot.key).is_none_or(|entered| entered.stamp != spot.stamp)
}

/// The index itself is bad, and not the disk under it.
fn is_damage(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(code, Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
        || matches!(error, rusqlite::Error::InvalidQuery)
}

enum Refused {
    Sqlite(rusqlite::Error),
    Other(LibraryError),
}

impl From<rusqlite::Error> for Refused {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<LibraryError> for Refused {
    fn from(error: LibraryError) -> Self {
        Self::Other(error)
    }
}

impl From<Refused> for LibraryError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Sqlite(error) => error.into(),
            Refused::Other(error) => error,
        }
    }
}
