use super::*;

/// What is said of these files, or what a review is led by.
fn with(files: &[(&str, &str)]) -> Result<Guide, String> {
    let folder = tempfile::tempdir().unwrap();
    let paths = Paths::under(folder.path());
    let config = paths.config_folder();
    std::fs::create_dir_all(&config).unwrap();
    for (name, text) in files {
        std::fs::write(config.join(name), text).unwrap();
    }
    let folder = config.display().to_string();
    let inviting = inviting(&paths);
    let loaded = load(&paths).and_then(|guide| inviting.map(|_good| guide));
    loaded.map_err(|e| e.to_string().replace(&folder, "CONFIG"))
}

#[test]
fn what_is_built_in_has_a_question_for_each_kind_of_moment_and_hints() {
    let guide = with(&[]).unwrap();
    for kind in MomentKind::ALL {
        assert!(guide.questions(*kind).ends_with('?'), "{kind}");
    }
    for words in
        ["it should have been seen", "ops failed to roll back", "Human error", "the root cause"]
    {
        assert!(!guide.hints(words, &[]).is_empty(), "{words}");
    }
    assert_eq!(guide.hints("the board showed 70 %, we read it as free", &[]), []);
    let lower = |hint: &Hint| hint.words.iter().all(|w| *w == w.to_lowercase() && !w.is_empty());
    assert!(guide.hints.iter().all(lower));
}

#[test]
fn a_file_of_ones_own_stands_over_it() {
    let review = "minutes = [5, 45, 10, 15, 15]\ntext = \"We say what we saw.\"\nhide_title = true\n\
                  [questions]\ndecision = [\"What else?\"]\n";
    let hints = "[[hints]]\nwords = [\"Root Cause\", \"culprit\"]\ninstead = \"ours\"\n";
    let guide = with(&[("review.toml", review), ("hints.toml", hints)]).unwrap();
    assert_eq!((guide.agenda.total(), guide.title_hidden), (90, true));
    assert_eq!(guide.questions(MomentKind::Decision), "What else?");
    assert!(guide.questions(MomentKind::Action).len() > 10);
    assert_eq!(guide.hints("the root cause", &[])[0].instead, "ours");
    assert!(!guide.hints("they failed to", &[]).is_empty());
    let alone = format!("built_in = false\n{hints}");
    let guide = with(&[("hints.toml", &alone)]).unwrap();
    assert_eq!(guide.hints("they failed to", &[]), []);
}

#[test]
fn a_bad_file_is_refused_with_its_line() {
    let refused = [
        (
            ("review.toml", "text = \"x\"\nminutes = [3, 0, 7, 10, 10]\n"),
            "CONFIG/review.toml:2: step 2 of the agenda",
        ),
        (("review.toml", "minute = 3\n"), "CONFIG/review.toml:1: unknown field"),
        (("review.toml", "[invite.people]\nana = \"ana\"\n"), "ana is no address of mail"),
        (
            ("review.toml", "[invite.due]\nP1 = \"soon\"\n"),
            "CONFIG/review.toml:2: soon is no length",
        ),
        (("review.toml", "[invite.owners.secrity]\n"), "secrity is no kind"),
        (("hints.toml", "[[hints]]\nwords = []\ninstead = \"x\"\n"), "a hint without words"),
    ];
    for (file, says) in refused {
        let error = with(&[file]).unwrap_err();
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn the_review_is_due_by_severity_and_weekends_do_not_count() {
    let friday = At::parse("2026-11-20T16:00:00.000Z").unwrap();
    let day = |within: Within| within.end(friday).to_string().chars().take(10).collect::<String>();
    assert_eq!(day(Within::standard(Severity::P1)), "2026-11-23");
    assert_eq!(day(Within::standard(Severity::P2)), "2026-11-27");
    assert_eq!(day(Within::try_from("1 working day".to_owned()).unwrap()), "2026-11-23");
    assert_eq!(Within::standard(Severity::P2).words(), "5 working days");
}
