//! The machine image.

use crate::Inputs;
use terrace_sdk::prelude::*;

/// A machine image.
pub(crate) struct Image {
    pub(crate) id: Value,
    /// Device that the image starts from.
    pub(crate) root_device_name: Value,
}

/// The image that is asked for; only without one is the newest looked up.
pub(crate) fn add(out: &mut Contribution, inputs: &Inputs) -> Image {
    if let Some(id) = &inputs.ami_id {
        return Image { id: id.into(), root_device_name: (&inputs.root_device_name).into() };
    }
    let filter = |name: &str, value: Value| Block::new().set("name", name).set("values", values![value]);
    let image = out.add(
        Resource::data("aws_ami", "main")
            .set("most_recent", true)
            .set("owners", ["amazon"])
            .block("filter", filter("name", (&inputs.ami_name).into()))
            .block("filter", filter("virtualization-type", "hvm".into())),
    );
    Image { id: image.attr("id").into(), root_device_name: image.attr("root_device_name").into() }
}
