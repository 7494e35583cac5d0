//! Checks that every property holds for the seeds of its fuzz target and for inputs near them.

use proptest::prelude::*;
use std::fs;
use std::path::Path;
use terrace_fuzz::ALL;

fn seeds(name: &str) -> Vec<Vec<u8>> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(name);
    let mut files: Vec<_> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

#[test]
fn properties_hold_for_their_seeds() {
    for (name, holds) in ALL {
        let seeds = seeds(name);
        assert!(!seeds.is_empty(), "{name} has no seeds");
        seeds.iter().for_each(|seed| holds(seed));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn properties_hold_for_mutated_seeds(
        which: prop::sample::Index,
        seed: prop::sample::Index,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3), 0..12),
    ) {
        let (name, holds) = ALL[which.index(ALL.len())];
        let seeds = seeds(name);
        let mut data = seed.get(&seeds).clone();
        for (at, byte, change) in changes {
            let at = at.index(data.len() + 1);
            match change {
                0 => data.insert(at, byte),
                1 if at < data.len() => data[at] = byte,
                _ if at < data.len() => _ = data.remove(at),
                _ => {}
            }
        }
        holds(&data);
    }
}
