//! What the sink has, by event.

use std::collections::HashMap;

use crate::reference::{Json, OUTPUT_DEPTH_MAX};

/// The lines of a sink, found by the id of their event.
#[derive(Debug)]
pub(super) struct Output<'o> {
    lines: Vec<&'o [u8]>,
    by_id: HashMap<Vec<u8>, Copies>,
    /// Lines that are no event, by number.
    pub(super) strange: Vec<usize>,
}

/// The lines that carry one event.
#[derive(Debug)]
pub(super) struct Copies {
    /// The number of the first.
    pub(super) first: usize,
    /// The others.
    pub(super) others: Vec<usize>,
    /// Whether the log accounts for it.
    accounted: bool,
}

impl<'o> Output<'o> {
    /// Reads NDJSON; a last line without its end counts as a line.
    pub(super) fn read(output: &'o [u8]) -> Self {
        let lines: Vec<_> =
            output.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
        let mut by_id: HashMap<Vec<u8>, Copies> = HashMap::new();
        let mut strange = Vec::new();
        for (number, line) in lines.iter().enumerate() {
            match event_id(line) {
                Some(id) => {
                    by_id.entry(id).and_modify(|copies| copies.others.push(number)).or_insert_with(
                        || Copies { first: number, others: Vec::new(), accounted: false },
                    );
                }
                None => strange.push(number),
            }
        }
        Self { lines, by_id, strange }
    }

    /// How many lines there are.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// Line `number`.
    pub(super) fn line(&self, number: usize) -> &'o [u8] {
        self.lines[number]
    }

    /// The copies of the event `id`, which the log accounts for.
    pub(super) fn take(&mut self, id: &str) -> Option<&Copies> {
        let copies = self.by_id.get_mut(id.as_bytes())?;
        copies.accounted = true;
        Some(copies)
    }

    /// The first lines of events that the log does not account for, in order.
    pub(super) fn unaccounted(&self) -> Vec<usize> {
        let mut lines: Vec<_> = self
            .by_id
            .values()
            .filter(|copies| !copies.accounted)
            .map(|copies| copies.first)
            .collect();
        lines.sort_unstable();
        lines
    }

    /// Copies beyond the first, of all events together.
    pub(super) fn duplicates(&self) -> u64 {
        self.by_id.values().map(|copies| copies.others.len() as u64).sum()
    }
}

/// The `event_id` of a line: at its beginning where the schema has it, else wherever it is.
fn event_id(line: &[u8]) -> Option<Vec<u8>> {
    if let Some(rest) = line.strip_prefix(b"{\"event_id\":\"") {
        let end = rest.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
        if rest[end] == b'"' {
            return Some(rest[..end].to_vec());
        }
    }
    let json = Json::read(line, OUTPUT_DEPTH_MAX).ok()?;
    match json.member("event_id")? {
        Json::String(text) => Some(text.to_string().into_bytes()),
        _ => None,
    }
}
