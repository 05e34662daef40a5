//! The graph in rows: nodes, and a dummy wherever an arc passes a rank.
//!
//! After this, every segment joins two neighbouring rows, and a long line has a place of its own in each row that it passes.

use super::ranks::Arc;

/// Vertices below `real` are nodes of the part; the others are dummies.
#[derive(Clone, Debug)]
pub(super) struct Layers {
    pub real: usize,
    /// Vertices by rank, in order.
    pub rows: Vec<Vec<usize>>,
    /// Row of each vertex.
    pub row: Vec<usize>,
    /// Place of each vertex in its row.
    pub place: Vec<usize>,
    /// Segments that come in from the row above: the vertex there and the number of the segment.
    pub up: Vec<Vec<(usize, usize)>>,
    /// Segments that go out to the row below.
    pub down: Vec<Vec<(usize, usize)>>,
    /// Number of segments.
    pub segments: usize,
    /// For each arc, its vertices from top to bottom.
    pub chains: Vec<Vec<usize>>,
}

impl Layers {
    /// Rows in order of the input, dummies behind the nodes.
    pub(super) fn new(ranks: &[usize], arcs: &[Arc]) -> Layers {
        let count = ranks.iter().max().map_or(0, |last| last + 1);
        let mut layers = Layers {
            real: ranks.len(),
            rows: vec![Vec::new(); count],
            row: Vec::new(),
            place: Vec::new(),
            up: Vec::new(),
            down: Vec::new(),
            segments: 0,
            chains: Vec::with_capacity(arcs.len()),
        };
        for rank in ranks {
            layers.vertex(*rank);
        }
        for arc in arcs {
            let mut chain = vec![arc.top];
            chain.extend((ranks[arc.top] + 1..ranks[arc.bottom]).map(|rank| layers.vertex(rank)));
            chain.push(arc.bottom);
            for pair in chain.windows(2) {
                layers.down[pair[0]].push((pair[1], layers.segments));
                layers.up[pair[1]].push((pair[0], layers.segments));
                layers.segments += 1;
            }
            layers.chains.push(chain);
        }
        layers
    }

    pub(super) fn is_dummy(&self, vertex: usize) -> bool {
        vertex >= self.real
    }

    pub(super) fn vertices(&self) -> usize {
        self.row.len()
    }

    /// Gives a row a new order.
    pub(super) fn set_row(&mut self, row: usize, order: Vec<usize>) {
        for (place, vertex) in order.iter().enumerate() {
            self.place[*vertex] = place;
        }
        self.rows[row] = order;
    }

    pub(super) fn set_rows(&mut self, rows: Vec<Vec<usize>>) {
        for (row, order) in rows.into_iter().enumerate() {
            self.set_row(row, order);
        }
    }

    fn vertex(&mut self, rank: usize) -> usize {
        let vertex = self.row.len();
        self.row.push(rank);
        self.place.push(self.rows[rank].len());
        self.rows[rank].push(vertex);
        self.up.push(Vec::new());
        self.down.push(Vec::new());
        vertex
    }
}
