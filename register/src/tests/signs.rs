//! No meaning rests on colour: what stands before a record says what it is.

use crate::register::What;
use crate::words::{Audience, Call, EntryKind, Outcome, PersonalData};
use crate::{Handle, Seq};

/// What an entry of this kind is on the timeline.
fn what(kind: EntryKind) -> What {
    match kind {
        EntryKind::Observation => What::Observation,
        EntryKind::Action => What::Action(None),
        EntryKind::Fact => What::Fact { suspected: false, replaces: None },
        EntryKind::Question => What::Question(None),
        EntryKind::Task => What::Task(None),
        EntryKind::Decision => What::Decision,
        EntryKind::Impact => What::Impact(PersonalData::NotKnown),
        EntryKind::Update => What::Update(Audience::Public),
        EntryKind::Idea => What::Idea,
    }
}

#[test]
fn every_kind_has_a_sign_of_its_own() {
    let mut signs: Vec<char> = EntryKind::ALL.iter().map(|kind| what(*kind).sign()).collect();
    let count = signs.len();
    assert!(!signs.contains(&'·'), "the room's own sign");
    signs.sort_unstable();
    signs.dedup();
    assert_eq!(signs.len(), count, "two kinds look the same");
}

#[test]
fn what_is_a_no_or_a_result_is_no_kind() {
    let kinds: Vec<char> = EntryKind::ALL.iter().map(|kind| what(*kind).sign()).collect();
    let ana: Handle = "ana".parse().unwrap();
    for (what, sign) in [
        (What::Objected(Seq(1)), 'x'),
        (What::Declined(Seq(1)), 'x'),
        (What::Verified(Seq(1), Outcome::Worked), 'v'),
        (What::Starred { entry: Seq(1), on: true }, '*'),
        (What::Away(ana), '·'),
        (What::Joined, '·'),
    ] {
        assert_eq!(what.sign(), sign, "{what:?}");
        assert!(!kinds.contains(&sign), "{what:?} looks like an entry");
    }
    // What came of a thing has the sign of that thing.
    assert_eq!(What::Called(Seq(1), Call::Go).sign(), what(EntryKind::Decision).sign());
    assert_eq!(
        What::Answered { entry: Seq(1), fact: false }.sign(),
        what(EntryKind::Question).sign()
    );
}
