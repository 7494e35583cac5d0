//! Tables for people.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

/// A column's heading, and whether it contains numbers.
pub type Column = (&'static str, bool);

/// Formats rows under headings, in columns as wide as necessary.
pub fn table<const N: usize>(columns: [Column; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(columns.map(|(heading, _)| heading.to_owned()));
    table.add_rows(rows);
    for (column, (_, is_number)) in table.column_iter_mut().zip(columns) {
        column.set_padding((0, 2));
        if is_number {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    // Without the padding of the last column.
    table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_columns_are_aligned_without_trailing_spaces() {
        let rows = [["network", "12"], ["a-long-name", "3"]].map(|row| row.map(str::to_owned));
        insta::assert_snapshot!(table([("TIER", false), ("RESOURCES", true)], rows), @r"
        TIER         RESOURCES
        network             12
        a-long-name          3
        ");
    }
}
