//! The catalogue as a page that people read.

use std::fmt::Write;

use super::catalogue::{Catalogue, Entry, Param};
use super::entry::Theme;

impl Catalogue {
    /// The catalogue as Markdown: `docs/FAULTS.md`.
    pub fn markdown(&self) -> String {
        let mut page = Page(INTRODUCTION.to_owned());
        page.keys("## When and where", ADDRESSES, &self.address);
        let mut theme = None;
        for entry in &self.faults {
            if theme != Some(entry.theme) {
                theme = Some(entry.theme);
                page.line(&format!("## {}", heading(entry.theme)));
            }
            page.entry(entry);
        }
        page.keys("## In the log itself", INJECTS, &self.inject);
        page.0
    }

    /// The catalogue as JSON.
    pub fn json(&self) -> String {
        // Texts and numbers: serialization has no way to fail.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// The names, a line each, with what they do.
    pub fn lines(&self) -> String {
        let mut text = String::new();
        for entry in &self.faults {
            let about = entry.about.split("\n\n").next().unwrap_or_default();
            // Into a string nothing fails.
            let _ = writeln!(text, "{:<22} {about}", entry.name);
        }
        text
    }
}

/// Markdown that grows.
struct Page(String);

impl Page {
    /// A paragraph.
    fn line(&mut self, line: &str) {
        self.0.push('\n');
        self.0.push_str(line);
        self.0.push('\n');
    }

    fn entry(&mut self, entry: &Entry) {
        self.line(&format!("### `{}`", entry.name));
        self.line(&entry.about);
        let endpoint = entry.endpoint.map_or("every endpoint", |endpoint| endpoint.name());
        // The names of stages are those of the JSON.
        let stage = serde_json::to_value(entry.stage).unwrap_or_default();
        let stage = stage.as_str().unwrap_or_default();
        self.line(&format!("Stage: {stage}. Strikes: {endpoint}."));
        if !entry.params.is_empty() {
            self.0.push('\n');
            self.params(&entry.params);
        }
        self.line(&format!("```toml\n[[fault]]\n{}\n```", entry.example));
    }

    fn keys(&mut self, heading: &str, about: &str, params: &[Param]) {
        self.line(heading);
        self.line(about.trim_end());
        self.0.push('\n');
        self.params(params);
    }

    fn params(&mut self, params: &[Param]) {
        for param in params {
            self.param(param);
        }
    }

    fn param(&mut self, param: &Param) {
        let default = param.default.as_ref().map(|value| format!(", by default `{value}`"));
        let default = default.unwrap_or_default();
        let about = &param.about;
        // Into a string nothing fails.
        let _ = match param.choices.as_slice() {
            [] => writeln!(self.0, "* `{}`: {}{default}. {about}", param.name, param.takes),
            _ => writeln!(self.0, "* `{}`{default}: {about}", param.name),
        };
        for choice in &param.choices {
            let _ = writeln!(self.0, "  * `\"{}\"`: {}", choice.name, choice.about);
        }
    }
}

fn heading(theme: Theme) -> &'static str {
    match theme {
        Theme::Outage => "The org is not there",
        Theme::Error => "The org answers with an error",
        Theme::Limit => "The org has had enough",
        Theme::Access => "Credentials are no longer good enough",
        Theme::Transport => "Bytes do not arrive as they should",
        Theme::Content => "What is on the page",
        Theme::Link => "Where the page leads",
        Theme::Cursor => "How a walk goes on",
        Theme::Clock => "What time it is",
    }
}

const INTRODUCTION: &str = "\
# Faults

Everything that `mock-okta` can do wrong on purpose. This page is made by

```sh
cargo run -p mock-okta -- faults --markdown > docs/FAULTS.md
```

and a test compares it with the code. `mock-okta faults --json` has the same for programs.

A fault is a table in the configuration of the mock, `[[fault]]`, or in that of a case; faults can
also be added while the mock runs. Its `kind` says what it does, the keys of the kind how, and the
keys of its address when and where. What is not known is refused by name. At each stage the first
fault of the list that does not let a request pass wins. The ledger notes by name every fault that
struck, and how the records that were sent differ from those of the log.
";

const ADDRESSES: &str = "\
Every fault takes these keys. All that are given must hold; a fault without any strikes always.
Moments are offsets from the start of the mock, such as `\"90s\"` or `\"6h20m\"`.
";

const INJECTS: &str = "\
Not a fault of an answer but records of the log, `[[inject]]`, with positions of their own and good
records around them. How late events become visible is `[commit_lag]`, with the keys `typical`,
`late_per_million` and `late_max`.
";
