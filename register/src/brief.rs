//! A situation report to paste: what a newcomer, a manager or the next lead must know, in about
//! twelve lines of Markdown. It names what is not known as plainly as what is.

#[cfg(test)]
mod tests;

use serde::Serialize;

use crate::attention::{Need, attention, late};
use crate::markdown::{escape, id, inline, name};
use crate::promises::{Promised, promises};
use crate::register::Register;
use crate::show::{age, personal_data, wanted};
use crate::state::{Task, TaskState};
use crate::words::{Mode, PersonalData, Role, Scope};
use crate::{At, EntryId, Handle, Label, Seq, Shown};

/// How much of each text is told, in cells; the rest is in the register.
const TEXT_CELLS_MAX: usize = 100;
/// The most items of each list.
const ITEMS_MAX: usize = 6;

/// A situation report as data.
#[derive(Clone, Debug, Serialize)]
pub struct Situation {
    /// What the incident is called.
    pub incident: Option<Label>,
    /// The last record.
    pub head: Seq,
    /// As of when.
    pub at: At,
    /// The two lines above the list: what it is, how bad, since when.
    pub about: String,
    /// What is known and not known, by name, in the order in which it is pasted.
    pub lines: Vec<Line>,
}

/// One line of a situation report.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// What it is about.
    pub what: &'static str,
    /// What is said of it, as Markdown on one line.
    pub said: String,
}

impl Situation {
    /// As Markdown, to paste.
    pub fn markdown(&self) -> String {
        let line = |line: &Line| format!("- **{}:** {}\n", line.what, line.said);
        format!("{}\n{}", self.about, self.lines.iter().map(line).collect::<String>())
    }
}

/// The situation now, as Markdown; `here` are the handles with a screen, `None` if that is not known.
pub fn brief(register: &Register, label: Option<Label>, here: &[Handle], now: At) -> String {
    situation(register, label, here, now).markdown()
}

/// The situation now; `here` are the handles with a screen, `None` if that is not known.
pub fn situation(register: &Register, label: Option<Label>, here: &[Handle], now: At) -> Situation {
    let brief = Brief { register, here, now };
    let lines = [
        ("Impact", brief.impact()),
        ("Who", brief.roles()),
        ("Known", brief.known()),
        ("Doing", brief.doing()),
        ("Asked", brief.asked()),
    ];
    // What does not wait need not be said.
    let closed = register.incident().closed_at.is_some();
    let uncalled = if closed { "Never called" } else { "To be called" };
    let to_call = register.to_be_called().next().map(|_| (uncalled, brief.to_be_called()));
    let outside = register.open_inquiries().next().map(|_| ("Asked from outside", brief.outside()));
    let lines = lines.into_iter().chain(outside).chain(to_call);
    let lines = lines.chain([("Decided", brief.decided())]);
    let agreed = register.standing().next().map(|_| ("Decided before", brief.agreed_before()));
    let lines = lines.chain(agreed).chain([
        ("Promised", brief.promised()),
        ("Late", brief.late()),
        (if here.is_empty() { "Joined" } else { "Here" }, brief.people()),
    ]);
    // A room in which all is normal need not say so.
    let away = register.away_from_normal().next().map(|_| ("Away from normal", brief.away()));
    let lines = lines.chain(away);
    let lines = lines.map(|(what, said)| Line { what, said }).collect();
    Situation { incident: label, head: register.head(), at: now, about: brief.head(label), lines }
}

struct Brief<'a> {
    register: &'a Register,
    here: &'a [Handle],
    now: At,
}

