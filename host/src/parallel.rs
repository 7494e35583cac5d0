//! Work on all cores. Threads take as long to start as a small stack takes to be joined, so until somebody starts them,
//! everything is done on the thread that asks for it.

use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use std::cmp::Ordering;

/// Starts threads that help this one, unless it has some. Who starts them does not wait until they run; they stay until the
/// process ends.
pub(crate) fn start() {
    if !has_helpers()
        && let Ok(pool) = ThreadPoolBuilder::new().use_current_thread().build()
    {
        std::mem::forget(pool);
    }
}

/// Whether this thread has helpers, or is one.
pub(crate) fn has_helpers() -> bool {
    rayon::current_thread_index().is_some()
}

/// How many things are done at the same time.
pub(crate) fn threads() -> u64 {
    // Asked elsewhere than on a thread that has helpers, rayon would start some.
    if has_helpers() { rayon::current_num_threads().max(1) as u64 } else { 1 }
}

/// Does both, the first one first where nobody helps.
pub(crate) fn both<A: Send, B: Send>(
    first: impl FnOnce() -> A + Send,
    second: impl FnOnce() -> B + Send,
) -> (A, B) {
    if has_helpers() { rayon::join(first, second) } else { (first(), second()) }
}

/// What a function makes of each item, in their order.
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

/// Sorts; what is equal stays in its order.
pub(crate) fn sort_by<T: Send>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering + Sync) {
    if has_helpers() { items.par_sort_by(compare) } else { items.sort_by(compare) }
}

/// [`map`], where some items may take long. `try_now` makes nothing of those. From the first of them on, threads are started
/// if there are none, and `make` is given what is left.
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

    /// On a thread of its own, so that the others of this process stay without helpers.
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
