//! What is found, and what is not.

use warroom_register::Seq;

use super::super::tests::fixture::{at, busy};
use super::{Near, Query, mentioned_by};

/// The numbers of the records that are found in the busy room.
fn found(typed: &str) -> Vec<u64> {
    let world = busy();
    let mut query = Query::read(typed, at("14:20"));
    let all = (1..=world.register.head().0).map(Seq);
    all.filter(|seq| query.finds(&world.register, *seq)).map(|seq| seq.0).collect()
}

#[test]
fn letters_close_together_are_near_and_strewn_ones_are_not() {
    let near = |words, text| Near::new(words).score(text).is_some();
    assert!(near("chkout", "restarted checkout-3"));
    assert!(near("CHECKOUT", "restarted checkout-3"));
    assert!(near("pqw", "pause queue workers"));
    assert!(near("cafe", "the café is closed"));
    assert!(!near("us-east", "the queue used a least recently used cache at last"));
    assert!(!near("chekcout", "restarted checkout-3"));
    assert!(near("queue pause", "pause queue workers"));
    assert!(!near("queue stop", "pause queue workers"));
    assert!(near("", "anything"));
}

#[test]
fn words_and_terms_narrow_together() {
    assert_eq!(found("us-east"), [22, 45, 46]);
    assert_eq!(found("us-east kind:q"), [22]);
    assert_eq!(found("us-east by:dia"), [22, 45]);
    assert_eq!(found("kind:proposal us-east"), [45]);
    assert_eq!(found("us-east after:14:19"), [45, 46]);
    assert_eq!(found("us-east before:14:19"), [22]);
    assert_eq!(found("kind:zzz"), Vec::<u64>::new());
}

#[test]
fn a_time_in_find_is_written_as_it_is_everywhere() {
    let all = found("us-east after:14:19");
    for typed in [
        "us-east after:21 Nov 14:19",
        "after:21 Nov 14:19 us-east",
        "after:\"21 Nov 14:19\" us-east",
        "us-east after:2026-11-21 14:19",
        "us-east after:2026-11-21T14:19",
        "us-east after: 14:19",
    ] {
        assert_eq!(found(typed), all, "{typed}");
    }
    assert_eq!(found("us-east before:21 Nov"), Vec::<u64>::new());
    assert_eq!(found("us-east after:21 Nov"), found("us-east"), "a day from its beginning");
    // While its time is being typed a day stands for itself.
    for half in ["us-east after:21 Nov 1", "us-east after:21 Nov 14", "us-east after:21 Nov 14:1"] {
        assert_eq!(found(half), found("us-east"), "{half}");
    }
    assert_eq!(
        found("after:14:19 12"),
        found("12 after:14:19"),
        "a number behind a time is sought"
    );
}

#[test]
fn a_number_finds_the_entry_and_all_that_is_about_it() {
    assert_eq!(found("#23"), [23, 24, 31]);
    assert_eq!(found("#23 kind:d"), [31]);
    let world = busy();
    assert_eq!(mentioned_by(&world.register, Seq(31)), [Seq(23)]);
    assert_eq!(mentioned_by(&world.register, Seq(23)), []);
}

#[test]
fn half_a_term_narrows_nothing() {
    for typed in ["", "kind:", "by:", "after:", "after:14:", "before:soon", "#"] {
        assert_eq!(found(typed).len(), 48, "{typed}");
    }
}

#[test]
fn what_happened_late_is_found_by_either_time() {
    // Written 14:18:40, happened 13:58.
    assert!(found("first failed order after:14:18").len() == 1);
    assert!(found("first failed order before:14:00").len() == 1);
}

#[test]
fn a_term_that_says_nothing_is_told_and_no_number_of_records() {
    let told = |typed: &str| Query::read(typed, at("14:20")).trouble(&busy().register);
    for (typed, said) in [
        ("after:25:99", "25:99 is no time: write 14:06, or 24 Nov 14:06"),
        ("BEFORE:soon x", "soon is no time: write 14:06, or 24 Nov 14:06"),
        ("after:14: queue", "14: is no time: write 14:06, or 24 Nov 14:06"),
        ("by:nobody", "nobody here is called nobody"),
        ("by:@zoe queue", "nobody here is called zoe"),
    ] {
        assert_eq!(told(typed).as_deref(), Some(said), "{typed}");
    }
    let kinds = told("kind:bogus").unwrap_or_default();
    assert!(
        kinds.starts_with("no kind is called bogus: observation, did, fact, question"),
        "{kinds}"
    );
    for typed in ["", "kind:", "by:", "by:@", "after:", "after:1", "after:14:", "after:14:19"] {
        assert_eq!(told(typed), None, "{typed}");
    }
    // Names as they are written elsewhere, and capitals, are taken.
    assert_eq!(found("us-east by:@DIA"), [22, 45]);
    assert_eq!(found("KIND:Proposal us-east"), [45]);
    assert_eq!(found("us-east After:14:19"), [45, 46]);
    assert_eq!(found("by:warroom"), found("by:war"), "the room writes too");
    assert_eq!(told("by:warroom"), None);
}
