//! From data to Markdown and HTML, by templates: the built-in ones, or one of the user's own.
//!
//! Whatever a template prints is escaped for the form at hand: nothing but what a template itself
//! writes, and the pictures drawn here, can be markup. A template has a budget of fuel, so that one
//! that loops ends; what is wrong with one is said with its line.

mod html;

pub(super) use html::escape;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior};
use sha2::{Digest as _, Sha256};

use super::document::Document;
use super::{Form, Template};
use crate::times::full;
use crate::{Seq, Shown, Text, markdown};

/// Steps of a template that it may always take: half a second, about.
const FUEL: u64 = 20_000_000;
/// The depth of macros and includes.
const DEPTH_MAX: usize = 64;
/// How much of a text is repeated where its full form stands elsewhere, in cells.
const FIRST_CELLS_MAX: usize = 40;

const STYLE: &str = include_str!("paint/style.css");
const BUILT_IN: [(&str, &str); 4] = [
    ("report.md", include_str!("paint/report.md")),
    ("page.html", include_str!("paint/page.html")),
    ("fragment.html", include_str!("paint/fragment.html")),
    ("body.html", include_str!("paint/body.html")),
];

/// What is wrong with a template, and in which line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {why}", line.map_or_else(String::new, |line| format!(":{line}")))]
pub struct BadTemplate {
    /// Its file, safe to print.
    pub file: Shown,
    /// The line, from 1.
    pub line: Option<usize>,
    /// What is wrong, as a sentence.
    pub why: Shown,
}

/// The three pictures, as SVG.
pub(super) struct Pictures {
    pub(super) band: String,
    pub(super) levels: String,
    pub(super) work: String,
}

pub(super) fn paint(
    document: &Document,
    form: Form,
    own: Option<&Template>,
    pictures: Option<Pictures>,
) -> Result<String, BadTemplate> {
    let mut environment = environment(form, pictures);
    let built_in = match form {
        Form::Markdown | Form::Json => "report.md",
        Form::Html => "page.html",
        Form::Fragment => "fragment.html",
    };
    for (name, source) in BUILT_IN {
        environment.add_template(name, source).map_err(|e| bad(&e, name))?;
    }
    let name = own.map_or(built_in, |own| own.name.as_str());
    if let Some(own) = own {
        let added = environment.add_template_owned(own.name.clone(), own.source.clone());
        added.map_err(|e| bad(&e, name))?;
    }
    let template = environment.get_template(name).map_err(|e| bad(&e, name))?;
    template.render(Serde(document)).map_err(|e| bad(&e, name))
}

fn environment(form: Form, pictures: Option<Pictures>) -> Environment<'static> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_fuel(Some(FUEL));
    env.set_recursion_limit(DEPTH_MAX);
    name_what_is_undefined(&mut env);
    // By these a template could print what others wrote as it came.
    for filter in ["safe", "escape", "e"] {
        env.remove_filter(filter);
    }
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build();
    if let Ok(syntax) = syntax {
        env.set_syntax(syntax);
    }
    let markdown = matches!(form, Form::Markdown | Form::Json);
    // Not `None`: what a macro prints has been escaped, and must not be so twice.
    env.set_auto_escape_callback(|_| AutoEscape::Custom("warroom".into()));
    env.set_formatter(move |out, _state, value| {
        if value.is_safe() {
            return Ok(out.write_str(value.as_str().unwrap_or_default())?);
        }
        if value.is_none() || value.is_undefined() {
            return Ok(());
        }
        let text = value.to_string();
        let escaped = if markdown { markdown::escape(&Shown::of(&text)) } else { escape(&text) };
        Ok(out.write_str(&escaped)?)
    });
    filters(&mut env, markdown);
    env.add_global("style", Value::from_safe_string(STYLE.to_owned()));
    let hash = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    env.add_global("style_hash", Value::from_safe_string(hash));
    let picture = |svg: Option<String>| Value::from_safe_string(svg.unwrap_or_default());
    let (band, levels, work) =
        pictures.map_or((None, None, None), |p| (Some(p.band), Some(p.levels), Some(p.work)));
    env.add_global("band", picture(band));
    env.add_global("levels", picture(levels));
    env.add_global("work", picture(work));
    env
}

