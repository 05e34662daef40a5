//! What a pane asks for and shows: the picture, the strip over the whole case, and the ruler.

use super::axis::{Axis, AxisKind};
use super::overview::Overview;
use super::picture::TimelineView;
use super::request::Request;
use super::summary::ticks;
use super::timelines::Timelines;
use crate::case::Case;
use crate::view::ruler::Tick;
use crate::watch::Watch;
use std::sync::Arc;

/// A question of a pane.
#[derive(Clone, PartialEq, Debug)]
pub struct Ask {
    /// The picture.
    pub request: Request,
    /// The axis is that which suits the case, not that of the request.
    pub usual: bool,
    /// The range is that of the filter's records, not that of the request.
    pub fit: bool,
    /// The range is moved where the cursor would lie outside.
    pub follow: bool,
    /// Pixels of a sign of the ruler.
    pub sign: u32,
}

/// The answer.
#[derive(Clone, PartialEq, Debug)]
pub struct Shown {
    /// The picture.
    pub view: TimelineView,
    /// The strip, as wide as the picture.
    pub overview: Overview,
    /// Ticks of the ruler, over the picture.
    pub ticks: Vec<Tick>,
    /// No record has a clock: positions are all there is.
    pub clockless: bool,
}

impl Timelines {
    /// Answers; `None`: the watch said stop.
    pub fn show(&mut self, case: &Arc<Case>, ask: &Ask, watch: &Watch) -> Option<Shown> {
        let usual = Axis::usual(case);
        let axis = if ask.usual { usual } else { ask.request.axis };
        let mut request = Request { axis, ..ask.request.clone() };
        self.prepare(case, &request, watch)?;
        let (pyramid, filtered) = self.ready(case, &request);
        if ask.fit {
            request.range = pyramid.extent(case, filtered);
        }
        request.range = pyramid.axis().clamped(request.range);
        let (from, to) = request.range;
        let x = request.cursor.filter(|row| (*row as usize) < case.len()).map(|row| pyramid.axis().x(case, row));
        if let Some(x) = x.filter(|x| ask.follow && !(from..to).contains(x)) {
            let middle = from.saturating_add(to.saturating_sub(from) / 2);
            request.range = pyramid.moved(request.range, x.saturating_sub(middle));
        }
        if watch.is_cancelled() {
            return None;
        }
        let view = TimelineView::of(case, pyramid, filtered, &request);
        let overview = Overview::folded(case, pyramid, filtered, request.width, request.fold);
        let clockless = usual == AxisKind::Position;
        (!watch.is_cancelled()).then(|| Shown { ticks: ticks(&view, ask.sign), view, overview, clockless })
    }
}
