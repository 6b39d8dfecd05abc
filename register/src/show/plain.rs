//! The register as plain lines: no columns, no colour, nothing that needs a width. Made for a
//! terminal of any size, for a screen reader and for `grep`.

use crate::attention::attention;
use crate::register::Register;
use crate::state::{Decision, Fact, Help, HelpState, Question, Task, TaskState, Update};
use crate::words::{Call, Mode, PersonalData, Role, Scope};
use crate::{At, EntryId, Handle, Label, Seq, Shown, Text};

use super::lists::{plan_lines, promise_lines};
use super::outside::inquiry_lines;
use super::tail::tail_line;
use super::{personal_data, wanted};

/// What `warroom show` prints without `--json`, for this reader.
pub fn plain(
    register: &Register,
    label: Option<Label>,
    here: &[Handle],
    now: At,
    reader: Option<Handle>,
) -> String {
    let end = register.incident().closed_at.map_or(now, |closed| closed.min(now));
    let mut page = Page { register, now, end, out: String::new() };
    page.head(label);
    page.people(here);
    page.wanted();
    page.facts();
    page.questions();
    page.tasks();
    page.decisions();
    page.updates();
    page.help();
    page.hands();
    page.timeline(reader);
    page.out
}

/// `20s`, `17m`, `1h52m`, `2d03h`: how long, in the fewest characters.
pub fn age(seconds: u64) -> String {
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3600 => format!("{minutes}m"),
        3600..86_400 => format!("{hours}h{:02}m", minutes % 60),
        _ => format!("{days}d{:02}h", hours % 24),
    }
}

struct Page<'a> {
    register: &'a Register,
    now: At,
    /// Up to when ages are counted: those of what is over grow no more.
    end: At,
    out: String,
}

