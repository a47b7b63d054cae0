//! The mock as a whole: built, asked in process, or served over sockets.

mod auth_clock;
mod body;
mod build_error;
mod builder;
mod call;
mod description;
mod exchange;
mod ground;
mod held;
mod mock;
mod notes;
mod process;
mod report;
mod tenant;
mod tenants;
#[cfg(test)]
mod tests;
mod way;
mod wire;

pub use self::auth_clock::{AuthClock, ParseAuthClockError};
pub use self::body::{Body, BodyError};
pub(crate) use self::body::{Manner, Paced, Piece};
pub use self::build_error::BuildError;
pub use self::builder::Builder;
pub use self::call::Endpoint;
pub(crate) use self::call::{Call, Prefix};
pub(crate) use self::exchange::{Answer, Ended, Exchange};
pub(crate) use self::ground::Ground;
pub(crate) use self::held::Held;
pub use self::mock::{Dropped, LogFull, MockOkta, Surface};
pub(crate) use self::process::{Door, Process};
pub use self::report::Report;
pub(crate) use self::tenant::Tenant;
pub use self::tenants::TenantError;
pub(crate) use self::way::strip;
pub(crate) use self::wire::{Unanswered, Wire};
