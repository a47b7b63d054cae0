//! Golden files that a person can read: a base event in full, then of every other event only
//! what differs from it, and what therefore differs in its output.
//!
//! ```text
//! == user.session.start, an unknown name
//! in    actor.id: "unknown"
//! out   tuid: null
//! ```

use std::fmt::Write;

use connector::normalize::{Normalized, Normalizer, Outcome, Rules};
use serde_json::Value;

/// A golden file in the making.
#[derive(Debug)]
pub struct Review {
    base: Value,
    /// The base's output, flat.
    output: Lines,
    /// Only output below this path is shown.
    only: &'static str,
    text: String,
}

impl Review {
    /// Begins with `base`, which must be published under `rules`, and shows it in full.
    pub fn new(base: &Value, rules: &Rules) -> Self {
        Self::only("", base, rules)
    }

    /// The same for the part of the output below the path `only`.
    pub fn only(only: &'static str, base: &Value, rules: &Rules) -> Self {
        let mut review = Self { base: base.clone(), output: Vec::new(), only, text: String::new() };
        review.output = match normalized(base, rules) {
            Ok((output, _)) => flat(&output),
            Err(other) => panic!("the base event is {other}"),
        };
        let title = base["eventType"].as_str().unwrap_or_default().to_owned();
        let input = flat(base);
        let output = review.shown(&review.output);
        review.block(&format!("{title}, the base"), &input, &output, &Lines::new());
        review
    }

    /// Adds an event.
    pub fn add(&mut self, title: &str, event: &Value, rules: &Rules) {
        let input = difference(&flat(&self.base), &flat(event));
        match normalized(event, rules) {
            Ok((output, drift)) => {
                let output = self.shown(&difference(&self.output, &flat(&output)));
                // Drift is about the whole event.
                let drift = if self.only.is_empty() { drift } else { Lines::new() };
                self.block(title, &input, &output, &drift);
            }
            Err(other) => self.block(title, &input, &vec![(other, String::new())], &Lines::new()),
        }
    }

    /// Adds the base event with `patch`: values by path, such as `client.device` or
    /// `target.0.id`; nothing removes the member.
    pub fn patched(&mut self, title: &str, patch: &[(&str, Option<Value>)], rules: &Rules) {
        let mut event = self.base.clone();
        for (path, value) in patch {
            set(&mut event, path, value.clone());
        }
        self.add(title, &event, rules);
    }

    /// The text of the golden file.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn shown(&self, lines: &Lines) -> Lines {
        lines.iter().filter(|(path, _)| path.starts_with(self.only)).cloned().collect()
    }

    fn block(&mut self, title: &str, input: &Lines, output: &Lines, drift: &Lines) {
        let before = if self.text.is_empty() { "" } else { "\n" };
        // Writing to a string never fails.
        let _ = writeln!(self.text, "{before}== {title}");
        for (mark, lines) in [("in", input), ("out", output), ("drift", drift)] {
            for (number, line) in grouped(lines).iter().enumerate() {
                let mark = if number == 0 { mark } else { "" };
                let _ = writeln!(self.text, "{mark:5} {line}");
            }
            if lines.is_empty() && mark != "drift" {
                let _ = writeln!(self.text, "{mark:5} as the base");
            }
        }
    }
}

/// Lines of text: members of one object share lines as long as they fit.
fn grouped(lines: &Lines) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    let mut last: Option<(&str, bool)> = None;
    for (at, (path, value)) in lines.iter().enumerate() {
        let (outer, key) = path.rsplit_once('.').unwrap_or(("", path));
        let fits = |text: &String| text.len() + key.len() + value.len() + 3 <= WIDTH;
        match (last, texts.last_mut()) {
            (Some((same, true)), Some(text)) if same == outer && fits(text) => {
                let _ = write!(text, ", {key} {value}");
            }
            _ => {
                let next =
                    lines.get(at + 1).map(|(path, _)| path.rsplit_once('.').unwrap_or(("", path)));
                let shared = !outer.is_empty() && next.is_some_and(|(next, _)| next == outer);
                last = Some((outer, shared));
                let separator = if value.is_empty() { "" } else { ": " };
                texts.push(if shared {
                    format!("{outer}: {key} {value}")
                } else {
                    format!("{path}{separator}{value}")
                });
            }
        }
    }
    texts
}

