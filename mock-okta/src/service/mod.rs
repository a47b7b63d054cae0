//! The mock as a whole: built, asked in process, or served over sockets.

mod body;
mod builder;
mod call;
mod exchange;
mod held;
mod mock;
mod notes;
mod tenant;
#[cfg(test)]
mod tests;

pub use self::body::{Body, BodyError};
pub(crate) use self::body::{Manner, Paced, Piece};
pub use self::builder::{BuildError, Builder};
pub(crate) use self::call::Call;
pub use self::call::Endpoint;
pub(crate) use self::exchange::{Answer, Ended, Exchange};
pub(crate) use self::held::Held;
pub use self::mock::{Dropped, LogFull, MockOkta, Surface};
pub(crate) use self::tenant::Tenant;
