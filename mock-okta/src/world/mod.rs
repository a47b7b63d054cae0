//! The org: who works there, with what, where, and with which apps.
//!
//! Everything is a pure function of the seed and a number: person 731,042 of a million is
//! derived without deriving the others, twice the same, in any process. Nothing here knows what
//! time it is or what anybody does; that is the traffic.

mod catalogue;
mod devices;
mod engine;
mod enterprise;
mod ids;
mod networks;
mod org;
mod people;
mod places;
mod request_id;
mod seating;
mod strangers;
#[cfg(test)]
mod tests;
mod whereabouts;

pub(crate) use self::catalogue::{App, SignOnMode};
pub(crate) use self::devices::{Laptop, SCRIPT, UserAgent, integration};
pub use self::engine::{Engine, ParseEngineError};
pub use self::enterprise::World;
pub(crate) use self::ids::{Hex, SessionId, Uuid, mix};
pub use self::ids::{Id, ParseIdError};
pub(crate) use self::networks::{Network, Vantage};
pub use self::org::{Org, SswsToken};
pub use self::people::{Factor, Habits, Person};
pub(crate) use self::places::{Geo, OFFICES, Spot};
pub(crate) use self::request_id::RequestId;
pub(crate) use self::seating::{seat_of, seated};
pub(crate) use self::strangers::NetworkClass;
pub(crate) use self::whereabouts::Resident;
