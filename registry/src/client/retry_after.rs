//! How long an overloaded server wants to be left alone.

use super::site::Site;
use crate::error::Failure;
use reqwest::Url;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use std::time::Duration;

/// No pause that a server asks for is longer; it is cut short.
const LONGEST: Duration = Duration::from_secs(60);

/// Whether servers say with this failure how long to wait.
pub(super) fn is_worth_asking(failure: &Failure) -> bool {
    matches!(failure, Failure::TooManyRequests { .. } | Failure::Server { status: 503, .. })
}

/// Makes a refused request again for the header that `oci-client` does not show. Credentials are not sent.
pub(super) async fn ask(site: &Site, url: &Url) -> Option<Duration> {
    if !site.owns(url) {
        return None;
    }
    let answer = site.http.head(url.clone()).send().await.ok()?;
    read(answer.headers())
}

/// The pause that the header asks for in seconds. Its other form, a date, is not read.
pub(super) fn read(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_seconds_up_to_a_minute() {
        let pause = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, text.parse().unwrap());
            read(&headers)
        };
        assert_eq!(pause("7"), Some(Duration::from_secs(7)));
        assert_eq!(pause("86400"), Some(Duration::from_secs(60)));
        assert_eq!(pause("soon"), None);
        assert_eq!(pause("-1"), None);
        assert_eq!(read(&HeaderMap::new()), None);
    }
}
