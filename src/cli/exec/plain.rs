//! What a terminal would have shown of some output: without colours, and with what was overwritten
//! gone. Pure.

/// The text that stays when the sequences that only drive a terminal are gone.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (number, line) in without_sequences(text).split('\n').enumerate() {
        if number > 0 {
            out.push('\n');
        }
        out.push_str(&overwritten(line.trim_end_matches('\r')));
    }
    out
}

/// `\r` begins the line anew and a backspace takes a letter back: the last state counts.
fn overwritten(line: &str) -> String {
    let last = line.rsplit('\r').find(|part| !part.is_empty()).unwrap_or_default();
    let mut out = String::with_capacity(last.len());
    for c in last.chars() {
        if c == '\u{8}' {
            out.pop();
        } else {
            out.push(c);
        }
    }
    out
}

/// Takes out `ESC [ ... m` and the like, and whole `ESC ] ... BEL` strings.
fn without_sequences(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c != '\u{1b}' {
            out.push(c);
            continue;
        }
        match rest.next() {
            Some('[') => {
                // Parameters, then one final letter.
                while rest.next_if(|c| (' '..='?').contains(c)).is_some() {}
                rest.next_if(|c| ('@'..='~').contains(c));
            }
            Some(']' | 'P' | 'X' | '^' | '_') => {
                while let Some(c) = rest.next_if(|c| *c != '\n') {
                    let st = c == '\u{1b}' && rest.next_if_eq(&'\\').is_some();
                    if c == '\u{7}' || st {
                        break;
                    }
                }
            }
            Some('(' | ')') => {
                rest.next();
            }
            Some(_) | None => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn it_reads_as_it_was_seen() {
        assert_eq!(plain("\u{1b}[1;31mred\u{1b}[0m\r\nnext\r\n"), "red\nnext\n");
        assert_eq!(plain("\u{1b}]0;title\u{7}a\u{1b}]8;;http://x\u{1b}\\b"), "ab");
        assert_eq!(plain(" 10%\r 50%\r100%\n"), "100%\n");
        assert_eq!(plain("done\r"), "done");
        assert_eq!(plain("spin |\u{8}/\u{8}-"), "spin -");
        assert_eq!(plain("\u{1b}(Bx\u{1b}[?25l\u{1b}[2K"), "x");
        assert_eq!(plain("\u{1b}]no end\nafter"), "\nafter", "a string ends with its line");
        assert_eq!(plain("äöü\n\n日本"), "äöü\n\n日本");
        assert_eq!(plain("\u{1b}"), "");
    }
}
