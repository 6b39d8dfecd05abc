//! A card that somebody else caused: it takes no focus, moves nothing, and stands over the lower
//! part of the screen until it is answered or put away.

use ratatui::layout::Rect;
use warroom_register::words::Role;
use warroom_register::{EntryId, Task, Text};

use super::asks::{Much, Sheet, lay, situation_rows};
use super::pen::{Pen, Row, Strip, cells, wrap};
use crate::app::App;
use crate::app::needs::Card;
use crate::app::size::Size;
use crate::app::words::{left, the};
use crate::keys::{Action, Place};
use crate::theme::Tone;

/// Below this width each key has a line of its own.
const NARROW_CELLS: usize = 60;

/// A card has so many rows at least: what it asks stands between its edges, and what is pressed on the
/// lower one if there is no other place.
pub(super) const ROWS_MIN: u16 = 3;

/// Two lines of a task, its box and four keys, each on a line of its own.
const PHONE_ROWS: usize = 7;
/// A card leaves so many rows above it, where there is room.
const RECORD_ROWS: u16 = 3;

/// A card that asks is so wide.
const CARD_CELLS: u16 = 80;
/// One with a brief of how it stands.
const ROLE_CELLS: u16 = 110;
/// To end where a column does it may be so much narrower or wider.
const SEAM_CELLS_MAX: u16 = 16;

/// The room between the edges of a card.
#[derive(Clone, Copy)]
struct Fit {
    width: usize,
    rows: usize,
}

/// A card where it lies.
pub(crate) struct Laid {
    place: Rect,
    sheet: Sheet,
}

/// The open card, if there is one; what is drawn from now on ends above it.
pub(crate) fn open(pen: &mut Pen<'_>, area: Rect, app: &App, size: Size) -> Option<Laid> {
    let card = app.cards.open().filter(|_| app.whole_past().is_none() && app.ask.is_none())?;
    let width = width(app, area, size, card);
    // Above it the newest records stand, whatever it says.
    let most = area.height - (area.height / 6).min(RECORD_ROWS);
    let rows = usize::from(most.saturating_sub(2));
    let fit = Fit { width: usize::from(width.saturating_sub(4)), rows };
    let asked = match card {
        Card::Task(entry) => task(app, entry, fit),
        Card::Role(role, entry) => offer(app, role, entry, fit, size),
        Card::Round(entry) => round(app, entry, fit.width),
    };
    let sheet = asked.sheet(app, fit);
    let height = cells(sheet.rows.len() + 2).min(most);
    let place = Rect { x: area.x, y: area.bottom() - height, width, height };
    pen.card = Some(place);
    Some(Laid { place, sheet })
}

/// Draws it over what is there.
pub(crate) fn draw(pen: &mut Pen<'_>, card: Option<Laid>) {
    if let Some(Laid { place, sheet }) = card {
        lay(pen, place, sheet);
    }
}

