//! What can happen to an event on its way here, and what nobody expects to happen.

use clock::Draw;

use super::hostile::{any, escaped, java_map, json_text, log_only, nested, one_of};
use super::sketch::Sketch;
use super::values::{ANYTHING, BROKEN, IDS, NAMES, PATHS, TIMES, TYPES};
use crate::reference::{Catalogue, Json, RECORD_DEPTH_MAX};

/// Changes one thing about `event`. Most changes leave it publishable, so that what is behind
/// the first decision is tested too.
pub(super) fn mutate(event: &mut Sketch, draw: &mut Draw) {
    let change: Change = *draw.weighted(CHANGES);
    change(event, draw);
}

type Change = fn(&mut Sketch, &mut Draw);

const CHANGES: &[(Change, u32)] = &[
    (shuffle, 4),
    (remove, 5),
    (duplicate, 5),
    (replace, 6),
    (field, 14),
    (escape, 5),
    (add, 3),
    (deepen, 1),
    (structured_text, 10),
    (actor, 6),
    (targets, 9),
    (hops, 3),
    (event_type, 5),
    (published, 3),
    (identifier, 1),
    (break_value, 1),
];

/// Some value of the event, by its place in the text.
fn somewhere<'e>(event: &'e mut Sketch, draw: &mut Draw) -> Option<&'e mut Sketch> {
    let place = draw.below(event.len() as u64) as usize;
    event.nth(place)
}

/// The members of an object of the event that has some, if chance finds one.
fn some_members<'e>(
    event: &'e mut Sketch,
    draw: &mut Draw,
) -> Option<&'e mut Vec<(String, Sketch)>> {
    let places = event.len() as u64;
    let full = |it: &Sketch| matches!(it, Sketch::Object(members) if !members.is_empty());
    let place = (0..TRIES_MAX)
        .map(|_| draw.below(places) as usize)
        .find(|place| event.nth(*place).is_some_and(|it| full(it)))?;
    match event.nth(place)? {
        Sketch::Object(members) => Some(members),
        _ => None,
    }
}

fn shuffle(event: &mut Sketch, draw: &mut Draw) {
    let Some(members) = some_members(event, draw) else { return };
    for last in (1..members.len()).rev() {
        members.swap(last, draw.below(last as u64 + 1) as usize);
    }
}

fn remove(event: &mut Sketch, draw: &mut Draw) {
    let Some(members) = some_members(event, draw) else { return };
    members.remove(draw.below(members.len() as u64) as usize);
}

/// The same key twice, its other value anywhere before or behind it.
fn duplicate(event: &mut Sketch, draw: &mut Draw) {
    let Some(members) = some_members(event, draw) else { return };
    let (key, value) = members[draw.below(members.len() as u64) as usize].clone();
    let key = if draw.chance(300_000) { respelt(&key, draw) } else { key };
    let value = match draw.below(3) {
        0 => value,
        1 => Sketch::raw("null"),
        _ => any(draw),
    };
    members.insert(draw.below(members.len() as u64 + 1) as usize, (key, value));
}

fn replace(event: &mut Sketch, draw: &mut Draw) {
    let value = any(draw);
    if let Some(place) = somewhere(event, draw)
        && draw.chance(980_000)
    {
        // The event as a whole seldom: then there is nothing left to compare.
        let whole = matches!(place, Sketch::Object(members) if members.len() > 10);
        if !whole || draw.chance(50_000) {
            *place = value;
        }
    }
}

fn field(event: &mut Sketch, draw: &mut Draw) {
    let path = one_of(draw, PATHS);
    let essential = matches!(path, "uuid" | "published" | "eventType");
    if !essential || draw.chance(200_000) {
        event.set(path, any(draw));
    }
}

/// Another spelling of a key or of a string.
fn escape(event: &mut Sketch, draw: &mut Draw) {
    if draw.chance(500_000) {
        let Some(members) = some_members(event, draw) else { return };
        let at = draw.below(members.len() as u64) as usize;
        members[at].0 = respelt(&members[at].0, draw);
    } else if let Some(Sketch::Scalar(text)) = somewhere(event, draw)
        && text.starts_with('"')
    {
        *text = respelt(text, draw);
    }
}

/// `text`, a JSON string, with other escapes.
fn respelt(text: &str, draw: &mut Draw) -> String {
    match Json::read(text.as_bytes(), RECORD_DEPTH_MAX) {
        Ok(Json::String(content)) => match content.to_utf8() {
            Some(content) => escaped(draw, &content),
            None => text.to_owned(),
        },
        _ => text.to_owned(),
    }
}

/// A member that nobody knows, or nearly knows.
fn add(event: &mut Sketch, draw: &mut Draw) {
    let keys =
        ["", "Actor", "actor ", "uuid\u{0}", "__proto__", "é", "null", "eventtype", "target"];
    let key = one_of(draw, &keys);
    let key = escaped(draw, key);
    let value = any(draw);
    let Some(members) = some_members(event, draw) else { return };
    members.insert(draw.below(members.len() as u64 + 1) as usize, (key, value));
}

