//! The Event Sourcing Lab.
