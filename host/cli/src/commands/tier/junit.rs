//! The results of test cases as JUnit XML.

use super::cases_report::{CaseOutcome, Report};
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};
use terrace_core::render::clean;

/// Formats the report as XML. Each case is a test in a suite that is named after the tier.
pub fn junit(report: &Report<'_>) -> Result<String, quick_junit::SerializeError> {
    let mut suite = TestSuite::new(clean(&report.manifest.name));
    suite.add_test_cases(report.cases.iter().map(case));
    suite.add_test_cases(report.strays.iter().map(|stray| {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_message("it does not belong to a case");
        TestCase::new(stray.display().to_string(), status)
    }));
    let mut xml = quick_junit::Report::new("terrace tier test");
    xml.add_test_suite(suite);
    xml.to_string()
}

fn case(judged: &CaseOutcome) -> TestCase {
    let mut status = if judged.is_skipped() {
        TestCaseStatus::skipped()
    } else if judged.is_good() {
        TestCaseStatus::success()
    } else {
        TestCaseStatus::non_success(NonSuccessKind::Failure)
    };
    if judged.is_skipped() {
        status.set_message(clean(&judged.reason()));
    }
    if !judged.is_good() {
        status.set_message(clean(&judged.reason())).set_description(clean(&judged.detail()));
    }
    let mut case = TestCase::new(judged.case.name.as_str(), status);
    case.set_time(judged.time).set_classname(judged.case.path.display().to_string());
    case
}
