//! What is wanted, in words: long for the one who is asked, short for the line LATE.

use warroom_register::attention::{Attention, Need};
use warroom_register::rights::may_take_lead;
use warroom_register::words::{Call, Role};
use warroom_register::{At, EntryId, Handle, Register, Shown, Text};

use super::App;
use super::board::Board;
use crate::keys::{Action, Keymap, Place};

/// An entry quoted in a sentence takes so many cells at most.
const QUOTED_CELLS: usize = 40;

/// `20s`, `5m`, `1h52m`, `3d`: in minutes, below one in tens of seconds, so that it rarely moves.
pub(crate) fn age(since: At, now: At) -> String {
    span(now.seconds_since(since))
}

/// So many seconds in the same form.
pub(crate) fn span(seconds: u64) -> String {
    let minutes = seconds / 60;
    match minutes {
        0 if seconds < 10 => "now".to_owned(),
        0 => format!("{}s", seconds / 10 * 10),
        1..60 => format!("{minutes}m"),
        60..2880 => format!("{}h{:02}m", minutes / 60, minutes % 60),
        _ => format!("{}d", minutes / 1440),
    }
}

/// `8m left`, `over 2m`: what is left of a box, or by how much it is over.
pub(crate) fn left(due: At, now: At) -> String {
    let over = now.seconds_since(due);
    if now >= due {
        return if over < 10 { "over".to_owned() } else { format!("over {}", span(over)) };
    }
    // Rounded up: a box of ten minutes begins with "10m left".
    format!("{} left", span(due.seconds_since(now) + 59))
}

/// A text with words before and behind it, in the lines that it has.
pub(crate) fn between(before: &str, text: &Text, behind: &str) -> Text {
    Text::from(format!("{before}{}{behind}", text.raw()))
}

/// A decision with what came of it in front: a proposal that was turned down must not read as one
/// that was taken.
pub(crate) fn outcome(register: &Register, entry: EntryId) -> Text {
    let words = register.text(entry);
    let Some(decision) = register.decisions().get(&entry) else { return words };
    let called = decision.called.filter(|called| *called != entry);
    let changed = called.and_then(|called| register.row(called)).map(|row| row.text.raw());
    let words = match (decision.call, changed) {
        (None, _) => format!("proposed: {}", words.raw()),
        (Some(Call::No), _) => format!("NO: {}", words.raw()),
        (Some(Call::Amended), Some(to)) if !to.is_empty() => {
            format!("GO, amended: {}: {to}", words.raw())
        }
        (Some(Call::Amended), _) => format!("GO, amended: {}", words.raw()),
        (Some(Call::Go), Some(_)) => format!("GO: {}", words.raw()),
        (Some(Call::Go), None) => format!("decided: {}", words.raw()),
    };
    Text::from(words)
}

impl Board {
    /// What is asked of this responder, as a sentence with the key that helps.
    pub(crate) fn asks(
        &self,
        need: &Attention,
        me: Handle,
        here: &[Handle],
        keymap: &Keymap,
    ) -> String {
        let key = |action| keymap.named(Place::Register, action);
        let entry = need.entry.unwrap_or_default();
        let quoted = self.quoted(entry);
        let since = age(need.since, self.now);
        match need.what {
            Need::DecisionToCall => format!("call {entry} {quoted}{}", self.against(entry)),
            Need::NoLead => format!("nobody leads: {}", self.who_takes(me, here, keymap)),
            Need::LeadAway => {
                format!("the lead is gone {since}: {}", self.who_takes(me, here, keymap))
            }
            Need::Knocks => self.knocks(entry, &key(Action::Accept)),
            Need::RedactionAsked => {
                let palette = key(Action::Palette);
                format!("take the words of {entry} out? {palette}redact {} WHY", entry.0)
            }
            Need::RoleOffered(role) => format!("{} offers you {}", self.by(entry, me), the(role)),
            Need::RoleDeclined(role) => self.declined(role, entry, me),
            Need::TaskUnanswered | Need::QuestionGiven => {
                format!("{} asks: {entry} {quoted}", self.giver(entry).unwrap_or(me))
            }
            Need::RoundUnanswered => format!("{} asks: how does it stand?", self.by(entry, me)),
            Need::OwnerSilent => format!("{} has not answered {entry} {quoted}", self.owner(entry)),
            Need::LookDue => format!("does {entry} work? {quoted}"),
            Need::HelpLate => format!("ask {} again: {entry} {quoted}", self.helper(entry)),
            Need::OwnerOver => format!("{} is over time: {entry} {quoted}", self.owner(entry)),
            Need::QuestionOld => format!("{entry} is open for {since}: {quoted}"),
            Need::NoRole(role) => format!("nobody is {role}: {}", key(Action::Roles)),
            Need::ReviewNobody => "say who calls the review".to_owned(),
            Need::ReviewDue => format!("call the review, due {since} ago"),
            Need::ReviewToCall => {
                format!("call the review{}: {} begins it", self.by_when(), key(Action::Agenda))
            }
            Need::ReviewHeld => {
                let chair = self.chair().unwrap_or(me);
                format!("{chair} leads the review now: {} goes there", key(Action::Agenda))
            }
            Need::TaskBlocked => format!("{entry} is blocked: {}", self.last_words(entry)),
            Need::Unverified => format!("did {entry} work? {quoted}"),
            Need::DraftWaits => format!("send draft {entry} {quoted}"),
            Need::WordDue => format!("words to the public are due, {since}"),
            Need::InquiryWaits => {
                format!("{} asks from outside: {entry} {quoted}", self.inquirer(entry))
            }
            Need::InquiryTaken => {
                format!("you have, from {}: {entry} {quoted}", self.inquirer(entry))
            }
            Need::InquirySettled => {
                format!("answer {}, the room is through: {entry} {quoted}", self.inquirer(entry))
            }
            Need::InquiryAnswered => self.outside_answer(entry),
            Need::TaskNobody | Need::QuestionNobody => format!("nobody has {entry} {quoted}"),
            Need::TaskOver => format!("{entry} is over its time: {quoted}"),
            Need::NoImpact => format!("say who is hit: {}", key(Action::Impact)),
            Need::NoComms => format!("nobody speaks to the outside: {}", key(Action::Roles)),
        }
    }

