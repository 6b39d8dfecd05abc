//! Made-up secrets of every known form in the places where they stand, and ordinary log lines.

use super::{FORMS, KNOWN, mask};

/// The seed of everything made up here.
const SEED: u64 = 0x5eed_0000_0042;
const SECRETS: usize = 200;
const LINES: usize = 10_000;

/// xorshift: small, and the same everywhere.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n as u64).unwrap()
    }

    fn of<'a>(&mut self, some: &[&'a str]) -> &'a str {
        some[self.below(some.len())]
    }

    fn text(&mut self, letters: &str, count: usize) -> String {
        let letters: Vec<char> = letters.chars().collect();
        (0..count).map(|_| letters[self.below(letters.len())]).collect()
    }

    fn word(&mut self, count: usize) -> String {
        self.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", count)
    }

    fn hex(&mut self, count: usize) -> String {
        self.text("0123456789abcdef", count)
    }

    fn upper(&mut self, count: usize) -> String {
        self.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", count)
    }

    fn base64(&mut self, count: usize) -> String {
        self.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", count)
    }
}

/// A line with one secret in it, and what must not be left of it.
fn secret(chance: &mut Chance, kind: usize) -> (String, String) {
    let c = chance;
    match kind {
        0 => anywhere(c, |c| format!("{}{}", c.of(&["AKIA", "ASIA"]), c.upper(16))),
        1 => {
            let s = c.base64(40);
            let name = c.of(&[
                "AWS_SECRET_ACCESS_KEY=",
                "aws_secret_access_key = ",
                "\"SecretAccessKey\": \"",
            ]);
            (format!("export {name}{s}"), s)
        }
        2 => anywhere(c, |c| format!("{}{}", c.of(&["ghp_", "gho_", "ghs_", "ghu_"]), c.word(36))),
        3 => anywhere(c, |c| format!("github_pat_{}_{}", c.word(22), c.word(59))),
        4 => anywhere(c, |c| {
            let (kind, team) =
                (c.of(&["xoxb", "xoxp", "xoxa"]), 100_000_000 + c.below(900_000_000));
            format!("{kind}-{team}-{team}-{}", c.word(24))
        }),
        5 => {
            let s = format!("{}/{}/{}", c.upper(9), c.upper(9), c.word(24));
            (format!("POST https://hooks.slack.com/services/{s} 200"), s)
        }
        6 => anywhere(c, |c| format!("AIza{}", c.word(35))),
        7 => anywhere(c, |c| format!("ya29.{}", c.word(120))),
        8 => anywhere(c, |c| format!("eyJ{}.eyJ{}.{}", c.word(30), c.word(80), c.word(43))),
        _ => in_its_place(c, kind),
    }
}

/// The same for forms that are known by what stands around them.
fn in_its_place(c: &mut Chance, kind: usize) -> (String, String) {
    match kind {
        9 => {
            let body = (0..20).map(|_| c.base64(64)).collect::<Vec<_>>().join("\n");
            let kind = c.of(&["RSA ", "", "EC ", "OPENSSH ", "ENCRYPTED "]);
            let key = format!(
                "-----BEGIN {kind}PRIVATE KEY-----\n{body}\n-----END {kind}PRIVATE KEY-----"
            );
            (format!("dumping\n{key}\nend"), body)
        }
        10 => {
            let s = c.word(14);
            let scheme = c.of(&["postgres", "redis", "https", "amqp", "mongodb+srv"]);
            (format!("connecting to {scheme}://shop:{s}@db-{}.internal:5432/orders", c.below(9)), s)
        }
        11 => {
            let s = c.word(40);
            let head = c.of(&[
                "Authorization: Bearer ",
                "authorization: bearer ",
                "-H 'Authorization: Bearer ",
            ]);
            (format!("> {head}{s}'"), s)
        }
        12 => {
            let s = c.word(22);
            (format!("warroom join warroom://10.0.0.4:7443/INC-42/{s}/{}", c.word(43)), s)
        }
        13 => {
            let s = c.base64(24);
            (format!("Authorization: Basic {s}=="), s)
        }
        14 => {
            let s = c.word(16);
            let name = c.of(&[
                "DB_PASSWORD",
                "PGPASSWORD",
                "REDIS_PASSWORD",
                "API_TOKEN",
                "CLIENT_SECRET",
                "STRIPE_API_KEY",
            ]);
            (format!("{name}={s}"), s)
        }
        15 => {
            let s = c.word(18);
            let name =
                c.of(&["password", "api_key", "clientSecret", "access_token", "db.password"]);
            (format!("{{\"host\":\"db1\",\"{name}\": \"{s}\",\"port\":5432}}"), s)
        }
        16 => {
            let s = c.word(18);
            let flag = c.of(&["--password", "--token", "--api-key", "--db-password"]);
            (format!("deploy {flag}{}{s} --region eu-west-1", c.of(&[" ", "="])), s)
        }
        17 => anywhere(c, |c| format!("glpat-{}", c.word(20))),
        18 => anywhere(c, |c| format!("sk_live_{}", c.word(24))),
        _ => {
            let s = c.word(20);
            (format!("spring.datasource.password: {s}"), s)
        }
    }
}

