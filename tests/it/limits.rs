//! Every limit of the table (`register/src/limits.rs`) limits something, and has a test that goes to
//! it and one beyond it. A limit that is added without one is found here.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Each limit, the file of its test, and the test.
const TESTED: &[(&str, &str, &str)] = &[
    ("HANDLE_BYTES_MAX", "register/src/tests/limits.rs", "names_have_a_limit"),
    ("TITLE_CHARS_MAX", "register/src/tests/limits.rs", "names_have_a_limit"),
    ("TEXT_BYTES_MAX", "register/src/tests/room.rs", "texts_have_a_limit"),
    ("TEXT_LINES_MAX", "register/src/tests/room.rs", "texts_have_a_limit"),
    ("FRAME_BYTES_MAX", "server/src/tests/limits.rs", "a_frame_has_64_kib_at_the_most"),
    (
        "OUTPUT_BYTES_MAX",
        "src/cli/exec/tail.rs",
        "little_is_kept_whole_and_much_by_its_last_whole_lines",
    ),
    ("RESTORE_BYTES_MAX", "server/src/seat/brings.rs", "what_is_put_back_is_taken_up_to_its_limit"),
    (
        "RESTORES_BYTES_MAX",
        "server/src/space.rs",
        "all_who_bring_to_one_server_have_so_much_and_one_byte_more_is_refused",
    ),
    (
        "PAPERS_WIRE_BYTES_MAX",
        "server/src/space.rs",
        "all_who_bring_to_one_server_have_so_much_and_one_byte_more_is_refused",
    ),
    ("BRINGS_AT_ONCE_MAX", "server/src/room/turns.rs", "so_many_bring_at_once_and_each_key_once"),
    (
        "RESTORE_LINE_BYTES_MAX",
        "server/src/journal/lines.rs",
        "a_line_is_as_long_as_any_record_and_no_longer",
    ),
    (
        "RESTORE_TAKEN_MAX",
        "server/src/room/run/copy/words.rs",
        "so_many_are_put_back_and_one_more_is_not",
    ),
    (
        "GATHER_SECONDS",
        "server/src/room/stop.rs",
        "a_room_begun_anew_waits_so_long_and_longer_for_who_holds_more",
    ),
    (
        "READINGS_AT_ONCE_MAX",
        "server/src/tests/strange.rs",
        "so_many_closed_incidents_are_read_at_once_and_the_next_one_waits",
    ),
    ("PLACE_MAX", "server/src/tests/forged.rs", "nobody_holds_more_than_any_incident_may_have"),
    ("PLACE_MAX", "register/src/tests/room.rs", "at_its_last_place_a_room_takes_nothing"),
    (
        "BRING_SILENCE_SECONDS_MAX",
        "server/src/seat/brings.rs",
        "whoever_brings_goes_on_within_seconds_and_is_done_within_minutes",
    ),
    (
        "BRING_SECONDS_MAX",
        "server/src/seat/brings.rs",
        "whoever_brings_goes_on_within_seconds_and_is_done_within_minutes",
    ),
    ("RECORDS_MAX", "register/src/tests/room.rs", "a_room_has_a_last_record"),
    (
        "RECORDS_FOR_PEOPLE",
        "register/src/tests/room.rs",
        "the_last_records_of_a_room_are_for_people",
    ),
    (
        "BATCH_RECORDS_MAX",
        "server/src/seat/incident.rs",
        "batches_fit_the_length_of_their_lines_within_limits",
    ),
    ("INBOX_ASKS_MAX", "server/src/room/tests/flights.rs", "a_room_has_an_inbox_of_so_many_asks"),
    (
        "SEAT_ASKS_MAX",
        "server/src/tests/records.rs",
        "a_flood_is_told_to_slow_down_and_a_burst_is_not",
    ),
    ("SEATS_MAX", "server/src/tests/limits.rs", "the_last_seat_is_given_and_one_more_is_not"),
    ("SEATS_PER_KEY_MAX", "server/src/tests/share.rs", "one_machine_cannot_take_all_seats"),
    (
        "HANDLES_PER_KEY_MAX",
        "register/src/tests/limits.rs",
        "one_key_has_so_many_handles_and_those_it_has_it_keeps",
    ),
    (
        "INCIDENTS_GOING_ON_MAX",
        "server/src/tests/share.rs",
        "so_many_incidents_go_on_at_one_server_and_so_many_of_one_machine",
    ),
    (
        "INCIDENTS_GOING_ON_PER_KEY_MAX",
        "server/src/tests/share.rs",
        "so_many_incidents_go_on_at_one_server_and_so_many_of_one_machine",
    ),
    (
        "TOKENS_PER_PERSON_MAX",
        "register/src/tests/limits.rs",
        "one_person_has_so_many_good_tokens_and_one_more_once_one_is_closed_or_over",
    ),
    ("PLACES_FOR_REPAIR", "register/src/tests/room.rs", "at_its_last_place_a_room_takes_nothing"),
    (
        "STRANGERS_MAX",
        "server/src/accept/stranger/tests.rs",
        "all_strangers_together_are_so_many_and_the_next_one_waits",
    ),
    (
        "STRANGERS_IN_LINE_MAX",
        "server/src/accept/stranger/tests.rs",
        "so_many_wait_in_line_and_the_next_one_is_shown_out_at_once",
    ),
    (
        "STRANGERS_PER_ADDRESS_MAX",
        "server/src/accept/stranger/tests.rs",
        "one_address_has_a_few_slots_and_gets_them_back",
    ),
    (
        "STRANGERS_OF_LOOPBACK_MAX",
        "server/src/accept/stranger/tests.rs",
        "one_address_has_a_few_slots_and_gets_them_back",
    ),
    (
        "HELLO_SECONDS_MAX",
        "server/src/accept/stranger/tests.rs",
        "a_hello_has_so_long_and_whoever_said_it_has_for_ever",
    ),
    (
        "HTTP_HEAD_BYTES_MAX",
        "server/src/accept/tests.rs",
        "a_head_has_so_many_lines_and_bytes_and_no_more",
    ),
    (
        "HTTP_HEAD_LINES_MAX",
        "server/src/accept/tests.rs",
        "a_head_has_so_many_lines_and_bytes_and_no_more",
    ),
    (
        "WRONG_INVITES_PER_MINUTE_MAX",
        "server/src/tests/limits.rs",
        "whoever_tries_one_invite_after_the_other_is_slowed_down",
    ),
    (
        "KNOCKS_WAITING_MAX",
        "server/src/tests/limits.rs",
        "so_many_wait_at_a_door_and_one_more_is_sent_away",
    ),
    (
        "KNOCK_SILENCE_SECONDS",
        "server/src/room/door/stand.rs",
        "who_asked_again_and_falls_silent_is_gone_and_a_script_may_come_back_later",
    ),
    (
        "KNOCK_ONCE_SECONDS",
        "server/src/room/door/stand.rs",
        "who_asked_again_and_falls_silent_is_gone_and_a_script_may_come_back_later",
    ),
    (
        "LIBRARY_QUESTIONS_PER_SECOND",
        "server/src/pace/tests.rs",
        "questions_have_a_burst_then_wait_for_their_turn_and_none_for_longer_than_that",
    ),
    (
        "LIBRARY_QUESTIONS_BURST",
        "server/src/pace/tests.rs",
        "questions_have_a_burst_then_wait_for_their_turn_and_none_for_longer_than_that",
    ),
    (
        "LIBRARY_WAIT_SECONDS_MAX",
        "server/src/pace/tests.rs",
        "questions_have_a_burst_then_wait_for_their_turn_and_none_for_longer_than_that",
    ),
    ("LIBRARY_PAPERS_MAX", "server/src/papers.rs", "so_many_are_kept_and_none_is_written_over"),
    (
        "PAPER_BYTES_MAX",
        "server/src/papers.rs",
        "a_report_has_so_many_bytes_and_services_and_one_more_is_refused",
    ),
    (
        "PAPER_SERVICES_MAX",
        "server/src/papers.rs",
        "a_report_has_so_many_bytes_and_services_and_one_more_is_refused",
    ),
    (
        "PAPER_WIRE_BYTES_MAX",
        "server/src/papers.rs",
        "parts_are_taken_up_to_a_limit_and_one_byte_more_is_not",
    ),
    (
        "LOBBY_INCIDENTS_MAX",
        "server/src/tests/limits.rs",
        "the_lobby_shows_the_newest_incidents_and_so_many",
    ),
    (
        "FRAMES_PER_SECOND",
        "server/src/pace/tests.rs",
        "a_connection_has_a_burst_of_frames_and_then_so_many_a_second",
    ),
    (
        "BYTES_PER_SECOND",
        "server/src/socket/wire/tests.rs",
        "a_connection_has_a_burst_of_bytes_and_then_so_many_a_second",
    ),
    (
        "BURST_SECONDS",
        "server/src/pace/tests.rs",
        "a_connection_has_a_burst_of_frames_and_then_so_many_a_second",
    ),
    (
        "COMMANDS_PER_SECOND",
        "server/src/pace/tests.rs",
        "a_responder_has_a_burst_of_commands_and_then_so_many_a_second",
    ),
    (
        "COMMANDS_BURST",
        "server/src/pace/tests.rs",
        "a_responder_has_a_burst_of_commands_and_then_so_many_a_second",
    ),
    (
        "HISTORY_KIB_PER_SECOND",
        "server/src/pace/tests.rs",
        "a_responder_has_so_much_history_at_once_and_then_so_much_a_second",
    ),
    (
        "HISTORY_KIB_BURST",
        "server/src/pace/tests.rs",
        "a_responder_has_so_much_history_at_once_and_then_so_much_a_second",
    ),
    (
        "JOINS_AT_ONCE_MAX",
        "server/src/journal/sqlite/tests.rs",
        "history_is_read_for_so_many_at_a_time",
    ),
    ("TAIL_LINES_MAX", "server/src/room/tail/tests.rs", "what_is_older_is_counted_exactly"),
    (
        "SILENCE_SECONDS_MAX",
        "server/src/tests/limits.rs",
        "who_says_nothing_for_thirty_seconds_is_gone_and_who_says_little_is_not",
    ),
    (
        "BEAT_SECONDS",
        "server/src/tests/limits.rs",
        "who_says_nothing_is_given_a_sign_of_life_each_ten_seconds_and_who_gives_some_is_not",
    ),
    ("PING_SECONDS", "src/world/truth.rs", "promise_8_a_pause_ends_no_link_and_a_silence_does"),
    (
        "LINK_SILENCE_SECONDS_MAX",
        "src/world/truth.rs",
        "promise_8_a_pause_ends_no_link_and_a_silence_does",
    ),
    ("MARKS_DRAWN_MAX", "register/src/tests/limits.rs", "marks_over_one_character_have_a_limit"),
    (
        "AWAY_SECONDS",
        "server/src/room/away.rs",
        "who_has_a_role_is_away_after_so_long_and_not_before",
    ),
    ("TASK_MINUTES", "register/src/tests/limits.rs", "a_task_without_a_box_has_the_usual_one"),
    ("WINDOW_SECONDS", "src/cli/tests.rs", "a_proposal_is_put_to_the_room_for_the_usual_time"),
    ("WINDOW_SECONDS_MIN", "register/src/tests/limits.rs", "a_window_has_a_least_and_a_most"),
    ("WINDOW_SECONDS_MAX", "register/src/tests/limits.rs", "a_window_has_a_least_and_a_most"),
    ("OPTIONS_MAX", "register/src/tests/limits.rs", "options_have_a_limit"),
    (
        "LEAD_AFTER_SECONDS",
        "register/src/tests/limits.rs",
        "the_lead_is_reminded_of_an_owner_so_much_later",
    ),
    (
        "TEXTS_PER_MINUTE_MAX",
        "server/src/tests/said.rs",
        "so_many_texts_a_minute_are_taken_by_one_token_and_one_more_is_not",
    ),
    (
        "REQUEST_KEY_BYTES_MAX",
        "server/src/tests/said.rs",
        "the_same_key_is_one_record_and_other_words_under_it_are_refused",
    ),
    (
        "ANSWER_TOLD_MINUTES",
        "register/src/tests/lead/outside.rs",
        "the_answer_stands_for_half_an_hour_and_not_for_longer",
    ),
    (
        "DECLINED_MINUTES",
        "register/src/tests/lead/crew.rs",
        "whoever_offered_a_role_is_told_that_it_was_declined",
    ),
    (
        "ROUND_MINUTES",
        "register/src/tests/limits.rs",
        "a_round_that_nobody_answered_is_not_asked_about_for_ever",
    ),
    ("AHEAD_DAYS_MAX", "register/src/tests/limits.rs", "promises_lie_so_far_ahead_and_no_farther"),
    ("ADVICE_DAYS_MAX", "register/src/tests/review.rs", "what_is_worth_doing_is_due_in_sight"),
    ("PLAN_ITEMS_MAX", "register/src/tests/limits.rs", "plans_have_a_limit"),
    ("PLANS_BYTES_MAX", "register/src/tests/limits.rs", "plans_have_a_limit"),
    ("CONSULT_FOUND_MAX", "server/src/consult.rs", "a_question_finds_so_many_and_no_more"),
    (
        "CONSULT_BYTES_MAX",
        "server/src/consult/within/tests.rs",
        "an_answer_has_so_many_bytes_and_the_one_that_goes_beyond_is_whole",
    ),
    (
        "CONSULT_ANSWER_BYTES_MAX",
        "server/src/consult/within/tests.rs",
        "no_answer_is_longer_than_that_and_one_that_would_be_says_so",
    ),
    (
        "SEARCH_WORDS_MAX",
        "server/src/library/search.rs",
        "a_search_has_so_many_words_and_those_behind_are_not_looked_for",
    ),
    ("TASK_MINUTES_MAX", "register/src/tests/limits.rs", "a_box_has_a_least_and_a_most"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The names in the table of limits.
fn limits() -> BTreeSet<String> {
    let table = fs::read_to_string(root().join("register/src/limits.rs")).unwrap();
    let name = |line: &str| Some(line.strip_prefix("pub const ")?.split(':').next()?.to_owned());
    let names: BTreeSet<_> = table.lines().filter_map(name).collect();
    assert!(names.len() > 40, "the table was not read");
    names
}

/// Whether a text names this, as a whole word.
fn names(text: &str, name: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|word| word == name)
}

/// The text of a test function, if it is one.
fn body_of<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (before, rest) = text.split_once(&format!("fn {name}("))?;
    // What stands right above it: attributes and `async`.
    let above = before.rsplit("\n\n").next()?;
    let indent = before.lines().last()?.len() - before.lines().last()?.trim_start().len();
    let end = format!("\n{}}}\n", " ".repeat(indent));
    let body = rest.split_once(&end).map_or(rest, |(body, _)| body);
    above.contains("test").then_some(body)
}

