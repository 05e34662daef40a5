//! The replay as the window knows it: its mode and pace, where it stops, what it says, and how long a step waits.
//!
//! Replay is the one focus, moved: it has no place of its own.

pub mod jump;

use super::intent::Stride;
use super::state::Desk;
use crate::case::filter::Filter;
use crate::case::{Artifact, Row, Selection};
use crate::view::seek::{Stop, acts};
use crate::work::{Steps, Walk};
use std::sync::Arc;

/// All about the replay.
#[derive(Debug, Default)]
pub struct Replay {
    /// What is a step.
    pub mode: Mode,
    /// The steps of the mode, where they are not those of the filter.
    pub walk: Option<(Walk, Arc<Selection>)>,
    /// The steps that were asked for.
    pub asked: Option<Walk>,
    /// A stride that waits for its steps.
    pub owed: Option<Stride>,
    /// How fast it plays.
    pub pace: Pace,
    /// Long gaps are waited for, not cut.
    pub keep_gaps: bool,
    /// The record that was in focus before.
    pub before: Option<Row>,
    /// Where to stop.
    pub stops: StopWhen,
    /// The search that runs.
    pub search: Option<Search>,
    /// Playing ends at this record, and why.
    pub until: Option<(Row, String)>,
    /// What the last move has to say.
    pub said: Option<String>,
    /// The box to jump with.
    pub jump: Option<JumpBox>,
}

/// What is a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Mode {
    /// A record of the filter.
    #[default]
    Filter,
    /// Any record.
    Record,
    /// A handoff of the focus's run.
    Handoff,
    /// A decision.
    Decision,
}

impl Mode {
    /// All, in their order.
    pub const ALL: [Mode; 4] = [Mode::Filter, Mode::Record, Mode::Handoff, Mode::Decision];

    /// The words of the choice.
    pub fn words(self) -> &'static str {
        match self {
            Mode::Filter => "by filter",
            Mode::Record => "by record",
            Mode::Handoff => "by handoff of the run",
            Mode::Decision => "by decision",
        }
    }
}

/// How fast it plays.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pace {
    /// So many steps a second.
    Records(u32),
    /// As the log's clock went, so many times as fast.
    Clock(u32),
}

impl Default for Pace {
    fn default() -> Pace {
        Pace::Records(1)
    }
}

impl Pace {
    /// All that can be chosen.
    pub const ALL: [Pace; 10] = [
        Pace::Records(1),
        Pace::Records(2),
        Pace::Records(4),
        Pace::Records(8),
        Pace::Records(16),
        Pace::Clock(1),
        Pace::Clock(10),
        Pace::Clock(60),
        Pace::Clock(600),
        Pace::Clock(3600),
    ];

    /// The words of the choice.
    pub fn words(self) -> String {
        match self {
            Pace::Records(number) => format!("{number} a second"),
            Pace::Clock(1) => "real time".to_owned(),
            Pace::Clock(times) => format!("real time ×{times}"),
        }
    }
}

/// Where to stop, as it was typed and ticked.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct StopWhen {
    /// The row of conditions is shown.
    pub shown: bool,
    /// A filter.
    pub filter: String,
    /// An agent.
    pub agent: String,
    /// Another policy version.
    pub policy: bool,
    /// Another template version.
    pub template: bool,
    /// A finding.
    pub finding: bool,
}

impl StopWhen {
    /// The stops; `Err`: what is typed is no filter: a sentence.
    pub fn stops(&self) -> Result<Vec<Stop>, String> {
        let mut out = Vec::new();
        if !self.filter.trim().is_empty() {
            let filter = Filter::parse(&self.filter).map_err(|fault| fault.to_string())?;
            out.push(Stop::Filter(filter));
        }
        if !self.agent.trim().is_empty() {
            out.push(Stop::Agent(acts(&self.agent).ok_or("this is no name of an agent")?));
        }
        out.extend(self.policy.then_some(Stop::Version(Artifact::Policy)));
        out.extend(self.template.then_some(Stop::Version(Artifact::Template)));
        out.extend(self.finding.then_some(Stop::Finding));
        Ok(out)
    }
}

/// A search that runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Search {
    /// The replay goes to what is found.
    Go,
    /// Playing ends at what is found.
    Play,
}

/// The box to jump with.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct JumpBox {
    /// What was typed.
    pub text: String,
    /// What is wrong with it.
    pub fault: Option<String>,
}

