//! Colours as numbers: how far apart two look, and how well one is read on the other.
//!
//! Distances are taken in `OKLab`, in which equal steps look equal; contrast is that of WCAG 2. The
//! first sixteen colours are the terminal's own to choose: here they are what xterm makes of them.

use ratatui::style::Color;

/// Less of a hue than this is seen as none.
const CHROMA_MIN: f64 = 0.04;
/// Hues that lie further apart have other names, in radians.
const TURNED_MAX: f64 = 1.0;

/// Red, green and blue, of 255 each.
pub(crate) type Rgb = (u8, u8, u8);

/// The sixteen as xterm has them, in the order of their codes.
const XTERM: [Rgb; 16] = [
    (0x00, 0x00, 0x00),
    (0xcd, 0x00, 0x00),
    (0x00, 0xcd, 0x00),
    (0xcd, 0xcd, 0x00),
    (0x00, 0x00, 0xee),
    (0xcd, 0x00, 0xcd),
    (0x00, 0xcd, 0xcd),
    (0xe5, 0xe5, 0xe5),
    (0x7f, 0x7f, 0x7f),
    (0xff, 0x00, 0x00),
    (0x00, 0xff, 0x00),
    (0xff, 0xff, 0x00),
    (0x5c, 0x5c, 0xff),
    (0xff, 0x00, 0xff),
    (0x00, 0xff, 0xff),
    (0xff, 0xff, 0xff),
];

/// The sixteen by name, in the order of their codes.
pub(super) const SIXTEEN: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

/// What a colour is in numbers; nothing for the terminal's own foreground and ground.
pub(crate) fn rgb(colour: Color) -> Option<Rgb> {
    match colour {
        Color::Rgb(r, g, b) => Some((r, g, b)),
        Color::Indexed(n @ 16..=231) => {
            let n = n - 16;
            Some((step(n / 36), step(n / 6 % 6), step(n % 6)))
        }
        Color::Indexed(n @ 232..) => {
            let grey = 8 + 10 * (n - 232);
            Some((grey, grey, grey))
        }
        Color::Indexed(n) => XTERM.get(usize::from(n)).copied(),
        named => SIXTEEN.iter().position(|c| *c == named).and_then(|n| XTERM.get(n).copied()),
    }
}

/// One step of the cube of 216 colours.
const fn step(n: u8) -> u8 {
    if n == 0 { 0 } else { 55 + 40 * n }
}

/// How well one is read on the other: 1 is not at all, 21 is black on white.
pub(crate) fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(colour: Rgb) -> f64 {
    let [r, g, b] = linear(colour);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// The light that comes from each of the three.
pub(super) fn linear((r, g, b): Rgb) -> [f64; 3] {
    [r, g, b].map(|channel| {
        let c = f64::from(channel) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    })
}

/// How far apart two look: 0 is the same, 1 is black and white.
pub(crate) fn distance(a: Rgb, b: Rgb) -> f64 {
    apart(linear(a), linear(b))
}

/// Whether the second could stand for the first: it has no hue, or much the same.
pub(super) fn stands_for(other: Rgb, wanted: Rgb) -> bool {
    let ([_, a, b], [_, c, d]) = (oklab(linear(other)), oklab(linear(wanted)));
    let chroma = a.hypot(b);
    let turned = (a * d - b * c).atan2(a * c + b * d).abs();
    chroma < CHROMA_MIN || turned <= TURNED_MAX
}

/// The same for light.
pub(super) fn apart(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (a, b) = (oklab(a), oklab(b));
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

/// Björn Ottosson's perceptual space.
fn oklab([r, g, b]: [f64; 3]) -> [f64; 3] {
    let cone = |of: [f64; 3]| (of[0] * r + of[1] * g + of[2] * b).cbrt();
    let long = cone([0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9]);
    let medium = cone([0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6]);
    let short = cone([0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5]);
    let of = |by: [f64; 3]| by[0] * long + by[1] * medium + by[2] * short;
    [
        of([0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8]),
        of([1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9]),
        of([0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0]),
    ]
}
