//! Every case of the corpus has somebody who runs it, or a reason why nobody does yet.

use std::fs;
use std::path::Path;

use super::cases;

#[test]
fn every_case_of_the_corpus_says_who_runs_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = String::new();
    let mut folders =
        ["src", "server/src", "register/src", "tests/it"].map(|it| root.join(it)).to_vec();
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                sources.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    let mut known = 0;
    let run =
        ["said", "name", "title", "link", "kind", "file", "course", "http", "frames", "message"];
    for how in run.into_iter().chain(["recording"]) {
        known += cases(how).len();
    }
    for case in cases("elsewhere") {
        let (_, name) = case
            .note
            .rsplit_once("::")
            .unwrap_or_else(|| panic!("{}: {:?} is no test that does it", case.id, case.note));
        let found = sources.contains(&format!("fn {name}("));
        assert!(found, "{}: there is no {}", case.id, case.note);
        known += 1;
    }
    let later = cases("later");
    assert!(later.iter().all(|case| !case.note.is_empty()));
    assert_eq!(known + later.len(), 193, "a case is run by nobody");
}
