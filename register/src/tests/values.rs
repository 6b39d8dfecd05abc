//! The small types: instants, shown text, names, links.

use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

use crate::shown::is_hidden;
use crate::{At, Bytes, Handle, Hash, InviteLink, Label, Seq, Shown, Text, Title};

/// Milliseconds from the year 0 to the year 9999.
const YEARS_MS: std::ops::Range<i64> = -62_167_219_200_000..253_402_300_800_000;

/// Text in which what is hidden is as frequent as what is not.
pub(super) fn any_text() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        '\u{1b}',
        '\u{7}',
        '\0',
        '\r',
        '\n',
        '\t',
        '\u{7f}',
        '\u{9b}',
        '\u{202e}',
        '\u{2066}',
        '\u{200b}',
        '\u{200d}',
        '\u{feff}',
        '\u{e0041}',
        '\u{fe0f}',
        '\u{2028}',
        '\u{ad}',
        '"',
        '\\',
        '`',
        '<',
        '@',
        '#',
        '|',
        '\u{301}',
        '\u{1f468}',
        '漢',
        '\u{fffe}',
        '\u{e000}',
    ]);
    prop::collection::vec(prop_oneof![any::<char>(), odd, prop::char::range(' ', '~')], 0..48)
        .prop_map(|chars| chars.into_iter().collect())
}

/// Whether a character may not stand raw on a screen or in a line; said without the code's table.
fn drives(c: char) -> bool {
    let code = u32::from(c);
    c.is_control()
        || (0x200b..=0x200f).contains(&code)
        || (0x2028..=0x202e).contains(&code)
        || (0x2060..=0x206f).contains(&code)
        || (0xe0000..=0xe0fff).contains(&code)
        || [0x61c, 0xfeff, 0xad, 0xfe0f, 0x180e].contains(&code)
}

proptest! {
    #[test]
    fn an_instant_reads_back_as_written(ms in YEARS_MS) {
        let at = At::from_ms(ms);
        let written = at.to_string();
        prop_assert_eq!(written.len(), 24);
        prop_assert_eq!(At::parse(&written), Some(at));
        let json = serde_json::to_string(&at).unwrap();
        prop_assert_eq!(serde_json::from_str::<At>(&json).unwrap(), at);
    }

    #[test]
    fn shown_text_drives_nothing(text in any_text()) {
        let shown = Shown::of(&text);
        prop_assert!(!shown.as_str().chars().any(|c| drives(c) || is_hidden(u32::from(c))));
    }

    #[test]
    fn shown_text_is_as_wide_as_it_says(text in any_text(), cells in 0_usize..40) {
        let shown = Shown::of(&text);
        prop_assert_eq!(shown.width(), shown.as_str().width());
        prop_assert!(Shown::line(&text, cells).as_str().width() <= cells);
    }

    #[test]
    fn what_fits_is_not_cut(text in any_text()) {
        let shown = Shown::of(&text);
        prop_assert_eq!(Shown::line(&text, shown.width()), shown);
    }

    #[test]
    fn a_handle_reads_back_and_is_plain(text in any_text()) {
        if let Ok(handle) = text.parse::<Handle>() {
            prop_assert_eq!(handle.as_str(), text.as_str());
            prop_assert!(text.bytes().all(|b| b.is_ascii_graphic() && !b.is_ascii_uppercase()));
        }
    }

    #[test]
    fn a_title_holds_nothing_hidden(text in any_text()) {
        if let Ok(title) = Title::try_from(text) {
            let shown = Shown::of(title.as_str());
            prop_assert_eq!(shown.as_str(), title.as_str());
        }
    }

    #[test]
    fn an_invite_reads_back(
        link in any::<([u8; 16], Option<[u8; 32]>, Option<u32>)>(),
        v6 in prop::collection::vec(any::<([u16; 8], u16)>(), 1..3),
        v4 in prop::collection::vec(any::<([u8; 4], u16)>(), 0..2),
    ) {
        let (token, pin, label) = link;
        let v6 = v6.into_iter().map(|(ip, port)| {
            format!("[{}]:{}", std::net::Ipv6Addr::from(ip), port.max(1))
        });
        let v4 = v4.into_iter().map(|(ip, port)| {
            format!("{}:{}", std::net::Ipv4Addr::from(ip), port.max(1))
        });
        let link = InviteLink {
            addresses: v6.chain(v4).collect(),
            incident: label.map(|n| Label(n.max(1))),
            token: Bytes(token),
            pin: pin.map(Hash),
        };
        let written = link.to_string();
        let shell = |c: char| c.is_ascii_alphanumeric() || "-_.:/,".contains(c);
        prop_assert!(written.chars().all(shell), "{}", written);
        prop_assert_eq!(written.parse::<InviteLink>(), Ok(link));
    }
}

#[test]
fn instants_are_of_one_form() {
    for good in ["2026-11-21T14:03:11.204Z", "2024-02-29T00:00:00.000Z", "0000-01-01T00:00:00.000Z"]
    {
        assert_eq!(At::parse(good).map(|at| at.to_string()).as_deref(), Some(good));
    }
    for bad in [
        "2026-11-21T14:03:11Z",
        "2026-11-21T14:03:11.2Z",
        "2026-11-21t14:03:11.204Z",
        "2026-11-21T14:03:11.204+00:00",
        "2026-02-29T00:00:00.000Z",
        "2026-13-01T00:00:00.000Z",
        "2026-11-21T24:00:00.000Z",
        "2026-11-21T14:03:60.000Z",
        "２026-11-21T14:03:11.204",
        "",
    ] {
        assert_eq!(At::parse(bad), None, "{bad}");
    }
}

