//! Limits, odd input and cancel: never a crash, never a hang.

use super::*;
use std::time::{Duration, Instant};

fn tried(input: &Input, limits: &Limits) -> Result<Placement, LayoutError> {
    layered(input, limits, &Watch::new())
}

#[test]
fn too_much_is_said_and_not_drawn() {
    let input = tangle(30, 80, 3, Direction::TopDown);
    let fits = drawn(&input);
    let dummies = fits.effort.dummies;
    assert!(dummies > 0);
    let over = |limits: Limits| tried(&input, &limits).unwrap_err();
    let usual = Limits::default();
    assert_eq!(over(Limits { max_nodes: 29, ..usual }), LayoutError::TooLarge { what: "nodes", found: 30, limit: 29 });
    let found = fits.routes.len();
    assert_eq!(over(Limits { max_edges: 5, ..usual }), LayoutError::TooLarge { what: "edges", found, limit: 5 });
    let LayoutError::TooLarge { what: "bends", limit, .. } = over(Limits { max_dummies: dummies - 1, ..usual }) else {
        panic!()
    };
    assert!(limit < dummies);
    assert_eq!(tried(&input, &Limits { max_nodes: 30, max_edges: found, max_dummies: dummies, ..usual }), Ok(fits));
}

#[test]
fn without_steps_the_picture_is_coarse_and_sound() {
    for seed in 0..6 {
        let input = tangle(120, 300, seed, Direction::LeftToRight);
        let best = drawn(&input);
        assert!(!best.effort.coarse);
        for max_steps in [0, 1_000, best.effort.steps / 2] {
            let limits = Limits { max_steps, ..Limits::default() };
            let coarse = tried(&input, &limits).unwrap();
            assert!(coarse.effort.coarse, "{max_steps}");
            assert_sound(&input, &coarse);
        }
        let unswept = tried(&input, &Limits { max_sweeps: 0, ..Limits::default() }).unwrap();
        assert_sound(&input, &unswept);
        assert!(unswept.effort.crossings > best.effort.crossings);
    }
}

#[test]
fn a_large_graph_stays_inside_its_steps() {
    let input = tangle(2_000, 8_000, 1, Direction::LeftToRight);
    let limits = Limits { max_steps: 2_000_000, max_dummies: 200_000, ..Limits::default() };
    let picture = tried(&input, &limits).unwrap();
    assert!(picture.effort.coarse);
    // What a picture cannot do without comes on top.
    assert!(picture.effort.steps < 2 * limits.max_steps + 20 * (picture.effort.dummies as u64), "{:?}", picture.effort);
}

#[test]
fn an_edge_to_nowhere_is_an_error() {
    let mut input = tangle(3, 0, 1, Direction::TopDown);
    input.edges = vec![Edge::one(0, 1), Edge::one(1, 3)];
    assert_eq!(tried(&input, &Limits::default()), Err(LayoutError::NoSuchNode { edge: 1, node: 3 }));
}

#[test]
fn odd_graphs_are_drawn() {
    let empty = drawn(&Input::default());
    assert_eq!((empty.nodes.len(), empty.size), (0, Point::default()));
    let long = (0..1_999).map(|node| Edge::one(node, node + 1)).chain([Edge::one(0, 1_999)]).collect();
    let cases: Vec<(usize, Vec<Edge>)> = vec![
        (1, vec![]),
        (1, vec![Edge::one(0, 0); 3]),
        (50, vec![]),
        (2, vec![Edge::one(0, 1), Edge::one(1, 0), Edge::one(1, 1), Edge::one(0, 1)]),
        (400, (1..400).map(|node| Edge::one(0, node)).collect()),
        (400, (1..400).flat_map(|node| [Edge::one(node, 0), Edge::one(0, node)]).collect()),
        (300, (0..300).map(|node| Edge::one(node, (node + 1) % 300)).collect()),
        (20, (0..400).map(|edge| Edge::one(edge / 20, edge % 20)).collect()),
        (2_000, long),
    ];
    for (nodes, edges) in cases {
        let boxes = vec![NodeBox { width: 80.0, height: 30.0 }; nodes];
        let input = Input { nodes: boxes, edges, ..Input::default() };
        assert_sound(&input, &drawn(&input));
    }
}

#[test]
fn sizes_that_are_no_sizes_do_not_spoil_the_picture() {
    let mut input = tangle(12, 30, 5, Direction::LeftToRight);
    let odd = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -5.0, f32::MAX, 0.0];
    for (node, side) in input.nodes.iter_mut().zip(odd.iter().cycle()) {
        (node.width, node.height) = (*side, *side);
    }
    input.spacing = Spacing { node: f32::NAN, edge: -1.0, rank: f32::INFINITY };
    input.former = vec![Some(Point { x: f32::NAN, y: f32::INFINITY }); 5];
    let picture = drawn(&input);
    let mut sane = input.clone();
    for (node, rect) in sane.nodes.iter_mut().zip(&picture.nodes) {
        assert!((0.0..=4096.0).contains(&rect.width) && (0.0..=4096.0).contains(&rect.height));
        (node.width, node.height) = (rect.width, rect.height);
    }
    assert_sound(&sane, &picture);
    input.edges = vec![Edge { from: 0, to: 1, count: u64::MAX }, Edge { from: 0, to: 1, count: u64::MAX }];
    input.edges.push(Edge { from: 1, to: 0, count: 0 });
    assert_eq!(drawn(&input).routes[0].count, u64::MAX);
}

#[test]
fn cancel_is_heard_within_50_ms() {
    let input = tangle(2_000, 8_000, 2, Direction::LeftToRight);
    let limits = Limits { max_steps: u64::MAX, max_dummies: 1_000_000, max_sweeps: 1_000, ..Limits::default() };
    for delay in [0, 5, 20, 60, 150, 300, 600] {
        // A busy machine may delay a thread: the best of five is what the code does.
        let best = (0..5).map(|_| cancelled_after(&input, &limits, delay)).min().unwrap();
        println!("cancelled after {delay} ms, heard {best:?} later");
        assert!(best < Duration::from_millis(50), "after {delay} ms: {best:?}");
    }
}

fn cancelled_after(input: &Input, limits: &Limits, delay: u64) -> Duration {
    let watch = Watch::new();
    std::thread::scope(|scope| {
        let job = scope.spawn(|| {
            let result = layered(input, limits, &watch);
            (result, Instant::now())
        });
        std::thread::sleep(Duration::from_millis(delay));
        let asked = Instant::now();
        watch.cancel();
        let (result, ended) = job.join().unwrap();
        assert_eq!(result, Err(LayoutError::Cancelled));
        ended.duration_since(asked)
    })
}
