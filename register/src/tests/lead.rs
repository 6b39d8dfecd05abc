//! The lead's hands: help, rounds, windows, what stays in place, plans, roles, the review.

mod crew;
mod decisions;
mod help;
mod outside;
mod plans;
mod review;
mod rounds;
mod tokens;
