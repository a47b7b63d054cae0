//! How alike two texts are, as Python's `difflib.SequenceMatcher(None, a, b).ratio()` says.

use std::collections::BTreeMap;

/// Twice the number of characters in the matching blocks, over the number of characters in both
/// texts: 1.0 for equal texts, 0.0 for texts without a common character.
///
/// Ratcliff and Obershelp's gestalt matching in the form of `difflib`: of the longest blocks the
/// first in `a`, then the first in `b`; then the same to the left and to the right of it. When `b`
/// has 200 characters or more, those that make up more than a hundredth of it start
/// no block (`autojunk`). So the order of the arguments matters. Characters are code points.
///
/// Texts are cut after 2,048 characters. Source: `CPython`, `Lib/difflib.py`.
///
/// ```
/// use scenarios::detections::ratio;
///
/// assert_eq!(ratio("abcd", "bcde"), 0.75);
/// assert_eq!(ratio("", ""), 1.0);
/// ```
pub fn ratio(a: &str, b: &str) -> f64 {
    let a: Vec<char> = a.chars().take(CHARS_MAX).collect();
    let b: Vec<char> = b.chars().take(CHARS_MAX).collect();
    let length = a.len() + b.len();
    if length == 0 {
        return 1.0;
    }
    2.0 * Matcher::new(&a, &b).matching() as f64 / length as f64
}

/// The second text, indexed by character.
struct Matcher<'a> {
    a: &'a [char],
    b: &'a [char],
    /// Where each character that may start a block is in `b`, ascending.
    places: BTreeMap<char, Vec<usize>>,
}

/// Part of both texts: `a[a_from..a_to]` and `b[b_from..b_to]`.
#[derive(Clone, Copy)]
struct Range {
    a_from: usize,
    a_to: usize,
    b_from: usize,
    b_to: usize,
}

/// `a[a..a + length]` equals `b[b..b + length]`.
#[derive(Clone, Copy)]
struct Block {
    a: usize,
    b: usize,
    length: usize,
}

impl<'a> Matcher<'a> {
    fn new(a: &'a [char], b: &'a [char]) -> Self {
        let mut places: BTreeMap<char, Vec<usize>> = BTreeMap::new();
        for (place, character) in b.iter().enumerate() {
            places.entry(*character).or_default().push(place);
        }
        if b.len() >= AUTOJUNK_FROM {
            let popular_above = b.len() / 100 + 1;
            places.retain(|_, places| places.len() <= popular_above);
        }
        Self { a, b, places }
    }

    /// Characters in all matching blocks.
    fn matching(&self) -> usize {
        let whole = Range { a_from: 0, a_to: self.a.len(), b_from: 0, b_to: self.b.len() };
        let mut open = vec![whole];
        let mut matching = 0;
        while let Some(range) = open.pop() {
            let block = self.longest(range);
            if block.length == 0 {
                continue;
            }
            matching += block.length;
            open.push(Range { a_to: block.a, b_to: block.b, ..range });
            open.push(Range {
                a_from: block.a + block.length,
                b_from: block.b + block.length,
                ..range
            });
        }
        matching
    }

    /// The longest block in a range that starts with an indexed character, and then as far as it
    /// can be extended to both sides.
    fn longest(&self, range: Range) -> Block {
        let Range { a_from, a_to, b_from, b_to } = range;
        let mut best = Block { a: a_from, b: b_from, length: 0 };
        // By place in `b`: how long a block ends there with the previous character of `a`.
        let mut ending: BTreeMap<usize, usize> = BTreeMap::new();
        for place_a in a_from..a_to {
            let mut ending_here = BTreeMap::new();
            let places = self.places.get(&self.a[place_a]).map_or(&[][..], Vec::as_slice);
            for &place_b in places.iter().filter(|place| (b_from..b_to).contains(*place)) {
                let before = place_b.checked_sub(1).and_then(|place| ending.get(&place));
                let length = before.copied().unwrap_or(0) + 1;
                ending_here.insert(place_b, length);
                if length > best.length {
                    best = Block { a: place_a + 1 - length, b: place_b + 1 - length, length };
                }
            }
            ending = ending_here;
        }
        while best.a > a_from && best.b > b_from && self.a[best.a - 1] == self.b[best.b - 1] {
            best = Block { a: best.a - 1, b: best.b - 1, length: best.length + 1 };
        }
        while best.a + best.length < a_to
            && best.b + best.length < b_to
            && self.a[best.a + best.length] == self.b[best.b + best.length]
        {
            best.length += 1;
        }
        best
    }
}

/// From this many characters on `difflib` leaves popular characters out.
pub(super) const AUTOJUNK_FROM: usize = 200;

/// Characters of each text that are compared; user agents have 60 to 250.
pub(super) const CHARS_MAX: usize = 2_048;