#[test]
fn a_named_host_stays_a_name() {
    let token: crate::Token = Bytes([1; 16]);
    for host in ["war.example:7443", "db-1.internal:443", "xn--bcher-kva.example:7443", "a_b:1"] {
        let addresses = vec![host.to_owned()];
        let link = InviteLink { addresses, incident: None, token, pin: None };
        assert_eq!(link.to_string().parse::<InviteLink>(), Ok(link));
    }
}

#[test]
fn an_invite_that_is_not_whole_is_refused() {
    let whole = "warroom://war.example:7443/INC-42/AAAAAAAAAAAAAAAAAAAAAA/-";
    assert!(whole.parse::<InviteLink>().is_ok());
    for bad in [
        "",
        "http://war.example:7443/INC-42/AAAAAAAAAAAAAAAAAAAAAA/-",
        "warroom://war.example:7443/INC-42/AAAAAAAAAAAAAAAAAAAAAA",
        "warroom://war.example:7443/INC-42/AAAAAAAAAAAAAAAAAAAAA/-",
        "warroom://war.example:7443/INC-0/AAAAAAAAAAAAAAAAAAAAAA/-",
        "warroom://war.example:0/INC-42/AAAAAAAAAAAAAAAAAAAAAA/-",
        "warroom://war.example/INC-42/AAAAAAAAAAAAAAAAAAAAAA/-",
        "warroom://user@war.example:7443/INC-42/AAAAAAAAAAAAAAAAAAAAAA/-",
        "warroom://[::1]:7443/INC-42/AAAAAAAAAAAAAAAAAAAAAA/-",
        "warroom://$(id):7443/INC-42/AAAAAAAAAAAAAAAAAAAAAA/-",
        "warroom://war.example:7443/../AAAAAAAAAAAAAAAAAAAAAA/-",
    ] {
        let why = bad.parse::<InviteLink>().unwrap_err();
        assert!(!why.contains('\u{1b}') && !why.contains("AAAA"), "{why}");
    }
}

#[test]
fn entries_are_named_with_and_without_a_hash() {
    assert_eq!("31".parse(), Ok(Seq(31)));
    assert_eq!("#31".parse(), Ok(Seq(31)));
    for bad in ["0", "#0", "##3", "-3", "3.0", "\u{1b}[2J", "99999999999999999999"] {
        let why = bad.parse::<Seq>().unwrap_err();
        assert!(why.contains("names no entry") && !why.contains('\u{1b}'), "{why}");
    }
}

#[test]
fn a_long_pile_of_marks_is_drawn_short() {
    let pile = format!("a{}", "\u{301}".repeat(500));
    assert!(Shown::of(&pile).as_str().len() < 40);
}

#[test]
fn shown_lines_are_cut_by_cells() {
    assert_eq!(Shown::line("漢字漢字", 5).as_str(), "漢字…");
    assert_eq!(Shown::line("漢字漢字", 8).as_str(), "漢字漢字");
    assert_eq!(Shown::line("a\u{1b}[2Jb", 3).as_str(), "a␛…");
    assert_eq!(Shown::line("abc", 0).as_str(), "");
    assert_eq!(Shown::of("a\u{202e}b").as_str(), "a⟨U+202E⟩b");
}

#[test]
fn text_never_says_itself_in_debug() {
    assert_eq!(format!("{:?}", Text::from("a secret")), "<8 bytes of text>");
    assert_eq!(format!("{:?}", Bytes([7; 16])), "<16 bytes>");
}

#[test]
fn clusters_are_as_wide_as_they_say() {
    for cluster in ["👍🏽", "e\u{301}", "🇫🇷🇫", "☝\u{fe0f}", "각", "ᄀ\u{1161}", "क्षि", "=\u{338}"]
    {
        let shown = Shown::of(cluster);
        assert_eq!(shown.width(), shown.as_str().width(), "{cluster}");
    }
}

#[test]
fn an_invite_cannot_say_what_one_may_do() {
    let whole = "warroom://war.example:7443/INC-42/AAAAAAAAAAAAAAAAAAAAAA/-";
    for more in ["/lead", "?r=lead", "#v=1&r=lead", "&r=lead"] {
        let why = format!("{whole}{more}").parse::<InviteLink>().unwrap_err();
        assert!(why.contains("this invite"), "{more}: {why}");
    }
}

#[test]
fn a_line_tells_its_place_only_if_it_begins_as_one_is_written() {
    for line in [
        "",
        "{\"seq\":",
        "{\"seq\":,",
        "{\"seq\":7",
        "{\"seq\":+7,",
        "{\"seq\":7 ,",
        " {\"seq\":7,",
    ] {
        assert_eq!(crate::place_of(line.as_bytes()), None, "{line}");
    }
    let most = format!("{{\"seq\":{},", u64::MAX);
    assert_eq!(crate::place_of(most.as_bytes()), Some(Seq(u64::MAX)));
    assert_eq!(crate::place_of(most.replace(',', "0,").as_bytes()), None);
    assert_eq!(crate::place_of(b"{\"seq\":7,\xff"), Some(Seq(7)));
}
