//! The contract suite that every store runs: the library's own ones, and yours if you write one.
//!
//! It needs no executor, no threads and no clock, so it runs natively and in a browser. Hand it something that opens a
//! fresh, empty store each time it is asked:
//!
//! ```
//! use engine::{conformance, ready};
//! use stores::MemoryStore;
//!
//! ready(conformance::run(async || MemoryStore::default()));
//! ```
//!
//! A store that breaks the contract panics with a sentence that says which behaviour is missing. Each behaviour is a
//! function of its own as well, for a test that wants one at a time.
//!
//! [`durability`] has a second suite, for stores that outlive the program.

mod aggregates;
mod commands;
mod commits;
mod copies;
pub mod durability;
mod idempotency;
mod indexes;
mod live;
mod outbox;
mod reads;
mod relay;
mod tally;
mod wrappers;

pub use aggregates::*;
pub use commands::*;
pub use commits::*;
pub use copies::*;
pub use idempotency::*;
pub use indexes::*;
pub use live::*;
pub use outbox::*;
pub use reads::*;
pub use relay::*;
pub use tally::{Below, Enough, Tally, TallyCommand, TallyEvent, TallyState, TooLow, new_event, recorded, tally};
pub use wrappers::{Calls, Counting, Shuffling};

use super::EventStore;

/// Runs every behaviour of the contract, each on a fresh store.
///
/// # Panics
/// At the first behaviour that the store does not show; the message says which.
pub async fn run<S: EventStore<Tally>>(fresh: impl AsyncFn() -> S) {
    get_of_an_unknown_aggregate_is_none(&fresh().await).await;
    get_gives_the_state_apart_from_where_it_stands(&fresh().await).await;
    append_writes_events_and_snapshot_in_one_commit(&fresh().await).await;
    append_to_writes_once_and_reads_nothing(&fresh().await).await;
    appending_nothing_writes_nothing(&fresh().await).await;
    a_load_folds_the_tail_onto_the_snapshot(&fresh().await).await;
    recalculate_ignores_a_wrong_snapshot(&fresh().await).await;
    recalculate_replays_in_version_order(&fresh().await).await;
    recalculate_sends_nothing_again(&fresh().await).await;
    recalculate_of_an_unknown_aggregate_writes_nothing(&fresh().await).await;
    state_at_gives_every_version(&fresh().await).await;

    a_commit_takes_effect_as_a_whole(&fresh().await).await;
    a_refused_commit_changes_nothing(&fresh().await).await;
    a_stale_writer_is_told_both_versions(&fresh().await).await;
    a_new_stream_must_not_exist(&fresh().await).await;
    a_version_ahead_of_the_stream_is_refused(&fresh().await).await;
    any_version_goes_through(&fresh().await).await;
    a_snapshot_must_be_the_state_after_the_last_event(&fresh().await).await;
    a_commit_that_is_too_large_is_refused(&fresh().await).await;
    a_message_must_be_published_by_an_event_of_the_commit(&fresh().await).await;
    a_commit_without_a_snapshot_keeps_the_stored_one(&fresh().await).await;
    versions_are_contiguous_and_positions_grow(&fresh().await).await;
    of_many_writers_at_one_version_one_wins(&fresh().await).await;
    metadata_and_large_numbers_come_back_unharmed(&fresh().await).await;
    fractions_come_back_unharmed(&fresh().await).await;
    hostile_field_names_come_back_unharmed(&fresh().await).await;
    what_could_not_be_read_again_is_not_written(&fresh().await).await;
    hostile_stream_ids_are_kept_apart(&fresh().await).await;

    a_repeat_gets_the_first_answer(&fresh().await).await;
    a_key_with_other_content_is_refused(&fresh().await).await;
    a_key_of_another_stream_is_refused(&fresh().await).await;
    a_refused_commit_does_not_use_its_key_up(&fresh().await).await;
    of_many_repeats_at_once_one_takes_effect(&fresh().await).await;

    no_index_value_means_no_entry(&fresh().await).await;
    a_changed_index_value_removes_the_stale_entry(&fresh().await).await;
    aggregates_with_one_index_value_are_all_found(&fresh().await).await;
    a_commit_without_index_entries_keeps_them(&fresh().await).await;
    hostile_index_values_are_kept_apart(&fresh().await).await;
    values_are_found_by_what_they_begin_with(&fresh().await).await;
    a_reserved_value_belongs_to_one_aggregate(&fresh().await).await;
    a_value_that_others_have_cannot_be_reserved(&fresh().await).await;
    a_reserved_value_is_refused_to_entries_that_reserve_nothing(&fresh().await).await;
    a_stream_without_events_has_no_index_entries(&fresh().await).await;
    of_many_who_claim_one_value_one_gets_it(&fresh().await).await;

    a_stream_is_read_forwards_and_backwards(&fresh().await).await;
    a_range_bounds_what_is_read(&fresh().await).await;
    a_range_without_a_version_of_the_stream_is_empty(&fresh().await).await;
    versions_sort_as_numbers(&fresh().await).await;
    the_whole_log_is_read_from_a_position(&fresh().await).await;
    the_whole_log_is_read_backwards_and_up_to_a_position(&fresh().await).await;

    a_command_is_decided_on_the_newest_state(&fresh().await).await;
    a_repeated_command_gets_the_first_answer(&fresh().await).await;
    a_command_without_events_uses_its_key_up(&fresh().await).await;
    a_refusal_that_is_not_recorded_does_not_use_its_key_up(&fresh().await).await;
    a_conflict_is_decided_again(&fresh().await).await;
    a_snapshot_of_another_shape_is_ignored_and_rebuilt(&fresh().await).await;

    messages_wait_in_the_order_of_their_stream(&fresh().await).await;
    a_sent_message_does_not_wait(&fresh().await).await;

    only_what_is_in_the_outbox_is_relayed(&fresh().await).await;
    a_message_that_fails_fails_alone(&fresh().await).await;
    a_message_that_is_relayed_twice_is_handled_once(&fresh().await).await;

    a_copy_with_fractions_equals_its_source(&fresh().await, fresh().await).await;

    a_subscription_can_be_dropped_and_resumed(&fresh().await).await;
    a_subscription_is_woken_by_a_commit(&fresh().await).await;
    a_subscription_that_is_given_up_loses_nothing(&fresh().await).await;
}
