//! The machine image.

use crate::Inputs;
use terrace_sdk::prelude::*;

/// A machine image, by expressions or literals.
pub(crate) struct Image {
    pub(crate) id: Value,
    /// The device that the image boots from.
    pub(crate) root_device_name: Value,
}

/// Returns the image in the inputs. Without one, looks up the newest.
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
