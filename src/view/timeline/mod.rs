//! The timeline: lanes of agents, runs or kinds over time, at any zoom, with promotions, grants, gaps and the cursor.
//!
//! A [`Pyramid`] is built once for a case, a grouping and an axis; a [`Filtered`] once for a filter. After that a picture
//! costs O(pixels * log n), whatever the zoom: records that share a pixel become one box that keeps their number, the worst that
//! is known of them, and their flags. Nothing is left out without its number.
//!
//! Time has three faces ([`AxisKind`]), because what an actor claims is not the order of the log, and a source without a clock has
//! an order but no distances.

mod axis;
mod brush;
mod filtered;
mod grants;
mod lanes;
mod marks;
mod notable;
mod overview;
mod picture;
mod point;
mod promotions;
mod pyramid;
mod request;
mod scale;
mod shown;
mod silence;
mod summary;
mod text;
mod timelines;

pub use axis::{Axis, AxisKind};
pub use brush::Brush;
pub use filtered::Filtered;
pub use grants::GrantState;
pub use lanes::LaneBy;
pub use marks::{Flag, Marks};
pub use notable::Notable;
pub use overview::{Overview, Strip};
pub use picture::{Boxed, CursorMark, GrantBar, Hidden, LaneView, Promotions, TimelineView, UseMark};
pub use point::Hit;
pub use promotions::Promotion;
pub use pyramid::Pyramid;
pub use request::Request;
pub use scale::{Piece, Scale};
pub use shown::{Ask, Shown};
pub use silence::Gap;
pub use summary::{moment, stands_out, summary, under};
pub use text::text;
pub use timelines::Timelines;
