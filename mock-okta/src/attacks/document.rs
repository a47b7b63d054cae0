//! The attacks, explained.

use std::fmt::Write;

use super::catalogue::{Kind, kinds};
use super::parameters::Form;

/// Every attack with its parameters, for people.
pub fn lines() -> String {
    let mut text = String::new();
    for kind in kinds() {
        let Kind { name, about, facts, techniques, must_fire, .. } = kind;
        // Writing to a text cannot fail.
        let _ = writeln!(text, "{name}\n  {about}");
        let _ = writeln!(text, "  ATT&CK {}; scenario facts {facts}", techniques.join(", "));
        if !must_fire.is_empty() {
            let _ = writeln!(text, "  published rules that fire: {}", must_fire.join(", "));
        }
        for parameter in kind.parameters {
            let form = match parameter.form {
                Form::Choice(words) => words.join("|"),
                Form::Count(low, high) => format!("{low}..={high}"),
                Form::Span(seconds) => format!("duration, at most {seconds}s"),
            };
            let (name, default) = (parameter.name, parameter.default);
            let _ = writeln!(text, "    {name}={default}  {} ({form})", parameter.about);
        }
        text.push('\n');
    }
    text
}

/// The same as one JSON array.
pub fn json() -> String {
    // Texts and numbers: serialization has no way to fail.
    serde_json::to_string(kinds()).unwrap_or_default()
}
