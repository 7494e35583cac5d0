//! Native code that this process will run. The only module with unsafe code: wasmtime cannot tell whether what it is given
//! is what it once made.
#![allow(unsafe_code)]

use super::Digest;
use std::path::Path;
use wasmtime::Engine;
use wasmtime::component::Component;

/// The component whose code is in a file of the cache. None if it is another engine's.
///
/// The caller has seen that the file is whole and ours: see [`Cache`](super::Cache).
pub(super) fn of_cache(engine: &Engine, file: &Path) -> Option<Component> {
    // SAFETY: the file was made by `Component::serialize`, because its digest is the one that was
    // recorded then, under the name of this very component and engine; or it is, by number, size and times, the
    // file that had this digest before, and was not written since. No other user can have written
    // it or put another in its place, because file and directory belong to this user and nobody else
    // may write them. It is not changed between the check and the end of the process: an entry is only
    // ever replaced by renaming another whole file over it, which leaves what is mapped as it was.
    unsafe { Component::deserialize_file(engine, file) }.ok()
}

/// A built-in tier that was compiled ahead of time, and its code. None where this machine cannot run that.
pub(super) fn of_build(engine: &Engine, digest: &Digest) -> Option<(Component, &'static [u8])> {
    let code = terrace_compiled::code(digest.as_bytes())?;
    // SAFETY: the build script made it by `Engine::precompile_component`, and it is a part of this program.
    let component = unsafe { Component::deserialize(engine, code) }.ok()?;
    Some((component, code))
}

/// The component that the compiler has just made. None if it is another engine's.
pub(super) fn of_compiler(engine: &Engine, code: &[u8]) -> Option<Component> {
    // SAFETY: `Engine::precompile_component` made it, in this process or in one that runs this very program and gave it
    // through a pipe that no other process has: see `apart`.
    unsafe { Component::deserialize(engine, code) }.ok()
}
