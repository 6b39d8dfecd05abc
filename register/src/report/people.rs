//! Who was there, and who held which role from when to when.

use serde::Serialize;

use super::story::Story;
use crate::register::{Register, What};
use crate::words::{Role, Scope};
use crate::{At, Handle};

/// A role in one pair of hands.
pub(super) struct Spell {
    pub(super) role: Role,
    pub(super) who: Handle,
    pub(super) from: At,
    pub(super) to: Option<At>,
}

/// A spell in a role, as the report names it.
#[derive(Debug, Serialize)]
pub(super) struct Held {
    role: Role,
    who: String,
    from: At,
    to: Option<At>,
}

/// Somebody who was there.
#[derive(Debug, Serialize)]
pub(super) struct Responder {
    who: String,
    scope: Scope,
    joined: At,
    left: bool,
    /// They came once it was closed, for its review.
    for_review: bool,
    /// Records of theirs.
    records: usize,
}

pub(super) fn roles(story: &Story<'_>) -> Vec<Held> {
    let mut all = spells(&story.now);
    all.sort_by_key(|spell| (spell.role, spell.from));
    all.into_iter()
        .map(|Spell { role, who, from, to }| Held { role, who: story.name(who), from, to })
        .collect()
}

pub(super) fn responders(story: &Story<'_>) -> Vec<Responder> {
    let wrote = |who| story.now.rows().iter().filter(|row| row.by == who).count();
    let for_review = story.now.came_for_review();
    let one = |(who, responder): (Handle, &crate::Responder)| Responder {
        who: story.name(who),
        scope: responder.scope,
        joined: responder.joined_at,
        left: responder.left,
        for_review: for_review.contains(&who),
        records: wrote(who),
    };
    story.now.in_order().into_iter().map(one).collect()
}

/// Who held which role, by when they got it.
pub(super) fn spells(register: &Register) -> Vec<Spell> {
    let mut all: Vec<Spell> = Vec::new();
    for row in register.rows() {
        let role = match row.what {
            What::Opened(..) | What::LeadTaken => Role::Lead,
            What::RoleAccepted(role) => role,
            What::Left => {
                end(&mut all, row.at, |spell| spell.who == row.by);
                continue;
            }
            _ => continue,
        };
        end(&mut all, row.at, |spell| spell.role == role);
        all.push(Spell { role, who: row.by, from: row.at, to: None });
    }
    all
}

fn end(all: &mut [Spell], at: At, which: impl Fn(&Spell) -> bool) {
    for spell in all.iter_mut().filter(|spell| spell.to.is_none() && which(spell)) {
        spell.to = Some(at);
    }
}