#[test]
fn every_limit_has_a_test_at_it_and_over_it() {
    let listed: BTreeSet<_> = TESTED.iter().map(|(limit, ..)| (*limit).to_owned()).collect();
    let known = limits();
    let untested: Vec<_> = known.difference(&listed).collect();
    assert!(untested.is_empty(), "limits without a test: {untested:?}");
    let gone: Vec<_> = listed.difference(&known).collect();
    assert!(gone.is_empty(), "no limits any more: {gone:?}");
    for (limit, file, name) in TESTED {
        let source = fs::read_to_string(root().join(file)).unwrap();
        let body = body_of(&source, name).unwrap_or_else(|| panic!("{file} has no test {name}"));
        assert!(names(body, limit), "{name} does not say {limit}");
    }
}

#[test]
fn every_limit_is_used() {
    let mut folders = ["register/src", "server/src", "src"].map(|it| root().join(it)).to_vec();
    let mut all = String::new();
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let of_tests = path.file_stem().is_some_and(|it| it == "tests");
            if path.is_dir() && !of_tests {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs")
                && !of_tests
                && !path.ends_with("limits.rs")
            {
                let text = fs::read_to_string(path).unwrap();
                // What follows is tests.
                all.push_str(text.split("#[cfg(test)]\nmod tests {").next().unwrap());
            }
        }
    }
    let unused: Vec<_> = limits().into_iter().filter(|limit| !names(&all, limit)).collect();
    assert!(unused.is_empty(), "limits that limit nothing: {unused:?}");
}
