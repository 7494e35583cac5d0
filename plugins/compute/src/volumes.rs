//! The volumes of an instance.

use crate::image::Image;
use crate::inputs::{DataVolume, Inputs, VolumeType};
use crate::names;
use terrace_sdk::prelude::*;

/// The throughput of a `gp3` volume in MiB per second for each of its IOPS.
const IOPS_PER_THROUGHPUT: u32 = 4;
const DEFAULT_IOPS: u32 = 3000;

/// Returns the block device mappings of a launch template, the root volume first.
pub(crate) fn mappings(inputs: &Inputs, image: &Image) -> Vec<Block> {
    let root = &inputs.root_volume;
    let volume = Block::new()
        .set("encrypted", true)
        .set("volume_type", root.volume_type.as_str())
        .set("volume_size", &inputs.root_volume_size)
        .set("iops", &root.iops)
        .set("throughput", &root.throughput)
        .set("kms_key_id", &root.kms_key_arn)
        .set("delete_on_termination", true);
    let root = Block::new().set("device_name", &image.root_device_name).block("ebs", volume);
    let data = inputs.data_volumes.iter().map(|(device, volume)| {
        let volume = Block::new()
            .set("encrypted", true)
            .set("volume_type", volume.volume_type.as_str())
            .set("volume_size", &volume.size)
            .set("snapshot_id", &volume.snapshot_id)
            .set("iops", &volume.iops)
            .set("throughput", &volume.throughput)
            .set("kms_key_id", &volume.kms_key_arn)
            .set("delete_on_termination", !volume.keep);
        Block::new().set("device_name", device).block("ebs", volume)
    });
    std::iter::once(root).chain(data).collect()
}

/// Performance of a volume.
struct Performance<'a> {
    volume_type: VolumeType,
    iops: Option<&'a Input<u32>>,
    throughput: Option<&'a Input<u32>>,
}

/// Checks the volumes.
pub(crate) fn check(inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    let root = &inputs.root_volume;
    let performance = Performance {
        volume_type: root.volume_type,
        iops: root.iops.as_ref(),
        throughput: root.throughput.as_ref(),
    };
    problems.take(performance.check("/root_volume"));
    if matches!(root.volume_type, VolumeType::St1 | VolumeType::Sc1) {
        let summary =
            format!("an instance cannot start from a volume of type `{}`", root.volume_type.as_str());
        problems.push(
            Diagnostic::new("root-volume-type", summary)
                .path("/root_volume/type")
                .hint("use one of gp3, gp2, io1 and io2"),
        );
    }
    for (device, volume) in &inputs.data_volumes {
        problems.take(check_data_volume(inputs, device, volume));
    }
    problems.finish()
}

fn check_data_volume(inputs: &Inputs, device: &str, volume: &DataVolume) -> Result<(), Diagnostics> {
    let at = names::at("data_volumes", device);
    let mut problems = Diagnostics::new();
    let name = device.strip_prefix("/dev/").unwrap_or_default();
    let is_device = name.starts_with("sd") || name.starts_with("xvd");
    if !is_device || !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()) {
        let summary = format!("`{device}` is not the name of a device");
        let hint = "use one of /dev/sdf to /dev/sdp";
        problems.push(Diagnostic::new("device-name", summary).path(&at).hint(hint));
    }
    let is_root = inputs.root_device_name.known().is_some_and(|root| root == device);
    if is_root || matches!(name, "sda1" | "xvda") {
        let summary = format!("`{device}` is the root device, not one for data");
        let hint = "use another name, such as /dev/sdf, or set root_volume";
        problems.push(Diagnostic::new("root-device", summary).path(&at).hint(hint));
    }
    if volume.size.is_none() && volume.snapshot_id.is_none() {
        let summary = format!("the volume `{device}` has neither a size nor a snapshot");
        problems.push(Diagnostic::new("volume-size", summary).path(&at).hint("set size, in GiB"));
    }
    let performance = Performance {
        volume_type: volume.volume_type,
        iops: volume.iops.as_ref(),
        throughput: volume.throughput.as_ref(),
    };
    problems.take(performance.check(&at));
    problems.finish()
}

impl Performance<'_> {
    fn check(&self, at: &str) -> Result<(), Diagnostics> {
        let name = self.volume_type.as_str();
        let mut problems = Diagnostics::new();
        let problem = |input: &str, summary: String, hint: String| {
            Diagnostic::new("volume-performance", summary).path(format!("{at}/{input}")).hint(hint)
        };
        match (self.volume_type, self.iops) {
            (VolumeType::Io1 | VolumeType::Io2, None) => {
                let summary = format!("a volume of type `{name}` needs a number of IOPS");
                problems.push(problem("type", summary, "set iops, or use gp3".into()));
            }
            (VolumeType::Gp2 | VolumeType::St1 | VolumeType::Sc1, Some(_)) => {
                let summary = format!("the IOPS of a volume of type `{name}` follow from its size");
                problems.push(problem("iops", summary, "remove iops, or use gp3".into()));
            }
            (VolumeType::Gp3, Some(iops)) if iops.known().is_some_and(|iops| *iops < DEFAULT_IOPS) => {
                let summary = format!("a volume of type `{name}` has at least {DEFAULT_IOPS} IOPS");
                problems.push(problem(
                    "iops",
                    summary,
                    format!("remove iops, or set it to {DEFAULT_IOPS} or more"),
                ));
            }
            _ => {}
        }
        let Some(throughput) = self.throughput else { return problems.finish() };
        if self.volume_type != VolumeType::Gp3 {
            let summary = format!("the throughput of a volume of type `{name}` cannot be set");
            problems.push(problem("throughput", summary, "remove throughput, or use gp3".into()));
            return problems.finish();
        }
        let iops = self.iops.map_or(Some(DEFAULT_IOPS), |iops| iops.known().copied());
        if let (Some(throughput), Some(iops)) = (throughput.known(), iops)
            && throughput.saturating_mul(IOPS_PER_THROUGHPUT) > iops
        {
            let needed = throughput.saturating_mul(IOPS_PER_THROUGHPUT);
            let summary =
                format!("{throughput} MiB per second need {needed} IOPS, but the volume has {iops}");
            problems.push(problem("throughput", summary, format!("set iops to {needed} or more")));
        }
        problems.finish()
    }
}