impl Page<'_> {
    /// The only way onto the page: whatever is said goes through `Shown`.
    fn say(&mut self, line: &str) {
        self.out.push_str(Shown::of(line).as_str());
        self.out.push('\n');
    }

    fn section(&mut self, name: &str, lines: &[String]) {
        if lines.is_empty() {
            return;
        }
        self.out.push('\n');
        self.say(&format!("{name}: {}", lines.len()));
        for line in lines {
            self.say(&format!("  {line}"));
        }
    }

    fn age(&self, since: At) -> String {
        age(self.end.seconds_since(since))
    }

    fn words(&self, entry: EntryId) -> String {
        format!("{entry} {}", self.register.text(entry).raw())
    }

    fn head(&mut self, label: Option<Label>) {
        let incident = self.register.incident();
        let title = incident.title.as_ref().map_or("not opened yet", |t| t.as_str());
        let name = label.map_or_else(String::new, |label| format!("{label} "));
        self.say(&format!("{name}{title}"));
        let (severity, kind, phase) = (incident.severity, incident.kind, incident.phase);
        let since = incident.opened_at.map_or_else(String::new, |at| self.since(at));
        self.say(&format!("{severity} {kind}, {phase}{since}"));
        match incident.mode {
            Mode::Drill => self.say("DRILL: this is an exercise"),
            Mode::Past => self.say("Written down afterwards"),
            Mode::Sealed | Mode::Real => {}
        }
        let impact = self.impact();
        self.say(&format!("Impact: {impact}"));
        if !incident.talk.is_empty() {
            self.say(&format!("Talk: {}", incident.talk.raw()));
        }
    }

    /// For how long it is, or was, open; what was written down afterwards was not.
    fn since(&self, opened: At) -> String {
        let incident = self.register.incident();
        let since = format!("{} UTC on {}", opened.clock(), opened.date());
        match (incident.mode, incident.closed_at) {
            (Mode::Past, _) => format!(", from {since}"),
            (_, Some(_)) => format!(", open for {} from {since}", self.age(opened)),
            (_, None) => format!(", {} since {since}", self.age(opened)),
        }
    }

    fn impact(&self) -> String {
        let Some(entry) = self.register.impact() else { return "not known yet".into() };
        let data = match personal_data(self.register, entry) {
            Some(PersonalData::Yes) => "personal data is touched",
            Some(PersonalData::No) => "no personal data is touched",
            Some(PersonalData::NotKnown) | None => "personal data: not known",
        };
        format!("{}{} ({data})", self.words(entry), self.register.parts(entry))
    }

    fn people(&mut self, here: &[Handle]) {
        let held: Vec<_> = Role::ALL
            .iter()
            .filter_map(|role| match self.register.holder(*role) {
                Some((who, since)) => Some(format!("{role} {who} {}", self.age(since))),
                None => (*role == Role::Lead).then(|| "lead NOBODY".into()),
            })
            .collect();
        self.say(&format!("Roles: {}", held.join(", ")));
        let people = self.register.in_order().into_iter().map(|(who, r)| {
            let watches = if r.scope == Scope::Observe { " watching" } else { "" };
            let state = match self.register.away_since(who) {
                _ if r.left => " left".to_owned(),
                Some(since) => format!(" gone {}", self.age(since)),
                None if here.contains(&who) => " here".to_owned(),
                None => String::new(),
            };
            format!("{} {who}{watches}{state}", r.number)
        });
        let people: Vec<_> = people.collect();
        self.say(&format!("People: {}", people.join(", ")));
    }

    fn wanted(&mut self) {
        let all = attention(self.register, self.now);
        let lines: Vec<_> = all
            .iter()
            .map(|a| {
                let late = if a.late { "LATE " } else { "" };
                let age = age(self.now.seconds_since(a.since));
                format!("{late}{age} {}", wanted(self.register, a).raw())
            })
            .collect();
        self.section("Wanted", &lines);
    }

    fn facts(&mut self) {
        let (register, now) = (self.register, self.now);
        let said = |(id, fact): (&EntryId, &Fact)| {
            let doubt = if fact.suspected { "suspected: " } else { "" };
            let row = register.row(*id)?;
            let was: Vec<_> = register.wordings(*id).iter().map(|w| w.text.raw()).collect();
            let was =
                if was.is_empty() { String::new() } else { format!("was: {}; ", was.join("; ")) };
            let (words, by) = (row.text.raw(), row.by);
            let at = fact.at.clock_beside(now);
            Some(format!("{id} {doubt}{words} ({was}{by} {at})"))
        };
        let held =
            |(id, fact): &(&EntryId, &Fact)| fact.replaced_by.is_none() && register.stands(**id);
        let lines: Vec<_> = register.facts().iter().filter(held).filter_map(said).collect();
        self.section("Known facts", &lines);
        let not_held = register.facts().iter().filter(|f| !held(f));
        let lines: Vec<_> = not_held
            .filter_map(|(id, fact)| {
                let why = match (register.retracted(*id), fact.replaced_by) {
                    (Some(why), _) => format!("retracted: {}", why.raw()),
                    (None, Some(by)) => format!("changed, now {by}"),
                    (None, None) => String::new(),
                };
                Some(format!("{}; {why}", said((id, fact))?))
            })
            .collect();
        self.section("Facts that do not hold any more", &lines);
    }

    fn questions(&mut self) {
        let register = self.register;
        let (open, settled): (Vec<_>, Vec<_>) =
            register.questions().iter().partition(|(_, q)| q.is_open());
        let line = |(id, q): (&EntryId, &Question)| {
            let nobody = self.nobody(q.about);
            let has = q.owner.map_or_else(|| nobody.into(), |who| format!("{who} has it"));
            format!("{} ({has} {})", self.words(*id), self.age(q.since))
        };
        let lines: Vec<_> = open.into_iter().map(line).collect();
        let line = |(id, q): (&EntryId, &Question)| {
            let came = match (register.retracted(*id), q.answer) {
                (Some(why), _) => format!("retracted: {}", why.raw()),
                (None, Some(by)) => format!("answered by {}", self.words(by)),
                (None, None) => "called off".into(),
            };
            format!("{} ({came})", self.words(*id))
        };
        let settled: Vec<_> = settled.into_iter().map(line).collect();
        self.section("Open questions", &lines);
        self.section("Settled questions", &settled);
    }

    fn tasks(&mut self) {
        let (open, over): (Vec<_>, Vec<_>) =
            self.register.tasks().iter().partition(|(_, task)| task.state.is_open());
        let line = |(id, task): (&EntryId, &Task)| {
            format!("{} ({})", self.words(*id), self.task(*id, task))
        };
        let open: Vec<_> = open.into_iter().map(line).collect();
        let over: Vec<_> = over.into_iter().map(line).collect();
        self.section("Being done", &open);
        self.section("Tasks that are over", &over);
    }

    fn task(&self, id: EntryId, task: &Task) -> String {
        let who = task.owner.map_or_else(|| "nobody".into(), |who| who.to_string());
        let since = self.age(task.since);
        let said = task.last.map(|seq| self.register.text(seq)).filter(|t| !t.is_empty());
        let said = said.map_or_else(String::new, |text| format!(": {}", text.raw()));
        let due = task.due.map_or_else(String::new, |due| self.until(due));
        let with: Vec<_> = task.helpers.iter().map(|h| format!(", {h} helps")).collect();
        let with = with.concat();
        if let Some(why) = self.register.retracted(id) {
            return format!("retracted: {}", why.raw());
        }
        match task.state {
            TaskState::Open => format!("{} {since}{with}", self.nobody(task.about)),
            TaskState::Assigned => format!("{who} has not answered {since}{due}{with}"),
            TaskState::Acknowledged => format!("{who} has it{}{due}{with}", self.stands(task)),
            TaskState::Blocked => format!("{who} is BLOCKED{said}{due}{with}"),
            TaskState::Done => format!("{who} finished{said}; did it work?"),
            TaskState::Verified => {
                let outcome = self.register.outcome(id).map_or("verified", |o| o.words());
                format!("{who}, {outcome}{said}")
            }
            TaskState::Cancelled => format!("called off{said}"),
        }
    }

    /// What a plan brings is quiet until somebody takes it.
    fn nobody(&self, about: Option<EntryId>) -> &'static str {
        if self.register.of_plan(about) { "of the plan, nobody yet" } else { "NOBODY HAS IT" }
    }

    /// How a task stands, in the last words on it; a helper's with their name.
    fn stands(&self, task: &Task) -> String {
        let said = task.condition.and_then(|seq| Some((seq, self.register.row(seq)?)));
        let Some((seq, row)) = said else { return String::new() };
        let by = if task.owner == Some(row.by) { String::new() } else { format!("{}: ", row.by) };
        format!(": {by}{}", self.register.text(seq).raw())
    }

    fn help(&mut self) {
        let line = |(id, help): (&EntryId, &Help)| {
            let state = match (self.register.retracted(*id), help.until) {
                (Some(why), _) => format!("retracted: {}", why.raw()),
                (None, Some(until)) if help.state == HelpState::Promised => {
                    format!("promised{}", self.until(until))
                }
                (None, _) => help.state.name().into(),
            };
            let said = help.last.map(|seq| self.register.text(seq)).filter(|t| !t.is_empty());
            let said = said.map_or_else(String::new, |text| format!(": {}", text.raw()));
            let words = self.words(*id);
            let reference = if help.reference.is_empty() { "" } else { ", " };
            format!("{words} ({}{reference}{}; {state}{said})", help.whom, help.reference.raw())
        };
        let lines: Vec<_> = self.register.helps().iter().map(line).collect();
        self.section("Help", &lines);
    }

    /// What was promised, what is away from normal, what was decided before, which plans there are.
    fn hands(&mut self) {
        let shown = |lines: Vec<Shown>| -> Vec<String> {
            lines.into_iter().map(|line| line.as_str().to_owned()).collect()
        };
        let (register, now) = (self.register, self.now);
        self.section("Asked from outside", &shown(inquiry_lines(register, true, now)));
        self.section("Asked from outside, over", &shown(inquiry_lines(register, false, now)));
        self.section("Promised", &shown(promise_lines(self.register, self.now)));
        let away = self.register.away_from_normal().map(|(entry, away)| {
            let words = self.register.away_words(entry);
            format!("{entry} {} ({})", words.raw(), self.age(away.since))
        });
        let away: Vec<_> = away.collect();
        self.section("Away from normal", &away);
        let standing = self.register.standing();
        let standing: Vec<_> = standing
            .map(|(entry, _)| format!("{entry} {}", self.register.sentence(entry).raw()))
            .collect();
        self.section("Standing decisions", &standing);
        self.section("Plans", &shown(plan_lines(self.register)));
    }

    fn until(&self, due: At) -> String {
        let over = if self.now >= due { "OVER since" } else { "until" };
        format!(", {over} {}", due.clock_beside(self.now))
    }

    fn decisions(&mut self) {
        let line = |(id, d): (&EntryId, &Decision)| {
            let against: String = d.objections.iter().map(|o| self.objection(*o)).collect();
            let state = match (self.register.retracted(*id), d.call, d.called) {
                (Some(why), _, _) => format!("retracted: {}", why.raw()),
                (None, Some(call), Some(by)) => self.called(*id, call, by),
                (None, _, _) => self.register.uncalled().to_uppercase(),
            };
            let more = [("risk", &d.risk), ("undo", &d.undo), ("expect", &d.expect)];
            let more = more.iter().filter(|(_, text)| !text.is_empty());
            let more: Vec<_> =
                more.map(|(what, text)| format!("; {what}: {}", text.raw())).collect();
            let more = more.concat() + &self.ahead(*id, d);
            format!("{} ({state}{against}{more})", self.words(*id))
        };
        let lines: Vec<_> = self.register.decisions().iter().map(line).collect();
        self.section("Decisions", &lines);
    }

    /// What else could be done, how long the room may still object, when to look, what came of it.
    fn ahead(&self, id: EntryId, decision: &Decision) -> String {
        let options: Vec<_> = decision.options.iter().map(Text::raw).collect();
        let options = (!options.is_empty()).then(|| format!("or: {}", options.join(", ")));
        let window = decision.window.filter(|w| decision.call.is_none() && self.now < w.until);
        let window = window.map(|w| format!("before the room until {}", w.until.clock_seconds()));
        let look = decision.look_at.map(|at| format!("look again {}", at.clock_beside(self.now)));
        let came = self.register.outcome(id).map(|outcome| outcome.words().to_owned());
        let all = [options, window, look, came].into_iter().flatten();
        all.fold(String::new(), |before, said| before + "; " + &said)
    }

    fn called(&self, id: EntryId, call: Call, by: Seq) -> String {
        let said = call.aloud();
        let Some(row) = self.register.row(by) else { return said.into() };
        let head = format!("{said} by {} {}", row.by, row.at.clock_beside(self.now));
        if by == id || row.text.is_empty() {
            return head;
        }
        format!("{head}; {}: {}", call.comes_with(), row.text.raw())
    }

    fn objection(&self, seq: Seq) -> String {
        let row = self.register.row(seq);
        row.map_or_else(String::new, |row| format!("; {} objects: {}", row.by, row.text.raw()))
    }

    fn updates(&mut self) {
        let line = |(id, u): (&EntryId, &Update)| {
            let sent = u.sent.and_then(|seq| self.register.row(seq));
            let state = match sent {
                _ if !self.register.stands(*id) => "retracted".into(),
                Some(row) => format!("sent {} by {}", row.at.clock_beside(self.now), row.by),
                None => "DRAFT".into(),
            };
            let due = u.next_due.map(|due| due.clock_beside(self.now));
            let next = due.map_or_else(String::new, |due| format!(", next {due}"));
            format!("{} ({}, {state}{next})", self.words(*id), u.audience)
        };
        let lines: Vec<_> = self.register.updates().iter().map(line).collect();
        self.section("Words to others", &lines);
    }

    fn timeline(&mut self, reader: Option<Handle>) {
        self.out.push('\n');
        self.say(&format!("Timeline: {}", self.register.head().0));
        let mut day = None;
        let register = self.register;
        let told = register.places().filter(|(seq, _)| !register.is_kept_from(*seq, reader));
        for (seq, row) in told {
            if day.replace(row.at.day()) != Some(row.at.day()) {
                self.say(&format!("  {} UTC", row.at.date()));
            }
            let line = tail_line(self.register, seq);
            self.say(&format!("  {line}"));
        }
        if let Some(words) = register.parked_words() {
            self.say(&format!("  {words}"));
        }
    }
}
