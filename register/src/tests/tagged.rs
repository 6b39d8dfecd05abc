//! Commands, events and messages as objects that hold their own name.

use serde::de::DeserializeOwned;
use serde_json::{Value, from_str, to_string, to_value};

use super::script::one_of_each;
use crate::protocol::{Asked, ClientMessage};
use crate::{At, Bytes, Command, CommandId, Event, Seq};

fn mistake<T: DeserializeOwned>(json: &str) -> String {
    from_str::<T>(json).err().expect("it is refused").to_string()
}

/// The same object with its name behind all other fields.
fn name_last(object: &impl serde::Serialize, tag: &str) -> String {
    let Value::Object(mut fields) = to_value(object).unwrap() else { panic!("no object") };
    let name = fields.remove(tag).unwrap();
    let mut text = to_string(&fields).unwrap();
    text.truncate(text.len() - 1);
    let comma = if fields.is_empty() { "" } else { "," };
    format!("{text}{comma}\"{tag}\":{name}}}")
}

#[test]
fn wherever_the_name_stands_it_is_the_same() {
    for command in one_of_each(Seq(3), At::from_ms(1_764_000_000_000)) {
        let event = command.clone().event();
        let written = to_string(&command).unwrap();
        assert!(written.starts_with("{\"type\":\""), "{written}");
        assert_eq!(from_str::<Command>(&written).unwrap(), command);
        assert_eq!(from_str::<Command>(&name_last(&command, "type")).unwrap(), command);
        assert_eq!(from_str::<Event>(&to_string(&event).unwrap()).unwrap(), event);
        assert_eq!(from_str::<Event>(&name_last(&event, "type")).unwrap(), event);

        let id = CommandId(uuid::Uuid::from_u128(7));
        let asked = ClientMessage::Ask(Asked { id, knew: Some(Seq(2)), command });
        assert_eq!(from_str::<ClientMessage>(&to_string(&asked).unwrap()).unwrap(), asked);
        assert_eq!(from_str::<ClientMessage>(&name_last(&asked, "msg")).unwrap(), asked);
    }
    assert_eq!(from_str::<ClientMessage>(r#"{"msg":"bye"}"#).unwrap(), ClientMessage::Bye {});
}

#[test]
fn a_name_stands_once_or_two_readers_could_take_two() {
    let twice = [
        r#"{"type":"joined","scope":"respond","type":"left"}"#,
        r#"{"scope":"respond","type":"joined","type":"left"}"#,
        r#"{"type":"joined","scope":"respond","scope":"command"}"#,
        r#"{"scope":"respond","type":"joined","scope":"command"}"#,
    ];
    for json in twice {
        let said = mistake::<Event>(json);
        assert!(said.contains("duplicate field") || said.contains("stands there twice"), "{said}");
    }
}

#[test]
fn what_is_no_such_object_is_refused() {
    for json in ["{}", r#"{"scope":"respond"}"#] {
        assert!(mistake::<Event>(json).contains("missing field `type`"), "{json}");
    }
    for json in ["[]", "7", "null", "\"saw\"", r#"["saw"]"#] {
        assert!(mistake::<Event>(json).contains("an object with `type`"), "{json}");
    }
    for json in
        [r#"{"type":"baked"}"#, r#"{"a":1,"type":"baked"}"#, r#"{"type":"newer","name":"a"}"#]
    {
        assert!(mistake::<Event>(json).starts_with("unknown variant"), "{json}");
    }
    for json in [r#"{"type":7}"#, r#"{"type":{}}"#, r#"{"type":"joined""#, r#"{"type""#] {
        mistake::<Event>(json);
    }
}

#[test]
fn a_field_too_many_is_refused_of_a_client_and_passed_over_in_a_record() {
    let json = r#"{"type":"confirm_redaction","redaction":4,"key":"KEY","more":[1,{"a":2}]}"#;
    let key = to_string(&Bytes([7_u8; 32])).unwrap();
    let json = json.replace("\"KEY\"", &key);
    assert!(mistake::<Command>(&json).contains("unknown field `more`"));
    let record = json.replace("confirm_redaction", "redaction_confirmed");
    assert!(matches!(from_str::<Event>(&record), Ok(Event::RedactionConfirmed { .. })));
    let bye = r#"{"msg":"bye","more":1}"#;
    assert!(mistake::<ClientMessage>(bye).contains("unknown field `more`"));
}
