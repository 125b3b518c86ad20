use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

/// Runs a future that never waits for another task or a timer, and returns its output. Needs no executor.
///
/// [`EventStore`](crate::EventStore) is asynchronous because a browser's databases are. The futures of a memory store
/// never wait.
///
/// # Panics
/// If the future waits for something outside itself, such as a timer or another task.
pub fn ready<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => woken_by_itself(future),
    }
}

/// Polls as long as the future wakes itself.
fn woken_by_itself<F: Future>(mut future: Pin<&mut F>) -> F::Output {
    let woken = Arc::new(Woken(AtomicBool::new(true)));
    let waker = Waker::from(woken.clone());
    while woken.0.swap(false, Ordering::Relaxed) {
        if let Poll::Ready(answer) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return answer;
        }
    }
    panic!("this future waits for another task: run it on an executor");
}

struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::ready;
    use std::future::poll_fn;
    use std::task::Poll;

    #[test]
    fn future_that_does_not_wait_returns_its_output() {
        assert_eq!(ready(async { 40 + 2 }), 42);
    }

    #[test]
    fn future_that_wakes_itself_is_polled_again() {
        let mut turns = 0;
        let answer = ready(poll_fn(|context| {
            turns += 1;
            context.waker().wake_by_ref();
            if turns == 5 { Poll::Ready(turns) } else { Poll::Pending }
        }));
        assert_eq!(answer, 5);
    }

    #[test]
    #[should_panic(expected = "run it on an executor")]
    fn future_that_waits_for_another_task_panics() {
        ready(std::future::pending::<()>());
    }
}
