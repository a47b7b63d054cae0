//! `mock-okta describe`.

use std::num::NonZeroUsize;
use std::thread;

use clap::Args;
use clock::Timestamp;

use crate::describe::{DescribeError, Report, day_of};
use crate::world::Engine;
use crate::{Builder, MockOkta};

use super::settings::SettingsError;

/// The flags of `mock-okta describe`.
#[derive(Clone, Debug, Default, Args)]
pub struct DescribeArgs {
    /// What everything random comes from [default: 29]
    #[arg(long)]
    pub seed: Option<u64>,

    /// How many people work there, up to 1000000 [default: 16000, or 1000 with --person]
    #[arg(long)]
    pub users: Option<u32>,

    /// Which engine the org runs on, oie or classic [default: oie]
    #[arg(long, value_name = "NAME")]
    pub engine: Option<Engine>,

    /// A moment of the day to look at, in RFC 3339 [default: 2026-03-19T00:00:00Z, a Thursday]
    #[arg(long, value_name = "TIME")]
    pub day: Option<Timestamp>,

    /// Tell the day of this person instead, counted from 1
    #[arg(long, value_name = "N")]
    pub person: Option<u32>,

    /// One JSON object
    #[arg(long, conflicts_with_all = ["markdown", "svg", "person"])]
    pub json: bool,

    /// The document docs/TRAFFIC.md
    #[arg(long, conflicts_with_all = ["svg", "person"])]
    pub markdown: bool,

    /// The drawing docs/traffic.svg
    #[arg(long, conflicts_with = "person")]
    pub svg: bool,
}

/// What `args` ask for.
///
/// # Errors
/// With every mistake that there is.
pub fn describe(args: &DescribeArgs) -> Result<String, SettingsError> {
    let wrong = |wrong: DescribeError| match wrong {
        DescribeError::Build(wrong) => SettingsError::new(wrong.mistakes().to_vec()),
        bug @ DescribeError::Event(_) => SettingsError::new(vec![bug.to_string()]),
    };
    let seed = args.seed.unwrap_or(Report::SEED);
    let engine = args.engine.unwrap_or_default();
    let day = args.day.unwrap_or_else(Report::day);
    if let Some(person) = args.person {
        let users = args.users.unwrap_or(Builder::USERS);
        if !(1..=users).contains(&person) {
            return Err(SettingsError::new(vec![format!("person: from 1 to {users}")]));
        }
        let builder = MockOkta::builder().seed(seed).users(users).engine(engine);
        return day_of(builder, person, day).map_err(wrong);
    }
    let users = args.users.unwrap_or(Report::USERS);
    let jobs = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let report = Report::of((seed, users, engine), day, jobs).map_err(wrong)?;
    Ok(match args {
        DescribeArgs { json: true, .. } => report.json() + "\n",
        DescribeArgs { markdown: true, .. } => report.markdown(),
        DescribeArgs { svg: true, .. } => report.svg(),
        DescribeArgs { .. } => report.lines(),
    })
}
