//! Copies and folders that agree, or not.

use warroom_register::{Event, Handle, Label, Recording, Seq};

use super::{AdoptError, adopt, put_right};
use crate::journal::notes;
use crate::tests::altered::Kept;
use crate::{Keep, Options};

fn ben() -> Handle {
    "ben".parse().unwrap()
}

/// The record that a server has of it, once it has noted what was done.
async fn served(kept: &Kept) -> Recording {
    let listen = ([127, 0, 0, 1], 0).into();
    let options =
        Options { tls: false, ..Options::new(Keep::Folder(kept.folder.path().into()), listen) };
    let server = crate::start(options).await.unwrap();
    server.stop().await;
    let store = super::open(kept.folder.path()).await.unwrap();
    let stored = store.list().await.unwrap().into_iter().find(|it| it.label.is_some()).unwrap();
    assert_eq!(stored.owed, None);
    let lines = store.read(stored.id, Seq(0), 100).await.unwrap();
    Recording::read(&format!("{}\n{}\n", stored.header, lines.join("\n"))).unwrap()
}

fn unguarded(kept: &Kept) {
    std::fs::remove_file(kept.folder.path().join("heads")).unwrap();
}

#[tokio::test]
async fn promise_2_whoever_holds_the_folder_puts_right_what_was_altered_and_it_is_on_record() {
    let kept = Kept::new().await;
    kept.line(9, &kept.lines[8].replace("as it was", "as it was NOT"));
    let mended = put_right(kept.folder.path(), &kept.copy(), ben()).await.unwrap();
    assert_eq!((mended.label, mended.head), (Label(1), kept.whole.head));
    assert_eq!((mended.replaced.first, mended.replaced.lines), (Some(Seq(9)), 1));
    assert!(mended.replaced.aside.unwrap().exists());
    let recording = served(&kept).await;
    assert_eq!(recording.broken, None);
    assert_eq!(recording.records[..kept.records.len()], kept.records);
    let note = &recording.records[kept.records.len()];
    let (from_seq, to_seq) = (Seq(9), kept.whole.head);
    assert_eq!(note.by, ben());
    assert_eq!(note.event, Event::Restored { from_seq, to_seq, replaced: Some(1) });
    // Once more there is nothing to do, and nothing is said of it.
    let again = put_right(kept.folder.path(), &kept.copy(), ben()).await.unwrap();
    assert_eq!(again.replaced.first, None);
    assert_eq!(served(&kept).await.records.len(), recording.records.len());
}

#[tokio::test]
async fn promise_2_a_note_of_what_was_never_done_puts_nothing_on_record() {
    let kept = Kept::new().await;
    let id = warroom_register::Header::read(&kept.header).unwrap().id;
    let (by, from_seq, to_seq) = (ben(), Seq(1), kept.whole.head);
    let note = |hash| notes::PutRight { by, from_seq, to_seq, lines: 2, hash: Some(hash) };
    // The commit behind the note never came: the last line is another one.
    let other = note(warroom_register::Hash::of(b"another line"));
    notes::note_put_right(kept.folder.path(), id, &other).unwrap();
    assert_eq!(served(&kept).await.records.len(), kept.records.len());
    assert_eq!(notes::put_right_here(kept.folder.path(), id), None);
    // It came, and the crash right behind it: it is on record at the next start, and once.
    notes::note_put_right(kept.folder.path(), id, &note(kept.whole.hash)).unwrap();
    for _ in 0..2 {
        let recording = served(&kept).await;
        let recorded = &recording.records[kept.records.len()..];
        let wanted = Event::Restored { from_seq, to_seq, replaced: Some(2) };
        assert_eq!(recorded.iter().map(|it| &it.event).collect::<Vec<_>>(), [&wanted]);
    }
}

