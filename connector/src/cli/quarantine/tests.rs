use clock::Timestamp;

use super::{line::line, meaning};
use crate::cursor::{Quarantined, RecordId};
use crate::decode::Reason;

#[test]
fn every_reason_says_what_it_is_and_what_to_do() {
    let unknown = meaning::of_name("from the future");
    for reason in Reason::ALL {
        let meaning = meaning::of_name(reason.name());
        assert_ne!(meaning, unknown, "{reason}");
        for sentence in [meaning.what, meaning.to_do] {
            assert!(!sentence.is_empty() && !sentence.ends_with('.'), "{reason}: {sentence}");
            assert!(!sentence.contains("  "), "{reason}: {sentence}");
        }
    }
}

#[test]
fn a_line_holds_the_record_byte_for_byte() {
    let record = |raw: &[u8]| Quarantined {
        id: RecordId::NONE,
        at: Timestamp::EPOCH,
        reason: "json".to_owned(),
        page: "https://acme.okta.com/api/v1/logs?after=1_1".to_owned(),
        ordinal: 3,
        raw: raw.to_vec(),
    };
    let expected = r#"{"connection":"acme","id":0,"at":"1970-01-01T00:00:00.000Z","reason":"json","page":"https://acme.okta.com/api/v1/logs?after=1_1","ordinal":3,"raw":"{\"a\":\n"}"#;
    assert_eq!(line("acme", &record(b"{\"a\":\n")).to_string(), expected);
    let bytes = line("acme", &record(b"\xff\xfe"));
    assert_eq!(bytes["raw_base64"], "//4=");
    assert!(bytes.get("raw").is_none());
}