    /// Who is at the door, and the key that lets them in.
    fn knocks(&self, knock: EntryId, lets_in: &str) -> String {
        match self.known_at_door(knock) {
            Some(who) => format!("another machine says it is {who}: {lets_in} lets it in"),
            None => format!("{} is at the door: {lets_in} lets them in", self.at_door(knock)),
        }
    }

    /// Who wrote it.
    fn by(&self, entry: EntryId, me: Handle) -> Handle {
        self.register.row(entry).map_or(me, |row| row.by)
    }

    /// " by 24 Nov", the day of the review, or nothing.
    fn by_when(&self) -> String {
        let due = self.register.incident().review.as_ref().and_then(|it| it.until);
        due.map_or_else(String::new, |due| format!(" by {}", day(due)))
    }

    /// Who leads the review.
    fn chair(&self) -> Option<Handle> {
        self.register.learning().review().map(|review| review.chair)
    }

    /// Who takes the lead that nobody has: me by a key, else who of those here may, else whoever
    /// holds the server, since a key of the machine that runs it may command.
    pub(crate) fn who_takes(&self, me: Handle, here: &[Handle], keymap: &Keymap) -> String {
        let may = self.may_lead(here);
        let known = self.register.responders().contains_key(&me);
        let mine = !known || may_take_lead(&self.register, me);
        match may.as_slice() {
            _ if mine => {
                format!("{} takes the lead", keymap.named(Place::Register, Action::TakeLead))
            }
            [] => "nobody here may take it: warroom join on the server's host".to_owned(),
            [one] => format!("{one} may take it: ask them"),
            [first, .., last] => format!("{first} or {last} may take it: ask them"),
        }
    }

    /// The same for everybody who watches the clock, short.
    pub(crate) fn is_late(&self, need: &Attention) -> String {
        let entry = need.entry.unwrap_or_default();
        let since = age(need.since, self.now);
        let owner = || need.asked.map_or_else(|| "nobody".to_owned(), |who| who.to_string());
        match need.what {
            Need::DecisionToCall => format!("{entry} to be called, {since}"),
            Need::NoLead => "nobody leads".to_owned(),
            Need::LeadAway => format!("the lead is gone {since}"),
            Need::Knocks => match self.known_at_door(entry) {
                Some(who) => format!("a machine says it is {who} {since}"),
                None => format!("{} is at the door {since}", self.at_door(entry)),
            },
            Need::RedactionAsked => format!("words of {entry} to be taken out, {since}"),
            Need::RoleOffered(role) => format!("{role} offered, {since}"),
            Need::RoleDeclined(role) => format!("{role} declined, {since}"),
            Need::TaskUnanswered => format!("{entry} {} has not answered {since}", owner()),
            Need::QuestionGiven => format!("{entry} given to {} {since}", owner()),
            Need::RoundUnanswered => format!("{} has not said how it stands", owner()),
            Need::OwnerSilent => format!("{entry} {} is silent", self.owner(entry)),
            Need::LookDue => format!("look at {entry} again, due {since} ago"),
            Need::HelpLate => format!("{} late {since}, {entry}", self.helper(entry)),
            Need::OwnerOver => format!("{entry} {} over its time", self.owner(entry)),
            Need::QuestionOld => format!("{entry} open {since}"),
            Need::NoRole(role) => format!("no {role}"),
            Need::ReviewNobody => "nobody calls the review".to_owned(),
            Need::ReviewDue => format!("review due {since} ago"),
            Need::ReviewHeld => format!("{} is not at the review", owner()),
            Need::ReviewToCall => format!("{} calls the review", owner()),
            Need::TaskBlocked => format!("{entry} is blocked {since}"),
            Need::Unverified => format!("{entry} not verified {since}"),
            Need::DraftWaits => format!("draft {entry} waits {since}"),
            Need::WordDue => format!("public word due {since}"),
            Need::InquiryWaits => format!("{entry} asked from outside {since}"),
            Need::InquiryTaken => format!("{entry} from outside, {} has it", owner()),
            Need::InquirySettled => format!("{entry} from outside to be answered {since}"),
            Need::InquiryAnswered => format!("{entry} answered"),
            Need::TaskNobody | Need::QuestionNobody => format!("nobody has {entry}, {since}"),
            Need::TaskOver => format!("{entry} {} over its time {since}", owner()),
            Need::NoImpact => "nobody said who is hit".to_owned(),
            Need::NoComms => "no comms".to_owned(),
        }
    }

