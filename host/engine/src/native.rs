//! Loads native code that this process will run. It is the only module with unsafe code: wasmtime cannot tell if the bytes
//! that it receives are its own output.
#![allow(unsafe_code)]

use std::path::Path;
use terrace_core::digest::Digest;
use wasmtime::Engine;
use wasmtime::component::Component;

/// Loads the component whose code is in a file of the cache. Returns none if it is another engine's.
///
/// The caller has verified that the file is undamaged and belongs to this user: see [`Cache`](super::Cache).
pub(super) fn of_cache(engine: &Engine, file: &Path) -> Option<Component> {
    // SAFETY: the file was made by `Component::serialize`, because its digest is the one that was
    // recorded then, under the name of this very component and engine; or it is, by inode, size and times, the
    // file that had this digest before, and was not written since. No other user can have written
    // it or put another in its place, because file and directory belong to this user and nobody else
    // may write them. It does not change between the check and the end of the process: an entry is only
    // ever replaced by renaming a complete new file over it, which leaves the mapped file unchanged.
    unsafe { Component::deserialize_file(engine, file) }.ok()
}

/// Loads a built-in tier that was compiled ahead of time, and its code. Returns none if this machine cannot run it.
pub(super) fn of_build(engine: &Engine, digest: &Digest) -> Option<(Component, Vec<u8>)> {
    let code = terrace_compiled::code(&digest.to_bytes())?;
    // SAFETY: the build script made it by `Engine::precompile_component`, and it is a part of this program.
    let component = unsafe { Component::deserialize(engine, &code) }.ok()?;
    Some((component, code))
}

/// Loads the component that the compiler has just made. Returns none if it is another engine's.
pub(super) fn of_compiler(engine: &Engine, code: &[u8]) -> Option<Component> {
    // SAFETY: `Engine::precompile_component` made it, in this process or in one that runs this very program and returned it
    // through a pipe that no other process has: see `apart`.
    unsafe { Component::deserialize(engine, code) }.ok()
}