/// A token that is known by itself, wherever it stands.
fn anywhere(chance: &mut Chance, token: impl Fn(&mut Chance) -> String) -> (String, String) {
    let token = token(chance);
    let line = match chance.below(5) {
        0 => format!("2026-11-21T14:03:11Z INFO using {token} for the call"),
        1 => format!("{{\"level\":\"debug\",\"value\":\"{token}\"}}"),
        2 => format!("curl https://api.example/v1?key={token}&x=1"),
        3 => format!("X={token}"),
        _ => token.clone(),
    };
    (line, token)
}

/// A line as programs write them, without a secret in it.
fn ordinary(c: &mut Chance) -> String {
    let (n, ms) = (c.below(100_000), c.below(5000));
    let path =
        c.of(&["/", "/pay", "/api/v1/orders", "/healthz", "/login", "/token/refresh", "/secrets"]);
    match c.below(20) {
        0 => format!(
            "10.0.{}.{} - - [21/Nov/2026:14:03:11 +0000] \"GET {path} HTTP/1.1\" {} {n} \"-\" \"curl/8.5\"",
            c.below(255),
            c.below(255),
            c.of(&["200", "401", "500"])
        ),
        1 => format!(
            "checkout-7f9c{}-{}   1/1   Running   {}   {}m",
            c.hex(5),
            c.text("abcdfghjk", 5),
            c.below(9),
            c.below(99)
        ),
        2 => format!(
            "2026-11-21T14:03:{:02}Z ERROR payment failed order={n} took={ms}ms status=502",
            c.below(60)
        ),
        3 => format!("commit {} Merge branch 'main'", c.hex(40)),
        4 => format!("trace_id={} span_id={} sampled=true", c.hex(32), c.hex(16)),
        5 => format!("image: registry.example/shop/checkout@sha256:{}", c.hex(64)),
        6 => format!(
            "request {}-{}-4{}-a{}-{} done",
            c.hex(8),
            c.hex(4),
            c.hex(3),
            c.hex(3),
            c.hex(12)
        ),
        7 => format!("token bucket empty for client {n}: rate limited"),
        8 => format!(
            "invalid token: {}",
            c.of(&["expired", "unexpected end of input", "signature mismatch", "not yet valid"])
        ),
        9 => format!(
            "password: {}",
            c.of(&[
                "incorrect",
                "authentication failed for user shop",
                "expired",
                "must be changed"
            ])
        ),
        10 => format!(
            "secret/{} unchanged, version {}",
            c.of(&["payments", "db", "tls"]),
            c.below(90)
        ),
        11 => format!("etag: \"{}\" cache-control: max-age={n}", c.base64(22)),
        12 => format!("https://shop.example{path}?page={}&sort=asc#{}", c.below(9), c.hex(6)),
        13 => format!(
            "Warning  BackOff  {}m (x{} over {}m)  kubelet  Back-off restarting failed container",
            c.below(60),
            c.below(60),
            c.below(90)
        ),
        14 => format!(
            "{{\"level\":\"info\",\"msg\":\"token refreshed\",\"user\":\"u{n}\",\"ttl\":{ms}}}"
        ),
        15 => format!("api_key rotation finished for {} keys", c.below(40)),
        16 => format!("kafka offset={n} partition={} key=order-{n} bytes={ms}", c.below(12)),
        17 => format!("PASSWORD={}", c.of(&["", "$DB_PASSWORD", "***", "<redacted>", "null"])),
        18 => {
            format!("ssh: connect to host db-{}.internal port 22: Connection refused", c.below(9))
        }
        _ => format!("-----BEGIN CERTIFICATE----- {} -----END CERTIFICATE-----", c.base64(64)),
    }
}

#[test]
fn every_form_reads() {
    assert_eq!(KNOWN.len(), FORMS.len(), "a pattern does not compile");
}

