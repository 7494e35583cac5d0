//! Checks of sizes and speeds of the storage.

use crate::{Inputs, StorageType};
use terrace_sdk::prelude::*;

/// The size from which on RDS stripes a gp3 volume of MySQL, MariaDB and PostgreSQL, in GiB. Only then its speed
/// can be set.
const STRIPED: u32 = 400;

impl Inputs {
    pub(super) fn check_storage(&self) -> Result<(), Diagnostics> {
        let Input::Known(first) = self.first_storage() else { return Ok(()) };
        let least = self.least_storage();
        if first < least {
            let kind = self.storage_type.name();
            let summary =
                format!("storage of type {kind} has at least {least} GiB, but allocated_storage is {first}");
            let problem = Diagnostic::new("storage-too-small", summary).path("/allocated_storage");
            return Err(problem.hint(format!("set allocated_storage to {least} or more")).into());
        }
        let Input::Known(most) = self.most_storage() else { return Ok(()) };
        // AWS requires at least a tenth more.
        let least = first.saturating_add(first.div_ceil(10));
        if most == 0 || most >= least {
            return Ok(());
        }
        let summary = format!(
            "storage starts with {first} GiB and may grow to {most}, but AWS requires at least a tenth more"
        );
        let problem = Diagnostic::new("storage-cannot-grow", summary).path("/max_allocated_storage");
        Err(problem.hint(format!("set max_allocated_storage to {least} or more, or to 0")).into())
    }

    /// Checks IOPS and throughput against the storage type and, of a primary, its size.
    pub(super) fn check_performance(&self) -> Result<(), Diagnostics> {
        let mut problems = Diagnostics::new();
        let kind = self.storage_type.name();
        if self.storage_throughput.is_some() && self.storage_type != StorageType::Gp3 {
            let summary = format!("storage of type {kind} has no throughput to set");
            let problem = Diagnostic::new("storage-speed", summary).path("/storage_throughput");
            problems.push(problem.hint("remove storage_throughput, or set storage_type to `gp3`"));
        }
        let Some(iops) = &self.storage_iops else {
            if matches!(self.storage_type, StorageType::Io1 | StorageType::Io2) {
                let summary = format!("storage of type {kind} needs storage_iops");
                let problem = Diagnostic::new("storage-speed", summary).path("/storage_type");
                problems.push(problem.hint("set storage_iops to 1000 or more"));
            }
            problems.take(self.check_striped("/storage_throughput", self.storage_throughput.as_ref()));
            problems.take(self.check_throughput(None));
            return problems.finish();
        };
        let (least, most) = match self.storage_type {
            StorageType::Gp2 => {
                let problem = Diagnostic::new("storage-speed", "storage of type gp2 has no IOPS to set");
                problems.push(
                    problem.path("/storage_iops").hint("remove storage_iops, or set storage_type to `gp3`"),
                );
                return problems.finish();
            }
            StorageType::Gp3 => (12_000, 64_000),
            StorageType::Io1 | StorageType::Io2 => (1_000, 256_000),
        };
        problems.take(self.check_striped("/storage_iops", Some(iops)));
        if let Input::Known(iops) = iops {
            let shown = |summary| Diagnostic::new("storage-speed", summary).path("/storage_iops");
            if !(least..=most).contains(iops) {
                let summary = format!("storage of type {kind} has {least} to {most} IOPS, not {iops}");
                problems.push(shown(summary).hint(format!("set storage_iops to {least} to {most}")));
            }
            // The ratio of gp3, 500, is far above what its sizes reach.
            let ratio = match self.storage_type {
                StorageType::Io1 => 50,
                StorageType::Io2 => 1_000,
                StorageType::Gp2 | StorageType::Gp3 => u64::MAX,
            };
            if let (false, Input::Known(size)) = (self.is_replica(), self.first_storage())
                && u64::from(*iops) > u64::from(size).saturating_mul(ratio)
            {
                let summary =
                    format!("{iops} IOPS are too many for {size} GiB of {kind}: AWS allows {ratio} for each");
                problems.push(shown(summary).hint("raise allocated_storage, or lower storage_iops"));
            }
            problems.take(self.check_throughput(Some(*iops)));
        }
        problems.finish()
    }

    fn check_striped(&self, path: &str, set: Option<&Input<u32>>) -> Result<(), Diagnostics> {
        if set.is_none() || self.storage_type != StorageType::Gp3 || self.is_replica() {
            return Ok(());
        }
        match self.first_storage() {
            Input::Known(size) if size < STRIPED => {
                let summary =
                    format!("the speed of gp3 cannot be set below {STRIPED} GiB, but there are {size}");
                let hint = format!("set allocated_storage to {STRIPED} or more, or remove {}", &path[1..]);
                Err(Diagnostic::new("storage-speed", summary).path(path).hint(hint).into())
            }
            _ => Ok(()),
        }
    }

    /// Checks the throughput of gp3: at most a quarter of the IOPS, 12000 if they are not set.
    fn check_throughput(&self, iops: Option<u32>) -> Result<(), Diagnostics> {
        let (StorageType::Gp3, Some(Input::Known(throughput))) =
            (self.storage_type, &self.storage_throughput)
        else {
            return Ok(());
        };
        let most = (iops.unwrap_or(12_000) / 4).min(4_000);
        if (500..=most).contains(throughput) {
            return Ok(());
        }
        let summary =
            format!("the throughput of this storage is 500 to {most} MiB per second, not {throughput}");
        let hint = format!("set storage_throughput to 500 to {most}, or raise storage_iops");
        Err(Diagnostic::new("storage-speed", summary).path("/storage_throughput").hint(hint).into())
    }
}
