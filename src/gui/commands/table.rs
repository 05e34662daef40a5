//! The table. A command is added here, and is then in its menu, in the palette and in the key list.

use super::when::{
    always, brushed, closable, compared, exportable, exporting, filtered, focus, graph, picture_shown, redo,
    room_beside, sequence_shown, trustable, undo, without_folder,
};
use super::{Command, Group, Reach};
use crate::gui::causes::state::{CausesIntent, Page};
use crate::gui::compare::CompareIntent;
use crate::gui::graph::state::GraphIntent;
use crate::gui::graph::{PAN, ZOOM};
use crate::gui::intent::{Centre, Choice, Inspect, Intent, Open, Stride};
use crate::gui::notes::{Asked, Notes};
use crate::gui::over::{self, Kind};
use crate::gui::replay::{Goal, Mode, Pace, Way, Wish};
use crate::gui::sequence::state::SequenceIntent;
use crate::gui::state::{Desk, State};
use crate::gui::theme::Look;
use crate::gui::timeline;
use crate::gui::{columns, findings};
use crate::view::causes;
use crate::view::timeline::{AxisKind, LaneBy};
use crate::work::Pane;

/// All commands, each group in the order of its menu.
pub static TABLE: &[Command] = &[
    file("file.open", "Open bundles…", Intent::Choose(Choice::Bundles)).keys(&["Ctrl+O"]),
    file("file.open-case", "Open a case…", Intent::Choose(Choice::Case)).keys(&["Ctrl+Shift+O"]),
    file("file.sample", "Sample incident", Intent::Open(Open::Sample)),
    file("file.trust", "Trust…", Intent::TrustAgain).when(trustable),
    file("file.close", "Close", Intent::Close).when(closable).line(),
    file("file.quit", "Quit", Intent::Quit).keys(&["Ctrl+Q"]),
    deed("case.undo", "Undo", Intent::Undo).keys(&["Ctrl+Z"]).when(undo),
    deed("case.redo", "Redo", Intent::Redo).keys(&["Ctrl+Shift+Z", "Ctrl+Y"]).when(redo),
    case("case.note", "Write a note", Notes::Add).keys(&["Ctrl+Enter"]).reach(Reach::Always).line(),
    case("case.keep-step", "Keep this step", Notes::KeepStep).keys(&["Enter"]).reach(Reach::Free).when(focus),
    case("case.mark", "Mark the record", Notes::Mark).keys(&["M"]).when(focus),
    case("case.mark-range", "Mark a range", Notes::MarkRange).keys(&["Shift+M"]).when(focus),
    case("case.cite", "Copy the citation", Notes::Cite).keys(&["Ctrl+Shift+C"]).reach(Reach::Always).when(focus).line(),
    compare("case.pin", "Pin the record for comparing", CompareIntent::Pin).when(focus).line(),
    compare("case.compare", "Pin, or compare with the pinned record", CompareIntent::WithPinned)
        .keys(&["Ctrl+D"])
        .when(focus),
    compare("case.swap", "Swap the sides of the comparison", CompareIntent::Swap).when(compared),
    case("case.copy-record", "Copy the record as CSV", Notes::CopyRow).when(focus),
    deed("case.save-picture", "Save the picture…", Intent::SaveTyped(Some(String::new()))).when(picture_shown),
    deed("case.menu", "Menu of the record", Intent::Over(over::Wish::Open(Kind::Record)))
        .keys(&["Shift+F10", "Menu"])
        .when(focus),
    case("case.export", "Export the table as CSV…", Notes::Ask(Asked::Table)).when(exportable),
    case("case.stop-export", "Stop the export", Notes::StopExport).when(exporting),
    case("case.save-filter", "Save the filter…", Notes::Ask(Asked::FilterName)).when(filtered).line(),
    case("case.keep", "Keep this as a case…", Notes::Ask(Asked::Folder)).when(without_folder),
    page("view.messages", "Messages", Centre::Messages).on(|state| shows(state, Centre::Messages)),
    page("view.graph", "Graph", Centre::Graph).on(|state| shows(state, Centre::Graph)),
    page("view.sequence", "Sequence", Centre::Sequence).on(|state| shows(state, Centre::Sequence)),
    page("view.causes", "Causes", Centre::Causes).on(|state| shows(state, Centre::Causes)),
    page("view.compare", "Compare", Centre::Compare).on(|state| shows(state, Centre::Compare)),
    page("view.privileges", "Privileges", Centre::Privileges).on(|state| shows(state, Centre::Privileges)),
    page("view.findings", "Findings", Centre::Why).on(|state| shows(state, Centre::Why)),
    view("view.beside", "Another page beside", Intent::Columns(columns::Wish::Add)).when(room_beside),
    pane("view.contents", "Contents", Pane::Contents).keys(&["Ctrl+1"]).on(|state| has(state, Pane::Contents)).line(),
    pane("view.inspector", "Inspector", Pane::Inspector).keys(&["Ctrl+2"]).on(|state| has(state, Pane::Inspector)),
    pane("view.notebook", "Notebook", Pane::Notebook).keys(&["Ctrl+3"]).on(|state| has(state, Pane::Notebook)),
    view("view.timeline", "Timeline", Intent::Timeline(timeline::Wish::Toggle))
        .keys(&["Ctrl+4"])
        .reach(Reach::Always)
        .on(|state| desk(state, |desk| !desk.timeline.hidden)),
    view("view.next-pane", "Next pane", Intent::Walk(true)).keys(&["F6"]).reach(Reach::Always),
    view("view.previous-pane", "Previous pane", Intent::Walk(false)).keys(&["Shift+F6"]).reach(Reach::Always),
    view("view.reset", "Reset layout", Intent::ResetLayout),
    look("view.dark", "Dark", Look::Dark).on(|state| state.look == Look::Dark).line(),
    look("view.light", "Light", Look::Light).on(|state| state.look == Look::Light),
    look("view.high-contrast", "High contrast", Look::HighContrast).on(|state| state.look == Look::HighContrast),
    look_size("view.larger", "Larger", 1).keys(&["Ctrl++", "Ctrl+="]).line(),
    look_size("view.smaller", "Smaller", -1).keys(&["Ctrl+-"]),
    look_size("view.usual-size", "100 %", 0).keys(&["Ctrl+0"]),
    view("view.full-screen", "Full screen", Intent::FullScreen).keys(&["F11"]).reach(Reach::Always).when(always).line(),
    go("go.back", "Back", Intent::Notes(Notes::Back)).keys(&["Alt+Left"]),
    go("go.forward", "Forward", Intent::Notes(Notes::Forward)).keys(&["Alt+Right"]),
    go("go.to", "Go to…", Intent::Replay(Wish::JumpOpen)).keys(&["Ctrl+G"]).reach(Reach::Always),
    go("go.filter", "Filter field", Intent::FocusFilter).keys(&["Ctrl+F", "/"]).reach(Reach::Always),
    go("go.clear-filter", "Clear the filter", Intent::FilterTyped(String::new())).when(filtered),
    go("go.all-times", "Show all times", Intent::Timeline(timeline::Wish::Brush(None))).when(brushed),
    seek("go.next-decision", "Next decision", Goal::Decision, Way::On).keys(&["Ctrl+Right"]).line(),
    seek("go.previous-decision", "Previous decision", Goal::Decision, Way::Back).keys(&["Ctrl+Left"]),
    seek("go.next-handoff", "Next handoff of the run", Goal::Handoff, Way::On).keys(&["]"]),
    seek("go.previous-handoff", "Previous handoff of the run", Goal::Handoff, Way::Back).keys(&["["]),
    seek("go.next-message", "Next in the conversation", Goal::Conversation, Way::On).keys(&["."]),
    seek("go.previous-message", "Previous in the conversation", Goal::Conversation, Way::Back).keys(&[","]),
    trace("go.why", "Why was this?", Page::Links, Some(causes::Way::Before)).keys(&["Y"]).line(),
    trace("go.followed", "What followed?", Page::Links, Some(causes::Way::After)).keys(&["Shift+Y"]),
    trace("go.blast", "Blast radius", Page::Blast, None).keys(&["B"]),
    go("go.next-failure", "Next failed, missing or withheld", Intent::Go(Stride::NextFailure)).keys(&["E"]).line(),
    go("go.previous-failure", "Previous failed, missing or withheld", Intent::Go(Stride::PreviousFailure))
        .keys(&["Shift+E"]),
    go("go.next-finding", "Next finding", Intent::Findings(findings::Wish::Next(true))).keys(&["F8"]),
    go("go.previous-finding", "Previous finding", Intent::Findings(findings::Wish::Next(false))).keys(&["Shift+F8"]),
    go("go.verdict", "Why the verdict is what it is", Intent::Findings(findings::Wish::Why)),
    go("go.next-difference", "Next difference", Intent::Compare(CompareIntent::Go(true))).keys(&["N"]).when(compared),
    go("go.previous-difference", "Previous difference", Intent::Compare(CompareIntent::Go(false)))
        .keys(&["Shift+N"])
        .when(compared),
    go("go.next-mark", "Next marked record", Intent::Notes(Notes::GoMark(true))).keys(&["U"]),
    go("go.previous-mark", "Previous marked record", Intent::Notes(Notes::GoMark(false))).keys(&["Shift+U"]),
    step("replay.play", "Play or pause", Intent::Play).keys(&["Space"]),
    step("replay.next", "Next step", Intent::Replay(Wish::Go(Stride::By(1)))).keys(&["Right"]),
    step("replay.previous", "Previous step", Intent::Replay(Wish::Go(Stride::By(-1)))).keys(&["Left"]),
    step("replay.ten-on", "Ten steps on", Intent::Replay(Wish::Go(Stride::By(10)))).keys(&["Shift+Right"]),
    step("replay.ten-back", "Ten steps back", Intent::Replay(Wish::Go(Stride::By(-10)))).keys(&["Shift+Left"]),
    step("replay.first", "First step", Intent::Replay(Wish::Go(Stride::First))).keys(&["Home"]),
    step("replay.last", "Last step", Intent::Replay(Wish::Go(Stride::Last))).keys(&["End"]),
    step("replay.stop-on", "On to the next stop", Intent::Replay(Wish::Run(Way::On))).keys(&["F9"]),
    step("replay.stop-back", "Back to the last stop", Intent::Replay(Wish::Run(Way::Back))).keys(&["Shift+F9"]),
    replay("replay.stops", "Stop when…", Wish::ShowStops),
    mode("replay.by-filter", "Step by filter", Mode::Filter).on(|state| steps(state, Mode::Filter)).line(),
    mode("replay.by-record", "Step by record", Mode::Record).on(|state| steps(state, Mode::Record)),
    mode("replay.by-handoff", "Step by handoff of the run", Mode::Handoff).on(|state| steps(state, Mode::Handoff)),
    mode("replay.by-decision", "Step by decision", Mode::Decision).on(|state| steps(state, Mode::Decision)),
    pace("replay.one", "1 step a second", Pace::Records(1)),
    pace("replay.two", "2 steps a second", Pace::Records(2)),
    pace("replay.four", "4 steps a second", Pace::Records(4)),
    pace("replay.eight", "8 steps a second", Pace::Records(8)),
    pace("replay.sixteen", "16 steps a second", Pace::Records(16)),
    pace("replay.clock", "Play in real time", Pace::Clock(1)),
    pace("replay.clock-ten", "Play in real time ×10", Pace::Clock(10)),
    pace("replay.clock-minute", "Play in real time ×60", Pace::Clock(60)),
    pace("replay.clock-ten-minutes", "Play in real time ×600", Pace::Clock(600)),
    pace("replay.clock-hour", "Play in real time ×3600", Pace::Clock(3600)),
    pacing("replay.cut-gaps", "Cut long gaps", Wish::KeepGaps(false)),
    pacing("replay.keep-gaps", "Wait for long gaps", Wish::KeepGaps(true)),
    rows("table.down", "Next row", Stride::By(1)).keys(&["Down"]),
    rows("table.up", "Previous row", Stride::By(-1)).keys(&["Up"]),
    rows("table.screen-down", "A screen of rows down", Stride::Screens(1)).keys(&["PageDown"]),
    rows("table.screen-up", "A screen of rows up", Stride::Screens(-1)).keys(&["PageUp"]),
    inspect("inspector.message", "Show the message", Inspect::Message).on(|state| inspects(state, Inspect::Message)),
    inspect("inspector.policy", "Show the policy", Inspect::Policy).on(|state| inspects(state, Inspect::Policy)),
    inspect("inspector.template", "Show the template", Inspect::Template)
        .on(|state| inspects(state, Inspect::Template)),
    inspect("inspector.grants", "Show the grants", Inspect::Grants).on(|state| inspects(state, Inspect::Grants)),
    inspect("inspector.proof", "Show the proof", Inspect::Proof).on(|state| inspects(state, Inspect::Proof)),
    inspect("inspector.raw", "Show the exact bytes", Inspect::Raw).on(|state| inspects(state, Inspect::Raw)),
    picture("graph.fit", "Fit the graph into the pane", GraphIntent::Fit).keys(&["F"]),
    picture("graph.zoom-in", "Zoom into the graph", GraphIntent::Zoom(ZOOM, None)).keys(&["+", "="]),
    picture("graph.zoom-out", "Zoom out of the graph", GraphIntent::Zoom(1.0 / ZOOM, None)).keys(&["-"]),
    picture("graph.up", "Move up the graph", GraphIntent::Pan(0.0, PAN)).keys(&["W"]),
    picture("graph.down", "Move down the graph", GraphIntent::Pan(0.0, -PAN)).keys(&["S"]),
    picture("graph.left", "Move left in the graph", GraphIntent::Pan(PAN, 0.0)).keys(&["A"]),
    picture("graph.right", "Move right in the graph", GraphIntent::Pan(-PAN, 0.0)).keys(&["D"]),
    picture("graph.list", "Graph as a list", GraphIntent::AsList(true)),
    picture("graph.picture", "Graph as a picture", GraphIntent::AsList(false)),
    picture("graph.legend", "Legend of the graph", GraphIntent::Legend),
    sequence("sequence.filter", "Sequence of the filter", SequenceIntent::OnlyRun(false)),
    sequence("sequence.run", "Sequence of this run", SequenceIntent::OnlyRun(true)),
    sequence("sequence.legend", "Legend of the sequence", SequenceIntent::Legend),
    sequence("sequence.all", "Show all lifelines", SequenceIntent::NoneAway),
    time("timeline.zoom-in", "Zoom into the timeline", timeline::Wish::Nearer(true)).keys(&["W", "+", "="]),
    time("timeline.zoom-out", "Zoom out of the timeline", timeline::Wish::Nearer(false)).keys(&["S", "-"]),
    time("timeline.earlier", "Earlier in the timeline", timeline::Wish::Along(false)).keys(&["A"]),
    time("timeline.later", "Later in the timeline", timeline::Wish::Along(true)).keys(&["D"]),
    time("timeline.fit", "Fit the timeline into the pane", timeline::Wish::Fit).keys(&["F"]),
    time("timeline.list", "Timeline as a list", timeline::Wish::List(true)),
    time("timeline.picture", "Timeline as a picture", timeline::Wish::List(false)),
    time("timeline.agents", "Lanes by agent", timeline::Wish::By(LaneBy::Agent)),
    time("timeline.runs", "Lanes by run", timeline::Wish::By(LaneBy::Run)),
    time("timeline.kinds", "Lanes by kind", timeline::Wish::By(LaneBy::Kind)),
    time("timeline.one", "One lane for all", timeline::Wish::By(LaneBy::Nothing)),
    time("timeline.claimed", "Timeline by claimed time", timeline::Wish::Axis(AxisKind::Claimed)),
    time("timeline.log", "Timeline by the log's clock", timeline::Wish::Axis(AxisKind::Log)),
    time("timeline.position", "Timeline by position", timeline::Wish::Axis(AxisKind::Position)),
    help("help.palette", "Command palette", Kind::Palette).keys(&["Ctrl+K", "Ctrl+Shift+P"]),
    help("help.keys", "Keys", Kind::Keys).keys(&["?"]),
    help("help.help", "What marks, words and shapes mean", Kind::Help).keys(&["F1"]),
    help("help.about", "About Recount", Kind::About),
];