#[test]
fn of_two_hundred_made_up_secrets_at_least_95_percent_are_masked() {
    let mut chance = Chance(SEED);
    let mut missed = Vec::new();
    for n in 0..SECRETS {
        let (line, secret) = secret(&mut chance, n % 20);
        let masked = mask(&line);
        // No half of it may be left either.
        let half: String = secret.chars().take(secret.chars().count().div_ceil(2)).collect();
        if masked.count == 0 || masked.text.contains(&half) {
            missed.push(format!("{line} -> {}", masked.text));
        }
    }
    assert!(missed.len() * 20 <= SECRETS, "{} missed:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn of_ten_thousand_ordinary_lines_at_most_one_percent_is_touched() {
    let mut chance = Chance(SEED);
    let lines = (0..LINES).map(|_| ordinary(&mut chance));
    let touched: Vec<String> = lines.filter(|line| mask(line).text != *line).collect();
    let some: Vec<_> = touched.iter().take(10).collect();
    assert!(touched.len() * 100 <= LINES, "{} touched: {some:#?}", touched.len());
}

#[test]
fn what_stands_in_the_place_of_a_secret_says_what_it_was() {
    let check = |text: &str, expected: &str| assert_eq!(mask(text).text, expected);
    check("postgres://shop:hunter2@db/x", "postgres://shop:[masked: password in an address]@db/x");
    check("redis://:hunter2@db/x", "redis://:[masked: password in an address]@db/x");
    check("DB_PASSWORD=hunter2 x", "DB_PASSWORD=[masked: value of a secret] x");
    check("-e TOKEN='a b' x", "-e TOKEN='[masked: value of a secret]' x");
    check("curl -u ana:hunter2 x", "curl -u ana:[masked: credentials] x");
    check("mysql --password hunter2", "mysql --password [masked: value of a flag]");
    check("Authorization: Bearer abcdef.ghijkl", "Authorization: Bearer [masked: credentials]");
    check("a ghp_0123456789abcdefghijABCDEFGHIJ012345 b", "a [masked: GitHub token] b");
    check(
        "nothing to see at https://shop.example/a@b",
        "nothing to see at https://shop.example/a@b",
    );
    check("git@github.com:shop/checkout.git", "git@github.com:shop/checkout.git");
}

#[test]
fn a_command_line_keeps_no_more_than_its_output_does() {
    let gone = |line: &str, secret: &str| {
        let masked = mask(line);
        assert!(masked.count > 0 && !masked.text.contains(secret), "{line} -> {}", masked.text);
        let (before, _) = line.split_once(secret).unwrap();
        assert!(masked.text.starts_with(before), "no more than that: {}", masked.text);
    };
    gone("curl -H 'X-Api-Key: abcdef1234567' https://x.example", "abcdef1234567");
    gone("curl -H 'X-Api-Key:abcdef1234567' https://x.example", "abcdef1234567");
    gone("curl -H \"X-Auth-Token: abcd\" https://x.example", "abcd");
    gone("curl -H 'api-key: abcdef1234567' https://x.example", "abcdef1234567");
    gone("sh -c 'echo \"password: hunter22\"'", "hunter22");
    gone("sh -c \"echo 'password: hunter2'\"", "hunter2");
    gone(r#"sh -c "curl -d '{\"apiKey\":\"abc123def456\"}' x""#, "abc123def456");
    gone(r#"sh -c "curl -d {\\\"db_pass\\\":\\\"abcdef\\\"}""#, "abcdef");
    gone(r#"sh -c "DB_PASSWORD=\"a b\" deploy""#, "a b");
    gone("mysql -uroot -pSecret99 -e 'select 1'", "Secret99");
    gone("mysqldump -h db1 -p'Secret 99' shop", "Secret 99");
    gone("redis-cli -h cache1 -a Secret98 ping", "Secret98");
    gone("sshpass -p Secret97 ssh db1", "Secret97");
    gone("docker login -u ci -p Secret96 registry.example", "Secret96");
    gone("env DB_PASS=foo123 deploy", "foo123");
    gone("db_pass: foo123", "foo123");
    gone("curl -H 'Cookie: session=abc; theme=dark' x", "session=abc; theme=dark");
    gone("curl -b session=abcdef x", "abcdef");
}

#[test]
fn what_only_looks_like_a_secret_stays() {
    for line in [
        "curl -H 'X-Api-Key: $API_KEY' https://x.example",
        "mysql -h db1 -P 3306 -p shop",
        "mysql --protocol=tcp -e 'select 1'",
        "redis-cli -h cache1 ping",
        "docker run -p 8080:80 shop/checkout",
        "db-1: cookie: none was sent",
        "pass=12 fail=0",
        "DB_PASS=$DB_PASS deploy",
        "the X-Api-Key header is missing",
        "image registry.example/secret:v1.24.0",
        "'token: expired'",
    ] {
        assert_eq!(mask(line).text, line);
    }
}

#[test]
fn masking_twice_changes_nothing_and_counts_nothing() {
    let mut chance = Chance(SEED);
    for n in 0..SECRETS {
        let once = mask(&secret(&mut chance, n % 20).0);
        let twice = mask(&once.text);
        assert_eq!((twice.text, twice.count), (once.text, 0));
    }
}
