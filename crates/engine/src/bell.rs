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
    wakers: Vec<(u64, Waker)>,
    /// The number of the next one who waits.
    next: u64,
}

/// The place of one who waits.
struct Place<'a> {
    bell: &'a Bell,
    number: Option<u64>,
}

impl Place<'_> {
    fn poll(&mut self, strokes: u64, waker: &Waker) -> Poll<()> {
        let mut waiting = self.bell.waiting();
        if waiting.strokes > strokes {
            return Poll::Ready(());
        }
        let number = *self.number.get_or_insert_with(|| {
            waiting.next += 1;
            waiting.next
        });
        match waiting.wakers.iter_mut().find(|(known, _)| *known == number) {
            Some((_, known)) => known.clone_from(waker),
            None => waiting.wakers.push((number, waker.clone())),
        }
        Poll::Pending
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if let Some(number) = self.number {
            self.bell.waiting().wakers.retain(|(known, _)| *known != number);
        }
    }
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
        wakers.into_iter().for_each(|(_, waker)| waker.wake());
    }

    /// How often it was rung.
    #[must_use]
    pub fn strokes(&self) -> u64 {
        self.waiting().strokes
    }

    /// Waits until it was rung more often than this. A wait that is given up leaves nothing behind.
    pub async fn rung_after(&self, strokes: u64) {
        let mut place = Place { bell: self, number: None };
        poll_fn(|context| place.poll(strokes, context.waker())).await;
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::task::Context;

    use super::*;

    #[test]
    fn a_wait_that_is_given_up_leaves_nothing_behind() {
        let bell = Bell::default();
        for _ in 0..3 {
            let mut wait = pin!(bell.rung_after(0));
            for _ in 0..2 {
                assert!(wait.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
                assert_eq!(bell.waiting().wakers.len(), 1);
            }
        }
        assert_eq!(bell.waiting().wakers.len(), 0);
        bell.ring();
        let mut wait = pin!(bell.rung_after(0));
        assert!(wait.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
    }
}