/// What a card says, and what can be pressed on it.
#[derive(Default)]
struct Asked {
    head: Strip,
    /// What is asked; the first row says what of.
    words: Vec<Row>,
    /// The keys, what they do, and the same in a word.
    keys: Vec<(Action, String, &'static str)>,
    foot: Strip,
}

impl Asked {
    /// In so many rows. Of a brief that is too long the end goes; the first words stay whatever else
    /// does, since nobody is to say yes to what they have not seen.
    fn sheet(self, app: &App, Fit { width, rows: room }: Fit) -> Sheet {
        let Self { head, mut words, keys, mut foot } = self;
        let mut rows = in_columns(width, keys.iter().map(|(a, does_so, _)| does(app, *a, does_so)));
        if room < rows.len() + words.len().min(2) {
            let short = keys.iter().fold(Strip::new(), |strip, (action, _, word)| {
                let strip = if strip.is_empty() { strip } else { strip.gap(2) };
                strip.and(&key(app, *action), Tone::Key).and(&format!(" {word}"), Tone::Text)
            });
            rows.clear();
            if room > 1 { rows.push(Row::left(short)) } else { foot = short_foot(app, short) }
        }
        words.truncate(room.saturating_sub(rows.len()));
        words.append(&mut rows);
        Sheet { head, rows: words, foot, ..Sheet::default() }
    }
}

/// The keys on the lower edge; while one writes, how they are pressed.
fn short_foot(app: &App, keys: Strip) -> Strip {
    if app.place == Place::Line { Strip::of("Alt with ", Tone::Hint).join(keys) } else { keys }
}

/// Over whole columns where there are three: a task over the timeline, a role with its brief over the
/// two that are not about what is being done.
fn width(app: &App, area: Rect, size: Size, card: Card) -> u16 {
    let (usual, seam) = match (card, super::room::seams(app, area, size)) {
        (Card::Role(..), Some((_, to))) => (ROLE_CELLS, Some(to)),
        (Card::Role(..), None) if size >= Size::Middle => (ROLE_CELLS, None),
        (_, seams) => (CARD_CELLS, seams.map(|(to, _)| to)),
    };
    let whole = seam.map(|to| to + 1 - area.x);
    let whole =
        whole.filter(|cells| (usual - SEAM_CELLS_MAX..usual + SEAM_CELLS_MAX).contains(cells));
    whole.unwrap_or(usual).min(area.width)
}

fn key(app: &App, action: Action) -> String {
    app.keymap.key_for(Place::Register, action).unwrap_or_default()
}

/// A key and what it does, in a column.
fn does(app: &App, action: Action, words: &str) -> Strip {
    let gap = if action == Action::StepOut { 1 } else { 2 };
    Strip::of(&key(app, action), Tone::Key).gap(gap).and(words, Tone::Text)
}

/// The key that puts a card away.
fn later() -> (Action, String, &'static str) {
    (Action::StepOut, "later: it stays under YOU".to_owned(), "later")
}

/// While one writes the card takes no keys, and says how it would.
fn foot(app: &App, width: usize, otherwise: &str) -> Strip {
    if app.place != Place::Line {
        return Strip::of(otherwise, Tone::Hint);
    }
    if width < NARROW_CELLS {
        return Strip::of(&app.key_in_line(Action::StepOut), Tone::Key)
            .and(" first, or ", Tone::Hint)
            .and("Alt", Tone::Key)
            .and(" with the key", Tone::Hint);
    }
    Strip::of("you are writing: ", Tone::Hint)
        .and(&app.key_in_line(Action::StepOut), Tone::Key)
        .and(" first, or ", Tone::Hint)
        .and("Alt", Tone::Key)
        .and(" with the key", Tone::Hint)
}

/// Two keys a line where there is room, else each on its own.
fn in_columns(width: usize, mut keys: impl Iterator<Item = Strip>) -> Vec<Row> {
    if width < NARROW_CELLS {
        return keys.map(Row::left).collect();
    }
    let mut rows = Vec::new();
    while let Some(left) = keys.next() {
        rows.push(Row::left(left.to(width / 2).join(keys.next().unwrap_or_default())));
    }
    rows
}

fn task(app: &App, entry: EntryId, fit: Fit) -> Asked {
    let width = fit.width;
    let register = app.register_now();
    let Some(task) = register.tasks().get(&entry) else { return Asked::default() };
    let (back, tone) = back(app, task);
    let number = Strip::of(&format!("{entry} "), Tone::Quiet);
    let indent = number.width();
    // On a phone the box and the keys are to be seen, whatever the words are.
    let narrow = width < NARROW_CELLS;
    let lines = match (narrow, fit.rows) {
        (false, _) => 4,
        (true, ..PHONE_ROWS) => 1,
        (true, _) => 2,
    };
    let (text, room) = (register.text(entry), width.saturating_sub(indent));
    let cut = wrap(&text, room, lines + 1).len() > lines;
    let mut words = wrap(&text, room, lines).into_iter();
    let first = words.next().unwrap_or_default();
    let back = Strip::of(&back, tone);
    let one = words.len() == 0 && indent + first.width() + back.width() + 2 <= width;
    let head = number.shown(first, Tone::Heading);
    let mut rows = Vec::new();
    if one {
        rows.push(Row::new(head, back));
    } else {
        rows.push(Row::left(head));
        rows.extend(words.map(|w| Row::left(Strip::new().gap(indent).shown(w, Tone::Heading))));
        rows.push(Row::left(Strip::new().gap(indent).join(back)));
    }
    if !narrow {
        rows.extend(carries_out(app, task.about, indent));
        rows.push(Row::default());
    }
    let keys = [
        (Action::Yes, "yes, I have it", "yes"),
        (Action::No, "I cannot, because...", "no"),
        (Action::Question, "what do you mean?", "what?"),
        (Action::Ended, "it is done already", "done"),
    ];
    let puts = if narrow { ": it" } else { " puts it away: it" };
    let reads = if narrow { " all, " } else { " reads all of it, " };
    let reads = if cut { key(app, Action::Peek) + reads } else { String::new() };
    let away = format!("{reads}{}{puts} stays under YOU", key(app, Action::StepOut));
    Asked {
        head: Strip::of(&format!("{} asks YOU", task.given_by), Tone::Loud),
        words: rows,
        keys: keys.map(|(action, does, word)| (action, does.to_owned(), word)).into(),
        foot: foot(app, width, &away),
    }
}

/// How long it has, or by how much it is over, and whom it goes back to.
fn back(app: &App, task: &Task) -> (String, Tone) {
    let (now, given_by) = (app.board_now().now, task.given_by);
    match task.due {
        Some(due) if due <= now => {
            let (over, due) = (left(due, now), due.clock_beside(now));
            (format!("{over}: due back to {given_by} {due}"), Tone::Late)
        }
        Some(due) => {
            let due = due.clock_beside(now);
            (format!("{} minutes: back to {given_by} by {due}", task.minutes), Tone::Text)
        }
        None => (format!("{} minutes", task.minutes), Tone::Text),
    }
}

/// The decision that the task carries out: why it is asked for.
fn carries_out(app: &App, about: Option<EntryId>, indent: usize) -> Option<Row> {
    let about = about.filter(|entry| app.register_now().decisions().contains_key(entry))?;
    let words = app.board_now().quoted(about);
    let strip =
        Strip::new().gap(indent).and(&format!("it carries out {about} {words}"), Tone::Quiet);
    Some(Row::left(strip))
}

/// How does it stand? The answer is one line.
fn round(app: &App, entry: EntryId, width: usize) -> Asked {
    let register = app.register_now();
    let Some(round) = register.rounds().get(&entry) else { return Asked::default() };
    let mut rows = Vec::new();
    let about = round.entry.map(|e| format!("{e} {}", register.text(e).shown()));
    let words = about.unwrap_or_else(|| "all that you are doing".to_owned());
    rows.extend(super::asks::paragraph(&words.as_str().into(), 0, width, 2, Tone::Heading));
    let said = register.text(entry);
    if !said.is_empty() {
        rows.extend(super::asks::paragraph(&said, 0, width, 2, Tone::Text));
    }
    rows.push(Row::default());
    let keys = vec![
        (Action::Answer, "it stands so: one line".to_owned(), "say"),
        (Action::Blocked, "my task is blocked".to_owned(), "stuck"),
        (Action::Question, "what do you mean?".to_owned(), "what?"),
        later(),
    ];
    let (asks, said) = if width < NARROW_CELLS {
        ("how is it?", "one line is enough")
    } else {
        ("how does it stand?", "one line is enough; others see it with its age")
    };
    Asked {
        head: Strip::of(&format!("{} asks YOU: {asks}", round.by), Tone::Loud),
        words: rows,
        keys,
        foot: foot(app, width, said),
    }
}

/// How it stands, with so much of each that all of it is seen; else with as little as can be.
fn brief(app: &App, much: Much, fit: Fit) -> Vec<Row> {
    let mut briefs =
        much.and_less().map(|much| situation_rows(app, app.board_now(), fit.width, much));
    let mut brief = briefs.next().unwrap_or_default();
    while brief.len() > fit.rows
        && let Some(shorter) = briefs.next()
    {
        brief = shorter;
    }
    brief
}

fn offer(app: &App, role: Role, entry: EntryId, fit: Fit, size: Size) -> Asked {
    let width = fit.width;
    let register = app.register_now();
    let Some(offer) = register.offers().get(&role) else { return Asked::default() };
    let label = app.incident.map(|l| format!(" of {l}")).unwrap_or_default();
    let mut rows = Vec::new();
    let words = register.text(entry);
    if !words.is_empty() {
        let said = Text::from(format!("{}: \"{}\"", offer.by, words.shown()));
        let lines = wrap(&said, width, if size == Size::Phone { 2 } else { 3 }).into_iter();
        rows.extend(lines.map(|l| Row::left(Strip::new().shown(l, Tone::Text))));
    }
    // Where there is no room for both, who is offered the lead needs the brief, who is offered
    // another role its duties; the lead's duties come when the lead is taken.
    let roomy = size >= Size::Middle;
    if size != Size::Phone && (roomy || role != Role::Lead) {
        for duty in role.duties() {
            rows.extend(super::asks::paragraph(&duty.into(), 0, width, 2, Tone::Hint));
        }
        rows.push(Row::default());
    }
    if size != Size::Phone && (roomy || role == Role::Lead) {
        let much = if roomy { Much::ROOMY } else { Much::FEW };
        // The two rows of keys, and the row above them.
        let left = fit.rows.saturating_sub(rows.len() + 2 + usize::from(roomy));
        rows.extend(brief(app, much, Fit { rows: left, ..fit }));
    }
    if roomy {
        rows.push(Row::default());
    }
    let take = format!("I take {}", the(role));
    let narrow = width < NARROW_CELLS;
    // There is no room for the brief beside the keys: a key shows it.
    let brief = (Action::Situation, "how it stands".to_owned(), "brief");
    let keys = vec![
        (Action::Accept, take, "take"),
        (Action::No, "not me, because...".to_owned(), "no"),
        (Action::Question, "ask something first".to_owned(), "ask"),
        if narrow { brief } else { later() },
    ];
    let accept = app.key_with_care(Action::Accept);
    let until = if narrow {
        format!("{} later: it stays under YOU", key(app, Action::StepOut))
    } else {
        format!("nothing moves until you press {accept}. Then everyone is told")
    };
    Asked {
        head: Strip::of(&format!("{} offers YOU {}{label}", offer.by, the(role)), Tone::Loud),
        words: rows,
        keys,
        foot: foot(app, width, &until),
    }
}
