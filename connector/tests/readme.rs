//! The README's table of keys is the program's.

use connector::config::SETTINGS;

#[test]
fn the_readme_lists_every_key_as_it_is() {
    let readme =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md")).unwrap();
    let rows: Vec<_> = SETTINGS
        .iter()
        .map(|setting| {
            let variable = setting.variable.map(|name| format!("`{name}`")).unwrap_or_default();
            format!("| `{}` | {variable} | {} | {} |", setting.key, setting.default, setting.about)
        })
        .collect();
    let table = rows.join("\n");
    assert!(readme.contains(&table), "the README's table should be:\n{table}");
}
