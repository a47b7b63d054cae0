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

    /// Makes the portions on `jobs` threads, 32 at most. Each `shapes` what it has made; `take` gets all of it on
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
        let places = self.places();
        let count = places.end - places.start;
        let jobs = jobs.get().min(JOBS_MAX).min(usize::try_from(count).unwrap_or(JOBS_MAX));
        if jobs <= 1 {
            let log = self.log();
            return places
                .into_iter()
                .try_for_each(|place| take(shape(portion(&log, self.portion_span(place)))));
        }
        thread::scope(|scope| {
            let mut lanes = Vec::with_capacity(jobs);
            for lane in 0..jobs {
                // A portion waits while the next one is made; nobody is further ahead than that.
                let (give, gotten) = mpsc::sync_channel(1);
                let own = places.clone().skip(lane).step_by(jobs);
                let (log, shape) = (self.log(), &shape);
                scope.spawn(move || {
                    for place in own {
                        if give.send(shape(portion(&log, self.portion_span(place)))).is_err() {
                            return;
                        }
                    }
                });
                lanes.push(gotten);
            }
            for (lane, _) in (0..jobs).cycle().zip(places.clone()) {
                // Nothing comes from a thread that panicked; the scope passes the panic on.
                let Ok(shaped) = lanes[lane].recv() else { break };
                take(shaped)?;
            }
            Ok(())
        })
    }

    /// The numbers of the portions, counted from the epoch.
    fn places(&self) -> Range<i64> {
        let place = |at: i64| at.div_euclid(self.stride * 60_000);
        place(self.span.start.as_millis())..place(self.span.end.as_millis() - 1) + 1
    }

    /// What portion `place` covers.
    fn portion_span(&self, place: i64) -> Range<Timestamp> {
        let bound = |place: i64| Timestamp::from_millis(place * self.stride * 60_000);
        bound(place).max(self.span.start)..bound(place + 1).min(self.span.end)
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
const PORTION_EVENTS: u64 = 4_096;
const PORTION_BYTES_TYPICAL: usize = PORTION_EVENTS as usize * 2_800;
const PORTION_MINUTES_MAX: u64 = 240;
const MINUTES_PER_DAY: u64 = 1_440;
/// Each keeps two portions of up to some tens of megabytes.
const JOBS_MAX: usize = 32;
