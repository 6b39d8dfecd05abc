//! Every tone can be read on its ground, on terminals of few colours too, and by eyes that do not
//! tell all hues apart.

use ratatui::style::{Color, Style};

use super::super::space::{Rgb, apart, contrast, distance, linear, rgb};
use super::super::{Depth, Ground, Signs, Surroundings, Theme, Tone, Wish};
use super::built_in;

/// Grounds that terminals really have: black, One Dark; white, Solarized light.
const DARK_GROUNDS: [Rgb; 3] = [(0, 0, 0), (0x1e, 0x1e, 0x1e), (0x28, 0x2c, 0x34)];
const LIGHT_GROUNDS: [Rgb; 3] = [(0xff, 0xff, 0xff), (0xf5, 0xf5, 0xf5), (0xfd, 0xf6, 0xe3)];
/// The light that each kind of colour-blind eye makes of red, green and blue (Machado, Oliveira and
/// Fernandes 2009, full severity).
const EYES: [(&str, [[f64; 3]; 3]); 3] = [
    (
        "no red",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "no green",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_82, 0.042_94, 0.968_881],
        ],
    ),
    (
        "no blue",
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_9],
        ],
    ),
];
/// Two colours so far apart are told apart at a glance.
const APART_MIN: f64 = 0.09;

/// How well every tone of a theme is read on these grounds, on a terminal with so many colours.
fn check_contrast(name: &str, grounds: &[Rgb], least: f64, depth: Depth) {
    let theme = built_in(name, false).on(depth);
    for tone in Tone::ALL {
        let Style { fg, bg, .. } = theme.style(*tone);
        // Without a colour the words have the terminal's own, which its user can read.
        let Some(fg) = fg else { continue };
        let own = bg.map(|bg| rgb(bg).unwrap());
        for ground in own.as_ref().map_or(grounds, std::slice::from_ref) {
            let ratio = contrast(rgb(fg).unwrap(), *ground);
            assert!(ratio >= least, "{name} {depth:?} {}: {ratio:.2} on {ground:?}", tone.name());
        }
    }
}

fn grounds(theme: &Theme) -> &'static [Rgb] {
    match theme.ground() {
        Ground::Dark | Ground::Any => &DARK_GROUNDS,
        Ground::Light => &LIGHT_GROUNDS,
    }
}

#[test]
fn contrast_is_that_of_the_standard() {
    let about = |a, b, expected: f64| assert!((contrast(a, b) - expected).abs() < 0.01, "{a:?}");
    about((0, 0, 0), (255, 255, 255), 21.0);
    about((0x77, 0x77, 0x77), (255, 255, 255), 4.48);
    about((0xff, 0, 0), (255, 255, 255), 4.0);
    assert!((distance((0, 0, 0), (255, 255, 255)) - 1.0).abs() < 0.001);
}

#[test]
fn words_can_be_read_on_their_ground() {
    for name in Theme::built_in_names() {
        let theme = built_in(name, false);
        let least = if name.starts_with("high-contrast") { 7.0 } else { 4.5 };
        // The sixteen are the terminal's own to choose: xterm's stand for them, on black.
        let grounds = if name == "sixteen" { &DARK_GROUNDS[..1] } else { grounds(&theme) };
        for depth in [Depth::Full, Depth::Indexed] {
            check_contrast(name, grounds, least, depth);
        }
        check_contrast(name, &grounds[..1], least, Depth::Sixteen);
    }
}

#[test]
fn a_terminal_gets_only_colours_that_it_has() {
    for name in Theme::built_in_names() {
        for tone in Tone::ALL {
            let few = built_in(name, false).on(Depth::Sixteen).style(*tone);
            let more = built_in(name, false).on(Depth::Indexed).style(*tone);
            for colour in [few.fg, few.bg].into_iter().flatten() {
                let named = !matches!(colour, Color::Rgb(..) | Color::Indexed(_));
                assert!(named, "{name} {}: {colour}", tone.name());
            }
            for colour in [more.fg, more.bg].into_iter().flatten() {
                assert!(!matches!(colour, Color::Rgb(..)), "{name} {}: {colour}", tone.name());
            }
            let full = built_in(name, false).style(*tone);
            assert_eq!(few.add_modifier, full.add_modifier, "{name} {}", tone.name());
        }
        assert_eq!(built_in(name, false).on(Depth::Full), built_in(name, false));
    }
}

#[test]
fn the_nearest_colour_is_the_one_that_looks_nearest() {
    let folder = super::folder(&[(
        "mine.toml",
        "name = \"mine\"\ninherits = \"dark\"\n[tones]\nok = \"#00d75f\"\nquiet = \"#8a8a8a\"\n\
         key = \"#5fd7fe\"\nhint = \"#d7005f\"\n",
    )]);
    let theme = Theme::load("mine", folder.path(), false).unwrap();
    let check = |tone, indexed, sixteen| {
        assert_eq!(theme.on(Depth::Indexed).style(tone).fg, Some(Color::Indexed(indexed)));
        assert_eq!(theme.on(Depth::Sixteen).style(tone).fg, Some(sixteen));
    };
    check(Tone::Ok, 41, Color::Green);
    // 245 would be it, and is read less well on the lighter of dark grounds.
    check(Tone::Quiet, 246, Color::DarkGray);
    check(Tone::Key, 81, Color::Cyan);
    // Pure red would be nearer to the eye than this, were it readable on black.
    assert_eq!(theme.on(Depth::Sixteen).style(Tone::Hint).fg, Some(Color::LightRed));
}

