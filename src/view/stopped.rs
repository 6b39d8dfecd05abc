//! Why a room records nothing, in as many words as the line has room for.

use warroom_register::protocol::{StopWhy, Stopped};
use warroom_register::rights::{keeps_gate, leads};

use crate::app::App;
use crate::app::size::Size;

/// Why nothing is recorded, what this machine could do about it, and what becomes of what one writes.
pub(super) fn words(app: &App, stopped: &Stopped, size: Size, width: usize) -> String {
    let label = app.incident.map_or_else(String::new, |label| format!(" {label}"));
    let holds = app.live.register.head() >= stopped.to && stopped.missing() > 0;
    let (register, me) = (&app.live.register, app.me);
    let taken = !stopped.unproven || leads(register, me) || keeps_gate(register, me);
    let what = match stopped.why {
        StopWhy::Lost if holds && !taken => {
            format!(
                "this machine has them: the lead puts back a file of yours (warroom export{label})"
            )
        }
        StopWhy::Lost if stopped.unproven && !holds => {
            format!(
                "only who leads puts them back: warroom restore{label}, or --from a holder's file"
            )
        }
        StopWhy::Lost if holds => format!("this machine has them: warroom restore{label}"),
        StopWhy::Altered if holds => format!("this machine puts it right: warroom restore{label}"),
        StopWhy::Lost | StopWhy::Altered | StopWhy::Differs | StopWhy::Gathers => {
            stopped.what_to_do()
        }
    };
    let head = stopped.head();
    let many = stopped.missing();
    let of = if many == 1 { "1 record".to_owned() } else { format!("{many} records") };
    let who = stopped.holders.first().map_or_else(String::new, |who| format!("; {who}"));
    let has = stopped.holders.first().map_or_else(String::new, |who| format!("; {who} has them"));
    let (medium, short) = match stopped.why {
        StopWhy::Lost if holds && !taken => {
            let medium = format!("{of} missing; a file for the lead: warroom export{label}");
            (medium, format!("{of} lost, here: export"))
        }
        StopWhy::Lost if stopped.unproven && !holds => {
            let medium = format!("{of} missing; only who leads restores{has}");
            (medium, format!("{of} lost{who}: lead restores"))
        }
        StopWhy::Lost if holds => {
            (format!("{of} missing; {what}"), format!("{of} lost, here: restore"))
        }
        StopWhy::Lost => (format!("{of} missing; {what}"), format!("{of} lost{who}: restore")),
        StopWhy::Altered if holds => {
            (format!("altered on the server; {what}"), "altered, here: restore".to_owned())
        }
        StopWhy::Altered => {
            (format!("altered on the server; {what}"), format!("record altered{who}: restore"))
        }
        StopWhy::Differs => {
            let whose =
                stopped.holders.first().map_or_else(|| "a".to_owned(), |who| format!("{who}'s"));
            let from = stopped.from;
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
    };
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

/// What becomes of what one writes while nothing goes out.
pub(super) fn waits(pending: usize) -> String {
    match pending {
        0 => "What you write waits here".to_owned(),
        1 => "1 line of yours waits".to_owned(),
        many => format!("{many} lines of yours wait"),
    }
}
