//! The forms of a report: each says the same, none can be made to do anything, and people stand
//! under the names that were asked for.

use super::NAMED;
use crate::report::{Form, Names, Naming, Options, Template, Unfit, render};
use crate::tests::hostile::{WORDS, said_everywhere};
use crate::tests::script::{Room, STORY, one_of_each};
use crate::words::AdviceKind;
use crate::{Command, Label, Record, Recording, Seq, Text};

const FORMS: [Form; 4] = [Form::Markdown, Form::Html, Form::Fragment, Form::Json];

fn told(room: &Room, form: Form, options: &Options) -> String {
    render(&room.recording(), options, form, None).unwrap()
}

fn by(source: &str, form: Form) -> Result<String, String> {
    let own = Template { name: "own.txt".into(), source: source.into() };
    let room = Room::of(STORY);
    render(&room.recording(), &NAMED, form, Some(&own)).map_err(|why| match why {
        Unfit::Template(bad) => bad.to_string(),
        Unfit::Gap(gap) => gap.to_string(),
    })
}

/// The tags and attributes of a page; text is left out.
fn shape(page: &str) -> Vec<&str> {
    let tags = page.split('<').skip(1).filter_map(|tag| tag.split_once('>'));
    tags.map(|(tag, _)| tag.split(" id=").next().unwrap_or(tag)).collect()
}

/// A number, and so nothing that needs quotes around it.
fn leads_to_a_row(href: &str) -> bool {
    href.strip_prefix("#r").is_some_and(|seq| seq.parse::<u64>().is_ok())
}

/// Elements and attributes that a page of ours has.
const TAGS: [&str; 38] = [
    "!doctype",
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
    "li",
    "table",
    "thead",
    "tr",
    "th",
    "td",
    "div",
    "small",
    "span",
    "strong",
    "a",
    "pre",
    "code",
    "blockquote",
    "figure",
    "figcaption",
    "svg",
    "path",
    "rect",
    "circle",
    "text",
    "b",
    "i",
    "em",
    "section",
    "ol",
];

#[test]
fn nothing_that_anybody_wrote_is_markup() {
    let more = [
        "</style><script>x</script>",
        "\"><img src=x onerror=alert(1)>",
        "--><svg onload=x>",
        "]]><script>",
        "{{ 7001*7 }}{% for x in y %}",
        "javascript:alert(1)",
        "&lt;script&gt;",
        "#14 &#60;b>",
    ];
    for words in WORDS.into_iter().chain(more) {
        let room = said_everywhere(words);
        for form in [Form::Html, Form::Fragment] {
            let page = told(&room, form, &NAMED);
            for tag in shape(&page) {
                let name =
                    tag.trim_start_matches('/').split([' ', '\n']).next().unwrap_or_default();
                assert!(TAGS.contains(&name), "<{tag}> of {words:?}");
                let attributes = tag.split(' ').skip(1).filter_map(|a| a.split_once('='));
                let bad = |(name, value): (&str, &str)| {
                    name.starts_with("on")
                        || name == "src"
                        || name == "style"
                        || (name == "href" && !leads_to_a_row(value))
                };
                assert!(!attributes.into_iter().any(bad), "<{tag}> of {words:?}");
            }
            let calm =
                |c: char| c == '\n' || !(c.is_control() || crate::shown::is_hidden(c as u32));
            assert!(page.chars().all(calm), "{words:?} in {form:?}");
            assert!(!page.contains("49007") || words != more[4], "a text is no template");
        }
        // JSON holds what came, and nothing that a terminal would obey.
        let json = told(&room, Form::Json, &NAMED);
        let data: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(data["facts"][0]["before"][0]["text"], words);
        assert!(json.trim_end().chars().all(|c| !c.is_control()), "{words:?}");
    }
}

#[test]
fn a_page_stands_alone() {
    let page = told(&Room::of(STORY), Form::Html, &NAMED);
    for absent in ["<script", "<link", "<img", "<iframe", "http://", "https://", "url(", "@import"]
    {
        assert!(!page.contains(absent), "{absent}");
    }
    assert_eq!(page.matches("role=\"img\"").count(), 3);
    let (_, policy) = page.split_once("Content-Security-Policy\" content=\"").unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy:.80}");
    let fragment = told(&Room::of(STORY), Form::Fragment, &NAMED);
    for absent in ["<svg", "<style", "<html", "<body", "<head", "style="] {
        assert!(!fragment.contains(absent), "{absent} in a fragment");
    }
}

#[test]
fn equal_journals_give_equal_bytes() {
    for form in FORMS {
        let options = Options { label: Some(Label(7)), names: Names::Roles };
        assert!(told(&Room::of(STORY), form, &options) == told(&Room::of(STORY), form, &options));
    }
}

