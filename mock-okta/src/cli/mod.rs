//! The program `mock-okta`: flags, environment and file into settings, settings into a server.
//!
//! A flag beats its environment variable `MOCK_OKTA_…`, which beats the configuration file,
//! which beats the default. The file is TOML; its keys are the long flags with underscores, and
//! `[[fault]]`, `[[inject]]` and `[commit_lag]` besides.

mod args;
mod describe;
mod file;
mod generate;
mod progress;
mod ready;
mod serve;
mod settings;
mod span;
#[cfg(test)]
mod tests;

pub use self::args::{AttacksArgs, Cli, Command, FaultsArgs, FidelityArgs, ServeArgs};
pub use self::describe::{DescribeArgs, describe};
pub use self::generate::{GenerateError, generate};
pub use self::serve::{ServeError, interrupted, serve};
pub(crate) use self::settings::org_of_table;
pub use self::settings::{Settings, SettingsError};
pub use self::span::{GenerateArgs, GenerateSettings, Until};
