//! The text of an identity file → a map, or everything that is wrong with it.

use std::fmt;
use std::path::Path;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

use crate::normalize::Identities;

/// How an identity file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Lines of fields; the first names the columns: `tuid`, and `okta_id`, `alternate_id` or both.
    Csv,
    /// An array of objects with the same members, or one object from id or name to `tuid`.
    Json,
}

impl Format {
    /// The format of a file: its extension decides, else its first byte that is not blank.
    pub fn of(path: &Path, bytes: &[u8]) -> Self {
        let extension = path.extension().and_then(|extension| extension.to_str());
        match extension.map(str::to_ascii_lowercase).as_deref() {
            Some("csv") => Self::Csv,
            Some("json") => Self::Json,
            _ => match without_mark(bytes).trim_ascii_start().first() {
                Some(b'[' | b'{') => Self::Json,
                _ => Self::Csv,
            },
        }
    }
}

/// Something that is wrong with an identity file. `Display` is place and fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The file, and the line or the element.
    pub place: String,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// Reads the text of the file called `name`.
///
/// ```
/// use connector::identities::{Format, read};
///
/// let text = b"okta_id,alternate_id,tuid\n00u1,Jane@Acme.test,t-1\n,bob@acme.test,t-2\n";
/// let known = read("people.csv", Format::Csv, text).unwrap();
/// assert_eq!(known.find(b"00u1", None), Some("t-1"));
/// assert_eq!(known.find(b"00u9", Some(b"BOB@acme.test")), Some("t-2"));
///
/// let text = br#"{"00u1": "t-1", "bob@acme.test": "t-2"}"#;
/// assert_eq!(read("people.json", Format::Json, text).unwrap().len(), 2);
/// ```
///
/// # Errors
/// What is wrong with it, the first ten mistakes.
pub fn read(name: &str, format: Format, bytes: &[u8]) -> Result<Identities, Vec<Mistake>> {
    let text = without_mark(bytes);
    let mut reading = Reading { name, text, known: Identities::default(), mistakes: Vec::new() };
    match format {
        Format::Csv => reading.csv(),
        Format::Json => reading.json(),
    }
    if reading.mistakes.is_empty() { Ok(reading.known) } else { Err(reading.mistakes) }
}

struct Reading<'n> {
    name: &'n str,
    text: &'n [u8],
    known: Identities,
    mistakes: Vec<Mistake>,
}

/// One person, in either format. What is empty is not there.
#[derive(Deserialize)]
struct Person {
    okta_id: Option<String>,
    alternate_id: Option<String>,
    tuid: Option<String>,
}

/// Where a person stands.
#[derive(Clone, Copy)]
enum At {
    Line(u64),
    /// In the line of this byte, or of the first one behind it that is not blank.
    Byte(u64),
    Element(u64),
    Member(u64),
}

