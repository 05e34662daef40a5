//! `recount search`: the records that a filter means, printed as they are found.

use super::super::args::{Rows, Search};
use super::super::progress::watch_signals;
use super::super::{Exit, Fault, complain, say, visible};
use crate::case::{Row, Selection};
use crate::session::{Session, SoFar};
use crate::view::table::record_row;
use crate::view::{csv, record_json, record_text};
use crate::watch::Watch;

/// Rows printed at once.
const PAGE: usize = 256;

/// Runs the command.
pub fn run(args: &Search) -> Result<Exit, Fault> {
    let filter = super::filter(&args.filter)?;
    let watch = watch_signals();
    let session = super::open(&args.case, &args.trust, &watch)?;
    super::tell_verdict(&args.case, &session, args.format != Rows::Text);
    if args.format == Rows::Csv {
        say(&format!("{}\n", csv::head()));
    }
    let mut printer = Printer { session: &session, args, watch: &watch, shown: 0, found: 0, reach: 0 };
    let all = Selection::all(session.case.len());
    let searched = session.searcher().search(&filter, &all, &watch, &mut |so_far| printer.print(so_far));
    searched.map_err(super::fault)?;
    printer.close()
}

/// What was printed of what was found.
struct Printer<'a> {
    session: &'a Session,
    args: &'a Search,
    watch: &'a Watch,
    shown: usize,
    found: usize,
    /// Rows below this are printed, or are more than were asked for.
    reach: usize,
}

impl Printer<'_> {
    /// Prints what came since; false: nothing more is wanted.
    fn print(&mut self, so_far: &SoFar) -> bool {
        let limit = self.args.limit.unwrap_or(usize::MAX);
        let from = so_far.selection.rank(self.reach as Row);
        let rows: Vec<Row> =
            (from..so_far.selection.count().min(limit)).map_while(|rank| so_far.selection.nth(rank)).collect();
        for page in rows.chunks(PAGE) {
            if self.watch.is_cancelled() {
                return false;
            }
            say(&page.iter().map(|row| self.one(*row)).collect::<String>());
            self.shown += page.len();
        }
        (self.found, self.reach) = (so_far.selection.count(), so_far.reach);
        // How many there are in all is said in text alone.
        self.args.format == Rows::Text || self.shown < limit
    }

    fn close(self) -> Result<Exit, Fault> {
        let (found, records) = (self.found, self.session.case.len());
        if self.watch.is_cancelled() {
            complain(&format!(
                "interrupted: {} of {records} records were looked at, not all that fit are shown",
                self.reach
            ));
            return Ok(Exit::Interrupted);
        }
        if self.args.format == Rows::Text {
            let shown = self.shown;
            let beyond = if shown < found { format!("; {shown} are shown, --limit says so") } else { String::new() };
            say(&format!("{found} of {records} records{beyond}\n"));
        }
        Ok(Exit::Fine)
    }

    fn one(&self, row: Row) -> String {
        let record = record_row(&self.session.case, &self.session.evidence, row);
        match self.args.format {
            Rows::Text => format!("{}\n", visible(&record_text::row(&record))),
            Rows::Json => format!("{}\n", record_json::record(&record)),
            Rows::Csv => format!("{}\n", csv::line(&record)),
        }
    }
}
