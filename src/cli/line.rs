//! Command lines that stand in a file: the demo's course, a past incident that is typed in.

use clap::Subcommand;

use super::review::ReviewStep;
use super::write::Write;

/// Words as a shell would see them: double quotes hold words together.
pub(crate) fn split(line: &str) -> Vec<String> {
    let quoted = |(n, part): (usize, &str)| -> Vec<String> {
        if n % 2 == 1 {
            vec![part.to_owned()]
        } else {
            part.split_whitespace().map(str::to_owned).collect()
        }
    };
    line.split('"').enumerate().flat_map(quoted).collect()
}

/// A command line as the program itself reads it, or what is wrong with it.
pub(crate) fn read(words: &[String]) -> Result<Write, String> {
    match words {
        [review, deed @ ..] if review == "review" => {
            parse::<ReviewStep>(deed).map(|step| Write::Review { step })
        }
        words => parse(words),
    }
}

fn parse<T: Subcommand>(words: &[String]) -> Result<T, String> {
    let program = T::augment_subcommands(clap::Command::new("warroom").no_binary_name(true));
    let matches = program.try_get_matches_from(words);
    matches.and_then(|matches| T::from_arg_matches(&matches)).map_err(|usage| {
        // What it misses stands on the lines below, up to the usage.
        let text = usage.to_string();
        let said: Vec<&str> = text.lines().map(str::trim).take_while(|l| !l.is_empty()).collect();
        let said = said.join(" ");
        said.strip_prefix("error: ").map(str::to_owned).unwrap_or(said)
    })
}

/// The words of it.
pub(crate) fn said(write: &Write) -> String {
    write.wanted().typed()
}
