//! Who refers to whom, in both directions: `refs` and `reply_to`.

use super::{Case, Row};

/// The records that refer to each record. Built when first asked for.
#[derive(Clone, Debug, Default)]
pub struct Links {
    at: Vec<u32>,
    children: Vec<Row>,
}

impl Links {
    /// Turns the references of a case around.
    pub fn of(case: &Case) -> Links {
        let mut at = vec![0u32; case.len() + 1];
        for row in 0..case.len() as Row {
            case.causes(row).for_each(|cause| at[cause as usize + 1] += 1);
        }
        for row in 0..case.len() {
            at[row + 1] += at[row];
        }
        let mut next = at.clone();
        let mut children = vec![0; at.last().map_or(0, |end| *end as usize)];
        for row in 0..case.len() as Row {
            for cause in case.causes(row) {
                children[next[cause as usize] as usize] = row;
                next[cause as usize] += 1;
            }
        }
        Links { at, children }
    }

    /// The records that refer to `row`, in their order.
    pub fn children(&self, row: Row) -> &[Row] {
        let (start, end) = (self.at.get(row as usize), self.at.get(row as usize + 1));
        let range = start.zip(end).map(|(start, end)| *start as usize..*end as usize);
        range.and_then(|range| self.children.get(range)).unwrap_or_default()
    }
}
