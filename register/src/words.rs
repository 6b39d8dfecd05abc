//! The closed sets of words: severities, kinds, phases, roles, scopes and their like.
//!
//! Each list says a word's name in formats and its meaning to a person once; command line, screens
//! and docs read it from here.

mod meaning;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $what:literal { $($(#[$inner:meta])* $word:ident = $text:literal : $meaning:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $(#[doc = $meaning] $(#[$inner])* #[serde(rename = $text)] $word,)+ }

        impl $name {
            /// All of them, in the order in which they are offered.
            pub const ALL: &[Self] = &[$(Self::$word,)+];

            /// The word as it is written in every format.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$word => $text,)+ }
            }

            /// What it means, for whoever has to choose.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$word => $meaning,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                Self::ALL.iter().copied().find(|w| w.name().eq_ignore_ascii_case(text)).ok_or_else(|| {
                    let all: Vec<_> = Self::ALL.iter().map(|w| w.name()).collect();
                    format!("{} is no {}: use {}", crate::Shown::line(text, 40), $what, all.join(", "))
                })
            }
        }
    };
}

pub(crate) use words;

words! {
    /// How bad it is. Definitions after the practice of the UK Government Digital Service.
    Severity, "severity" {
        P1 = "P1": "critical: complete outage, or data at risk, for many users",
        P2 = "P2": "major: a large part of the service fails or is very slow",
        P3 = "P3": "significant: some users cannot do some things, a way around exists",
        P4 = "P4": "minor: hardly anybody notices",
    }
}

impl Severity {
    /// Reads `P1` and its alias `SEV1`.
    pub fn read(text: &str) -> Result<Self, String> {
        match text.get(..3) {
            Some(head) if head.eq_ignore_ascii_case("sev") => {
                format!("P{}", text.get(3..).unwrap_or_default()).parse()
            }
            _ => text.parse(),
        }
    }
}

words! {
    /// What kind of trouble it is.
    Kind, "kind" {
        Availability = "availability": "people cannot reach or use the service",
        Performance = "performance": "it works, but too slowly",
        Functionality = "functionality": "it does the wrong thing",
        Security = "security": "somebody got in, or may have",
        Data = "data": "data is lost, wrong or seen by the wrong people",
    }
}

words! {
    /// How far the work has come.
    Phase, "phase" {
        Investigating = "investigating": "we do not know yet what it is",
        Identified = "identified": "we know what it is and work on it",
        Monitoring = "monitoring": "it should be over, we watch",
        Resolved = "resolved": "users are served again",
        Closed = "closed": "all that is left is to learn from it",
    }
}

words! {
    /// Whether it is an incident, an exercise, or one from before.
    Mode, "mode" {
        Sealed = "sealed": "not told until it is closed",
        Real = "real": "a real incident",
        Drill = "drill": "an exercise",
        Past = "past": "written down afterwards",
    }
}

words! {
    /// A duty that at most one responder holds.
    Role, "role" {
        Lead = "lead": "decides, gives tasks, keeps the overview; touches nothing",
        Comms = "comms": "the one voice to users, managers and the press",
        Deputy = "deputy": "stands in for the lead, watches the clock",
        Scribe = "scribe": "keeps the register true while others work",
        Liaison = "liaison": "speaks with suppliers and other teams",
    }
}

words! {
    /// What an invite allows; each allows what stands above it.
    Scope, "scope" {
        Observe = "observe": "may read, ask and note ideas",
        Respond = "respond": "may write and take tasks",
        Command = "command": "may take the lead",
    }
}

words! {
    /// The kinds of entry that a person writes.
    EntryKind, "kind of entry" {
        Observation = "observation": "something I saw",
        Action = "action": "something I did",
        Fact = "fact": "something we hold to be true",
        Question = "question": "something we want to know",
        Task = "task": "a next step, for one person",
        Decision = "decision": "what the lead decided",
        Impact = "impact": "who is affected, how many, since when",
        Update = "update": "words to an audience outside",
        Idea = "idea": "for the review, later",
    }
}

words! {
    /// Whom words are for.
    Audience, "audience" {
        Team = "team": "everyone who works on it",
        Stakeholders = "stakeholders": "managers and those who depend on us",
        Public = "public": "the users",
    }
}

words! {
    /// What came of an action or a task.
    Outcome, "outcome" {
        Worked = "worked": "it did what it was for",
        NoEffect = "no_effect": "nothing changed",
        MadeItWorse = "made_it_worse": "it made things worse",
    }
}

impl Outcome {
    /// The outcome in words, for sentences.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Worked => "worked",
            Self::NoEffect => "no effect",
            Self::MadeItWorse => "made it worse",
        }
    }
}

words! {
    /// The times that every report needs.
    Moment, "moment" {
        Began = "began": "users were first affected",
        Detected = "detected": "we first knew",
        Identified = "identified": "we knew what it was",
        Mitigated = "mitigated": "users were no longer hurt",
        Restored = "restored": "service was as it should be",
    }
}

words! {
    /// Whether personal data is touched.
    PersonalData, "answer" {
        Yes = "yes": "personal data is touched",
        No = "no": "no personal data is touched",
        NotKnown = "not_known": "not known",
    }
}

words! {
    /// Of whom help can be asked.
    Helper, "helper" {
        Team = "team": "another team of ours",
        Person = "person": "somebody by name",
        Supplier = "supplier": "a firm that we depend on",
    }
}

words! {
    /// How the lead called a decision.
    Call, "call" {
        Go = "go": "do it",
        No = "no": "do not do it",
        Amended = "amended": "do it, changed",
    }
}

words! {
    /// In which way something contributed.
    FactorKind, "kind of factor" {
        LedTo = "led_to": "led to it",
        MadeWorse = "made_worse": "made it worse",
        DelayedSeeing = "delayed_seeing": "delayed seeing it",
        DelayedRepair = "delayed_repair": "delayed repairing it",
        Limited = "limited": "limited it",
    }
}

words! {
    /// What sort of thing a recommendation asks for.
    AdviceKind, "kind of recommendation" {
        Technical = "technical": "a change to systems or tools",
        Organisational = "organisational": "a change to how people work",
    }
}

words! {
    /// A part of the report that people write.
    Section, "section" {
        Summary = "summary": "summary",
        Impact = "impact": "impact on users",
        Detection = "detection": "detection",
        Factors = "factors": "contributing factors",
        Restoration = "restoration": "how it was restored",
        WentWell = "went_well": "what went well",
        WentBadly = "went_badly": "what did not",
        Lucky = "lucky": "where we were lucky",
        Communications = "communications": "communications",
        Notes = "notes": "notes",
        Conclusion = "conclusion": "conclusion",
    }
}

words! {
    /// What sort of moment it is that a review stops at.
    MomentKind, "kind of moment" {
        Observation = "observation": "somebody saw something",
        Judgement = "judgement": "somebody held something to be true, or likely",
        Decision = "decision": "something was decided, or spoken against",
        Action = "action": "somebody did something",
        Help = "help": "somebody asked, or asked for help",
    }
}
