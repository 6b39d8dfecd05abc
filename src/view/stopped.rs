//! Why a room records nothing, in as many words as the line has room for.

use warroom_register::protocol::{StopWhy, Stopped};
use warroom_register::rights::{keeps_gate, leads};

use crate::app::App;
use crate::app::size::Size;

/// What this person and this machine could do about it.
struct Standing<'a> {
    stopped: &'a Stopped,
    /// The name of the incident, as a command takes it.
    label: String,
    /// The missing records are on this machine.
    holds: bool,
    /// They would be taken from this person.
    taken: bool,
}

/// Why nothing is recorded, what this machine could do about it, and what becomes of what one writes.
pub(super) fn words(app: &App, stopped: &Stopped, size: Size, width: usize) -> String {
    let standing = Standing::of(app, stopped);
    let (head, what) = (stopped.head(), standing.what_to_do());
    let (medium, short) = standing.shorter(&what);
    let waits = waits(app.pending.len());
    let wordings = [
        format!(" {head}; {what}. {waits}"),
        format!(" {head}; {what}"),
        format!(" {medium}"),
        format!(" {short}"),
    ];
    let fits = |words: &&String| size != Size::Phone && words.chars().count() <= width;
    let last = format!(" {short}");
    wordings.iter().find(fits).cloned().unwrap_or(last)
}

impl<'a> Standing<'a> {
    fn of(app: &App, stopped: &'a Stopped) -> Self {
        let (register, me) = (&app.live.register, app.me);
        Self {
            stopped,
            label: app.incident.map_or_else(String::new, |label| format!(" {label}")),
            holds: register.head() >= stopped.to && stopped.missing() > 0,
            taken: !stopped.unproven || leads(register, me) || keeps_gate(register, me),
        }
    }

    /// What there is to do, in full.
    fn what_to_do(&self) -> String {
        let Self { stopped, label, holds, taken } = self;
        match stopped.why {
            StopWhy::Lost if *holds && !taken => format!(
                "this machine has them: the lead puts back a file of yours (warroom export{label})"
            ),
            StopWhy::Lost if stopped.unproven && !holds && stopped.holders.is_empty() => format!(
                "only who leads puts them back: warroom restore{label}, or goes on without: --go-on WHY"
            ),
            StopWhy::Lost if stopped.unproven && !holds => format!(
                "only who leads puts them back: warroom restore{label}, or --from a holder's file"
            ),
            StopWhy::Lost if *holds => format!("this machine has them: warroom restore{label}"),
            StopWhy::Altered if *holds => {
                format!("this machine puts it right: warroom restore{label}")
            }
            StopWhy::Lost | StopWhy::Altered | StopWhy::Differs | StopWhy::Gathers => {
                stopped.what_to_do()
            }
        }
    }

    /// Why and what to do where there is less room, and where there is least.
    fn shorter(&self, what: &str) -> (String, String) {
        match self.stopped.why {
            StopWhy::Lost => self.lost(what),
            StopWhy::Altered => {
                let short = if self.holds {
                    "altered, here: restore".to_owned()
                } else {
                    format!("record altered{}: restore", self.holder())
                };
                (format!("altered on the server; {what}"), short)
            }
            StopWhy::Differs => {
                let first = self.stopped.holders.first();
                let whose = first.map_or_else(|| "a".to_owned(), |who| format!("{who}'s"));
                let from = self.stopped.from;
                (
                    format!(
                        "{whose} copy differs from {from} on: warroom verify FILE; lead: restore --go-on"
                    ),
                    "copies differ: verify FILE, or --go-on".to_owned(),
                )
            }
            StopWhy::Gathers => {
                (format!("begun anew; {what}"), "begun anew, waits a moment".to_owned())
            }
        }
    }

    fn lost(&self, what: &str) -> (String, String) {
        let many = self.stopped.missing();
        let of = if many == 1 { "1 record".to_owned() } else { format!("{many} records") };
        let (label, who) = (&self.label, self.holder());
        match (self.holds, self.taken) {
            (true, false) => (
                format!("{of} missing; a file for the lead: warroom export{label}"),
                format!("{of} lost, here: export"),
            ),
            (false, _) if self.stopped.unproven => {
                let has = if who.is_empty() { who.clone() } else { format!("{who} has them") };
                (
                    format!("{of} missing; only who leads restores{has}"),
                    format!("{of} lost{who}: lead restores"),
                )
            }
            (true, true) => (format!("{of} missing; {what}"), format!("{of} lost, here: restore")),
            (false, _) => (format!("{of} missing; {what}"), format!("{of} lost{who}: restore")),
        }
    }

    /// Who has them, as it is put behind a word.
    fn holder(&self) -> String {
        self.stopped.holders.first().map_or_else(String::new, |who| format!("; {who}"))
    }
}

/// What becomes of what one writes while nothing goes out.
pub(super) fn waits(pending: usize) -> String {
    match pending {
        0 => "What you write waits here".to_owned(),
        1 => "1 line of yours waits".to_owned(),
        many => format!("{many} lines of yours wait"),
    }
}
