//! Metrics of CloudWatch.

use terrace_sdk::prelude::*;

/// A metric of CloudWatch, with its statistic over a period of one minute.
#[derive(Debug, Clone)]
pub struct Metric {
    namespace: &'static str,
    name: &'static str,
    statistic: &'static str,
    period: u32,
    dimensions: Vec<(&'static str, Value)>,
}

impl Metric {
    /// Returns a metric without dimensions. The statistic is one such as `Average`, or a percentile such as
    /// `p95`.
    pub fn new(namespace: &'static str, name: &'static str, statistic: &'static str) -> Self {
        Self { namespace, name, statistic, period: 60, dimensions: Vec::new() }
    }

    /// Sets the period in seconds: a multiple of 60.
    #[must_use]
    pub fn period(mut self, seconds: u32) -> Self {
        self.period = seconds;
        self
    }

    /// Adds a dimension.
    #[must_use]
    pub fn dimension(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.dimensions.push((name, value.into()));
        self
    }

    fn is_percentile(&self) -> bool {
        self.statistic.starts_with('p')
    }

    fn dimensions(&self) -> Value {
        Value::object(self.dimensions.iter().map(|(name, value)| ((*name).to_owned(), value.clone())))
    }

    /// Returns the entry of a graph: namespace, name, dimensions, and how it is drawn.
    pub(super) fn graph(&self, mut options: Vec<(String, Value)>) -> Value {
        options.push(("stat".into(), self.statistic.into()));
        options.push(("period".into(), self.period.into()));
        let mut entry = values![self.namespace, self.name];
        for (name, value) in &self.dimensions {
            entry.extend(values![*name, value]);
        }
        entry.push(Value::object(options));
        entry.into()
    }

    /// Sets the metric of an alarm.
    pub(super) fn set_in(&self, alarm: Resource) -> Resource {
        let alarm = alarm
            .set("namespace", self.namespace)
            .set("metric_name", self.name)
            .set("period", self.period)
            .set("dimensions", self.dimensions());
        if self.is_percentile() {
            // A percentile of a few requests says nothing.
            alarm
                .set("extended_statistic", self.statistic)
                .set("evaluate_low_sample_count_percentiles", "ignore")
        } else {
            alarm.set("statistic", self.statistic)
        }
    }

    /// Returns the query of an alarm with metric math.
    pub(super) fn query(&self, id: &str) -> Block {
        let body = Block::new()
            .set("namespace", self.namespace)
            .set("metric_name", self.name)
            .set("stat", self.statistic)
            .set("period", self.period)
            .set("dimensions", self.dimensions());
        Block::new().set("id", id).block("metric", body)
    }
}
