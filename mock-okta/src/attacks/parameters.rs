//! What can be asked of an attack, and how it is written.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use crate::durations::duration;

/// One thing about an attack that can be said.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Parameter {
    /// The stable name.
    pub name: &'static str,
    /// What it means.
    pub about: &'static str,
    /// What it is when nothing is said.
    pub default: &'static str,
    /// What it may be.
    pub form: Form,
}

/// What a parameter may be.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A whole number, from the first to the second.
    Count(u32, u32),
    /// A duration such as `40s`, up to so many seconds.
    Span(u32),
}

impl Parameter {
    /// Says what is wrong with `value`, if anything.
    fn mistake(&self, value: &str) -> Option<String> {
        let name = self.name;
        match self.form {
            Form::Choice(words) if words.contains(&value) => None,
            Form::Choice(words) => Some(format!("`{name}` can be {}", words.join(", "))),
            Form::Count(low, high) => {
                let fits = value.parse::<u32>().is_ok_and(|count| (low..=high).contains(&count));
                (!fits).then(|| format!("`{name}` is a number from {low} to {high}"))
            }
            Form::Span(seconds) => {
                let most = Duration::from_secs(u64::from(seconds));
                let fits = duration(value).is_ok_and(|span| span <= most);
                (!fits).then(|| format!("`{name}` is a duration of at most {seconds}s"))
            }
        }
    }
}

/// The parameters of one attack, each with its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Parameters(BTreeMap<&'static str, String>);

impl Parameters {
    /// The parameters of `known`, with what `said` says and defaults for the rest.
    ///
    /// # Errors
    /// With what is wrong with the first that is unknown or does not fit.
    pub(crate) fn new<'a>(
        known: &'static [Parameter],
        said: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, String> {
        let mut values: BTreeMap<_, _> =
            known.iter().map(|known| (known.name, known.default.to_owned())).collect();
        for (name, value) in said {
            let Some(parameter) = known.iter().find(|known| known.name == name) else {
                let names: Vec<_> = known.iter().map(|known| known.name).collect();
                return Err(format!("no parameter `{name}`; there are {}", names.join(", ")));
            };
            if let Some(mistake) = parameter.mistake(value) {
                return Err(mistake);
            }
            values.insert(parameter.name, value.to_owned());
        }
        Ok(Self(values))
    }

    /// Whether something benign is asked for, that only looks like the attack.
    pub(crate) fn is_look_alike(&self) -> bool {
        !matches!(self.choice("look-alike"), "" | "none")
    }

    /// A choice.
    pub(crate) fn choice(&self, name: &str) -> &str {
        // Only attacks ask, each for its own parameters; a test asks for every default.
        self.0.get(name).map_or("", String::as_str)
    }

    /// A number.
    pub(crate) fn count(&self, name: &str) -> u32 {
        self.choice(name).parse().unwrap_or_default()
    }

    /// A duration, in milliseconds.
    pub(crate) fn span_ms(&self, name: &str) -> u64 {
        duration(self.choice(name)).unwrap_or_default().as_millis() as u64
    }
}
