//! The pages that people read: every link leads somewhere, every example can be typed, and what the
//! program itself knows stands there as it says it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::{complain, root};
use crate::terminal::Machine;

const COLUMNS_MAX: usize = 120;
const README_LINES_MAX: usize = 330;

/// A page: its path from the root, and its text.
struct Page {
    path: PathBuf,
    text: String,
}

impl Page {
    fn read(path: &str) -> Self {
        Self { path: path.into(), text: fs::read_to_string(root().join(path)).unwrap() }
    }

    fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// What stands between a pair of marks.
    fn between(&self, mark: &str) -> &str {
        let [from, to] = [format!("<!-- {mark} -->"), format!("<!-- /{mark} -->")];
        let rest = self.text.split(&from).nth(1).and_then(|rest| rest.split(&to).next());
        rest.unwrap_or_else(|| panic!("{} has no {from}", self.name())).trim()
    }

    /// Its lines, each with the language of the fence that it stands in.
    fn lines(&self) -> Vec<(Option<&str>, &str)> {
        let mut fence = None;
        let mut lines = Vec::new();
        for line in self.text.lines() {
            match (fence, line.strip_prefix("```")) {
                (None, Some(language)) => fence = Some(language),
                (Some(_), Some(_)) => fence = None,
                (_, None) => lines.push((fence, line)),
            }
        }
        assert!(fence.is_none(), "{} has a fence without an end", self.name());
        lines
    }

    /// Its words as they are read, without the fences.
    fn prose(&self) -> String {
        let outside = self.lines().into_iter().filter(|(fence, _)| fence.is_none());
        outside.map(|(_, line)| line).collect::<Vec<_>>().join("\n")
    }

    /// What links may name behind `#`.
    fn anchors(&self) -> BTreeSet<String> {
        let prose = self.prose();
        let headings = prose.lines().filter(|line| line.starts_with('#'));
        headings.map(|line| anchor(line.trim_start_matches('#').trim())).collect()
    }

    fn links(&self) -> Vec<String> {
        // Every second piece is code, where brackets are no link.
        let prose = self.prose();
        let words: String = prose.split('`').step_by(2).collect();
        let targets = words.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        targets.map(str::to_owned).collect()
    }

    /// Each `warroom ...` that it shows: in fences of a shell, and in its sentences.
    fn examples(&self) -> Vec<String> {
        let lines = self.lines();
        let shell = lines.iter().filter(|(fence, _)| *fence == Some("sh"));
        let typed = shell.flat_map(|(_, line)| {
            let line = line.split(" # ").next().unwrap_or(line);
            line.split(" | ").flat_map(|part| part.split(" && "))
        });
        let prose = self.prose();
        let said = prose.split('`').skip(1).step_by(2).map(|code| code.replace('\n', " "));
        let all = typed.map(|part| part.trim().to_owned()).chain(said);
        all.filter(|code| code.starts_with("warroom ")).collect()
    }
}

/// The pages for those who use it.
fn pages() -> Vec<Page> {
    let folder = fs::read_dir(root().join("docs")).unwrap();
    let mut paths: Vec<_> = folder
        .map(|entry| format!("docs/{}", entry.unwrap().file_name().into_string().unwrap()))
        .filter(|path| Path::new(path).extension().is_some_and(|ending| ending == "md"))
        .collect();
    paths.sort();
    assert!(paths.len() > 5, "the pages were not found");
    std::iter::once("README.md").chain(paths.iter().map(String::as_str)).map(Page::read).collect()
}

/// All pages: also those for whoever changes it.
fn all_pages() -> Vec<Page> {
    let others = ["ARCHITECTURE.md", "CHANGELOG.md"].map(Page::read);
    pages().into_iter().chain(others).collect()
}

/// A heading as links name it.
fn anchor(heading: &str) -> String {
    let kept = |c: char| match c {
        ' ' => Some('-'),
        '-' | '_' => Some(c),
        _ => c.is_alphanumeric().then(|| c.to_ascii_lowercase()),
    };
    heading.chars().filter_map(kept).collect()
}

