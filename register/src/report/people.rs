//! Who was there, and who held which role from when to when.

use super::Page;
use super::story::{Story, minute};
use crate::markdown::name;
use crate::register::What;
use crate::words::Role;
use crate::{At, Handle};

/// A role in one pair of hands.
struct Spell {
    role: Role,
    who: Handle,
    from: At,
    to: Option<At>,
}

/// Roles first, then everyone.
pub(super) fn people(page: &mut Page, story: &Story<'_>) {
    page.heading("People and roles");
    page.table(&["role", "who", "from", "until"]);
    for spell in spells(story) {
        let until = spell.to.map_or_else(|| "the end".into(), minute);
        page.row(&[spell.role.to_string(), name(spell.who), minute(spell.from), until]);
    }
    page.end();
    page.table(&["who", "scope", "joined", ""]);
    for (who, responder) in story.now.in_order() {
        let left = if responder.left { "left" } else { "" };
        let (scope, joined) = (responder.scope.to_string(), minute(responder.joined_at));
        page.row(&[name(who), scope, joined, left.to_owned()]);
    }
    page.end();
}

fn spells(story: &Story<'_>) -> Vec<Spell> {
    let mut all: Vec<Spell> = Vec::new();
    for (_, row) in story.now.places() {
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
    all.sort_by_key(|spell| (spell.role, spell.from));
    all
}

fn end(all: &mut [Spell], at: At, which: impl Fn(&Spell) -> bool) {
    for spell in all.iter_mut().filter(|spell| spell.to.is_none() && which(spell)) {
        spell.to = Some(at);
    }
}
