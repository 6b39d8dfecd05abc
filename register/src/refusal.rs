//! Why a command was not carried out: a sentence for a tired person, with what to do instead. It names
//! no key: who hears it may have another keymap, or none.

use crate::agenda::Step;
use crate::limits::{
    AHEAD_DAYS_MAX, HANDLES_PER_KEY_MAX, INCIDENTS_GOING_ON_MAX, INCIDENTS_GOING_ON_PER_KEY_MAX,
    OPTIONS_MAX, RECORDS_FOR_PEOPLE, RECORDS_MAX, TASK_MINUTES_MAX, TEXT_BYTES_MAX, TEXT_LINES_MAX,
    TOKENS_PER_PERSON_MAX, WINDOW_SECONDS_MAX, WINDOW_SECONDS_MIN,
};
use crate::words::{Phase, Role, Scope};
use crate::{EntryId, Handle, Label, Seq, Shown};

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the sentence of each says what it is")]
pub enum Refusal {
    #[error("you have not joined this incident: warroom join with an invite")]
    NotJoined,
    #[error("your invite lets you {has}; this needs one that lets you {needs}: ask {lead} for it")]
    Scope { has: Scope, needs: Scope, lead: Shown },
    #[error("only the lead may do that: {lead} leads. Tell them with a question")]
    NotLead { lead: Handle },
    #[error("times are corrected by {may}. Tell them with a question")]
    NotMinutes { may: Shown },
    #[error("only the lead may do that, and nobody leads: take the lead first")]
    NobodyLeads,
    #[error("only {owner} or the lead may do that with {entry}")]
    NotYours { entry: EntryId, owner: Handle },
    #[error("only {voice} may send words outside; yours stay as a draft")]
    NotVoice { voice: Handle },
    #[error("questions from outside are for {voice}: tell them what you know")]
    NotComms { voice: Handle },
    #[error("only the chair may do that: {chair} has it, and it can be taken when {chair} is gone")]
    NotChair { chair: Handle },
    #[error(
        "that is for {lead}, who leads, or {chair}, who had the chair: tell them with a comment"
    )]
    LeadOrChair { lead: Handle, chair: Handle },
    #[error("that is for {chair}, who had the chair, or whoever leads: take the lead first")]
    HadChair { chair: Handle },
    #[error("{chair} has the chair, and has not been gone for 45 seconds: ask for it, or wait")]
    ChairIsHere { chair: Handle },
    #[error("the incident is not closed yet: what is learnt from it comes after it")]
    NotClosed,
    #[error("no review is held now: warroom review open begins one")]
    NoReview,
    #[error("a review is held already: {chair} has the chair")]
    ReviewOpen { chair: Handle },
    #[error("there is no step {step}: a review has five, from 1 to 5")]
    NoStep { step: u8 },
    #[error(
        "{} still raw: accept, decline or rest each, or say why they stay so",
        if *raw == 1 { "1 idea is".to_owned() } else { format!("{raw} ideas are") }
    )]
    Raw { raw: usize },
    #[error(
        "what contributed is written down from step {} of the review on, which is at \
         step {step}: keep it until then, or note it as an idea",
        Step::Impact.number()
    )]
    FactorsLater { step: u8 },
    #[error("only the room itself records that")]
    RoomOnly,
    #[error("this incident is closed: reopen it first, with a reason")]
    Closed,
    #[error("this incident is open already")]
    OpenAlready,
    #[error(
        "this room takes no more: {RECORDS_MAX} records are the most. Open a second incident and link it"
    )]
    Full,
    #[error(
        "this room takes no more by a token: the last {RECORDS_FOR_PEOPLE} of its {RECORDS_MAX} records \
         are for people. Write it on a screen or by warroom saw, or send it to a second incident"
    )]
    FullForTokens,
    #[error("there are no words in it: write what happened")]
    Empty,
    #[error(
        "the text has {bytes} bytes: {TEXT_BYTES_MAX} are the most. Keep the part that matters"
    )]
    TooLong { bytes: usize },
    #[error(
        "the text has {lines} lines: {TEXT_LINES_MAX} are the most. Keep the part that matters"
    )]
    TooManyLines { lines: usize },
    #[error("there is no {entry} here: the last is {head}")]
    NoEntry { entry: EntryId, head: Seq },
    #[error("{entry} is no {wanted}{}", instead(wanted))]
    WrongKind { entry: EntryId, wanted: &'static str },
    #[error("{entry} was retracted: write a new one")]
    Gone { entry: EntryId },
    #[error("{entry} is not open any more: it is {state}")]
    NotOpen { entry: EntryId, state: &'static str },
    #[error("{entry} was answered by {by}: that answer can be corrected")]
    Answered { entry: EntryId, by: Seq },
    #[error("{entry} was passed on to the room already: see {by}")]
    Passed { entry: EntryId, by: EntryId },
    #[error("{entry} has changed already: see {by}")]
    Replaced { entry: EntryId, by: EntryId },
    #[error(
        "{who} is not in this room: let them in first, or choose one of {here}; a team is asked for help"
    )]
    NotHere { who: Handle, here: Shown },
    #[error("{who} is not in this room: let them in first, or choose one of {here}")]
    NotPresent { who: Handle, here: Shown },
    #[error("nobody of this incident is called {who}: choose one of {known}, or let them in first")]
    Unknown { who: Handle, known: Shown },
    #[error(
        "that is no link to a tracker: write an address as https://example.org/481, or one word such as TEAM-481"
    )]
    NoTracker,
    #[error("{who} may only watch: give it to somebody who responds")]
    OnlyWatches { who: Handle },
    #[error("a reason is needed: one line of why")]
    NoReason,
    #[error("{minutes} minutes are not a box: 1 to {TASK_MINUTES_MAX} are")]
    Minutes { minutes: u16 },
    #[error("that time is still to come: a thing is written down once it has happened")]
    Future,
    #[error("that time is over already: say when it will be")]
    Over,
    #[error("that time is more than {AHEAD_DAYS_MAX} days ahead: look at it again")]
    FarAhead,
    #[error("that day is more than ten years ahead: look at it again")]
    YearsAhead,
    #[error("that time is more than a year before this incident: look at it again")]
    LongAgo,
    #[error("an entry of kind {kind} has no {field}")]
    Field { kind: &'static str, field: &'static str },
    #[error("nobody offered you {role}")]
    NotOffered { role: Role },
    #[error("{who} has {role} already: to hand it on, offer it to somebody else")]
    HasRole { who: Handle, role: Role },
    #[error("{lead} has only just taken the lead: ask them for it")]
    LeadTaken { lead: Handle },
    #[error("{lead} leads, and has not been gone for 45 seconds: ask for the lead, or wait")]
    LeadIsHere { lead: Handle },
    #[error("that end is over already: say until when others may come in")]
    InviteOver,
    #[error(
        "{TOKENS_PER_PERSON_MAX} tokens of yours are good, and no more can be: close one that nothing uses \
         with warroom revoke ({numbers})"
    )]
    Tokens { numbers: Shown },
    #[error("that token was given out already, as {entry}: make a new one")]
    TokenGiven { entry: EntryId },
    #[error(
        "{seconds} seconds are no time to object in: {WINDOW_SECONDS_MIN} to {WINDOW_SECONDS_MAX} are"
    )]
    Seconds { seconds: u16 },
    #[error("{entry} is before the room until {until}: call it, or wait")]
    BeforeRoom { entry: EntryId, until: String },
    #[error("{options} options are too many to weigh: {OPTIONS_MAX} are the most")]
    Options { options: usize },
    #[error("say what is changed: one line")]
    NoAmendment,
    #[error("nobody else works here yet: let somebody in, or ask for help")]
    Alone,
    #[error(
        "{who} is somebody here: --to {who} asks {who} alone; to ask everyone, say more than a name"
    )]
    OneName { who: Handle },
    #[error("there is no plan {name} here: {known}")]
    NoPlan { name: Shown, known: Shown },
    #[error("that plan is laid out already: see {by}")]
    PlanUsed { by: EntryId },
    #[error("it is {phase} already")]
    SamePhase { phase: Phase },
    #[error("it is so already")]
    NoChange,
    #[error("the words of {entry} were taken out already: see {by}")]
    Redacted { entry: EntryId, by: Seq },
    #[error("that key does not speak for you here")]
    OtherKey,
    #[error("{entry} holds no words that could be taken out")]
    NoWords { entry: EntryId },
    #[error("that is yourself: leave instead, and hand the lead on before")]
    RemovesSelf,
    #[error("{lead} leads: the lead has to be handed on or taken over before")]
    LeadStays { lead: Handle },
    #[error("nobody here is called {who}")]
    NoSuchPerson { who: Handle },
    #[error("that is no list of addresses: one to eight of the form HOST:PORT")]
    BadAddress,
    #[error("{handle} is taken in this room by another machine's key: choose another with --as")]
    HandleTaken { handle: Handle },
    #[error(
        "this machine has {HANDLES_PER_KEY_MAX} handles here already, and no more can be: come as one of them \
         with --as ({handles}), or from an account of your own"
    )]
    Handles { handles: Shown },
    #[error(
        "{INCIDENTS_GOING_ON_MAX} incidents go on at this server, and no more can be: whoever leads one that \
         is over closes it with warroom phase closed --incident {oldest} (warroom list shows all)"
    )]
    GoingOn { oldest: Label },
    #[error(
        "{INCIDENTS_GOING_ON_PER_KEY_MAX} incidents that this machine opened go on, and no more can be: close one \
         that is over with warroom phase closed --incident {oldest} (warroom list shows all)"
    )]
    GoingOnOfKey { oldest: Label },
    #[error("the handle {handle} is kept for the room: choose another with --as")]
    HandleKept { handle: Handle },
    #[error(
        "this screen claims to know {knew}, and the last record is {head}: its copy is of another journal"
    )]
    KnewTooMuch { knew: Seq, head: Seq },
    #[error("the id of this command was used for another one: write it again")]
    OtherCommand,
    #[error("the record holds something newer than this server knows: update it")]
    Newer,
    #[error("nothing was recorded: {why}. Try again once that is mended")]
    NotRecorded { why: String },
    /// No refusal: the journal did not say what became of it.
    #[error("nobody knows whether this was recorded: see whether it is, before you write it again")]
    Unsettled,
}

