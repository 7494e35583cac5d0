//! Names that are shortened if AWS does not accept them as they are.

/// The number of characters of the digest that a shortened name ends with.
const DIGEST_CHARS: usize = 10;

/// Returns a name of at most `longest` characters: the name itself, or else its beginning, `-` and a digest of
/// the whole name, so that two names that begin alike stay different.
///
/// ```
/// use terrace_aws::short_name;
///
/// assert_eq!(short_name("shop-web", 64), "shop-web");
/// assert_eq!(short_name("shop-production-web", 16), "shop-fc19398aee");
/// ```
pub fn short_name(name: &str, longest: usize) -> String {
    if name.chars().count() <= longest {
        return name.to_owned();
    }
    let kept: String = name.chars().take(longest.saturating_sub(DIGEST_CHARS + 1)).collect();
    format!("{}-{}", kept.trim_end_matches('-'), digest(name))
}

/// Returns a digest of the text: FNV-1a with 64 bits, of which the first 40 are written in hexadecimal.
fn digest(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}").chars().take(DIGEST_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_name_keeps_long_names_apart() {
        let long = |end: &str| short_name(&format!("{}-{end}", "x".repeat(80)), 64);
        assert_eq!(long("task").len(), 64);
        assert_ne!(long("task"), long("execution"));
        assert_eq!(short_name(&"x".repeat(64), 64), "x".repeat(64));
        assert_eq!(long("task"), long("task"));
    }
}
