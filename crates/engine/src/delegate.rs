/// Implements methods of [`EventStore`](crate::EventStore) by calling another store, for stores that wrap another store
/// and change some of its methods.
///
/// Takes the domain, an expression for the wrapped store, and the names of the methods. Without names, it implements all
/// methods. For an enum of stores, `Self::{A, B}` instead of the expression calls the store in the current variant.
///
/// ```
/// use engine::{Domain, EventStore, LogRange, Recorded, StoreError, delegate_store};
///
/// /// A store that never returns more than 100 events of the log.
/// struct Paged<S>(S);
///
/// impl<D: Domain, S: EventStore<D>> EventStore<D> for Paged<S> {
///     async fn read_all(&self, range: LogRange) -> Result<Vec<Recorded<D::Event>>, StoreError> {
///         self.0.read_all(range.limit(range.limit.min(100))).await
///     }
///
///     delegate_store!(D, |self| self.0; commit, read, with_events, snapshot, find, outbox, unsent, mark_sent);
///     delegate_store!(D, |self| self.0; changed, limits, answered);
/// }
/// ```
#[macro_export]
macro_rules! delegate_store {
    ($domain:ty, |$self:ident| Self::{$($variant:ident),+ $(,)?}) => {
        $crate::delegate_store!(@all $domain, $self, [$($variant),+]);
    };
    ($domain:ty, |$self:ident| $store:expr) => {
        $crate::delegate_store!(@all $domain, $self, ($store));
    };
    ($domain:ty, |$self:ident| $store:expr; $($method:ident),+ $(,)?) => {
        $($crate::delegate_store!(@$method $domain, $self, ($store));)+
    };
    (@all $domain:ty, $self:ident, $store:tt) => {
        $crate::delegate_store!(@commit $domain, $self, $store);
        $crate::delegate_store!(@read $domain, $self, $store);
        $crate::delegate_store!(@with_events $domain, $self, $store);
        $crate::delegate_store!(@read_all $domain, $self, $store);
        $crate::delegate_store!(@snapshot $domain, $self, $store);
        $crate::delegate_store!(@find $domain, $self, $store);
        $crate::delegate_store!(@outbox $domain, $self, $store);
        $crate::delegate_store!(@unsent $domain, $self, $store);
        $crate::delegate_store!(@mark_sent $domain, $self, $store);
        $crate::delegate_store!(@changed $domain, $self, $store);
        $crate::delegate_store!(@limits $domain, $self, $store);
        $crate::delegate_store!(@answered $domain, $self, $store);
    };
    (@commit $domain:ty, $self:ident, $store:tt) => {
        async fn commit(&$self, commit: $crate::Commit<$domain>) -> Result<$crate::Committed, $crate::StoreError> {
            $crate::delegate_store!(@call $self, $store, {commit(commit).await})
        }
    };
    (@read $domain:ty, $self:ident, $store:tt) => {
        async fn read(
            &$self,
            stream: &$crate::StreamId,
            range: $crate::StreamRange,
        ) -> Result<Vec<$crate::Recorded<<$domain as $crate::Domain>::Event>>, $crate::StoreError> {
            $crate::delegate_store!(@call $self, $store, {read(stream, range).await})
        }
    };
    (@with_events $domain:ty, $self:ident, $store:tt) => {
        async fn with_events<T>(
            &$self,
            stream: &$crate::StreamId,
            range: $crate::StreamRange,
            look: impl FnOnce(&[$crate::Recorded<<$domain as $crate::Domain>::Event>]) -> T,
        ) -> Result<T, $crate::StoreError> {
            $crate::delegate_store!(@call $self, $store, {with_events(stream, range, look).await})
        }
    };
    (@read_all $domain:ty, $self:ident, $store:tt) => {
        async fn read_all(
            &$self,
            range: $crate::LogRange,
        ) -> Result<Vec<$crate::Recorded<<$domain as $crate::Domain>::Event>>, $crate::StoreError> {
            $crate::delegate_store!(@call $self, $store, {read_all(range).await})
        }
    };
    (@snapshot $domain:ty, $self:ident, $store:tt) => {
        async fn snapshot(
            &$self,
            stream: &$crate::StreamId,
        ) -> Result<Option<$crate::Snapshot<<$domain as $crate::Domain>::State>>, $crate::StoreError> {
            $crate::delegate_store!(@call $self, $store, {snapshot(stream).await})
        }
    };
    (@find $domain:ty, $self:ident, $store:tt) => {
        async fn find(
            &$self,
            index: &str,
            lookup: $crate::Lookup<'_>,
        ) -> Result<Vec<$crate::StreamId>, $crate::StoreError> {
            $crate::delegate_store!(@call $self, $store, {find(index, lookup).await})
        }
    };
    (@outbox $domain:ty, $self:ident, $store:tt) => {
        async fn outbox(
            &$self,
            stream: &$crate::StreamId,
        ) -> Result<Vec<$crate::OutboxRecord<<$domain as $crate::Domain>::Outbound>>, $crate::StoreError> {
            $crate::delegate_store!(@call $self, $store, {outbox(stream).await})
        }
    };
    (@unsent $domain:ty, $self:ident, $store:tt) => {
        async fn unsent(
            &$self,
            of_each_stream: usize,
        ) -> Result<$crate::Unsent<<$domain as $crate::Domain>::Outbound>, $crate::StoreError> {
            $crate::delegate_store!(@call $self, $store, {unsent(of_each_stream).await})
        }
    };
    (@mark_sent $domain:ty, $self:ident, $store:tt) => {
        async fn mark_sent(&$self, messages: &[$crate::MessageId]) -> Result<(), $crate::StoreError> {
            $crate::delegate_store!(@call $self, $store, {mark_sent(messages).await})
        }
    };
    (@changed $domain:ty, $self:ident, $store:tt) => {
        async fn changed(&$self, after: $crate::Position) -> Result<(), $crate::StoreError> {
            $crate::delegate_store!(@call $self, $store, {changed(after).await})
        }
    };
    (@limits $domain:ty, $self:ident, $store:tt) => {
        fn limits(&$self) -> $crate::CommitLimits {
            $crate::delegate_store!(@call $self, $store, {limits()})
        }
    };
    (@answered $domain:ty, $self:ident, $store:tt) => {
        async fn answered(
            &$self,
            stream: &$crate::StreamId,
            idempotency: &$crate::Idempotency,
        ) -> Result<Option<$crate::Committed>, $crate::StoreError> {
            $crate::delegate_store!(@call $self, $store, {answered(stream, idempotency).await})
        }
    };
    (@call $self:ident, ($store:expr), $call:tt) => {
        $crate::delegate_store!(@on $store, $call)
    };
    (@call $self:ident, [$($variant:ident),+], $call:tt) => {
        match $self {
            $(Self::$variant(store) => $crate::delegate_store!(@on store, $call),)+
        }
    };
    (@on $store:expr, {$($call:tt)+}) => {
        $store.$($call)+
    };
}
