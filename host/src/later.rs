//! Defers freeing large values until nothing waits for it: the next run, or never if the process ends first.

use std::any::Any;
use std::sync::{Mutex, PoisonError};

/// The values that are not freed yet.
static LEFT: Mutex<Vec<Box<dyn Any + Send>>> = Mutex::new(Vec::new());

/// Leaves a value to the next call of [`free_left`].
pub(crate) fn free<T: Send + 'static>(value: T) {
    LEFT.lock().unwrap_or_else(PoisonError::into_inner).push(Box::new(value));
}

/// Frees the values left so far. For callers that run [`free`] repeatedly.
pub(crate) fn free_left() {
    let left = std::mem::take(&mut *LEFT.lock().unwrap_or_else(PoisonError::into_inner));
    drop(left);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn what_is_left_is_freed_with_the_next_run() {
        let value = Arc::new(());
        free(Arc::clone(&value));
        free_left();
        // Another test may have taken the value, and be about to free it.
        while Arc::strong_count(&value) > 1 {
            std::thread::yield_now();
        }
    }
}