const fn help(id: &'static str, words: &'static str, kind: Kind) -> Command {
    let open = Intent::Over(over::Wish::Open(kind));
    Command::new(id, words, Group::Help, open).reach(Reach::Always).when(always)
}

const fn file(id: &'static str, words: &'static str, intent: Intent) -> Command {
    Command::new(id, words, Group::File, intent).reach(Reach::Always).when(always)
}

const fn case(id: &'static str, words: &'static str, wish: Notes) -> Command {
    deed(id, words, Intent::Notes(wish))
}

const fn deed(id: &'static str, words: &'static str, intent: Intent) -> Command {
    Command::new(id, words, Group::Case, intent)
}

const fn compare(id: &'static str, words: &'static str, wish: CompareIntent) -> Command {
    Command::new(id, words, Group::Case, Intent::Compare(wish))
}

const fn view(id: &'static str, words: &'static str, intent: Intent) -> Command {
    Command::new(id, words, Group::View, intent)
}

const fn page(id: &'static str, words: &'static str, page: Centre) -> Command {
    view(id, words, Intent::Centre(page))
}

const fn pane(id: &'static str, words: &'static str, pane: Pane) -> Command {
    view(id, words, Intent::Toggle(pane)).reach(Reach::Always)
}

const fn look(id: &'static str, words: &'static str, look: Look) -> Command {
    view(id, words, Intent::Look(look)).when(always)
}

