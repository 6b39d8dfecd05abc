//! The words that are proposed to an audience: made of the register by a template, to be changed by
//! whoever sends them.
//!
//! Pure, as the report is. The built-in template for the public says what the impact says and how
//! far the work is, and nothing else: no name, no host, nothing of what is being done.

#[cfg(test)]
mod tests;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use crate::register::Register;
use crate::report::{BadTemplate, Template, bad_template, name_what_is_undefined};
use crate::show::personal_data;
use crate::words::{Audience, Moment, Phase, Role};
use crate::{At, EntryId, Label, Seen};

/// Steps of a template that it may always take: it is made while somebody waits for the line.
const FUEL: u64 = 200_000;
/// The depth of macros and includes.
const DEPTH_MAX: usize = 16;
/// Until the next word, where neither the last word nor the policy says.
const NEXT_MINUTES: u16 = 30;

/// Words that are proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The words.
    pub text: String,
    /// Minutes until the next word; none after the last one.
    pub minutes: Option<u16>,
}

/// What a template may use. Names are added and never changed: teams have templates of their own.
#[derive(Debug, Serialize)]
struct Facts {
    /// Nothing was said to this audience yet.
    first: bool,
    /// Users are served again: this is the last word.
    last: bool,
    label: String,
    title: String,
    severity: &'static str,
    kind: &'static str,
    phase: &'static str,
    /// What the impact says, without a full stop; empty where nobody wrote one.
    impact: String,
    who: String,
    many: String,
    /// `13:58`, `about 13:58`; empty where that is not known.
    since: String,
    restored: String,
    personal_data: &'static str,
    /// When the next word comes, and in how many minutes; empty after the last one.
    next: String,
    minutes: Option<u16>,
    lead: String,
    comms: String,
    doing: Vec<Doing>,
    known: Vec<String>,
    asked: Vec<String>,
    decided: Vec<String>,
}

/// A task that somebody has, or nobody.
#[derive(Debug, Serialize)]
struct Doing {
    text: String,
    owner: String,
}

/// The words that are proposed to this audience at this moment, by the built-in template or the
/// team's own. Fails only for a template of the team's that does not fit.
pub fn draft(
    register: &Register,
    label: Option<Label>,
    audience: Audience,
    now: At,
    own: Option<&Template>,
) -> Result<Draft, BadTemplate> {
    let facts = facts(register, label, audience, now);
    let (name, source) =
        own.map_or_else(|| built_in(audience), |own| (own.name.as_str(), own.source.as_str()));
    let text = render(name, source, &facts)?;
    Ok(Draft { text, minutes: facts.minutes })
}

/// Refuses a template that cannot be read, or asks for what is not there: it is tried at every stage.
pub fn check(own: &Template) -> Result<(), BadTemplate> {
    let mut facts = facts(&Register::default(), None, Audience::Public, At::default());
    facts.doing.push(Doing { text: "a task".into(), owner: "somebody".into() });
    for list in [&mut facts.known, &mut facts.asked, &mut facts.decided] {
        list.push("words".into());
    }
    for (first, last) in [(true, false), (false, false), (false, true)] {
        (facts.first, facts.last) = (first, last);
        render(&own.name, &own.source, &facts)?;
    }
    Ok(())
}

const fn built_in(audience: Audience) -> (&'static str, &'static str) {
    match audience {
        Audience::Team => ("team.txt", include_str!("draft/team.txt")),
        Audience::Stakeholders => ("stakeholders.txt", include_str!("draft/stakeholders.txt")),
        Audience::Public => ("public.txt", include_str!("draft/public.txt")),
    }
}

fn render(name: &str, source: &str, facts: &Facts) -> Result<String, BadTemplate> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_fuel(Some(FUEL));
    env.set_recursion_limit(DEPTH_MAX);
    name_what_is_undefined(&mut env);
    // Plain words, whatever the template's file is called: nothing of them is markup.
    env.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    if let Ok(syntax) = syntax {
        env.set_syntax(syntax);
    }
    env.add_template(name, source).map_err(|e| bad_template(&e, name))?;
    let template = env.get_template(name).map_err(|e| bad_template(&e, name))?;
    let text = template.render(Serde(facts)).map_err(|e| bad_template(&e, name))?;
    Ok(text.trim().to_owned())
}

