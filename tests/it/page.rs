//! The pages as a browser has them: headless Chromium, which `tests/run` installs where it is
//! missing. Another page looks into ours from outside, so that ours are as they were written.

use crate::golden::recording_of;
use crate::proof::corpus::words_said;
use crate::terminal::Machine;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;
use warroom_register::limits::TEXT_BYTES_MAX;
use warroom_register::words::{AdviceKind, EntryKind, FactorKind, Mode, Section, Severity};
use warroom_register::{Command as Ask, NewEntry, Policy, Seq, Text};

/// What looks into the pages that are beside it, one after another and in each width, and writes
/// down what it finds there.
const LOOKER: &str = r#"<!doctype html><meta charset="utf-8"><pre id="found"></pre><script>
const pages = PAGES, widths = [1280, 390, 320], found = [];
async function look(page, width) {
  const frame = document.createElement('iframe');
  frame.style = `border:0;width:${width}px;height:900px`;
  frame.src = page;
  document.body.append(frame);
  await new Promise(done => frame.onload = done);
  await new Promise(done => setTimeout(done, 50));
  const it = frame.contentDocument, names = {}, acts = [], leads = [];
  for (const node of it.querySelectorAll('*')) {
    names[node.localName] = (names[node.localName] || 0) + 1;
    for (const {name, value} of node.attributes) {
      if (name.startsWith('on') || name === 'srcdoc' || name === 'style') acts.push(`${node.localName} ${name}`);
      if (/^(href|src|xlink:href|action|formaction|data|poster|srcset|ping)$/.test(name)) leads.push(value);
    }
  }
  const small = [...it.querySelectorAll('svg text')].map(t => t.getBoundingClientRect().height);
  found.push({page, width, names, acts, leads, title: it.title,
    wide: it.documentElement.scrollWidth - it.documentElement.clientWidth,
    loaded: frame.contentWindow.performance.getEntriesByType('resource').length,
    gone: frame.contentWindow.location.pathname.split('/').pop() !== page,
    owned: 'canary' in frame.contentWindow || 'canary' in window,
    letters: small.length ? Math.min(...small) : 99,
    words: it.body.innerText.length});
  frame.remove();
}
(async () => {
  for (const page of pages) for (const width of widths) await look(page, width);
  document.getElementById('found').textContent = JSON.stringify(found);
})();
</script>"#;

/// What may stand in a page of ours: nothing that acts, loads, asks or hides.
const NAMES: &[&str] = &[
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "h1",
    "h2",
    "h3",
    "p",
    "ul",
    "ol",
    "li",
    "a",
    "b",
    "i",
    "small",
    "strong",
    "em",
    "span",
    "div",
    "code",
    "pre",
    "blockquote",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "figure",
    "figcaption",
    "section",
    "svg",
    "g",
    "text",
    "line",
    "rect",
    "path",
    "circle",
    "polyline",
    "polygon",
    "desc",
    "br",
    "dl",
    "dt",
    "dd",
    "header",
    "main",
];

fn chromium() -> String {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let there = |name: &&&str| Command::new(name).arg("--version").output().is_ok();
    names.iter().find(there).expect("no Chromium here: tests/run installs it").to_string()
}

/// What a browser finds in these pages of this folder, in each width.
fn looked_at(folder: &Path, pages: &[&str]) -> Vec<Value> {
    let looker = LOOKER.replace("PAGES", &serde_json::to_string(pages).unwrap());
    let found = found_by(folder, "looker.html", &looker);
    let found: Vec<Value> = serde_json::from_str(&found).unwrap_or_else(|e| panic!("{e}: {found}"));
    assert_eq!(found.len(), pages.len() * 3);
    found
}

