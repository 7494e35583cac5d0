//! How much references put into one instance.

use super::error::{LinkError, LinkProblem};
use super::substitute::Consumer;

/// How much may be put into all outputs, or all blocks, of one instance, in bytes. A large output that many refer to
/// would otherwise multiply.
const MOST: usize = 64 << 20;

/// How much was put into the outputs, or the blocks, of one instance.
#[derive(Debug, Default)]
pub struct Put(usize);

impl Put {
    /// Whether nothing more may be put, which has been reported.
    pub(super) fn is_full(&self) -> bool {
        self.0 > MOST
    }

    /// Counts what was put into one of them. An error where that is too much.
    pub(super) fn add(&mut self, size: usize, consumer: Consumer<'_>, path: &str) -> Option<LinkError> {
        self.0 = self.0.saturating_add(size);
        self.is_full().then(|| LinkError {
            instance: consumer.instance.cloned(),
            address: consumer.address.cloned(),
            path: path.to_owned(),
            reference: String::new(),
            problem: LinkProblem::TooMuch(MOST),
        })
    }
}
