//! The golden files, one test each.

mod families;
mod outcomes;
mod rules;

use std::path::Path;

/// The events of a family, one a line.
fn events(family: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("events");
    let text = std::fs::read_to_string(folder.join(format!("{family}.ndjson"))).unwrap();
    text.lines().map(str::to_owned).collect()
}
