//! `recount graph` and `recount timeline`: a case as pictures of text, SVG, Graphviz or JSON.

use super::super::args::{By, Graph, GraphForm, LanesBy, Timeline};
use super::super::progress::watch_signals;
use super::super::{Exit, Fault, say};
use crate::case::Row;
use crate::view::dot::dot;
use crate::view::graph::{self, Form, GraphView, Grouping, Tools, endings};
use crate::view::layout::Limits;
use crate::view::svg::svg;
use crate::view::timeline::{self, AxisKind, LaneBy, Timelines};
use std::sync::Arc;

/// Runs `recount graph`.
pub fn run(args: &Graph) -> Result<Exit, Fault> {
    let filter = super::filter(&args.filter)?;
    let watch = watch_signals();
    let session = super::open(&args.case, &args.trust, &watch)?;
    super::tell_verdict(&args.case, &session, args.format != GraphForm::Text);
    let selection = session.select(&filter, &watch).map_err(super::fault)?;
    let request = graph::Request {
        selection: Arc::new(selection),
        filter: filter.text().to_owned(),
        grouping: match args.by {
            By::Agent => Grouping::Agent,
            By::Role => Grouping::Role,
        },
        tools: if args.without_tools { Tools::Hidden } else { Tools::Shown },
        form: if args.as_it_ran { Form::AsItRan { max_records: AS_IT_RAN } } else { Form::Aggregated },
        max_nodes: args.max_nodes.unwrap_or(usize::MAX),
        max_edges: args.max_edges.unwrap_or(usize::MAX),
        around: None,
        limits: Limits::default(),
    };
    let view = GraphView::of(&session.case, &endings(&session.case), &request, None, &watch);
    let Ok(mut view) = view else { return Ok(Exit::Interrupted) };
    view.verdict = session.verdict();
    #[cfg(feature = "png")]
    if args.format == GraphForm::Png {
        let picture = crate::view::png::png(&svg(&view)).map_err(|error| Fault::new(Exit::Data, error.to_string()))?;
        super::super::say_bytes(&picture);
        return Ok(Exit::Fine);
    }
    say(&match args.format {
        #[cfg(feature = "png")]
        GraphForm::Png => String::new(),
        GraphForm::Text => view.text(),
        GraphForm::Svg => svg(&view),
        GraphForm::Dot => dot(&view),
        GraphForm::Json => format!("{}\n", view.json()),
    });
    Ok(Exit::Fine)
}

/// Runs `recount timeline`.
pub fn timeline(args: &Timeline) -> Result<Exit, Fault> {
    let filter = super::filter(&args.filter)?;
    let watch = watch_signals();
    let session = super::open(&args.case, &args.trust, &watch)?;
    super::tell_verdict(&args.case, &session, false);
    let selection = session.select(&filter, &watch).map_err(super::fault)?;
    let whole = timeline::Request::whole(session.case.len(), args.width);
    let case = &session.case;
    // Clocks that were made up say nothing but the order.
    let has_clock = (0..case.len() as Row).any(|row| case.context_number(row) != 0 && !case.context(row).synthetic);
    let request = timeline::Request {
        by: match args.by {
            LanesBy::Agent => LaneBy::Agent,
            LanesBy::Run => LaneBy::Run,
            LanesBy::Kind => LaneBy::Kind,
        },
        filter: filter.text().to_owned(),
        selection: Arc::new(selection),
        box_width: 1,
        axis: if has_clock { whole.axis } else { AxisKind::Position },
        ..whole
    };
    say(&timeline::text(&Timelines::default().answer(&session.case, &request)));
    Ok(Exit::Fine)
}

/// Records that a picture of single steps may have: beyond that nobody can read it.
const AS_IT_RAN: u64 = 400;
