//! Writes a commit in one transaction.

mod check;
mod write;

use self::check::{Looked, check_end, head, look, newest};
use self::write::write;
use super::Inner;
use super::database::{ANSWERS, ENTRIES, EVENTS, HEAD, INDEX, OUTBOX, SNAPSHOTS, UNSENT};
use super::heads::Known;
use crate::StorageFault;
use crate::json_codec::JsonDomain;
use engine::{Commit, CommitLimits, Committed, StoreError};

impl Inner {
    pub(super) async fn commit<D: JsonDomain>(
        &self,
        commit: Commit<D>,
        limits: CommitLimits,
    ) -> Result<Committed, StoreError> {
        // The cached state may be out of date. Then the head record differs, and the commit is checked again without the cache.
        let known = self.heads.borrow().of(&commit, limits, self.tabs.changes().count());
        if let Some(known) = known
            && let Ok(committed) = self.attempt(&commit, limits, Some(known)).await
        {
            return Ok(committed);
        }
        self.attempt(&commit, limits, None).await
    }

    async fn attempt<D: JsonDomain>(
        &self,
        commit: &Commit<D>,
        limits: CommitLimits,
        known: Option<Known>,
    ) -> Result<Committed, StoreError> {
        let transaction = self.database.write(&stores_of(commit), self.durability)?;
        let end = transaction.end();
        let written = async {
            let Some(known) = known else {
                return match look(&transaction, commit, limits).await? {
                    Looked::Free(known) => {
                        write(&transaction, commit, known).map(|(answer, known)| (answer, Some(known)))
                    }
                    Looked::Answered(answer) => Ok((answer, None)),
                };
            };
            // The head is requested before it is overwritten, and compared while the other requests are sent.
            let last = known.last;
            let (head, newest) = (head(&transaction)?, newest(&transaction)?);
            let (answer, known) = write(&transaction, commit, known)?;
            match check_end::<D>(head, newest).await? {
                Some(found) if found == last => Ok((answer, Some(known))),
                _ => Err(StorageFault::Replaced.into()),
            }
        };
        let (committed, known) = match written.await {
            Ok(written) => written,
            Err(error) => {
                transaction.abort();
                return Err(error);
            }
        };
        transaction.done(end).await?;
        if let Some(known) = known {
            self.tabs.notify();
            self.heads.borrow_mut().remember(commit.stream.clone(), known, self.tabs.changes().count());
        }
        Ok(committed)
    }
}

/// The object stores that a commit needs. Fewer stores are faster, and readers of the others need not wait.
fn stores_of<D: JsonDomain>(commit: &Commit<D>) -> Vec<&'static str> {
    let needed = [
        (EVENTS, true),
        (HEAD, true),
        (SNAPSHOTS, commit.snapshot.is_some()),
        (INDEX, commit.index.is_some()),
        (ENTRIES, commit.index.is_some()),
        (OUTBOX, !commit.outbox.is_empty()),
        (UNSENT, !commit.outbox.is_empty()),
        (ANSWERS, commit.idempotency.is_some()),
    ];
    needed.into_iter().filter(|(_, needed)| *needed).map(|(store, _)| store).collect()
}
