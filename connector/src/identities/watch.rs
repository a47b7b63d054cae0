//! Looking at an identity file from time to time.

use std::sync::Arc;
use std::time::Duration;

use clock::Clock;

use super::file::IdentityFile;
use super::read::Mistake;
use crate::normalize::Identities;

/// Waits until an identity file is another than the one that was read last.
#[derive(Clone, Debug)]
pub struct Watch {
    file: IdentityFile,
}

/// What a changed file says.
pub type Reread = Result<Arc<Identities>, Vec<Mistake>>;

impl Watch {
    /// Watches `file`, which was read.
    pub fn new(file: IdentityFile) -> Self {
        Self { file }
    }

    /// Looks every ten seconds of `clock`, and reads the file once it has changed. A file that
    /// changes while it is read is not believed, and read again at the next look. A change that
    /// is wrong, or that takes the file away, is told once.
    pub async fn changed(mut self, clock: &Clock) -> (Self, Reread) {
        loop {
            clock.sleep(LOOK_EVERY).await;
            let mut file = self.file.clone();
            // The runtime's clock waits for this, also when it is paused.
            let looked = tokio::task::spawn_blocking(move || {
                let reread = look(&mut file);
                (file, reread)
            });
            // A task that died read nothing.
            let Ok((file, reread)) = looked.await else { continue };
            self.file = file;
            if let Some(reread) = reread {
                return (self, reread.map(Arc::new));
            }
        }
    }
}

/// Reads `file` if it has changed and stays as it is meanwhile.
fn look(file: &mut IdentityFile) -> Option<Result<Identities, Vec<Mistake>>> {
    let stamp = file.stamp();
    if stamp == file.seen {
        return None;
    }
    // To open a pipe can take for ever.
    let reread = if file.is_regular() { file.read() } else { Err(file.not_regular()) };
    if file.stamp() != stamp {
        return None;
    }
    file.seen = stamp;
    Some(reread)
}

/// An export of people changes a few times a day.
const LOOK_EVERY: Duration = Duration::from_secs(10);
