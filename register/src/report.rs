//! The report: a journal made into a document, in the order in which a review reads it.
//!
//! A function of the recording and of named options alone: no clock, no zone, no time of making.
//! Equal journals give equal bytes, whoever makes it: server, client, or a file on any machine. It
//! tells what people knew when they knew it: each line of the timeline says what was recorded then,
//! and a correction stands where it was made.
//!
//! | module | what it holds |
//! |---|---|
//! | `story`, `names` | the records told once; under which names people stand |
//! | `document` and the modules of its parts | the report as data, which is also its JSON |
//! | `paint` | from data to Markdown and HTML, by built-in templates or one of the user's own |
//! | `picture` | the three pictures of the HTML |

mod decisions;
mod document;
mod entries;
mod hands;
mod head;
mod learnt;
mod names;
mod outside;
mod paint;
mod people;
mod picture;
mod story;
#[cfg(test)]
mod tests;
mod timeline;

pub use names::{Names, Naming};
pub use paint::BadTemplate;
pub(crate) use paint::{bad as bad_template, name_what_is_undefined};

use crate::record::encode;
use crate::{Gap, Label, Recording};
use document::Document;
use story::Story;

/// What a report can be asked to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// What the incident is called; none takes the name in the recording's header.
    pub label: Option<Label>,
    /// Under which names people stand.
    pub names: Names,
}

/// The form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// For trackers, chats and repositories.
    Markdown,
    /// One page with everything in it: no script, nothing from elsewhere.
    Html,
    /// What a wiki takes: elements without style, pictures or page around them.
    Fragment,
    /// As data.
    Json,
}

/// A template of the user's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// What it is called in refusals.
    pub name: String,
    /// Its text, in the language of Jinja.
    pub source: String,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// The records do not follow each other.
    #[error(transparent)]
    Gap(#[from] Gap),
    /// The template cannot be used.
    #[error(transparent)]
    Template(#[from] BadTemplate),
}

/// The report as Markdown.
pub fn report(recording: &Recording, options: &Options) -> Result<String, Gap> {
    match render(recording, options, Form::Markdown, None) {
        Ok(text) => Ok(text),
        Err(Unfit::Gap(gap)) => Err(gap),
        // The built-in template is tested; were it broken, its sentence is what there is to read.
        Err(Unfit::Template(bad)) => Ok(bad.to_string()),
    }
}

/// The report in a form, by the built-in template or one of the user's own.
pub fn render(
    recording: &Recording,
    options: &Options,
    form: Form,
    own: Option<&Template>,
) -> Result<String, Unfit> {
    let story = Story::of(&recording.records, options.names)?;
    let document = Document::of(&story, recording, options);
    if form == Form::Json {
        return Ok(encode(&document) + "\n");
    }
    let pictures = (form == Form::Html).then(|| picture::pictures(&story));
    Ok(paint::paint(&document, form, own, pictures)?)
}
