//! Hostile words in Markdown: none of them is anything but words.

use super::{escape, fenced, has_lines, id, inline, name};
use crate::tests::script::compare;
use crate::{Seq, Shown, Text};

#[track_caller]
fn check(words: &str, expected: &str) {
    assert_eq!(escape(&Shown::of(words)), expected);
}

#[test]
fn plain_words_stay_as_they_are() {
    check(
        "52 % of checkouts fail (was 38 %): all in eu-west",
        "52 % of checkouts fail (was 38 %): all in eu-west",
    );
    check("snake_case and 5xx, don't - really!", "snake_case and 5xx, don't - really!");
    check("a & b; x = y; 漢字", "a & b; x = y; 漢字");
    check("", "");
}

#[test]
fn no_words_make_structure() {
    check("# fake heading", "\\# fake heading");
    check("### deeper", "\\### deeper");
    check("- item", "\\- item");
    check("--- ", "\\---");
    check("+ item", "\\+ item");
    check("=====", "\\=====");
    check("12. item", "12\\. item");
    check("3) item", "3\\) item");
    check("1.5 million", "1.5 million");
    check("-5 degrees", "-5 degrees");
    check("> quote", "\\> quote");
    check("| a | b |", "\\| a \\| b \\|");
    check("    code by indent", "code by indent");
    check("*bold* __under__ ~~gone~~", "\\*bold\\* \\_\\_under\\_\\_ \\~\\~gone\\~\\~");
    check("$x^2$", "\\$x^2\\$");
    check("back\\slash at the end\\", "back\\\\slash at the end\\\\");
    check("a\n# b", "a⏎# b");
}

#[test]
fn no_words_make_a_page_element_or_a_link() {
    check("<details open><script>x</script>", "\\<details open\\>\\<script\\>x\\</script\\>");
    check(
        "<javascript:alert(1)> [x]: javascript:alert(1)",
        "\\<javascript:alert(1)\\> \\[x\\]: javascript:alert(1)",
    );
    check(
        "[status page](javascript:alert(1)) ![x](http://evil.example/p.png)",
        "\\[status page\\](javascript:alert(1)) !\\[x\\](http://evil.example/p.png)",
    );
    check("&lt;script&gt; &#x3c; R&D", "\\&lt;script\\&gt; \\&#x3c; R&D");
    check("[^1] [ ] task", "\\[^1\\] \\[ \\] task");
}

#[test]
fn nobody_is_pinged_and_no_issue_is_closed() {
    check("@everyone #123 fixes #1", "`@everyone` `#123` fixes `#1`");
    check("cc @ana/team, see org/repo#12", "cc `@ana/team`, see org/repo`#12`");
    check("GH-12 gh-3 XGH-12 !45", "`GH-12` `gh-3` XGH-12 `!45`");
    check("mail a@b.example", "mail a`@b`.example");
    check("#1#2@x", "`#1#2@x`");
    check("`#1`", "\\``#1`\\`");
    check("at 5 @ noon, # of pods", "at 5 @ noon, # of pods");
    check("#12 first", "`#12` first");
}

#[test]
fn backticks_do_not_open_code() {
    check("```rm -rf```", "\\`\\`\\`rm -rf\\`\\`\\`");
    check("`<b>`", "\\`\\<b\\>\\`");
}

#[test]
fn hidden_characters_are_marks() {
    check("a\u{1b}]0;x\u{7}b", "a␛\\]0;x␇b");
    check("a\u{202e}b\u{200b}c", "a⟨U+202E⟩b⟨U+200B⟩c");
}

#[test]
fn a_fence_is_longer_than_any_inside() {
    let text = Text::from("```\n# fake heading\n```");
    compare(&fenced(&text, ""), "````text\n```\n# fake heading\n```\n````");
    let text = Text::from("a\n``````b\n");
    compare(&fenced(&text, ""), "```````text\na\n``````b\n```````");
    let found = fenced(&Text::from("a\r\n\u{1b}[2J b"), "  ");
    assert_eq!(found, "  ```text\n  a\n  ␛[2J b\n  ```\n");
}

#[test]
fn one_line_is_no_block() {
    assert!(!has_lines(&Text::from("one\n")));
    assert!(has_lines(&Text::from("one\ntwo")));
    assert_eq!(inline(&Text::from("one\n")), "one⏎");
}

#[test]
fn numbers_and_handles_are_safe_too() {
    assert_eq!(id(Seq(14)), "`#14`");
    assert_eq!(name("a._b_.c".parse().unwrap()), "a.\\_b\\_.c");
}
