//! Which native code this program makes on this machine, told without starting the compiler: that would take longer than
//! all else of a run whose tiers are known.

use cranelift_codegen::settings::{Configurable, SetResult};
use std::hash::{DefaultHasher, Hash, Hasher};

/// What wasmtime and its configuration were when the program was built: 16 hexadecimal digits.
const CONFIGURATION: &str = env!("TERRACE_CONFIGURATION");

/// Differs where native code may differ: with another wasmtime, another configuration, or another processor. It need not
/// tell all: wasmtime takes no code that this machine cannot run.
pub fn compatibility() -> u64 {
    let mut hasher = DefaultHasher::new();
    CONFIGURATION.hash(&mut hasher);
    // An unknown processor has no features. What runs on it is compiled as for the least of its kind.
    let _ = cranelift_native::infer_native_flags(&mut Features(&mut hasher));
    hasher.finish()
}

/// Takes note of what the processor can do, as the compiler is told.
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
    fn a_machine_is_told_by_its_processor_as_well() {
        let mut without = DefaultHasher::new();
        CONFIGURATION.hash(&mut without);
        let mut features = without.clone();
        cranelift_native::infer_native_flags(&mut Features(&mut features)).unwrap();
        assert_eq!(compatibility(), features.finish());
        #[cfg(target_arch = "x86_64")]
        assert_ne!(compatibility(), without.finish());
    }

    #[test]
    fn another_feature_is_told() {
        let of = |names: &[&str]| {
            let mut hasher = DefaultHasher::new();
            names.iter().for_each(|name| Features(&mut hasher).enable(name).unwrap());
            hasher.finish()
        };
        assert_ne!(of(&["has_avx"]), of(&["has_avx", "has_avx2"]));
        assert_ne!(of(&["has_avx"]), of(&[]));
    }
}
