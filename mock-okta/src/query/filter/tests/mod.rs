//! Facts 2.1 and 2.2: the grammar, what it means, and what is refused.

mod attributes;
mod evaluation;
mod properties;
mod refusals;
mod sample;
