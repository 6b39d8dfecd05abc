//! What was typed: wrong usage, in one sentence; and what was piped in with it, which is nowhere else any more.
//!
//! What is wrong is clap's to say. It says so in several lines, of which one is what a person needs;
//! the rest is a command away.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, FromArgMatches as _};
use warroom_register::Shown;

use super::write::{PERHAPS, WORDS};
use super::{Cli, shot, text};
use crate::out;

/// What was typed, and what the environment says; a variable that is empty says nothing.
pub(crate) fn read() -> Result<Cli, clap::Error> {
    let program = Cli::command();
    let empty = |arg: &&clap::Arg| {
        let variable = arg.get_env().and_then(std::env::var_os);
        variable.is_some_and(|value| value.is_empty())
    };
    let silent: Vec<_> =
        program.get_arguments().filter(empty).map(|arg| arg.get_id().clone()).collect();
    let unset = |program: clap::Command, id| program.mut_arg(id, |arg| arg.env(None::<&str>));
    let mut program = silent.into_iter().fold(program, unset);
    let mut typed = program.try_get_matches_from_mut(std::env::args_os())?;
    Cli::from_arg_matches_mut(&mut typed).map_err(|why| why.format(&mut program))
}

/// Says what is wrong with what was typed, or prints what was asked for instead of a command.
pub(crate) fn complain(usage: &clap::Error) {
    if !usage.use_stderr() {
        // Where the pipe is closed there is nobody left to tell.
        drop(usage.print());
        return;
    }
    let typed: Vec<String> =
        std::env::args_os().skip(1).map(|it| it.to_string_lossy().into_owned()).collect();
    let meant = Meant::by(&typed);
    let unknown = usage.kind() == ErrorKind::InvalidSubcommand;
    if (unknown || meant.takes_words(&typed))
        && let Some(words) = text::in_pipe()
    {
        shot::say_back_words(&words);
    }
    // What was typed stands in it, and somebody else may have said what to type.
    out::note(Shown::of(&format!("warroom: {}", meant.sentence(usage))).as_str());
}

/// The command that was meant, as far as what was typed names it.
struct Meant {
    command: clap::Command,
    /// As it is typed.
    name: String,
}

impl Meant {
    fn by(typed: &[String]) -> Self {
        let (mut command, mut name) = (Cli::command(), "warroom".to_owned());
        for word in typed {
            if let Some(below) = command.find_subcommand(word).cloned() {
                name = format!("{name} {}", below.get_name());
                command = below;
            }
        }
        Self { command, name }
    }

    /// Whether what comes out of a pipe are its words.
    fn takes_words(&self, typed: &[String]) -> bool {
        let has = |words: &str| self.command.get_arguments().any(|it| it.get_id() == words);
        has(WORDS) || (has(PERHAPS) && typed.iter().any(|word| word == "-"))
    }

    /// What is wrong, and what to do.
    fn sentence(&self, usage: &clap::Error) -> String {
        let name = &self.name;
        if usage.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
            let below = self.command.get_subcommands().filter(|it| !it.is_hide_set());
            let below: Vec<_> = below.map(clap::Command::get_name).collect();
            return format!(
                "behind {name} stands what to do: {} ({name} --help)",
                below.join(", ")
            );
        }
        let said = usage.render().to_string();
        let what = said.split("\n\n").next().unwrap_or_default();
        let what: Vec<_> = what.lines().map(str::trim).collect();
        let what = what.join(" ");
        let what = what.strip_prefix("error: ").unwrap_or(&what);
        match advice(usage) {
            Some(advice) => format!("{what}: {advice} ({name} --help)"),
            None => format!("{what} ({name} --help)"),
        }
    }
}

/// What is nearly the same, else what else would help.
fn advice(usage: &clap::Error) -> Option<String> {
    use ContextKind as K;
    let alike = [K::SuggestedArg, K::SuggestedSubcommand, K::SuggestedValue];
    let alike = alike.into_iter().find_map(|kind| usage.get(kind)).and_then(|found| match found {
        ContextValue::String(one) => Some(one.clone()),
        ContextValue::Strings(some) => Some(some.join("' or '")),
        _ => None,
    });
    if let Some(alike) = alike.filter(|alike| !alike.is_empty()) {
        return Some(format!("did you mean '{alike}'?"));
    }
    match usage.get(K::Suggested)? {
        ContextValue::StyledStrs(tips) => tips.first().map(ToString::to_string),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser as _;

    fn said(typed: &[&str]) -> String {
        let usage = Cli::try_parse_from([&["warroom"], typed].concat()).unwrap_err();
        let typed: Vec<String> = typed.iter().map(|&word| word.to_owned()).collect();
        Meant::by(&typed).sentence(&usage)
    }

    #[test]
    fn wrong_usage_is_one_sentence_with_what_to_do() {
        for (typed, sentence) in [
            (
                &["did", "--tsak", "27"][..],
                "unexpected argument '--tsak' found: did you mean '--task'? (warroom did --help)",
            ),
            (
                &["impct", "half of the users"],
                "unrecognized subcommand 'impct': did you mean 'import' or 'impact'? (warroom --help)",
            ),
            (
                &["answer"],
                "the following required arguments were not provided: <ENTRY> (warroom answer --help)",
            ),
            (
                &["saw", "-5", "degrees"],
                "unexpected argument '-5' found: to pass '-5' as a value, use '-- -5' \
                 (warroom saw --help)",
            ),
            (
                &["role"],
                "behind warroom role stands what to do: offer, accept, decline, take \
                 (warroom role --help)",
            ),
        ] {
            assert_eq!(said(typed), sentence);
        }
        let values = said(&["severity", "P9"]);
        assert!(
            values.contains("'P9'") && values.contains("P1") && !values.contains('\n'),
            "{values}"
        );
        let own = said(&["yes", "zero"]);
        assert!(own.contains("names no entry") && !own.contains('\n'), "{own}");
    }

    #[test]
    fn what_comes_from_a_pipe_is_taken_up_for_commands_that_would_take_it() {
        let takes = |typed: &[&str]| {
            let typed: Vec<String> = typed.iter().map(|&word| word.to_owned()).collect();
            Meant::by(&typed).takes_words(&typed)
        };
        assert!(takes(&["saw", "--tsak"]) && takes(&["answer", "x"]) && takes(&["role", "take"]));
        assert!(takes(&["done", "x", "-"]) && !takes(&["done", "x"]));
        assert!(!takes(&["yes", "x"]) && !takes(&["exec", "--tsak"]) && !takes(&["impct"]));
    }
}
