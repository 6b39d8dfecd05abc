use std::io::Read as _;
use std::num::NonZero;

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use super::*;

/// What the program of the test below does in its terminal.
#[test]
#[ignore = "it panics on purpose, in a terminal of its own"]
fn panics_with_the_terminal_taken() {
    let manners = Manners { mouse: true, ..Manners::default() };
    let _terminal = Terminal::take(manners).unwrap();
    panic!("on purpose");
}

#[test]
fn a_panic_gives_the_terminal_back_and_is_read_there() {
    let size = PtySize { rows: 24, cols: 200, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).unwrap();
    let of_this = std::env::current_exe().unwrap();
    let case = "terminal::tests::panics_with_the_terminal_taken";
    let mut shell = CommandBuilder::new("sh");
    shell.args(["-c", r#""$0" --ignored --exact "$1" --nocapture; stty -a; echo the end"#]);
    shell.args([of_this.as_os_str(), case.as_ref()]);
    shell.env("RUST_BACKTRACE", "0");
    let mut child = pair.slave.spawn_command(shell).unwrap();
    drop(pair.slave);
    let mut from = pair.master.try_clone_reader().unwrap();
    let (mut bytes, mut piece) = (Vec::new(), [0; 4096]);
    // Its end is an error on Linux, and none elsewhere.
    while let Ok(many @ 1..) = from.read(&mut piece) {
        bytes.extend(piece.get(..many).unwrap());
    }
    child.wait().unwrap();
    let cells = |many| NonZero::new(many).unwrap();
    let mut parser = vt100::Parser::new(cells(24), cells(200), 0);
    parser.process(&bytes);
    let (screen, text) = (parser.screen(), parser.screen().contents());
    assert!(String::from_utf8_lossy(&bytes).contains("\u{1b}[?1049h"), "it was taken: {text}");
    assert!(text.contains("on purpose") && text.contains("the end"), "{text}");
    assert!(!screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor());
    assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    for mode in ["icanon", "echo", "isig", "opost"] {
        let is_on = text.split_whitespace().any(|word| word == mode);
        assert!(is_on, "{mode} is not as it was: {text}");
    }
}