/// What is done where an entry is not of the kind that was wanted; what says so itself has nothing.
fn instead(wanted: &str) -> &'static str {
    match wanted {
        "task" => ": name a task, or write the next step first",
        "question" => ": name one that is open",
        "task or question" => ": name an open one, or write it first",
        "question from outside" => ": name one that came from outside; the room's are answered",
        "help that was asked" => ": name the entry by which help was asked, or ask for it first",
        "promise that is still to be kept" => ": name one of those that are listed as promised",
        "proposal" => ": name the proposal, or write down what is decided as a decision",
        "update" => ": name a draft, or write one",
        "fact" => ": name one, or write it anew",
        "impact" => ": name what was said last of who is hit, or say it anew",
        "action" => ": name what somebody did; all else is corrected by its words",
        "entry that somebody wrote" => ": name the entry meant",
        "yes of which nothing came yet" => ": say what is so now, in an entry that names it",
        "thing that is away from normal" => ": name one of those that are listed as away",
        "invite or token" => ": name one of those that are listed beside who is here",
        "knock" => ": name one of those that wait at the door",
        "knock of that person" => ": name theirs, or let them in by their name alone",
        "redaction" => ": name the record by which words were taken out",
        "open request to take those words out" => ": name the request, or none at all",
        "recommendation or idea" => ": name one of those that were made at the review",
        "accepted recommendation" => ": accept it first, with an owner and a day",
        "question about the report" => ": name one that was asked of the report",
        "task, action or decision that was taken" | "action, task or decision that was taken" => {
            ": name what was done"
        }
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where it is decided whether an entry is what is wanted.
    const SOURCES: &[&str] = &[
        include_str!("decide/checks.rs"),
        include_str!("decide/decisions.rs"),
        include_str!("decide/entries.rs"),
        include_str!("decide/help.rs"),
        include_str!("decide/keeping.rs"),
        include_str!("decide/lead.rs"),
        include_str!("decide/outside.rs"),
        include_str!("decide/people.rs"),
        include_str!("decide/review.rs"),
    ];

    /// Each thing that an entry is said not to be, as the sources name it.
    fn wanted() -> Vec<String> {
        let sources = SOURCES.concat();
        let named = sources.split("wanted: \"").skip(1);
        named.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    }

    #[test]
    fn what_an_entry_is_not_comes_with_what_to_do() {
        let all = wanted();
        assert!(all.len() > 20, "{all:?}");
        for wanted in all {
            assert!(!instead(&wanted).is_empty(), "{wanted}: and what now?");
        }
    }
}