/// What a template may ask of a value. Each gives text that is markup of the form at hand.
fn filters(env: &mut Environment<'static>, markdown: bool) {
    env.add_filter("minute", |at: String| minute(&at));
    env.add_filter("clock", |at: String| at.get(11..16).unwrap_or_default().to_owned());
    env.add_filter("day", |at: String| at.get(..10).unwrap_or_default().to_owned());
    env.add_filter("full", full);
    env.add_filter("plain", |word: String| word.replace('_', " "));
    if markdown {
        env.add_filter("ref", |seq: u64| Value::from_safe_string(markdown::id(Seq(seq))));
        env.add_filter("words", |text: String, indent: String| {
            Value::from_safe_string(markdown_words(&text, &indent))
        });
        env.add_filter("first_words", |text: String| {
            Value::from_safe_string(markdown::escape(&first_words(&text)))
        });
        env.add_filter("prose", |text: String| Value::from_safe_string(markdown_prose(&text)));
    } else {
        env.add_filter("ref", |seq: u64| Value::from_safe_string(html::reference(seq)));
        env.add_filter("words", |text: String| Value::from_safe_string(html::words(&text)));
        env.add_filter("first_words", |text: String| {
            Value::from_safe_string(html::line(&first_words(&text)))
        });
        env.add_filter("prose", |text: String| Value::from_safe_string(html::prose(&text)));
    }
}

/// What is told again of words that stand whole elsewhere.
fn first_words(text: &str) -> Shown {
    Shown::line(text, FIRST_CELLS_MAX)
}

/// `2026-11-21 14:03`, of an instant as JSON writes it.
fn minute(at: &str) -> String {
    let (day, clock) = (at.get(..10).unwrap_or_default(), at.get(11..16).unwrap_or_default());
    format!("{day} {clock}")
}

/// Words behind an item's lead: on its line, or below it where there are several.
fn markdown_words(text: &str, indent: &str) -> String {
    let text = Text::from(text);
    if markdown::has_lines(&text) {
        format!(":\n{}", markdown::fenced(&text, indent).trim_end_matches('\n'))
    } else if text.is_empty() {
        String::new()
    } else {
        format!(": {}", markdown::inline(&text))
    }
}

/// A person's own text: its paragraphs, lines and items stay, and nothing else in it is markup.
fn markdown_prose(text: &str) -> String {
    let line = |line: &str| {
        let item = line.strip_prefix("- ").map(|words| ("- ", words));
        let (mark, words) = item.unwrap_or(("", line));
        format!("{mark}{}", markdown::escape(&Shown::of(words)))
    };
    let text = Text::from(text.trim_end());
    let lines: Vec<String> = text.raw().lines().map(line).collect();
    lines.join("\n")
}

/// So that a refusal says which name it is: without it an error knows its line alone.
pub(crate) fn name_what_is_undefined(env: &mut Environment<'_>) {
    env.set_debug(true);
}

/// What is wrong with it, as a sentence with its line.
pub(crate) fn bad(error: &minijinja::Error, name: &str) -> BadTemplate {
    let mut last: &dyn std::error::Error = error;
    while let Some(inner) = last.source() {
        last = inner;
    }
    // An error inside an included template names the line there.
    let inner = last.downcast_ref::<minijinja::Error>().unwrap_or(error);
    let undefined = Some(inner).filter(|inner| inner.kind() == ErrorKind::UndefinedError);
    let told = undefined.unwrap_or(error);
    let why = match (told.kind(), told.detail()) {
        (ErrorKind::OutOfFuel, _) => {
            "it does not come to an end: it was stopped. Is there a loop in it?".to_owned()
        }
        (ErrorKind::UndefinedError, Some(detail)) => {
            format!("{detail}: there is nothing of that name for a template")
        }
        (kind, Some(detail)) => format!("{kind}: {detail}"),
        (kind, None) => kind.to_string(),
    };
    BadTemplate {
        file: Shown::line(inner.name().or_else(|| error.name()).unwrap_or(name), 200),
        line: inner.line().or_else(|| error.line()),
        why: Shown::line(&why, 300),
    }
}
