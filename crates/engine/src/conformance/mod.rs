//! The suite that checks the contract of an event store. Run it against your own store too.
//!
//! It needs no executor, threads or clock, so it runs natively and in a browser. Pass a function that opens an empty
//! store on each call:
//!
//! ```
//! use engine::{conformance, ready};
//! use stores::MemoryStore;
//!
//! ready(conformance::run(async || MemoryStore::default()));
//! ```
//!
//! If a store breaks the contract, the suite panics with a sentence that names the missing behaviour. Each behaviour
//! also has its own function, for tests of single behaviours.
//!
//! [`durability`] has a second suite, for stores that outlive the program.

mod aggregates;
mod commands;
mod commits;
mod copies;
pub mod durability;
mod idempotency;
mod indexes;
mod outbox;
mod payloads;
mod reads;
mod relay;
mod subscriptions;
mod tally;
mod wrappers;

pub use aggregates::*;
pub use commands::*;
pub use commits::*;
pub use copies::*;
pub use idempotency::*;
pub use indexes::*;
pub use outbox::*;
pub use payloads::*;
pub use reads::*;
pub use relay::*;
pub use subscriptions::*;
pub use tally::{Below, Enough, Tally, TallyCommand, TallyEvent, TallyState, TooLow, new_event, recorded, tally};
pub use wrappers::{Calls, Counting, Shuffling};

use crate::EventStore;

/// Checks every behaviour of the contract, each on an empty store.
///
/// # Panics
/// At the first behaviour that the store lacks. The message names it.
pub async fn run<S: EventStore<Tally>>(fresh: impl AsyncFn() -> S) {
    get_returns_none_for_an_unknown_aggregate(&fresh().await).await;
    get_returns_state_version_and_time(&fresh().await).await;
    append_writes_events_and_snapshot_in_one_commit(&fresh().await).await;
    append_to_writes_once_and_reads_nothing(&fresh().await).await;
    appending_nothing_writes_nothing(&fresh().await).await;
    load_replays_only_the_events_after_the_snapshot(&fresh().await).await;
    recalculate_replaces_a_wrong_snapshot(&fresh().await).await;
    recalculate_replays_in_version_order(&fresh().await).await;
    recalculate_sends_no_message_again(&fresh().await).await;
    recalculate_of_an_unknown_aggregate_writes_nothing(&fresh().await).await;
    state_at_returns_the_state_at_any_version(&fresh().await).await;

    commit_writes_all_its_parts(&fresh().await).await;
    refused_commit_changes_nothing(&fresh().await).await;
    conflict_names_both_versions(&fresh().await).await;
    new_stream_must_not_exist(&fresh().await).await;
    version_ahead_of_the_stream_is_refused(&fresh().await).await;
    any_version_is_accepted(&fresh().await).await;
    snapshot_must_be_of_the_last_version(&fresh().await).await;
    oversized_commit_is_refused(&fresh().await).await;
    only_changed_index_entries_count_as_actions(&fresh().await).await;
    message_must_come_from_an_event_of_the_commit(&fresh().await).await;
    commit_without_a_snapshot_keeps_the_stored_one(&fresh().await).await;
    versions_are_contiguous_and_positions_grow(&fresh().await).await;
    one_of_many_concurrent_writers_wins(&fresh().await).await;
    metadata_and_large_numbers_are_preserved(&fresh().await).await;
    fractions_are_preserved(&fresh().await).await;
    hostile_field_names_are_preserved(&fresh().await).await;
    unreadable_payload_is_refused(&fresh().await).await;
    hostile_stream_ids_do_not_collide(&fresh().await).await;

    repeat_returns_the_first_answer(&fresh().await).await;
    key_with_other_content_is_refused(&fresh().await).await;
    key_of_another_stream_is_refused(&fresh().await).await;
    refused_commit_leaves_its_key_unused(&fresh().await).await;
    one_of_many_concurrent_repeats_takes_effect(&fresh().await).await;

    state_without_an_index_value_has_no_entry(&fresh().await).await;
    changed_index_value_removes_the_stale_entry(&fresh().await).await;
    aggregates_that_share_an_index_value_are_all_found(&fresh().await).await;
    commit_without_index_entries_keeps_the_stored_ones(&fresh().await).await;
    hostile_index_values_do_not_collide(&fresh().await).await;
    index_values_are_found_by_prefix(&fresh().await).await;
    reserved_value_belongs_to_one_aggregate(&fresh().await).await;
    shared_value_cannot_be_reserved(&fresh().await).await;
    reserved_value_is_refused_to_an_ordinary_entry(&fresh().await).await;
    stream_without_events_takes_no_index_entries(&fresh().await).await;
    one_of_many_concurrent_claims_gets_the_value(&fresh().await).await;

    stream_is_read_forwards_and_backwards(&fresh().await).await;
    range_bounds_the_read(&fresh().await).await;
    range_outside_the_stream_is_empty(&fresh().await).await;
    versions_sort_as_numbers(&fresh().await).await;
    log_is_read_from_a_position(&fresh().await).await;
    log_is_read_backwards_and_up_to_a_position(&fresh().await).await;

    command_is_decided_on_the_newest_state(&fresh().await).await;
    repeated_command_returns_the_first_answer(&fresh().await).await;
    command_without_events_uses_its_key(&fresh().await).await;
    unrecorded_refusal_leaves_its_key_unused(&fresh().await).await;
    conflicting_command_is_decided_again(&fresh().await).await;
    snapshot_of_another_shape_is_ignored_and_replaced(&fresh().await).await;

    messages_wait_in_the_order_of_publication(&fresh().await).await;
    sent_message_does_not_wait(&fresh().await).await;

    only_outbox_messages_are_relayed(&fresh().await).await;
    failed_message_holds_back_only_its_stream(&fresh().await).await;
    message_relayed_twice_is_handled_once(&fresh().await).await;

    copy_with_fractions_equals_its_source(&fresh().await, fresh().await).await;
    copied_event_publishes_nothing(&fresh().await, fresh().await).await;

    subscription_can_be_dropped_and_resumed(&fresh().await).await;
    subscription_is_woken_by_a_commit(&fresh().await).await;
    dropped_wait_loses_no_event(&fresh().await).await;
}
