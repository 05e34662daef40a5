//! Another cut for large tangles: each node as near to the start of its tangle as a message can bring it.
//!
//! A tangle with few lines back is one long path: on a random graph of 100 nodes and 290 edges, 40 ranks and lines across all of
//! them. Ranks by distance take a third of the room, at about as many crossings, for twice as many lines back. Between tangles
//! nothing changes, so a picture without cycles is never touched.

use super::components::Part;
use super::cycles::Cut;
use std::collections::VecDeque;

/// For each link of the part, whether it runs against the ranks.
pub(super) fn reversed(part: &Part, cut: &Cut) -> Vec<bool> {
    let distance = distances(part, cut);
    let key = |node: usize| (distance[node], cut.place[node]);
    let inside = |link: &super::merge::Link| cut.tangle[link.from] == cut.tangle[link.to];
    part.links.iter().map(|link| inside(link) && key(link.from) > key(link.to)).collect()
}

/// Links from the first node of its tangle to each node.
fn distances(part: &Part, cut: &Cut) -> Vec<usize> {
    let nodes = part.nodes.len();
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    for link in part.links.iter().filter(|link| cut.tangle[link.from] == cut.tangle[link.to]) {
        below[link.from].push(link.to);
    }
    let mut starts: Vec<usize> = (0..nodes).collect();
    starts.sort_by_key(|node| cut.place[*node]);
    let mut distance = vec![usize::MAX; nodes];
    for start in starts {
        if distance[start] != usize::MAX {
            continue;
        }
        distance[start] = 0;
        let mut open = VecDeque::from([start]);
        while let Some(node) = open.pop_front() {
            for to in &below[node] {
                if distance[*to] == usize::MAX {
                    distance[*to] = distance[node] + 1;
                    open.push_back(*to);
                }
            }
        }
    }
    distance
}
