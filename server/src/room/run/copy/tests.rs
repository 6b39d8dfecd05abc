//! What of a copy is taken: walked through what is known and who brings it.

use super::*;
use warroom_register::{At, CommandId};

/// A chain at its beginning, and the text of so many lines behind it.
fn lines(count: u64, words: &str) -> (Chain, String) {
    let begin = Chain::begin("{}");
    let (mut chain, mut text) = (begin, String::new());
    for n in 1..=count {
        let written = format!(r#"{{"type":"written","kind":"observation","text":"{words} {n}"}}"#);
        let event = serde_json::from_str(&written).unwrap();
        let record = Record {
            seq: Seq(n),
            prev: chain.hash,
            salt: None,
            at: At::default(),
            by: "ben".parse().unwrap(),
            knew: None,
            command: CommandId(uuid::Uuid::from_u128(n.into())),
            event,
            redacted_by: None,
            hash: None,
        };
        let line = record.line();
        chain.follow(&record, &line).unwrap();
        text += &(line + "\n");
    }
    (begin, text)
}

fn held(text: &str) -> Lines {
    Lines::of(&std::env::temp_dir(), text).unwrap()
}

/// Of which the hash of this place is asked about.
fn copy(count: u64, words: &str, wanted: Seq) -> Followed {
    let (begin, text) = lines(count, words);
    copied(begin, held(&text), Some(wanted)).unwrap()
}

fn batch(copy: &Followed) -> usize {
    copy.batch(0).unwrap().0.len()
}

#[test]
fn what_is_proven_is_taken_of_anybody_and_what_lies_behind_on_the_leads_word_alone() {
    let true_one = copy(5, "as it was", Seq(3));
    let at = Seq(3);
    let proof = Some((at, true_one.hash_at(at)));
    for (copy, anybody, lead) in [
        (copy(5, "as it was", Seq(3)), Ok(at), Ok(Seq(5))),
        (copy(3, "as it was", Seq(3)), Ok(at), Ok(at)),
        (copy(2, "as it was", Seq(3)), Err(Untaken::Short { at }), Ok(Seq(2))),
        (copy(5, "forged", Seq(3)), Err(Untaken::Unlike { at }), Err(Untaken::Unlike { at })),
    ] {
        assert_eq!((taken(&copy, proof, false), taken(&copy, proof, true)), (anybody, lead));
    }
}

#[test]
fn what_nothing_proves_is_taken_on_the_leads_word_alone() {
    // Nothing was said; a file of an earlier version said no hash; what it said is here already.
    for proof in [None, Some((Seq(3), None)), Some((Seq(0), Some(Hash::of(b"before"))))] {
        let copy = copy(5, "as it was", Seq(3));
        assert_eq!(taken(&copy, proof, false), Err(Untaken::Unproven));
        assert_eq!(taken(&copy, proof, true), Ok(Seq(5)));
    }
}

#[test]
fn a_copy_is_cut_at_its_place_wherever_it_begins() {
    let whole = copy(5, "as it was", Seq(4));
    let (_, text) = lines(5, "as it was");
    let begin = Chain { head: Seq(2), hash: copy(2, "as it was", Seq(2)).chain.hash };
    let rest: String = text.split_inclusive('\n').skip(2).collect();
    let copy = copied(begin, held(&rest), Some(Seq(4))).unwrap();
    assert_eq!(copy.hash_at(Seq(2)), None);
    assert_eq!(copy.hash_at(Seq(4)), whole.hash_at(Seq(4)));
    let copy = copy.up_to(Seq(4));
    assert_eq!((copy.head(), batch(&copy)), (Seq(4), 2));
}

#[test]
fn what_the_journal_has_behind_a_copy_goes_behind_it_and_comes_off_again() {
    let (begin, text) = lines(5, "as it was");
    let all: Vec<String> = text.lines().map(str::to_owned).collect();
    // A copy may come without its last line end.
    for end in ["\n", ""] {
        let text = all[..2].join("\n") + end;
        let mut copy = copied(begin, held(&text), Some(Seq(4))).unwrap();
        assert!(copy.extend(&all[2..]).unwrap());
        assert!(!copy.extend(&all[..1]).unwrap(), "that does not follow");
        assert_eq!((copy.head(), batch(&copy)), (Seq(5), 5));
        let proven = copy.up_to(Seq(4));
        assert_eq!((proven.head(), batch(&proven)), (Seq(4), 4));
        let brought = proven.up_to(Seq(2));
        assert_eq!((brought.head(), batch(&brought)), (Seq(2), 2));
    }
}

#[test]
fn a_line_has_no_more_parts_than_a_frame_has_bytes() {
    let (begin, _) = lines(0, "");
    let text = format!("{{\"seq\":1,\"x\":[{}0]}}", "0,".repeat(FRAME_BYTES_MAX));
    let why = copied(begin, held(&text), None).unwrap_err();
    assert!(why.contains("more parts than any record"), "{why}");
}
