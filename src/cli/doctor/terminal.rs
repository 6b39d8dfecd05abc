//! What this terminal can show, and what would make it show more.

use std::io::IsTerminal as _;

use super::Finding;
use crate::app::size::LEAST;
use crate::config::Config;
use crate::look::signs;
use crate::terminal::{Answer, ask_ground, size_or_usual};
use crate::theme::{Depth, Ground, Signs, Surroundings, Wish};

pub(super) fn findings(config: &Config, wish: Option<Wish>) -> Vec<Finding> {
    let here = Surroundings::now();
    let mut all = vec![terminal(&here), colours(wish.unwrap_or(config.color), &here)];
    if std::io::stdout().is_terminal() && std::io::stdin().is_terminal() {
        all.push(ground());
    }
    all.push(match signs(config) {
        Signs::Unicode => {
            Finding::good("signs", "unicode; signs = \"ascii\" where they do not show")
        }
        Signs::Ascii => Finding::good("signs", "ascii, as this system or your settings say"),
    });
    all.push(clipboard(|name| std::env::var(name).unwrap_or_default()));
    all
}

fn terminal(here: &Surroundings) -> Finding {
    let term = if here.term.is_empty() { "TERM is not set" } else { here.term.as_str() };
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        let text =
            format!("none ({term}): warroom show, tail and saw do without, ssh -t brings one");
        return Finding::hint("terminal", text);
    }
    let (width, height) = size_or_usual();
    let text = format!("{term}, {width} x {height}");
    if width < LEAST.0 || height < LEAST.1 {
        let least = format!("the war room needs {} x {}", LEAST.0, LEAST.1);
        return Finding::bad("terminal", format!("{text}: {least}"));
    }
    Finding::good("terminal", text)
}

fn colours(wish: Wish, here: &Surroundings) -> Finding {
    let depth = Depth::of(wish, here);
    let words = depth.words();
    match depth {
        Depth::None if here.no_color && wish == Wish::Auto => {
            Finding::good("colours", format!("{words}: NO_COLOR is set"))
        }
        Depth::Sixteen => Finding::hint(
            "colours",
            format!("{words}: where the terminal has more, set TERM to xterm-256color or the like"),
        ),
        Depth::None | Depth::Indexed | Depth::Full => Finding::good("colours", words),
    }
}

fn ground() -> Finding {
    match ask_ground() {
        Answer::Ground(Ground::Light) => Finding::good("ground", "light, says the terminal"),
        Answer::Ground(_) => Finding::good("ground", "dark, says the terminal"),
        Answer::Late => Finding::hint(
            "ground",
            "the terminal does not say it in time: it is taken to be dark; theme = \"light\" otherwise",
        ),
        Answer::Nothing => Finding::hint(
            "ground",
            "the terminal does not say it: it is taken to be dark; theme = \"light\" otherwise",
        ),
    }
}

/// Copying goes by OSC 52, which works over SSH where every terminal on the way lets it through.
fn clipboard(get: impl Fn(&str) -> String) -> Finding {
    let (term, program) = (get("TERM"), get("TERM_PROGRAM"));
    if !get("TMUX").is_empty() {
        return Finding::hint("clipboard", "in tmux copying needs: set -g set-clipboard on");
    }
    if term.starts_with("screen") {
        return Finding::hint(
            "clipboard",
            "GNU screen lets nothing through to it: use tmux to copy",
        );
    }
    if program == "Apple_Terminal" {
        return Finding::hint(
            "clipboard",
            "Terminal.app knows no OSC 52: copying from warroom needs another",
        );
    }
    if program == "iTerm.app" {
        let text = "in iTerm2 allow it: Settings, General, Selection, clipboard access";
        return Finding::hint("clipboard", text);
    }
    Finding::good("clipboard", "by OSC 52, where the terminal allows it")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::State;

    #[test]
    fn what_stands_between_copying_and_the_clipboard_is_said() {
        let with = |name: &'static str, value: &'static str| {
            let found =
                clipboard(|asked| if asked == name { value.to_owned() } else { String::new() });
            (found.state, found.text)
        };
        assert_eq!(with("TERM", "xterm-256color").0, State::Good);
        assert!(with("TMUX", "/tmp/x").1.contains("set-clipboard on"));
        assert!(with("TERM", "screen").1.contains("tmux"));
        assert!(with("TERM_PROGRAM", "iTerm.app").1.contains("iTerm2"));
    }

    #[test]
    fn colours_are_said_in_words() {
        let here = |term: &str, no_color| Surroundings {
            term: term.into(),
            colorterm: String::new(),
            no_color,
        };
        assert_eq!(colours(Wish::Auto, &here("xterm-256color", false)).text, "256 colours");
        assert_eq!(colours(Wish::Auto, &here("linux", false)).state, State::Hint);
        assert!(colours(Wish::Auto, &here("xterm", true)).text.contains("NO_COLOR"));
        assert_eq!(colours(Wish::Never, &here("xterm", false)).text, "no colours");
    }
}
