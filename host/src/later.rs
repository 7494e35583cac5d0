//! Freeing what is large beside other work, instead of before it.

/// Frees a value on another thread, whenever one has nothing else to do. The end of the process does not wait for it.
pub(crate) fn free<T: Send + 'static>(value: T) {
    rayon::spawn(move || drop(value));
}