#[test]
fn a_report_that_leaves_the_team_names_nobody() {
    let mut room = Room::of(STORY);
    room.run("cy: idea ask @ben and eve, not Gil's cat, ana.").unwrap_or_default();
    let mut early =
        Room::of("ana: open P2 data x\nben: join respond\nana: saw ben, Ben's and @ben.");
    early.run("ana: task call ben {owner ben}").unwrap();
    for (room, names) in
        [(&room, &["ana", "ben", "cy", "eve", "gil"][..]), (&early, &["ana", "ben"])]
    {
        for form in FORMS {
            let report = told(room, form, &Options::default()).to_lowercase();
            let text: Vec<_> = report.split('<').map(|t| t.rsplit('>').next().unwrap()).collect();
            let report = if form == Form::Html { text.join(" ") } else { report };
            for name in names {
                let word = |c: char| c.is_alphanumeric() || c == '_';
                assert!(!report.split(|c| !word(c)).any(|w| w == *name), "{name} in {form:?}");
            }
        }
    }
    let will = Room::of("ana: open P2 data x\nwill: join respond\nana: saw it will not do, @will");
    let report = told(&will, Form::Markdown, &Options::default());
    assert!(report.contains("it will not do, responder 2"), "{report}");
    let report = told(&early, Form::Markdown, &Options::default());
    assert!(report.contains(": responder 2, responder 2's and responder 2."), "{report}");
    let report = told(&room, Form::Markdown, &Options::default());
    assert!(
        report.contains("| lead | lead 1 | ") && report.contains("| lead | lead 2 | "),
        "{report}"
    );
    assert!(report.contains("| comms | comms | "), "{report}");
}

/// Of each event there is: none of its fields names anybody any more.
#[test]
fn a_recording_in_which_people_go_by_what_they_did_names_nobody() {
    let room = Room::of(STORY);
    let mut recording = room.recording();
    let all = one_of_each(Seq(9), room.now).into_iter().map(Command::event);
    for (event, seq) in all.zip(recording.records.len() as u64 + 1..) {
        let record = Record { seq: Seq(seq), event, ..recording.records[0].clone() };
        recording.records.push(record);
    }
    let named = |recording: &Recording| -> Vec<String> {
        let all = recording.records.iter();
        let all: Vec<_> =
            all.map(|it| (it.by, serde_json::to_string(&it.event).unwrap())).collect();
        let all = format!("{all:?}");
        let words = all.split(|c: char| !c.is_alphanumeric());
        let names = ["ana", "ben", "cy", "eve", "gil"];
        words.filter(|word| names.contains(word)).map(str::to_owned).collect()
    };
    let as_it_was = recording.clone();
    Naming::of(&recording, Names::Handles).unwrap().rename(&mut recording);
    assert_eq!(recording.records, as_it_was.records);
    assert!(named(&recording).len() > 60, "they are named before: {:?}", named(&recording));
    Naming::of(&recording, Names::Roles).unwrap().rename(&mut recording);
    assert_eq!(named(&recording), Vec::<String>::new());
}

/// An address leads nowhere with a role in it: whoever gave it, gave it to be followed.
#[test]
fn the_link_to_a_tracker_stays_as_it_was_given() {
    let mut room = Room::of("ana: open P2 data x\nben: join respond\nana: phase closed y");
    let text = Text::from("ask ben at https://t.example/ben");
    let ana = "ana".parse().unwrap();
    let kind = AdviceKind::Technical;
    let entry = room.ask(ana, Command::Recommend { kind, text, idea: None }).unwrap();
    let link = "https://t.example/481?x=ben&y=ana";
    let (owner, due) = ("ben".parse().unwrap(), room.now.plus_seconds(86_400));
    let accept = Command::AcceptAdvice { entry, owner, due, link: Text::from(link) };
    room.ask(ana, accept).unwrap();
    let whole = |room: &Room| {
        let report = told(room, Form::Json, &Options::default());
        assert!(report.contains(link), "{report}");
        assert!(report.contains("ask responder 2 at https://t.example/ben"), "{report}");
    };
    whole(&room);
    room.ask(owner, Command::FinishAdvice { entry, text: Text::from("it rings") }).unwrap();
    whole(&room);
}

#[test]
fn a_template_of_ones_own_prints_what_it_is_asked_for() {
    let source = "{{ incident.title }} by {{ incident.lead }}\n{% for d in decisions %}{{ d.id|ref }} \
                  {{ d.heading }}{% endfor %}, {{ lengths[7].seconds }}";
    assert_eq!(
        by(source, Form::Markdown).unwrap(),
        "Checkout returns 500s by cy\n`#16` roll back the 13:50 deploy, 40680"
    );
    assert!(by("{% include 'body.html' %}", Form::Html).unwrap().contains("<h1>"));
}

#[test]
fn a_template_with_a_fault_is_refused_with_its_line() {
    for (source, why) in [
        ("one\n{{ incident.title", "own.txt:2: "),
        ("one\ntwo\n{{ incident.titel }}", "own.txt:3: `incident.titel` is undefined: there"),
        (
            "{% for one in decisions %}\n{{ one.titel }}{% endfor %}",
            "own.txt:2: `one.titel` is undefined",
        ),
        ("one\n{% if titel %}x{% endif %}", "own.txt:2: `titel` is undefined"),
        ("{% for x in timeline %}", "own.txt:1: "),
        ("one\n{{ incident.title|safe }}", "own.txt:2: unknown filter"),
        ("\n\n{% include 'other.md' %}", "own.txt:3: "),
        ("{{ nothing() }}", "own.txt:1: "),
    ] {
        let refused = by(source, Form::Html).unwrap_err();
        assert!(refused.starts_with(why), "{refused}");
        assert!(!refused.contains('\n'), "{refused}");
    }
}

#[test]
fn a_template_that_loops_is_stopped() {
    for source in [
        "{% for a in range(9999) %}{% for b in range(9999) %}{{ a * b }}{% endfor %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% include 'own.txt' %}",
        "{% set x = 'abcdefgh' * 90000000 %}{{ x }}",
    ] {
        let refused = by(source, Form::Markdown).unwrap_err();
        assert!(refused.starts_with("own.txt"), "{refused}");
    }
}
