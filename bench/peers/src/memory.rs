//! A global allocator that counts the bytes asked for and not yet given back.
//!
//! The whole program runs on one thread, so the count is a plain load and
//! store: a locked addition would weigh on libraries that allocate often.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

static LIVE: AtomicUsize = AtomicUsize::new(0);

pub struct Counting;

#[inline]
fn count(freed: usize, taken: usize) {
    LIVE.store(
        LIVE.load(Relaxed).wrapping_sub(freed).wrapping_add(taken),
        Relaxed,
    );
}

// SAFETY: every call goes to the system allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(0, layout.size());
        System.alloc(layout)
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(0, layout.size());
        System.alloc_zeroed(layout)
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        count(layout.size(), 0);
        System.dealloc(at, layout)
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(layout.size(), size);
        System.realloc(at, layout, size)
    }
}

/// The bytes that what `make` returns keeps alive.
pub fn live_bytes<T>(make: impl FnOnce() -> T) -> usize {
    let before = LIVE.load(Relaxed);
    let value = make();
    let bytes = LIVE.load(Relaxed).wrapping_sub(before);
    drop(value);
    bytes
}
