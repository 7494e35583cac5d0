//! Checks with terraform that no tier refers to another tier's resources.

use terrace_fuzz::judged;

/// Returns pseudo-random bytes that are the same for the same seed.
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
fn accepted_attacks_do_not_read_the_vault() {
    let seen = judged((1..1500).map(bytes));
    eprintln!("terraform judged {seen} attacks");
}
