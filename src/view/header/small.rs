//! Parts of the first line that take fewer cells on a phone: the phase, and who leads; and which of all
//! parts find room.

use warroom_register::words::{Phase, Role};
use warroom_register::{At, Handle, Shown};

use super::{Part, gap};
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

/// As many parts as find room, those that matter most first; they stand as they came.
pub(super) fn fit(mut parts: Vec<Part>, room: usize) -> Strip {
    parts.retain(|(_, strip)| !strip.is_empty());
    let mut ranked: Vec<(usize, Part)> = parts.into_iter().enumerate().collect();
    ranked.sort_by_key(|(place, (rank, _))| (*rank, *place));
    let (gap, mut taken) = (gap(room), 0);
    // What is narrow may find room where something before it found none.
    ranked.retain(|(_, (_, strip))| {
        let with = if taken == 0 { strip.width() } else { taken + gap + strip.width() };
        let fits = taken == 0 || with <= room;
        taken = if fits { with } else { taken };
        fits
    });
    ranked.sort_by_key(|(place, _)| *place);
    ranked.into_iter().fold(Strip::new(), |all, (_, (_, strip))| {
        if all.is_empty() { strip } else { all.gap(gap).join(strip) }
    })
}
