//! Alarms of the database: of each instance, of replication, and of a cluster's volume.

mod connections;

use crate::inputs::Alarms;
use crate::role::Role;
use crate::{Inputs, InstanceClass};
use terrace_aws::{Alarm, Metric, MissingData, add_alarms, check_percentage};
use terrace_sdk::prelude::*;

const BYTES_PER_GIB: u64 = 1 << 30;
/// The class of instances that Aurora scales.
const SERVERLESS: &str = "db.serverless";

/// An instance, with what its alarms are called after.
struct Watched<'a> {
    inputs: &'a Inputs,
    alarms: &'a Alarms,
    instance: Reference,
    class: Input<InstanceClass>,
    /// The reader's name, unless it is the database itself.
    reader: Option<&'a str>,
}

/// Adds the alarms of an instance with storage of its own, and of its read replicas.
pub(crate) fn of_instances(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    instance: &Reference,
    role: &Role<'_>,
) {
    let Some(settings) = &inputs.alarms else { return };
    let mut alarms = Vec::new();
    for watched in all(inputs, settings, instance.clone(), "aws_db_instance") {
        watched.add_common(&mut alarms);
        alarms.push(watched.free_storage());
        if watched.reader.is_some() || matches!(role, Role::Replica { .. }) {
            alarms.push(watched.replica_lag());
        }
    }
    add_alarms(context, out, &settings.topic_arn, settings.dashboard, &alarms);
}

/// Adds the alarms of a cluster and its instances.
pub(crate) fn of_cluster(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    cluster: &Reference,
    role: &Role<'_>,
) {
    let Some(settings) = &inputs.alarms else { return };
    let writer = Reference::resource("aws_rds_cluster_instance", "main");
    let mut alarms = Vec::new();
    for watched in all(inputs, settings, writer, "aws_rds_cluster_instance") {
        watched.add_common(&mut alarms);
        if watched.class.known().is_some_and(|class| class.as_str() == SERVERLESS) {
            alarms.push(watched.capacity());
        }
    }
    alarms.push(volume(settings, cluster));
    if !inputs.readers.is_empty() {
        alarms.push(aurora_lag(settings, cluster));
    }
    if matches!(role, Role::Secondary(_)) {
        alarms.push(global_lag(settings, cluster));
    }
    add_alarms(context, out, &settings.topic_arn, settings.dashboard, &alarms);
}

/// Returns the first instance and the readers.
fn all<'a>(
    inputs: &'a Inputs,
    alarms: &'a Alarms,
    first: Reference,
    kind: &'static str,
) -> impl Iterator<Item = Watched<'a>> {
    let first = Watched { inputs, alarms, instance: first, class: inputs.class(), reader: None };
    let readers = inputs.readers.iter().map(move |(name, reader)| Watched {
        inputs,
        alarms,
        instance: Reference::resource(kind, &format!("reader_{name}")),
        class: reader.instance_class.clone().unwrap_or_else(|| inputs.class()),
        reader: Some(name),
    });
    std::iter::once(first).chain(readers)
}

impl Watched<'_> {
    fn metric(&self, name: &'static str, statistic: &'static str) -> Metric {
        Metric::new("AWS/RDS", name, statistic)
            .dimension("DBInstanceIdentifier", self.instance.attr("identifier"))
    }

    /// Returns the local name and title of an alarm of this instance.
    fn names(&self, local: &str, title: &str, unit: &str) -> (String, String) {
        match self.reader {
            None => (local.to_owned(), format!("{title}{unit}")),
            Some(reader) => {
                (format!("{local}_reader_{reader}"), format!("{title} of the reader {reader}{unit}"))
            }
        }
    }

    /// Adds the alarms of all engines. An instance that is stopped has no metrics, which is no news.
    fn add_common(&self, alarms: &mut Vec<Alarm>) {
        let (local, title) = self.names("cpu", "CPU load", ", in percent");
        alarms.push(
            Alarm::of(self.metric("CPUUtilization", "Average").period(300), local, title)
                .above(&self.alarms.cpu_percent)
                .periods(3),
        );
        let most = connections::most(self.inputs, self.alarms.max_connections.as_ref(), &self.class);
        let percent = self.alarms.connections_percent.as_ref();
        let threshold = percent.zip(most).map(|(percent, most)| share(percent, most));
        let (local, title) = self.names("connections", "Connections", "");
        alarms.push(
            Alarm::of(self.metric("DatabaseConnections", "Average"), local, title)
                .above(threshold)
                .periods(5),
        );
    }

    fn free_storage(&self) -> Alarm {
        let percent = self.alarms.free_storage_percent.as_ref();
        // Not the input: storage grows, and that of a replica is its source's.
        let allocated = self.instance.attr("allocated_storage");
        let bytes = Expression::raw(format!("{allocated} * {BYTES_PER_GIB}"));
        let (local, title) = self.names("free_storage", "Free storage", ", in bytes");
        Alarm::of(self.metric("FreeStorageSpace", "Average").period(300), local, title)
            .below(percent.map(|percent| share(percent, bytes.into())))
            .periods(3)
    }

    /// The lag is -1 if replication has stopped, and missing if there is none any more.
    fn replica_lag(&self) -> Alarm {
        let (local, title) =
            self.names("replica_lag", "Replica lag", ", in seconds; a day if it has stopped");
        Alarm::of_math(
            "IF(lag < 0, 86400, lag)",
            [("lag", self.metric("ReplicaLag", "Average"))],
            local,
            title,
        )
        .above(&self.alarms.replica_lag_seconds)
        .periods(5)
        .missing(MissingData::Breaching)
    }

    fn capacity(&self) -> Alarm {
        let (local, title) = self.names("capacity", "Capacity (ACU)", ", in percent of the highest one");
        Alarm::of(self.metric("ACUUtilization", "Average").period(300), local, title)
            .above(&self.alarms.capacity_percent)
            .periods(3)
    }
}

