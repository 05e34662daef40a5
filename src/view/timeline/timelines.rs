//! Keeps what the last picture was made from, so that the next one costs only what changed.

use super::filtered::Filtered;
use super::overview::Overview;
use super::picture::TimelineView;
use super::pyramid::Pyramid;
use super::request::Request;
use crate::case::{Case, Selection};
use crate::watch::Watch;
use std::sync::Arc;

/// Answers requests about cases, one after the other.
#[derive(Debug, Default)]
pub struct Timelines {
    built: Option<Built>,
}

#[derive(Debug)]
struct Built {
    case: Arc<Case>,
    findings: Arc<Selection>,
    pyramid: Pyramid,
    filtered: Option<(Arc<Selection>, Option<usize>, Filtered)>,
}

impl Timelines {
    /// A picture. Another case, grouping, axis or other findings: everything is built anew, O(n log n). Another selection: O(n) over
    /// bits. Else O(pixels * log n).
    pub fn answer(&mut self, case: &Arc<Case>, request: &Request) -> TimelineView {
        let (pyramid, filtered) = self.ready(case, request);
        TimelineView::of(case, pyramid, filtered, request)
    }

    /// The strip over the whole case, under the selection of the request.
    pub fn overview(&mut self, case: &Arc<Case>, request: &Request, width: u32) -> Overview {
        let (pyramid, filtered) = self.ready(case, request);
        Overview::of(case, pyramid, filtered, width)
    }

    /// Builds what such a request needs, and stops between its parts where the watch says so: `None`.
    pub(super) fn prepare(&mut self, case: &Arc<Case>, request: &Request, watch: &Watch) -> Option<()> {
        let go = || if watch.is_cancelled() { Err(()) } else { Ok(()) };
        go().ok()?;
        let same = |built: &Built| {
            Arc::ptr_eq(&built.case, case)
                && built.findings == request.findings
                && built.pyramid.axis.kind() == request.axis
        };
        let pyramid = match self.built.take().filter(same) {
            Some(built) if built.pyramid.by == request.by => {
                self.built = Some(built);
                return Some(());
            }
            Some(built) => built.pyramid.regrouped(case, request.by, &request.findings),
            None => Pyramid::build(case, request.by, request.axis, &request.findings, go).ok()?,
        };
        let findings = request.findings.clone();
        self.built = Some(Built { case: case.clone(), findings, pyramid, filtered: None });
        go().ok()
    }

    /// What answers such a request.
    pub fn ready(&mut self, case: &Arc<Case>, request: &Request) -> (&Pyramid, &Filtered) {
        let fits = |built: &Built| {
            let same = Arc::ptr_eq(&built.case, case) && built.findings == request.findings;
            same && built.pyramid.by == request.by && built.pyramid.axis.kind() == request.axis
        };
        let built = match self.built.take().filter(fits) {
            Some(built) => built,
            None => Built {
                case: case.clone(),
                findings: request.findings.clone(),
                pyramid: Pyramid::of(case, request.by, request.axis, &request.findings),
                filtered: None,
            },
        };
        let built = self.built.insert(built);
        let filtered = match built
            .filtered
            .take()
            .filter(|(selection, part, _)| *selection == request.selection && *part == request.part)
        {
            Some(filtered) => filtered,
            None => {
                let filtered = Filtered::of(case, &built.pyramid, &request.selection);
                (request.selection.clone(), request.part, filtered.within(case, &built.pyramid, request.part))
            }
        };
        (&built.pyramid, &built.filtered.insert(filtered).2)
    }
}