/// A line that has more than one member is not longer.
const WIDTH: usize = 110;

/// Paths and what stands there.
type Lines = Vec<(String, String)>;

/// The output and what is noticed about types; or what else became of the event.
type Normal = Result<(Value, Lines), String>;

fn normalized(event: &Value, rules: &Rules) -> Normal {
    let mut out = Normalized::default();
    match Normalizer::new(rules.clone()).record(event.to_string().as_bytes(), &mut out) {
        Outcome::Published => {
            let output = serde_json::from_slice(&out.bytes).map_err(|error| error.to_string())?;
            let drift = out.drift.counts().map(|((path, kind), count)| {
                (path.to_owned(), format!("{} × {count}", kind.name()))
            });
            Ok((output, drift.collect()))
        }
        Outcome::Excluded(reason) => Err(format!("excluded, {}", reason.name())),
        Outcome::Rejected(reason) => Err(format!("rejected, {}", reason.name())),
    }
}

/// Every scalar and every empty container by its path, in order.
fn flat(value: &Value) -> Lines {
    fn walk(path: &str, value: &Value, lines: &mut Lines) {
        let below =
            |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        match value {
            Value::Object(members) if !members.is_empty() => {
                for (key, value) in members {
                    walk(&below(key), value, lines);
                }
            }
            Value::Array(items) if !items.is_empty() => {
                for (at, value) in items.iter().enumerate() {
                    walk(&below(&at.to_string()), value, lines);
                }
            }
            scalar => lines.push((path.to_owned(), scalar.to_string())),
        }
    }
    let mut lines = Vec::new();
    walk("", value, &mut lines);
    lines
}

/// What `is` has and `was` has not, then what only `was` has.
fn difference(was: &Lines, is: &Lines) -> Lines {
    let mut lines: Lines = is.iter().filter(|line| !was.contains(line)).cloned().collect();
    for (path, _) in was {
        if let Some(gone) = gone(path, is)
            && !lines.iter().any(|(path, _)| path == gone)
        {
            lines.push((gone.to_owned(), "missing".to_owned()));
        }
    }
    lines
}

/// The outermost part of `path` that `is` does not have; nothing when a value stands there or
/// on the way.
fn gone<'p>(path: &'p str, is: &Lines) -> Option<&'p str> {
    let ends = path.match_indices('.').map(|(at, _)| at).chain([path.len()]);
    for end in ends {
        let part = &path[..end];
        if is.iter().any(|(it, _)| it == part) {
            return None;
        }
        if !is.iter().any(|(it, _)| it.starts_with(&format!("{part}."))) {
            return Some(part);
        }
    }
    None
}

/// Puts a value at a path, or takes away what is there.
fn set(event: &mut Value, path: &str, value: Option<Value>) {
    let (outer, key) = path.rsplit_once('.').unwrap_or(("", path));
    let pointer =
        if outer.is_empty() { String::new() } else { format!("/{}", outer.replace('.', "/")) };
    let outer = event.pointer_mut(&pointer);
    match (outer, value) {
        (Some(Value::Object(members)), Some(value)) => drop(members.insert(key.to_owned(), value)),
        (Some(Value::Object(members)), None) => drop(members.shift_remove(key)),
        (Some(Value::Array(items)), Some(value)) => {
            let at = key.parse().unwrap_or(items.len());
            if at < items.len() { items[at] = value } else { items.push(value) }
        }
        (outer, _) => panic!("{path}: nothing can be put into {outer:?}"),
    }
}
