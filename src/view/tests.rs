//! Screens as they are drawn: at every size, with hostile words, and with a hundred times as much.

mod cards;
mod demo;
mod hostile;
mod lobby;
mod narrow;
mod outside;
mod screens;
mod stopped;
mod themes;
mod then;