const fn look_size(id: &'static str, words: &'static str, steps: i8) -> Command {
    view(id, words, Intent::Zoom(steps)).reach(Reach::Always).when(always)
}

const fn go(id: &'static str, words: &'static str, intent: Intent) -> Command {
    Command::new(id, words, Group::Go, intent)
}

const fn step(id: &'static str, words: &'static str, intent: Intent) -> Command {
    Command::new(id, words, Group::Replay, intent)
}

const fn seek(id: &'static str, words: &'static str, goal: Goal, way: Way) -> Command {
    go(id, words, Intent::Replay(Wish::Seek(goal, way)))
}

const fn replay(id: &'static str, words: &'static str, wish: Wish) -> Command {
    step(id, words, Intent::Replay(wish))
}

const fn pacing(id: &'static str, words: &'static str, wish: Wish) -> Command {
    Command::new(id, words, Group::Pace, Intent::Replay(wish))
}

const fn trace(id: &'static str, words: &'static str, page: Page, keys: Option<causes::Way>) -> Command {
    go(id, words, Intent::Causes(CausesIntent::Open(page, keys))).when(focus)
}

const fn mode(id: &'static str, words: &'static str, mode: Mode) -> Command {
    replay(id, words, Wish::Mode(mode))
}

const fn pace(id: &'static str, words: &'static str, pace: Pace) -> Command {
    pacing(id, words, Wish::Pace(pace))
}

