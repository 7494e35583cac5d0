//! Reading and replacing files: whole or not at all, up to a size, and never from a pipe.
//!
//! Terrace reads files of strangers and replaces files that terraform reads at the same time. So a file is opened with
//! [`regular`], which gives up on anything but a regular file of a bounded size, and written with [`atomic`], which leaves
//! the old file or the new one whatever happens.
//!
//! ```
//! use terrace_files::atomic::AtomicWrite;
//! use terrace_files::regular::{MAX_TEXT_BYTES, read};
//!
//! # fn main() -> std::io::Result<()> {
//! let directory = tempfile::tempdir()?;
//! let path = directory.path().join("main.tf.json");
//! AtomicWrite::output().replace(&path, b"{}")?;
//! assert_eq!(read(&path, MAX_TEXT_BYTES)?, b"{}");
//! # Ok(())
//! # }
//! ```
//!
//! No other crate renames a file over another or knows a temporary name: [`temporary`] finds the leftovers of killed
//! processes. [`ownership`] and [`owned`] check that nobody but the user can change a file that is about to be run or
//! trusted, [`writable`] that a directory could be written to, and [`mod@reason`] formats an error of the operating system
//! as the end of a sentence. The crate does not know what is in the files.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod atomic;
pub mod owned;
pub mod ownership;
pub mod reason;
pub mod regular;
pub mod temporary;
pub mod writable;
