//! The timeline's state and what can be wished of it.

use crate::view::timeline::{AxisKind, LaneBy, Shown};
use std::sync::Arc;

/// The timeline.
#[derive(Debug)]
pub struct TimelineState {
    /// The pane is put away.
    pub hidden: bool,
    /// As a list; else as a picture.
    pub list: bool,
    /// What makes a lane.
    pub by: LaneBy,
    /// What x means; `None`: what suits the case.
    pub axis: Option<AxisKind>,
    /// What is seen, half-open, in units of the axis; `None`: all records of the filter.
    pub range: Option<(i64, i64)>,
    /// What the pane has room for.
    pub size: Size,
    /// The lane at the top.
    pub top: u32,
    /// The lane that the keys are in.
    pub lane: Option<u32>,
    /// The cursor has moved since the last picture.
    pub follow: bool,
    /// The last picture.
    pub drawn: Option<Arc<Shown>>,
}

impl Default for TimelineState {
    fn default() -> TimelineState {
        TimelineState {
            hidden: false,
            list: false,
            by: LaneBy::Agent,
            axis: None,
            range: None,
            size: Size::default(),
            top: 0,
            lane: None,
            follow: false,
            drawn: None,
        }
    }
}

impl TimelineState {
    /// Lanes that the filter leaves, as far as is known.
    pub fn lane_count(&self) -> u32 {
        let count = |shown: &Arc<Shown>| {
            let hidden = shown.view.hidden;
            shown.view.lanes.len() + hidden.lanes_above + hidden.lanes_below
        };
        self.drawn.as_ref().map_or(0, count) as u32
    }
}

/// Room for a picture.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Size {
    /// Pixels.
    pub width: u32,
    /// Lanes.
    pub lanes: u32,
    /// Grants.
    pub grants: u32,
}

/// A wish about the timeline.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Wish {
    /// Show the pane, or put it away.
    Toggle,
    /// Show the pane, with the record in focus in it.
    Show,
    /// As a list, or as a picture.
    List(bool),
    /// The pane has this room.
    Size(Size),
    /// Other lanes.
    By(LaneBy),
    /// Another axis.
    Axis(AxisKind),
    /// Nearer (below 1) or further, about a pixel.
    Zoom {
        /// The pixel, which stays.
        pixel: u32,
        /// New length over old.
        factor: f64,
    },
    /// Along the axis by pixels; on where they are positive.
    Pan(f64),
    /// Nearer by half about the cursor, or further.
    Nearer(bool),
    /// Along the axis by an eighth of what is seen, on or back.
    Along(bool),
    /// The brush; where that is seen already, everything.
    Fit,
    /// Down the lanes, or up.
    Lanes(i32),
    /// The keys are in this lane; `None`: in none.
    Lane(Option<u32>),
    /// Keep the records to this stretch of the axis; `None`: to none.
    Brush(Option<(i64, i64)>),
}
