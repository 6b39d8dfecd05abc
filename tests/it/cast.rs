//! Walkthroughs as recordings of a terminal: another program reads and plays them.

use crate::library::with_march;
use crate::page::found_by;
use serde_json::Value;
use std::fs;

/// The public player as a package of the Python world brings it along: asciinema-player 3, as it is.
const PLAYER: (&str, &str) =
    ("mkdocs-asciinema-player==1.2.0", "mkdocs_asciinema_player/assets/asciinema-player.min.js");

/// A page in which the public player plays a cast up to its end, and writes down what it shows.
const PLAYING: &str = r#"<!doctype html><meta charset="utf-8"><div id="player"></div><pre id="found"></pre>
<script src="player.js"></script><script>
const found = {errors: [], chapters: [], last: ''};
addEventListener('error', e => found.errors.push(String(e.message)));
addEventListener('unhandledrejection', e => found.errors.push(String(e.reason)));
const pause = ms => new Promise(done => setTimeout(done, ms));
const shown = () => (document.querySelector('.ap-term') || {textContent: ''}).textContent.replace(/\s+/g, ' ');
const soon = promise => Promise.race([promise, pause(5000)]);
async function play() {
  const player = AsciinemaPlayer.create({data: CAST}, document.getElementById('player'), {preload: true, fit: false});
  player.addEventListener('ended', () => found.ended = true);
  for (const begun = Date.now(); !found.seconds && !found.errors.length && Date.now() - begun < 10000;) {
    found.seconds = await soon(player.getDuration());
    await pause(25);
  }
  // A browser that is in no hurry draws a place late: it is gone to until it is drawn.
  for (let i = 0; i < 200 && !shown().trim(); i++) {
    await soon(player.seek(found.seconds - i % 2 / 100));
    await pause(50);
  }
  await soon(player.seek('100%'));
  found.last = shown();
  found.at = await soon(player.getCurrentTime());
  found.chapters = [...document.querySelectorAll('.ap-marker-container')].map(mark => mark.textContent);
}
play().catch(e => found.errors.push(String(e))).finally(() => {
  document.getElementById('found').textContent = JSON.stringify(found);
});
</script>"#;

/// What the public player shows of a cast.
fn played(folder: &std::path::Path, name: &str, cast: &str) -> Value {
    let player = crate::python::file_of(PLAYER.0, PLAYER.1);
    fs::copy(player, folder.join("player.js")).unwrap();
    let cast = serde_json::to_string(cast).unwrap().replace("</", "<\\/");
    let found = found_by(folder, name, &PLAYING.replace("CAST", &cast));
    serde_json::from_str(&found).unwrap_or_else(|e| panic!("{e}: {found}"))
}

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
    ana.run(&["cast", "INC-9001", "--size", "9x9"]).refused(2, "36 to 400 columns");
    let cast = ana.run(&["cast", "INC-9001", "--hide-title"]).ok();
    assert!(!cast.contains("Checkout returned"), "the title gives the outcome away");
}

#[test]
fn the_public_player_plays_a_walkthrough_with_its_chapters() {
    let ana = with_march();
    let folder = tempfile::tempdir().unwrap();
    for version in ["3", "2"] {
        let cast = ana.run(&["cast", "INC-9001", "--cast-version", version]).ok();
        let found = played(folder.path(), &format!("v{version}.html"), &cast);
        assert_eq!(found["errors"], Value::Array(Vec::new()), "version {version}: {found:#}");
        let last = found["last"].as_str().unwrap();
        assert!(last.contains("Checkout returned 502s") && last.contains("CLOSED"), "{found:#}");
        assert_eq!(found["at"], found["seconds"], "it was played to its end");
        let chapters = found["chapters"].as_array().unwrap();
        let named = |words: &str| chapters.iter().any(|one| one.as_str().unwrap().contains(words));
        assert!(chapters.len() > 3 && named("14:33") && named("worked"), "{found:#}");
    }
}

/// The control: of what is no cast the player shows nothing.
#[test]
fn the_public_player_would_say_of_a_bad_cast_that_it_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let found = played(folder.path(), "bad.html", "{\"version\":9}\n[0.0,\"o\",\"words\"]\n");
    assert!(!found["last"].as_str().unwrap().contains("words"), "{found:#}");
    assert!(found["seconds"].is_null(), "{found:#}");
}
