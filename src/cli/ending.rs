//! What the ending of a file to write says of its form. One that says another form than what would be
//! written is refused: a page must not be called a picture.

use std::path::Path;

use crate::trouble::{Trouble, shown};

/// The forms that can be written, each by an ending in small letters; the first of a form is the one
/// that is suggested, and the first form of an ending is what it says.
pub(crate) type Endings<T> = [(&'static str, T)];

/// The form that was named, else the one that the ending says; none where neither says any.
///
/// `else_say` is what else one can do about an ending that says none of them.
pub(crate) fn form<T: Copy + PartialEq>(
    path: Option<&Path>,
    named: Option<T>,
    endings: &Endings<T>,
    else_say: &str,
) -> Result<Option<T>, Trouble> {
    let Some((path, ending)) = path.and_then(|path| Some((path, ending(path)?))) else {
        return Ok(named);
    };
    let says = |form: T| endings.contains(&(ending.as_str(), form));
    let first = endings.iter().find(|(it, _)| *it == ending).map(|(_, form)| *form);
    match (named, first) {
        (Some(named), Some(_)) if !says(named) => Err(Trouble::file(
            path,
            format!(
                "its name ends in .{ending}, and another form was asked for, which ends in .{}",
                endings.iter().find(|(_, form)| *form == named).map_or("", |(it, _)| it)
            ),
        )),
        (None, None) => Err(none(path, &ending, endings, else_say)),
        (named, first) => Ok(named.or(first)),
    }
}

fn none<T: Copy + PartialEq>(
    path: &Path,
    ending: &str,
    endings: &Endings<T>,
    else_say: &str,
) -> Trouble {
    let is_first = |(n, it): &(usize, &(&str, T))| {
        !endings.iter().take(*n).any(|(word, form)| *word == it.0 || *form == it.1)
    };
    let all = endings.iter().enumerate().filter(is_first);
    let all: Vec<String> = all.map(|(_, (ending, _))| format!(".{ending}")).collect();
    let ending = warroom_register::Shown::line(ending, 20);
    let all = all.join(", ");
    Trouble::Usage(format!(
        "{}: nothing is written as .{ending} here: let its name end in {all}{else_say}",
        shown(path)
    ))
}

/// In small letters; none where a name has none.
fn ending(path: &Path) -> Option<String> {
    Some(path.extension()?.to_string_lossy().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::form;
    use std::path::Path;

    const ENDINGS: &super::Endings<char> =
        &[("md", 'm'), ("html", 'h'), ("html", 'f'), ("htm", 'h'), ("htm", 'f'), ("json", 'j')];

    fn said(path: &str, named: Option<char>) -> Result<Option<char>, String> {
        form(Some(Path::new(path)), named, ENDINGS, ", or say more").map_err(|e| e.to_string())
    }

    #[test]
    fn an_ending_says_the_form_and_never_another_one_than_what_is_written() {
        assert_eq!(said("a.md", None), Ok(Some('m')));
        assert_eq!(said("a.b/INC-1.HTM", None), Ok(Some('h')));
        assert_eq!(said("a.html", Some('f')), Ok(Some('f')));
        assert_eq!(said("a.pdf", Some('m')), Ok(Some('m')), "who says so means it");
        for without in ["report", "-", "/dev/null", ".md"] {
            assert_eq!(said(without, None), Ok(None), "{without}");
        }
        let other =
            "a.md: its name ends in .md, and another form was asked for, which ends in .json";
        assert_eq!(said("a.md", Some('j')).unwrap_err(), other);
        let none = "a.PDF: nothing is written as .pdf here: let its name end in .md, .html, .json, \
                    or say more";
        assert_eq!(said("a.PDF", None).unwrap_err(), none);
        assert!(!said("a.\u{1b}[2J", None).unwrap_err().contains('\u{1b}'));
    }
}
