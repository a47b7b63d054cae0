//! Events from a seed: number `n` is a function of the seed and `n`.

use clock::{Draw, Seed};

use super::hostile::one_of;
use super::mutate::mutate;
use super::sketch::Sketch;

/// Makes events out of templates in the shapes of real ones.
///
/// ```
/// use scenarios::agree::Generator;
///
/// let generator = Generator::new(7);
/// assert_eq!(generator.event(12), Generator::new(7).event(12));
/// assert_ne!(generator.event(12), generator.event(13));
/// ```
#[derive(Clone, Debug)]
pub struct Generator {
    seed: Seed,
    templates: Vec<Sketch>,
}

impl Generator {
    /// For the seed that a person types.
    pub fn new(seed: u64) -> Self {
        let lines = TEMPLATES.iter().flat_map(|file| file.lines());
        let templates = lines.filter_map(|line| Sketch::read(line.as_bytes()));
        Self {
            seed: Seed::new(seed).child("agree"),
            templates: templates.filter(|it| matches!(it, Sketch::Object(_))).collect(),
        }
    }

    /// Event `number`: a template after up to five changes, as bytes that may no
    /// longer be JSON.
    pub fn event(&self, number: u64) -> Vec<u8> {
        let seed = self.seed.child_at(number);
        let mut draw = seed.child("event").draw();
        let mut event = draw.pick(&self.templates).clone();
        for _ in 0..draw.below(MUTATIONS_MAX + 1) {
            mutate(&mut event, &mut draw);
        }
        let bytes = written(&event, &mut seed.child("white space").draw());
        damaged(bytes, &mut seed.child("damage").draw())
    }

    /// Which of `count` choices event `number` meets.
    pub fn choice(&self, number: u64, count: usize) -> usize {
        self.seed.child_at(number).child("choice").draw().below(count as u64) as usize
    }
}

fn written(event: &Sketch, draw: &mut Draw) -> Vec<u8> {
    let mut text = String::new();
    if draw.chance(100_000) {
        event.write(&mut || one_of(draw, BLANKS), &mut text);
        text = format!(" \n{text}\r\t");
    } else {
        event.write(&mut || "", &mut text);
    }
    text.into_bytes()
}

/// Few events arrive as other bytes than were sent.
fn damaged(mut bytes: Vec<u8>, draw: &mut Draw) -> Vec<u8> {
    if !draw.chance(30_000) || bytes.is_empty() {
        return bytes;
    }
    let at = draw.below(bytes.len() as u64) as usize;
    match draw.below(6) {
        0 => bytes.truncate(at),
        1 => bytes[at] ^= 1 << draw.below(8),
        2 => bytes.insert(at, *draw.pick(&[0x80, 0xc3, 0xff, 0xed, 0x00, 0x1f, b'"', b'\\'])),
        3 => {
            bytes.remove(at);
        }
        4 => bytes.splice(0..0, *b"\xef\xbb\xbf").for_each(drop),
        _ => bytes.extend_from_slice(one_of(draw, &["{}", ",", "]", "\0", "\u{b}"]).as_bytes()),
    }
    bytes
}

/// Events written for this project.
const TEMPLATES: &[&str] = &[
    include_str!("../../../snapshots/events/app_access.ndjson"),
    include_str!("../../../snapshots/events/authentication.ndjson"),
    include_str!("../../../snapshots/events/group_role.ndjson"),
    include_str!("../../../snapshots/events/lifecycle.ndjson"),
    include_str!("../../../snapshots/events/mfa.ndjson"),
    include_str!("../../../snapshots/events/other.ndjson"),
    include_str!("../../../snapshots/events/security.ndjson"),
    include_str!("shapes.ndjson"),
];

/// White space as JSON has it.
const BLANKS: &[&str] = &["", "", "", " ", "\n", "\t", "\r\n", "  "];

/// Changes to one event.
const MUTATIONS_MAX: u64 = 5;
