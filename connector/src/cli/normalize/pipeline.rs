//! One reader, some workers, and whoever calls: in the order of the input, in bounded memory.

use std::io::{self, BufRead};
use std::num::NonZero;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::batch::{Batch, Done};
use super::records::Records;
use crate::normalize::Normalizer;

/// What does the work.
pub(super) struct Pipeline {
    pub(super) normalizer: Normalizer,
    pub(super) jobs: NonZero<usize>,
}

/// Why not everything was done.
#[derive(Debug)]
pub(super) enum Broken {
    /// The input cannot be read further. What was read is done.
    Reading(io::Error),
    /// `take` failed.
    Writing(io::Error),
}

impl Pipeline {
    /// Hands everything that `records` holds to `take`, batch by batch in the order of the
    /// input. Says whether the input is an array without its end.
    ///
    /// Batches are dealt to the workers in turn and collected in the same turn, so order needs
    /// no numbers, and a worker that is ahead waits.
    pub(super) fn run<R: BufRead + Send>(
        &self,
        mut records: Records<R>,
        mut take: impl FnMut(Done) -> io::Result<()>,
    ) -> Result<bool, Broken> {
        thread::scope(|scope| {
            let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
            for _ in 0..self.jobs.get() {
                let (batches, input) = sync_channel::<Batch>(BATCHES_WAITING);
                let (output, done) = sync_channel(BATCHES_WAITING);
                inputs.push(batches);
                outputs.push(done);
                scope.spawn(move || self.work(&input, &output));
            }
            let reading = scope.spawn(move || {
                deal(&mut records, &inputs)?;
                Ok(records.is_cut_off())
            });
            for done in outputs.iter().cycle().map_while(|output| output.recv().ok()) {
                take(done).map_err(Broken::Writing)?;
            }
            match reading.join() {
                Ok(read) => read.map_err(Broken::Reading),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        })
    }

    fn work(&self, input: &Receiver<Batch>, output: &SyncSender<Done>) {
        let mut normalizer = self.normalizer.clone();
        for batch in input {
            let done = batch.normalize(&mut normalizer);
            if output.send(done).is_err() {
                // Nobody takes the output any more.
                return;
            }
        }
    }
}

/// Deals batches until the input ends, or until nobody takes them.
fn deal<R: BufRead>(records: &mut Records<R>, workers: &[SyncSender<Batch>]) -> io::Result<()> {
    for worker in workers.iter().cycle() {
        let mut batch = Batch::default();
        let filled = batch.fill(records);
        // What came before an error is not lost with it.
        if batch.is_empty() || worker.send(batch).is_err() {
            return filled;
        }
        filled?;
    }
    Ok(())
}

/// Batches that wait for a worker, and as many behind it: with the one at work and the two ends,
/// about seven a worker are in memory.
const BATCHES_WAITING: usize = 2;
