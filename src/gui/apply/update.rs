//! Updates of the worker. One that answers an older request than the newest of its lane is dropped.

use super::{
    causes, compare, completion, filter, focus, graph, importing, notes, privilege, proof, replay, sequence, settings,
    table, timeline,
};
use crate::case::Case;
use crate::case::filter::Filter;
use crate::gui::columns::Columns;
use crate::gui::state::{Desk, Effect, FilterState, Job, State, TableState};
use crate::gui::timeline::TimelineState;
use crate::view::banner::{Banner, Reach};
use crate::work::{Drawn, Lane, Opened, Request, Stage, Told, Update};
use std::sync::Arc;

/// Takes an update in.
pub fn receive(state: &mut State, update: Update) -> Vec<Effect> {
    match update {
        Update::Opened(generation, opened) if state.is_current(Lane::Open, generation) => self::opened(state, *opened),
        Update::Failed(generation, lane, told) if lane == Lane::Keep || state.is_current(lane, generation) => {
            failed(state, lane, told)
        }
        Update::Paths(generation, offers) if state.is_current(Lane::Paths, generation) => {
            state.path.offers = offers;
            Vec::new()
        }
        Update::Looked(generation, looked) if state.is_current(Lane::Open, generation) => {
            importing::looked(state, looked)
        }
        Update::Weighed(generation, weighed) if state.is_current(Lane::Trust, generation) => {
            importing::weighed(state, *weighed)
        }
        Update::Remembered(generation, gone) if state.is_current(Lane::Settings, generation) => {
            settings::remembered(state, &gone)
        }
        Update::Filtered(generation, filtered) if state.is_current(Lane::Filter, generation) => {
            on(state, |desk| filter::answered(desk, *filtered))
        }
        Update::Page(generation, page) if state.is_current(Lane::Page, generation) => {
            put(state, |desk| desk.table.page = Some(page))
        }
        Update::Proof(generation, proved) if state.is_current(Lane::Proof, generation) => {
            put(state, |desk| desk.proof = Some(*proved))
        }
        Update::Checks(generation, checks) if state.is_current(Lane::Checks, generation) => {
            put(state, |desk| desk.checks = Some(checks))
        }
        Update::Payload(generation, part) if state.is_current(Lane::Payload, generation) => {
            put(state, |desk| proof::payload(desk, *part))
        }
        Update::Step(generation, step) if state.is_current(Lane::Step, generation) => {
            put(state, |desk| desk.step = step)
        }
        Update::EdgePage(generation, page) if state.is_current(Lane::EdgePage, generation) => {
            put(state, |desk| graph::edge_paged(desk, page))
        }
        Update::Drawn(generation, lane, drawn) if state.is_current(lane, generation) => self::drawn(state, drawn),
        Update::Traced(generation, lane, traced) if state.is_current(lane, generation) => {
            put(state, |desk| causes::traced(desk, traced))
        }
        Update::Holding(generation, detail) if state.is_current(Lane::Holding, generation) => {
            put(state, |desk| privilege::detailed(desk, detail))
        }
        Update::Walk(generation, walk, steps) if state.is_current(Lane::Walk, generation) => {
            on(state, |desk| replay::walked(desk, walk, steps))
        }
        Update::Sought(generation, found) if state.is_current(Lane::Seek, generation) => {
            on(state, |desk| replay::found(desk, found))
        }
        Update::Timeline(generation, shown) if state.is_current(Lane::Timeline, generation) => {
            on(state, |desk| timeline::answered(desk, shown))
        }
        Update::Offers(generation, offers) if state.is_current(Lane::Complete, generation) => {
            put(state, |desk| completion::offered(desk, *offers))
        }
        Update::Compared(generation, compared) if state.is_current(Lane::Compare, generation) => {
            put(state, |desk| compare::compared(desk, compared))
        }
        Update::Choices(generation, choices) if state.is_current(Lane::Choices, generation) => {
            put(state, |desk| desk.compare.choices = Some(choices))
        }
        Update::Kept(kept) => {
            notes::kept(state, kept);
            Vec::new()
        }
        Update::Cited(generation, cited) if state.is_current(Lane::Cite, generation) => notes::cited(state, cited),
        Update::Found(generation, citation, found) if state.is_current(Lane::Cite, generation) => {
            notes::found(state, &citation, &found)
        }
        Update::Exported(generation, path, rows, keep) if state.is_current(Lane::Export, generation) => {
            on(state, |desk| notes::exported(desk, &path, rows, keep))
        }
        other => indexing(state, other),
    }
}

