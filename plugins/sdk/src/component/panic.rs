//! Messages of panics. A tier has no output to write them to, so it leaves them in its memory, where Terrace looks after a trap.

use std::sync::Once;

/// Has each panic from now on leave its message in memory: `U+0001 terrace-panic U+0002 MESSAGE U+0003`, in UTF-8.
pub(super) fn leave_messages() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            // Kept backwards in the program's data, so that the mark is in memory only after a panic.
            let mark: String = "\u{2}cinap-ecarret\u{1}".chars().rev().collect();
            // Leaked: the trap follows, and what is freed may be overwritten.
            Box::leak(format!("{mark}{panic}\u{3}").into_boxed_str());
        }));
    });
}
