//! Seeded corpora, and the straightforward pipelines that the connector is measured against.
//!
//! * [`corpus`] makes pages: the same bytes on every machine.
//! * [`straight`] turns pages into normalized events the way one writes it first: a typed parse,
//!   a typed output, a serializer. A test says that all of them write the same as the connector.
//! * [`org`] is an org to generate from, and [`typed`] its events as values.
//! * [`served`] is the mock as a program, beside a server of pages that are ready.
//!
//! Figures are ratios within one run: machines are shared and differ.

pub mod corpus;
pub mod org;
pub mod rows;
pub mod served;
pub mod straight;
pub mod typed;

#[cfg(test)]
mod tests;
