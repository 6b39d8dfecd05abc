//! Fan-out against the bare relay: how soon an entry is on every screen, how many a second can be,
//! what a seat weighs, what a quiet room costs, and what one who reads nothing costs the others.
//!
//! `cargo bench -p warroom-server --bench fanout -- [--full | --quick | --smoke] [--only WORDS]
//! [--pairs N] [--gate]`
//!
//! Full is nine pairs to 10, 100 and 1,000 seats and takes half an hour; quick is three pairs to 10
//! and 100 and takes five minutes. `--only "50/s 100 "` picks cases by a part of their name. Run by
//! `cargo test --benches` it only smokes: one short pair, to see that it still works. `--gate` makes
//! a missed target an error. Targets are ratios; absolute figures hold for the machine that printed
//! them.

#![expect(clippy::print_stdout, reason = "a bench speaks to who started it")]

mod support {
    pub(crate) mod author;
    pub(crate) mod cases;
    pub(crate) mod duel;
    pub(crate) mod effort;
    pub(crate) mod generator;
    pub(crate) mod plan;
    #[expect(dead_code, reason = "each run of the generator looks at its own two processes")]
    pub(crate) mod proc;
    pub(crate) mod relay;
    pub(crate) mod roles;
    pub(crate) mod stats;
    pub(crate) mod tally;
    pub(crate) mod warroom;
    pub(crate) mod wire;
}

use support::cases::{Depth, cases};
use support::effort::{Effort, judge, value_of};
use support::generator;
use support::plan::{Plan, Report};
use support::relay::{self, RelayPeer};
use support::roles::{Order, Role, say_report};
use support::stats::heading;
use support::warroom::{self, WarroomPeer};
use support::wire::Trouble;

const REFERENCE: &str = "relay";

/// Whom the relay is held against. Set to the relay itself, the ratios tell what the harness alone
/// makes of two equals.
const OURS: &str = "warroom";

/// The one place where a server is known by its name: how it is served ...
fn serve(name: &str, order: &Order) -> Result<(), Trouble> {
    match name {
        "relay" => relay::serve(order),
        "warroom" => warroom::serve(order),
        _ => Err(format!("no server is called {name}").into()),
    }
}

/// ... and how it is spoken to.
fn generate(peer: &str, plan: Plan) -> Result<Report, Trouble> {
    match peer {
        "relay" => generator::run(RelayPeer, plan),
        "warroom" => generator::run(WarroomPeer::new(&plan.given)?, plan),
        _ => Err(format!("no peer is called {peer}").into()),
    }
}

fn main() -> Result<(), Trouble> {
    match Role::of_this_process()? {
        Role::Server { name, order } => serve(&name, &order),
        Role::Generator { peer, plan } => say_report(&generate(&peer, plan)?),
        Role::Bench(args) => bench(&args),
    }
}

fn bench(args: &[String]) -> Result<(), Trouble> {
    let mut depth = Depth::of(Effort::chosen(args));
    if let Some(pairs) = value_of(args, "--pairs") {
        depth.pairs = pairs.parse()?;
    }
    let only = value_of(args, "--only");
    println!("{OURS} against {REFERENCE}, pairs: {}", depth.pairs);
    println!("{}", heading());
    let mut missed = Vec::new();
    for case in cases(&depth) {
        if only.is_none_or(|words| case.name.contains(words.as_str())) {
            missed.extend(case.run(&depth, [OURS, REFERENCE])?);
        }
    }
    if OURS == REFERENCE {
        println!("the relay against itself: no target is judged");
        return Ok(());
    }
    println!("missed: {}", if missed.is_empty() { "none".to_owned() } else { missed.join(", ") });
    Ok(judge(&missed, args)?)
}
