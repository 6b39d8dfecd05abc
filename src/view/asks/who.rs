//! Who is here, and how others get in.

use warroom_register::{At, EntryId, Invite, Shown, WriteToken, rights};

use super::{Sheet, closes, paragraph};
use crate::app::App;
use crate::app::asks::choices::{invite_in_words, token_in_words};
use crate::app::select::people;
use crate::keys::Action;
use crate::theme::Tone;
use crate::view::pen::{Row, Strip};
use crate::view::people::person;

/// Invites and tokens that are listed; warroom invite --list has all of them.
const DOORS_MAX: usize = 9;

pub(super) fn sheet(app: &App, width: usize) -> Sheet {
    let register = app.register();
    let mut rows: Vec<Row> = people(app.board())
        .map(|who| {
            let scope = register.responders().get(&who).map(|r| r.scope.meaning());
            let here = if app.here.contains(&who) { "here" } else { "not here" };
            let tone = if app.here.contains(&who) { Tone::Ok } else { Tone::Quiet };
            let scope = scope.filter(|_| width >= 64).unwrap_or_default();
            let skills = register.responders().get(&who).map(|r| r.skills.shown().to_string());
            // On a phone what somebody does comes before what they could do.
            let skills = skills.filter(|skills| !skills.is_empty() && width >= 64);
            let right =
                Strip::of(skills.as_deref().unwrap_or(scope), Tone::Quiet).gap(2).and(here, tone);
            Row::new(person(app, who, 12), right)
        })
        .collect();
    rows.extend(stands_alone(app, width));
    rows.push(Row::default());
    rows.extend(said(app));
    rows.extend(doors(app, width));
    match app.reached.invite() {
        Some(invite) => {
            rows.push(Row::left(
                Strip::of("c", Tone::Key)
                    .and(" copies the line that lets somebody in; or read it out:", Tone::Text),
            ));
            rows.extend(
                app.invite_allows()
                    .map(|allows| Row::left(Strip::of(&allows, Tone::Hint).cut(width))),
            );
            let line = format!("warroom join {invite}");
            rows.extend(broken(&line, width));
        }
        // Nobody else can come to a demo, and no shell of this machine knows it.
        None if app.demo => {}
        None => rows.push(Row::left(Strip::of(
            "no invite is known on this machine; in a shell: warroom invite",
            Tone::Hint,
        ))),
    }
    if app.reached.addresses().len() > 1 {
        let words = format!("The server is also reached at {}", app.reached.addresses().join(", "));
        rows.extend(paragraph(&words.as_str().into(), 0, width, 3, Tone::Hint));
    }
    if let Some(lives) = app.reached.lives() {
        let tone = if app.reached.here_only() { Tone::Warning } else { Tone::Hint };
        rows.extend(paragraph(&lives.into(), 0, width, 3, tone));
    }
    if !app.demo {
        rows.extend(hosts(app, width));
    }
    let head = Strip::of(&format!("{}: who is here", app.key_of(Action::Who)), Tone::Heading);
    Sheet { head, rows, foot: closes(), ..Sheet::default() }
}

/// The lead is told, and nobody else, where the room would be left without one.
fn stands_alone(app: &App, width: usize) -> Vec<Row> {
    let register = app.register();
    let alone = || rights::stands_alone(register, app.now(), |who| app.here.contains(&who));
    if register.lead() != Some(app.me) || !alone() {
        return Vec::new();
    }
    let words = format!(
        "Should your link be lost, nobody here may take the lead: {} offers somebody to be deputy, who may.",
        app.key_of(Action::Roles)
    );
    let text = words.as_str().into();
    std::iter::once(Row::default()).chain(paragraph(&text, 0, width, 4, Tone::Warning)).collect()
}

/// A way in, or a way to write: an invite or a token.
struct Door<'a> {
    seq: EntryId,
    name: &'a str,
    state: &'static str,
    open: bool,
    words: String,
}

