use std::future::poll_fn;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

/// Wakes every task that waits for a change, such as a growing log. It counts its notifications, so no task misses one:
///
/// 1. read [`count`](Self::count),
/// 2. look at the data that may have changed,
/// 3. if nothing is new, await [`notified_after`](Self::notified_after) that count. A notification between 1 and 3 ends
///    the wait at once.
#[derive(Debug, Default)]
pub struct Notify(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    count: u64,
    /// The waiting tasks, each with the number of its [`Waiter`].
    wakers: Vec<(u64, Waker)>,
    next_waiter: u64,
}

impl Notify {
    /// Wakes every waiting task.
    pub fn notify(&self) {
        let wakers = {
            let mut state = self.state();
            state.count += 1;
            std::mem::take(&mut state.wakers)
        };
        // The lock is released first: a waker may run its task at once, and that task may call this method.
        wakers.into_iter().for_each(|(_, waker)| waker.wake());
    }

    /// The number of notifications so far.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.state().count
    }

    /// Waits until there are more notifications than `count`. A dropped wait leaves no waker registered.
    pub async fn notified_after(&self, count: u64) {
        let mut waiter = Waiter { notify: self, number: None };
        poll_fn(|context| waiter.poll(count, context.waker())).await;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One wait. It gets a number when it registers its waker.
struct Waiter<'a> {
    notify: &'a Notify,
    number: Option<u64>,
}

impl Waiter<'_> {
    fn poll(&mut self, count: u64, waker: &Waker) -> Poll<()> {
        let mut state = self.notify.state();
        if state.count > count {
            return Poll::Ready(());
        }
        let number = *self.number.get_or_insert_with(|| {
            state.next_waiter += 1;
            state.next_waiter
        });
        match state.wakers.iter_mut().find(|(known, _)| *known == number) {
            Some((_, known)) => known.clone_from(waker),
            None => state.wakers.push((number, waker.clone())),
        }
        Poll::Pending
    }
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        if let Some(number) = self.number {
            self.notify.state().wakers.retain(|(known, _)| *known != number);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::task::Context;

    use super::*;

    #[test]
    fn dropped_waits_leave_no_waker() {
        let notify = Notify::default();
        for _ in 0..3 {
            let mut wait = pin!(notify.notified_after(0));
            for _ in 0..2 {
                assert!(wait.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
                assert_eq!(notify.state().wakers.len(), 1);
            }
        }
        assert_eq!(notify.state().wakers.len(), 0);
    }

    #[test]
    fn notification_before_the_wait_ends_it_at_once() {
        let notify = Notify::default();
        let seen = notify.count();
        notify.notify();
        let mut wait = pin!(notify.notified_after(seen));
        assert!(wait.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
    }
}
