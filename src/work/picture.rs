//! Graph, sequence chart and what hangs on them: asked with the case itself, so that they never wait for the table, nor it for them.
//!
//! One thread of its own draws. A graph comes twice: counted, which is the list, and then with its picture, which takes longer and
//! can be cancelled.

use super::mail::{Mail, Next, Taken};
use super::request::{Lane, Request};
use super::update::{Outbox, Told, Update};
use crate::case::{Case, Name, Row, Selection};
use crate::verify::Verdict;
use crate::view::graph::{self, Cancelled, Ended, GraphView, Overlay};
use crate::view::png::png;
use crate::view::privilege::{self, PrivilegeView};
use crate::view::sequence::{self, Sequence, Stretch};
use crate::view::svg::svg;
use crate::watch::Watch;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A run of a log: the log's number, and the name.
pub type Run = (usize, Name);

/// A question about a picture.
#[derive(Clone, Debug)]
pub enum Picture {
    /// The graph of these records.
    Graph {
        /// What is wanted of it.
        request: graph::Request,
        /// Only of this run.
        run: Option<Run>,
        /// The verdict that stands.
        verdict: Verdict,
        /// The picture before it, whose order it keeps.
        former: Option<Arc<GraphView>>,
    },
    /// Where the replay is on a graph.
    Overlay {
        /// The graph.
        view: Arc<GraphView>,
        /// The record.
        row: Row,
    },
    /// The records of an edge.
    EdgeRows {
        /// The graph.
        view: Arc<GraphView>,
        /// Number of the edge.
        edge: usize,
    },
    /// The sequence chart of these records.
    Sequence {
        /// What is wanted of it.
        request: sequence::Request,
        /// Only of this run.
        run: Option<Run>,
        /// The verdict that stands.
        verdict: Verdict,
    },
    /// Rows of a chart.
    Stretch {
        /// The chart.
        chart: Arc<Sequence>,
        /// The first row.
        first: usize,
        /// How many.
        count: usize,
    },
    /// Agents by scopes.
    Privileges(privilege::Request),
    /// Write a picture into a new file, as SVG or PNG by its name.
    Save {
        /// Which.
        figure: Figure,
        /// The file.
        path: PathBuf,
    },
}

/// What is written.
#[derive(Clone, Debug)]
pub enum Figure {
    /// The graph.
    Graph(Arc<GraphView>),
    /// The sequence chart.
    Sequence(Arc<Sequence>),
}

/// An answer about a picture.
#[derive(Clone, Debug)]
pub enum Drawn {
    /// The graph, counted; its picture is still being drawn.
    Counted(Arc<GraphView>),
    /// The graph, with its picture or a note that says why there is none.
    Graph(Arc<GraphView>),
    /// Where the replay is.
    Overlay(Row, Overlay),
    /// The records of an edge.
    EdgeRows(usize, Arc<Selection>),
    /// The chart.
    Sequence(Arc<Sequence>),
    /// Rows of the chart.
    Stretch(Arc<Stretch>),
    /// Agents by scopes, and the index that knows more.
    Privileges(Arc<privilege::Index>, Arc<PrivilegeView>),
    /// The file is written.
    Saved(PathBuf),
}

impl Picture {
    /// Its lane.
    pub fn lane(&self) -> Lane {
        match self {
            Picture::Graph { .. } => Lane::Graph,
            Picture::Overlay { .. } => Lane::Overlay,
            Picture::EdgeRows { .. } => Lane::EdgeRows,
            Picture::Sequence { .. } => Lane::Sequence,
            Picture::Stretch { .. } => Lane::Stretch,
            Picture::Privileges(_) => Lane::Privileges,
            Picture::Save { .. } => Lane::Save,
        }
    }
}

/// The thread that draws.
pub(super) struct Drawer {
    mail: Arc<Mail>,
    out: Outbox,
    /// How records of a case ended, found once.
    endings: Option<(Arc<Case>, Arc<Vec<Ended>>)>,
    /// Who holds what in a case, found once.
    holdings: Option<(Arc<Case>, Arc<privilege::Index>)>,
}

impl Drawer {
    pub fn new(mail: Arc<Mail>, out: Outbox) -> Drawer {
        Drawer { mail, out, endings: None, holdings: None }
    }

    pub fn run(mut self) {
        while let Next::Request(taken) = self.mail.next_picture() {
            let Request::Picture(case, picture) = &taken.request else { continue };
            let update = match catch_unwind(AssertUnwindSafe(|| self.answer(case, picture, &taken))) {
                Ok(Ok(drawn)) => Update::Drawn(taken.generation, picture.lane(), drawn),
                Ok(Err(Why::Cancelled)) => continue,
                Ok(Err(Why::NotWritten(told))) => Update::Failed(taken.generation, picture.lane(), told),
                Err(panic) => Update::Failed(taken.generation, picture.lane(), Told::panicked(&*panic)),
            };
            if !taken.watch.is_cancelled() {
                self.out.send(update);
            }
        }
    }

