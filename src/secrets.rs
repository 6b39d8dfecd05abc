//! Known forms of secrets, masked before words are put on a record that is never changed again.
//!
//! Pure. It knows the forms that vendors publish and the ways in which secrets usually stand beside
//! their names; it cannot know a password by its looks. What stands in the place of a secret says
//! what it was, so that a reader is not misled.

#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// A form of secret: what it is called, and where in the match the secret stands.
struct Form {
    name: &'static str,
    pattern: Regex,
}

/// The groups of which one is masked; where a form has none of them, the whole match is.
const SECRET_GROUPS: [&str; 4] = ["secret", "secret2", "secret3", "secret4"];
/// What stands in the place of a secret begins so; what is masked already is left as it is.
const MARK: &str = "[masked:";

/// Name and pattern, in the order in which they are tried: the surest first.
const FORMS: &[(&str, &str)] = &[
    (
        "private key",
        r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?s:.*?)(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|\z)",
    ),
    // The end of a key whose beginning is no longer there.
    (
        "private key",
        r"(?:[A-Za-z0-9+/=]{16,}(?:\r?\n|\\n))+-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----",
    ),
    ("invite", r"warroom://[^\s/]+/[^\s/]+/(?P<secret>[A-Za-z0-9_-]{16,})"),
    ("JWT", r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"),
    ("AWS key", r"\b(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA|AGPA|ANPA)[A-Z0-9]{16}\b"),
    (
        "AWS secret",
        r#"(?i)aws.{0,20}?(?:secret|session|access).{0,20}?["']?\s*[:=]\s*["']?(?P<secret>[A-Za-z0-9/+=]{40,})"#,
    ),
    ("AWS secret", r#""(?:SecretAccessKey|SessionToken)"\s*:\s*"(?P<secret>[A-Za-z0-9/+=]{40,})"#),
    ("GitHub token", r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{22,})"),
    ("GitLab token", r"\bgl(?:pat|ptt|rt|dt|cbt|ft|soat)-[A-Za-z0-9_-]{16,}"),
    ("Slack token", r"\bxox[abceoprs]-[A-Za-z0-9-]{10,}|\bxapp-[0-9]-[A-Za-z0-9-]{10,}"),
    (
        "Slack webhook",
        r"hooks\.slack\.com/(?:services|workflows|triggers)/(?P<secret>[A-Za-z0-9+/_-]{20,})",
    ),
    ("Google key", r"\bAIza[0-9A-Za-z_-]{30,}"),
    ("Google token", r"\bya29\.[0-9A-Za-z_-]{16,}|\bGOCSPX-[A-Za-z0-9_-]{20,}"),
    ("Azure key", r"(?i)\b(?:AccountKey|SharedAccessKey)=(?P<secret>[A-Za-z0-9+/=]{40,})"),
    ("Azure signature", r"[?&]sig=(?P<secret>[A-Za-z0-9%+/=_-]{20,})"),
    ("Stripe key", r"\b(?:[sr]k|whsec)_(?:live_|test_)?[0-9A-Za-z]{20,}"),
    ("npm token", r"\bnpm_[A-Za-z0-9]{30,}"),
    ("PyPI token", r"\bpypi-[A-Za-z0-9_-]{40,}"),
    ("SendGrid key", r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"),
    ("API key", r"\bsk-(?:[a-z]+-)*[A-Za-z0-9_-]{24,}"),
    ("Vault token", r"\bhv[sbr]\.[A-Za-z0-9_-]{20,}"),
    ("DigitalOcean token", r"\bdo[opr]_v1_[a-f0-9]{40,}"),
    ("Docker token", r"\bdckr_pat_[A-Za-z0-9_-]{20,}"),
    ("age key", r"\bAGE-SECRET-KEY-1[0-9A-Z]{40,}"),
    (
        "password in an address",
        r"\b[a-zA-Z][a-zA-Z0-9+.-]*://[^\s/:@'\x22]*:(?P<secret>[^\s/@'\x22]+)@",
    ),
    (
        "credentials",
        r"(?i)\b(?:proxy-)?authorization\b\W{1,4}(?:basic|bearer|digest|negotiate|token|apikey)\s+(?P<secret>[A-Za-z0-9._~+/=:-]{6,})",
    ),
    ("bearer token", r"(?i)\bbearer\s+(?P<secret>[A-Za-z0-9._~+/=-]{20,})"),
    // A flag that takes a secret, as on a command line.
    (
        "value of a flag",
        r#"(?i)(?:^|\s)--?(?:[a-z0-9]+[-_])*(?:password|passwd|passphrase|secret|token|api[-_]?key|secret[-_]key|access[-_]key)(?:=|\s+)(?:"(?P<secret>[^"\n]+)"|'(?P<secret2>[^'\n]+)'|(?P<secret3>[^\s"'\-][^\s"']*))"#,
    ),
    // Programs whose short flag takes one.
    (
        "value of a flag",
        r#"\b(?:mysql|mariadb)[a-z-]*\s(?:[^\n|;]*?\s)?-p(?:"(?P<secret>[^"\n]+)"|'(?P<secret2>[^'\n]+)'|(?P<secret3>[^\s"'\\]+))"#,
    ),
    (
        "value of a flag",
        r#"\b(?:sshpass\s+-p\s*|(?:redis-cli\s(?:[^\n|;]*?\s)?(?:-a|--pass)|ldap[a-z]+\s(?:[^\n|;]*?\s)?-w|mongo[a-z]*\s(?:[^\n|;]*?\s)?-p|sqlcmd\s(?:[^\n|;]*?\s)?-P|(?:docker|podman|helm|oc)\s(?:[^\n|;]*?\s)?login\s(?:[^\n|;]*?\s)?-p)\s+)(?:"(?P<secret>[^"\n]+)"|'(?P<secret2>[^'\n]+)'|(?P<secret3>[^\s"'\\]+))"#,
    ),
    // Headers: of a cookie all of it, since any part of it may be the one.
    ("cookie", r#"(?i)\b(?:set-)?cookie\s*:\s*(?P<secret>[^\s=;"'\\]+=[^"'\\\r\n]+)"#),
    ("cookie", r#"(?:^|\s)(?:-b|--cookie)\s+['"]?[^\s='"]+=(?P<secret>[^\s'"]+)"#),
    (
        "value of a header",
        r#"(?i)\bx-[a-z0-9-]*(?:key|token|secret|auth|password|signature)\s*:\s*(?P<secret>[^\s"'\\]{4,})"#,
    ),
    ("credentials", r#"(?:^|\s)(?:-u|--user)\s+['"]?[^\s:'"]+:(?P<secret>[^\s'"]+)"#),
    // A name that says so and its value, as in an environment or a settings file.
    (
        "value of a secret",
        r#"(?i)\b[a-z0-9_.-]*(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|signing[_-]?key|encryption[_-]?key|credentials?|[_.-]pass|[_.-]pw)["']?=(?:"(?P<secret>[^"\n]+)"|'(?P<secret2>[^'\n]+)'|\\+["'](?P<secret3>[^"'\\\n]+)|(?P<secret4>[^\s"'&;,\\]+))"#,
    ),
    (
        "value of a secret",
        r#"(?i)\b[a-z0-9_.-]*(?:password|passwd|passphrase|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|signing[_-]?key|credentials?|[_.-]pass|[_.-]pw)(?:\\*["'])?\s*:\s*(?:"(?P<secret>[^"\n]{4,})"|'(?P<secret2>[^'\n]{4,})'|\\+["'](?P<secret3>[^"'\\\n]{4,}))"#,
    ),
    // Without quotes it may be a sentence about a token: only what cannot be a word is masked. A quote
    // behind it ends a header that is one argument of a command.
    (
        "value of a secret",
        r#"(?i)\b[a-z0-9_.-]*(?:password|passwd|passphrase|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|signing[_-]?key|[_.-]pass|[_.-]pw)\s*:\s+(?P<secret>[A-Za-z0-9+/=_.~!@#$%^&*-]{6,})(?:[\s"'\\]|$)"#,
    ),
];

static KNOWN: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let form = |(name, pattern): &(&'static str, &str)| {
        Regex::new(pattern).ok().map(|pattern| Form { name, pattern })
    };
    FORMS.iter().filter_map(form).collect()
});

/// Words with the secrets in them masked, and how many there were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Masked {
    /// The words.
    pub(crate) text: String,
    /// How many were masked.
    pub(crate) count: u32,
}

/// Masks every known form of secret.
pub(crate) fn mask(text: &str) -> Masked {
    let mut masked = Masked { text: text.to_owned(), count: 0 };
    for form in KNOWN.iter() {
        form.apply(&mut masked);
    }
    masked
}

impl Form {
    fn apply(&self, masked: &mut Masked) {
        if !self.pattern.is_match(&masked.text) {
            return;
        }
        let mut count = 0;
        let text = self.pattern.replace_all(&masked.text, |found: &Captures<'_>| {
            let new = self.without(found);
            count += u32::from(new.is_some());
            new.unwrap_or_else(|| found[0].to_owned())
        });
        masked.text = text.into_owned();
        masked.count += count;
    }

    /// The match with its secret masked; nothing where there is no secret in it after all.
    fn without(&self, found: &Captures<'_>) -> Option<String> {
        let all = found.get(0)?;
        let secret = SECRET_GROUPS.into_iter().find_map(|group| found.name(group)).unwrap_or(all);
        if secret.as_str().contains(MARK) || !self.is_secret(secret.as_str()) {
            return None;
        }
        let (start, end) = (secret.start() - all.start(), secret.end() - all.start());
        let before = all.as_str().get(..start)?;
        let after = all.as_str().get(end..)?;
        Some(format!("{before}{MARK} {}]{after}", self.name))
    }

    /// Values by name are often none: an empty one, a word, a reference to where the secret is.
    fn is_secret(&self, value: &str) -> bool {
        if !self.name.starts_with("value of") {
            return true;
        }
        let plain = value.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let nothing =
            ["", "true", "false", "null", "none", "nil", "undefined", "redacted", "yes", "no"];
        let stars = value.chars().all(|c| "*xX.-_<>".contains(c));
        let reference = value.starts_with('$') || value.starts_with('<') || value.starts_with("{{");
        if nothing.contains(&plain.to_ascii_lowercase().as_str()) || stars || reference {
            return false;
        }
        let spaced = self.pattern.as_str().ends_with(r#"(?:[\s"'\\]|$)"#);
        !spaced || looks_made(value)
    }
}

/// Not a word of any language: letters and digits, or both cases and a sign, mixed.
fn looks_made(value: &str) -> bool {
    let has = |what: fn(&char) -> bool| value.chars().any(|c| what(&c));
    let letters = has(char::is_ascii_alphabetic);
    let digits = has(char::is_ascii_digit);
    let signs = value.chars().any(|c| !c.is_ascii_alphanumeric() && !"-_.".contains(c));
    letters && (digits || signs)
}
