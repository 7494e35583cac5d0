//! Metrics of CloudWatch that a tier watches: their alarms, and their graphs on a dashboard.

mod metric;

pub use metric::Metric;

use crate::{Source, short_name, string_form};
use terrace_sdk::prelude::*;

string_form! {
    /// ARN of an SNS topic, not of a FIFO topic.
    TopicArn, "^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$", "arn:aws:sns:eu-west-1:123456789012:alarms"
}

/// The maximum length of the name of an alarm or a dashboard.
const MAX_NAME_CHARS: usize = 255;
/// The position of the region in an ARN.
const REGION_IN_ARN: usize = 3;
/// The size of a graph, in units of the dashboard's grid, which is 24 wide.
const GRAPH: (usize, usize) = (12, 6);
/// The number of graphs next to each other.
const GRAPHS_IN_ROW: usize = 2;
/// The ID of the query whose result an alarm compares.
const RESULT: &str = "result";

/// The types of the resources that [`add_alarms`] adds, for the manifest.
pub const ALARM_RESOURCES: [&str; 2] = ["aws_cloudwatch_dashboard", "aws_cloudwatch_metric_alarm"];

/// When an alarm goes off.
#[derive(Debug, Clone, Copy)]
enum Comparison {
    Above,
    AtLeast,
    Below,
}

/// What periods without data mean for an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissingData {
    /// Something is wrong, such as a task that does not run.
    Breaching,
    /// All is well: the metric exists only while there is something to count.
    NotBreaching,
    /// Nothing is known: the alarm changes to `INSUFFICIENT_DATA`, and notifies nobody.
    Missing,
}

