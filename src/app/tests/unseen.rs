//! A terminal that is too small to show anything: nothing is done that nobody sees, and nothing typed is
//! lost.

use super::desk::Desk;
use super::fixture::busy;
use crate::app::msg::Effect;

#[test]
fn where_nothing_can_be_seen_a_key_asks_nothing_and_does_nothing() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("<Esc>");
    for keys in ["S2<Enter>", "n<Enter>2<Enter>", "*y", "U3words<Enter>", ":redact<Enter>"] {
        ana.size(30, 10);
        ana.keys(keys);
        assert_eq!(ana.sent(), [], "{keys}");
        let text = ana.text(80, 24);
        assert!(ana.app.ask.is_none() && text.contains("write >"), "{keys}: {text}");
    }
}

#[test]
fn what_is_typed_unseen_waits_in_the_line() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("<Esc>o5xx ");
    ana.size(30, 10);
    ana.keys("is down<Enter><Tab><Esc>");
    assert_eq!(ana.sent(), []);
    assert!(ana.text(80, 24).contains("saw > 5xx is down"));
    ana.keys("<Enter>");
    assert_eq!(ana.sent().len(), 1);
}

#[test]
fn whoever_sees_nothing_can_still_leave() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    let words: Vec<String> = ana.text(30, 10).split_whitespace().map(str::to_owned).collect();
    assert!(words.join(" ").contains("keys do nothing, but Ctrl-C leaves."), "{words:?}");
    // Where not even that has room, both halves of it are there in fewer words.
    let words: Vec<String> = ana.text(20, 5).split_whitespace().map(str::to_owned).collect();
    assert_eq!(words.join(" "), "Too small: it needs 36 x 11 cells. Ctrl-C leaves.");
    ana.keys("<Ctrl-c>");
    assert!(ana.effects.iter().any(|effect| matches!(effect, Effect::Leave)));
}