/// How far the index of the texts is; all else is old, and dropped.
fn indexing(state: &mut State, update: Update) -> Vec<Effect> {
    let about = |desk: &&mut Desk, case: &Arc<Case>| Arc::ptr_eq(&desk.opened.case, case);
    match update {
        Update::Indexing(case, watch) => {
            if let Some(desk) = state.desk.as_mut().filter(|desk| about(desk, &case)) {
                desk.indexing = Some(Job { watch, ..Job::new("texts".to_owned(), false) });
            }
        }
        Update::Indexed(case, done) => {
            if let Some(desk) = state.desk.as_mut().filter(|desk| about(desk, &case)) {
                desk.indexing = None;
                state.notices.extend(done.err().filter(|told| !told.cancelled));
            }
        }
        _ => {}
    }
    Vec::new()
}

/// Something came that the desk has to see to.
fn on(state: &mut State, see_to: impl FnOnce(&mut Desk) -> Vec<Effect>) -> Vec<Effect> {
    state.desk.as_mut().map(see_to).unwrap_or_default()
}

/// Something came that only has to be put on the desk.
fn put(state: &mut State, place: impl FnOnce(&mut Desk)) -> Vec<Effect> {
    state.desk.as_mut().map(place);
    Vec::new()
}

fn drawn(state: &mut State, drawn: Drawn) -> Vec<Effect> {
    if let Drawn::Saved(path) = &drawn {
        state.notices.push(Told {
            what: format!("The picture is saved: {}", path.display()),
            hint: "It shows what the case says; it is no evidence itself".to_owned(),
            cancelled: false,
        });
    }
    let Some(desk) = &mut state.desk else { return Vec::new() };
    match drawn {
        Drawn::Counted(view) => return graph::counted(desk, view),
        Drawn::Graph(view) => graph::drawn(desk, view),
        Drawn::Overlay(row, overlay) => graph::overlaid(desk, row, overlay),
        Drawn::EdgeRows(edge, rows) => graph::edge_rows(desk, edge, rows),
        Drawn::Sequence(chart) => sequence::charted(desk, chart),
        Drawn::Stretch(stretch) => sequence::stretched(desk, stretch),
        Drawn::Privileges(index, view) => privilege::answered(desk, index, view),
        Drawn::Saved(_) => desk.save = None,
    }
    Vec::new()
}

fn opened(state: &mut State, opened: Opened) -> Vec<Effect> {
    let again = state.opening.as_ref().is_some_and(|job| job.again);
    let mut effects = Vec::new();
    if opened.stage == Stage::Whole {
        state.opening = None;
        effects = settings::opened(state, &opened);
    }
    let opened = Arc::new(opened);
    match &mut state.desk {
        // Another look at what is open already: everything stays where it is, and is read again with its marks.
        Some(desk)
            if (again || desk.notes.keeping || desk.opened.stage == Stage::Glance)
                && is_the_same(&desk.opened, &opened) =>
        {
            desk.opened = Arc::clone(&opened);
            desk.indexing = None;
            desk.stopped = false;
            desk.notes.keeping = false;
            words(desk);
            notes::put(desk, &mut state.early);
            effects.extend(filter::again(desk));
            effects.extend(desk.focus.map(|row| Effect::Send(Request::Step { row, before: desk.replay.before })));
            effects.extend(proof::again(desk));
        }
        Some(desk) if desk.opened.stage == Stage::Beginning && desk.opened.names == opened.names => {
            effects.extend(grown(desk, opened));
            notes::put(desk, &mut state.early);
        }
        _ => {
            let mut desk = fresh(opened);
            // Side by side as it was left; a single page is always the table at first.
            if state.settings.columns.len() > 1 {
                desk.centre = Columns::of(&state.settings.columns);
            }
            let desk = state.desk.insert(desk);
            notes::put(desk, &mut state.early);
            effects.extend(first_look(desk));
        }
    }
    effects
}

/// All records of what was shown by its beginning: rows mean the same, but whatever counts them begins anew.
fn grown(desk: &mut Desk, opened: Arc<Opened>) -> Vec<Effect> {
    let before = std::mem::replace(desk, fresh(opened));
    (desk.table, desk.step) = (before.table, before.step);
    (desk.centre, desk.inspect, desk.raw.hex) = (before.centre, before.inspect, before.raw.hex);
    (desk.timeline.hidden, desk.timeline.size) = (before.timeline.hidden, before.timeline.size);
    desk.notes = before.notes;
    (desk.filter.text, desk.filter.fault) = (before.filter.text, before.filter.fault);
    (desk.filter.holds, desk.filter.part) = (before.filter.holds, before.filter.part);
    let mut effects = vec![Effect::Cancel(Lane::Walk), Effect::Cancel(Lane::Seek)];
    effects.extend(filter::again(desk));
    effects.extend(before.focus.map_or(Vec::new(), |row| focus::to(desk, row)));
    effects
}

