//! The steps of the page: its code blocks with a setting `step`.

use std::fs;
use terrace_tests::markdown::{self, Block};
use terrace_tests::program::repository;

/// The page's code blocks that belong to a step, in order. A step has an edit, commands or both.
pub struct Runbook {
    blocks: Vec<Block>,
}

impl Runbook {
    pub fn read() -> Self {
        let page = fs::read_to_string(repository().join("docs/terraform.md")).unwrap();
        let blocks = markdown::read(&page).unwrap().blocks;
        Self { blocks: blocks.into_iter().filter(|block| block.setting("step").is_some()).collect() }
    }

    /// Returns the names of the steps.
    pub fn steps(&self) -> Vec<&str> {
        let mut names: Vec<_> = self.blocks.iter().filter_map(|block| block.setting("step")).collect();
        names.dedup();
        names
    }

    /// Returns the edit of a step.
    pub fn edit(&self, step: &str) -> Option<&str> {
        self.block(step, "diff").map(|block| block.text.as_str())
    }

    /// Returns the words of the command of a step.
    pub fn command(&self, step: &str) -> Vec<&str> {
        let block = self.block(step, "sh").unwrap_or_else(|| panic!("the step `{step}` has no command"));
        let lines: Vec<_> = block.text.lines().collect();
        assert_eq!(lines.len(), 1, "the step `{step}` has one command");
        lines[0].split_whitespace().collect()
    }

    fn block(&self, step: &str, language: &str) -> Option<&Block> {
        self.blocks.iter().find(|block| block.setting("step") == Some(step) && block.language == language)
    }
}
