//! Shapes for what needs a look: strokes in a square of ten points around its middle. Whoever draws adds word and colour.

use super::words::Tone;
use crate::view::layout::Point;

/// The tones with a sign, the gravest first, and what they mean.
pub const SIGNS: [(Tone, &str); 5] = [
    (Tone::Overridden, "went on after a deny"),
    (Tone::Denied, "denied"),
    (Tone::Failed, "ended in an error"),
    (Tone::Differs, "under a policy not in force"),
    (Tone::Exported, "export of what is labelled secret or pii"),
];

/// The strokes of a sign; none where the tone has none of its own.
pub fn sign(tone: Tone) -> Vec<Vec<Point>> {
    let line = |points: &[(f32, f32)]| points.iter().map(|(x, y)| Point { x: *x, y: *y }).collect::<Vec<Point>>();
    match tone {
        // No entry.
        Tone::Denied => vec![ring(), line(&[(-2.5, 0.0), (2.5, 0.0)])],
        // No entry, and through it all the same.
        Tone::Overridden => {
            vec![ring(), line(&[(-6.0, 0.0), (6.0, 0.0)]), line(&[(3.5, -2.5), (6.0, 0.0), (3.5, 2.5)])]
        }
        // A break.
        Tone::Failed => vec![line(&[(-5.0, 0.0), (-2.0, 0.0), (-0.5, -4.5), (1.0, 4.5), (2.5, 0.0), (5.0, 0.0)])],
        // Not the same.
        Tone::Differs => {
            vec![
                line(&[(-4.5, -2.0), (4.5, -2.0)]),
                line(&[(-4.5, 2.0), (4.5, 2.0)]),
                line(&[(-2.5, 4.5), (2.5, -4.5)]),
            ]
        }
        // Out of the box.
        Tone::Exported => vec![
            line(&[(-1.0, -3.5), (-4.5, -3.5), (-4.5, 4.5), (3.5, 4.5), (3.5, 1.0)]),
            line(&[(-1.0, 1.0), (4.5, -4.5)]),
            line(&[(0.5, -4.5), (4.5, -4.5), (4.5, -0.5)]),
        ],
        Tone::Plain | Tone::Handoff | Tone::Mark(_) => Vec::new(),
    }
}

fn ring() -> Vec<Point> {
    let at = |turn: u8| f32::from(turn) * std::f32::consts::TAU / 16.0;
    (0..=16).map(|turn| Point { x: 4.5 * at(turn).cos(), y: 4.5 * at(turn).sin() }).collect()
}
