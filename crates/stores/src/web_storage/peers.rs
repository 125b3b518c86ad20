use std::future::Future;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::StorageFault;
use engine::Notify;

/// How the stores that share an area take turns and notify each other.
///
/// A lock alone is not enough in a browser: a tab can hold the lock and still not see the last holder's write. So a store announces
/// each write in a place that the next holder always sees.
pub trait Peers: 'static {
    /// Runs `work` while no other peer runs theirs. The turn ends even if `work` panics.
    ///
    /// `work` gets the announcements of all peers in any order. It returns its result and this peer's new announcement (`None`
    /// withdraws it). The next turn begins after all peers can see that announcement. If the future is dropped before its turn begins,
    /// `work` does not run.
    ///
    /// # Errors
    /// [`StorageFault::NoTurn`] if the turn was refused. If so, `work` has not run.
    fn exclusive<T: 'static>(
        &self,
        work: impl FnOnce(&[String]) -> (T, Option<String>) + 'static,
    ) -> impl Future<Output = Result<T, StorageFault>>;

    /// Waits this many milliseconds, so writes of other peers can arrive.
    fn pause(&self, milliseconds: u32) -> impl Future<Output = ()>;

    /// A text that is unique among all peers.
    fn unique(&self) -> String;

    /// Notifies all peers, including this one, of a write.
    fn notify(&self);

    /// Notified when any peer writes. If the notification comes before the write is visible in the area, there is a second one.
    fn changes(&self) -> &Notify;
}

/// The stores of one thread. They see each other's writes immediately and can't run concurrently. Clones are peers of each other.
#[derive(Clone, Debug, Default)]
pub struct OneThread(Rc<Notify>);

impl Peers for OneThread {
    async fn exclusive<T: 'static>(
        &self,
        work: impl FnOnce(&[String]) -> (T, Option<String>) + 'static,
    ) -> Result<T, StorageFault> {
        Ok(work(&[]).0)
    }

    async fn pause(&self, _: u32) {}

    fn unique(&self) -> String {
        static GIVEN: AtomicU64 = AtomicU64::new(0);
        GIVEN.fetch_add(1, Ordering::Relaxed).to_string()
    }

    fn notify(&self) {
        self.0.notify();
    }

    fn changes(&self) -> &Notify {
        &self.0
    }
}
