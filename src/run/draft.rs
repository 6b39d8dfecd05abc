//! The draft file: what was being typed when the screen closed. What cannot be read is set beside,
//! never overwritten; what cannot be written is tried again.

mod beside;
mod held;

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::timeout;

use crate::editor::{Sheet, left_over};
use crate::link::Taking;
use crate::out;
use crate::paths::{make_folder, sync_folder};
use crate::trouble::{said, shown};

use self::held::joined;
pub(crate) use self::held::take_out_of_drafts;
pub(super) use self::held::{Held, begin};

/// Far more than anybody types or pastes; a larger file is not one of ours.
const BYTES_MAX: u64 = 1024 * 1024;
/// What was sent is on disk before its draft goes; nothing typed since waits longer for that.
const SENT_WAIT: Duration = Duration::from_secs(1);
/// What could not be written is tried again after so long, if nothing new is typed before.
const RETRY: Duration = Duration::from_secs(2);
/// How long a program that is to stop waits for its draft.
const STOP_WAIT: Duration = Duration::from_secs(2);
/// How many files that could not be read are kept side by side.
const UNREADABLE_MAX: u32 = 100;

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// The words.
    pub(super) words: String,
    /// What to tell this person, if it could not be read.
    pub(super) trouble: Option<String>,
    /// It could neither be read nor set beside: nothing may be written there.
    pub(super) hands_off: bool,
}

/// What was being typed when the last screen closed.
fn read(file: &Path) -> Found {
    let why = match words_in(file) {
        Ok(words) => return Found { words, ..Found::default() },
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Found::default(),
        Err(e) => e,
    };
    let why = format!("your old draft cannot be read ({why})");
    if let Ok(beside) = set_beside(file) {
        let trouble = Some(format!("{why}: it is in {}", shown(&beside)));
        return Found { trouble, ..Found::default() };
    }
    let trouble = format!("{why}: it stays in {}, and no draft is kept now", shown(file));
    Found { trouble: Some(trouble), hands_off: true, ..Found::default() }
}

/// What was being written in an editor when this program ended is a draft, too. Its file is there
/// until the words are on disk with the others; where they cannot be, that is told.
fn with_left_over(own: &Path, stem: &Path, mut found: Found) -> Found {
    for (sheet, words) in left_over(stem) {
        let all = joined(&found.words, &words);
        match write_synced(own, &all) {
            Ok(()) => {
                found.words = all;
                sheet.remove();
            }
            Err(e) => {
                let file = shown(sheet.file());
                let why = format!(
                    "what you wrote in your editor stays in {file} ({}): it is taken up next time",
                    said(&e)
                );
                found.trouble = found.trouble.or(Some(why));
            }
        }
    }
    found
}

fn words_in(file: &Path) -> io::Result<String> {
    let mut words = String::new();
    fs::File::open(file)?.take(BYTES_MAX + 1).read_to_string(&mut words)?;
    if words.len() as u64 > BYTES_MAX {
        return Err(io::Error::other(format!("it has more than {BYTES_MAX} bytes")));
    }
    Ok(words)
}

/// Under a name that is free, since an older one may lie there.
fn set_beside(file: &Path) -> io::Result<PathBuf> {
    let name = |n: u32| match n {
        0 => file.with_extension("unreadable"),
        n => file.with_extension(format!("unreadable.{n}")),
    };
    let free = (0..UNREADABLE_MAX).map(name).find(|beside| !beside.exists());
    let beside = free.ok_or_else(|| io::Error::from(io::ErrorKind::AlreadyExists))?;
    fs::rename(file, &beside)?;
    Ok(beside)
}

/// Beside the file first, so that a crash leaves the old words or the new ones.
pub(super) fn write(file: &Path, words: &str) -> io::Result<()> {
    if words.is_empty() {
        return remove(file);
    }
    make_folder(folder_of(file)).map_err(io::Error::other)?;
    let (beside, _open) = put_beside(file, words)?;
    fs::rename(beside, file)
}