/// What the person wants of the replay.
#[derive(Clone, PartialEq, Debug)]
pub enum Wish {
    /// Another kind of step.
    Mode(Mode),
    /// Another pace.
    Pace(Pace),
    /// Wait for long gaps, or cut them.
    KeepGaps(bool),
    /// Steps on or back, to the first, to the last.
    Go(Stride),
    /// To the next of these, or the one before.
    Seek(Goal, Way),
    /// To the next place to stop at, or the one before.
    Run(Way),
    /// End the search that runs.
    StopSearch,
    /// Other places to stop at.
    StopWhen(StopWhen),
    /// Show the row of places to stop at, or put it away.
    ShowStops,
    /// Show the box to jump with.
    JumpOpen,
    /// It holds this text now.
    JumpTyped(String),
    /// Jump.
    JumpEntered,
    /// Put it away.
    JumpClose,
}

/// What is looked for along the log.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Goal {
    /// A decision.
    Decision,
    /// A handoff of the run.
    Handoff,
    /// A message of the conversation.
    Conversation,
}

/// Which way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// On.
    On,
    /// Back.
    Back,
}

/// How long the next step waits.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Wait {
    /// Seconds until it comes.
    pub seconds: f64,
    /// Microseconds of the log's clock in between, where it plays by the clock.
    pub gap: Option<i64>,
    /// The gap was cut.
    pub cut: bool,
    /// One of the two records has no clock: there is no gap to wait for.
    pub synthetic: bool,
}

/// The steps; `None`: they are not known yet, or the focus is in no run.
pub fn steps(desk: &Desk) -> Option<&Arc<Selection>> {
    let replay = &desk.replay;
    match (replay.mode, wanted(desk)) {
        (Mode::Filter, _) => Some(&desk.filter.selection),
        (Mode::Record, Some(Walk { part: None, .. })) => Some(&desk.opened.all),
        (_, wanted) => replay.walk.as_ref().filter(|(of, _)| Some(*of) == wanted).map(|(_, steps)| steps),
    }
}

/// The steps that the mode needs from the worker.
pub fn wanted(desk: &Desk) -> Option<Walk> {
    let part = desk.filter.part;
    let steps = match desk.replay.mode {
        Mode::Filter => return None,
        Mode::Record => Steps::All,
        Mode::Decision => Steps::Decisions,
        Mode::Handoff => {
            let (case, focus) = (&desk.opened.case, desk.focus?);
            // Handoffs of a run are the same in every bundle of its log.
            return Some(Walk { part: None, steps: Steps::Handoffs(case.log(focus), case.run(focus).some()?) });
        }
    };
    Some(Walk { part, steps })
}

/// Whether the way from one record to the other is one step: neighbours in the log, in what is shown, or in the mode's steps.
pub fn is_step(desk: &Desk, from: Row, to: Row) -> bool {
    let (first, last) = (from.min(to), from.max(to));
    let joined = |steps: &Selection| {
        steps.contains(first) && first.checked_add(1).and_then(|after| steps.next(after)) == Some(last)
    };
    let (case, log) = (&desk.opened.case, desk.opened.case.log(from));
    let beside = || log == case.log(to) && case.index(first).checked_add(1) == Some(case.index(last));
    joined(&desk.filter.selection) || steps(desk).is_some_and(|steps| joined(steps)) || beside()
}

/// The step after the focus.
pub fn next(desk: &Desk) -> Option<Row> {
    steps(desk)?.next(desk.focus.map_or(0, |row| row.saturating_add(1)))
}

/// How long the next step waits; `None`: there is none.
pub fn wait(desk: &Desk) -> Option<Wait> {
    let next = next(desk)?;
    let plain = |seconds| Wait { seconds, gap: None, cut: false, synthetic: false };
    let (times, focus) = match (desk.replay.pace, desk.focus) {
        (Pace::Records(number), _) => return Some(plain(1.0 / f64::from(number.max(1)))),
        (Pace::Clock(_), None) => return Some(plain(0.0)),
        (Pace::Clock(times), Some(focus)) => (times, focus),
    };
    let case = &desk.opened.case;
    if case.context(focus).synthetic || case.context(next).synthetic {
        return Some(Wait { synthetic: true, ..plain(CUT_TO) });
    }
    let gap = case.clock(next).saturating_sub(case.clock(focus)).max(0);
    let seconds = gap as f64 / 1e6 / f64::from(times.max(1));
    let cut = !desk.replay.keep_gaps && seconds > CUT_FROM;
    Some(Wait { seconds: if cut { CUT_TO } else { seconds }, gap: Some(gap), cut, synthetic: false })
}

/// A wait of more seconds is a long gap.
pub const CUT_FROM: f64 = 3.0;
/// Seconds that are left of a long gap.
pub const CUT_TO: f64 = 1.0;
