//! The columns of the message table: where each begins, for a width.
//!
//! What is fixed in width stays so, the summary takes the rest; in a narrow pane policy and kind give way first.

use std::ops::Range;

/// A column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Column {
    /// The mark.
    Mark,
    /// The record's number, which never changes.
    Record,
    /// The time that the record claims.
    Time,
    /// Who to whom.
    FromTo,
    /// Type.
    Kind,
    /// Cited policy.
    Policy,
    /// What it says.
    Summary,
}

impl Column {
    /// The heading.
    pub fn word(self) -> &'static str {
        match self {
            Column::Mark => "Mark",
            Column::Record => "Record",
            Column::Time => "Time, UTC",
            Column::FromTo => "From, to",
            Column::Kind => "Kind",
            Column::Policy => "Policy",
            Column::Summary => "Summary",
        }
    }
}

/// The columns and their places, from 0, in a table of a width. `digits`: of the largest record number.
pub fn columns(width: f32, digits: usize) -> Vec<(Column, Range<f32>)> {
    let record = 20.0 + 7.5 * digits.max(5) as f32;
    let wide = width >= 780.0;
    let widths = [
        (Column::Mark, 34.0, true),
        (Column::Record, record, true),
        (Column::Time, 142.0, true),
        (Column::FromTo, (width * 0.22).clamp(150.0, 260.0), true),
        (Column::Kind, 96.0, width >= 620.0),
        (Column::Policy, 118.0, wide),
    ];
    let mut out = Vec::new();
    let mut at = 0.0;
    for (column, width, shown) in widths {
        if shown {
            out.push((column, at..at + width));
            at += width;
        }
    }
    out.push((Column::Summary, at..width.max(at + 40.0)));
    out
}
