//! The report: a journal made into a document, in the order in which a review reads it.
//!
//! A function of the recording and of named options alone: no clock, no zone, no time of making.
//! Equal journals give equal bytes. It tells what people knew when they knew it: each line of the
//! timeline says what was recorded then, and a correction stands where it was made.

mod decisions;
mod entries;
mod people;
mod story;
mod summary;
#[cfg(test)]
mod tests;
mod timeline;

use crate::markdown::{escape, fenced, has_lines, id, inline};
use crate::{Gap, Label, Recording, Register, Shown, Text};
use story::Story;

/// What a report can be asked to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// What the incident is called; none takes the name in the recording's header.
    pub label: Option<Label>,
}

/// The prime directive, after Norman Kerth, "Project Retrospectives" (2001).
const PRIME_DIRECTIVE: &str = "Regardless of what we discover, we understand and truly believe \
    that everyone did the best job they could, given what they knew at the time, their skills and \
    abilities, the resources available, and the situation at hand.";

/// The report as Markdown.
pub fn report(recording: &Recording, options: &Options) -> Result<String, Gap> {
    let story = Story::of(&recording.records)?;
    let mut page = Page::default();
    page.title(&story.now, options.label.or(recording.header.incident));
    summary::status(&mut page, &story);
    page.line(&format!("> {PRIME_DIRECTIVE}\n>\n> Norman Kerth, the prime directive"));
    summary::impact_and_duration(&mut page, &story);
    timeline::timeline(&mut page, &story);
    decisions::decisions(&mut page, &story);
    entries::questions(&mut page, &story);
    entries::facts(&mut page, &story);
    entries::tasks(&mut page, &story);
    entries::updates(&mut page, &story);
    entries::ideas(&mut page, &story);
    people::people(&mut page, &story);
    page.checking(recording);
    Ok(page.out)
}

/// The document so far. Lines written by responders enter by [`Page::item`] and [`Page::row`] only.
#[derive(Default)]
struct Page {
    out: String,
}

impl Page {
    fn title(&mut self, register: &Register, label: Option<Label>) {
        let title = register.incident().title.as_ref().map_or("no title", |t| t.as_str());
        let title = escape(&Shown::of(title));
        let label = label.map_or_else(String::new, |label| format!("{label} "));
        self.put(&format!("# {label}{title}\n\n"));
    }

    fn heading(&mut self, words: &str) {
        self.put(&format!("## {words}\n\n"));
    }

    fn smaller_heading(&mut self, words: &str) {
        self.put(&format!("### {words}\n\n"));
    }

    /// A paragraph of our own words.
    fn line(&mut self, words: &str) {
        self.put(&format!("{words}\n\n"));
    }

    /// The head of a table.
    fn table(&mut self, names: &[&str]) {
        self.row(&names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>());
        self.row(&vec!["---".to_owned(); names.len()]);
    }

    fn row(&mut self, cells: &[String]) {
        self.put(&format!("| {} |\n", cells.join(" | ")));
    }

    /// An item that says something in a responder's words; lines are kept where there are several.
    fn item(&mut self, lead: &str, words: &Text) {
        if has_lines(words) {
            self.put(&format!("- {lead}:\n{}", fenced(words, "  ")));
        } else if words.is_empty() {
            self.put(&format!("- {lead}\n"));
        } else {
            self.put(&format!("- {lead}: {}\n", inline(words)));
        }
    }

    /// An item below the last one.
    fn detail(&mut self, lead: &str, words: &Text) {
        if has_lines(words) {
            self.put(&format!("  - {lead}:\n{}", fenced(words, "    ")));
        } else if words.is_empty() {
            self.put(&format!("  - {lead}\n"));
        } else {
            self.put(&format!("  - {lead}: {}\n", inline(words)));
        }
    }

    fn put(&mut self, words: &str) {
        self.out.push_str(words);
    }

    /// Ends a list or a table.
    fn end(&mut self) {
        self.out.push('\n');
    }

    /// How whoever holds the file can tell that it is the one this report was made of.
    fn checking(&mut self, recording: &Recording) {
        self.heading("How this can be checked");
        let (head, hash, incident) =
            (recording.chain.head, recording.chain.hash, recording.header.id);
        self.line(&format!(
            "This report was made from the recording of incident `{incident}`, up to record {}. \
             Each line of a recording holds the SHA-256 of the line before; that of the last is:",
            id(head)
        ));
        self.line(&format!("```text\n{hash}\n```"));
        if let Some(broken) = &recording.broken {
            let broken = escape(&Shown::of(&broken.to_string()));
            self.line(&format!(
                "**The recording is not whole:** {broken}. What follows is not here."
            ));
        } else if recording.torn {
            self.line("The file's last line has no end: more may have followed.");
        }
        self.out += "`warroom verify FILE` checks every line and prints this hash. Whoever kept the \
                     hash can prove that nothing was changed.\n";
    }
}