/// What is wrong with a link of this page.
fn wrong(page: &Page, link: &str) -> Option<String> {
    if link.starts_with("https://") {
        return None;
    }
    let (file, heading) = link.split_once('#').map_or((link, None), |(f, h)| (f, Some(h)));
    let target = root().join(page.path.parent().unwrap()).join(file);
    if !target.exists() {
        return Some(format!("{}: {link} leads to no file", page.name()));
    }
    let anchors = || match file {
        "" => page.anchors(),
        _ => Page { text: fs::read_to_string(&target).unwrap(), path: target.clone() }.anchors(),
    };
    let lost = heading.is_some_and(|heading| !anchors().contains(heading));
    lost.then(|| format!("{}: {link} leads to no heading", page.name()))
}

#[test]
fn every_link_leads_somewhere() {
    let pages = all_pages();
    let links: Vec<_> =
        pages.iter().flat_map(|page| page.links().into_iter().map(move |l| (page, l))).collect();
    assert!(links.len() > 60, "the links were not found");
    let wrong: Vec<_> = links.iter().filter_map(|(page, link)| wrong(page, link)).collect();
    complain("links that lead nowhere", &wrong);
}

#[test]
fn a_link_that_leads_nowhere_is_found() {
    let page = Page {
        path: "docs/x.md".into(),
        text: "# A b, c\n[1](#a-b-c) [2](#gone) [3](keys.md#keys) [4](../gone.md) `[5](gone)`"
            .into(),
    };
    let wrong: Vec<_> = page.links().iter().filter_map(|link| wrong(&page, link)).collect();
    let expected =
        ["docs/x.md: #gone leads to no heading", "docs/x.md: ../gone.md leads to no file"];
    assert_eq!(wrong, expected);
}

#[test]
fn the_readme_leads_to_every_page() {
    let pages = pages();
    let links = pages[0].links();
    let missing = |page: &&Page| !links.contains(&page.name());
    let missing: Vec<_> = pages.iter().skip(1).filter(missing).map(Page::name).collect();
    complain("pages that README does not name", &missing);
}

#[test]
fn the_readme_is_short() {
    let lines = Page::read("README.md").text.lines().count();
    assert!(lines <= README_LINES_MAX, "README has {lines} lines: tell it in docs/");
}

#[test]
fn pages_are_narrow() {
    let wide = |page: &Page| {
        let name = page.name();
        let prose = page.prose();
        let free = |line: &&str| !line.starts_with(['|', '!']);
        let wide = prose.lines().filter(free).filter(|line| line.chars().count() > COLUMNS_MAX);
        wide.map(|line| format!("{name}: {line}")).collect::<Vec<_>>()
    };
    let wide: Vec<_> = all_pages().iter().flat_map(wide).collect();
    complain("lines of more than 120 columns", &wide);
}

/// The help of the command that an example names; nothing where there is no such command.
fn help_of(machine: &Machine, command: &str, behind: Option<&str>) -> Option<String> {
    let first = machine.run(&["help", command]);
    let deed = behind.filter(|word| first.out.contains(&format!("\n  {word} ")));
    match deed {
        _ if first.code != 0 => None,
        Some(deed) => Some(machine.run(&["help", command, deed]).ok()),
        None => Some(first.out),
    }
}

/// What is wrong with an example: `COMMAND` in capitals stands for any, and what is behind ` -- ` is
/// another's.
fn mistaken(machine: &Machine, example: &str) -> Option<String> {
    let own = example.split(" -- ").next()?;
    let mut words = own.split_whitespace().skip(1);
    let command = words.next().filter(|word| word.chars().all(|c| c.is_ascii_lowercase()))?;
    let Some(help) = help_of(machine, command, words.next()) else {
        return Some(format!("{example}: there is no {command}"));
    };
    let part_of_flag = |c: char| c.is_alphanumeric() || c == '-';
    let flags = own.split_whitespace().filter(|word| word.starts_with("--"));
    let mut flags = flags.map(|flag| flag.trim_end_matches(|c| !part_of_flag(c)));
    let unknown = flags.find(|flag| help.split(|c| !part_of_flag(c)).all(|word| word != *flag));
    unknown.map(|flag| format!("{example}: there is no {flag}"))
}