/// Nesting on both sides of the limit.
fn deepen(event: &mut Sketch, draw: &mut Draw) {
    let deep = Sketch::raw(&nested(draw.between(118, 131) as usize));
    match draw.below(4) {
        0 => event.set("extra", deep),
        1 => event.set("debugContext.debugData.tunnels", deep),
        2 => event.set("target", Sketch::Array(vec![Sketch::object([("changeDetails", deep)])])),
        _ => {
            if let Some(place) = somewhere(event, draw) {
                *place = deep;
            }
        }
    }
}

/// What Okta writes as text and means as structure.
fn structured_text(event: &mut Sketch, draw: &mut Draw) {
    let (key, text) = match draw.below(5) {
        0 => ("behaviors", java_map(draw)),
        1 => ("risk", java_map(draw)),
        2 => ("logOnlySecurityData", log_only(draw)),
        3 => ("threatDetections", json_text(draw)),
        _ => ("tunnels", json_text(draw)),
    };
    let written = if draw.chance(200_000) {
        Sketch::Scalar(escaped(draw, &text))
    } else {
        Sketch::string(&text)
    };
    event.set(&format!("debugContext.debugData.{key}"), written);
}

fn actor(event: &mut Sketch, draw: &mut Draw) {
    let actor = match draw.below(12) {
        0 => Sketch::raw("null"),
        1 => any(draw),
        _ => person(draw),
    };
    event.set("actor", actor);
}

/// Targets of every composition.
fn targets(event: &mut Sketch, draw: &mut Draw) {
    let targets = (0..draw.below(TARGETS_MAX))
        .map(|_| match draw.below(12) {
            0 => any(draw),
            1 => {
                let mut target = person(draw);
                target.set("changeDetails", any(draw));
                target.set("detailEntry", any(draw));
                target
            }
            _ => person(draw),
        })
        .collect();
    event.set("target", Sketch::Array(targets));
}

/// Somebody or something with an id, a type and names, not always all of them.
fn person(draw: &mut Draw) -> Sketch {
    let mut members = Vec::new();
    for (key, values) in
        [("id", IDS), ("type", TYPES), ("alternateId", NAMES), ("displayName", NAMES)]
    {
        if draw.chance(900_000) {
            members.push((escaped_seldom(key, draw), Sketch::raw(one_of(draw, values))));
        }
    }
    Sketch::Object(members)
}

fn escaped_seldom(key: &str, draw: &mut Draw) -> String {
    if draw.chance(30_000) { escaped(draw, key) } else { format!("\"{key}\"") }
}

fn hops(event: &mut Sketch, draw: &mut Draw) {
    let addresses =
        [r#""203.0.113.9""#, r#""2001:db8::1""#, "null", r#""null""#, r#""""#, "7", "[]"];
    let hops = (0..draw.below(4))
        .map(|_| match draw.below(5) {
            0 => any(draw),
            _ => Sketch::object([("ip", Sketch::raw(one_of(draw, &addresses)))]),
        })
        .collect();
    event.set("request.ipChain", Sketch::Array(hops));
    if draw.chance(700_000) {
        event.set("client.ipAddress", Sketch::raw(one_of(draw, ANYTHING)));
    }
}

fn event_type(event: &mut Sketch, draw: &mut Draw) {
    let types = match draw.below(8) {
        0 => vec!["zone.create".to_owned(), "User.session.start".to_owned(), "null".to_owned()],
        1 | 2 => entries(Catalogue::Detection),
        _ => entries(Catalogue::Seed),
    };
    let okta_type = draw.pick(&types).clone();
    let written =
        if draw.chance(100_000) { escaped(draw, &okta_type) } else { format!("\"{okta_type}\"") };
    event.set("eventType", Sketch::Scalar(written));
}

fn entries(catalogue: Catalogue) -> Vec<String> {
    catalogue.entries().into_iter().map(|entry| entry.okta_type).collect()
}

fn published(event: &mut Sketch, draw: &mut Draw) {
    let time = one_of(draw, TIMES);
    let written = if draw.chance(100_000) {
        Sketch::Scalar(escaped(draw, time))
    } else {
        Sketch::string(time)
    };
    event.set("published", written);
}

fn identifier(event: &mut Sketch, draw: &mut Draw) {
    let value = match draw.below(3) {
        0 => any(draw),
        1 => Sketch::raw(one_of(draw, NAMES)),
        _ => Sketch::Scalar(escaped(draw, "F4D7E3C2-1a2b/ü")),
    };
    event.set("uuid", value);
}

fn break_value(event: &mut Sketch, draw: &mut Draw) {
    let broken = Sketch::raw(one_of(draw, BROKEN));
    if let Some(place) = somewhere(event, draw) {
        *place = broken;
    }
}

/// How often chance looks for an object.
const TRIES_MAX: usize = 8;

/// One more than the longest list of targets.
const TARGETS_MAX: u64 = 6;
