//! Styled words for standard output, where no screen is up: only what turns a style on and off.

use ratatui::style::{Color, Modifier, Style};
use warroom_register::Shown;

/// The words in this style, after which everything is as before.
pub(crate) fn painted(words: &Shown, style: Style) -> String {
    let codes = codes(style);
    if codes.is_empty() { words.to_string() } else { format!("\x1b[{codes}m{words}\x1b[0m") }
}

fn codes(style: Style) -> String {
    let modifiers = [
        (Modifier::BOLD, "1"),
        (Modifier::DIM, "2"),
        (Modifier::ITALIC, "3"),
        (Modifier::UNDERLINED, "4"),
        (Modifier::REVERSED, "7"),
    ];
    let set = modifiers.into_iter().filter(|(m, _)| style.add_modifier.contains(*m));
    let mut codes: Vec<String> = set.map(|(_, code)| code.to_owned()).collect();
    codes.extend(style.fg.and_then(|colour| code(colour, 30)));
    codes.extend(style.bg.and_then(|colour| code(colour, 40)));
    codes.join(";")
}

/// `from` is 30 for words and 40 for the ground under them.
fn code(colour: Color, from: u8) -> Option<String> {
    let named = |n: u8| Some(if n < 8 { from + n } else { from + 52 + n }.to_string());
    match colour {
        Color::Reset => None,
        Color::Rgb(r, g, b) => Some(format!("{};2;{r};{g};{b}", from + 8)),
        Color::Indexed(n) => Some(format!("{};5;{n}", from + 8)),
        Color::Black => named(0),
        Color::Red => named(1),
        Color::Green => named(2),
        Color::Yellow => named(3),
        Color::Blue => named(4),
        Color::Magenta => named(5),
        Color::Cyan => named(6),
        Color::Gray => named(7),
        Color::DarkGray => named(8),
        Color::LightRed => named(9),
        Color::LightGreen => named(10),
        Color::LightYellow => named(11),
        Color::LightBlue => named(12),
        Color::LightMagenta => named(13),
        Color::LightCyan => named(14),
        Color::White => named(15),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_is_turned_on_and_off_again() {
        let check = |style: Style, expected: &str| {
            assert_eq!(painted(&Shown::of("x"), style).replace('\u{1b}', "E"), expected);
        };
        check(Style::new(), "x");
        check(Style::new().fg(Color::Red), "E[31mxE[0m");
        check(Style::new().fg(Color::White).bg(Color::DarkGray), "E[97;100mxE[0m");
        check(
            Style::new().fg(Color::Indexed(246)).add_modifier(Modifier::BOLD | Modifier::REVERSED),
            "E[1;7;38;5;246mxE[0m",
        );
        check(Style::new().bg(Color::Rgb(1, 2, 3)), "E[48;2;1;2;3mxE[0m");
    }
}
