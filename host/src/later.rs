//! Freeing what is large beside other work, instead of before it.

use crate::parallel;
use std::any::Any;
use std::sync::{Mutex, PoisonError};

/// What is not freed yet.
static LEFT: Mutex<Vec<Box<dyn Any + Send>>> = Mutex::new(Vec::new());

/// Frees a value on another thread, whenever one has nothing else to do; where there is none, with the next call of
/// [`free_left`]. The end of the process waits for neither.
pub(crate) fn free<T: Send + 'static>(value: T) {
    if parallel::has_helpers() {
        rayon::spawn(move || drop(value));
    } else {
        LEFT.lock().unwrap_or_else(PoisonError::into_inner).push(Box::new(value));
    }
}

/// Frees what was left. For who may call [`free`] again and again.
pub(crate) fn free_left() {
    let left = std::mem::take(&mut *LEFT.lock().unwrap_or_else(PoisonError::into_inner));
    drop(left);
}
