//! Walkthroughs as recordings of a terminal: another program reads and plays them.

use crate::library::with_march;

/// A cast as another program reads it: its version, the chapters, and what an emulator shows last.
fn read_cast(file: &std::path::Path) -> Vec<String> {
    let program = "
import json, sys
import pyte
lines = open(sys.argv[1], encoding='utf-8').read().splitlines()
head = json.loads(lines[0])
size = (head['term']['cols'], head['term']['rows']) if head['version'] == 3 else (head['width'], head['height'])
screen = pyte.Screen(*size)
stream = pyte.Stream(screen)
now = 0.0
print('version', head['version'])
for line in lines[1:]:
    time, kind, data = json.loads(line)
    assert time >= 0 and kind in 'omx', line
    assert head['version'] == 3 or time >= now, 'time goes back'
    now = now + time if head['version'] == 3 else time
    if kind == 'o': stream.feed(data)
    if kind == 'm': print('chapter', data)
for row in screen.display: print('screen', row.rstrip())
print('seconds', round(now, 3))
";
    let text = crate::python::run(&["pyte==0.8.2"], program, &[file]);
    text.lines().map(str::to_owned).collect()
}

#[test]
fn a_walkthrough_is_played_by_others() {
    let ana = with_march();
    let mut seconds = Vec::new();
    for version in ["3", "2"] {
        let file = ana.home().join(format!("{version}.cast"));
        let path = file.to_str().unwrap();
        ana.run(&["cast", "INC-9001", "-o", path, "--cast-version", version]).ok();
        let lines = read_cast(&file);
        assert_eq!(lines[0], format!("version {version}"));
        let chapters: Vec<_> = lines.iter().filter(|line| line.starts_with("chapter")).collect();
        assert!(chapters.iter().any(|line| line.contains("14:33") && line.contains("worked")));
        let shown =
            |words: &str| lines.iter().any(|l| l.starts_with("screen") && l.contains(words));
        assert!(shown("Checkout returned 502s") && shown("error rate at 40 %"), "{lines:#?}");
        seconds.push(lines.last().unwrap().clone());
    }
    assert_eq!(seconds[0], seconds[1], "both take as long");
    ana.run(&["cast", "INC-9001", "--size", "9x9"]).refused(2, "20 to 400 columns");
    let cast = ana.run(&["cast", "INC-9001", "--hide-title"]).ok();
    assert!(!cast.contains("Checkout returned"), "the title gives the outcome away");
}
