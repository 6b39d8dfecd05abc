//! The report as lines to be read on a screen: its Markdown without the marks, its tables in columns.

use warroom_register::Shown;

/// A column takes so many cells at most; what is longer pushes the others on.
const COLUMN_CELLS_MAX: usize = 32;

/// The lines of a report, as they are read. Headings keep their sign in front.
pub(super) fn plain(markdown: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut table: Vec<Vec<String>> = Vec::new();
    for line in markdown.lines() {
        if let Some(row) = row(line) {
            table.push(row);
            continue;
        }
        columns(&mut table, &mut lines);
        if !line.starts_with("```") {
            lines.push(unmarked(line));
        }
    }
    columns(&mut table, &mut lines);
    lines
}

/// The cells of a row of a table.
fn row(line: &str) -> Option<Vec<String>> {
    let inner = line.strip_prefix('|')?.strip_suffix('|')?;
    let (mut cells, mut cell, mut escaped) = (Vec::new(), String::new(), false);
    for c in inner.chars() {
        if c == '|' && !escaped {
            cells.push(std::mem::take(&mut cell));
        } else {
            cell.push(c);
        }
        escaped = c == '\\' && !escaped;
    }
    cells.push(cell);
    Some(cells.iter().map(|cell| unmarked(cell.trim())).collect())
}

/// Puts the rows of a table down in columns, without its rules and an empty head.
fn columns(table: &mut Vec<Vec<String>>, lines: &mut Vec<String>) {
    let rows = std::mem::take(table);
    let says = |row: &&Vec<String>| {
        row.iter().any(|cell| !cell.is_empty() && !cell.chars().all(|c| c == '-'))
    };
    let rows: Vec<&Vec<String>> = rows.iter().filter(says).collect();
    let width = |at: usize| {
        let of = rows.iter().filter_map(|row| row.get(at)).map(|cell| Shown::of(cell).width());
        of.filter(|width| *width <= COLUMN_CELLS_MAX).max().unwrap_or(0)
    };
    for row in &rows {
        let mut line = String::new();
        for (at, cell) in row.iter().enumerate() {
            line.push_str(cell);
            if at + 1 < row.len() {
                let blanks = (width(at) + 2).saturating_sub(Shown::of(cell).width()).max(2);
                line.extend(std::iter::repeat_n(' ', blanks));
            }
        }
        lines.push(line.trim_end().to_owned());
    }
}

/// A line without what is meant for a program that sets it.
fn unmarked(line: &str) -> String {
    let mut out = String::new();
    let mut letters = line.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '\\' => out.extend(letters.next_if(char::is_ascii_punctuation).or(Some('\\'))),
            '*' if letters.next_if_eq(&'*').is_some() => {}
            '`' => {}
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_has_columns_and_no_marks() {
        let report = "# INC-1 \\<x\\>\n\n|  |  |\n| --- | --- |\n| Report | draft, up to `#3` |\n\
                      | Lead | a \\| b |\n\n- **led to it** `#5` 2 \\* 3\n```text\nabc\n```\n";
        assert_eq!(
            plain(report),
            [
                "# INC-1 <x>",
                "",
                "Report  draft, up to #3",
                "Lead    a | b",
                "",
                "- led to it #5 2 * 3",
                "abc"
            ]
        );
    }
}