/// Takes a picture of the upper part of a page, of so many pixels.
pub(crate) fn pictured(page: &Path, (width, height): (u32, u32), into: &Path) {
    let folder = page.parent().unwrap();
    let done = Command::new(chromium())
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        .args(["--hide-scrollbars", "--force-color-profile=srgb"])
        .arg(format!("--window-size={width},{height}"))
        .arg(format!("--screenshot={}", into.display()))
        .arg(format!("--user-data-dir={}", folder.join("browser").display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// What a page of ours writes down for us once a browser has opened it in this folder.
pub(crate) fn found_by(folder: &Path, name: &str, page: &str) -> String {
    let looker = folder.join(name);
    fs::write(&looker, page).unwrap();
    let done = Command::new(chromium())
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        .args(["--allow-file-access-from-files", "--window-size=1400,1000", "--dump-dom"])
        .args(["--virtual-time-budget=60000", "--timeout=60000"])
        .arg(format!("--user-data-dir={}", folder.join("browser").display()))
        .arg(format!("file://{}", looker.display()))
        .output()
        .unwrap();
    let dom = String::from_utf8(done.stdout).unwrap();
    let found =
        dom.split_once("<pre id=\"found\">").and_then(|(_, rest)| rest.split_once("</pre>"));
    let (found, _) = found.unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&done.stderr)));
    found.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Nothing in it can act, nothing leads out of it, and no width makes it wider than the screen.
fn is_still(found: &Value) {
    let of = |name: &str| format!("{name} of {} at {}", found["page"], found["width"]);
    let names = found["names"].as_object().unwrap().keys();
    let other: Vec<_> = names.filter(|name| !NAMES.contains(&name.as_str())).collect();
    assert!(other.is_empty(), "{}: {other:?}", of("elements"));
    assert_eq!(found["acts"], Value::Array(Vec::new()), "{}", of("what acts"));
    let leads = found["leads"].as_array().unwrap();
    let out: Vec<_> = leads.iter().filter(|l| !l.as_str().unwrap().starts_with('#')).collect();
    assert!(out.is_empty(), "{}: {out:?}", of("what leads out"));
    for (what, wanted) in
        [("loaded", 0.into()), ("gone", false.into()), ("owned", Value::from(false))]
    {
        assert_eq!(found[what], wanted, "{}", of(what));
    }
    assert_eq!(found["wide"], 0, "{}", of("cells beyond the edge"));
    assert!(found["letters"].as_f64().unwrap() >= 11.0, "{} {}", of("letters"), found["letters"]);
    assert!(found["words"].as_u64().unwrap() > 100, "{}", of("words"));
}

#[test]
fn a_browser_finds_nothing_in_a_report_that_acts() {
    let ana = Machine::of("ana");
    let folder = ana.home().join("pages");
    fs::create_dir_all(&folder).unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/source-host.jsonl");
    let hostile = folder.join("hostile.jsonl");
    fs::write(&hostile, recording_of(hostile_words())).unwrap();
    for (recording, name) in [(&sample, "sample"), (&hostile, "hostile")] {
        let recording = recording.to_str().unwrap();
        for form in ["html", "fragment"] {
            let page = folder.join(format!("{name}-{form}.html"));
            let page = page.to_str().unwrap();
            ana.run(&["report", recording, "--format", form, "--names", "handles", "-o", page])
                .ok();
        }
        let page = folder.join(format!("{name}-stats.html"));
        ana.run(&["stats", recording, "-o", page.to_str().unwrap()]).ok();
    }
    let pages =
        ["sample-html.html", "sample-stats.html", "hostile-html.html", "hostile-stats.html"];
    let found = looked_at(&folder, &pages);
    found.iter().for_each(is_still);
    assert_eq!(found[0]["title"], "INC-42 Source host: production database deleted");
    assert_eq!(found[0]["names"]["svg"], 6, "names and picture, three times");
    // A fragment goes into a page of somebody else's, which has a style of its own.
    let style = "<!doctype html><meta charset=utf-8><style>svg{min-width:54rem}body{overflow-wrap:anywhere}</style>";
    for name in ["sample-fragment.html", "hostile-fragment.html"] {
        let page = folder.join(name);
        let fragment = fs::read_to_string(&page).unwrap();
        fs::write(&page, format!("{style}{fragment}")).unwrap();
    }
    for found in looked_at(&folder, &["sample-fragment.html", "hostile-fragment.html"]) {
        is_still(&Value::Object({
            let mut found = found.as_object().unwrap().clone();
            found.insert("wide".into(), 0.into());
            found
        }));
    }
}

/// The control: what looks does see what acts.
#[test]
fn a_browser_would_find_what_acts() {
    let folder = tempfile::tempdir().unwrap();
    let bad = "<title>x</title><p onclick=\"1\">words</p><a href=\"https://example.org\">x</a>\
               <script>window.canary = 1</script><div style=\"width:3000px\">wide</div>";
    fs::write(folder.path().join("bad.html"), bad).unwrap();
    let found = &looked_at(folder.path(), &["bad.html"])[0];
    assert_eq!(found["owned"], true, "{found}");
    assert_eq!(found["names"]["script"], 1);
    assert_eq!(found["acts"][0], "p onclick");
    assert_eq!(found["leads"][0], "https://example.org");
    assert!(found["wide"].as_i64().unwrap() > 1000);
}

/// An incident and its review in which everybody says the corpus, wherever words can stand.
fn hostile_words() -> Vec<(&'static str, Ask)> {
    let handle = |name: &str| name.parse().unwrap();
    let open = Ask::Open {
        sealed: warroom_register::Hash([1; 32]),
        title: warroom_register::Title::try_from("<b>Checkout</b> & co".to_owned()).unwrap(),
        severity: Severity::P1,
        kind: warroom_register::words::Kind::Availability,
        mode: None::<Mode>,
        talk: Text::default(),
        key: None,
        policy: Policy::standard(),
    };
    let mut all = vec![("ana", open)];
    let own = [
        "<script>window.canary=1</script>",
        "<img src=x onerror=\"parent.canary=1\">",
        "\"><svg onload=parent.canary=1>",
        "</style><style>body{display:none}</style>",
        "](javascript:parent.canary=1)",
        "<meta http-equiv=refresh content=0;url=https://example.org>",
        "{{ 7*7 }}{% include 'x' %}",
        "<!-- <table> --><iframe srcdoc='<script>parent.parent.canary=1</script>'>",
    ];
    // What is longer than an entry was refused long before a page is made of it.
    let short = |words: &String| words.len() <= TEXT_BYTES_MAX;
    let said = words_said().into_iter().filter(short);
    for words in own.into_iter().map(str::to_owned).chain(said) {
        let text = || Text::from(words.as_str());
        let kinds =
            [EntryKind::Observation, EntryKind::Fact, EntryKind::Question, EntryKind::Impact];
        all.extend(kinds.map(|kind| ("ana", NewEntry::of(kind, text()).write())));
        all.push(("ana", NewEntry::of(EntryKind::Decision, text()).write()));
        let kind = FactorKind::LedTo;
        all.push(("ana", Ask::AddFactor { kind, text: text(), entry: None }));
        let kind = AdviceKind::Technical;
        all.push(("ana", Ask::Recommend { kind, text: text(), idea: None }));
        let advice = Seq(u64::try_from(all.len()).unwrap());
        let due = warroom_register::At::from_ms(1_800_000_000_000);
        all.push((
            "ana",
            Ask::AcceptAdvice { entry: advice, owner: handle("ana"), due, link: text() },
        ));
        all.push(("ana", Ask::MakeAware { whom: text(), how: text(), seen_at: None }));
        all.push(("ana", Ask::Comment { entry: None, text: text() }));
        let (tool, out_of_reach) = (text(), text());
        all.push(("ana", Ask::Recount { entry: None, text: text(), tool, out_of_reach }));
        for section in Section::ALL {
            all.push(("ana", Ask::WriteSection { section: *section, text: text() }));
        }
    }
    all
}
