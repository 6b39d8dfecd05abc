//! Everything that can be set, in one list: from it come the commented file that `warroom config
//! init` prints, what `warroom config` shows, and the names that a slip is compared with.

use warroom_register::Shown;

use super::Config;

/// One thing that can be set.
pub(crate) struct Setting {
    /// Its name; behind a dot it stands in a table.
    pub(crate) name: &'static str,
    /// What it is, in a line.
    pub(crate) doc: &'static str,
    /// What a file might say: the default, where there is one that can be written.
    pub(crate) example: &'static str,
    /// What holds, as it would stand in a file; none where nothing is set and nothing built in.
    pub(crate) value: fn(&Config) -> Option<String>,
}

/// The list, in the order of the file: what stands in a table comes last.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting {
        name: "handle",
        doc: "Under which handle; else WARROOM_HANDLE, the one used last, or $USER",
        example: "\"ana\"",
        value: |config| config.handle.map(|handle| quoted(handle.as_str())),
    },
    Setting {
        name: "server",
        doc: "The team's server, once this machine is enrolled there: warroom join INVITE",
        example: "\"war.example.org:7443\"",
        value: |config| config.server.as_deref().map(quoted),
    },
    Setting {
        name: "theme",
        doc: "A theme of `warroom themes`; auto follows the terminal's ground, and so does a pair",
        example: "{ dark = \"dark\", light = \"light\" }",
        value: |config| Some(config.theme.written()),
    },
    Setting {
        name: "color",
        doc: "In colours: auto (as the terminal and NO_COLOR say), always, never",
        example: "\"auto\"",
        value: |config| Some(quoted(config.color.name())),
    },
    Setting {
        name: "signs",
        doc: "Lines and signs: auto (as the language settings say), unicode, ascii",
        example: "\"auto\"",
        value: |config| Some(quoted(config.signs.map_or("auto", crate::theme::Signs::name))),
    },
    Setting {
        name: "mouse",
        doc: "The mouse selects and scrolls; without it the terminal keeps it (Shift selects text)",
        example: "true",
        value: |config| Some(config.manners.mouse.to_string()),
    },
    Setting {
        name: "links",
        doc: "Addresses of pages can be opened by the terminal",
        example: "true",
        value: |config| Some(config.manners.links.to_string()),
    },
    Setting {
        name: "notify.bell",
        doc: "The bell, for what is asked of me",
        example: "true",
        value: |config| Some(config.manners.bell.to_string()),
    },
    Setting {
        name: "notify.osc9",
        doc: "A notice by OSC 9, while nobody looks at this window",
        example: "true",
        value: |config| Some(config.manners.osc9.to_string()),
    },
    Setting {
        name: "notify.osc777",
        doc: "A notice by OSC 777, while nobody looks at this window",
        example: "true",
        value: |config| Some(config.manners.osc777.to_string()),
    },
    Setting {
        name: "notify.title",
        doc: "The title of the window says what waits",
        example: "true",
        value: |config| Some(config.manners.title.to_string()),
    },
    Setting {
        name: "serve.listen",
        doc: "warroom serve: on which address and port",
        example: "\"0.0.0.0:7443\"",
        value: |config| config.serve.listen.map(|at| quoted(&at.to_string())),
    },
    Setting {
        name: "serve.addresses",
        doc: "warroom serve: where others reach it, best first",
        example: "[\"war.example.org:7443\"]",
        value: |config| {
            let all: Vec<_> = config.serve.addresses.iter().map(|a| quoted(a)).collect();
            Some(format!("[{}]", all.join(", ")))
        },
    },
    Setting {
        name: "serve.export",
        doc: "Each change also goes into this folder, as recording and report",
        example: "\"/srv/incidents\"",
        value: |config| {
            let export = config.serve.export.as_ref()?;
            Some(quoted(&Shown::of(&export.folder.to_string_lossy()).to_string()))
        },
    },
    Setting {
        name: "serve.export_git",
        doc: "and is committed there to git; a history of git keeps what is redacted later",
        example: "true",
        value: |config| config.serve.export.as_ref().map(|export| export.git.to_string()),
    },
];

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

/// What can stand at the top of a file: settings and tables.
pub(crate) fn top_names() -> Vec<&'static str> {
    let top = |setting: &Setting| setting.name.split('.').next().unwrap_or(setting.name);
    let mut names: Vec<_> = SETTINGS.iter().map(top).collect();
    names.dedup();
    names
}

/// What can stand in this table.
pub(super) fn names_in(table: &str) -> Vec<&'static str> {
    let inner = |setting: &Setting| setting.name.strip_prefix(table)?.strip_prefix('.');
    SETTINGS.iter().filter_map(inner).collect()
}

/// Whether this name is a table of settings rather than one of them.
pub(super) fn is_table(name: &str) -> bool {
    SETTINGS.iter().any(|s| s.name.split_once('.').is_some_and(|(table, _)| table == name))
}

/// A file in which everything is commented out and nothing is set.
pub(crate) fn commented() -> String {
    let mut out = String::from(
        "# warroom's settings; where this file is: warroom paths. What holds, and why: warroom config.\n\
         # A line counts without the # before it.\n",
    );
    let mut table = None;
    for setting in SETTINGS {
        let (of, name) = match setting.name.split_once('.') {
            Some((table, name)) => (Some(table), name),
            None => (None, setting.name),
        };
        if of != table {
            table = of;
            if let Some(of) = of {
                out.extend(["\n#[", of, "]\n"]);
            }
        }
        out.extend(["\n# ", setting.doc, "\n#", name, " = ", setting.example, "\n"]);
    }
    out
}
