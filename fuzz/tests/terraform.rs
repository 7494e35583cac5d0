//! Terraform agrees that no tier refers to what belongs to another.

#![allow(clippy::unwrap_used, missing_docs)]

use terrace_fuzz::judged;

/// Bytes that look random and are the same each time.
fn bytes(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    std::iter::repeat_with(next).take(40).flatten().collect()
}

#[test]
#[allow(clippy::print_stderr)]
fn no_accepted_attack_reads_the_vault() {
    let seen = judged((1..1500).map(bytes));
    eprintln!("terraform judged {seen} attacks");
}
