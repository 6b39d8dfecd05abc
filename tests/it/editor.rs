//! What is longer than a line is written in a person's own editor, here one that does as it is told:
//! it has the terminal meanwhile, and whatever becomes of it, what was typed is a draft.

use crate::terminal::{Machine, Terminal};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

const LARGE: (u16, u16) = (160, 45);
const CTRL_O: &str = "\x0f";

/// An editor: it shows what it was given, does what stands in `first`, waits for `go`, and does what
/// stands in `deed`.
struct Editor {
    folder: PathBuf,
}

impl Editor {
    fn of(machine: &Machine) -> Self {
        let folder = machine.home().join("editor");
        fs::create_dir_all(&folder).unwrap();
        let script = "#!/bin/sh\nhere=$(dirname \"$0\")\necho \"EDITING <$(cat \"$1\")>\"\n\
                      [ -e \"$here/first\" ] && . \"$here/first\"\n\
                      until [ -e \"$here/go\" ]; do sleep 0.05; done\nrm \"$here/go\"\n. \"$here/deed\"\n";
        fs::write(folder.join("edit"), script).unwrap();
        fs::set_permissions(folder.join("edit"), fs::Permissions::from_mode(0o755)).unwrap();
        Self { folder }
    }

    fn program(&self) -> String {
        self.folder.join("edit").display().to_string()
    }

    /// Goes on, and does this with the file that is its first argument.
    fn does(&self, deed: &str) {
        fs::write(self.folder.join("deed"), deed).unwrap();
        fs::write(self.folder.join("go"), "").unwrap();
    }

    fn first(&self, deed: &str) {
        fs::write(self.folder.join("first"), deed).unwrap();
    }
}

fn is_sheet(path: &Path) -> bool {
    path.to_string_lossy().contains(".edit-") && path.extension().is_some_and(|it| it == "md")
}

/// What the editors of this machine have left lying about.
fn sheets(machine: &Machine) -> Vec<PathBuf> {
    let entries = fs::read_dir(machine.home().join("state/drafts")).into_iter().flatten().flatten();
    entries.map(|e| e.path()).filter(|p| is_sheet(p)).collect()
}

/// A room with somebody in it who has an editor, and a line that was begun.
fn in_the_line(ana: &Machine, editor: &Editor) -> Terminal {
    ana.run(&["open", "Checkout returns 500s", "--no-join"]).ok();
    let mut screen = ana.terminal_with(LARGE, &["join", "INC-1"], &[("EDITOR", &editor.program())]);
    screen.sees("Checkout returns 500s");
    screen.presses_until("\x1b", "write >");
    screen.keys("o").sees("saw >");
    screen.keys("the graph dips").sees("the graph dips");
    screen
}

fn leaves(mut screen: Terminal) {
    screen.presses_until("\x1b", "write >");
    screen.keys("\x03").sees("Leave?");
    screen.keys("\r");
    assert_eq!(screen.ended(), 0);
    assert!(screen.is_given_back());
    assert!(screen.is_cooked(), "keys are shown and come line by line, as before");
}

#[test]
fn the_line_goes_to_the_editor_and_comes_back_as_a_draft() {
    let ana = Machine::of("ana");
    let editor = Editor::of(&ana);
    let mut screen = in_the_line(&ana, &editor);
    screen.keys(CTRL_O).sees("EDITING <the graph dips>").sees_no("write >");
    // The room goes on behind it.
    ana.run(&["saw", "meanwhile, all is back"]).ok();
    editor.does("printf 'The graph dips.\\r\\n\\r\\n- twice\\n\\n' > \"$1\"");
    screen.sees("as you wrote it: Enter sends it").sees("meanwhile, all is back");
    screen.sees("- twice").sees("3 lines, Enter sends them as one");
    screen.eventually("the file is gone once its words are the draft", || sheets(&ana).is_empty());
    screen.draft_is_kept(&ana, "The graph dips.\n\n- twice");
    assert!(!ana.run(&["show"]).ok().contains("The graph dips."), "nothing goes out by itself");
    screen.keys("\r").sees_no("Enter sends them");
    screen.eventually("the entry", || ana.run(&["show", "--json"]).ok().contains("- twice"));
    leaves(screen);
}

