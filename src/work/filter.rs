//! Which records a filter means, on a thread of its own: where texts are read it takes minutes, and pages and steps go on.

use super::request::Lane;
use super::update::{Filtered, Outbox, Told, Update};
use crate::case::filter::Filter;
use crate::case::{Case, Selection};
use crate::session::{Searcher, Session, SoFar};
use crate::view::gaps::Gaps;
use crate::view::minimap::Minimap;
use crate::view::timeline::Brush;
use crate::watch::Watch;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// A filter, the bundle and the stretch of time that it is asked for.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub text: String,
    pub part: Option<usize>,
    pub brush: Option<Brush>,
}

struct Job {
    ask: Ask,
    case: Arc<Case>,
    searcher: Searcher,
    generation: u64,
    watch: Arc<Watch>,
    out: Outbox,
    /// Something was told.
    begun: Cell<bool>,
}

/// Begins to answer; what is found is told as it grows.
pub(super) fn begin(session: &Session, ask: Ask, (generation, watch): (u64, &Arc<Watch>), out: &Outbox) {
    let (case, searcher) = (Arc::clone(&session.case), session.searcher());
    let job =
        Job { ask, case, searcher, generation, watch: Arc::clone(watch), out: out.clone(), begun: Cell::new(false) };
    std::thread::spawn(move || {
        let done = catch_unwind(AssertUnwindSafe(|| job.run()));
        let hint = if job.begun.get() {
            "What was found before that is shown; the rest was not searched"
        } else {
            "The filter before it still holds"
        };
        let told = match done {
            Ok(Ok(())) => return,
            Ok(Err(what)) => Told { what, hint: hint.to_owned(), cancelled: false },
            Err(panic) => Told::panicked(&*panic),
        };
        job.send(Update::Failed(job.generation, Lane::Filter, told));
    });
}

impl Job {
    fn run(&self) -> Result<(), String> {
        let filter = Filter::parse(&self.ask.text).map_err(|fault| fault.to_string())?;
        let rows = self.case.len();
        let among = self.ask.part.map_or_else(|| Selection::all(rows), |part| Selection::of_part(&self.case, part));
        let tell = &mut |so_far: &SoFar| {
            let is_whole = so_far.reach == rows;
            let mut filtered = self.filtered(so_far);
            if is_whole && filtered.selection.count() == 0 {
                filtered.without = self.without(&filter, &among);
            }
            self.begun.set(true);
            self.send(Update::Filtered(self.generation, Box::new(filtered)));
            true
        };
        self.searcher.search(&filter, &among, &self.watch, tell).map_err(|error| error.to_string())
    }

    fn filtered(&self, so_far: &SoFar) -> Filtered {
        let (case, Ask { text, part, brush }) = (&self.case, self.ask.clone());
        let unbrushed = Arc::new(so_far.selection.clone());
        let selection = brush.map(|brush| Arc::new(unbrushed.and(&brush.selection(case))));
        let selection = selection.unwrap_or_else(|| Arc::clone(&unbrushed));
        Filtered {
            text,
            part,
            brush,
            case: Arc::clone(case),
            reach: so_far.reach,
            minimap: Arc::new(Minimap::of(case, &selection)),
            gaps: Arc::new(Gaps::of(case, &selection, part)),
            selection,
            unbrushed,
            without: Vec::new(),
        }
    }

    /// For each condition of a filter that nothing fits: how many records fit the others.
    fn without(&self, filter: &Filter, among: &Selection) -> Vec<(String, usize)> {
        let conditions = filter.conditions();
        let left = |(at, condition): (usize, &String)| {
            let rest = self.searcher.select(&filter.without(at), among, &self.watch).ok()?;
            Some((condition.clone(), rest.count()))
        };
        let looked = conditions.iter().enumerate().take(CONDITIONS_MAX).take_while(|_| !self.watch.is_cancelled());
        looked.filter_map(left).collect()
    }

    fn send(&self, update: Update) {
        if !self.watch.is_cancelled() {
            self.out.send(update);
        }
    }
}

/// Conditions of which the effect is looked at.
const CONDITIONS_MAX: usize = 12;
