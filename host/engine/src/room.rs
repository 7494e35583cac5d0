//! The memory that all calls of a process share: each may use as much as its limits allow, but not all at the same time.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The bytes of memory that calls may have in total before the next one to request more has to wait.
pub(super) const MAX_CALLS_MEMORY_BYTES: usize = 256 << 20;
/// The bytes that calls may return at the same time. A call that returns more than its share is repeated alone.
pub(super) const MAX_CALLS_ANSWER_BYTES: u64 = 64 << 20;

/// The memory that is in use. Beyond its size, one call at a time may continue: as no call waits for the memory of that one,
/// all of them finish.
#[derive(Debug)]
pub(super) struct Room {
    size: usize,
    taken: Mutex<MemoryInUse>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct MemoryInUse {
    bytes: usize,
    /// Whether a call continues beyond the size of the room.
    is_beyond: bool,
}

impl Room {
    /// Creates a room of this many bytes.
    pub(super) fn new(size: usize) -> Arc<Self> {
        Arc::new(Self { size, taken: Mutex::default(), changed: Condvar::new() })
    }
}

/// The memory that one call has. Dropping it returns the memory.
#[derive(Debug)]
pub(super) struct Share {
    room: Arc<Room>,
    bytes: usize,
    is_beyond: bool,
    waited: Duration,
}

impl Share {
    /// Creates an empty share.
    pub fn of(room: &Arc<Room>) -> Self {
        Self { room: Arc::clone(room), bytes: 0, is_beyond: false, waited: Duration::ZERO }
    }

    /// Takes this many more bytes, and waits until they are available.
    pub(super) fn take(&mut self, bytes: usize) {
        self.wait(|room, taken| taken.bytes.saturating_add(bytes) <= room.size, bytes);
    }

    /// Waits until this call is the one that may go on beyond the size of the room.
    pub(super) fn go_beyond(&mut self) {
        self.wait(|_, _| false, 0);
    }

    fn wait(&mut self, fits: impl Fn(&Room, &MemoryInUse) -> bool, bytes: usize) {
        let room = &*self.room;
        let mut taken = room.taken.lock().unwrap_or_else(PoisonError::into_inner);
        while !self.is_beyond && !fits(room, &taken) {
            if !taken.is_beyond {
                taken.is_beyond = true;
                self.is_beyond = true;
                break;
            }
            let began = Instant::now();
            taken = room.changed.wait(taken).unwrap_or_else(PoisonError::into_inner);
            self.waited += began.elapsed();
        }
        taken.bytes = taken.bytes.saturating_add(bytes);
        self.bytes = self.bytes.saturating_add(bytes);
    }

    /// Returns the time waited since the last call. It does not count as the tier's own time.
    pub(super) fn waited(&mut self) -> Duration {
        std::mem::take(&mut self.waited)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut taken = self.room.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.bytes -= self.bytes;
        if self.is_beyond {
            taken.is_beyond = false;
        }
        drop(taken);
        self.room.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    /// Runs many calls that each take more and more: together they never have more than the room and the limit of one call.
    #[test]
    fn memory_of_concurrent_calls_is_bounded() {
        let room = Room::new(100);
        let (present, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let mut share = Share::of(&room);
                        for _ in 0..8 {
                            share.take(10);
                            let now = present.fetch_add(10, Ordering::SeqCst) + 10;
                            most.fetch_max(now, Ordering::SeqCst);
                            thread::yield_now();
                        }
                        present.fetch_sub(80, Ordering::SeqCst);
                        drop(share);
                    }
                });
            }
        });
        let most = most.load(Ordering::SeqCst);
        assert!(most > 80, "they run at once");
        assert!(most <= 100 + 80, "{most}");
        assert_eq!(room.taken.lock().unwrap().bytes, 0);
    }

    #[test]
    fn memory_beyond_the_bound_goes_to_one_call_at_a_time() {
        let room = Room::new(10);
        let mut first = Share::of(&room);
        first.take(10);
        first.take(1000);
        first.go_beyond();
        assert_eq!(first.waited(), Duration::ZERO);
        thread::scope(|scope| {
            let second = scope.spawn(|| {
                let mut second = Share::of(&room);
                second.go_beyond();
                second.take(1000);
                second.waited()
            });
            while Arc::strong_count(&room) < 3 {
                thread::yield_now();
            }
            thread::sleep(Duration::from_millis(20));
            assert!(!second.is_finished());
            drop(first);
            assert!(second.join().unwrap() > Duration::ZERO);
        });
    }
}
