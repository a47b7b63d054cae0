//! The report, for people.

use std::fmt::Write;

use super::report::{Measured, Report};

impl Report {
    /// As tables in Markdown: docs/TRAFFIC.md.
    pub fn markdown(&self) -> String {
        let Self { seed, users, day, events, bytes, .. } = self;
        let mut text = format!(
            "# What a day of the org is made of\n\n\
             Made by `mock-okta describe --markdown`, of a day of {users} people: {events} events, {} MB, \
             seed {seed}, from {day} on. No org has published such figures; what the traffic is held to is \
             a model, scenario facts 4 and 5. What is marked **no** is not there: nobody signs in on a \
             phone.\n\n\
             ![Events by the hour, by the day of the week and by size](traffic.svg)\n",
            bytes / 1_000_000,
        );
        for section in &self.sections {
            let unit = if section.unit.is_empty() { "measured" } else { section.unit };
            // Writing to a text cannot fail.
            let _ = write!(
                text,
                "\n## {}\n\n| | {unit} | held to | facts | |\n|---|--:|--:|---|---|\n",
                section.title
            );
            for row in &section.rows {
                let Measured { name, low, high, facts, .. } = row;
                let [low, high] = [*low, *high].map(figure);
                let mark = if row.holds { "" } else { "**no**" };
                let _ = writeln!(
                    text,
                    "| {name} | {} | {low} to {high} | {facts} | {mark} |",
                    row.measured.map_or_else(|| "none".to_owned(), figure)
                );
            }
        }
        text += "\n## Every event type\n\n| type | events |\n|---|--:|\n";
        for (name, count) in &self.types {
            let _ = writeln!(text, "| `{name}` | {count} |");
        }
        text
    }

    /// As lines for a terminal.
    pub fn lines(&self) -> String {
        let Self { seed, users, engine, day, events, bytes, .. } = self;
        let mut text = format!(
            "{events} events, {} MB, on a day of {users} people from {day} on (seed {seed}, {engine})\n",
            bytes / 1_000_000
        );
        for section in &self.sections {
            let _ = writeln!(text, "\n{}, {}", section.title, section.unit);
            for row in &section.rows {
                let [low, high] = [row.low, row.high].map(figure);
                let mark = if row.holds { ' ' } else { '!' };
                let measured = row.measured.map_or_else(|| "none".to_owned(), figure);
                let _ = writeln!(
                    text,
                    "{mark} {:42} {measured:>8}   {:18} {}",
                    row.name,
                    format!("{low} to {high}"),
                    row.facts
                );
            }
        }
        text
    }

    /// As one JSON object.
    pub fn json(&self) -> String {
        // Texts and numbers: serialization has no way to fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// A number with about three figures.
fn figure(number: f64) -> String {
    let text = match number.abs() {
        100.0.. => format!("{number:.0}"),
        10.0.. => format!("{number:.1}"),
        1.0.. => format!("{number:.2}"),
        _ => format!("{number:.3}"),
    };
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}
