//! A list of a review that was put by with words in it, as it lies on disk among the drafts: it comes
//! back as the list that it was, and not as a line.

use serde::{Deserialize, Serialize};

use super::meet::Meet;
use super::pick::{Kept, Pick};
use super::{Ask, Edit, Subject};
use crate::app::line::{BETWEEN_DRAFTS, for_what, what_for};

/// What was picked, and what was written with it.
#[derive(Debug, Serialize, Deserialize)]
struct OnDisk {
    meet: Meet,
    picked: Option<usize>,
    fields: Vec<String>,
}

impl Pick {
    /// What the list is about, where it waits with its words.
    pub(crate) fn name(&self) -> String {
        match self.subject {
            Subject::Meet(Meet::Facilitator(_)) => "the review begins".to_owned(),
            Subject::Meet(Meet::Agenda) => "the next step".to_owned(),
            Subject::Meet(Meet::Advice(entry)) => format!("what becomes of {entry}"),
            Subject::Meet(Meet::ChairOrNotes) => "chair, or notes".to_owned(),
            Subject::Meet(Meet::Section) => "a part of the report".to_owned(),
            other => other.name(),
        }
    }

    /// It is one of a review, and comes back as a list.
    pub(crate) const fn is_of_review(&self) -> bool {
        matches!(self.subject, Subject::Meet(_))
    }

    /// The list as drafts, where it is one of a review and holds words.
    pub(crate) fn on_disk(&self) -> Option<String> {
        let Subject::Meet(meet) = self.subject else { return None };
        let one = |picked: Option<usize>, fields: &mut dyn Iterator<Item = &Edit>| {
            let fields: Vec<String> = fields.map(|edit| edit.text().to_owned()).collect();
            let some = fields.iter().any(|words| !words.is_empty());
            some.then(|| for_what(&OnDisk { meet, picked, fields }, "")).flatten()
        };
        let here = one(self.picked, &mut self.written());
        let kept = self.kept.iter().rev().map(|kept| one(kept.picked, &mut kept.fields.iter()));
        let all: Vec<String> = std::iter::once(here).chain(kept).flatten().collect();
        (!all.is_empty()).then(|| all.join(BETWEEN_DRAFTS))
    }
}

/// Whether a draft is a list rather than a line.
pub(crate) fn is_list(draft: &str) -> bool {
    read(draft).is_some()
}

/// The lists among what was being typed when the last screen closed, the last one last.
pub(crate) fn lists(drafts: &str) -> Vec<Ask> {
    let mut all: Vec<Pick> = Vec::new();
    for (meet, picked, fields) in drafts.split(BETWEEN_DRAFTS).filter_map(read) {
        let subject = Subject::Meet(meet);
        match all.iter_mut().find(|pick| pick.subject == subject) {
            Some(pick) => pick.kept.insert(0, Kept { picked, fields }),
            None => all.push(Pick { picked, fields, ..Pick::new(subject) }),
        }
    }
    all.into_iter().rev().map(Ask::Pick).collect()
}

fn read(draft: &str) -> Option<(Meet, Option<usize>, Vec<Edit>)> {
    let (OnDisk { meet, picked, fields }, _) = what_for(draft)?;
    let mut fields: Vec<Edit> = fields.into_iter().map(Edit::from).collect();
    if fields.is_empty() {
        fields.push(Edit::default());
    }
    Some((meet, picked, fields))
}
