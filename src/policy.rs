//! The policy of this machine's server: what is asked for at each severity, and the plans.
//!
//! Read whenever a room is opened, from `policy.toml` and `plans/*.toml` beside the configuration
//! file. Read strictly: a file that does not fit is refused with its name, its line and what is
//! wrong. With a bad one a server does not start; where one goes bad later, what was good last holds,
//! which is said: a room that has to be opened is no time to mend files. No bad file is replaced by a
//! default.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use warroom_register::words::{Role, Severity};
use warroom_register::{Plan, Policy, Rule};

use crate::out;
use crate::page::FileError;
use crate::paths::Paths;
use crate::trouble::said;

/// Largest file that is read, in bytes.
const FILE_BYTES_MAX: u64 = 64 * 1024;
/// How many plans are read.
const PLANS_MAX: usize = 64;

/// `policy.toml`: what differs from what is built in.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyFile {
    task_minutes: Option<u16>,
    #[serde(default)]
    root_causes: bool,
    #[serde(default)]
    severity: BTreeMap<Severity, RuleFile>,
}

/// What differs at one severity.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    roles: Option<Vec<Role>>,
    crew_roles: Option<Vec<Role>>,
    grace_seconds: Option<u32>,
    answer_seconds: Option<u32>,
    question_minutes: Option<u16>,
    /// 0: no first word is asked for.
    word_minutes: Option<u16>,
    /// 0: never late.
    inquiry_minutes: Option<u16>,
    nags: Option<bool>,
}

impl RuleFile {
    fn over(self, rule: &mut Rule) {
        rule.roles = self.roles.unwrap_or_else(|| std::mem::take(&mut rule.roles));
        rule.crew_roles = self.crew_roles.unwrap_or_else(|| std::mem::take(&mut rule.crew_roles));
        rule.grace_seconds = self.grace_seconds.unwrap_or(rule.grace_seconds);
        rule.answer_seconds = self.answer_seconds.unwrap_or(rule.answer_seconds);
        rule.question_minutes = self.question_minutes.unwrap_or(rule.question_minutes);
        if let Some(minutes) = self.word_minutes {
            rule.word_minutes = (minutes > 0).then_some(minutes);
        }
        rule.inquiry_minutes = self.inquiry_minutes.or(rule.inquiry_minutes);
        rule.nags = self.nags.unwrap_or(rule.nags);
    }
}

/// What a room is opened with, asked for whenever one is.
pub(crate) type PolicyOf = Arc<dyn Fn() -> Policy + Send + Sync>;

/// Read anew for each room; what is good last holds where the files are not good now.
pub(crate) fn followed(paths: &Paths) -> Result<PolicyOf, FileError> {
    let (good, paths) = (Mutex::new(load(paths)?), paths.clone());
    Ok(Arc::new(move || {
        let mut good = good.lock().unwrap_or_else(PoisonError::into_inner);
        match load(&paths) {
            Ok(policy) => *good = policy,
            Err(why) => say_stale(&why),
        }
        good.clone()
    }))
}

/// Says that a room is opened with what was read before.
pub(crate) fn say_stale(why: &FileError) {
    out::note(&format!("{why}; the room is opened with what was read before"));
}

/// What a room that is opened now has, as the files say it.
pub(crate) fn load(paths: &Paths) -> Result<Policy, FileError> {
    let folder = paths.config_folder();
    let mut policy = asked(&folder.join("policy.toml"))?;
    policy.plans = plans(&folder.join("plans"))?;
    if let Some(fault) = policy.plans_fault() {
        return Err(FileError::whole(&folder.join("plans"), fault));
    }
    Ok(policy)
}

/// What a `policy.toml` asks for, over what is built in.
fn asked(file: &Path) -> Result<Policy, FileError> {
    let mut policy = Policy::standard();
    let Some(changes) = read::<PolicyFile>(file)? else { return Ok(policy) };
    if let Some(minutes) = changes.task_minutes {
        if minutes == 0 {
            return Err(FileError::whole(file, "task_minutes is 0: a box has at least a minute"));
        }
        policy.task_minutes = minutes;
    }
    policy.root_causes = changes.root_causes;
    for (severity, rule) in changes.severity {
        rule.over(policy.severities.entry(severity).or_insert_with(|| Rule::standard(severity)));
    }
    Ok(policy)
}

/// Refuses a file that is no good `policy.toml`.
pub(crate) fn check(file: &Path) -> Result<(), FileError> {
    asked(file).map(drop)
}

/// Refuses a file that is no good plan.
pub(crate) fn check_plan(file: &Path) -> Result<(), FileError> {
    let fault = read::<Plan>(file)?.and_then(|plan| plan.fault());
    fault.map_or(Ok(()), |fault| Err(FileError::whole(file, format!("the plan {fault}"))))
}

/// The plans of a folder, in the order of their files' names.
fn plans(folder: &Path) -> Result<Vec<Plan>, FileError> {
    let listed = match std::fs::read_dir(folder) {
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        listed => listed.map_err(|e| FileError::whole(folder, said(&e)))?,
    };
    let mut files = Vec::new();
    for entry in listed {
        let path = entry.map_err(|e| FileError::whole(folder, said(&e)))?.path();
        if path.extension().is_some_and(|e| e == "toml") {
            files.push(path);
        }
    }
    files.sort();
    if files.len() > PLANS_MAX {
        return Err(FileError::whole(
            folder,
            format!("{} plans: {PLANS_MAX} are the most", files.len()),
        ));
    }
    let mut plans: Vec<Plan> = Vec::new();
    for file in files {
        let Some(plan) = read::<Plan>(&file)? else { continue };
        if let Some(fault) = plan.fault() {
            return Err(FileError::whole(&file, format!("the plan {fault}")));
        }
        let same = |other: &&Plan| other.name.as_str().eq_ignore_ascii_case(plan.name.as_str());
        if plans.iter().find(same).is_some() {
            let what =
                format!("another file has a plan named {} too: name one of them anew", plan.name);
            return Err(FileError::whole(&file, what));
        }
        plans.push(plan);
    }
    Ok(plans)
}

/// What a file says; none where there is no file.
pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, FileError> {
    match std::fs::metadata(path) {
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        Ok(about) if !about.is_file() && !about.is_dir() => {
            return Err(FileError::whole(path, "it is no file"));
        }
        Ok(about) if about.len() > FILE_BYTES_MAX => {
            return Err(FileError::whole(
                path,
                format!("it is larger than {FILE_BYTES_MAX} bytes"),
            ));
        }
        Ok(_) | Err(_) => {}
    }
    let text = std::fs::read_to_string(path).map_err(|e| FileError::whole(path, said(&e)))?;
    toml::from_str(&text).map(Some).map_err(|e| {
        let before = e.span().and_then(|span| text.get(..span.start));
        let line = before.map(|before| before.split('\n').count());
        FileError { path: path.to_owned(), line, what: plainly(e.message()) }
    })
}

/// What is wrong with a file, without the names that only programs have for numbers.
fn plainly(message: &str) -> String {
    let numbers = [
        ("expected u8", "expected a whole number from 0 to 255"),
        ("expected u16", "expected a whole number from 0 to 65535"),
        ("expected u32", "expected a whole number from 0 on"),
        ("expected u64", "expected a whole number from 0 on"),
    ];
    let message = message.replace('\n', ", ");
    numbers.iter().fold(message, |said, (name, words)| said.replace(name, words))
}