/// The invites and the tokens and what became of them, newest first; what nobody comes or writes by
/// any more stands back.
fn doors(app: &App, width: usize) -> Vec<Row> {
    let (register, now) = (app.register(), app.board().now);
    let invites = register.invites().iter().map(|(seq, invite)| of_invite(*seq, invite, now));
    let tokens = register.tokens().iter().map(|(seq, token)| of_token(app, *seq, token, now));
    let mut all: Vec<Door<'_>> = invites.chain(tokens).collect();
    all.sort_by_key(|door| std::cmp::Reverse(door.seq));
    let Some(newest) = all.first() else { return Vec::new() };
    let both = !register.tokens().is_empty();
    let what =
        if both { " closes an invite or a token." } else { " closes an invite to this room." };
    let head = Strip::of("r", Tone::Key).and(what, Tone::Text).and(" There are:", Tone::Text);
    // Where it is narrow, the newest in full and the others by name.
    let below = (width < 64).then(|| Strip::new().gap(2).and(&newest.words, Tone::Quiet));
    let listed = all.iter().take(DOORS_MAX).map(|door| door_row(door, width));
    std::iter::once(Row::left(head)).chain(listed).chain(below.map(Row::left)).collect()
}

fn of_invite(seq: EntryId, invite: &Invite, now: At) -> Door<'_> {
    let (name, words) = (invite.name.as_str(), invite_in_words(invite, now));
    Door { seq, name, state: invite.state(now), open: invite.is_open(now), words }
}

/// Whoever made a token may close it, also where they do not lead: then it is typed out.
fn of_token<'a>(app: &App, seq: EntryId, token: &'a WriteToken, now: At) -> Door<'a> {
    let open = token.state(now) == "open";
    let own = open && token.by == app.me && !rights::leads(app.register(), app.me);
    let closes = if own { format!(", :revoke {}", seq.0) } else { String::new() };
    let words = format!("{}{closes}", token_in_words(token, now));
    Door { seq, name: token.name.as_str(), state: token.state(now), open, words }
}

fn door_row(door: &Door<'_>, width: usize) -> Row {
    let (tone, quiet) = if door.open { (Tone::Ok, Tone::Text) } else { (Tone::Quiet, Tone::Quiet) };
    let name = Shown::line(door.name, width.saturating_sub(18).min(24));
    let left = Strip::new()
        .gap(2)
        .and(&door.seq.to_string(), Tone::Quiet)
        .to(7)
        .and(door.state, tone)
        .to(16)
        .shown(name, quiet);
    Row::new(left, Strip::of(if width >= 64 { &door.words } else { "" }, Tone::Quiet))
}

/// The machines on which the room could go on, should its server be lost, in the order of the record.
fn hosts(app: &App, width: usize) -> Vec<Row> {
    let all = app.register().hosts();
    if all.is_empty() {
        let none = "Nobody offered to serve it if the server is lost: warroom rescue --offer";
        let row = || Row::left(Strip::of(none, Tone::Hint));
        return (width >= none.len()).then(row).into_iter().collect();
    }
    let head = Row::left(Strip::of("If its server is lost, this room goes on at:", Tone::Text));
    let row = |host: &warroom_register::Host| {
        let at = host.addresses.first().map(String::as_str).unwrap_or_default();
        let at = Shown::line(at, width.saturating_sub(16));
        Row::left(
            Strip::new().gap(2).and(host.by.as_str(), Tone::Text).to(16).shown(at, Tone::Quiet),
        )
    };
    std::iter::once(head).chain(all.iter().map(row)).collect()
}

/// What I can help with, and where the voices are.
fn said(app: &App) -> [Row; 2] {
    let register = app.register();
    let mine = register.responders().get(&app.me).map(|r| r.skills.clone()).unwrap_or_default();
    let talk = &register.incident().talk;
    let line = |key: &str, words: &str, text: &warroom_register::Text, none: &str| {
        let strip = Strip::of(key, Tone::Key).and(words, Tone::Text);
        Row::left(if text.is_empty() {
            strip.and(none, Tone::Hint)
        } else {
            strip.text(text, Tone::Heading)
        })
    };
    [
        line("s", " says what you can help with: ", &mine, "nothing said yet"),
        line("t", " says where the voices are: ", talk, "nowhere yet"),
    ]
}

/// The invite is one word: it is broken anywhere, and every piece is shown.
fn broken(line: &str, width: usize) -> Vec<Row> {
    let letters: Vec<char> = line.chars().collect();
    let pieces = letters.chunks(width.max(1)).map(|piece| piece.iter().collect::<String>());
    pieces.map(|piece| Row::left(Strip::of(&piece, Tone::Heading))).collect()
}
