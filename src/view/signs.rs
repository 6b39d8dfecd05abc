//! Signs and looks of what happens: the sign of a thing is the key that writes it.

use warroom_register::words::EntryKind;
use warroom_register::{Register, Seq, Shown, Step, Text, What};

use crate::app::App;
use crate::app::words::between;
use crate::theme::Tone;

/// The look of a record's sign, and of its words where they have one of their own.
pub(crate) const fn tone(what: What) -> Tone {
    match what {
        What::Observation => Tone::EntryObservation,
        What::Action(_) => Tone::EntryAction,
        What::Fact { suspected: true, .. } => Tone::EntryFactSuspected,
        What::Fact { .. } | What::Answered { fact: true, .. } => Tone::EntryFact,
        What::Question(_) | What::Inquiry(_) | What::Answered { .. } => Tone::EntryQuestion,
        What::Task(_) => Tone::EntryTask,
        What::Decision | What::Proposed | What::Called(..) => Tone::EntryDecision,
        What::Impact(_) => Tone::EntryImpact,
        What::Update(_) | What::Sent(_) => Tone::EntryUpdate,
        What::Objected(_)
        | What::Blocked(_)
        | What::Declined(_)
        | What::Verified(_, warroom_register::words::Outcome::MadeItWorse) => Tone::Loud,
        What::Verified(_, warroom_register::words::Outcome::Worked) => Tone::Ok,
        What::Graded(_) | What::Phase(_) | What::LeadTaken => Tone::Heading,
        _ => Tone::EntryRoom,
    }
}

/// The look of the words of a record: people's are plain, the room's are quiet.
pub(crate) const fn words_tone(what: What) -> Tone {
    match what {
        What::Called(..) | What::Decision | What::Graded(_) | What::Phase(_) => Tone::Heading,
        What::Fact { suspected: true, .. } => Tone::EntryFactSuspected,
        What::Verified(_, warroom_register::words::Outcome::MadeItWorse) => Tone::Loud,
        what if matches!(tone(what), Tone::EntryRoom) => Tone::EntryRoom,
        _ => Tone::Text,
    }
}

/// The look of a kind while it is written.
pub(crate) const fn kind_tone(kind: EntryKind) -> Tone {
    match kind {
        EntryKind::Observation => Tone::EntryObservation,
        EntryKind::Action => Tone::EntryAction,
        EntryKind::Fact => Tone::EntryFact,
        EntryKind::Question => Tone::EntryQuestion,
        EntryKind::Task => Tone::EntryTask,
        EntryKind::Decision => Tone::EntryDecision,
        EntryKind::Impact => Tone::EntryImpact,
        EntryKind::Update => Tone::EntryUpdate,
        EntryKind::Idea => Tone::Loud,
    }
}

/// What a record says, as the timeline says it.
pub(crate) fn sentence(register: &Register, seq: Seq) -> Text {
    let retracted = register.retracted(seq).is_some();
    let amended = !register.wordings(seq).is_empty();
    let before = if retracted { "(taken back) " } else { "" };
    let behind = if amended && !retracted { " (corrected)" } else { "" };
    between(before, &register.sentence(seq), behind)
}

/// The words of a record as this person may read them: a parked idea is its writer's.
pub(crate) fn told(app: &App, seq: Seq) -> Text {
    if app.live.register.is_kept_from(seq, Some(app.me)) {
        let worth = Step::Worth.number();
        return Text::from(format!("an idea, parked until step {worth} of the review"));
    }
    sentence(app.register(), seq)
}

/// What the entry says that a record is about, where the record itself does not say it.
pub(crate) fn context(app: &App, seq: Seq) -> Option<Shown> {
    let register = app.register();
    if app.live.register.is_kept_from(seq, Some(app.me)) {
        return None;
    }
    let (What::Assigned(entry, _)
    | What::Acknowledged { entry, .. }
    | What::YesTakenBack(entry)
    | What::Extended(entry, _)
    | What::Finished(entry)
    | What::Verified(entry, _)
    | What::Sent(entry)
    | What::Starred { entry, .. }) = register.what(seq)?
    else {
        return None;
    };
    Some(register.text(entry).shown()).filter(|words| !words.as_str().is_empty())
}