/// Where an alarm has its numbers from.
#[derive(Debug, Clone)]
enum Numbers {
    Metric(Metric),
    Math { expression: Value, metrics: Vec<(&'static str, Metric)>, period: Option<u32> },
}

/// An alarm, under construction. Without a threshold it is only a graph on the dashboard.
///
/// ```
/// use terrace_aws::{Alarm, Metric, MissingData, TopicArn, add_alarms};
/// use terrace_sdk::prelude::*;
///
/// fn add(context: &Context, out: &mut Contribution, queue: &Reference, topic: &Input<TopicArn>) {
///     let age = Metric::new("AWS/SQS", "ApproximateAgeOfOldestMessage", "Maximum")
///         .dimension("QueueName", queue.attr("name"));
///     let age = Alarm::of(age, "age", "Age of the oldest message, in seconds")
///         .above(Some(600))
///         .periods(5)
///         .missing(MissingData::NotBreaching);
///     add_alarms(context, out, topic, true, &[age]);
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Alarm {
    local: String,
    title: String,
    source: Numbers,
    comparison: Comparison,
    threshold: Value,
    periods: u32,
    missing: MissingData,
}

impl Alarm {
    /// Returns an alarm for a metric, under this local name. The title is the description of the alarm, and
    /// has the unit.
    pub fn of(metric: Metric, local: impl Into<String>, title: impl Into<String>) -> Self {
        Self::new(Numbers::Metric(metric), local.into(), title.into())
    }

    /// Returns an alarm for an expression of metric math over these metrics, by their IDs.
    pub fn of_math(
        expression: impl Into<Value>,
        metrics: impl IntoIterator<Item = (&'static str, Metric)>,
        local: impl Into<String>,
        title: impl Into<String>,
    ) -> Self {
        let metrics = metrics.into_iter().collect();
        let source = Numbers::Math { expression: expression.into(), metrics, period: None };
        Self::new(source, local.into(), title.into())
    }

    /// Returns an alarm for a query of Metrics Insights, `SELECT …`, over periods of one minute.
    pub fn of_query(query: impl Into<Value>, local: impl Into<String>, title: impl Into<String>) -> Self {
        let source = Numbers::Math { expression: query.into(), metrics: Vec::new(), period: Some(60) };
        Self::new(source, local.into(), title.into())
    }

    fn new(source: Numbers, local: String, title: String) -> Self {
        let (comparison, threshold) = (Comparison::Above, Value::Null);
        Self { local, title, source, comparison, threshold, periods: 1, missing: MissingData::Missing }
    }

    /// Goes off above this threshold. Null: there is no alarm.
    #[must_use]
    pub fn above(self, threshold: impl Into<Value>) -> Self {
        self.when(Comparison::Above, threshold.into())
    }

    /// Goes off at this threshold or above it. Null: there is no alarm.
    #[must_use]
    pub fn at_least(self, threshold: impl Into<Value>) -> Self {
        self.when(Comparison::AtLeast, threshold.into())
    }

    /// Goes off below this threshold. Null: there is no alarm.
    #[must_use]
    pub fn below(self, threshold: impl Into<Value>) -> Self {
        self.when(Comparison::Below, threshold.into())
    }

    fn when(mut self, comparison: Comparison, threshold: Value) -> Self {
        (self.comparison, self.threshold) = (comparison, threshold);
        self
    }

    /// Sets the number of periods in a row that must breach the threshold.
    #[must_use]
    pub fn periods(mut self, number: u32) -> Self {
        self.periods = number;
        self
    }

    /// Sets what periods without data mean.
    #[must_use]
    pub fn missing(mut self, missing: MissingData) -> Self {
        self.missing = missing;
        self
    }

    /// Returns the resource, if there is a threshold.
    fn resource(&self, context: &Context, topic: &Input<TopicArn>) -> Option<Resource> {
        if self.threshold == Value::Null {
            return None;
        }
        let comparison = match self.comparison {
            Comparison::Above => "GreaterThanThreshold",
            Comparison::AtLeast => "GreaterThanOrEqualToThreshold",
            Comparison::Below => "LessThanThreshold",
        };
        let missing = match self.missing {
            MissingData::Breaching => "breaching",
            MissingData::NotBreaching => "notBreaching",
            MissingData::Missing => "missing",
        };
        let name = short_name(&context.name(&self.local), MAX_NAME_CHARS);
        let mut tags = context.stack_tags.clone();
        tags.entry("Name".into()).or_insert_with(|| name.as_str().into());
        let alarm = Resource::new("aws_cloudwatch_metric_alarm", self.local.as_str())
            .set("alarm_name", name)
            .set("alarm_description", format!("{}.", self.title))
            .set("comparison_operator", comparison)
            .set("threshold", &self.threshold)
            .set("evaluation_periods", self.periods)
            .set("datapoints_to_alarm", self.periods)
            .set("treat_missing_data", missing)
            .set("alarm_actions", [topic])
            .set("ok_actions", [topic])
            .set("tags", tags);
        Some(match &self.source {
            Numbers::Metric(metric) => metric.set_in(alarm),
            Numbers::Math { expression, metrics, period } => {
                alarm.blocks("metric_query", metrics.iter().map(|(id, metric)| metric.query(id))).block(
                    "metric_query",
                    Block::new()
                        .set("id", RESULT)
                        .set("label", self.title.as_str())
                        .set("expression", expression)
                        .set("period", *period)
                        .set("return_data", true),
                )
            }
        })
    }

    /// Returns the graph at a place of the dashboard's grid.
    fn graph(&self, place: usize, region: &Expression) -> Value {
        let metrics: Vec<Value> = match &self.source {
            Numbers::Metric(metric) => vec![metric.graph(vec![("label".into(), self.title.as_str().into())])],
            Numbers::Math { expression, metrics, period } => {
                let hidden =
                    |id: &str| vec![("id".to_owned(), id.into()), ("visible".to_owned(), false.into())];
                let mut result =
                    object! { "id" => RESULT, "expression" => expression, "label" => self.title.as_str() };
                if let (Value::Object(result), Some(period)) = (&mut result, period) {
                    result.insert("period".into(), (*period).into());
                }
                let shown = std::iter::once(values![result].into());
                metrics.iter().map(|(id, metric)| metric.graph(hidden(id))).chain(shown).collect()
            }
        };
        let lines = (self.threshold != Value::Null)
            .then(|| object! { "label" => "Alarm", "value" => &self.threshold });
        let (width, height) = GRAPH;
        object! {
            "type" => "metric",
            "x" => place % GRAPHS_IN_ROW * width,
            "y" => place / GRAPHS_IN_ROW * height,
            "width" => width,
            "height" => height,
            "properties" => object! {
                "title" => self.title.as_str(),
                "view" => "timeSeries",
                "region" => region,
                "metrics" => metrics,
                "annotations" => object! { "horizontal" => lines.into_iter().collect::<Vec<Value>>() },
            },
        }
    }
}

/// Adds the alarms, each with a message to the topic when it goes off and when all is well again, and with
/// `dashboard` a dashboard that has a graph of each.
///
/// CloudWatch sends messages only to topics in its own region, so the graphs are of the topic's region, and there
/// is a warning if the topic is certainly in another one.
pub fn add_alarms(
    context: &Context,
    out: &mut Contribution,
    topic: &Input<TopicArn>,
    dashboard: bool,
    alarms: &[Alarm],
) {
    warn_of_region(context, out, topic);
    for alarm in alarms.iter().filter_map(|alarm| alarm.resource(context, topic)) {
        out.add(alarm);
    }
    if dashboard && !alarms.is_empty() {
        let region = Expression::call("split", values![":", topic]).index(REGION_IN_ARN);
        let graphs: Vec<Value> =
            alarms.iter().enumerate().map(|(place, alarm)| alarm.graph(place, &region)).collect();
        out.add(
            Resource::new("aws_cloudwatch_dashboard", "main")
                .set("dashboard_name", short_name(&context.name("main"), MAX_NAME_CHARS))
                .set(
                    "dashboard_body",
                    Expression::call("jsonencode", values![object! { "widgets" => graphs }]),
                ),
        );
    }
}

fn warn_of_region(context: &Context, out: &mut Contribution, topic: &Input<TopicArn>) {
    let Input::Expression(topic) = topic else { return };
    if let Some(region) = Source::of(topic).filter(|it| !it.is_within(context)).and_then(|it| it.region) {
        let summary = format!("the topic is in the region `{region}`, but CloudWatch needs one in its own");
        let hint = "write the reference without a region, and run the topic's tier in each region";
        out.warn(Diagnostic::new("topic-in-another-region", summary).path("/alarms/topic_arn").hint(hint));
    }
}

/// Checks a threshold in percent, as far as it is known. `path` is the input's JSON pointer.
///
/// # Errors
///
/// One diagnostic with the code `not-a-percentage`.
pub fn check_percentage(threshold: Option<&Input<f64>>, path: &str) -> Result<(), Diagnostics> {
    let Some(percent) = threshold.and_then(Input::known) else { return Ok(()) };
    if *percent > 0.0 && *percent <= 100.0 {
        return Ok(());
    }
    let summary = format!("expected a percentage, got the number {percent}");
    let hint = "set it to more than 0 and at most 100, or to null for no alarm";
    Err(Diagnostic::new("not-a-percentage", summary).path(path).hint(hint).into())
}

#[cfg(test)]
mod tests;
