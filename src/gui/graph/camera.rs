//! Which part of the picture is seen, and how large.
//!
//! Points of the picture are its own; points of the screen count from the pane's left top.

use crate::view::layout::Point;

/// Where the camera stands.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Camera {
    /// All in sight, where it can be read so; else around this point of the picture, as large as can be read.
    Start(Point),
    /// All in sight.
    Fit,
    /// Where it was moved to: screen points for a picture point, and the picture point in the middle.
    Free(f32, Point),
}

/// Picture to screen.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Frame {
    /// Screen points for a picture point.
    pub zoom: f32,
    /// The picture point at the pane's left top.
    pub origin: Point,
}

impl Frame {
    /// To the screen.
    pub fn on_screen(&self, at: Point) -> Point {
        Point { x: (at.x - self.origin.x) * self.zoom, y: (at.y - self.origin.y) * self.zoom }
    }

    /// To the picture.
    pub fn in_picture(&self, at: Point) -> Point {
        Point { x: at.x / self.zoom + self.origin.x, y: at.y / self.zoom + self.origin.y }
    }
}

impl Default for Camera {
    fn default() -> Camera {
        Camera::Start(Point::default())
    }
}

impl Camera {
    /// What it shows of a picture of this size in a pane of that.
    pub fn frame(self, picture: Point, pane: (f32, f32)) -> Frame {
        let whole = fit(picture, pane);
        match self {
            Camera::Free(zoom, middle) => at(zoom, middle, pane),
            Camera::Fit => at(whole, Point { x: picture.x / 2.0, y: picture.y / 2.0 }, pane),
            Camera::Start(_) if whole >= LEGIBLE => at(whole, Point { x: picture.x / 2.0, y: picture.y / 2.0 }, pane),
            Camera::Start(home) => {
                // As little as can be of the room beyond the picture.
                let along = |home: f32, size: f32, pane: f32| {
                    let half = (pane / 2.0 - MARGIN) / READABLE;
                    if size <= 2.0 * half { size / 2.0 } else { home.clamp(half, size - half) }
                };
                let middle = Point { x: along(home.x, picture.x, pane.0), y: along(home.y, picture.y, pane.1) };
                at(READABLE, middle, pane)
            }
        }
    }

    /// Moved by points of the screen.
    pub fn panned(self, by: (f32, f32), picture: Point, pane: (f32, f32)) -> Camera {
        let frame = self.frame(picture, pane);
        let middle = frame.in_picture(Point { x: pane.0 / 2.0 - by.0, y: pane.1 / 2.0 - by.1 });
        Camera::Free(frame.zoom, held(middle, picture))
    }

    /// Zoomed, so that a point of the screen stays over what it is over.
    pub fn zoomed(self, by: f32, over: Option<(f32, f32)>, picture: Point, pane: (f32, f32)) -> Camera {
        let frame = self.frame(picture, pane);
        let zoom = (frame.zoom * by).clamp(fit(picture, pane).min(LEAST), MOST);
        let (x, y) = over.unwrap_or((pane.0 / 2.0, pane.1 / 2.0));
        let under = frame.in_picture(Point { x, y });
        let middle = Point { x: under.x + (pane.0 / 2.0 - x) / zoom, y: under.y + (pane.1 / 2.0 - y) / zoom };
        Camera::Free(zoom, held(middle, picture))
    }

    /// Moved only if a rectangle (left top, right bottom, in the picture) is not in sight.
    pub fn showing(self, (least, most): (Point, Point), picture: Point, pane: (f32, f32)) -> Camera {
        let frame = self.frame(picture, pane);
        let (a, b) = (frame.on_screen(least), frame.on_screen(most));
        let seen = a.x >= 0.0 && a.y >= 0.0 && b.x <= pane.0 && b.y <= pane.1;
        if seen {
            return self;
        }
        Camera::Free(frame.zoom, Point { x: (least.x + most.x) / 2.0, y: (least.y + most.y) / 2.0 })
    }
}

