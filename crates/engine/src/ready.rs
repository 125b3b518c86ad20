use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

/// The answer of a future that waits for nothing but itself, such as those of the memory store.
///
/// The contract of a store is asynchronous because a browser's databases are. Where the store is known to live in
/// memory, this takes the answer at once and spares the caller an executor.
///
/// # Panics
/// When the future waits for something that only others can bring about.
pub fn ready<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => woken_by_itself(future),
    }
}

/// Goes on for as long as one part of the future wakes another.
fn woken_by_itself<F: Future>(mut future: Pin<&mut F>) -> F::Output {
    let woken = Arc::new(Woken(AtomicBool::new(true)));
    let waker = Waker::from(woken.clone());
    while woken.0.swap(false, Ordering::Relaxed) {
        if let Poll::Ready(answer) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return answer;
        }
    }
    panic!("this future waits for others: run it on an executor");
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
    fn gives_the_answer_of_a_future_that_does_not_wait() {
        assert_eq!(ready(async { 40 + 2 }), 42);
    }

    #[test]
    fn goes_on_when_the_future_wakes_itself() {
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
    fn refuses_to_wait() {
        ready(std::future::pending::<()>());
    }
}