#[test]
fn every_example_can_be_typed() {
    let machine = Machine::of("ana");
    let pages = pages();
    let examples: BTreeSet<_> = pages.iter().flat_map(Page::examples).collect();
    assert!(examples.len() > 80, "the examples were not found");
    let mistakes = examples.iter().filter_map(|example| mistaken(&machine, example));
    complain("examples", &mistakes.collect::<Vec<_>>());
}

#[test]
fn an_example_that_cannot_be_typed_is_found() {
    let fence =
        "warroom opne x && warroom open x --shared # warroom x\necho | warroom actions done --day";
    let page = Page {
        path: "docs/x.md".into(),
        text: format!("`warroom\njoin --at x`\n```sh\n{fence}\n```\n```toml\nwarroom x\n```"),
    };
    let machine = Machine::of("ana");
    let examples = page.examples();
    let mistakes: Vec<_> = examples.iter().filter_map(|it| mistaken(&machine, it)).collect();
    let expected = [
        "warroom opne x: there is no opne",
        "warroom open x --shared: there is no --shared",
        "warroom actions done --day: there is no --day",
    ];
    assert_eq!(mistakes, expected);
}

#[test]
fn the_keys_stand_as_they_are() {
    let keys = Machine::of("ana").run(&["keys"]).ok();
    let page = Page::read("docs/keys.md");
    let shown = page.between("keys");
    assert_eq!(shown, keys.trim(), "put the output of `warroom keys` between the marks");
}

/// The few keys of the README are keys of the whole table.
#[test]
fn the_keys_of_the_readme_are_keys() {
    let all = Page::read("docs/keys.md");
    let register = all.between("keys").split("**walkthrough**").next().unwrap();
    let readme = Page::read("README.md");
    let own = readme.text.split("\n## Keys").nth(1).and_then(|t| t.split("\n## ").next()).unwrap();
    let rows = own.lines().filter(|line| line.starts_with("| `"));
    let keys: Vec<_> = rows.filter_map(|row| row.split('|').nth(1)).collect();
    let keys: Vec<_> = keys.iter().flat_map(|cell| cell.split_whitespace()).collect();
    assert!(keys.len() > 20, "the keys were not found");
    let unknown = keys.iter().filter(|key| !register.contains(&format!("| {key} ")));
    let unknown: Vec<_> = unknown.map(|key| (*key).to_owned()).collect();
    complain("keys of README that are none", &unknown);
}

#[test]
fn the_times_are_defined_as_they_are() {
    use warroom_register::times::{Point, Span};
    let page = Page::read("docs/report.md");
    let shown = page.between("times");
    let times = Point::ALL.iter().map(|p| format!("| {} | {} |", p.words(), p.meaning()));
    let spans = Span::ALL.iter().map(|s| format!("| {} | {} |", s.words(), s.meaning()));
    for line in times.chain(spans) {
        assert!(shown.lines().any(|l| l == line), "{} lacks: {line}", page.name());
    }
}

#[test]
fn the_report_in_the_docs_is_that_of_the_sample() {
    let sample = root().join("tests/samples/source-host.jsonl");
    let report = Machine::of("ana").run(&["report", sample.to_str().unwrap()]);
    let shown = fs::read_to_string(root().join(".assets/report.md")).unwrap();
    let report = report.ok();
    assert!(report == shown, "put the output of `warroom report` there");
    let readme = Page::read("README.md");
    let shown = readme.between("report");
    let shown = shown.strip_prefix("```markdown\n").and_then(|text| text.strip_suffix("```"));
    let begins = report.split("## Timeline").next().unwrap().trim_end();
    assert_eq!(shown.unwrap().trim_end(), begins, "put the beginning of `warroom report` there");
}
