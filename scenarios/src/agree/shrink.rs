//! A smaller record that fails in the same way.

use super::sketch::Sketch;

/// Removes members, elements and, where a record is no JSON, bytes, as long as `fails` says that
/// what is left still fails. Simple and greedy: it gives up after 20,000 questions.
///
/// ```
/// let record = br#"{"a":1,"b":{"c":2,"d":3},"e":[4,5]}"#;
/// let fails = |record: &[u8]| record.windows(3).any(|part| part == b"\"d\"");
/// assert_eq!(scenarios::agree::shrink(record, &mut { fails }), br#"{"b":{"d":3}}"#);
/// ```
pub fn shrink(record: &[u8], fails: &mut dyn FnMut(&[u8]) -> bool) -> Vec<u8> {
    let mut questions = 0;
    let mut fails = |record: &[u8]| {
        questions += 1;
        questions <= ATTEMPTS_MAX && fails(record)
    };
    match Sketch::read(record).filter(|sketch| fails(sketch.to_text().as_bytes())) {
        Some(sketch) => fewer_members(sketch, &mut fails).to_text().into_bytes(),
        None => fewer_bytes(record.to_vec(), &mut fails),
    }
}

fn fewer_members(mut record: Sketch, fails: &mut dyn FnMut(&[u8]) -> bool) -> Sketch {
    let mut place = 0;
    while place < record.len() {
        let mut kept = 0;
        // Each round either takes something out of the container or steps over one child.
        while let Some(smaller) = without(&record, place, kept) {
            if fails(smaller.to_text().as_bytes()) {
                record = smaller;
            } else {
                kept += 1;
            }
        }
        place += 1;
    }
    record
}

/// `record` without child `child` of the container at `place`; nothing when there is none.
fn without(record: &Sketch, place: usize, child: usize) -> Option<Sketch> {
    let mut smaller = record.clone();
    match smaller.nth(place)? {
        Sketch::Array(items) if child < items.len() => drop(items.remove(child)),
        Sketch::Object(members) if child < members.len() => drop(members.remove(child)),
        _ => return None,
    }
    Some(smaller)
}

fn fewer_bytes(mut record: Vec<u8>, fails: &mut dyn FnMut(&[u8]) -> bool) -> Vec<u8> {
    let mut size = record.len() / 2;
    while size > 0 {
        let mut at = 0;
        while at + size <= record.len() {
            let smaller = [&record[..at], &record[at + size..]].concat();
            if fails(&smaller) {
                record = smaller;
            } else {
                at += size;
            }
        }
        size /= 2;
    }
    record
}

/// Questions asked about one record.
const ATTEMPTS_MAX: usize = 20_000;
