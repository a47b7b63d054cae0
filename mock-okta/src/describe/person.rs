//! A day of one person, as a table.

use std::fmt::Write;
use std::num::NonZeroUsize;

use clock::Timestamp;

use crate::Builder;
use crate::world::{OFFICES, Person};

use super::report::{DescribeError, local_day};
use super::seen::Seen;

/// What person `number` of the org of `builder` causes, and what is done to them, on the date of
/// `day` where they work, as a table in Markdown.
///
/// # Errors
/// When there is no such org, or it writes what is no event.
pub fn day_of(builder: Builder, number: u32, day: Timestamp) -> Result<String, DescribeError> {
    let person = builder.world().person(number);
    let office = &OFFICES[person.resident.office];
    let history = builder.generate(local_day(day, office.utc_offset_minutes))?;
    let mut table = Table {
        text: String::new(),
        offset_minutes: office.utc_offset_minutes,
        sessions: Vec::new(),
    };
    table.head(&person, office.geo.city.unwrap_or("nowhere"), day);
    history.portions(
        NonZeroUsize::MIN,
        |portion| portion.bytes,
        |lines| {
            let lines = String::from_utf8_lossy(&lines);
            let mut own = lines.lines().filter(|line| line.contains(person.id.as_str()));
            own.try_for_each(|line| serde_json::from_str(line).map(|seen| table.row(&seen)))
        },
    )?;
    Ok(table.text)
}

struct Table {
    text: String,
    offset_minutes: i64,
    /// The sessions seen so far, each with its number in the table.
    sessions: Vec<String>,
}

impl Table {
    fn head(&mut self, person: &Person, city: &str, day: Timestamp) {
        let day = day.to_string();
        let day = day.split('T').next().unwrap_or_default();
        let _ = write!(
            self.text,
            "# A day of one person\n\n\
             Made by `mock-okta describe --person {}`. {} ({}) works in {city} and proves who they are by {}. {day}, in the time of {city}:\n\n\
             | time | what | outcome | what with | from | session |\n|---|---|---|---|---|---|\n",
            person.number,
            person.name,
            person.login,
            person.habits.factor.wire_name(),
        );
    }

    fn row(&mut self, seen: &Seen<'_>) {
        let time = seen.published.parse::<Timestamp>().map_or_else(
            |_| seen.published.to_owned(),
            |at| at.shifted(self.offset_minutes * 60_000).to_string(),
        );
        let time = time.get(11..23).unwrap_or_default();
        let (result, reason) = seen.outcome();
        let outcome =
            if reason.is_empty() { result.to_owned() } else { format!("{result}: {reason}") };
        let session = seen.authentication_context.external_session_id;
        let session = session.map(|session| self.session(session)).unwrap_or_default();
        let what = seen.event_type;
        let (with, from) = (with(seen), from(seen));
        // Writing to a text cannot fail.
        let _ =
            writeln!(self.text, "| {time} | `{what}` | {outcome} | {with} | {from} | {session} |");
    }

    fn session(&mut self, id: &str) -> String {
        let place = self.sessions.iter().position(|known| known == id).unwrap_or_else(|| {
            self.sessions.push(id.to_owned());
            self.sessions.len() - 1
        });
        format!("{}", place + 1)
    }
}

/// The app or whatever else it is about, and the factor.
fn with(seen: &Seen<'_>) -> String {
    let named = seen.target.iter().flatten().filter(|target| target.kind != "User");
    let first = named.into_iter().find(|target| target.kind == "AppInstance").or_else(|| {
        seen.target.iter().flatten().find(|target| !matches!(target.kind, "User" | "AppUser"))
    });
    let first = first.and_then(|target| target.display_name.as_deref());
    let factor = seen.debug_context.debug_data.factor;
    [first, factor].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn from(seen: &Seen<'_>) -> String {
    let city = seen.client.geographical_context.as_ref().and_then(|place| place.city.as_deref());
    let provider = seen.security_context.as_org.as_deref();
    let agent = seen.client.user_agent.as_ref();
    let browser = agent.and_then(|agent| agent.browser).filter(|name| *name != "UNKNOWN");
    let system = agent.and_then(|agent| agent.os);
    [city, provider, browser, system].into_iter().flatten().collect::<Vec<_>>().join(", ")
}
