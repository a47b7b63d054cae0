//! The configuration file, TOML.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::raw::{RawConfig, RawConnection, Setting, Value};
use super::report::{Place, Problem, nearest};
use super::settings;

/// Reads the text of the file called `name`.
pub(super) fn read(name: &str, text: &str, problems: &mut Vec<Problem>) -> RawConfig {
    let file = File { name, text };
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let place = error.span().map_or_else(|| name.into(), |span| file.place(&span));
        problems.push(Problem::new(place, error.message().to_owned()));
    }
    let mut raw = RawConfig { origin: name.to_owned(), ..RawConfig::default() };
    let mut defaults = BTreeMap::new();
    let mut tables = Vec::new();
    for (key, value) in document.get_ref() {
        let place = file.place(&key.span());
        match (key.get_ref().as_ref(), value.get_ref()) {
            ("defaults", DeValue::Table(table)) => {
                defaults = file.settings("defaults", table, problems);
                for key in ["name", "org_url"] {
                    if let Some(setting) = defaults.remove(key) {
                        let what = format!("`{key}` cannot be shared by connections");
                        problems.push(Problem::new(setting.place, what));
                    }
                }
            }
            ("state", DeValue::Table(table)) => raw.state = file.state(table, problems),
            ("connection", DeValue::Array(array)) => {
                for (number, item) in array.iter().enumerate() {
                    match item.get_ref() {
                        DeValue::Table(table) => {
                            tables.push((file.place(&item.span()), number, table));
                        }
                        _ => problems.push(not_tables(file.place(&item.span()))),
                    }
                }
            }
            ("connection", _) => problems.push(not_tables(place)),
            (known @ ("defaults" | "state"), other) => {
                let what = format!("`{known}` must be a table, not {}", other.type_str());
                problems.push(Problem::new(place, what).hint(format!("write `[{known}]`")));
            }
            (unknown, _) => problems.push(unknown_key(
                place,
                unknown,
                ["defaults", "state", "connection"].into_iter(),
            )),
        }
    }
    for (place, number, table) in tables {
        let label = table.get("name").and_then(|name| name.get_ref().as_str()).map_or_else(
            || format!("connection {}", number + 1),
            |name| format!("connection `{name}`"),
        );
        let mut settings = file.settings(&label, table, problems);
        for (key, setting) in &defaults {
            settings.entry(key).or_insert_with(|| setting.clone());
        }
        raw.connections.push(RawConnection { place: place.with(&label), settings });
    }
    raw
}

struct File<'t> {
    name: &'t str,
    text: &'t str,
}

impl File<'_> {
    /// `FILE:LINE` of the first byte of `span`.
    fn place(&self, span: &Range<usize>) -> Place {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        Place { label: format!("{}:{line}", self.name), line }
    }

    fn settings(
        &self,
        label: &str,
        table: &DeTable<'_>,
        problems: &mut Vec<Problem>,
    ) -> BTreeMap<&'static str, Setting> {
        let mut found = BTreeMap::new();
        for (key, value) in table {
            let line = self.place(&key.span());
            let key = key.get_ref().as_ref();
            let place = line.with(label).with(key);
            if let Some(info) = settings::find(key) {
                let value = self.value(value, &format!("{label}: {key}"));
                found.insert(info.key, Setting { place, value });
            } else {
                let known = settings::SETTINGS.iter().map(|info| info.key);
                problems.push(unknown_key(line.with(label), key, known));
            }
        }
        found
    }

    fn state(&self, table: &DeTable<'_>, problems: &mut Vec<Problem>) -> Option<Setting> {
        let mut url = None;
        for (key, value) in table {
            let place = self.place(&key.span());
            match key.get_ref().as_ref() {
                "url" => {
                    let place = place.with("state").with("url");
                    let value = self.value(value, "state: url");
                    url = Some(Setting { place, value });
                }
                unknown => {
                    let place = place.with("state");
                    problems.push(unknown_key(place, unknown, ["url"].into_iter()));
                }
            }
        }
        url
    }

    /// What the setting `what` says. Members and elements have the line that they stand in.
    fn value(&self, value: &Spanned<DeValue<'_>>, what: &str) -> Value {
        match value.get_ref() {
            DeValue::String(text) => Value::Text(text.as_ref().to_owned()),
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .map_or(Value::Other("an integer out of range"), Value::Integer),
            DeValue::Float(number) => {
                number.as_str().parse().map_or(Value::Other("a number out of range"), Value::Float)
            }
            DeValue::Table(table) => reference(table).unwrap_or_else(|| self.table(table, what)),
            DeValue::Boolean(value) => Value::Boolean(*value),
            DeValue::Datetime(_) => Value::Other("a date"),
            DeValue::Array(items) => {
                let items = items.iter().map(|item| {
                    let place = self.place(&item.span()).with(what);
                    Setting { value: self.value(item, what), place }
                });
                Value::List(items.collect())
            }
        }
    }

    fn table(&self, table: &DeTable<'_>, what: &str) -> Value {
        let members = table.iter().map(|(key, value)| {
            let place = self.place(&key.span()).with(what);
            let value = self.value(value, what);
            (key.get_ref().as_ref().to_owned(), Setting { place, value })
        });
        Value::Table(members.collect())
    }
}

/// `{ env = "NAME" }` or `{ file = "PATH" }`.
fn reference(table: &DeTable<'_>) -> Option<Value> {
    let text = |key: &str| Some(table.get(key)?.get_ref().as_str()?.to_owned());
    match (table.len(), text("env"), text("file")) {
        (1, Some(name), _) => Some(Value::FromVariable(name)),
        (1, _, Some(path)) => Some(Value::FromFile(path)),
        _ => None,
    }
}

fn unknown_key(place: Place, key: &str, known: impl Iterator<Item = &'static str>) -> Problem {
    let problem = Problem::new(place, format!("unknown key `{key}`"));
    match nearest(key, known) {
        Some(known) => problem.hint(format!("did you mean `{known}`?")),
        None => problem.hint("`okta-connector init` writes a file with every key"),
    }
}

fn not_tables(place: Place) -> Problem {
    Problem::new(place, "`connection` must be a list of tables").hint("write `[[connection]]`")
}
