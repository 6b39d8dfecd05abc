//! Why a room records nothing, in as many words as the line has room for.

use warroom_register::protocol::{StopWhy, Stopped};

use crate::app::App;
use crate::app::size::Size;

/// Why nothing is recorded, what this machine could do about it, and what becomes of what one writes.
pub(super) fn words(app: &App, stopped: &Stopped, size: Size, width: usize) -> String {
    let label = app.incident.map_or_else(String::new, |label| format!(" {label}"));
    let holds = app.live.register.head() >= stopped.to && stopped.missing() > 0;
    let what = match stopped.why {
        StopWhy::Lost if holds => format!("this machine has them: warroom restore{label}"),
        StopWhy::Lost | StopWhy::Differs | StopWhy::Gathers => stopped.what_to_do(),
    };
    let head = stopped.head();
    let many = stopped.missing();
    let of = if many == 1 { "1 record".to_owned() } else { format!("{many} records") };
    let short = match stopped.why {
        StopWhy::Lost if holds => format!("{of} lost, here: restore"),
        StopWhy::Lost => format!("{of} lost"),
        StopWhy::Differs => "copies differ".to_owned(),
        StopWhy::Gathers => "begun anew".to_owned(),
    };
    let waits = waits(app.pending.len());
    let wordings = [
        format!(" {head}; {what}. {waits}"),
        format!(" {head}; {what}"),
        format!(" {of} missing; {what}"),
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