/// Writes it so that it is on disk when this returns, with a folder that was made for it: a power cut takes
/// nothing of it.
fn write_synced(file: &Path, words: &str) -> io::Result<()> {
    if words.is_empty() {
        return remove(file);
    }
    make_folder(folder_of(file)).map_err(io::Error::other)?;
    let (beside, open) = put_beside(file, words)?;
    open.sync_all()?;
    fs::rename(beside, file)?;
    sync_folder(folder_of(file))
}

fn put_beside(file: &Path, words: &str) -> io::Result<(PathBuf, fs::File)> {
    let beside = file.with_extension("new");
    let mut open =
        fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
    open.write_all(words.as_bytes())?;
    Ok((beside, open))
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn folder_of(file: &Path) -> &Path {
    file.parent().unwrap_or_else(|| Path::new("."))
}

/// What is typed, how often it was told, and what was sent before.
type Told = (u64, String, Option<Taking>);
/// Up to which of them it was put down, and why not, if so.
type Trouble = (u64, Option<String>);

/// What is new of a draft.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum News {
    /// It is on disk again.
    Kept,
    /// It is not, and why.
    Lacks(String),
}

/// Keeps what is being typed on disk, behind the screen: no key waits for a sync. The newest wins; what
/// cannot be put down is tried again until it can.
#[derive(Debug)]
pub(super) struct Keeper {
    /// What is typed, with how often it was told.
    words: watch::Sender<Told>,
    trouble: watch::Receiver<Trouble>,
    /// What its person was told of that last.
    told: Option<String>,
    work: JoinHandle<()>,
}

impl Keeper {
    /// Keeps it in this file, which is held for as long.
    pub(super) fn of(held: Held) -> Self {
        let (words, news) = watch::channel::<Told>((0, String::new(), None));
        let (tell, trouble) = watch::channel((0, None));
        let work = tokio::spawn(keep(held, news, tell));
        Self { words, trouble, told: None, work }
    }

    /// Takes what is typed now, and what it was sent before.
    pub(super) fn keep(&self, words: &str, sent: Option<Taking>) {
        self.words.send_modify(|told| *told = (told.0 + 1, words.to_owned(), sent));
    }

    /// What is new of it.
    pub(super) fn news(&mut self) -> Option<News> {
        if !self.trouble.has_changed().unwrap_or(false) {
            return None;
        }
        let why = self.trouble.borrow_and_update().1.clone();
        if why == self.told {
            return None;
        }
        self.told.clone_from(&why);
        Some(why.map_or(News::Kept, News::Lacks))
    }

    /// Waits a moment until all that was told is on disk: the program is to stop.
    pub(super) async fn rest(&mut self) {
        // What is not on disk by then is tried again when the program goes on.
        drop(timeout(STOP_WAIT, self.settled()).await);
    }

    /// Waits until all that was told is on disk; says why it is not, if so.
    pub(super) async fn settled(&mut self) -> Option<String> {
        let told = self.words.borrow().0;
        match self.trouble.wait_for(|(nth, _)| *nth >= told).await {
            Ok(trouble) => trouble.1.clone(),
            Err(_gone) => Some("nobody puts it down any more".to_owned()),
        }
    }

    /// Waits until the last of it is on disk; says why it is not, if so.
    pub(super) async fn finish(self) -> Option<String> {
        let Self { words, trouble, work, .. } = self;
        drop(words);
        work.await.err().map(|e| e.to_string()).or_else(|| trouble.borrow().1.clone())
    }
}

/// Puts down what is told until nobody tells any more, and then once again what it could not.
async fn keep(held: Held, mut news: watch::Receiver<Told>, tell: watch::Sender<Trouble>) {
    let mut failed = false;
    loop {
        let over = if failed {
            let fresh = timeout(RETRY, news.changed()).await;
            fresh.is_ok_and(|changed| changed.is_err())
        } else {
            news.changed().await.is_err()
        };
        if over && !failed {
            break;
        }
        let (file, (nth, words, sent)) = (held.file.clone(), news.borrow_and_update().clone());
        if let Some(sent) = sent {
            // What has to wait longer waits in vain: the words of now are on no disk.
            drop(timeout(SENT_WAIT, sent.wait()).await);
        }
        let why = match spawn_blocking(move || write_synced(&file, &words)).await {
            Ok(Ok(())) => None,
            Ok(Err(e)) => Some(said(&e)),
            Err(e) => Some(e.to_string()),
        };
        failed = why.is_some();
        tell.send_replace((nth, why));
        if over {
            break;
        }
    }
}

