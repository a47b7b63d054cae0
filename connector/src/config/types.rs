//! `types`: event types that a connection adds to its catalogue or leaves out.

use std::collections::BTreeMap;

use super::raw::{Setting, Value};
use super::report::{Problem, nearest};
use super::resolve::Resolver;
use crate::classify::{BuiltIn, Entry, EventType, SignalType, check_name};

/// What `types` does to a catalogue.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub(super) added: Vec<Entry>,
    pub(super) switched_off: Vec<String>,
}

impl Resolver<'_> {
    /// Reads the list. Without a catalogue, which then is a mistake of its own, nothing is said
    /// about what it has.
    pub(super) fn types(
        &mut self,
        setting: &Setting,
        built_in: Option<BuiltIn>,
    ) -> Option<Changes> {
        let Value::List(items) = &setting.value else {
            let what = format!("must be an array of tables, not {}", setting.value.kind());
            self.problems.push(Problem::new(&setting.place, what).hint(SHAPE));
            return None;
        };
        if items.len() > TYPES_MAX {
            return self.wrong(setting, format!("more than {TYPES_MAX} types"));
        }
        let found = self.problems.len();
        let mut changes = Changes::default();
        let mut lines = BTreeMap::new();
        for item in items {
            self.change(item, built_in, &mut lines, &mut changes);
        }
        (self.problems.len() == found).then_some(changes)
    }

    fn change(
        &mut self,
        item: &Setting,
        built_in: Option<BuiltIn>,
        lines: &mut BTreeMap<String, usize>,
        changes: &mut Changes,
    ) -> Option<()> {
        let Value::Table(members) = &item.value else {
            let what = format!("must be a table, not {}", item.value.kind());
            self.problems.push(Problem::new(&item.place, what).hint(SHAPE));
            return None;
        };
        for (key, member) in members {
            if !MEMBERS.contains(&key.as_str()) {
                let problem = Problem::new(&member.place, format!("unknown member `{key}`"));
                self.problems.push(match nearest(key, MEMBERS.into_iter()) {
                    Some(known) => problem.hint(format!("did you mean `{known}`?")),
                    None => problem.hint(SHAPE),
                });
            }
        }
        let name = self.name_of(item, members, lines);
        let ingest = match members.get("ingest") {
            Some(setting) => self.boolean(setting)?,
            None => true,
        };
        if ingest {
            let event_type = self.class(item, members, "event_type", EventType::from_name, EVENTS);
            let signal_type =
                self.class(item, members, "signal_type", SignalType::from_name, SIGNALS);
            let name = name?;
            if let Some(catalogue) = built_in.filter(|catalogue| catalogue.has(&name)) {
                let what = format!("`{name}` is in the `{}` catalogue already", catalogue.name());
                let hint = "leave this entry out; what is built in keeps its classes";
                self.problems.push(Problem::new(&item.place, what).hint(hint));
                return None;
            }
            changes.added.extend(Entry::added(&name, event_type?, signal_type?));
            return Some(());
        }
        for key in ["event_type", "signal_type"] {
            if let Some(member) = members.get(key) {
                let what = format!("`{key}` says nothing about a type that is left out");
                let hint = format!("leave out `{key}`, or `ingest = false`");
                self.problems.push(Problem::new(&member.place, what).hint(hint));
            }
        }
        let name = name?;
        if let Some(catalogue) = built_in.filter(|catalogue| !catalogue.has(&name)) {
            let what = format!("`{name}` is not in the `{}` catalogue", catalogue.name());
            let problem = Problem::new(&item.place, what);
            let names: Vec<_> = catalogue.names().collect();
            self.problems.push(match nearest(&name, names.into_iter()) {
                Some(known) => problem.hint(format!("did you mean `{known}`?")),
                None => problem.hint("leave this entry out: such events are not ingested anyway"),
            });
            return None;
        }
        changes.switched_off.push(name);
        Some(())
    }

    /// The type that an entry is about, which no other entry may be about.
    fn name_of(
        &mut self,
        item: &Setting,
        members: &BTreeMap<String, Setting>,
        lines: &mut BTreeMap<String, usize>,
    ) -> Option<String> {
        let Some(setting) = members.get("type") else {
            self.problems.push(Problem::new(&item.place, "`type` is missing").hint(SHAPE));
            return None;
        };
        let name = self.text(setting)?;
        if let Err(error) = check_name(&name) {
            return self.wrong(setting, error.to_string());
        }
        if let Some(line) = lines.insert(name.clone(), setting.place.line) {
            let what = format!("`{name}` has an entry in line {line} already");
            self.problems.push(Problem::new(&setting.place, what).hint("leave out one of the two"));
            return None;
        }
        Some(name)
    }

    fn class<T>(
        &mut self,
        item: &Setting,
        members: &BTreeMap<String, Setting>,
        key: &str,
        from_name: fn(&str) -> Option<T>,
        names: &str,
    ) -> Option<T> {
        let Some(setting) = members.get(key) else {
            let problem = Problem::new(&item.place, format!("`{key}` is missing"));
            self.problems.push(problem.hint(format!("one of {names}")));
            return None;
        };
        let text = self.text(setting)?;
        let found = from_name(&text);
        if found.is_none() {
            let problem = Problem::new(&setting.place, format!("there is no {key} `{text}`"));
            self.problems.push(problem.hint(format!("one of {names}")));
        }
        found
    }
}

const MEMBERS: [&str; 4] = ["type", "event_type", "signal_type", "ingest"];
const EVENTS: &str = "`AUTH`, `ADMIN`, `ALERT`";
const SIGNALS: &str = "`CORE_IAM`, `MFA_DEVICE_TRUST`";
pub(super) const SHAPE: &str = "write `{ type = \"…\", event_type = \"ADMIN\", signal_type = \"CORE_IAM\" }` \
                     or `{ type = \"…\", ingest = false }`";

/// Okta publishes 1,178 types.
const TYPES_MAX: usize = 10_000;
