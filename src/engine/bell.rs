use std::future::poll_fn;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

/// Wakes those who wait for a log to grow.
///
/// Whoever waits takes the count of strokes first, then looks at the log, and then waits for a stroke after that count: so
/// a commit that comes in between is not missed.
#[derive(Debug, Default)]
pub struct Bell(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    strokes: u64,
    wakers: Vec<Waker>,
}

impl Bell {
    /// Something was written: everybody who waits is woken.
    pub fn ring(&self) {
        let wakers = {
            let mut waiting = self.waiting();
            waiting.strokes += 1;
            std::mem::take(&mut waiting.wakers)
        };
        // A waker may run the one it wakes at once, and that one may come back here.
        wakers.into_iter().for_each(Waker::wake);
    }

    /// How often it was rung.
    #[must_use]
    pub fn strokes(&self) -> u64 {
        self.waiting().strokes
    }

    /// Waits until it was rung more often than this.
    pub async fn rung_after(&self, strokes: u64) {
        poll_fn(|context| {
            let mut waiting = self.waiting();
            if waiting.strokes > strokes {
                return Poll::Ready(());
            }
            if !waiting.wakers.iter().any(|waker| waker.will_wake(context.waker())) {
                waiting.wakers.push(context.waker().clone());
            }
            Poll::Pending
        })
        .await;
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
