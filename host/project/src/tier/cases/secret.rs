//! Masks the secrets of a case in expected and actual results.

use serde_json::Value;
use std::borrow::Cow;
use terrace_core::model::{SECRET, Secrets};
use terrace_core::terraform_json::pretty;

/// Shown if the expected result has another value than the secret: an earlier secret of the case, which is not known any more.
const ANOTHER: &str = "(another secret)";

/// Masks secrets in the expected and the actual result. Where the actual result has a secret, both are masked, but in a way
/// that shows whether they differ.
pub(super) fn hidden<'t>(
    expected: &'t str,
    answer: &'t str,
    secrets: &Secrets,
) -> (Cow<'t, str>, Cow<'t, str>) {
    if secrets.is_empty() {
        return (expected.into(), answer.into());
    }
    let (Ok(mut old), Ok(mut new)) = (serde_json::from_str(expected), serde_json::from_str(answer)) else {
        return (secrets.masked(expected), secrets.masked(answer));
    };
    hide(Some(&mut old), &mut new, secrets);
    let masked = |value: &Value| Cow::Owned(secrets.masked(&pretty(value)).into_owned());
    (masked(&old), masked(&new))
}

fn hide(old: Option<&mut Value>, new: &mut Value, secrets: &Secrets) {
    let is_secret = match new {
        Value::String(text) => secrets.are_in(text),
        Value::Number(number) => secrets.are_in(&number.to_string()),
        _ => false,
    };
    if is_secret {
        if let Some(old) = old {
            *old = if old == new { SECRET } else { ANOTHER }.into();
        }
        *new = SECRET.into();
        return;
    }
    match (old, new) {
        (old, Value::Object(new)) => {
            let mut old = old.and_then(Value::as_object_mut);
            for (key, new) in new {
                hide(old.as_mut().and_then(|old| old.get_mut(key)), new, secrets);
            }
        }
        (old, Value::Array(new)) => {
            let mut old = old.and_then(Value::as_array_mut).into_iter().flatten();
            new.iter_mut().for_each(|new| hide(old.next(), new, secrets));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn secrets_are_masked_but_differences_stay_visible() {
        let mut secrets = Secrets::default();
        secrets.add("hunter2hunter2");
        let expected =
            json!({ "a": "the old one", "b": "hunter2hunter2", "c": ["x", "the old one"], "d": 1 });
        let answer = json!({ "a": "hunter2hunter2", "b": "hunter2hunter2", "c": ["x", "hunter2hunter2"], "e": "hunter2hunter2" });
        let (expected, answer) = (expected.to_string(), answer.to_string());
        let (expected, answer) = hidden(&expected, &answer, &secrets);
        insta::assert_snapshot!(format!("{expected}{answer}"));
        assert!(!expected.contains("old one") && !answer.contains("hunter2"));
    }
}
