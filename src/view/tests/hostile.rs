//! Nobody's words drive a terminal: whatever is written, no cell holds a control or a hidden sign.

use warroom_register::words::EntryKind;
use warroom_register::{Command, Text};

use crate::app::msg::Msg;
use crate::app::tests::desk::Desk;
use crate::app::tests::fixture::{World, busy};

const HOSTILE: [&str; 9] = [
    "db ok \u{1b}]52;c;Y3VybCBldmlsfHNo\u{7} done",
    "\u{1b}[2J\u{1b}[H all gone",
    "right \u{202e}to left\u{202c} again",
    "a\u{200b}b\u{feff}c\u{e0041}d",
    "\u{9b}31m eight bits \u{90}q\u{9c}",
    "zalgo e\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}\u{30a}\u{30b}\u{30c}",
    "family \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} and \u{2764}\u{fe0f}",
    "two\r\nlines\tand a tab\u{0}",
    "\u{6f22}\u{5b57}\u{6f22}\u{5b57}\u{6f22}\u{5b57}\u{6f22}\u{5b57}\u{6f22}\u{5b57} wide as wide can be",
];

fn is_safe(symbol: &str) -> bool {
    symbol.chars().all(|c| {
        let code = u32::from(c);
        !c.is_control()
            && !matches!(code, 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfe0f | 0xfeff)
            && !matches!(code, 0xe_0000..=0xe_0fff)
    })
}

fn assert_safe(desk: &mut Desk) {
    for (width, height) in [(160, 45), (120, 40), (80, 24), (40, 15)] {
        let (terminal, _) = desk.screen(width, height);
        for cell in &terminal.backend().buffer().content {
            assert!(is_safe(cell.symbol()), "{:?}", cell.symbol());
        }
    }
}

/// A room in which every text is hostile.
fn room() -> World {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:20 cy join command");
    for (at, text) in HOSTILE.iter().enumerate() {
        for verb in ["saw", "did", "fact", "ask", "task @cy 5m", "impact", "update", "propose"] {
            let safe = text.replace(['\n', '|'], " ");
            world.script(&format!("14:04:{:02} ana {verb} {safe}", at + 10));
        }
    }
    let text = Text::from(HOSTILE[7]);
    let proposal = world.register.decisions().keys().next().copied().unwrap();
    world.ask("14:05", "cy", &Command::Object { entry: proposal, why: text.clone() });
    let fact = world.register.facts().keys().next().copied().unwrap();
    world.ask("14:05", "ana", &Command::Amend { entry: fact, text });
    world
}

#[test]
fn no_cell_holds_what_drives_a_terminal() {
    let world = room();
    for keys in ["", "2<Up><Up>", "3<Enter>", "nD", "5A", "s", "W", "h14:04<Enter>"] {
        let mut ana = Desk::new("ana", &world, "14:06");
        ana.keys(keys);
        assert_safe(&mut ana);
    }
    // The one who is asked sees a card of it.
    assert_safe(&mut Desk::new("cy", &world, "14:06"));
}

#[test]
fn neither_does_what_is_pasted_or_told() {
    for text in HOSTILE {
        let mut ben = Desk::new("ben", &busy(), "14:20");
        ben.tell(Msg::Paste(text.to_owned()));
        assert_safe(&mut ben);
        ben.app.say(text);
        assert_safe(&mut ben);
        let sent = {
            ben.keys("<Enter>");
            ben.sent()
        };
        // What came goes out as it came, but for the ends of lines.
        let whole = text.replace("\r\n", "\n");
        assert!(matches!(&sent[..], [Command::Write { kind: EntryKind::Observation, text, .. }]
            if text.raw() == whole.trim()));
    }
}
