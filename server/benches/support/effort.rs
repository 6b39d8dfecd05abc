//! How much of a bench is run, as its command line says.

/// From everything to a look whether it still works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    Full,
    Quick,
    Smoke,
}

impl Effort {
    /// `cargo bench` says `--bench`; without it this is a test.
    pub(crate) fn chosen(args: &[String]) -> Self {
        let has = |word: &str| args.iter().any(|arg| arg == word);
        if has("--smoke") {
            Self::Smoke
        } else if has("--quick") {
            Self::Quick
        } else if has("--full") || has("--bench") {
            Self::Full
        } else {
            Self::Smoke
        }
    }
}

/// What stands behind a name on the command line.
pub(crate) fn value_of<'a>(args: &'a [String], name: &str) -> Option<&'a String> {
    args.iter().skip_while(|arg| *arg != name).nth(1)
}

/// An error where targets were missed and the command line says that they matter.
pub(crate) fn judge(missed: &[String], args: &[String]) -> Result<(), String> {
    let gate = args.iter().any(|arg| arg == "--gate");
    if gate && !missed.is_empty() { Err("targets were missed".to_owned()) } else { Ok(()) }
}