/// What was being typed is on disk before this program ends, and only then does the file of an editor
/// go that held it.
pub(super) async fn put_down(draft: Option<Keeper>, left_over: Option<Sheet>) {
    let Some(draft) = draft else { return };
    match draft.finish().await {
        Some(why) => out::note(&format!("your draft is not kept on disk ({why})")),
        None => left_over.into_iter().for_each(Sheet::remove),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_draft_comes_back_whole() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("draft");
        assert_eq!(read(&file), Found::default());
        let words = "long words ".repeat(5000);
        write(&file, &words).unwrap();
        assert_eq!(read(&file), Found { words, ..Found::default() });
        write(&file, "").unwrap();
        assert!(!file.exists());
    }

    #[tokio::test]
    async fn the_keeper_puts_the_newest_words_down_and_says_when_it_cannot() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("drafts/one");
        let keeper = Keeper::of(Held::of(file.clone()));
        for n in 0..50 {
            keeper.keep(&format!("words {n}"), None);
        }
        assert_eq!(keeper.finish().await, None);
        assert_eq!(read(&file).words, "words 49");
        let mut keeper = Keeper::of(Held::of(file.join("below/a/file")));
        assert_eq!(keeper.settled().await, None, "nothing was told yet");
        keeper.keep("words", None);
        assert!(keeper.settled().await.is_some(), "a file is no folder");
        assert!(keeper.finish().await.is_some(), "a file is no folder");
    }

    #[tokio::test(start_paused = true)]
    async fn promise_7_what_could_not_be_put_down_is_tried_again_by_itself_and_both_are_said() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("one");
        let full = folder.path().join("one.new");
        fs::create_dir(&full).unwrap();
        let mut keeper = Keeper::of(Held::of(file.clone()));
        keeper.keep("words", None);
        let why = keeper.settled().await.unwrap();
        assert_eq!(keeper.news(), None, "whoever waited for it was told");
        let mut again = keeper.trouble.clone();
        again.changed().await.unwrap();
        assert_eq!(keeper.news(), Some(News::Lacks(why)));
        fs::remove_dir(&full).unwrap();
        // Nothing more is typed.
        again.wait_for(|(_, why)| why.is_none()).await.unwrap();
        assert_eq!(keeper.news(), Some(News::Kept));
        assert_eq!(read(&file).words, "words");
        keeper.finish().await;
    }

    #[tokio::test]
    async fn promise_7_a_draft_goes_only_once_what_was_sent_is_on_disk() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("one");
        write(&file, "words").unwrap();
        let (link, taken) = watch::channel(0);
        let mut keeper = Keeper::of(Held::of(file.clone()));
        keeper.keep("", Some(Taking::of(taken, 1)));
        let early = timeout(Duration::from_millis(200), keeper.settled()).await;
        assert!(early.is_err() && file.exists(), "the words are on no disk else");
        link.send_replace(1);
        assert_eq!(keeper.settled().await, None);
        assert!(!file.exists());
        // A link that hangs keeps no words of now off the disk.
        keeper.keep("next", Some(Taking::of(link.subscribe(), 2)));
        assert_eq!(keeper.settled().await, None);
        assert_eq!(read(&file).words, "next");
    }

    #[test]
    fn a_draft_that_cannot_be_read_is_set_beside_and_told() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("draft");
        let huge = vec![b'x'; 1024 * 1024 + 1];
        for (bytes, name) in [(&b"\xff\xfe"[..], "draft.unreadable"), (&huge, "draft.unreadable.1")]
        {
            fs::write(&file, bytes).unwrap();
            let found = read(&file);
            let told = found.trouble.unwrap();
            assert!(found.words.is_empty() && !found.hands_off && told.contains(name), "{told}");
            assert!(!file.exists());
            assert_eq!(fs::read(folder.path().join(name)).unwrap(), bytes);
        }
    }
}
