use super::*;

fn read(text: &str) -> Result<Config, String> {
    Config::read(Path::new("/c/config.toml"), text).map_err(|e| e.to_string())
}

#[test]
fn everything_that_can_be_set() {
    let text = "handle = 'ana'\nserver = 'war.example:7443'\ntheme = 'light'\n\
                color = 'never'\nsigns = 'ascii'\n\n[serve]\n\
                listen = '0.0.0.0:7443'\naddresses = ['war.example:7443', '[fe80::1]:7443']\n";
    let config = read(text).unwrap();
    assert_eq!(config.handle, Some(Handle::new("ana").unwrap()));
    assert_eq!(config.server.as_deref(), Some("war.example:7443"));
    assert_eq!(config.theme, ThemeWish::Named("light".into()));
    assert_eq!((config.color, config.signs), (Wish::Never, Some(Signs::Ascii)));
    assert_eq!(config.serve.listen, Some("0.0.0.0:7443".parse().unwrap()));
    assert_eq!(config.serve.addresses, ["war.example:7443", "[fe80::1]:7443"]);
}

#[test]
fn a_bad_file_is_refused_with_its_line_and_what_was_meant() {
    let check = |text: &str, expected: &str| {
        assert_eq!(read(text).unwrap_err(), format!("/c/config.toml:{expected}"));
    };
    check("\nhandel = 'ana'\n", "2: there is no handel here: did you mean handle?");
    check(
        "x = 1\n",
        "1: there is no x here: it knows handle, server, theme, color, signs, mouse, links, notify, serve",
    );
    check(
        "[serve]\n\nlisten = 'here'\n",
        "3: here is no address to listen on, such as 0.0.0.0:7443",
    );
    check("[serve]\nadresses = []\n", "2: there is no adresses here: did you mean addresses?");
    check(
        "[serve]\nzzz = 1\n",
        "2: there is no zzz here: it knows listen, addresses, export, export_git",
    );
    check("[notify]\nzzz = 1\n", "2: there is no zzz here: it knows bell, osc9, osc777, title");
    check(
        "[serve]\nlisten = '0.0.0.0:7443'\nexport_git = true\n",
        "3: nothing is exported: set export to a folder, or take export_git out",
    );
    check("handle = 7\n", "1: write text in quotes");
    check("serve = 1\n", "1: write [serve] as a table");
    check("server = 'war.example'\n", "1: war.example is not HOST:PORT, such as war.example:7443");
}

#[test]
fn a_theme_is_named_or_one_of_a_pair() {
    let theme = |text: &str| read(text).map(|config| config.theme);
    assert_eq!(theme(""), Ok(ThemeWish::default()));
    assert_eq!(theme("theme = 'auto'"), Ok(ThemeWish::default()));
    let pair = ThemeWish::Auto { dark: "colour-blind".into(), light: "light".into() };
    assert_eq!(theme("theme = { dark = 'colour-blind' }"), Ok(pair.clone()));
    assert_eq!(pair.written(), "{ dark = \"colour-blind\", light = \"light\" }");
    assert_eq!(theme(&format!("theme = {}", pair.written())), Ok(pair));
    assert!(theme("theme = { drak = 'x' }").unwrap_err().contains("did you mean dark?"));
    assert!(theme("theme = 4").unwrap_err().contains("\"auto\""));
    assert!(read("color = 'some'").unwrap_err().contains("\"never\""));
    assert!(read("signs = 'runes'").unwrap_err().contains("\"ascii\""));
    assert_eq!(read("signs = 'auto'").unwrap().signs, None);
}

#[test]
fn a_handle_in_the_file_is_as_strict_as_any() {
    assert!(read("handle = 'Ana'").unwrap_err().contains("no handle"));
    assert!(read("handle = 'lead'").unwrap_err().contains("nobody's handle"));
}

#[test]
fn what_is_no_toml_says_the_line() {
    assert!(read("a = 1\n= 2\n").unwrap_err().starts_with("/c/config.toml:2: "));
}

#[test]
fn no_file_says_nothing_but_a_named_one_must_be_there() {
    let folder = tempfile::tempdir().unwrap();
    let paths = Paths::under(folder.path());
    assert_eq!(Config::load(&paths), Ok(Config::default()));
    let named = paths.with_config(Some(folder.path().join("other.toml")));
    assert!(Config::load(&named).is_err());
}

#[test]
fn addresses() {
    for good in ["a:1", "10.0.0.4:7443", "[::1]:7443", "war-room.example:7443"] {
        assert_eq!(check_address(good), Ok(()), "{good}");
    }
    for bad in ["", "a", "a:0", "a:99999", ":7443", "::1:7443", "[::g]:1", "a b:1", "http://a:1"] {
        assert!(check_address(bad).is_err(), "{bad}");
    }
}

#[test]
fn the_nearest_word() {
    assert_eq!(nearest("serv", &["serve", "theme"]), Some("serve"));
    assert_eq!(nearest("listne", &["listen", "addresses"]), Some("listen"));
    assert_eq!(nearest("colour", &["listen", "addresses"]), None);
}

#[test]
fn each_thing_asked_of_the_terminal_can_be_switched_off() {
    let read = |text: &str| Config::read(Path::new("/c/config.toml"), text);
    let all = Manners::default();
    assert_eq!(read("").unwrap().manners, all);
    let config = read("mouse = false\n[notify]\nbell = false\nosc9 = true\n").unwrap();
    assert_eq!(config.manners, Manners { mouse: false, bell: false, ..all });
    let bad = |text: &str| read(text).unwrap_err().to_string();
    assert_eq!(bad("mouse = 1\n"), "/c/config.toml:1: write true or false");
    assert!(
        bad("[notify]\nbel = true\n").ends_with(":2: there is no bel here: did you mean bell?")
    );
    assert_eq!(bad("notify = true\n"), "/c/config.toml:1: write [notify] as a table");
}

#[test]
fn the_commented_file_sets_nothing_and_uncommented_sets_everything() {
    let file = commented();
    assert_eq!(read(&file).unwrap(), Config::default());
    let set: Vec<&str> = file
        .lines()
        .filter_map(|line| line.strip_prefix('#'))
        .filter(|line| !line.starts_with(' '))
        .collect();
    let config = read(&set.join("\n")).unwrap();
    for setting in SETTINGS {
        assert!(config.line(setting.name).is_some(), "{} is not in the file", setting.name);
        let value = (setting.value)(&config).unwrap();
        let same =
            |value: &str| value.replace("{ dark = \"dark\", light = \"light\" }", "\"auto\"");
        assert_eq!(value, same(setting.example), "{}", setting.name);
    }
    assert_eq!(config.line("server"), Some(2));
}