#[test]
fn nothing_typed_is_lost_by_an_editor() {
    let ana = Machine::of("ana");
    let editor = Editor::of(&ana);
    let mut screen = in_the_line(&ana, &editor);
    let mut edits = |deed: &str, says: &str, words: &str| {
        screen.keys(CTRL_O).sees("EDITING <");
        editor.does(deed);
        screen.sees(says).sees(words);
        screen.draft_is_kept(&ana, words);
    };
    edits("exit 3", "edit ended with 3: nothing was sent", "the graph dips");
    edits(": > \"$1\"", "nothing was written in your editor", "the graph dips");
    edits("rm \"$1\"", "cannot be taken up (there is no such file)", "the graph dips");
    edits("printf 'half of it' > \"$1\"; exit 1", "what you wrote is kept", "half of it");
    edits(
        "stty raw -echo; printf '\\033[?1049h\\033[2J\\033[31m'; kill -9 $$",
        "nothing was sent",
        "half of it",
    );
    let long = "i=0; while [ $i -lt 600 ]; do echo a line of it; i=$((i+1)); done > \"$1\"";
    edits(long, "too long for one entry", "a line of it");
    // It is not sent as it is, and not lost by trying to.
    screen.keys("\r").sees("the text has 600 lines");
    screen.draft_is_kept(&ana, "a line of it\na line of it");
    // Ctrl-C is the editor's own while it has the terminal.
    editor.first("echo AT WORK");
    screen.keys(CTRL_O).sees("AT WORK");
    screen.keys("\x03").sees("nothing was sent, and what you wrote is kept");
    screen.draft_is_kept(&ana, "a line of it\na line of it");
    assert!(sheets(&ana).is_empty());
    leaves(screen);
    let mut none = ana.terminal_with(LARGE, &["join", "INC-1"], &[("EDITOR", "no-such-editor")]);
    none.sees("a line of it");
    none.keys(CTRL_O).sees("there is no no-such-editor here, set EDITOR");
    none.sees("a line of it");
}

#[test]
fn promise_7_what_an_editor_wrote_is_on_disk_where_no_draft_can_be() {
    let ana = Machine::of("ana");
    let editor = Editor::of(&ana);
    let mut screen = in_the_line(&ana, &editor);
    screen.draft_is_kept(&ana, "the graph dips");
    // As on a full disk, nothing more can be written there; what is there can be read.
    let drafts = ana.home().join("state/drafts");
    let draft = || {
        let mut drafts = fs::read_dir(&drafts).unwrap().flatten().map(|entry| entry.path());
        drafts.find(|file| file.extension().is_none())
    };
    screen.eventually("the draft in its place", || draft().is_some());
    let draft = draft().unwrap();
    let full = draft.with_extension("new");
    fs::create_dir(&full).unwrap();
    screen.keys(CTRL_O).sees("EDITING <the graph dips>");
    editor.does("printf 'a long account' > \"$1\"");
    screen
        .sees("your draft is not kept on disk")
        .sees("what you wrote is in")
        .sees("a long account");
    assert_eq!(sheets(&ana).len(), 1);
    screen.signal("-9");
    screen.ended();
    fs::remove_dir(&full).unwrap();
    let again = ana.terminal(LARGE, &["join", "INC-1"]);
    again.eventually("the file is gone once its words are the draft", || sheets(&ana).is_empty());
    again.draft_is_kept(&ana, "a long account");
}

#[test]
fn what_was_in_the_editor_when_the_program_was_killed_is_a_draft() {
    let ana = Machine::of("ana");
    let editor = Editor::of(&ana);
    editor.first("printf 'a long account' > \"$1\"; echo WROTE");
    let mut screen = in_the_line(&ana, &editor);
    screen.keys(CTRL_O).sees("WROTE");
    screen.signal("-9");
    screen.ended();
    editor.does("exit 0");
    let mut again = ana.terminal(LARGE, &["join", "INC-1"]);
    again.sees("the graph dips");
    assert!(sheets(&ana).is_empty());
    again.draft_is_kept(&ana, "a long account");
    again.presses_until("\x1b", "write >");
    again.keys("o").sees("the graph dips");
    again.keys("\r").sees("a long account");
}