#[tokio::test]
async fn promise_2_where_the_file_of_heads_speaks_no_other_record_is_taken() {
    let kept = Kept::new().await;
    let forged = format!("{}\n{}{}", kept.header, lines(&kept, 6), kept.anew_from(7));
    assert!(matches!(
        put_right(kept.folder.path(), &forged, ben()).await,
        Err(AdoptError::Unlike { at, .. }) if at == kept.whole.head
    ));
    // Whoever alters the database alters that file too. Where it is away, the word of who holds the
    // folder stands, since nobody else's does.
    for (at, line) in (7..).zip(kept.anew_from(7).lines()) {
        kept.line(at, line);
    }
    unguarded(&kept);
    let mended = put_right(kept.folder.path(), &kept.copy(), ben()).await.unwrap();
    assert_eq!(mended.replaced.first, Some(Seq(7)));
    assert_eq!(served(&kept).await.records[..kept.records.len()], kept.records);
}

fn lines(kept: &Kept, to: usize) -> String {
    kept.lines.iter().take(to).map(|line| line.clone() + "\n").collect()
}

#[tokio::test]
async fn a_copy_that_is_short_or_not_whole_puts_nothing_right() {
    let kept = Kept::new().await;
    kept.line(9, &kept.lines[8].replace("as it was", "as it was NOT"));
    let short = format!("{}\n{}", kept.header, lines(&kept, 8));
    let refused = put_right(kept.folder.path(), &short, ben()).await;
    assert!(matches!(refused, Err(AdoptError::Short { held: Seq(8), .. })), "{refused:?}");
    // As far as the journal goes on from it, it is long enough.
    let enough = format!("{}\n{}", kept.header, lines(&kept, 9));
    put_right(kept.folder.path(), &enough, ben()).await.unwrap();
    assert_eq!(served(&kept).await.records[..kept.records.len()], kept.records);
    let torn = kept.copy().replace("entry 2 as", "entry 2 AS");
    assert!(matches!(put_right(kept.folder.path(), &torn, ben()).await, Err(AdoptError::Unfit(_))));
}

#[tokio::test]
async fn promise_11_a_rescue_over_a_journal_that_was_altered_puts_it_right() {
    for at in [9, 12] {
        let kept = Kept::new().await;
        kept.line(at, &kept.lines[at - 1].replace("as it was", "as it was NOT"));
        assert_eq!(adopt(kept.folder.path(), &kept.copy(), ben()).await.unwrap(), Label(1));
        let store = super::open(kept.folder.path()).await.unwrap();
        let stored = store.list().await.unwrap().into_iter().find(|it| it.label.is_some()).unwrap();
        let here = store.read(stored.id, Seq(0), 100).await.unwrap();
        assert_eq!((stored.owed, here), (None, kept.lines.clone()));
        assert_eq!(store.rescuer(stored.id), Some(ben()));
        assert_eq!(kept.aside().len(), 1);
    }
}

#[tokio::test]
async fn promise_11_a_rescue_writes_nothing_over_another_record_that_is_sound() {
    let kept = Kept::new().await;
    let forged = format!("{}\n{}{}", kept.header, lines(&kept, 6), kept.anew_from(7));
    let refused = adopt(kept.folder.path(), &forged, ben()).await;
    assert!(matches!(refused, Err(AdoptError::Parted { same_to: Seq(6) })), "{refused:?}");
    // Nor over one that was altered, where the file of heads knows better than the copy.
    kept.line(9, "{}");
    let refused = adopt(kept.folder.path(), &forged, ben()).await;
    assert!(matches!(refused, Err(AdoptError::Unlike { .. })), "{refused:?}");
    let store = super::open(kept.folder.path()).await.unwrap();
    let id = store.list().await.unwrap().into_iter().find(|it| it.label.is_some()).unwrap().id;
    assert_eq!(store.rescuer(id), None);
}

#[tokio::test]
async fn a_copy_that_has_less_than_an_altered_journal_is_served_and_the_rest_kept_aside() {
    let kept = Kept::new().await;
    kept.line(9, &kept.lines[8].replace("as it was", "as it was NOT"));
    let short = format!("{}\n{}", kept.header, lines(&kept, 8));
    adopt(kept.folder.path(), &short, ben()).await.unwrap();
    let store = super::open(kept.folder.path()).await.unwrap();
    let stored = store.list().await.unwrap().into_iter().find(|it| it.label.is_some()).unwrap();
    assert_eq!(store.read(stored.id, Seq(0), 100).await.unwrap(), kept.lines[..8]);
    assert!(kept.aside().concat().contains("as it was NOT"));
}
