use super::*;

fn fit(text: &str) -> Words {
    piped(text.as_bytes()).unwrap()
}

fn fits(words: &Words) -> bool {
    words.text.len() <= TEXT_BYTES_MAX && words.text.lines().count() <= TEXT_LINES_MAX
}

#[test]
fn what_fits_comes_as_it_is_but_for_the_last_newline() {
    assert_eq!(fit("one\ntwo\n"), Words { text: "one\ntwo".into(), cut: None });
    let most = "x".repeat(TEXT_BYTES_MAX);
    assert_eq!(fit(&format!("{most}\n")), Words { text: most, cut: None });
    let lines = "l\n".repeat(TEXT_LINES_MAX);
    assert_eq!(fit(&lines).cut, None);
}

#[test]
fn a_long_log_keeps_its_head_and_its_tail_and_says_what_was_cut() {
    for count in [TEXT_LINES_MAX + 1, 1_000, 100_000] {
        let lines: Vec<String> = (1..=count).map(|n| format!("line {n}")).collect();
        let log = lines.join("\n") + "\n";
        let words = fit(&log);
        assert!(fits(&words), "{count}");
        assert!(words.text.starts_with("line 1\nline 2\n"));
        assert!(words.text.ends_with(&format!("line {}\nline {count}", count - 1)));
        assert!(words.cut.is_some_and(|cut| cut.contains("lines")));
        let shown = words.text.lines().count() - 1;
        assert!(words.text.contains(&format!("[... {} lines", count - shown)), "{count}");
    }
}

#[test]
fn one_endless_line_is_cut_too() {
    for size in [TEXT_BYTES_MAX + 1, 3 * TEXT_BYTES_MAX] {
        let words = fit(&format!("start{}end", "x".repeat(size)));
        assert!(fits(&words));
        assert!(words.text.starts_with("startxx") && words.text.ends_with("xxend"));
    }
}

#[test]
fn no_more_is_cut_than_is_too_much() {
    for text in ["x".repeat(17_000), format!("{}\n{}\n", "a".repeat(3_000), "b".repeat(14_000))] {
        let words = fit(&text);
        let cut = words.cut.as_deref().unwrap();
        assert!(fits(&words) && words.text.len() > TEXT_BYTES_MAX - CUT_LINE_BYTES, "{cut}");
        assert!(!cut.contains("0 lines"), "{cut}");
    }
    assert!(fit(&"x".repeat(17_000)).cut.unwrap().contains("744 bytes"));
}

#[test]
fn what_is_no_utf8_still_comes_through() {
    let words = piped(&b"a\xffb"[..]).unwrap();
    assert_eq!(words.text, "a\u{fffd}b");
    let wide: Vec<u8> = "日".repeat(TEXT_BYTES_MAX).into_bytes();
    assert!(fits(&piped(&wide[1..]).unwrap()));
}

#[test]
fn an_empty_pipe_is_no_entry() {
    assert!(matches!(piped(&b"\n \n"[..]), Err(Trouble::Refused(_))));
}

#[test]
fn typed_blanks_are_no_entry() {
    for typed in [vec![String::new()], vec![" ".to_owned(), "\n".to_owned()]] {
        let refused = words(Wanted::Needed(&typed));
        assert!(matches!(&refused, Err(Trouble::Refused(why)) if why.contains("saw TEXT")));
    }
    let silent = [String::new()];
    assert_eq!(words(Wanted::Perhaps(&silent)).unwrap().text, "", "where words may be left out");
}

#[test]
fn typed_words_are_joined_as_they_were_typed() {
    let typed = ["5xx".to_owned(), "at  40".to_owned()];
    assert_eq!(words(Wanted::Needed(&typed)).unwrap().text, "5xx at  40");
    assert_eq!(words(Wanted::Perhaps(&[])).unwrap().text, "");
}

#[test]
fn where_the_words_are_a_reason_that_is_what_is_asked_for() {
    let refused = words(Wanted::Reason(&[" ".to_owned()]));
    assert!(matches!(&refused, Err(Trouble::Refused(why)) if why.contains("a reason is wanted")));
}
