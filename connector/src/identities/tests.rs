use std::fs;
use std::path::Path;
use std::time::Duration;

use clock::{Clock, Timestamp};
use proptest::prelude::*;

use super::{Format, IdentityFile, Watch, read};

/// The pairs that a text gives to three people, or its mistakes.
fn reads(format: Format, text: &str) -> Result<String, Vec<String>> {
    let known = read("f", format, text.as_bytes())
        .map_err(|mistakes| mistakes.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    let tuid = |id: &[u8], name| known.find(id, name).unwrap_or("-").to_owned();
    let people = [tuid(b"00u1", None), tuid(b"x", Some(b"Bob@Acme.test")), tuid(b"x", Some(b"b"))];
    Ok(people.join(" "))
}

#[test]
fn people_are_read_from_every_shape() {
    use Format::{Csv, Json};
    for (format, text, people) in [
        (Csv, "okta_id,alternate_id,tuid\n00u1,bob@acme.test,t1\n", "t1 t1 -"),
        (Csv, "tuid,okta_id\r\nt1,00u1\r\n", "t1 - -"),
        (Csv, "\u{feff}alternate_id, tuid, note\nBOB@acme.test, t2,\"a, b\"\n\nB,t3,\n", "- t2 t3"),
        (Csv, "okta_id,alternate_id,tuid\n00u1,,t1\n,bob@acme.test,t2", "t1 t2 -"),
        (Json, r#"[{"okta_id":"00u1","alternate_id":null,"tuid":"t1","more":[1]}]"#, "t1 - -"),
        (Json, "\u{feff}[{\"alternate_id\":\"B\",\"tuid\":\"t3\"}]", "- - t3"),
        (Json, r#"{"00u1":"t1","BOB@acme.test":"t2","b":"an id"}"#, "t1 t2 -"),
        (Json, "{}", "- - -"),
        // The same person twice is one person.
        (Csv, "okta_id,tuid\n00u1,t1\n00u1,t1\n", "t1 - -"),
    ] {
        assert_eq!(reads(format, text).unwrap(), people, "{text}");
    }
}

#[test]
fn mistakes_are_all_named_by_place_and_repeat_nobody() {
    use Format::{Csv, Json};
    let not_csv = "f:1: the first line does not name the columns";
    for (format, text, expected) in [
        (Csv, "", vec![not_csv]),
        (Csv, "00u1,t1\n", vec![not_csv]),
        (Csv, "okta_id\n00u1\n", vec![not_csv]),
        (Csv, "tuid,tuid,okta_id\n", vec!["f:1: a column is named twice"]),
        (
            Csv,
            "okta_id,tuid\n00u1\n00u1,t1\n\n00u1,t2\n,t3\n00u4,\n",
            vec![
                "f:2: 1 fields, where the first line has 2",
                "f:5: this `okta_id` stands for another `tuid` further up",
                "f:6: neither `okta_id` nor `alternate_id`",
                "f:7: no `tuid`",
            ],
        ),
        (
            Csv,
            "alternate_id,tuid\nbob@acme.test,t1\nBob@ACME.test,t2\n",
            vec![
                "f:3: this `alternate_id`, whatever its case, stands for another `tuid` further up",
            ],
        ),
        (
            Json,
            "[{\"tuid\":\"t\"},\n{\"okta_id\":\"00u1\"}]",
            vec!["f: element 1: neither `okta_id` nor `alternate_id`", "f: element 2: no `tuid`"],
        ),
        (
            Json,
            r#"{"00u1":"t1","00u1":"t2"}"#,
            vec!["f: member 2: this `okta_id` stands for another `tuid` further up"],
        ),
        (
            Json,
            "[\n{\"okta_id\":7,\"tuid\":\"t\"}]",
            vec!["f:2: a value of another type than text"],
        ),
        (Json, "\"text\"", vec!["f:1: a value of another type than text"]),
        (Json, "[{}", vec!["f: element 1: no `tuid`", "f:1: the file ends midway"]),
        (Json, "{} {}", vec!["f:1: not JSON"]),
    ] {
        assert_eq!(reads(format, text).unwrap_err(), expected, "{text}");
    }
    let many = format!("okta_id,tuid\n{}", ",\n".repeat(100));
    assert_eq!(reads(Csv, &many).unwrap_err().len(), 10);
    let broken = read("f", Csv, b"okta_id,tuid\n\xff,t\n").unwrap_err();
    assert_eq!(broken[0].to_string(), "f:2: not UTF-8");
}

#[test]
fn the_extension_decides_and_else_the_first_byte() {
    for (path, bytes, format) in [
        ("p.csv", "{", Format::Csv),
        ("p.JSON", "a,b", Format::Json),
        ("p", " \n{", Format::Json),
        ("p.txt", "\u{feff}[", Format::Json),
        ("p.txt", "tuid", Format::Csv),
        ("p", "", Format::Csv),
    ] {
        assert_eq!(Format::of(Path::new(path), bytes.as_bytes()), format, "{path} {bytes}");
    }
}

#[test]
fn a_file_that_is_not_there_or_too_large_is_a_mistake() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people");
    let mistake = |path: &Path| IdentityFile::load(path.to_owned()).unwrap_err()[0].to_string();
    assert!(mistake(&path).contains("people: cannot be read: "));
    // A file with a hole takes no room.
    fs::File::create(&path).unwrap().set_len(256 * 1024 * 1024 + 1).unwrap();
    assert!(mistake(&path).ends_with("people: larger than 256 MiB"));
}

#[tokio::test(start_paused = true)]
async fn a_change_is_seen_within_ten_seconds_and_a_mistake_told_once() {
    let clock = Clock::auto(Timestamp::EPOCH);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.csv");
    fs::write(&path, "okta_id,tuid\n00u1,t1\n").unwrap();
    let (file, known) = IdentityFile::load(path.clone()).unwrap();
    assert_eq!(known.find(b"00u1", None), Some("t1"));

    fs::write(&path, "okta_id,tuid\n00u1,t-two\n").unwrap();
    let (watch, reread) = Watch::new(file).changed(&clock).await;
    assert_eq!(reread.unwrap().find(b"00u1", None), Some("t-two"));
    assert_eq!(clock.now(), Timestamp::EPOCH + Duration::from_secs(10));

    fs::write(&path, "okta_id,tuid\n00u1,\n").unwrap();
    let (watch, reread) = watch.changed(&clock).await;
    assert!(reread.unwrap_err()[0].to_string().ends_with("people.csv:2: no `tuid`"));
    // Nothing more is said until the file is another, however often it is looked at.
    let waiting = tokio::time::timeout(Duration::from_mins(5), watch.clone().changed(&clock));
    assert!(waiting.await.is_err());

    fs::remove_file(&path).unwrap();
    let (watch, reread) = watch.changed(&clock).await;
    assert!(reread.unwrap_err()[0].what.starts_with("cannot be read"));
    // Whatever stands there instead is not waited for: a socket stands for a pipe.
    let socket = std::os::unix::net::UnixListener::bind(&path).unwrap();
    let (watch, reread) = watch.changed(&clock).await;
    assert_eq!(reread.unwrap_err()[0].what, "no regular file");
    drop(socket);
    fs::remove_file(&path).unwrap();
    fs::write(&path, "okta_id,tuid\n00u1,t1\n").unwrap();
    let (_, reread) = watch.changed(&clock).await;
    assert!(reread.is_ok());
}

proptest! {
    /// Whatever the bytes are, there is a map or a mistake with a place.
    #[test]
    fn no_file_is_too_strange(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for format in [Format::Csv, Format::Json] {
            for head in ["", "okta_id,tuid\n", "[{\"okta_id\":\""] {
                let text = [head.as_bytes(), &bytes].concat();
                if let Err(mistakes) = read("f", format, &text) {
                    prop_assert!(!mistakes.is_empty());
                    prop_assert!(mistakes.iter().all(|mistake| mistake.place.starts_with("f:")));
                }
            }
        }
    }

    /// What a CSV or JSON library writes is read as it was meant.
    #[test]
    fn what_is_written_is_read(people in prop::collection::btree_map("[^\\s@]{1,8}", "\\S{1,8}", 1..9)) {
        let mut lines = csv::Writer::from_writer(Vec::new());
        lines.write_record(["okta_id", "tuid"]).unwrap();
        for (id, tuid) in &people {
            lines.write_record([id, tuid]).unwrap();
        }
        let texts = [
            (Format::Csv, lines.into_inner().unwrap()),
            (Format::Json, serde_json::to_vec(&people).unwrap()),
        ];
        for (format, text) in texts {
            let known = read("f", format, &text).unwrap();
            for (id, tuid) in &people {
                prop_assert_eq!(known.find(id.as_bytes(), None), Some(tuid.as_str()));
            }
        }
    }
}