fn at(zoom: f32, middle: Point, pane: (f32, f32)) -> Frame {
    Frame { zoom, origin: Point { x: middle.x - pane.0 / 2.0 / zoom, y: middle.y - pane.1 / 2.0 / zoom } }
}

fn fit(picture: Point, pane: (f32, f32)) -> f32 {
    let across = (pane.0 - 2.0 * MARGIN) / picture.x.max(1.0);
    let down = (pane.1 - 2.0 * MARGIN) / picture.y.max(1.0);
    across.min(down).clamp(0.01, 1.0)
}

/// The middle never leaves the picture, so that it cannot be lost.
fn held(middle: Point, picture: Point) -> Point {
    Point { x: middle.x.clamp(0.0, picture.x.max(0.0)), y: middle.y.clamp(0.0, picture.y.max(0.0)) }
}

/// Free room around a picture that is seen whole.
const MARGIN: f32 = 16.0;
/// The size at which text is read with ease, and the smallest at which it can be read at all.
const READABLE: f32 = 0.9;
const LEGIBLE: f32 = 0.7;
/// Smallest and largest zoom.
const LEAST: f32 = 0.2;
const MOST: f32 = 3.0;

#[cfg(test)]
mod tests {
    use super::*;

    const PICTURE: Point = Point { x: 2000.0, y: 600.0 };
    const PANE: (f32, f32) = (800.0, 500.0);

    #[test]
    fn the_start_can_be_read_and_fit_shows_all() {
        let start = Camera::default().frame(PICTURE, PANE);
        assert_eq!(start.zoom, READABLE);
        assert!((start.on_screen(Point { x: 0.0, y: 0.0 }).x - MARGIN).abs() < 0.01);
        let fit = Camera::Fit.frame(PICTURE, PANE);
        let (a, b) = (fit.on_screen(Point { x: 0.0, y: 0.0 }), fit.on_screen(PICTURE));
        assert!(a.x >= 0.0 && a.y >= 0.0 && b.x <= PANE.0 && b.y <= PANE.1, "{a:?} {b:?}");
        let small = Camera::default().frame(Point { x: 100.0, y: 80.0 }, PANE);
        assert_eq!((small.zoom, small.on_screen(Point { x: 50.0, y: 40.0 })), (1.0, Point { x: 400.0, y: 250.0 }));
    }

    #[test]
    fn zooming_keeps_what_is_under_the_pointer_and_panning_moves_by_pixels() {
        let camera = Camera::default();
        let before = camera.frame(PICTURE, PANE).in_picture(Point { x: 500.0, y: 300.0 });
        let camera = camera.zoomed(1.5, Some((500.0, 300.0)), PICTURE, PANE);
        let after = camera.frame(PICTURE, PANE).on_screen(before);
        assert!((after.x - 500.0).abs() < 0.01 && (after.y - 300.0).abs() < 0.01, "{after:?}");
        let moved = camera.panned((40.0, -30.0), PICTURE, PANE).frame(PICTURE, PANE).on_screen(before);
        assert!((moved.x - 540.0).abs() < 0.01 && (moved.y - 270.0).abs() < 0.01, "{moved:?}");
        // It cannot be lost.
        let lost = camera.panned((1e9, 1e9), PICTURE, PANE).frame(PICTURE, PANE).on_screen(Point { x: 0.0, y: 0.0 });
        assert!((0.0..=PANE.0).contains(&lost.x) && (0.0..=PANE.1).contains(&lost.y), "{lost:?}");
    }

    #[test]
    fn what_is_in_sight_moves_nothing() {
        let near = (Point { x: 10.0, y: 10.0 }, Point { x: 90.0, y: 60.0 });
        let far = (Point { x: 1800.0, y: 10.0 }, Point { x: 1900.0, y: 60.0 });
        assert_eq!(Camera::default().showing(near, PICTURE, PANE), Camera::default());
        let frame = Camera::default().showing(far, PICTURE, PANE).frame(PICTURE, PANE);
        assert!(frame.on_screen(far.0).x > 0.0 && frame.on_screen(far.1).x < PANE.0);
        assert_eq!(frame.zoom, READABLE);
    }
}
