//! Parts of the first line that take fewer cells on a phone: the phase, its age, and who leads.

use warroom_register::words::{Phase, Role};
use warroom_register::{At, Handle, Shown};

use super::part::{joined, wide};
use super::{is_known, parts};
use crate::app::App;
use crate::app::size::Size;
use crate::app::words::age;
use crate::theme::Tone;
use crate::view::pen::Strip;

/// A name takes so many cells of a phone, and where that is too much, so many.
const LEAD_CELLS_PHONE: usize = 8;
const LEAD_CELLS_LEAST: usize = 4;
/// A blank in front of the right side, and one behind it.
const EDGES: usize = 2;

/// What the first line goes without, so that the rest finds room.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    /// Blanks between two parts.
    gap: usize,
    age: Age,
    /// The most cells of the lead's name.
    lead: usize,
    /// Whether the phase is named.
    pub(super) phase: bool,
}

/// How exactly it is said how long it has been going on.
#[derive(Clone, Copy, Debug)]
enum Age {
    Not,
    Hours,
    Minutes,
}

impl Form {
    /// It goes without nothing that there is room for at this size.
    pub(super) const fn whole(size: Size) -> Self {
        let lead = if matches!(size, Size::Phone) { LEAD_CELLS_PHONE } else { usize::MAX };
        Self { gap: 2, age: Age::Minutes, lead, phase: true }
    }

    /// Like `whole`, but it is not said how long it has been going on.
    pub(super) const fn ageless(size: Size) -> Self {
        Self { age: Age::Not, ..Self::whole(size) }
    }

    /// Those of a phone, in the order in which they are tried: the gaps give way first, then the minutes
    /// behind the hours, then the lead's name, and the phase last.
    fn narrow() -> impl Iterator<Item = Self> {
        let whole = Self::whole(Size::Phone);
        let close = Self { gap: 1, ..whole };
        let hours = Self { age: Age::Hours, ..close };
        let fewer = (LEAD_CELLS_LEAST..LEAD_CELLS_PHONE).rev();
        let shorter = fewer.map(move |lead| Self { lead, ..hours });
        let with_phase = [whole, close, hours].into_iter().chain(shorter);
        let without = with_phase.clone().map(|form| Self { phase: false, ..form });
        with_phase.chain(without)
    }

    /// As much as is said of an age.
    pub(super) fn aged(self, age: &str) -> &str {
        match self.age {
            Age::Not => "",
            Age::Hours => age.split_inclusive('h').next().unwrap_or_default(),
            Age::Minutes => age,
        }
    }
}

/// The right side of the first line of a phone, in the first form that has room for the clock too. None
/// where there is no such form: then the clock gives way. In the past the moment stands in its place.
pub(super) fn first(app: &App, size: Size, free: usize) -> Option<Strip> {
    if size != Size::Phone || app.whole_past().is_some() || !is_known(app) {
        return None;
    }
    let room = free.saturating_sub(EDGES);
    Form::narrow().find_map(|form| {
        let parts = parts(app, size, form);
        (wide(&parts, form.gap) <= room).then(|| joined(parts, form.gap))
    })
}

/// The phase in as many letters as a phone has for it.
pub(super) const fn short(phase: Phase) -> &'static str {
    match phase {
        Phase::Investigating => "INVEST",
        Phase::Identified => "IDENT",
        Phase::Monitoring => "MONIT",
        Phase::Resolved => "RESOLVED",
        Phase::Closed => "CLOSED",
    }
}

/// Who leads, and since when they are gone, if they are.
pub(super) fn lead(app: &App, now: At, form: Form) -> Strip {
    let name = |who: Handle| Shown::line(who.as_str(), form.lead);
    match app.register_now().holder(Role::Lead) {
        None => Strip::of("NOBODY LEADS", Tone::Nobody),
        Some((who, _)) if app.register_now().away_since(who).is_some() => {
            let since =
                app.register_now().away_since(who).map(|at| age(at, now)).unwrap_or_default();
            Strip::of(&format!("LEAD {} GONE {since}", name(who)), Tone::Late)
        }
        Some((who, _)) if who == app.me => {
            Strip::of("LEAD ", Tone::Quiet).and("you", Tone::RoleLead)
        }
        Some((who, _)) => Strip::of("LEAD ", Tone::Quiet).shown(name(who), Tone::RoleLead),
    }
}
