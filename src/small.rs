//! Signals of small values. A first load weighs half a kilobyte more for each type that a signal is of, so these are all of one.

use std::marker::PhantomData;

use leptos::prelude::{Get, GetUntracked, RwSignal, Set, Track};

use super::tabs::{PhoneTab, StorageTab};
use bank::CommandKind;
use engine::Version;
use lab::views::ViewKind;
use lab::{AccountId, Families, Stop};
use stores::StoreKind;

/// A signal of a value that fits into 32 bits. It is a handle: cheap to copy.
pub(super) struct Small<T>(RwSignal<u32>, PhantomData<fn() -> T>);

impl<T> Clone for Small<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Small<T> {}

impl<T: Bits> Small<T> {
    /// A signal that begins with this value.
    pub(super) fn new(value: T) -> Self {
        Self(RwSignal::new(value.bits()), PhantomData)
    }

    /// The value. Whoever reads it in a reactive scope is told when it is set.
    pub(super) fn get(self) -> T {
        T::of_bits(self.0.get())
    }

    /// The value, without asking to be told.
    pub(super) fn get_untracked(self) -> T {
        T::of_bits(self.0.get_untracked())
    }

    /// Sets the value, and tells everybody who has read it.
    pub(super) fn set(self, value: T) {
        self.0.set(value.bits());
    }

    /// Asks to be told when the value is set.
    pub(super) fn track(self) {
        self.0.track();
    }
}

/// A value as 32 bits.
pub(super) trait Bits {
    /// The bits of this value.
    fn bits(self) -> u32;
    /// The value of these bits.
    fn of_bits(bits: u32) -> Self;
}

/// The bits of these are their places in a list of all.
macro_rules! by_place {
    ($($of: ty),*) => {
        $(impl Bits for $of {
            fn bits(self) -> u32 {
                (0..).zip(Self::ALL).find(|(_, one)| *one == self).map_or(0, |(place, _)| place)
            }

            fn of_bits(bits: u32) -> Self {
                Self::ALL.get(bits as usize).copied().unwrap_or(Self::ALL[0])
            }
        })*
    };
}

by_place!(CommandKind, PhoneTab, StorageTab, StoreKind, ViewKind);

impl Bits for AccountId {
    fn bits(self) -> u32 {
        self.0
    }

    fn of_bits(bits: u32) -> Self {
        Self(bits)
    }
}

impl Bits for Families {
    fn bits(self) -> u32 {
        Self::bits(self)
    }

    fn of_bits(bits: u32) -> Self {
        Self::of_bits(bits)
    }
}

impl Bits for Option<Stop> {
    fn bits(self) -> u32 {
        self.map_or(0, |stop| stop as u32 + 1)
    }

    fn of_bits(bits: u32) -> Self {
        Stop::ALL.get((bits as usize).checked_sub(1)?).copied()
    }
}

impl Bits for Option<bool> {
    fn bits(self) -> u32 {
        self.map_or(0, |is| u32::from(is) + 1)
    }

    fn of_bits(bits: u32) -> Self {
        bits.checked_sub(1).map(|bits| bits == 1)
    }
}

/// The page has no stream with more events than this counts.
impl Bits for Option<Version> {
    fn bits(self) -> u32 {
        self.map_or(0, |version| u32::try_from(version.next().0).unwrap_or(u32::MAX))
    }

    fn of_bits(bits: u32) -> Self {
        bits.checked_sub(1).map(|version| Version(version.into()))
    }
}
