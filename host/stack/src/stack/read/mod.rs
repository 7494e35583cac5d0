//! Reads the sections of a stack file, and the values in them.

pub mod aws;
pub mod component;
pub mod document;
pub mod grants;
pub mod limits;
pub mod misspelt;
pub mod path;
pub mod providers;
pub mod reader;
pub mod tiers;