fn of_cluster_metric(cluster: &Reference, name: &'static str) -> Metric {
    Metric::new("AWS/RDS", name, "Maximum")
        .dimension("DBClusterIdentifier", cluster.attr("cluster_identifier"))
}

fn volume(alarms: &Alarms, cluster: &Reference) -> Alarm {
    let bytes = alarms.volume_gib.as_ref().map(|gib| match gib {
        Input::Known(gib) => Value::from(u64::from(*gib) * BYTES_PER_GIB),
        Input::Expression(gib) => Expression::raw(format!("({gib}) * {BYTES_PER_GIB}")).into(),
    });
    Alarm::of(
        of_cluster_metric(cluster, "VolumeBytesUsed").period(3600),
        "volume",
        "Size of the volume, in bytes",
    )
    .above(bytes)
}

fn aurora_lag(alarms: &Alarms, cluster: &Reference) -> Alarm {
    let title = "Longest lag of the readers, in milliseconds";
    Alarm::of(of_cluster_metric(cluster, "AuroraReplicaLagMaximum"), "aurora_lag", title)
        .above(&alarms.aurora_lag_milliseconds)
        .periods(5)
}

/// A query, because the metric has the region that writes as another dimension, and the tier does not know its
/// name. After a switchover to this region the metric is missing, which is no news.
fn global_lag(alarms: &Alarms, cluster: &Reference) -> Alarm {
    let query = template![
        "SELECT MAX(AuroraGlobalDBReplicationLag) FROM \"AWS/RDS\" WHERE DBClusterIdentifier = '",
        cluster.attr("cluster_identifier"),
        "'"
    ];
    Alarm::of_query(query, "global_lag", "Lag behind the region that writes, in milliseconds")
        .above(&alarms.global_lag_milliseconds)
        .periods(5)
}

/// Returns this percentage of a number.
fn share(percent: &Input<f64>, number: Value) -> Value {
    match (percent, number) {
        (Input::Known(percent), Value::Number(number)) if number.as_f64().is_some() => {
            (number.as_f64().unwrap_or_default() * percent / 100.0).floor().into()
        }
        (Input::Known(percent), number) => product(&percent.to_string(), number),
        (Input::Expression(percent), number) => product(&format!("({percent})"), number),
    }
}

fn product(percent: &str, number: Value) -> Value {
    let number = match number {
        Value::Number(number) => number.to_string(),
        Value::Expression(number) => format!("({number})"),
        other => return other,
    };
    Expression::raw(format!("floor({number} * {percent} / 100)")).into()
}

/// Checks the thresholds.
pub(crate) fn check(inputs: &Inputs) -> Result<(), Diagnostics> {
    let Some(alarms) = &inputs.alarms else { return Ok(()) };
    let mut problems = Diagnostics::new();
    for (percent, name) in [
        (&alarms.cpu_percent, "cpu_percent"),
        (&alarms.free_storage_percent, "free_storage_percent"),
        (&alarms.connections_percent, "connections_percent"),
        (&alarms.capacity_percent, "capacity_percent"),
    ] {
        problems.take(check_percentage(percent.as_ref(), &format!("/alarms/{name}")));
    }
    problems.finish()
}
