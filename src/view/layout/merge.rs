//! Parallel edges become one link with a count.
//!
//! Two nodes that talk a million times are one line; the two directions between them stay two lines.

use super::steps::Steps;
use super::{Input, LayoutError};
use std::collections::BTreeMap;

/// All edges from one node to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub from: usize,
    pub to: usize,
    pub count: u64,
}

pub(super) struct Merged {
    /// By first appearance.
    pub links: Vec<Link>,
    /// For each edge, its link.
    pub link_of: Vec<u32>,
}

/// Edges between two looks at the watch.
const CHUNK: usize = 4096;

pub(super) fn merge(input: &Input, steps: &mut Steps) -> Result<Merged, LayoutError> {
    let mut known: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    let mut merged = Merged { links: Vec::new(), link_of: Vec::with_capacity(input.edges.len()) };
    for (chunk, edges) in input.edges.chunks(CHUNK).enumerate() {
        steps.take(edges.len())?;
        for (at, edge) in edges.iter().enumerate() {
            for node in [edge.from, edge.to] {
                if node as usize >= input.nodes.len() {
                    return Err(LayoutError::NoSuchNode { edge: chunk * CHUNK + at, node });
                }
            }
            let link = *known.entry((edge.from, edge.to)).or_insert(merged.links.len());
            match merged.links.get_mut(link) {
                Some(link) => link.count = link.count.saturating_add(edge.count),
                None => {
                    merged.links.push(Link { from: edge.from as usize, to: edge.to as usize, count: edge.count });
                }
            }
            merged.link_of.push(link as u32);
        }
    }
    Ok(merged)
}
