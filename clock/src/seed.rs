//! Where chance comes from.

use std::convert::Infallible;
use std::fmt;

use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng, TryRng};

/// The root of everything random, or a child of it.
///
/// Children are derived by purpose, so that one more draw in one place moves nothing in
/// another. A draw can be had for any index without drawing what lies before it: `ChaCha` seeks
/// in constant time.
///
/// ```
/// use clock::Seed;
///
/// let traffic = Seed::new(7).child("traffic");
/// let tenth = traffic.draw_at(10).next();
/// assert_eq!(tenth, Seed::new(7).child("traffic").draw_at(10).next());
/// assert_ne!(tenth, Seed::new(7).child("people").draw_at(10).next());
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Seed([u8; 32]);

impl Seed {
    /// The seed that a person types, `--seed N`.
    pub fn new(number: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&number.to_le_bytes());
        Self(key)
    }

    /// The seed for one purpose.
    #[must_use]
    pub fn child(&self, purpose: &str) -> Self {
        self.derived(PURPOSE | fnv1a(purpose.as_bytes()))
    }

    /// The seed for member `index` of a numbered family.
    #[must_use]
    pub fn child_at(&self, index: u64) -> Self {
        self.derived(index & !PURPOSE)
    }

    /// Chance for this purpose.
    pub fn draw(&self) -> Draw {
        self.draw_at(0)
    }

    /// Chance for item `index` of this purpose, independent of every other item's.
    pub fn draw_at(&self, index: u64) -> Draw {
        let mut rng = ChaCha8Rng::from_seed(self.0);
        rng.set_stream(index & !PURPOSE);
        // The first words of a stream are those that `child_at` takes as a key.
        rng.set_word_pos(8);
        Draw(rng)
    }

    fn derived(&self, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::from_seed(self.0);
        rng.set_stream(stream);
        let mut key = [0; 32];
        rng.fill_bytes(&mut key);
        Self(key)
    }
}

impl fmt::Debug for Seed {
    /// Eight hex digits: enough to tell seeds apart.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self([first, second, third, fourth, ..]) = self;
        write!(f, "Seed({first:02x}{second:02x}{third:02x}{fourth:02x}…)")
    }
}

/// A stream of draws whose results are part of golden outputs, so the few shapes that are
/// needed are defined here rather than by a library that may change them.
///
/// It also is a [`rand::Rng`], for text that nobody asserts on (`fake`).
pub struct Draw(ChaCha8Rng);

impl Draw {
    /// 64 uniform bits.
    #[expect(clippy::should_implement_trait, reason = "a draw never ends, an iterator may")]
    pub fn next(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform in `0..bound`; 0 when `bound` is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u64
    }

    /// Uniform in `low..=high`; `low` when the range is empty.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low).saturating_add(1))
    }

    /// Uniform in `0.0..1.0`.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True `per_million` times in a million.
    pub fn chance(&mut self, per_million: u32) -> bool {
        self.below(1_000_000) < u64::from(per_million)
    }

    /// One of `items`.
    ///
    /// # Panics
    /// When `items` is empty.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        assert!(!items.is_empty(), "nothing to pick from");
        &items[self.below(items.len() as u64) as usize]
    }

    /// One of `items`, each with the weight beside it.
    ///
    /// # Panics
    /// When the weights add up to nothing.
    pub fn weighted<'a, T>(&mut self, items: &'a [(T, u32)]) -> &'a T {
        let total = items.iter().map(|(_, weight)| u64::from(*weight)).sum();
        assert!(total > 0, "nothing to pick from");
        let mut left = self.below(total);
        for (item, weight) in items {
            let weight = u64::from(*weight);
            if left < weight {
                return item;
            }
            left -= weight;
        }
        unreachable!("a draw below the sum of the weights falls on one of them")
    }
}

impl TryRng for Draw {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.0.next_u32())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.0.next_u64())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill_bytes(bytes);
        Ok(())
    }
}

impl fmt::Debug for Draw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Draw")
    }
}

/// FNV-1a, 64 bits: a purpose is a short literal, and two of them must differ.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Streams of purposes and streams of indices must not meet.
const PURPOSE: u64 = 1 << 63;
