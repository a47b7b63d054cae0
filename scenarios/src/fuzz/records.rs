//! Pages and events.

use connector::normalize::{Normalized, Normalizer};

use crate::agree::{Pair, Variant};
use crate::reference::{Json, OUTPUT_DEPTH_MAX, RECORD_DEPTH_MAX, Text};

/// A response body. Every element ends in exactly one place, what is kept of it are its bytes,
/// and a normalizer that has seen the body before says the same.
pub fn page(body: &[u8]) {
    let mut normalizer = Normalizer::new(richest().connector_rules());
    let mut out = Normalized::default();
    let is_array = normalizer.page(body, &mut out);

    let ends = out.events.len() + out.rejects.len();
    assert_eq!(out.elements as u64, ends as u64 + out.excluded_total(), "an element has no end");
    let mut end = 0;
    for span in &out.events {
        assert_eq!(span.line.start, end, "lines follow each other");
        end = span.line.end + 1;
        let line = &out.bytes[span.line.clone()];
        assert!(Json::read(line, OUTPUT_DEPTH_MAX).is_ok(), "an event is JSON");
        assert!(!line.contains(&b'\n') && out.bytes[span.line.end] == b'\n', "an event is a line");
    }
    assert_eq!(end, out.bytes.len(), "nothing but events is written");
    let mut rest = body;
    for reject in &out.rejects {
        assert!(reject.index < out.elements);
        rest = after(rest, &reject.raw);
    }
    // A page is one level around its records.
    if let Ok(Json::Array(elements)) = Json::read(body, RECORD_DEPTH_MAX + 1) {
        let all = elements.len() <= ELEMENTS_MAX;
        assert_eq!(is_array, all, "an array is a page unless it is far too long");
        assert!(out.elements == elements.len() || !all, "every element is seen");
    } else if is_array {
        assert!(body.len() >= 2, "an array has brackets");
    }

    let mut again = Normalized::default();
    assert_eq!(normalizer.page(body, &mut again), is_array);
    assert_eq!((again.bytes, again.rejects), (out.bytes, out.rejects), "the same twice");
    assert!(again.excluded.iter().eq(out.excluded.iter()), "the same twice");
    assert!(again.drift.counts().eq(out.drift.counts()), "the same twice");
}

/// One record: the connector says what the reference says, with the fewest and with the most
/// options.
pub fn event(record: &[u8]) {
    for variant in [Variant::all()[0], richest()] {
        agree(record, variant);
    }
}

/// Text at every place where Okta puts structure into text.
pub fn debug_text(text: &[u8]) {
    let json = Text::from(&*String::from_utf8_lossy(text)).to_json();
    let record = format!(
        r#"{{"eventType":"user.session.start","uuid":"u","published":"2026-01-01T00:00:00Z",
            "actor":{{"type":"User","id":"00u1"}},"debugContext":{{"debugData":{{
            "behaviors":{json},"risk":{json},"logOnlySecurityData":{json},
            "threatDetections":{json},"tunnels":{json},"threatSuspected":{json},"factor":{json}}}}}}}"#
    );
    agree(record.as_bytes(), richest());
    // Without the text forms the JSON form decides.
    let record = record.replace(r#""behaviors":"#, r#""x":"#).replace(r#""risk":"#, r#""y":"#);
    agree(record.as_bytes(), richest());
}

fn agree(record: &[u8], variant: Variant) {
    let mut pair = Pair::new(variant);
    // Twice: what the normalizer remembers changes nothing.
    for _ in 0..2 {
        if let Err(differ) = pair.check(record) {
            panic!("{variant}: {differ}\n{}", record.escape_ascii());
        }
    }
}

/// The variant with the most options that the connector has.
fn richest() -> Variant {
    let count = |it: &Variant| {
        [it.evidence, it.detection, it.people].into_iter().filter(|option| *option).count()
    };
    let all = Variant::all().into_iter().filter(|it| !it.actor_only);
    all.max_by_key(count).unwrap_or_else(|| unreachable!("the default is always there"))
}

/// What follows `part` in `whole`, which has it.
fn after<'w>(whole: &'w [u8], part: &[u8]) -> &'w [u8] {
    let at = whole.windows(part.len().max(1)).position(|window| window.starts_with(part));
    match at {
        Some(at) => &whole[at + part.len()..],
        None if part.is_empty() => whole,
        None => panic!("{} is not in the body", part.escape_ascii()),
    }
}

/// As the connector has it: a body with more elements is no page.
const ELEMENTS_MAX: usize = 10_000;