#[test]
fn promise_7_what_two_screens_of_one_person_had_typed_is_there_after_both_were_killed() {
    let ana = Machine::of("ana");
    ana.run(&["open", "Checkout returns 500s", "--no-join"]).ok();
    let mut screens: Vec<Terminal> = Vec::new();
    for words in ["the first half", "another half"] {
        let mut screen = ana.terminal(LARGE, &["join", "INC-1"]);
        screen.sees("saw >");
        screen.keys(words).sees(words).draft_is_kept(&ana, words);
        screens.push(screen);
    }
    // The first goes on typing, and takes nothing from the second.
    screens[0].keys(" of it").draft_is_kept(&ana, "the first half of it");
    screens[0].draft_is_kept(&ana, "another half");
    for mut screen in screens {
        screen.signal("-KILL");
        screen.ended();
    }
    let mut again = ana.terminal(LARGE, &["join", "INC-1"]);
    again.sees("the first half of it");
    // What waits comes under nobody's cursor by itself, and says that it is there.
    again.keys("\r").sees("Just write").sees_no("another half");
    again.keys("\x1b").sees("another half");
    again.keys("l").sees("saw > another half");
}

#[test]
fn a_part_of_the_report_is_written_in_an_editor_from_any_shell_and_at_the_review() {
    let ana = Machine::of("ana");
    let editor = Editor::of(&ana);
    let program = editor.program();
    ana.run(&["open", "Checkout returns 500s", "--no-join"]).ok();
    let section = ["review", "section", "conclusion"];
    let written = |deed: &str, begins: &str| {
        let mut shell = ana.terminal_with(LARGE, &section, &[("VISUAL", &program)]);
        shell.sees(begins);
        editor.does(deed);
        let code = shell.ended();
        (code, shell.text())
    };
    let (code, said) = written("printf 'We were slow to see it.' > \"$1\"; exit 1", "EDITING <>");
    assert!(code == 1 && said.contains("what you wrote is kept. It is there still"), "{said}");
    let (code, said) = written("exit 0", "EDITING <We were slow to see it.>");
    assert!(code == 0 && said.contains("it is here again"), "{said}");
    assert!(sheets(&ana).is_empty());
    let report = || ana.run(&["report", "INC-1"]).ok();
    assert!(report().contains("## Conclusion\n\nWe were slow to see it."), "{}", report());
    // The last words are where one goes on from, on the screen of the review, too.
    ana.run(&["phase", "closed", "quiet"]).ok();
    let mut screen = ana.terminal_with(LARGE, &["review"], &[("VISUAL", &program)]);
    screen.sees("Before the meeting");
    screen.presses_until("E", "conclusion");
    screen.keys(&"\x1b[B".repeat(11)).keys("\r");
    screen.sees("report, conclusion").sees("Ctrl-O: in your editor");
    screen.keys(CTRL_O).sees("EDITING <We were slow to see it.>");
    editor.does("printf 'And quick to mend it.' >> \"$1\"");
    screen.sees("as you wrote it: Enter sends it");
    screen.keys("\r");
    let both = "We were slow to see it.\nAnd quick to mend it.";
    screen.eventually("both sentences", || report().contains(both));
}

#[test]
fn an_incident_of_before_is_typed_in_an_editor() {
    let ana = Machine::of("ana");
    let editor = Editor::of(&ana);
    let run = |deed: &str| {
        let import = ["import", "--past", "--edit"];
        let mut shell =
            ana.terminal_with(LARGE, &import, &[("EDITOR", &editor.program()), ("VISUAL", " ")]);
        shell.sees("EDITING <# An incident of before");
        editor.does(deed);
        (shell.ended(), shell.text())
    };
    let put = |line: &str| {
        format!("sed -i 's/^title.*/title Checkout lost/' \"$1\"; echo '{line}' >> \"$1\"")
    };
    let (code, said) = run(&put("2026-03-03 14:06 ana sow error rate"));
    assert!(code != 0 && said.contains("what you wrote is there still"), "{said}");
    let fix = "sed -i 's/^2026.*/2026-03-03 14:06 ana saw error rate/' \"$1\"";
    let (code, said) = run(fix);
    assert!(code == 0 && said.contains("Checkout lost"), "{said}");
    let left = |folder: &Path| fs::read_dir(folder).unwrap().flatten().count();
    assert_eq!(left(&ana.home().join("data/library/recordings")), 1);
    assert!(ana.run(&["list"]).ok().contains("Checkout lost"));
}
