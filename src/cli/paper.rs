//! The report on the command line: in which form, under which names, by which template.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use warroom_register::report::{Form, Names, Naming, Options, Template, render};

use super::ending::{self, Endings};
use super::file;
use super::seat::Run;
use super::source::{Source, read_or};
use crate::out;
use crate::trouble::{Trouble, shown};

/// What a report is asked to be.
#[derive(Args, Clone, Debug)]
pub(crate) struct Report {
    /// An incident, or a recording; without one the incident that this machine has joined
    #[arg(value_name = "INC|FILE")]
    pub(crate) named: Option<String>,
    /// As it was at an entry ('#31') or a time (14:06, '24 Nov 14:06', '2026-11-24 14:06')
    #[arg(long, value_name = "ID|TIME", allow_hyphen_values = true)]
    pub(crate) as_of: Option<String>,
    /// The form; without it what the name of the template or of the file to write says, else md
    #[arg(long, value_enum)]
    format: Option<Shape>,
    /// People by what they did, or by their handles
    #[arg(long, value_enum, default_value_t)]
    names: Named,
    /// A template of your own, in the language of Jinja
    #[arg(long, value_name = "FILE")]
    template: Option<PathBuf>,
    /// Into this file instead, whose ending says the form: .md, .html, .json
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long)]
    force: bool,
}

/// The form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// Markdown
    Md,
    /// One page with everything in it
    Html,
    /// What a wiki takes
    Fragment,
    /// As data
    Json,
}

/// What the ending of a file says; a fragment is HTML too, where it is asked for.
const ENDINGS: &Endings<Shape> = &[
    ("md", Shape::Md),
    ("markdown", Shape::Md),
    ("html", Shape::Html),
    ("html", Shape::Fragment),
    ("htm", Shape::Html),
    ("htm", Shape::Fragment),
    ("json", Shape::Json),
];
/// What else can be done about a name that says no form.
pub(super) const OR_FORMAT: &str = ", or say by --format what it is";

/// How people are named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Named {
    /// By what they did: for whatever leaves the team
    #[default]
    Roles,
    /// By their handles
    Handles,
}

impl From<Named> for Names {
    fn from(named: Named) -> Self {
        match named {
            Named::Roles => Self::Roles,
            Named::Handles => Self::Handles,
        }
    }
}

impl Report {
    /// The form that was named, else the one that a file's name says.
    fn form(&self, json: bool) -> Result<Form, Trouble> {
        self.form_by(ENDINGS, json)
    }

    fn form_by(&self, endings: &Endings<Shape>, json: bool) -> Result<Form, Trouble> {
        let named = self.format.or_else(|| json.then_some(Shape::Json));
        let named = named.or_else(|| self.template.as_deref().and_then(shape_of));
        let named = ending::form(self.output.as_deref(), named, endings, OR_FORMAT)?;
        let form = match named {
            None | Some(Shape::Md) => Form::Markdown,
            Some(Shape::Html) => Form::Html,
            Some(Shape::Fragment) => Form::Fragment,
            Some(Shape::Json) => Form::Json,
        };
        if form == Form::Json && self.template.is_some() {
            let why = "JSON has no template: take --format md, html or fragment";
            return Err(Trouble::Usage(why.into()));
        }
        Ok(form)
    }

    /// The form in which somebody else's report is given: their words are no record of ours, and
    /// nothing but them, or data, is made of them.
    pub(crate) fn form_of_others(&self, name: &str, json: bool) -> Result<Form, Trouble> {
        if self.template.is_some() || self.names == Named::Handles {
            let why =
                format!("{name} is somebody else's: it has no template, and names as they came");
            return Err(Trouble::Usage(why));
        }
        let plain = [ENDINGS, &[("txt", Shape::Md)]].concat();
        match self.form_by(&plain, json)? {
            form @ (Form::Markdown | Form::Json) => Ok(form),
            _ => Err(Trouble::Usage(format!(
                "{name} is somebody else's, given in its own words: take --format md or json"
            ))),
        }
    }

    /// Whether it goes into a file.
    pub(crate) fn is_into_a_file(&self) -> bool {
        self.output.as_deref().is_some_and(|path| path != Path::new("-"))
    }

    /// Into the file that was named, else to the standard output.
    pub(crate) fn put(&self, text: &str) -> Result<(), Trouble> {
        let Some(path) = self.output.as_ref().filter(|_| self.is_into_a_file()) else {
            return out::data(text.as_bytes()).map(drop);
        };
        file::write(path, text.as_bytes(), self.force)?;
        out::note(&format!("wrote {}", shown(path)));
        Ok(())
    }
}

/// The form that a template's name says; `report.html.jinja` is HTML.
fn shape_of(path: &Path) -> Option<Shape> {
    let name = path.file_name()?.to_str()?;
    let bare = [".jinja", ".j2"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    let said = bare.rsplit_once('.')?.1;
    ENDINGS.iter().find(|(ending, _)| *ending == said).map(|(_, shape)| *shape)
}

/// Writes the report of a journal.
pub(crate) fn write(run: &Run, source: &Source, report: &Report) -> Result<(), Trouble> {
    let form = report.form(run.globals.json)?;
    let own = report.template.as_deref().map(template).transpose()?;
    let options = Options { label: source.label, names: report.names.into() };
    let text = render(&source.recording, &options, form, own.as_ref());
    report.put(&text.map_err(|why| Trouble::Usage(why.to_string()))?)
}

/// Renames the people of a recording, and those who are here.
pub(crate) fn naming(mut source: Source, names: Named) -> Result<Source, Trouble> {
    let naming = Naming::of(&source.recording, names.into());
    let naming = naming.map_err(|gap| Trouble::Usage(gap.to_string()))?;
    naming.rename(&mut source.recording);
    source.here.iter_mut().for_each(|who| *who = naming.handle(*who));
    Ok(source)
}

/// What to do where a template is not there.
pub(super) const NO_TEMPLATE: &str =
    ": look at its name; without --template it is the built-in one";

fn template(path: &Path) -> Result<Template, Trouble> {
    let source = String::from_utf8(read_or(path, NO_TEMPLATE)?)
        .map_err(|_bytes| Trouble::file(path, "it is no text"))?;
    Ok(Template { name: path.to_string_lossy().into_owned(), source })
}
