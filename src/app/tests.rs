//! Scripts of keys in, effects and screens out.

pub(crate) mod fixture;
