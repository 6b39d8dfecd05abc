//! The three pictures of a report, each an SVG of its own: what happened when, how bad it was held
//! to be, who worked when.
//!
//! They are read without colour: stretches have their words in or above them, marks differ by their
//! shape and row. Nothing is in them that the tables do not say. They stay small whatever the journal's
//! length: what falls on one spot is one mark.

mod axis;
mod band;
mod levels;
mod words;
mod work;

use super::paint::Pictures;
use super::story::Story;
use axis::Axis;

pub(super) fn pictures(story: &Story<'_>) -> Pictures {
    let axis = Axis::of(story);
    Pictures {
        band: band::band(story, &axis),
        levels: levels::levels(story, &axis),
        work: work::work(story, &axis),
    }
}
