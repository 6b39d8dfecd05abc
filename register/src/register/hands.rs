//! What the lead's hands keep, asked of the register: help, rounds, plans, what is away from normal,
//! who has what to do and who is free.

use std::collections::BTreeMap;

use super::{Register, What};
use crate::policy::Plan;
use crate::state::{Condition, Help, Impact, InPlace, ReviewDue, Round, Standing, Target};
use crate::words::{Call, Role, Scope};
use crate::{At, EntryId, Handle, Seq, Text, Title};

impl Register {
    /// Who, how many, from when to when, of each impact whose author said so.
    pub fn impact_parts(&self, entry: EntryId) -> Option<&Impact> {
        self.impacts.get(&entry)
    }

    /// The impact that follows this one, which was true and has changed.
    pub(crate) fn impact_after(&self, old: EntryId) -> Option<EntryId> {
        let after = |(entry, impact): &(&EntryId, &Impact)| {
            impact.replaces == Some(old) && self.stands(**entry)
        };
        self.impacts.iter().find(after).map(|(entry, _)| *entry)
    }

    /// What an action was done to: believed, and perhaps corrected.
    pub fn target(&self, entry: EntryId) -> Option<&Target> {
        self.targets.get(&entry)
    }

    /// What an action really was done to, once that was corrected.
    pub fn actual_target(&self, entry: EntryId) -> Option<Text> {
        self.targets.get(&entry)?.actual.map(|seq| self.text(seq))
    }

    /// Everything that was ever away from normal, by the entry that made it so.
    pub fn in_place(&self) -> &BTreeMap<EntryId, InPlace> {
        &self.in_place
    }

    /// What is away from normal now, oldest first.
    pub fn away_from_normal(&self) -> impl Iterator<Item = (EntryId, &InPlace)> {
        let now =
            |(entry, away): &(&EntryId, &InPlace)| away.back.is_none() && self.stands(**entry);
        self.in_place.iter().filter(now).map(|(entry, away)| (*entry, away))
    }

    /// What is not as it is normally because of this entry, in words.
    pub fn away_words(&self, entry: EntryId) -> Text {
        let said = self.in_place.get(&entry).and_then(|away| away.said);
        said.map_or_else(|| self.text(entry), |seq| self.text(seq))
    }

    /// All help that was ever asked, by entry.
    pub fn helps(&self) -> &BTreeMap<EntryId, Help> {
        &self.helps
    }

    /// All call rounds, by the record that called them.
    pub fn rounds(&self) -> &BTreeMap<EntryId, Round> {
        &self.rounds
    }

    /// The last word of this responder on how it stands.
    pub fn condition(&self, who: Handle) -> Option<&Condition> {
        self.reports.get(self.conditions.get(&who)?)
    }

    /// What this record said on how it stands.
    pub fn report(&self, seq: Seq) -> Option<&Condition> {
        self.reports.get(&seq)
    }

    /// Until when a promise is not asked about.
    pub fn snoozed(&self, entry: EntryId) -> Option<At> {
        self.snoozed.get(&entry).copied()
    }

    /// The plans that were laid out, by the record that did.
    pub fn plans_used(&self) -> &BTreeMap<EntryId, Title> {
        &self.plans
    }

    /// The record that laid this plan out.
    pub fn plan_used(&self, plan: &Plan) -> Option<EntryId> {
        let same = |name: &Title| name.as_str().eq_ignore_ascii_case(plan.name.as_str());
        self.plans.iter().find(|(_, name)| same(name)).map(|(seq, _)| *seq)
    }

    /// Whether this entry comes from a plan: it is quiet until somebody takes it.
    pub(crate) fn of_plan(&self, about: Option<EntryId>) -> bool {
        about.is_some_and(|about| self.plans.contains_key(&about))
    }

    /// The decisions that were agreed on before, and stand here.
    pub fn standing(&self) -> impl Iterator<Item = (EntryId, &Standing)> {
        let stand = self.standing.iter().filter(|(entry, _)| self.stands(**entry));
        stand.map(|(entry, standing)| (*entry, standing))
    }

