//! The reference implementation of the normalization: the document that decides.
//!
//! A record of the Okta System Log goes in; what must become of it comes out. Written from the
//! specification alone and in its order, with no regard for speed, so that a reader can hold the
//! two side by side. The oracle compares it with what a connector published.
//!
//! ```text
//! bytes ── reader ─▶ Json ── event ─▶ Outcome ── to_text ─▶ JSON text
//!                            ├─ rules, catalogue    is it ingested, and as what
//!                            ├─ published           which instant
//!                            ├─ person              who, and which tuid
//!                            ├─ target, fields      the base schema
//!                            └─ evidence            the opt-in last key
//! ```
//!
//! No I/O, no time, no randomness, no connector code. It does not split pages into records, does
//! not count drift, and does not read identity files.
//!
//! # Readings
//!
//! Where the specification is silent or can be read in two ways, this is the reading taken here.
//!
//! | subject | reading |
//! |---|---|
//! | record | JSON white space around the object is allowed; a byte-order mark is not (`json`). |
//! | depth | Containers are counted, the record is level 1: 128 levels pass, 129 are a `json` reject. |
//! | duplicate key | The last value counts, in the place of the first; also inside `change_details`. |
//! | `eventType`, `uuid`, `published` | "A non-empty string" is meant literally: `"null"` and `"unknown"` are usable, a number is not. A usable `uuid` is copied as it is, even `"null"`. |
//! | excluded or rejected | Attribution is looked at last, so an event of nobody with an impossible `published` is a reject. |
//! | lone surrogate | Escapes are written in lower-case hex; under a hash (`event_id`, `tuid`, `unknown_names`) it is three bytes, as WTF-8 has it. |
//! | leap second | Second 60 is "above 59", hence impossible. A fraction has at least one digit and any number of them. |
//! | year 0000 | Only the *result* must lie in 0001 to 9999: `0000-12-31T23:30:00-01:00` is accepted. |
//! | null rules | Exactly `""` and `"null"`; `"NULL"`, `"None"` and `" "` are values. They hold for every field, also inside the evidence, but not inside JSON that is copied as a whole. |
//! | booleans and numbers | Only `true` and `false` in any case are boolean text; 0 and 1 are not booleans. |
//! | structure of another type | What should have been an object has no members; what should have been an array has no elements. Elements of `target` that are not objects are no targets. |
//! | first hop | Only the first element of `request.ipChain` can stand in for a null address, even if its `ip` is null. A drifted `client.ipAddress` is null as well. |
//! | `user.mfa.*` | Every type that starts with `user.mfa.`. |
//! | actor id | `unknown` in any case is unusable, `null` only in lower case. A number is rendered as text and is usable. |
//! | `payload.user` | `"unknown"` passes like any other name. |
//! | a target that is the person | Ids are compared as they are read: two absent ids, or two `unknown`, are the same id. Without a person no target is the person. |
//! | target types | Exact, case-sensitive; only `actor.type` ignores case. |
//! | identity map | Ids and names are different keys, also when they are the same text. Keys as given. The name is lower-cased by Unicode's rules. A person with a usable id and an unusable name is looked up like any other. |
//! | `unknown_names = "hash"` | Exactly where rule 2 of section 3 applies, in exactly the two named fields, for every name that is not null. HMAC-SHA-256 over the name as typed. |
//! | added types | A built-in type keeps its built-in entry; a type that is switched off is off even if added. |
//! | detection catalogue | `docs/catalogue-detection.tsv`: the exact types that a rule (`O…`) or an attack step of a scenario (`2.…`) names; `x.*` in a rule stands for the published types with that prefix. Not in it: types that no rule needs (OAuth grants, rate limits) or that only a look-alike has. |
//! | evidence, presence | Nothing is null anywhere in it: members of a target and of `risk` too are there only when the source has them. A target without any is `{}`, so that their number stays. |
//! | evidence, `detail` | `detailEntry` as source JSON; as text, an object could never be carried. |
//! | evidence, `issuer` | The text, or the `id` of the object that Okta documents. |
//! | evidence, `as_number` | Text, as "everything else". |
//! | `behaviors`, `risk` | The text form when it gives anything, else `logOnlySecurityData`; no mixing. Only text is read at these places: a structured value is drift. |
//! | `behaviors` text | Braces count only as a pair, and may be missing; parts are split at `, ` and at the first `=`; parts without name or value are dropped; of two equal names the last value counts. |
//! | `risk` text | A word is ASCII letters, digits and `_`. Only `level` and `reasons` are kept; reasons are split at `, `. An array of reasons in the JSON form is taken as it is. |
//! | `threat_detections`, `tunnels` | Any JSON text counts, also a scalar; parsed null is absent; 128 levels of its own, so that an output can be deeper than a record. |

mod catalogue;
mod digest;
mod event;
mod evidence;
mod fields;
mod json;
mod person;
mod published;
mod reader;
mod rules;
mod same;
mod target;
mod text;

#[cfg(test)]
mod tests;

pub use catalogue::{Catalogue, CatalogueEntry, EventType, SignalType};
pub use event::{Outcome, normalize};
pub use json::{Json, Malformed, OUTPUT_DEPTH_MAX, RECORD_DEPTH_MAX};
pub use rules::{Attribution, Identities, Rules, UnknownNames};
pub use same::{Difference, same};
pub use text::Text;
