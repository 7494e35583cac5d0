//! The `Retry-After` header of an overloaded server.

use super::limits::MAX_PAUSE;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use std::time::Duration;

/// Returns the pause that the header asks for in seconds. Its other form, a date, is ignored.
pub(super) fn read(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // A number that does not fit is longer than the longest pause, too.
    let seconds = text.parse().unwrap_or(u64::MAX);
    Some(Duration::from_secs(seconds).min(MAX_PAUSE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_read_in_seconds_up_to_a_minute() {
        let pause = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, text.parse().unwrap());
            read(&headers)
        };
        assert_eq!(pause("7"), Some(Duration::from_secs(7)));
        assert_eq!(pause("86400"), Some(Duration::from_secs(60)));
        assert_eq!(pause("1000000000"), Some(Duration::from_secs(60)));
        assert_eq!(pause(&"9".repeat(400)), Some(Duration::from_secs(60)));
        assert_eq!(pause("Fri, 31 Dec 9999 23:59:59 GMT"), None);
        assert_eq!(pause("1e9"), None);
        assert_eq!(pause(""), None);
        assert_eq!(pause("soon"), None);
        assert_eq!(pause("-1"), None);
        assert_eq!(read(&HeaderMap::new()), None);
    }
}