    /// By whom a decision was agreed on before, and when: `agreed by operations on 3 June`. None where
    /// this is no such decision; no words where nobody said.
    pub fn agreed(&self, entry: EntryId) -> Option<String> {
        let standing = self.standing.get(&entry)?;
        let part = |what: &str, text: &Text| match text.raw() {
            "" => String::new(),
            words => format!(" {what} {words}"),
        };
        let agreed = part("by", &standing.agreed_by) + &part("on", &standing.agreed_on);
        Some(if agreed.is_empty() { agreed } else { format!("agreed{agreed}") })
    }

    /// What was said about the review by this record.
    pub(crate) fn review_said(&self, seq: Seq) -> Option<&ReviewDue> {
        self.reviews.get(&seq)
    }

    /// The tasks that carry out a decision.
    pub(crate) fn carried_out_by(&self, decision: EntryId) -> impl Iterator<Item = EntryId> {
        let tasks = self.tasks.iter().filter(move |(_, task)| task.about == Some(decision));
        tasks.filter(|(entry, _)| self.stands(**entry)).map(|(entry, _)| *entry)
    }

    /// Who led once this record was there.
    pub fn lead_at(&self, seq: Seq) -> Option<Handle> {
        let rows = self.rows.iter().take(seq.index().map_or(0, |index| index + 1));
        let mut lead = None;
        for row in rows {
            match row.what {
                What::Opened(..) | What::LeadTaken | What::RoleAccepted(Role::Lead) => {
                    lead = Some(row.by);
                }
                What::Left if lead == Some(row.by) => lead = None,
                _ => {}
            }
        }
        lead
    }

    /// Who led at that moment, as far as records were written by then.
    pub fn lead_then(&self, at: At) -> Option<Handle> {
        let written = self.rows.partition_point(|row| row.at <= at);
        self.lead_at(Seq(written as u64))
    }

    /// Those who work here, in the order of joining: they may write and have not left.
    pub fn crew(&self) -> impl Iterator<Item = Handle> {
        let all = self.in_order().into_iter();
        all.filter(|(_, r)| !r.left && r.scope >= Scope::Respond).map(|(who, _)| who)
    }

    /// The open tasks that this responder has, oldest first. Giving one more is allowed and warned of.
    pub fn load(&self, who: Handle) -> impl Iterator<Item = EntryId> {
        let open = self.tasks.iter().filter(move |(entry, task)| {
            task.owner == Some(who) && task.state.is_open() && self.stands(**entry)
        });
        open.map(|(entry, _)| *entry)
    }

    /// The open tasks of others that this responder helps with, oldest first.
    pub fn helps_with(&self, who: Handle) -> impl Iterator<Item = EntryId> {
        let open = self.tasks.iter().filter(move |(entry, task)| {
            task.helpers.contains(&who) && task.state.is_open() && self.stands(**entry)
        });
        open.map(|(entry, _)| *entry)
    }

    /// Those who have no task, help with none, and neither lead nor speak for the room; in the order of joining.
    pub fn free(&self) -> impl Iterator<Item = Handle> {
        let busy = [self.lead(), self.holder(Role::Comms).map(|(who, _)| who)];
        self.crew().filter(move |who| {
            let gone = self.away_since(*who).is_some();
            let has = self.load(*who).chain(self.helps_with(*who)).next();
            !gone && !busy.contains(&Some(*who)) && has.is_none()
        })
    }

    /// The decisions that were taken, and whether they work is still to be looked at.
    pub(crate) fn looks(&self) -> impl Iterator<Item = (EntryId, At)> {
        self.decisions.iter().filter_map(|(entry, decision)| {
            let taken = matches!(decision.call, Some(Call::Go | Call::Amended));
            let open = taken && self.stands(*entry) && !self.outcomes.contains_key(entry);
            decision.look_at.filter(|_| open).map(|at| (*entry, at))
        })
    }
}