const fn rows(id: &'static str, words: &'static str, stride: Stride) -> Command {
    Command::new(id, words, Group::Table, Intent::Go(stride))
}

const fn inspect(id: &'static str, words: &'static str, page: Inspect) -> Command {
    Command::new(id, words, Group::Inspector, Intent::Inspect(page))
}

const fn picture(id: &'static str, words: &'static str, wish: GraphIntent) -> Command {
    Command::new(id, words, Group::Graph, Intent::Graph(wish)).reach(Reach::Graph).when(graph)
}

const fn sequence(id: &'static str, words: &'static str, wish: SequenceIntent) -> Command {
    Command::new(id, words, Group::Sequence, Intent::Sequence(wish)).when(sequence_shown)
}

const fn time(id: &'static str, words: &'static str, wish: timeline::Wish) -> Command {
    Command::new(id, words, Group::Timeline, Intent::Timeline(wish)).reach(Reach::Timeline).when(super::when::timeline)
}

fn desk(state: &State, holds: impl Fn(&Desk) -> bool) -> bool {
    state.desk.as_ref().is_some_and(holds)
}

fn shows(state: &State, page: Centre) -> bool {
    desk(state, |desk| desk.centre.shows(page))
}

fn has(state: &State, pane: Pane) -> bool {
    !state.settings.hidden.contains(&pane)
}

fn steps(state: &State, mode: Mode) -> bool {
    desk(state, |desk| desk.replay.mode == mode)
}

fn inspects(state: &State, page: Inspect) -> bool {
    desk(state, |desk| desk.inspect == page)
}