fn facts(register: &Register, label: Option<Label>, audience: Audience, now: At) -> Facts {
    let incident = register.incident();
    let last = incident.phase >= Phase::Resolved;
    let impact = register.impact();
    let affected = impact.and_then(|it| register.impact_parts(it)).map(|it| it.affected.clone());
    let affected = affected.unwrap_or_default();
    let moment = |moment| register.moments().get(&moment).copied();
    let since = affected.since.or_else(|| moment(Moment::Began));
    let minutes = (!last).then(|| next_minutes(register, audience));
    let next = minutes.map(|minutes| now.plus_seconds(i64::from(minutes) * 60).clock());
    let holder = |role| register.holder(role).map_or_else(String::new, |(who, _)| who.to_string());
    let words = |entry: EntryId| sentence(register.text(entry).raw());
    Facts {
        first: said_to(register, audience).next().is_none(),
        last,
        label: label.map_or_else(String::new, |label| label.to_string()),
        title: incident.title.as_ref().map_or_else(String::new, ToString::to_string),
        severity: incident.severity.name(),
        kind: incident.kind.name(),
        phase: incident.phase.name(),
        impact: impact.map_or_else(String::new, words),
        who: affected.who.raw().to_owned(),
        many: affected.many.raw().to_owned(),
        since: since.map_or_else(String::new, clock),
        restored: moment(Moment::Restored).map_or_else(String::new, clock),
        personal_data: impact
            .and_then(|entry| personal_data(register, entry))
            .map_or("not_known", |data| data.name()),
        next: next.unwrap_or_default(),
        minutes,
        lead: holder(Role::Lead),
        comms: register.voice().map_or_else(String::new, |who| who.to_string()),
        doing: doing(register),
        known: known(register).map(words).collect(),
        asked: asked(register).map(words).collect(),
        decided: decided(register).map(words).collect(),
    }
}

/// The updates that left for this audience.
fn said_to(register: &Register, audience: Audience) -> impl Iterator<Item = &crate::Update> {
    let sent = register.updates().iter().filter(move |(entry, update)| {
        update.audience == audience && update.sent.is_some() && register.stands(**entry)
    });
    sent.map(|(_, update)| update)
}

/// As the last word promised, else as the policy asks for the first.
fn next_minutes(register: &Register, audience: Audience) -> u16 {
    let last = said_to(register, audience).filter_map(|update| update.next_minutes).last();
    let incident = register.incident();
    last.or_else(|| incident.policy.rule(incident.severity).word_minutes).unwrap_or(NEXT_MINUTES)
}

fn doing(register: &Register) -> Vec<Doing> {
    let open = register.tasks().iter().filter(|(entry, task)| {
        task.state.is_open() && register.stands(**entry) && !register.of_plan(task.about)
    });
    let one = |(entry, task): (&EntryId, &crate::Task)| Doing {
        text: sentence(register.text(*entry).raw()),
        owner: task.owner.map_or_else(String::new, |who| who.to_string()),
    };
    open.map(one).collect()
}

fn known(register: &Register) -> impl Iterator<Item = EntryId> {
    let held = register.facts().iter().filter(|(entry, fact)| {
        fact.replaced_by.is_none() && !fact.suspected && register.stands(**entry)
    });
    held.map(|(entry, _)| *entry)
}

fn asked(register: &Register) -> impl Iterator<Item = EntryId> {
    register.questions().iter().filter(|(_, question)| question.is_open()).map(|(entry, _)| *entry)
}

/// What was called and not turned down.
fn decided(register: &Register) -> impl Iterator<Item = EntryId> {
    use crate::words::Call;
    let taken = register.decisions().iter().filter(|(entry, decision)| {
        matches!(decision.call, Some(Call::Go | Call::Amended)) && register.stands(**entry)
    });
    taken.map(|(entry, _)| *entry)
}

/// Words on one line, to stand in a sentence.
fn sentence(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    line.trim_end_matches('.').to_owned()
}

fn clock(seen: Seen) -> String {
    format!("{}{}", if seen.about { "about " } else { "" }, seen.at.clock())
}
