//! The flags of what looks at a span of time without serving it, and what they come to.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use clock::Timestamp;

use crate::attacks::{AttackSpec, AttackTime};
use crate::history::{History, Preset};
use crate::world::Engine;
use crate::{Builder, MockOkta};

use super::settings::SettingsError;

/// The flags of `mock-okta generate`. No environment variables: what is meant for `serve` must not
/// make another history of the same command.
#[derive(Clone, Debug, Default, Args)]
pub struct GenerateArgs {
    /// From when on, in RFC 3339; offsets of attacks count from here
    #[arg(long, value_name = "TIME")]
    pub from: Option<Timestamp>,

    /// Before when: in RFC 3339, or as an offset from --from such as `7d`
    #[arg(long, value_name = "TIME")]
    pub until: Option<Until>,

    /// What everything random comes from; the same seed makes the same org [default: picked]
    #[arg(long)]
    pub seed: Option<u64>,

    /// How many people work there, up to 1000000 [default: 1000]
    #[arg(long)]
    pub users: Option<u32>,

    /// Which engine the org runs on, oie or classic [default: oie]
    #[arg(long, value_name = "NAME")]
    pub engine: Option<Engine>,

    /// About how many events an ordinary working day has [default: from --users]
    #[arg(long, value_name = "N")]
    pub events_per_day: Option<u64>,

    /// An attack, as KIND@TIME,parameter=value,parameter=value; `mock-okta attacks` explains them.
    /// May be repeated
    #[arg(long = "attack", value_name = "KIND")]
    pub attacks: Vec<AttackSpec>,

    /// A history that everybody can make: bench-v1, thirty days of 5000 people with every attack.
    /// Flags beside it win
    #[arg(long, value_name = "NAME")]
    pub preset: Option<String>,

    /// Where to write what the events of attacks really are, a line of JSON for each
    #[arg(long, value_name = "FILE")]
    pub labels: Option<PathBuf>,

    /// Compress the lines with zstd
    #[arg(long)]
    pub zstd: bool,

    /// How many threads there are, 32 at most; the bytes are the same for any number [default: one a
    /// core]
    #[arg(long, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
}

/// An end: a moment, or an offset from the beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Until(AttackTime);

impl FromStr for Until {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.parse().map(Self)
    }
}

/// Everything that `mock-okta generate` needs to know.
#[derive(Debug)]
pub struct GenerateSettings {
    /// What everything random comes from.
    pub seed: u64,
    /// What is written.
    pub history: History,
    /// Where labels are written, if they are.
    pub labels: Option<PathBuf>,
    /// Whether the lines are compressed.
    pub zstd: bool,
    /// How many threads there are; one a core when nothing is said.
    pub jobs: Option<NonZeroUsize>,
}

impl GenerateSettings {
    /// Settles what `args` leave open by the preset that they name, and then by the defaults; the
    /// seed, if need be, by `picked_seed`.
    ///
    /// # Errors
    /// With every mistake that there is.
    pub fn resolve(args: GenerateArgs, picked_seed: u64) -> Result<Self, SettingsError> {
        let mut mistakes = Vec::new();
        let preset = args.preset.as_deref().map(Preset::named).transpose();
        let preset = preset.unwrap_or_else(|mistake| {
            mistakes.push(mistake);
            None
        });
        let of_preset = preset.as_ref();
        let seed = args.seed.or(of_preset.map(|preset| preset.seed)).unwrap_or(picked_seed);
        let users = args.users.or(of_preset.map(|preset| preset.users));
        let from = args.from.or(of_preset.map(|preset| preset.from));
        let until = match (args.until, from) {
            (Some(Until(until)), Some(from)) => Some(until.moment(from)),
            (Some(Until(AttackTime::At(until))), None) => Some(until),
            _ => of_preset.map(|preset| preset.until),
        };
        let attacks = match of_preset {
            Some(preset) if args.attacks.is_empty() => preset.attacks.clone(),
            _ => args.attacks,
        };
        let mut builder =
            MockOkta::builder().seed(seed).users(users.unwrap_or(Builder::USERS)).attacks(attacks);
        if let Some(engine) = args.engine {
            builder = builder.engine(engine);
        }
        if let Some(events) = args.events_per_day {
            builder = builder.events_per_day(events);
        }
        let given = mistakes.is_empty();
        for (missing, name) in [(from.is_none(), "from"), (until.is_none(), "until")] {
            if given && missing {
                mistakes
                    .push(format!("{name}: is required; add --{name} TIME, or --preset bench-v1"));
            }
        }
        let history = match (from, until) {
            (Some(from), Some(until)) => {
                builder.generate(from..until).map_err(|wrong| wrong.mistakes().to_vec())
            }
            _ => builder.check().map_err(|wrong| wrong.mistakes().to_vec()).and(Err(Vec::new())),
        };
        match history {
            Ok(history) if mistakes.is_empty() => {
                let GenerateArgs { labels, zstd, jobs, .. } = args;
                Ok(Self { seed, history, labels, zstd, jobs })
            }
            Ok(_) => Err(SettingsError::new(mistakes)),
            Err(more) => Err(SettingsError::new([mistakes, more].concat())),
        }
    }
}