    /// The responder of this room that a machine at the door says to be.
    fn known_at_door(&self, knock: EntryId) -> Option<Handle> {
        let who = self.register.knocks().get(&knock)?.who;
        self.register.responders().contains_key(&who).then_some(who)
    }

    /// Who says to be at the door.
    fn at_door(&self, knock: EntryId) -> String {
        let knock = self.register.knocks().get(&knock);
        knock.map_or_else(|| "somebody".to_owned(), |knock| knock.who.to_string())
    }

    /// The words of an entry in quotes, cut.
    pub(crate) fn quoted(&self, entry: EntryId) -> String {
        let text = self.register.text(entry);
        format!("\"{}\"", Shown::line(text.raw(), QUOTED_CELLS))
    }

    /// ", 1 strong objection", or nothing.
    fn against(&self, entry: EntryId) -> String {
        match self.register.decisions().get(&entry).map_or(0, |d| d.objections.len()) {
            0 => String::new(),
            1 => ", 1 strong objection".to_owned(),
            many => format!(", {many} strong objections"),
        }
    }

    fn owner(&self, entry: EntryId) -> String {
        let owner = self.register.tasks().get(&entry).and_then(|task| task.owner);
        owner.map_or_else(|| "nobody".to_owned(), |owner| owner.to_string())
    }

    fn helper(&self, entry: EntryId) -> Shown {
        let help = self.register.helps().get(&entry);
        help.map_or_else(|| Shown::of("help"), |help| Shown::of(help.whom.as_str()))
    }

    /// Who asks this of somebody, where it is a person.
    pub(crate) fn asker(&self, need: &Attention) -> Option<Handle> {
        let entry = need.entry?;
        match need.what {
            Need::TaskUnanswered | Need::QuestionGiven => self.giver(entry),
            Need::RoleOffered(_) => self.register.row(entry).map(|row| row.by),
            _ => None,
        }
    }

    /// Who does not take a role that was offered, and why not.
    fn declined(&self, role: Role, entry: EntryId, me: Handle) -> String {
        let why = if self.register.text(entry).is_empty() {
            String::new()
        } else {
            format!(": {}", self.quoted(entry))
        };
        format!("{} does not take {}{why}", self.by(entry, me), the(role))
    }

    /// Who gave this task or question to its owner.
    fn giver(&self, entry: EntryId) -> Option<Handle> {
        let task = self.register.tasks().get(&entry).map(|task| task.given_by);
        task.or_else(|| self.register.questions().get(&entry)?.given_by)
    }

    /// What was said last of a task, on one line.
    pub(crate) fn last_words(&self, entry: EntryId) -> Shown {
        let last = self.register.tasks().get(&entry).and_then(|task| task.last);
        last.and_then(|seq| self.register.row(seq)).map(|row| row.text.shown()).unwrap_or_default()
    }
}

/// `1 question`, `3 questions`.
pub(crate) fn many(count: usize, what: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {what}{s}")
}

/// `14:06`, and beside a time of another day `20 Nov 14:06`.
pub(crate) fn clock(at: At, beside: At) -> String {
    at.clock_beside(beside)
}

/// The moment that is shown, to the second; once the incident has come to another day, with its day.
/// Whether another one is still to come is not said before.
pub(crate) fn moment(app: &App) -> String {
    let board = app.board();
    let began = board.register.incident().opened_at.unwrap_or(board.now);
    board.now.seconds_beside(began)
}

/// `20 Nov`.
pub(crate) fn day(at: At) -> String {
    at.short_day()
}

/// A role with its article, as it is said.
pub(crate) fn the(role: Role) -> String {
    match role {
        Role::Lead => "the lead".to_owned(),
        Role::Comms => "comms".to_owned(),
        other => format!("the role of {other}"),
    }
}
