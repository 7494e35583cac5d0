//! Work on all cores. Starting threads takes as long as linking and merging a small stack, so until they are started
//! explicitly, everything runs on the calling thread.

use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use std::cmp::Ordering;

/// Starts helper threads for this thread, unless it has some. The caller does not wait until they run, and they stay until the
/// process ends.
pub(crate) fn start() {
    if !has_helpers()
        && let Ok(pool) = ThreadPoolBuilder::new().use_current_thread().build()
    {
        std::mem::forget(pool);
    }
}

/// Returns whether this thread has helpers, or is one.
pub(crate) fn has_helpers() -> bool {
    rayon::current_thread_index().is_some()
}

/// Returns the number of threads that work at the same time.
pub(crate) fn threads() -> u64 {
    // On a thread without helpers, this call would make rayon start some.
    if has_helpers() { rayon::current_num_threads().max(1) as u64 } else { 1 }
}

/// Runs both closures; without helpers, the first one first.
pub(crate) fn both<A: Send, B: Send>(
    first: impl FnOnce() -> A + Send,
    second: impl FnOnce() -> B + Send,
) -> (A, B) {
    if has_helpers() { rayon::join(first, second) } else { (first(), second()) }
}

/// Applies a function to each item, and keeps their order.
pub(crate) fn map<T: Send, R: Send>(
    items: impl IntoParallelIterator<Item = T, Iter: IndexedParallelIterator> + IntoIterator<Item = T>,
    make: impl Fn(T) -> R + Sync + Send,
) -> Vec<R> {
    if has_helpers() {
        items.into_par_iter().map(make).collect()
    } else {
        items.into_iter().map(make).collect()
    }
}

/// Sorts stably.
pub(crate) fn sort_by<T: Send>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering + Sync) {
    if has_helpers() { items.par_sort_by(compare) } else { items.sort_by(compare) }
}

/// Like [`map`], for items some of which may take long. `try_now` returns none for those. From the first of them on, threads
/// are started if there are none, and `make` handles the remaining items.
pub(crate) fn map_from_first_long<T: Sync, R: Send>(
    items: &[T],
    try_now: impl FnMut(&T) -> Option<R>,
    make: impl Fn(&T) -> R + Sync + Send,
) -> Vec<R> {
    let mut made: Vec<R> = if has_helpers() { Vec::new() } else { items.iter().map_while(try_now).collect() };
    let rest = &items[made.len()..];
    if !rest.is_empty() {
        start();
        made.extend(map(rest, make));
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    /// Runs a test on its own thread, so that the other threads of this process stay without helpers.
    fn alone(test: impl FnOnce() + Send + 'static) {
        thread::spawn(test).join().unwrap();
    }

    #[test]
    fn nobody_helps_until_threads_are_started() {
        alone(|| {
            assert!(!has_helpers());
            let here = thread::current().id();
            assert!(map(0..100, |_| thread::current().id()).iter().all(|id| *id == here));
            assert_eq!(both(|| 1, || 2), (1, 2));
            start();
            start();
            assert!(has_helpers());
            assert_eq!(map(0..100, |n| n + 1), (1..=100).collect::<Vec<_>>());
            assert_eq!(both(|| 1, || 2), (1, 2));
        });
    }

    #[test]
    fn threads_are_started_for_what_takes_long() {
        let items = [1, 2, 30, 4, 50];
        let quick = |n: &i32| (*n < 10).then_some((*n, "now"));
        alone(move || {
            let made = map_from_first_long(&items[..2], quick, |n| (*n, "later"));
            assert_eq!(made, [(1, "now"), (2, "now")]);
            assert!(!has_helpers());
            let made = map_from_first_long(&items, quick, |n| (*n, "later"));
            assert_eq!(made, [(1, "now"), (2, "now"), (30, "later"), (4, "later"), (50, "later")]);
            assert!(has_helpers());
        });
    }
}
