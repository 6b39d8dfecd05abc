//! Parts of the first line that take fewer cells on a phone: the phase, and who leads.

use warroom_register::words::{Phase, Role};
use warroom_register::{At, Handle, Shown};

use crate::app::App;
use crate::app::size::Size;
use crate::app::words::age;
use crate::theme::Tone;
use crate::view::pen::Strip;

/// A name takes so many cells of a phone.
const LEAD_CELLS_PHONE: usize = 8;

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
pub(super) fn lead(app: &App, now: At, size: Size) -> Strip {
    let most = if size == Size::Phone { LEAD_CELLS_PHONE } else { usize::MAX };
    let name = |who: Handle| Shown::line(who.as_str(), most);
    match app.register().holder(Role::Lead) {
        None => Strip::of("NOBODY LEADS", Tone::Nobody),
        Some((who, _)) if app.register().away_since(who).is_some() => {
            let since = app.register().away_since(who).map(|at| age(at, now)).unwrap_or_default();
            Strip::of(&format!("LEAD {} GONE {since}", name(who)), Tone::Late)
        }
        Some((who, _)) if who == app.me => {
            Strip::of("LEAD ", Tone::Quiet).and("you", Tone::RoleLead)
        }
        Some((who, _)) => Strip::of("LEAD ", Tone::Quiet).shown(name(who), Tone::RoleLead),
    }
}
