//! Identifies the native code that this program generates on this machine, without starting the compiler. Starting it would
//! take longer than the rest of a run whose tiers are cached.

use cranelift_codegen::settings::{Configurable, SetResult};
use std::hash::{DefaultHasher, Hash, Hasher};

/// The hash of wasmtime and its configuration at build time: 16 hexadecimal digits.
const CONFIGURATION: &str = env!("TERRACE_CONFIGURATION");

/// Returns a hash that changes whenever native code may change: with the version of wasmtime, its configuration or the
/// processor.
///
/// It does not have to cover everything: wasmtime rejects code that this machine cannot run.
pub fn compatibility() -> u64 {
    let mut hasher = DefaultHasher::new();
    CONFIGURATION.hash(&mut hasher);
    // An unknown processor has no features; code for it is compiled for the baseline of its architecture.
    let _ = cranelift_native::infer_native_flags(&mut Features(&mut hasher));
    hasher.finish()
}

/// Hashes the processor's features as they are reported to the compiler.
struct Features<'a>(&'a mut DefaultHasher);

impl Configurable for Features<'_> {
    fn set(&mut self, name: &str, value: &str) -> SetResult<()> {
        (name, value).hash(self.0);
        Ok(())
    }

    fn enable(&mut self, name: &str) -> SetResult<()> {
        name.hash(self.0);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compatibility_includes_the_features_of_the_processor() {
        let mut without = DefaultHasher::new();
        CONFIGURATION.hash(&mut without);
        let mut features = without.clone();
        cranelift_native::infer_native_flags(&mut Features(&mut features)).unwrap();
        assert_eq!(compatibility(), features.finish());
        #[cfg(target_arch = "x86_64")]
        assert_ne!(compatibility(), without.finish());
    }

    #[test]
    fn compatibility_differs_for_another_feature() {
        let of = |names: &[&str]| {
            let mut hasher = DefaultHasher::new();
            names.iter().for_each(|name| Features(&mut hasher).enable(name).unwrap());
            hasher.finish()
        };
        assert_ne!(of(&["has_avx"]), of(&["has_avx", "has_avx2"]));
        assert_ne!(of(&["has_avx"]), of(&[]));
    }
}
