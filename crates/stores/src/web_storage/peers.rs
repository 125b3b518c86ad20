use std::future::Future;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::StorageFault;
use engine::Notify;

/// How the stores that share an area take turns, and hear of each other.
///
/// A lock alone is not enough in a browser: a tab can be given the lock and still see the storage as it was before the last
/// holder wrote to it. So whoever writes announces it, in a place that the lock's next holder surely sees.
pub trait Peers: 'static {
    /// Runs `work` while no other peer runs theirs, and ends the turn whatever happens.
    ///
    /// `work` is told what all peers announce, in any order. It gives its answer and what this peer announces from now on
    /// (`None` takes the announcement back); the next turn of anybody begins after that is known to all. A turn that is given up
    /// before it begins does not take place.
    ///
    /// # Errors
    /// [`StorageFault::NoTurn`] when the turn was refused; the work was not done then.
    fn exclusive<T: 'static>(
        &self,
        work: impl FnOnce(&[String]) -> (T, Option<String>) + 'static,
    ) -> impl Future<Output = Result<T, StorageFault>>;

    /// Lets the others' writes arrive for so long.
    fn pause(&self, milliseconds: u32) -> impl Future<Output = ()>;

    /// A text that no peer was given before.
    fn unique(&self) -> String;

    /// Something was written: rings for all peers, this one included.
    fn notify(&self);

    /// What is rung when any peer writes. It may ring before the area shows what was written; then it rings again.
    fn changes(&self) -> &Notify;
}

/// The stores of one thread, over an area that they all see alike: they take turns anyway. A clone is of the same company.
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