impl Brief<'_> {
    fn head(&self, label: Option<Label>) -> String {
        let incident = self.register.incident();
        let title = incident.title.as_ref().map_or("not opened yet", |t| t.as_str());
        let title = escape(&Shown::of(title));
        let label = label.map_or_else(String::new, |label| format!("{label} "));
        let drill = if incident.mode == Mode::Drill { "DRILL, an exercise. " } else { "" };
        let (severity, kind, phase) = (incident.severity, incident.kind, incident.phase);
        let again = self.reopened().unwrap_or_default();
        let open = incident.opened_at.map_or_else(String::new, |at| {
            let end = incident.closed_at.unwrap_or(self.now);
            let state = if incident.closed_at.is_some() { "It took" } else { "Open for" };
            format!(
                " {state} {}, since {} UTC.",
                age(end.seconds_since(at)),
                at.clock_beside(self.now)
            )
        });
        let (day, clock, head) = (self.now.date(), self.now.clock(), id(self.register.head()));
        format!(
            "**{label}{title}**\n{drill}{severity} {kind}, {phase}{again}.{open} \
             As of {clock} UTC, {day}, record {head}.\n"
        )
    }

    /// That it seemed to be over and goes on, since when and why.
    fn reopened(&self) -> Option<String> {
        let row = self.register.reopened()?;
        let why = escape(&Shown::line(row.text.raw(), TEXT_CELLS_MAX));
        Some(format!(" (reopened {}: {why})", row.happened().clock_beside(self.now)))
    }

    /// An entry with its number, cut to what fits in a message.
    fn entry(&self, entry: EntryId) -> String {
        let words = Shown::line(self.register.text(entry).raw(), TEXT_CELLS_MAX);
        format!("{} {}", id(entry), escape(&words))
    }

    fn impact(&self) -> String {
        let Some(entry) = self.register.impact() else { return "not known yet".into() };
        let data = match personal_data(self.register, entry) {
            Some(PersonalData::Yes) => "personal data is touched",
            Some(PersonalData::No) => "no personal data is touched",
            Some(PersonalData::NotKnown) | None => "personal data: not known",
        };
        let since = self.register.row(entry).map(|row| row.at.clock_beside(self.now));
        let since = since.unwrap_or_default();
        let parts = escape(&Shown::line(&self.register.parts(entry), TEXT_CELLS_MAX));
        format!("{}{parts} (said {since}; {data})", self.entry(entry))
    }

    fn roles(&self) -> String {
        let holder = |role| self.register.holder(role).map(|(who, _)| who);
        // Whoever goes by the role has no name beside it.
        let by_role = |role: Role, who: Handle| who.as_str() == role.name();
        let (lead, comms) = (holder(Role::Lead), holder(Role::Comms));
        let leads = match lead {
            None => "NOBODY leads".to_owned(),
            Some(who) if by_role(Role::Lead, who) => name(who),
            Some(who) => format!("{} leads", name(who)),
        };
        let mut said = match comms {
            Some(comms) if lead == Some(comms) => format!("{leads}, and speaks to the outside"),
            Some(comms) => format!("{leads}; {} speaks to the outside", name(comms)),
            None if lead.is_some_and(|who| by_role(Role::Lead, who)) => {
                format!("{leads}, who also speaks to the outside while nobody has comms")
            }
            None => format!("{leads}, and speaks to the outside while nobody has comms"),
        };
        for role in [Role::Deputy, Role::Scribe, Role::Liaison] {
            let Some(who) = holder(role) else { continue };
            let is = if by_role(role, who) { String::new() } else { format!(" is {role}") };
            said.extend(["; ".to_owned(), name(who), is]);
        }
        said
    }

    fn known(&self) -> String {
        let register = self.register;
        let held = register.facts().iter().rev();
        let held = held.filter(|(id, f)| f.replaced_by.is_none() && register.stands(**id));
        list(held.map(|(id, fact)| {
            let doubt = if fact.suspected { " (suspected)" } else { "" };
            format!("{}{doubt}", self.entry(*id))
        }))
    }

    fn doing(&self) -> String {
        let open = self.register.tasks().iter().filter(|(_, task)| task.state.is_open());
        list(open.map(|(id, task)| format!("{} ({})", self.entry(*id), self.task(task))))
    }

    fn task(&self, task: &Task) -> String {
        let of_plan = self.register.of_plan(task.about);
        let nobody = if of_plan { "of the plan, nobody yet" } else { "NOBODY HAS IT" };
        let who = task.owner.map_or_else(|| nobody.into(), name);
        let due = task.due.map_or_else(String::new, |due| {
            let over = if self.now >= due { "OVER since" } else { "until" };
            format!(", {over} {}", due.clock_beside(self.now))
        });
        match task.state {
            TaskState::Assigned => format!("{who}, not answered{due}"),
            TaskState::Blocked => {
                let need = task.last.map(|seq| self.register.text(seq)).unwrap_or_default();
                let need = escape(&Shown::line(need.raw(), TEXT_CELLS_MAX));
                format!("{who}, BLOCKED: {need}{due}")
            }
            TaskState::Open
            | TaskState::Acknowledged
            | TaskState::Done
            | TaskState::Verified
            | TaskState::Cancelled => format!("{who}{due}"),
        }
    }

    fn asked(&self) -> String {
        let open = self.register.questions().iter().filter(|(_, q)| q.is_open());
        list(open.map(|(id, q)| {
            let who = q.owner.map_or_else(|| "nobody has it".into(), name);
            format!("{} ({who})", self.entry(*id))
        }))
    }

    /// What others want to know, and who answers them.
    fn outside(&self) -> String {
        let open = self.register.open_inquiries();
        list(open.map(|(entry, inquiry)| {
            let who = inquiry.owner.map_or_else(|| "nobody has it".into(), name);
            let asker = self.register.inquirer(entry);
            let asker = escape(&Shown::line(asker.raw(), TEXT_CELLS_MAX));
            format!("{} ({asker} asks; {who})", self.entry(entry))
        }))
    }

    fn decided(&self) -> String {
        let register = self.register;
        let stand = register.decisions().iter().rev().filter(|(id, _)| register.stands(**id));
        list(stand.filter_map(|(id, decision)| {
            let call = decision.call?;
            let why = decision.called.filter(|seq| seq != id).map(|seq| register.text(seq));
            let why = why.filter(|text| !text.is_empty()).map_or_else(String::new, |text| {
                let words = escape(&Shown::line(text.raw(), TEXT_CELLS_MAX));
                format!("; {}: {words}", call.comes_with())
            });
            Some(format!("{} ({}{why})", self.entry(*id), call.aloud()))
        }))
    }

    /// What was agreed on before, for such a case: it holds whatever else is decided.
    fn agreed_before(&self) -> String {
        let register = self.register;
        list(register.standing().map(|(id, _)| {
            let agreed = register.agreed(id).filter(|agreed| !agreed.is_empty());
            let agreed = agreed.map(|agreed| escape(&Shown::line(&agreed, TEXT_CELLS_MAX)));
            let agreed = agreed.map_or_else(String::new, |agreed| format!(" ({agreed})"));
            format!("{}{agreed}", self.entry(id))
        }))
    }

    /// What was proposed and waits for the lead, with what was objected.
    fn to_be_called(&self) -> String {
        let register = self.register;
        list(register.to_be_called().map(|id| {
            let many = register.decisions().get(&id).map_or(0, |d| d.objections.len());
            let against = match many {
                0 => String::new(),
                1 => " (1 strong objection)".into(),
                many => format!(" ({many} strong objections)"),
            };
            format!("{}{against}", self.entry(id))
        }))
    }

    /// What is to come: words, help, looks; each with its time.
    fn promised(&self) -> String {
        let all = promises(self.register, self.now).into_iter();
        list(all.map(|promise| {
            let due = promise.due.map(|due| due.clock_beside(self.now));
            let by =
                due.clone().map_or_else(|| ", no time said".into(), |due| format!(" by {due}"));
            let at = due.map_or_else(String::new, |due| format!(" at {due}"));
            match promise.what {
                Promised::Word(audience) => format!("word to {audience}{at}"),
                Promised::Help => format!("{}{by}", self.help(promise.entry)),
                Promised::Look => format!("{} looked at again{at}", self.named(promise.entry)),
                Promised::Review => {
                    let who = promise.who.map_or_else(|| "nobody".into(), name);
                    format!("{who} calls the review{by}")
                }
            }
        }))
    }

    fn named(&self, entry: Option<EntryId>) -> String {
        entry.map_or_else(String::new, |entry| self.entry(entry))
    }

    fn help(&self, entry: Option<EntryId>) -> String {
        let help = entry.and_then(|entry| self.register.helps().get(&entry));
        let whom = help.map_or_else(String::new, |help| {
            let reference = Some(help.reference.raw()).filter(|said| !said.is_empty());
            let reference = reference.map_or_else(String::new, |said| format!(" ({said})"));
            escape(&Shown::line(&format!("{}{reference}", help.whom), TEXT_CELLS_MAX))
        });
        format!("{whom} answers {}", self.named(entry))
    }

    fn away(&self) -> String {
        list(self.register.away_from_normal().map(|(entry, _)| {
            let words = Shown::line(self.register.away_words(entry).raw(), TEXT_CELLS_MAX);
            format!("{} {}", id(entry), escape(&words))
        }))
    }

    fn late(&self) -> String {
        let all = attention(self.register, self.now);
        // What waits to be called has a line of its own.
        let late = late(&all).filter(|a| a.what != Need::DecisionToCall);
        list(late.map(|a| {
            let said = inline(&wanted(self.register, a));
            format!("{said} ({})", age(self.now.seconds_since(a.since)))
        }))
    }

    /// Who has a screen now; where nobody knows, who joined and has not left.
    fn people(&self) -> String {
        let shown = |who: Handle| self.here.is_empty() || self.here.contains(&who);
        let all = self.register.in_order().into_iter();
        list(all.filter(|(who, r)| !r.left && shown(*who)).map(|(who, r)| {
            let watches = if r.scope == Scope::Observe { " (watching)" } else { "" };
            let gone = if self.register.away_since(who).is_some() { " (gone)" } else { "" };
            format!("{}{watches}{gone}", name(who))
        }))
    }
}

fn list(items: impl Iterator<Item = String>) -> String {
    let all: Vec<_> = items.collect();
    let more = all.len().saturating_sub(ITEMS_MAX);
    let mut said = all.into_iter().take(ITEMS_MAX).collect::<Vec<_>>().join("; ");
    if said.is_empty() {
        said.push_str("nothing");
    }
    if more > 0 { format!("{said}; and {more} more") } else { said }
}