impl Reading<'_> {
    fn csv(&mut self) {
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(self.text);
        let columns = match reader.headers() {
            Ok(header) => header.clone(),
            Err(error) => return self.broken_csv(&error),
        };
        let position = |name: &str| columns.iter().position(|column| column == name);
        let (tuid, ids) = (position("tuid"), [position("okta_id"), position("alternate_id")]);
        if tuid.is_none() || ids == [None, None] {
            let what = "the first line does not name the columns";
            return self.mistake(At::Line(1), what, HEADER);
        }
        if COLUMNS.iter().any(|name| columns.iter().filter(|column| column == name).count() > 1) {
            return self.mistake(At::Line(1), "a column is named twice", HEADER);
        }
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => return self.broken_csv(&error),
            };
            let at = At::Byte(record.position().map_or(0, csv::Position::byte));
            if record.len() != columns.len() {
                let what =
                    format!("{} fields, where the first line has {}", record.len(), columns.len());
                self.mistake(at, what, "put fields that contain commas into double quotes");
                continue;
            }
            let field = |column: Option<usize>| Some(record.get(column?)?.to_owned());
            let [okta_id, alternate_id] = ids.map(field);
            self.person(at, Person { okta_id, alternate_id, tuid: field(tuid) });
        }
    }

    fn broken_csv(&mut self, error: &csv::Error) {
        let at = At::Byte(error.position().map_or(0, csv::Position::byte));
        let what = match error.kind() {
            csv::ErrorKind::Utf8 { .. } => "not UTF-8".to_owned(),
            _ => "not CSV".to_owned(),
        };
        self.mistake(at, what, "write UTF-8, fields separated by commas");
    }

    fn json(&mut self) {
        let mut deserializer = serde_json::Deserializer::from_slice(self.text);
        let read = deserializer.deserialize_any(People(self)).and_then(|()| deserializer.end());
        if let Err(error) = read {
            // Its own words could repeat what stands there.
            let what = match error.classify() {
                serde_json::error::Category::Eof => "the file ends midway",
                serde_json::error::Category::Data => "a value of another type than text",
                _ => "not JSON",
            };
            self.mistake(At::Line(error.line() as u64), what, JSON_SHAPE);
        }
    }

    fn person(&mut self, at: At, person: Person) {
        let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let (id, name) = (filled(person.okta_id), filled(person.alternate_id));
        let Some(tuid) = filled(person.tuid) else {
            return self.mistake(at, "no `tuid`", "fill it in, or leave the person out");
        };
        if id.is_none() && name.is_none() {
            let what = "neither `okta_id` nor `alternate_id`";
            return self.mistake(at, what, "fill in one of the two, or leave the person out");
        }
        if let Some(id) = id {
            let before = self.known.add_id(&id, &tuid);
            self.same(at, before, &tuid, "this `okta_id`");
        }
        if let Some(name) = name {
            let before = self.known.add_name(&name, &tuid);
            self.same(at, before, &tuid, "this `alternate_id`, whatever its case,");
        }
    }

    fn member(&mut self, at: At, key: String, tuid: String) {
        let (okta_id, alternate_id) =
            if key.contains('@') { (None, Some(key)) } else { (Some(key), None) };
        self.person(at, Person { okta_id, alternate_id, tuid: Some(tuid) });
    }

    /// A key that stands for two people stands for neither.
    fn same(&mut self, at: At, before: Option<String>, tuid: &str, key: &str) {
        if before.is_some_and(|before| before != tuid) {
            let what = format!("{key} stands for another `tuid` further up");
            self.mistake(at, what, "leave out one of the two");
        }
    }

    fn mistake(&mut self, at: At, what: impl Into<String>, remedy: &str) {
        if self.mistakes.len() < MISTAKES_MAX {
            let place = match at {
                At::Line(line) => format!("{}:{line}", self.name),
                At::Byte(at) => format!("{}:{}", self.name, line_of(self.text, at as usize)),
                At::Element(number) => format!("{}: element {number}", self.name),
                At::Member(number) => format!("{}: member {number}", self.name),
            };
            self.mistakes.push(Mistake { place, what: what.into(), remedy: remedy.to_owned() });
        }
    }
}

/// Takes people one by one, so that a key that comes twice is seen.
struct People<'r, 'n>(&'r mut Reading<'n>);

impl<'de> Visitor<'de> for People<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array or an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let mut number = 0;
        while let Some(person) = elements.next_element()? {
            number += 1;
            self.0.person(At::Element(number), person);
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut number = 0;
        while let Some((key, tuid)) = members.next_entry()? {
            number += 1;
            self.0.member(At::Member(number), key, tuid);
        }
        Ok(())
    }
}

fn line_of(text: &[u8], at: usize) -> usize {
    let (before, behind) = text.split_at(at.min(text.len()));
    let blank = behind.iter().take_while(|byte| b"\r\n".contains(byte)).count();
    let lines = before.iter().chain(&behind[..blank]).filter(|byte| **byte == b'\n');
    lines.count() + 1
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes)
}

const COLUMNS: [&str; 3] = ["okta_id", "alternate_id", "tuid"];
const HEADER: &str = "begin with a line like `okta_id,alternate_id,tuid`";
const JSON_SHAPE: &str = "write `[{\"okta_id\": \"…\", \"alternate_id\": \"…\", \"tuid\": \"…\"}]` \
                          or `{\"ID OR NAME\": \"TUID\"}`";
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Whoever made ten mistakes made one of them ten times.
const MISTAKES_MAX: usize = 10;
