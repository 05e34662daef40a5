//! Connected parts: each is drawn alone and packed later.
//!
//! Drawing them apart keeps an unrelated agent from pulling at the order of the others.

use super::LayoutError;
use super::merge::{Link, Merged};
use super::steps::Steps;

/// One connected part. Its links count nodes from 0 inside the part.
pub(super) struct Part {
    /// Index in the input of each node, rising.
    pub nodes: Vec<usize>,
    /// Links between two different nodes.
    pub links: Vec<Link>,
    /// For each link, its index among all links.
    pub link_index: Vec<usize>,
    /// Self-loops: index among all links, and node of the part.
    pub loops: Vec<(usize, usize)>,
}

/// Parts by their lowest node.
pub(super) fn split(nodes: usize, merged: &Merged, steps: &mut Steps) -> Result<Vec<Part>, LayoutError> {
    steps.take(nodes + merged.links.len())?;
    let mut leader: Vec<usize> = (0..nodes).collect();
    for link in &merged.links {
        let (a, b) = (top(&mut leader, link.from), top(&mut leader, link.to));
        leader[a.max(b)] = a.min(b);
    }
    let mut parts: Vec<Part> = Vec::new();
    let mut part_of = vec![0; nodes];
    let mut inside = vec![0; nodes];
    for node in 0..nodes {
        let lowest = top(&mut leader, node);
        if lowest == node {
            part_of[node] = parts.len();
            parts.push(Part { nodes: Vec::new(), links: Vec::new(), link_index: Vec::new(), loops: Vec::new() });
        }
        part_of[node] = part_of[lowest];
        let part = &mut parts[part_of[node]];
        inside[node] = part.nodes.len();
        part.nodes.push(node);
    }
    for (index, link) in merged.links.iter().enumerate() {
        let part = &mut parts[part_of[link.from]];
        if link.from == link.to {
            part.loops.push((index, inside[link.from]));
            continue;
        }
        part.links.push(Link { from: inside[link.from], to: inside[link.to], count: link.count });
        part.link_index.push(index);
    }
    Ok(parts)
}

/// The lowest node known to be connected, with the way there halved for the next time.
fn top(leader: &mut [usize], mut node: usize) -> usize {
    while leader[node] != node {
        leader[node] = leader[leader[node]];
        node = leader[node];
    }
    node
}
