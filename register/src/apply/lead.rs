//! What the lead's hands change: help, call rounds, plans, what stays in place, windows, the review.

use crate::register::{Register, What};
use crate::state::{
    Condition, Help, HelpState, InPlace, ReviewDue, Round, Standing, Target, Window,
};
use crate::vocabulary::Event;
use crate::{At, EntryId, Handle, Record, Seq, Text};

impl Register {
    /// What an action was done to, and whether it stays so.
    pub(super) fn aimed(&mut self, r: &Record, target: &Text, in_place: bool) {
        if !target.is_empty() {
            self.targets.insert(r.seq, Target { believed: target.clone(), actual: None });
        }
        if in_place {
            self.in_place.insert(r.seq, InPlace { since: r.at, said: None, back: None });
        }
    }

    pub(super) fn left_in_place(
        &mut self,
        r: &Record,
        entry: EntryId,
        text: &Text,
    ) -> (What, Text) {
        let said = (!text.is_empty()).then_some(r.seq);
        self.in_place.insert(entry, InPlace { since: r.at, said, back: None });
        (What::LeftInPlace(entry), text.clone())
    }

    pub(super) fn put_back(&mut self, seq: Seq, entry: EntryId, text: &Text) -> (What, Text) {
        if let Some(away) = self.in_place.get_mut(&entry) {
            away.back = Some(seq);
        }
        (What::PutBack(entry), text.clone())
    }

    pub(super) fn retarget(&mut self, seq: Seq, entry: EntryId, target: &Text) -> (What, Text) {
        let unknown = Target { believed: Text::default(), actual: None };
        self.targets.entry(entry).or_insert(unknown).actual = Some(seq);
        (What::TargetCorrected(entry), target.clone())
    }

    pub(super) fn put_to_room(&mut self, r: &Record, entry: EntryId, seconds: u16) -> (What, Text) {
        if let Some(decision) = self.decisions.get_mut(&entry) {
            let until = r.at.plus_seconds(i64::from(seconds));
            decision.window = Some(Window { seq: r.seq, by: r.by, until });
        }
        (What::PutToRoom(entry, seconds), Text::default())
    }

    pub(super) fn look_set(&mut self, entry: EntryId, at: Option<At>) -> (What, Text) {
        if let Some(decision) = self.decisions.get_mut(&entry) {
            decision.look_at = at;
        }
        self.snoozed.remove(&entry);
        (What::LookSet(entry, at), Text::default())
    }

    pub(super) fn help_asked(&mut self, r: &Record) -> (What, Text) {
        let Event::HelpAsked { of, whom, text, reference, until } = &r.event else {
            return (What::Newer, Text::default());
        };
        let state = if until.is_some() { HelpState::Promised } else { HelpState::Asked };
        let (whom, reference) = (whom.clone(), reference.clone());
        let help = Help { of: *of, whom, reference, until: *until, state, since: r.at, last: None };
        self.helps.insert(r.seq, help);
        (What::Help(*of), text.clone())
    }

    pub(super) fn help_promised(&mut self, r: &Record) -> (What, Text) {
        let Event::HelpPromised { entry, until, reference, text } = &r.event else {
            return (What::Newer, Text::default());
        };
        self.help_stands(r, *entry, HelpState::Promised);
        self.snoozed.remove(entry);
        if let Some(help) = self.helps.get_mut(entry) {
            help.until = *until;
            if !reference.is_empty() {
                help.reference = reference.clone();
            }
        }
        (What::HelpPromised(*entry, *until), text.clone())
    }

    pub(super) fn help_stands(&mut self, r: &Record, entry: EntryId, state: HelpState) {
        if let Some(help) = self.helps.get_mut(&entry) {
            help.state = state;
            help.since = r.at;
            help.last = Some(r.seq);
        }
    }

    pub(super) fn snooze(&mut self, at: At, entry: EntryId, minutes: u16) -> (What, Text) {
        self.snoozed.insert(entry, at.plus_seconds(i64::from(minutes) * 60));
        (What::Snoozed(entry, minutes), Text::default())
    }

    pub(super) fn round_called(
        &mut self,
        r: &Record,
        to: Option<Handle>,
        entry: Option<EntryId>,
        text: &Text,
    ) -> (What, Text) {
        let all = || self.crew().filter(|who| *who != r.by).collect();
        let waiting = to.map_or_else(all, |to| vec![to]);
        // Who is asked anew need not answer the older round too.
        for round in self.rounds.values_mut() {
            round.waiting.retain(|who| !waiting.contains(who));
        }
        let round = Round { by: r.by, at: r.at, entry, waiting, answers: Vec::new() };
        self.rounds.insert(r.seq, round);
        (What::RoundCalled(entry, to), text.clone())
    }

    /// An answer stands with its author, with the rounds that wait for it, and with the task it is
    /// about: the one it names, else the one that was asked about, else all that they have.
    pub(super) fn reported_back(&mut self, r: &Record) -> (What, Text) {
        let Event::ReportedBack { entry, text, actions, needs } = &r.event else {
            return (What::Newer, Text::default());
        };
        let asked = self.rounds.values_mut().filter(|round| round.waiting.contains(&r.by));
        let mut about = *entry;
        for round in asked {
            round.waiting.retain(|who| *who != r.by);
            round.answers.push(r.seq);
            about = about.or(round.entry);
        }
        let load: Vec<_> = self.load(r.by).collect();
        let about = about.or(if let [only] = load[..] { Some(only) } else { None });
        for entry in about.map_or(load, |one| vec![one]) {
            let task = self.tasks.get_mut(&entry);
            if let Some(task) = task.filter(|task| task.speaks(r.by)) {
                task.condition = Some(r.seq);
            }
        }
        let (actions, needs) = (actions.clone(), needs.clone());
        let condition = Condition { seq: r.seq, at: r.at, entry: about, actions, needs };
        self.reports.insert(r.seq, condition);
        self.conditions.insert(r.by, r.seq);
        (What::ReportedBack(about), text.clone())
    }

    pub(super) fn skills_set(&mut self, who: Handle, skills: &Text) -> (What, Text) {
        if let Some(responder) = self.responders.get_mut(&who) {
            responder.skills = skills.clone();
        }
        (What::SkillsSet, skills.clone())
    }

    pub(super) fn standing_recalled(&mut self, r: &Record) -> (What, Text) {
        let Event::StandingRecalled { plan, text, agreed_by, agreed_on } = &r.event else {
            return (What::Newer, Text::default());
        };
        let (agreed_by, agreed_on) = (agreed_by.clone(), agreed_on.clone());
        self.standing.insert(r.seq, Standing { plan: *plan, agreed_by, agreed_on });
        (What::Standing(*plan), text.clone())
    }

    pub(super) fn note_review(&mut self, seq: Seq, review: Option<&ReviewDue>) {
        if let Some(review) = review {
            self.incident.review = Some(review.clone());
            self.reviews.insert(seq, review.clone());
        }
    }

    /// What somebody had who left for good is nobody's: a next step never stays with an empty chair.
    pub(super) fn lay_all_down(&mut self, who: Handle, at: At) {
        for task in self.tasks.values_mut() {
            task.helpers.retain(|h| *h != who);
            if task.owner == Some(who) && task.state.is_open() {
                task.lay_down(at);
            }
        }
        for question in self.questions.values_mut() {
            if question.owner == Some(who) && question.is_open() {
                question.give(None, who, at);
            }
        }
        for round in self.rounds.values_mut() {
            round.waiting.retain(|waits| *waits != who);
        }
    }
}
