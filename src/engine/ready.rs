use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// The answer of a future that never waits, such as those of the memory store.
///
/// The contract of a store is asynchronous because a browser's databases are. Where the store is known to live in
/// memory, this takes the answer at once and spares the caller an executor.
///
/// # Panics
/// When the future does wait.
pub fn ready<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => panic!("this future waits: run it on an executor"),
    }
}

#[cfg(test)]
mod tests {
    use super::ready;

    #[test]
    fn gives_the_answer_of_a_future_that_does_not_wait() {
        assert_eq!(ready(async { 40 + 2 }), 42);
    }

    #[test]
    #[should_panic(expected = "run it on an executor")]
    fn refuses_to_wait() {
        ready(std::future::pending::<()>());
    }
}