/// Whether rows mean the same records in both.
fn is_the_same(one: &Opened, other: &Opened) -> bool {
    let parts = |opened: &Opened| opened.case.parts().iter().map(|part| part.rows.len()).collect::<Vec<_>>();
    one.names == other.names && parts(one) == parts(other)
}

/// The bundle with the gravest verdict, at its first record.
fn first_look(desk: &mut Desk) -> Vec<Effect> {
    let case = Arc::clone(&desk.opened.case);
    let Some(rows) = case.parts().get(desk.bundle).map(|part| part.rows.len()) else { return Vec::new() };
    let mut effects = if case.parts().len() > 1 { filter::bundle(desk, Some(desk.bundle)) } else { Vec::new() };
    if rows > 0 {
        effects.extend(focus::to(desk, case.order().position(desk.bundle, 0)));
    }
    effects
}

fn fresh(opened: Arc<Opened>) -> Desk {
    let worst = |opened: &Opened| {
        let verdicts = opened.bundles.iter().map(|bundle| bundle.verdict);
        verdicts.enumerate().max_by_key(|(at, verdict)| (*verdict, std::cmp::Reverse(*at))).map_or(0, |(at, _)| at)
    };
    let mut desk = Desk {
        bundle: worst(&opened),
        banners: Vec::new(),
        indexing: None,
        stopped: false,
        filter: FilterState {
            text: String::new(),
            fault: None,
            holds: Filter::default(),
            part: None,
            brush: None,
            selection: Arc::clone(&opened.all),
            unbrushed: Arc::clone(&opened.all),
            minimap: Arc::clone(&opened.minimap),
            gaps: Arc::clone(&opened.gaps),
            busy: false,
            reach: None,
            without: Vec::new(),
            completion: Default::default(),
            lifted: None,
        },
        table: TableState::default(),
        timeline: TimelineState::default(),
        focus: None,
        step: None,
        proof: None,
        checks: None,
        faults: Default::default(),
        payload: None,
        raw: Default::default(),
        inspect: Default::default(),
        centre: Default::default(),
        graph: Default::default(),
        sequence: Default::default(),
        causes: Default::default(),
        compare: Default::default(),
        privilege: Default::default(),
        save: None,
        hover: None,
        findings: Default::default(),
        notes: Default::default(),
        playing: false,
        replay: Default::default(),
        undo: Default::default(),
        opened,
    };
    words(&mut desk);
    desk
}

/// The verdicts in words, as far as the checks are.
pub fn words(desk: &mut Desk) {
    let opened = &desk.opened;
    let reach = match (opened.stage, desk.stopped) {
        (Stage::Whole, _) => Reach::Whole,
        (Stage::Beginning | Stage::Glance, false) => Reach::FirstLook,
        (Stage::Beginning | Stage::Glance, true) => Reach::Stopped,
    };
    let named = opened.names.iter().zip(&opened.under).enumerate();
    let banner = |(part, (name, under)): (usize, (&String, &Option<String>))| {
        let mut banner = Banner::of(&opened.case, part, name, under.as_deref(), reach)?;
        if let Some(Some(sealed)) = opened.sealed.get(part) {
            banner.under = format!("{}; {sealed}", banner.under);
        }
        Some(banner)
    };
    desk.banners = named.filter_map(banner).collect();
}

fn failed(state: &mut State, lane: Lane, told: Told) -> Vec<Effect> {
    if lane == Lane::Open {
        state.opening = None;
    }
    if let (Lane::Trust, Some(page)) = (lane, &mut state.import) {
        page.busy = false;
    }
    if let Some(desk) = &mut state.desk {
        notes::failed(desk, lane);
        causes::failed(desk, lane);
        desk.faults.insert(lane, told.what.clone());
    }
    if let (Lane::Filter, Some(desk)) = (lane, &mut state.desk) {
        desk.filter.busy = false;
    }
    if let (Lane::Graph, Some(desk)) = (lane, &mut state.desk) {
        (desk.graph.busy, desk.graph.counting) = (false, false);
    }
    if let (Lane::Sequence, Some(desk)) = (lane, &mut state.desk) {
        desk.sequence.busy = false;
    }
    if let (Lane::Compare, Some(desk)) = (lane, &mut state.desk) {
        compare::compared(desk, Err(told.what.clone()));
    }
    if let (Lane::Privileges | Lane::Holding, Some(desk)) = (lane, &mut state.desk) {
        privilege::failed(desk, lane, &told.what);
    }
    if let (Lane::Seek | Lane::Walk, Some(desk)) = (lane, &mut state.desk) {
        replay::failed(desk, lane, &told);
    }
    if let (Lane::Page, Some(desk)) = (lane, &mut state.desk) {
        desk.table.asked = None;
    }
    if !told.cancelled {
        state.notices.push(told);
    }
    match &mut state.desk {
        Some(desk) if lane == Lane::Filter => table::read(desk),
        _ => Vec::new(),
    }
}
