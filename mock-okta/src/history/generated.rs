//! The events of a span of time, in order.

use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::mpsc;
use std::thread;

use clock::Timestamp;

use crate::attacks::Label;
use crate::log::{Log, Order};
use crate::service::Ground;

/// Everything that is published in an org in a span of time, in the order of `published`: what a
/// bounded query finds long after.
///
/// ```
/// use clock::Timestamp;
/// use mock_okta::MockOkta;
///
/// let [nine, ten]: [Timestamp; 2] =
///     ["2026-03-16T09:00:00Z", "2026-03-16T10:00:00Z"].map(|time| time.parse().unwrap());
/// let history = MockOkta::builder().seed(7).users(50).generate(nine..ten).unwrap();
///
/// let jobs = std::num::NonZeroUsize::MIN;
/// let mut lines = Vec::new();
/// history.portions(jobs, |portion| portion.bytes, |bytes| {
///     lines.extend(bytes);
///     Ok::<_, std::io::Error>(())
/// });
/// assert!(lines.ends_with(b"}\n"));
/// ```
#[derive(Debug)]
pub struct History {
    ground: Ground,
    span: Range<Timestamp>,
    /// How many minutes make a portion.
    stride: i64,
}

/// A part of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Portion {
    /// The span that it covers.
    pub span: Range<Timestamp>,
    /// How many events it has.
    pub events: u64,
    /// A line of JSON for each, with its line feed.
    pub bytes: Vec<u8>,
}

impl History {
    pub(crate) fn new(ground: Ground, span: Range<Timestamp>) -> Self {
        let a_day = ground.events_per_day().max(1);
        let stride = (PORTION_EVENTS * MINUTES_PER_DAY / a_day).clamp(1, PORTION_MINUTES_MAX);
        Self { ground, span, stride: stride as i64 }
    }

    /// From when on, and before when.
    pub fn span(&self) -> Range<Timestamp> {
        self.span.clone()
    }

    /// A log in which it is.
    pub(crate) fn log(&self) -> Log {
        self.ground.log()
    }

    /// What the events of all attacks really are, in the order of `published`.
    pub fn labels(&self) -> Vec<Label> {
        let campaigns = self.ground.director().campaigns().all();
        let all = campaigns.iter().flat_map(|campaign| campaign.labels_within(&self.span));
        let mut labels: Vec<_> = all.collect();
        labels.sort_by_key(|(published, _)| *published);
        labels.into_iter().map(|(_, label)| label).collect()
    }

    /// Makes the portions on `jobs` threads. Each `shapes` what it has made; `take` gets all of it on
    /// the caller's, in the order of time.
    ///
    /// # Errors
    /// With the first mistake of `take`; nothing more is made then.
    pub fn portions<R: Send, E>(
        &self,
        jobs: NonZeroUsize,
        shape: impl Fn(Portion) -> R + Sync,
        mut take: impl FnMut(R) -> Result<(), E>,
    ) -> Result<(), E> {
        let spans: Vec<_> = self.spans().collect();
        let jobs = jobs.get().min(spans.len()).min(JOBS_MAX);
        if jobs <= 1 {
            let log = self.log();
            return spans.into_iter().try_for_each(|span| take(shape(portion(&log, span))));
        }
        thread::scope(|scope| {
            let mut lanes = Vec::with_capacity(jobs);
            for lane in 0..jobs {
                // A portion waits while the next one is made; nobody is further ahead than that.
                let (give, gotten) = mpsc::sync_channel(1);
                let own = spans.iter().skip(lane).step_by(jobs);
                let (log, shape) = (self.log(), &shape);
                scope.spawn(move || {
                    for span in own {
                        if give.send(shape(portion(&log, span.clone()))).is_err() {
                            return;
                        }
                    }
                });
                lanes.push(gotten);
            }
            for turn in 0..spans.len() {
                // Nothing comes from a thread that panicked; the scope passes the panic on.
                let Ok(shaped) = lanes[turn % jobs].recv() else { break };
                take(shaped)?;
            }
            Ok(())
        })
    }

    /// The spans of the portions.
    fn spans(&self) -> impl Iterator<Item = Range<Timestamp>> {
        let (from, until, stride) = (self.span.start, self.span.end, self.stride * 60_000);
        let first = from.as_millis().div_euclid(stride);
        let last = (until.as_millis() - 1).div_euclid(stride);
        (first..=last).map(move |place| {
            let begin = Timestamp::from_millis(place * stride).max(from);
            begin..Timestamp::from_millis((place + 1) * stride).min(until)
        })
    }
}

fn portion(log: &Log, span: Range<Timestamp>) -> Portion {
    let last = span.end.shifted(-1);
    let (mut events, mut bytes) = (0, Vec::with_capacity(PORTION_BYTES_TYPICAL));
    for items in log.forward(Order::Published, [span.start, last], Timestamp::MAX) {
        for item in items.iter().filter(|item| span.contains(&item.position.time)) {
            log.write(item, &mut bytes);
            bytes.push(b'\n');
            events += 1;
        }
    }
    Portion { span, events, bytes }
}

/// About how many events a portion has. The minutes before it are planned for it once more, so
/// portions must not be small; the threads keep two each, so they must not be large.
const PORTION_EVENTS: u64 = 8_192;
const PORTION_BYTES_TYPICAL: usize = PORTION_EVENTS as usize * 2_800;
const PORTION_MINUTES_MAX: u64 = 240;
const MINUTES_PER_DAY: u64 = 1_440;
const JOBS_MAX: usize = 256;
