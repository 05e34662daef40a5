//! Fewer points for the same line.

use crate::view::layout::Point;

/// The points without which the line would lie elsewhere by more than `off` somewhere (Douglas and Peucker, 1973).
pub fn thinned(points: &[Point], off: f32) -> Vec<Point> {
    let Some(last) = points.len().checked_sub(1).filter(|last| *last > 1) else { return points.to_vec() };
    let mut kept = vec![false; points.len()];
    let mut stretches = vec![(0, last)];
    while let Some((start, end)) = stretches.pop() {
        [start, end].into_iter().for_each(|at| kept.iter_mut().skip(at).take(1).for_each(|kept| *kept = true));
        let (Some(a), Some(b)) = (points.get(start), points.get(end)) else { continue };
        let between = points.iter().enumerate().take(end).skip(start + 1);
        let far = between.map(|(at, point)| (at, apart(point, a, b))).max_by(|(_, a), (_, b)| a.total_cmp(b));
        if let Some((at, _)) = far.filter(|(_, far)| *far > off) {
            stretches.extend([(start, at), (at, end)]);
        }
    }
    points.iter().zip(kept).filter(|(_, kept)| *kept).map(|(point, _)| *point).collect()
}

/// From a point to the line through two others.
fn apart(point: &Point, a: &Point, b: &Point) -> f32 {
    let (along, to) = ((b.x - a.x, b.y - a.y), (point.x - a.x, point.y - a.y));
    let length = along.0.hypot(along.1);
    if length < 1e-3 { to.0.hypot(to.1) } else { (along.0 * to.1 - along.1 * to.0).abs() / length }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_lies_on_the_line() {
        let bow: Vec<Point> =
            (0..=100u8).map(|at| f32::from(at) * 2.0).map(|x| Point { x, y: (x / 40.0).sin() * 30.0 }).collect();
        let thin = thinned(&bow, 0.1);
        assert!((4..50).contains(&thin.len()), "{}", thin.len());
        assert_eq!((thin.first(), thin.last()), (bow.first(), bow.last()));
        for point in &bow {
            let pairs = thin.windows(2).map(|pair| (pair[0], pair[1]));
            let mut around = pairs.filter(|(a, b)| (a.x..=b.x).contains(&point.x));
            assert!(around.any(|(a, b)| apart(point, &a, &b) <= 0.1), "{point:?}");
        }
        let straight: Vec<Point> = (0..50u8).map(|at| Point { x: f32::from(at), y: 3.0 }).collect();
        assert_eq!(thinned(&straight, 0.1).len(), 2);
        assert_eq!(thinned(&straight[..1], 0.1).len(), 1);
        assert!(thinned(&[], 0.1).is_empty());
    }
}
