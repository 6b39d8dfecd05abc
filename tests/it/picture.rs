//! The README's pictures, made of the cells of a real terminal in which the program runs, and by a
//! browser: `cargo test --test it the_picture_of -- --ignored` writes them anew.

mod review;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::terminal::{Machine, cells};

const SIZE: (u16, u16) = (160, 45);
/// A cell in pixels, and where letters stand in it.
const CELL: (u32, u32) = (9, 19);
const BASELINE: u32 = 14;
/// The ground and the letters of a dark terminal.
const GROUND: &str = "#111318";
const LETTERS: &str = "#ccd0da";

/// The sixteen colours as a dark terminal has them.
const SIXTEEN: [u32; 16] = [
    0x28_2a32, 0xe0_5c5c, 0x7e_be6e, 0xde_b45a, 0x64_96eb, 0xbe_78dc, 0x5a_bec8, 0xc8_ccd6,
    0x69_6e7d, 0xf5_7d7d, 0xa0_dc8c, 0xf5_d278, 0x8c_b4ff, 0xd7_9bf5, 0x82_dce6, 0xf5_f6fa,
];

/// A colour as SVG writes it; none is the terminal's own.
fn colour(colour: vt100::Color) -> Option<String> {
    let levels = |n: u8| if n == 0 { 0 } else { 55 + u32::from(n) * 40 };
    let number = match colour {
        vt100::Color::Default => return None,
        vt100::Color::Rgb(r, g, b) => u32::from(r) << 16 | u32::from(g) << 8 | u32::from(b),
        vt100::Color::Idx(n @ 0..=15) => SIXTEEN[usize::from(n)],
        vt100::Color::Idx(n @ 232..) => (8 + (u32::from(n) - 232) * 10) * 0x01_0101,
        vt100::Color::Idx(n) => {
            let n = n - 16;
            levels(n / 36) << 16 | levels(n / 6 % 6) << 8 | levels(n % 6)
        }
    };
    Some(format!("#{number:06x}"))
}

/// How a cell looks: its ground, and its letters as attributes of SVG.
#[derive(PartialEq, Eq)]
struct Look {
    ground: Option<String>,
    letters: String,
}

impl Look {
    fn of(cell: &vt100::Cell) -> Self {
        let letters = colour(cell.fgcolor()).unwrap_or_else(|| LETTERS.to_owned());
        let ground = colour(cell.bgcolor());
        let (letters, ground) = if cell.inverse() {
            (ground.unwrap_or_else(|| GROUND.to_owned()), Some(letters))
        } else {
            (letters, ground)
        };
        let marks = [
            (cell.bold(), " font-weight=\"bold\""),
            (cell.italic(), " font-style=\"italic\""),
            (cell.underline(), " text-decoration=\"underline\""),
            (cell.dim(), " opacity=\"0.6\""),
        ];
        let marks: String = marks.iter().filter(|(on, _)| *on).map(|(_, words)| *words).collect();
        Self { ground, letters: format!("fill=\"{letters}\"{marks}") }
    }
}

/// The cells of a screen as SVG: each stretch of one look is one piece of text, as wide as its cells.
fn svg(screen: &vt100::Screen) -> String {
    let (rows, cols) = screen.size();
    let (rows, cols) = (rows.get(), cols.get());
    let (width, height) = (u32::from(cols) * CELL.0, u32::from(rows) * CELL.1);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-size=\"15\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"{GROUND}\"/>\n"
    );
    for row in 0..rows {
        let mut col = 0;
        while col < cols {
            let Some(first) = screen.cell(row, col) else { break };
            let look = Look::of(first);
            let (from, mut words) = (col, String::new());
            while let Some(cell) = screen.cell(row, col).filter(|cell| Look::of(cell) == look) {
                words.push_str(if cell.has_contents() { cell.contents() } else { " " });
                col += if cell.is_wide() { 2 } else { 1 };
            }
            piece(&mut svg, (row, from, col), &words, &look);
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn piece(svg: &mut String, (row, from, to): (u16, u16, u16), words: &str, look: &Look) {
    let (x, y) = (u32::from(from) * CELL.0, u32::from(row) * CELL.1);
    let wide = u32::from(to - from) * CELL.0;
    if let Some(ground) = &look.ground {
        let high = CELL.1;
        writeln!(
            svg,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{high}\" fill=\"{ground}\"/>"
        )
        .unwrap();
    }
    let ink = words.trim_end();
    if ink.trim().is_empty() {
        return;
    }
    // The length holds letters in their cells whatever font there is.
    let cut = u32::try_from(words.chars().count() - ink.chars().count()).unwrap() * CELL.0;
    let (length, base) = (wide - cut, y + BASELINE);
    let ink = ink.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    writeln!(
        svg,
        "<text x=\"{x}\" y=\"{base}\" textLength=\"{length}\" xml:space=\"preserve\" {}>{ink}</text>",
        look.letters
    )
    .unwrap();
}

#[test]
fn a_picture_has_each_cell_in_its_place_and_look() {
    let mut parser = vt100::Parser::new(cells(2), cells(20), 0);
    parser.process(b"a<b \x1b[1;31mred\x1b[0m\r\n\x1b[7mback\x1b[0m \xe2\x96\xb8");
    let svg = svg(parser.screen());
    for piece in [
        "viewBox=\"0 0 180 38\"",
        "<text x=\"0\" y=\"14\" textLength=\"27\" xml:space=\"preserve\" fill=\"#ccd0da\">a&lt;b</text>",
        "x=\"36\" y=\"14\" textLength=\"27\" xml:space=\"preserve\" fill=\"#e05c5c\" font-weight=\"bold\">red<",
        "<rect x=\"0\" y=\"19\" width=\"36\" height=\"19\" fill=\"#ccd0da\"/>",
        "fill=\"#111318\">back<",
        "> ▸</text>",
    ] {
        assert!(svg.contains(piece), "{piece} is missing:\n{svg}");
    }
}

#[test]
#[ignore = "writes the picture that the README shows"]
fn the_picture_of_the_readme() {
    let machine = Machine::of("ana");
    let mut screen = machine.terminal_with(SIZE, &["demo"], &[("COLORTERM", "truecolor")]);
    // The task is taken, as somebody would who looks around.
    screen.sees("DEMO").sees("mira asks YOU");
    screen.presses_until("\x1by", "ana has #");
    // A proposal waits for the lead, and nothing is over yet.
    screen.sees("webhooks are gone then").sees_no("mira asks YOU");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(".assets/room.svg");
    fs::write(file, screen.drawn(svg)).unwrap();
}

#[test]
#[ignore = "writes the picture of a report that the README shows"]
fn the_picture_of_a_report() {
    let ana = Machine::of("ana");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = ana.home().join("report.html");
    let sample = root.join("tests/samples/source-host.jsonl");
    ana.run(&["report", sample.to_str().unwrap(), "-o", page.to_str().unwrap()]).ok();
    crate::page::pictured(&page, (1100, 1350), &root.join(".assets/report.png"));
}
