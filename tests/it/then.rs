//! Looking at then in a room that goes on, on real terminals: what waits for somebody stays in sight,
//! what they write is written now, and others see it.

use crate::room::{joined, opened};
use crate::terminal::Machine;

#[test]
fn somebody_who_looks_at_then_writes_now_and_is_still_asked() {
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    let (a, invite) = opened(&ana, (160, 45));
    let mut b = joined(&ben, (80, 24), &invite);
    a.sees("ben");
    b.keys("5xx at 38 percent\r");
    a.sees("5xx at 38 percent");
    // Nothing of his comes any more once he looks at then.
    b.sees("#4");
    b.keys("\x1b").sees("write >");

    // ben looks at the first record, of which little was known.
    b.keys("h#1\r").sees("AS KNOWN AT").sees_no("5xx at 38 percent");
    b.sees("YOU").sees("COMMS").sees("live");

    // What asks him comes all the same, and he says yes from there.
    let bells = b.bells();
    ana.run(&["task", "look at the deploys", "--owner", "ben"]).ok();
    b.sees("ana asks YOU").sees("AS KNOWN AT");
    a.eventually("the bell of ben", || b.bells() > bells);
    b.presses_until("y", "#6 is recorded, at");
    a.sees("has it");

    // What he writes is of now: ana sees it, and his screen says where it is.
    b.keys("o").sees("written now").sees("AS KNOWN AT");
    b.keys("payments is green again\r").sees("#7 is recorded, at").sees("AS KNOWN AT");
    a.sees("payments is green again");
    b.sees_no("payments is green again");

    // Nothing is done to a row of then, and the way back leads there.
    b.keys("\x1b[A").keys("r").sees("comes back to now");
    b.keys(".").sees_no("AS KNOWN AT").sees("payments is green again");
}
