//! Odd values, and texts in the shapes that Okta puts into strings.

use clock::Draw;

use super::sketch::{Sketch, quoted};
use super::values::{ANYTHING, BROKEN, IDS, NAMES, PIECES, TYPES};

/// One of `values`.
pub(super) fn one_of(draw: &mut Draw, values: &[&'static str]) -> &'static str {
    draw.pick::<&str>(values)
}

/// A printed Java map, or what was meant to be one.
pub(super) fn java_map(draw: &mut Draw) -> String {
    let mut text = String::new();
    for _ in 0..draw.below(PIECES_MAX) {
        text.push_str(one_of(draw, PIECES));
    }
    match draw.below(4) {
        0 => text,
        1 => format!("{{{text}"),
        _ => format!("{{{text}}}"),
    }
}

/// JSON text as Okta puts it into `logOnlySecurityData`, with some of it odd.
pub(super) fn log_only(draw: &mut Draw) -> String {
    let mut data = Sketch::object([
        ("risk", Sketch::object([("level", any(draw)), ("reasons", reasons(draw))])),
        ("behaviors", behaviors(draw)),
    ]);
    if draw.chance(200_000) {
        let place = draw.below(data.len() as u64) as usize;
        if let Some(value) = data.nth(place) {
            *value = any(draw);
        }
    }
    cut(draw, data.to_text())
}

/// JSON text as Okta puts it into `threatDetections` and `tunnels`, with some of it odd.
pub(super) fn json_text(draw: &mut Draw) -> String {
    let text = match draw.below(8) {
        0 => one_of(draw, ANYTHING).to_string(),
        1 => nested(draw.between(126, 130) as usize),
        2 => format!(" {} ", one_of(draw, ANYTHING)),
        3 => java_map(draw),
        4 => r#"{"Password Spray":"HIGH","Password Spray":"LOW","x":[1.50,"\ud800"]}"#.to_owned(),
        5 => r#"[ {"anonymous" : true, "operator":"NORD_VPN", "type":"VPN"} ]"#.to_owned(),
        6 => Sketch::Array(vec![any(draw), behaviors(draw)]).to_text(),
        _ => one_of(draw, BROKEN).to_string(),
    };
    cut(draw, text)
}

/// `levels` arrays in each other.
pub(super) fn nested(levels: usize) -> String {
    "[".repeat(levels) + &"]".repeat(levels)
}

/// Any of the values above.
pub(super) fn any(draw: &mut Draw) -> Sketch {
    match draw.below(40) {
        0 => Sketch::string(&java_map(draw)),
        1 => Sketch::string(&log_only_flat(draw)),
        2 => Sketch::raw(&"9".repeat(draw.between(1, 400) as usize)),
        3 => Sketch::string(&"ab😀".repeat(draw.below(200) as usize)),
        4 => Sketch::raw(one_of(draw, IDS)),
        5 => Sketch::raw(one_of(draw, NAMES)),
        6 => Sketch::raw(one_of(draw, TYPES)),
        _ => Sketch::raw(one_of(draw, ANYTHING)),
    }
}

/// A string written with escapes where none are needed, in either case of hex digits.
pub(super) fn escaped(draw: &mut Draw, content: &str) -> String {
    let mut text = String::from("\"");
    for character in content.chars() {
        if draw.chance(300_000) || character < ' ' {
            for unit in character.encode_utf16(&mut [0; 2]) {
                let digits = format!("{unit:04x}");
                text.push_str("\\u");
                text.push_str(&if draw.chance(500_000) { digits } else { digits.to_uppercase() });
            }
        } else if character == '/' && draw.chance(500_000) {
            text.push_str("\\/");
        } else {
            let plain = quoted(character.encode_utf8(&mut [0; 4]));
            text.push_str(&plain[1..plain.len() - 1]);
        }
    }
    text + "\""
}

fn reasons(draw: &mut Draw) -> Sketch {
    match draw.below(3) {
        0 => Sketch::Array((0..draw.below(4)).map(|_| any_flat(draw)).collect()),
        1 => Sketch::string(&java_map(draw)),
        _ => any_flat(draw),
    }
}

fn behaviors(draw: &mut Draw) -> Sketch {
    let names = ["New IP", "New Device", "", "Velocity", "é", "New IP"];
    let members = (0..draw.below(5)).map(|_| {
        let name = one_of(draw, &names);
        let key = escaped(draw, name);
        (key, any_flat(draw))
    });
    Sketch::Object(members.collect())
}

fn any_flat(draw: &mut Draw) -> Sketch {
    Sketch::raw(one_of(draw, ANYTHING))
}

fn log_only_flat(draw: &mut Draw) -> String {
    Sketch::object([("behaviors", behaviors(draw))]).to_text()
}

/// Most of the time the text, sometimes its beginning.
fn cut(draw: &mut Draw, text: String) -> String {
    if draw.chance(100_000) {
        let end = draw.below(text.chars().count() as u64 + 1) as usize;
        return text.chars().take(end).collect();
    }
    text
}

/// Pieces of one printed map.
const PIECES_MAX: u64 = 14;
