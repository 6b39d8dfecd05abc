//! Scripts of keys in, effects and screens out.

mod cards;
mod commands;
pub(crate) mod desk;
mod finding;
pub(crate) mod fixture;
mod follow;
mod former;
mod hands;
mod kept;
mod late;
mod looking;
mod sample;
pub(crate) mod walking;
mod wire;
mod writing;
