//! Says what is embedded, so that a change to it is a change to the crate.

fn main() {
    for directory in
        ["templates", "../plugins/sdk", "../plugins/sdk-python", "../plugins/sdk-typescript", "../wit"]
    {
        println!("cargo::rerun-if-changed={directory}");
    }
}
