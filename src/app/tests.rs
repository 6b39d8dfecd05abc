//! Scripts of keys in, effects and screens out.

mod asked;
mod cards;
mod commands;
mod days;
pub(crate) mod desk;
mod door;
mod finding;
pub(crate) mod fixture;
mod follow;
mod former;
mod gone;
mod hands;
mod impact;
mod kept;
mod late;
mod looking;
mod newcomer;
pub(crate) mod outside;
mod rebound;
pub(crate) mod review;
mod sample;
pub(crate) mod shelf;
mod unsent;
pub(crate) mod walking;
mod wire;
mod wording;
mod writing;
