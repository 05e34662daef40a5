//! The marks of records as shapes that need no font: tick, dots, bar, dashed box, cross.
//!
//! Five shapes that differ without colour (`ui.md`, principle 2).

use super::graph::{Tone, sign};
use super::layout::Point;
use super::palette;
use crate::case::Assurance;
use std::fmt::Write;

/// Draws a mark of ten by ten points around a middle.
pub fn svg(out: &mut String, assurance: Assurance, middle: Point) {
    let colour = palette::of_mark(assurance);
    let (x, y) = (middle.x, middle.y);
    let line = format!("fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"");
    let _ = match assurance {
        Assurance::Verified => writeln!(out, "<path d=\"M{:.1} {:.1}l3 3.5l6 -7\" {line}/>", x - 4.5, y + 0.5),
        Assurance::Unchecked => {
            writeln!(out, "<path d=\"M{:.1} {y:.1}h2m2 0h2m2 0h2\" {line}/>", x - 5.0)
        }
        Assurance::Withheld => writeln!(out, "<path d=\"M{:.1} {y:.1}h9\" {line}/>", x - 4.5),
        Assurance::Missing => writeln!(
            out,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"8\" height=\"8\" stroke-dasharray=\"2 1.5\" {line}/>",
            x - 4.0,
            y - 4.0
        ),
        Assurance::Failed => {
            writeln!(out, "<path d=\"M{:.1} {:.1}l8 8m0 -8l-8 8\" {line}/>", x - 4.0, y - 4.0)
        }
    };
}

/// Draws the sign of what needs a look around a middle; nothing, where it has none.
pub fn sign_svg(out: &mut String, tone: Tone, middle: Point) {
    for stroke in sign(tone) {
        let points: Vec<String> =
            stroke.iter().map(|at| format!("{:.1},{:.1}", middle.x + at.x, middle.y + at.y)).collect();
        let colour = palette::of_tone(tone);
        let _ = writeln!(
            out,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.6\"/>",
            points.join(" ")
        );
    }
}