#[test]
fn eyes_that_miss_a_hue_tell_loud_from_calm() {
    let pairs = [
        (Tone::Late, Tone::Ok),
        (Tone::Late, Tone::Quiet),
        (Tone::Loud, Tone::Ok),
        (Tone::Warning, Tone::Ok),
        (Tone::Late, Tone::EntryQuestion),
        (Tone::SeverityP1, Tone::SeverityP2),
        (Tone::CutOff, Tone::You),
        (Tone::EntryFact, Tone::EntryImpact),
        (Tone::EntryFact, Tone::EntryTask),
        (Tone::EntryAction, Tone::EntryImpact),
        (Tone::Selected, Tone::You),
    ];
    for name in ["colour-blind", "colour-blind-light"] {
        for depth in [Depth::Full, Depth::Indexed] {
            let theme = built_in(name, false).on(depth);
            for (eye, makes) in EYES {
                for (a, b) in pairs {
                    let light = |tone| seen(&theme, tone, makes);
                    let far = apart(light(a), light(b));
                    let (a, b) = (a.name(), b.name());
                    assert!(far >= APART_MIN, "{name}, {eye}: {a} and {b} are {far:.3} apart");
                }
            }
        }
    }
}

fn seen(theme: &Theme, tone: Tone, makes: [[f64; 3]; 3]) -> [f64; 3] {
    let light = linear(rgb(theme.style(tone).fg.unwrap()).unwrap());
    makes.map(|row| row.iter().zip(light).map(|(by, l)| by * l).sum::<f64>().clamp(0.0, 1.0))
}

#[test]
fn how_many_colours_there_are_is_read_from_the_environment() {
    let check = |term: &str, colorterm: &str, depth| {
        let here = Surroundings { term: term.into(), colorterm: colorterm.into(), no_color: false };
        assert_eq!(Depth::of(Wish::Auto, &here), depth, "{term} {colorterm}");
        assert!(Depth::of(Wish::Always, &here) >= Depth::Sixteen);
        assert_eq!(Depth::of(Wish::Never, &here), Depth::None);
        let plain = Surroundings { no_color: true, ..here };
        assert_eq!(Depth::of(Wish::Auto, &plain), Depth::None);
        assert!(Depth::of(Wish::Always, &plain) >= Depth::Sixteen, "who says so means it");
    };
    check("xterm-256color", "truecolor", Depth::Full);
    check("xterm-256color", "24bit", Depth::Full);
    check("xterm-256color", "", Depth::Indexed);
    check("tmux-256color", "", Depth::Indexed);
    check("xterm-kitty", "", Depth::Full);
    check("xterm-direct", "", Depth::Full);
    check("xterm", "", Depth::Sixteen);
    check("linux", "", Depth::Sixteen);
    check("screen", "", Depth::Sixteen);
    check("", "", Depth::Sixteen);
    check("dumb", "", Depth::None);
    check("vt100", "", Depth::None);
}

#[test]
fn signs_go_by_what_the_system_can_show() {
    let of = |name: &'static str, value: &'static str| {
        Signs::of_locale(move |asked| (asked == name).then(|| value.to_owned()))
    };
    assert_eq!(of("LANG", "en_GB.UTF-8"), Signs::Unicode);
    assert_eq!(of("LC_ALL", "de_DE.utf8@euro"), Signs::Unicode);
    assert_eq!(of("LANG", "de_DE.ISO-8859-1"), Signs::Ascii);
    assert_eq!(of("LC_CTYPE", "ja_JP.eucJP"), Signs::Ascii);
    for silent in ["C", "POSIX", "", "C.UTF-8"] {
        assert_eq!(of("LANG", silent), Signs::Unicode, "{silent}");
    }
}

#[test]
fn ascii_signs_stand_one_for_one_and_differ() {
    let signs = "◆▷↗▲△·…⏎─│┌█␛";
    let plain = Signs::Ascii.spell(signs);
    assert!(plain.is_ascii(), "{plain}");
    assert_eq!(plain.chars().count(), signs.chars().count());
    let kinds = Signs::Ascii.spell("odfqti%x◆▷↗▲△·*~!v");
    let mut once: Vec<char> = kinds.chars().collect();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), kinds.chars().count(), "two signs look the same: {kinds}");
    assert_eq!(Signs::Ascii.spell("Zoë says 5 % 日本"), "Zoë says 5 % 日本");
    assert_eq!(Signs::Unicode.spell(signs), signs);
}