    fn answer(&mut self, case: &Arc<Case>, picture: &Picture, taken: &Taken) -> Result<Drawn, Why> {
        let watch = &taken.watch;
        match picture {
            Picture::Graph { request, run, verdict, former } => {
                let selection = of_run(case, &request.selection, *run);
                let request = graph::Request { selection, ..request.clone() };
                let endings = self.endings(case);
                let mut view = GraphView::counted(case, &endings, &request, watch)?;
                view.verdict = *verdict;
                let counted = Drawn::Counted(Arc::new(view.clone()));
                if !watch.is_cancelled() {
                    self.out.send(Update::Drawn(taken.generation, picture.lane(), counted));
                }
                Ok(Drawn::Graph(Arc::new(view.drawn(former.as_deref(), watch)?)))
            }
            Picture::Overlay { view, row } => Ok(Drawn::Overlay(*row, view.overlay(case, *row, watch)?)),
            Picture::EdgeRows { view, edge } => Ok(Drawn::EdgeRows(*edge, Arc::new(view.edge_rows(case, *edge)))),
            Picture::Sequence { request, run, verdict } => {
                let selection = of_run(case, &request.selection, *run);
                let request = sequence::Request { selection, ..request.clone() };
                let mut chart = Sequence::of(case, &request, watch)?;
                chart.verdict = *verdict;
                Ok(Drawn::Sequence(Arc::new(chart)))
            }
            Picture::Stretch { chart, first, count } => {
                Ok(Drawn::Stretch(Arc::new(chart.stretch(case, &self.endings(case), *first..first + count))))
            }
            Picture::Privileges(request) => {
                let index = self.holdings(case, watch)?;
                let view = PrivilegeView::of(case, &index, request);
                Ok(Drawn::Privileges(index, Arc::new(view)))
            }
            Picture::Save { figure, path } => self.save(case, figure, path, watch),
        }
    }

    fn save(&mut self, case: &Arc<Case>, figure: &Figure, path: &Path, watch: &Watch) -> Result<Drawn, Why> {
        let form = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_lowercase();
        if !matches!(form.as_str(), "svg" | "png") {
            return Err(not_written(
                path,
                "the name ends in neither .svg nor .png",
                "Give a name that ends in .svg or .png",
            ));
        }
        let text = match figure {
            Figure::Graph(view) => svg(view),
            Figure::Sequence(chart) => sequence::svg(chart, case, &self.endings(case)),
        };
        let bytes = match form.as_str() {
            "png" => png(&text).map_err(|error| not_written(path, &error.to_string(), "Save it as SVG"))?,
            _ => text.into_bytes(),
        };
        if watch.is_cancelled() {
            return Err(Why::Cancelled);
        }
        // Only a new file: evidence must never be written over, and nobody can tell here what is evidence.
        let file = std::fs::OpenOptions::new().write(true).create_new(true).open(path);
        let hint = "Give the path of a new file; files that are there already are never written over";
        match file.and_then(|mut file| file.write_all(&bytes)) {
            Ok(()) => Ok(Drawn::Saved(path.to_owned())),
            Err(error) => Err(not_written(path, &error.to_string(), hint)),
        }
    }

    fn holdings(&mut self, case: &Arc<Case>, watch: &Watch) -> Result<Arc<privilege::Index>, Cancelled> {
        match &self.holdings {
            Some((of, index)) if Arc::ptr_eq(of, case) => Ok(Arc::clone(index)),
            _ => {
                let index = Arc::new(privilege::Index::of(case, watch)?);
                self.holdings = Some((Arc::clone(case), Arc::clone(&index)));
                Ok(index)
            }
        }
    }

    fn endings(&mut self, case: &Arc<Case>) -> Arc<Vec<Ended>> {
        match &self.endings {
            Some((of, endings)) if Arc::ptr_eq(of, case) => Arc::clone(endings),
            _ => {
                let endings = Arc::new(graph::endings(case));
                self.endings = Some((Arc::clone(case), Arc::clone(&endings)));
                endings
            }
        }
    }
}

/// The selection, or what a run has of it.
fn of_run(case: &Case, selection: &Arc<Selection>, run: Option<Run>) -> Arc<Selection> {
    let Some((log, name)) = run else { return Arc::clone(selection) };
    let wanted = |row: Row| selection.contains(row) && case.log(row) == log && case.run(row) == name;
    Arc::new(Selection::of(case.len(), wanted))
}

/// Why there is no answer.
enum Why {
    Cancelled,
    NotWritten(Told),
}

fn not_written(path: &Path, why: &str, hint: &str) -> Why {
    let what = format!("The picture was not written to {}: {why}", path.display());
    Why::NotWritten(Told { what, hint: hint.to_owned(), cancelled: false })
}

impl From<Cancelled> for Why {
    fn from(_: Cancelled) -> Why {
        Why::Cancelled
    }
}
