//! A decision as it was made: what was proposed, what spoke against it, what was expected, what
//! the one who decided could see; and what came of it, with hindsight only.

use ratatui::layout::Rect;
use warroom_register::words::Call;
use warroom_register::{EntryId, Text};

use crate::app::App;
use crate::app::past::Past;
use crate::app::past::sight::Sight;
use crate::app::words::{clock, many, outcome, span};
use crate::keys::Action;
use crate::theme::Tone;
use crate::view::frame::heading;
use crate::view::pen::{Pen, Row, Strip, wrap};

/// Cells of the names in front: `expected `.
const NAME_CELLS: usize = 9;
/// One part of it takes so many lines at most.
const LINES_MAX: usize = 3;

/// Draws the lines under the name of the pane.
pub(super) fn draw(
    pen: &mut Pen<'_>,
    area: Rect,
    app: &App,
    past: &Past,
    entry: EntryId,
    lines: Vec<Row>,
) {
    let called = past.place();
    let name = if called == entry {
        format!("Decision {entry}")
    } else {
        format!("Decision {called} on {entry}")
    };
    let inner = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    heading(pen, inner, &name, "", app.past.is_some());
    let (most, all) = (usize::from(inner.height), lines.len());
    let shown = if all > most { most.saturating_sub(1) } else { all };
    for (row, line) in lines.into_iter().take(shown).zip(0..) {
        pen.row(inner, line, row);
    }
    if all > most {
        let opens = app.key_of(Action::Open);
        let words = format!("  and {} more: {opens}", many(all - shown, "line"));
        pen.row(inner, inner.height - 1, Row::left(Strip::of(&words, Tone::Quiet)));
    }
}

/// All that is told of a decision, in so many cells.
pub(super) fn lines(app: &App, past: &Past, entry: EntryId, width: usize) -> Vec<Row> {
    let mut card = Card { rows: Vec::new(), width };
    what(app, entry, &mut card);
    sight(app, past, entry, &mut card);
    came(app, past, entry, &mut card);
    card.rows
}

fn what(app: &App, entry: EntryId, card: &mut Card) {
    let register = app.register();
    let (Some(decision), Some(row)) = (register.decisions().get(&entry), register.row(entry))
    else {
        return;
    };
    let now = app.board().now;
    card.words("", &outcome(register, entry), Tone::Heading);
    let called = decision.called.and_then(|seq| Some((seq, register.row(seq)?)));
    if decision.called != Some(entry) {
        card.say("proposed", &format!("{} by {}", row.at.seconds_beside(now), row.by));
    }
    match (decision.call, called) {
        (Some(call), Some((seq, at))) => {
            card.say("called", &format!("{} by {}", at.at.seconds_beside(now), at.by));
            // What was amended stands above.
            if seq != entry && !at.text.is_empty() && call != Call::Amended {
                card.words("why", &at.text, Tone::Text);
            }
        }
        _ => card.say("called", "not yet: it waits for the lead"),
    }
    options(&decision.options, card);
    for (name, text) in
        [("risk", &decision.risk), ("undo", &decision.undo), ("expected", &decision.expect)]
    {
        if text.is_empty() {
            card.say(name, "nobody said");
        } else {
            card.words(name, text, Tone::Text);
        }
    }
    for row in decision.objections.iter().filter_map(|seq| register.row(*seq)) {
        let words = Text::from(format!("{}: {}", row.by, row.text.shown()));
        card.words("against", &words, Tone::Late);
    }
}

/// What else could be done, as far as it was written down.
fn options(options: &[Text], card: &mut Card) {
    if options.is_empty() {
        return card.say("options", "nobody wrote others down");
    }
    for (option, at) in options.iter().zip(0..) {
        card.words(if at == 0 { "options" } else { "or" }, option, Tone::Text);
    }
}

/// What the screen of the one who wrote this record had shown by then.
fn sight(app: &App, past: &Past, entry: EntryId, card: &mut Card) {
    let register = app.register();
    let called = register.decisions().get(&entry).and_then(|d| d.called);
    let now = app.board().now;
    let seq = called.unwrap_or_else(|| past.place());
    let Some(sight) = Sight::of(app.journal(), register, seq) else { return };
    card.part(&format!("What {} could see", sight.who));
    match (sight.knew, sight.behind) {
        (None, _) => card.say("", "not known: it came from a shell, which shows no register"),
        (Some(knew), 0) => card.say("", &format!("a screen with every record up to {knew}")),
        (Some(knew), behind) => {
            let at = sight.knew_at.map(|at| at.seconds_beside(now)).unwrap_or_default();
            let records = if behind == 1 { "record" } else { "records" };
            let unseen: Vec<String> = sight.unseen.iter().map(ToString::to_string).collect();
            let more = if sight.unseen.len() < behind { ", ..." } else { "" };
            card.warn(&format!("BEHIND: the screen ended at {knew}, {at}"));
            card.warn(&format!("not seen: {behind} {records}, {}{more}", unseen.join(" ")));
        }
    }
    if let Some(waited) = sight.waited_seconds {
        card.warn(&format!("from the outbox: written {} before it was recorded", span(waited)));
    }
    match sight.away {
        Some((from, Some(to))) => {
            let (from, to) = (from.seconds_beside(now), to.seconds_beside(now));
            card.say("", &format!("away, as the room noted, {from} to {to}"));
        }
        Some((from, None)) => card.warn(&format!("CUT OFF since {}", from.seconds_beside(now))),
        None => {}
    }
}

fn came(app: &App, past: &Past, entry: EntryId, card: &mut Card) {
    card.part("What came of it");
    if !past.reveals() {
        let shows = app.key_of(Action::ThenAndNow);
        return card.say("", &format!("hidden. {shows} shows then and now side by side"));
    }
    let register = &app.live.register;
    for seq in past.later.came_of(entry) {
        let at = register.row(seq).map(|row| clock(row.at, app.board().now)).unwrap_or_default();
        let words = Text::from(format!("{at} {}", register.sentence(seq).shown()));
        card.words("", &words, Tone::Text);
    }
}

/// Rows in the making.
struct Card {
    rows: Vec<Row>,
    width: usize,
}

impl Card {
    fn part(&mut self, name: &str) {
        self.rows.push(Row::left(Strip::new().gap(1).and(name, Tone::Heading)));
    }

    fn say(&mut self, name: &str, words: &str) {
        self.words(name, &words.into(), Tone::Quiet);
    }

    fn warn(&mut self, words: &str) {
        self.words("", &words.into(), Tone::Late);
    }

    fn words(&mut self, name: &str, text: &Text, tone: Tone) {
        let indent = if name.is_empty() { 2 } else { 2 + NAME_CELLS };
        let room = self.width.saturating_sub(indent + 1);
        let lines = wrap(text, room, LINES_MAX);
        for (line, at) in lines.into_iter().zip(0..) {
            let head = if at == 0 && !name.is_empty() {
                Strip::new().gap(2).and(name, Tone::Quiet).to(indent)
            } else {
                Strip::new().gap(indent)
            };
            self.rows.push(Row::left(head.shown(line, tone)));
        }
    }
}
